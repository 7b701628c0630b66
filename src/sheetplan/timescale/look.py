"""What can be named of the calendar, and a text's tokens as they are looked at one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .words import PARTS, SUFFIXES, WEEKDAYS, month_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetplan.model import Period

    from .words import Token

SIGNS = "/.-"
ANY_YEAR = 2000  # a leap year: a day that it lacks is in no year
CUED = frozenset(
    "by from until till to before in at on of during since through for due around about early mid late end next "
    "this last between and end-of".split()
)


def cued_word(word: str) -> bool:
    """True for the words that stand before a date ("by", "in") rather than before a name."""
    return word in CUED or word in PARTS or word in WEEKDAYS


class Mention(NamedTuple):
    """One day, month, quarter or year, as far as it is written."""

    lo: int
    """Its first token, words like "end of" included."""
    hi: int
    """The token after its last."""
    unit: str
    """day, month, quarter, year, financial (year) or impossible."""
    year: int | None
    month: int = 0
    """The month, or the quarter's number."""
    day: int = 0
    part: str = ""
    """start, early, mid, late, end, or 1 to 5 for a week of the month."""
    numeric: bool = False
    """True for figures only, which can be read two ways."""
    fiscal: bool = False
    """True for a quarter of a financial year."""
    reason: str = ""
    """Why it is impossible."""
    notes: tuple[str, ...] = ()
    """What was taken for something else than it is written."""
    core: int = 0
    """Its first token without words like "end of"."""


class Look:
    """A text under way; every look ahead or back is a few tokens, so that long cells stay quick."""

    __slots__ = ("period", "text", "tokens")

    def __init__(self, text: str, tokens: Sequence[Token], period: Period) -> None:
        """Look at a text that was cut into tokens, in a plan of this period."""
        self.text, self.tokens, self.period = text, tokens, period

    def word(self, place: int) -> str:
        """The word that stands there, "" outside the text."""
        return self.tokens[place].word if 0 <= place < len(self.tokens) else ""

    def number(self, place: int, figures: int = 2) -> int:
        """The number of at most so many figures that stands there, else -1."""
        if 0 <= place < len(self.tokens):
            token = self.tokens[place]
            if token.kind == "n" and len(token.word) <= figures:
                return int(token.word)
        return -1

    def names_month(self, place: int) -> bool:
        """True where a month's name follows, an ordinal's ending apart."""
        return month_of(self.word(place + (self.word(place) in SUFFIXES)))[0] > 0

    def glued(self, place: int) -> bool:
        """True where no space stands before it."""
        return 0 <= place < len(self.tokens) and self.tokens[place].glued

    def typed(self, lo: int, hi: int) -> str:
        """The words as typed from one token up to another."""
        return self.text[self.tokens[lo].start : self.tokens[hi - 1].end]

    def near(self, year: int, years: int) -> bool:
        """True where a year lies by the plan's period, or the period is not known."""
        known = [day.year for day in self.period if day]
        return not known or min(known) - years <= year <= max(known) + years
