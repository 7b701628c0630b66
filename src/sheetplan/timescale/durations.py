"""Finds lengths of time ("within 2 weeks of the site visit", "for one year") and what they run from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sheetplan.model import After

from .words import ARTICLES, NUMBERS, PLURALS, UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .words import Token

_WORKING = frozenset("working business".split())
_WIDER = frozenset("calendar clear full more further consecutive whole complete x".split())
_LEADS = frozenset("within in for over under lasting next every each after maximum max".split())
_BACK = frozenset("before prior preceding ahead".split())
_ON = frozenset("after from of following since post upon".split())
_STOPS = frozenset(";.()[]|•-:,")
_PAST = frozenset("last past previous every each".split())
_RATES = frozenset("per a an each every old ago".split())
_AFTER_SINGULAR = frozenset("to and or at for on max maximum later only notice with tbc or".split())


class Duration(NamedTuple):
    """A length of time and the words around it."""

    lo: int
    hi: int
    """The token after the unit."""
    number: int
    unit: str
    """day, week, month or year."""
    lead: str
    """The word before it: within, for, over ..., or ""."""
    tail: str
    """after, from, before, or "" where nothing says what it runs from."""
    event: int
    """The token at which what it runs from begins."""
    note: str
    """What it was read as, where that differs from what is written."""


def durations_of(text: str, tokens: Sequence[Token], taken: Sequence[tuple[int, int]]) -> list[Duration]:
    """All lengths of time outside the token ranges already taken by dates."""
    found: list[Duration] = []
    ranges = iter([*taken, (len(tokens) + 1, len(tokens) + 1)])
    lo, hi = next(ranges)
    for place, token in enumerate(tokens):
        while place >= hi:
            lo, hi = next(ranges)
        if place < lo and (token.kind == "n" or token.word in NUMBERS or token.word in ("a", "an", "fortnight")):
            duration = _at(text, tokens, place)
            if duration:
                found.append(duration)
    return found


def _word(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].word if 0 <= place < len(tokens) else ""


def _at(text: str, tokens: Sequence[Token], place: int) -> Duration | None:
    token, before = tokens[place], _word(tokens, place - 1)
    if token.kind == "n":
        if len(token.word) > 3 or (token.glued and before in ("/", ".", "£", "$")):
            return None
        number = int(token.word)
    else:
        number = NUMBERS.get(token.word, 1)
    hi = place + 1
    if token.word == "fortnight":
        if before in ("a", "an", "one") or before in NUMBERS or _word(tokens, place - 1).isdigit():
            return None  # already read from its number
        hi = place
    while _word(tokens, hi) in _WIDER or (_word(tokens, hi) in ("-", "of") and _word(tokens, hi + 1) in UNITS):
        hi += 1
    working = _word(tokens, hi) in _WORKING
    hi += working
    written = _word(tokens, hi)
    if written not in UNITS:
        return None
    hi += 1
    if _word(tokens, hi) == "'" or (_word(tokens, hi) == "s" and tokens[hi].glued):
        hi += 1
    tail, event = _tail(tokens, hi)
    lead = before if before in _LEADS else ""
    if lead == "next" and _word(tokens, place - 2) in _LEADS:
        lead = _word(tokens, place - 2)
    if before in _PAST or before in ("once", "twice", "times") or (_word(tokens, hi) in _RATES and not tail):
        return None
    if not tail and written not in PLURALS and _adjective(tokens, hi):
        return None
    if token.word in ("a", "an") and not (tail or lead or written == "fortnight"):
        return None
    counted = _counted(number, written, working=working)
    if counted is None:
        return None
    note = ""
    if working or written in ("hour", "hours", "hr", "hrs"):
        typed = text[token.start : tokens[hi - 1].end]
        note = f'"{typed}" is read as {counted[0]} {counted[1]}{"s" if counted[0] != 1 else ""}.'
    lo = place - 1 if lead or before in ("+", "plus") else place
    return Duration(lo, hi, counted[0], counted[1], before if before in ("+", "plus") else lead, tail, event, note)


def _adjective(tokens: Sequence[Token], hi: int) -> bool:
    """True where a unit in the singular names something else: "8 week programme"."""
    if hi >= len(tokens):
        return False
    token = tokens[hi]
    return token.kind == "w" and token.word not in _AFTER_SINGULAR


def _tail(tokens: Sequence[Token], hi: int) -> tuple[str, int]:
    """Which way it runs, and where the words of its event begin."""
    word, following = _word(tokens, hi), _word(tokens, hi + 1)
    if word == "in" and following == "advance":
        return "before", hi + 2 + (_word(tokens, hi + 2) == "of")
    if word in _BACK:
        return "before", hi + 1 + (following in ("to", "of"))
    if word == "on" and following == "from":
        return "after", hi + 2
    if word in ("later", "notice"):
        return "", hi
    if word in _ON:
        return ("from" if word == "from" else "after"), hi + 1 + (following == "from")
    return "", hi


def _counted(number: int, written: str, *, working: bool) -> tuple[int, str] | None:
    """In the units of `After`; working days so that the weekends inside them are counted."""
    unit = UNITS[written]
    if number == 0:
        return None
    if unit == "hour":
        return -(-number // 24), "day"
    if unit == "fortnight":
        return 2 * number, "week"
    if unit == "quarter":
        return 3 * number, "month"
    if working and unit == "day":
        return (number // 5, "week") if number % 5 == 0 else (number + 2 * (number // 5 + 1), "day")
    return number, unit


def after_of(text: str, tokens: Sequence[Token], duration: Duration, hi: int) -> After:
    """The duration as `After`, with its event's words up to the end of the clause."""
    number = -duration.number if duration.tail == "before" else duration.number
    unit = duration.unit
    event = None
    if duration.tail:
        event = _event(text, tokens, duration.event, hi)
    elif duration.lead in ("+", "plus"):
        lo = duration.lo
        while lo > 0 and tokens[lo - 1].word not in _STOPS and duration.lo - lo < 12:
            lo -= 1
        event = _event(text, tokens, lo, duration.lo)
    if unit == "day":
        return After(number, "day", event)
    if unit == "week":
        return After(number, "week", event)
    return After(number, "month" if unit == "month" else "year", event)


def _event(text: str, tokens: Sequence[Token], lo: int, hi: int) -> str | None:
    while lo < hi and (tokens[lo].word in ARTICLES or tokens[lo].word in (":", "-", ",")):
        lo += 1
    end = lo
    while end < hi and not (tokens[end].word in _STOPS and not _inside(tokens, end)):
        end += 1
    return " ".join(text[tokens[lo].start : tokens[end - 1].end].split()) if end > lo else None


def _inside(tokens: Sequence[Token], place: int) -> bool:
    """True for a hyphen or point inside a word ("follow-up")."""
    return tokens[place].glued and _word(tokens, place + 1) != "" and tokens[place + 1].glued


def named_period(tokens: Sequence[Token]) -> tuple[int, str] | None:
    """A whole text that names a week, month or year by its number: "Week 8", "by month 6"."""
    words = [token.word for token in tokens if token.kind != "s"]
    words = words[1:] if words[:1] in (["by"], ["in"], ["end"]) else words
    if words[:2] == ["end", "of"]:
        words = words[2:]
    if len(words) == 2 and words[0] in ("week", "month", "year", "day") and words[1].isdigit() and len(words[1]) < 3:
        number = int(words[1])
        return (number, words[0]) if number else None
    return None
