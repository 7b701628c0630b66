"""Puts what a text names together with the words around it: by, from, before, between ... and, week commencing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .look import Mention, cued_word
from .words import (
    AFTER,
    BEFORE,
    BY,
    END_WORDS,
    EVENTS,
    FROM,
    HEDGES,
    RANGE_WORDS,
    WEEKDAYS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .words import Token

_NAMELIKE = frozenset("jan april may june august march".split())
_FORMER = frozenset("was originally original previously formerly".split())
_MOVED = frozenset("moved revised changed slipped extended postponed delayed rescheduled deferred".split())
_NOW = frozenset("now pushed put brought amended altered".split())
_ONTO = frozenset("to until till by on back forward out the end of".split())
_QUIET = frozenset("and then the of for in on by at approx about to or".split())
_STARTERS = frozenset("start starts starting begin begins beginning commence commences commencing from".split())


class Statement(NamedTuple):
    """One date or range that a text states, with the word that says what it is for."""

    lo: int
    """Its first token, the word before it included."""
    hi: int
    """The token after its last."""
    first: Mention
    second: Mention | None
    cue: str
    """by, before, on, in, from, earliest, after, week, weekend, throughout, or "" where no word says."""
    weak: bool
    """True where only its surroundings can say whether it is a date at all ("March", "30/11", "2008")."""


def statements_of(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Statement]:
    """All of them in the order of the text; a range is one."""
    found: list[Statement] = []
    place, since = 0, 0
    while place < len(mentions):
        first = mentions[place]
        cue, lo = _cue(tokens, first.lo, since)
        second = None
        if place + 1 < len(mentions) and _joined(tokens, first, mentions[place + 1], cue, lo):
            second = mentions[place + 1]
            place += 1
        hi = (second or first).hi
        place += 1
        if first.unit == "season":
            continue
        found.append(Statement(lo, hi, first, second, cue, second is None and _weak(first, cue)))
        since = hi
    return found


def _weak(mention: Mention, cue: str) -> bool:
    if mention.unit in ("year", "financial"):
        return cue in ("", "in") and not mention.part
    if cue or mention.part:
        return False
    return mention.year is None and (mention.unit in ("month", "quarter") or mention.numeric)


def _cue(tokens: Sequence[Token], lo: int, since: int) -> tuple[str, int]:
    """What the words just before a mention say, and where they begin."""
    place = lo - 1
    while place >= since and (
        tokens[place].word in WEEKDAYS
        or tokens[place].word in HEDGES
        or tokens[place].word in ("~", ":", ",", "(", ".")
        or (tokens[place].word == "c" and (place == since or tokens[place - 1].word not in ("/", ".", "w")))
    ):
        place -= 1
    if place < since:
        return "", _tidy(tokens, place + 1, lo)
    word = tokens[place].word
    before = tokens[place - 1].word if place > since else ""
    wider = tokens[place - 2].word if place - 1 > since else ""
    week = _week(word, before, wider)
    if week:
        name, width = week
        return name, max(since, place - width + 1)
    if word == "on" or word in ("in", "at", "with"):
        if before in _STARTERS:
            return "from", place - 1
        return ("on" if word == "on" else "in" if word == "in" else ""), place
    if word == "than":
        if before in ("earlier", "sooner"):
            return "earliest", max(since, place - 2)
        return "by", max(since, place - 2)
    if word == "to" and before in ("prior",):
        return "before", place - 1
    if word in BEFORE and before == "or":
        return "by", place - 1
    if word in BEFORE:
        return ("earliest" if before == "not" else "before"), place - (before == "not")
    if word in AFTER:
        return ("by", place - 1) if before == "not" else ("after", place)
    if word in FROM:
        return "from", place - (before in _STARTERS and word == "from")
    if word == "between":
        return "between", place
    if word in ("during", "for"):
        return "in", place
    if word == "throughout":
        return "throughout", place
    return ("by", place) if word in BY else ("", lo)


def _tidy(tokens: Sequence[Token], lo: int, hi: int) -> int:
    """Without the commas and brackets that stand before it, but with its weekday."""
    while lo < hi and tokens[lo].word not in WEEKDAYS:
        lo += 1
    return lo


def _week(word: str, before: str, wider: str) -> tuple[str, int] | None:
    """Week commencing and week ending, in their many spellings, and how many tokens they take."""
    if word in ("wc", "wb"):
        return "week", 1
    if wider == "w" and before in ("/", ".") and word in ("c", "b", "e"):
        return ("weekend" if word == "e" else "week"), 3
    if before in ("week", "wk", "weeks"):
        if word in ("commencing", "beginning", "starting", "of", "from"):
            return "week", 2
        if word in ("ending", "ended", "end"):
            return "weekend", 2
    return None


def _joined(tokens: Sequence[Token], first: Mention, second: Mention, cue: str, lo: int) -> bool:
    """True where two mentions are the two ends of one range."""
    between = [token.word for token in tokens[first.hi : second.lo]]
    words = [word for word in between if word not in WEEKDAYS and word not in ("the", "(", ")", "of")]
    if "season" in (first.unit, second.unit) or len(between) > 9 or _moved(tokens, lo):
        return False
    if not words:
        return False
    if words in (["and"], ["&"], ["/"], ["-", "and"]):
        return cue == "between" or _next_to(first, second, words[0])
    if words in (["-"], [">"]):
        return tokens[first.hi].line == tokens[second.lo].line or tokens[first.hi].line == tokens[first.hi - 1].line
    if set(words) <= {"up", "to", "through", "thru", "until", "till", "til"}:
        return True
    plain = [word for word in words if word not in (",", ";", ":", "-", "and", "date", "by", "on", "to", ".")]
    opened = cue == "from" or tokens[lo].word in _STARTERS
    if opened and plain and len(plain) <= 3:
        return all(word in RANGE_WORDS or word in END_WORDS for word in plain)
    return bool(opened and not plain and words[-1] in ("by", "to", "-"))


def _moved(tokens: Sequence[Token], lo: int) -> bool:
    """True before a date that no longer holds because another took its place: "moved from"."""
    return tokens[lo].word == "from" and lo > 0 and tokens[lo - 1].word in _MOVED


def superseded(tokens: Sequence[Token], statement: Statement, following: Statement | None = None) -> bool:
    """True for a date that is only told as history: "was 30/11/07", "revised from 30/11/07", "30/11/07, now 3/12/07".

    Args:
        tokens: the text.
        statement: the date.
        following: the date after it, if any.
    """
    lo = statement.lo
    if _moved(tokens, lo) or (lo > 0 and tokens[lo - 1].word in _FORMER):
        return True
    if following is None:
        return False
    words = [token.word for token in tokens[statement.hi : following.first.lo] if token.kind == "w"]
    return bool(words) and words[0] in _MOVED | _NOW and _ONTO.issuperset(words[1:])


def _next_to(first: Mention, second: Mention, word: str) -> bool:
    """True for neighbours that are named together: "10th & 11th March", "Jan/Feb 2008"."""
    if first.unit != second.unit or (first.part != second.part and word != "/"):
        return False
    if first.unit == "month":
        near = second.month == first.month % 12 + 1
        return near and (first.year is None or (word == "/" and first.year == second.year))
    if first.unit == "quarter":
        return second.month == first.month + 1 and first.year is None
    if first.unit != "day":
        return False
    shared = first.core + 3 >= second.core - 1 and first.month == second.month and first.year == second.year
    return shared and second.day == first.day + 1


def stands(tokens: Sequence[Token], statement: Statement, lo: int, hi: int) -> bool:
    """Whether a weak statement is a date after all, in an item that runs from token `lo` to `hi`."""
    if not statement.weak or statement.cue:
        return True
    before = [token for token in tokens[max(lo, statement.lo - 4) : statement.lo] if token.kind != "s"]
    after = [token for token in tokens[statement.hi : min(hi, statement.hi + 4)] if token.kind != "s"]
    if statement.first.numeric and statement.first.day > 12:
        return not after or after[0].word != "of"
    if statement.first.unit in ("year", "quarter", "financial") or statement.first.numeric:
        return not before and all(trailing(token.word) for token in after)
    if any(token.word in EVENTS for token in after):
        return True
    name = tokens[statement.first.core].word
    adjectival = after and statement.hi < hi and tokens[statement.hi].kind == "w"
    if adjectival and name in _NAMELIKE and tokens[statement.hi].word in ("to", "and", "or"):
        return False
    if adjectival and not trailing(tokens[statement.hi].word):
        return not before and name not in _NAMELIKE
    return not before or not after or cued_word(before[-1].word)


def trailing(word: str) -> bool:
    """True for the words that may follow a date without making it part of a name ("the March course")."""
    return word in EVENTS or word in _QUIET or word in TRAILERS


TRAILERS = frozenset(
    "onwards onward forward forwards ongoing continuing completed complete done achieved finished for latest annually "
    "monthly quarterly weekly tbc provisional provisionally deadline target due date start end".split()
)
