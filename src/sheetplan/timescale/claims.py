"""What words say beside dates: that it is done, goes on, waits for something, or is an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .words import DONE, EVENTS, FREQUENCIES, HOPES, NOT_DONE, ONGOING, RECEIPTS, TICKS, WAITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .statements import Statement
    from .words import Token

_SIGNS_OF_END = frozenset(";.,)(-:/!")
_ADVERBS = frozenset("now all fully been has have was is were successfully already both and since".split())
_UNITS_OF_TIME = frozenset("day week fortnight month quarter term year".split())
_NOUN_MAY_FOLLOW = frozenset(
    "then from and at in by on to until till thereafter through with via basis or for as where during after "
    "review onwards".split()
)
_WORKS = frozenset("group review reviews audit fieldwork council".split())
_LIMITS = frozenset("until till til to".split())


def says_done(tokens: Sequence[Token], lo: int, hi: int, statement: Statement | None) -> bool:
    """True where the words claim that it is done; "completed by" a date is a deadline and no claim."""
    for place in range(lo, hi):
        if statement and statement.lo <= place < statement.hi:
            continue
        word = tokens[place].word
        if word in TICKS:
            return True
        signed = word == "off" and place > lo and tokens[place - 1].word == "signed"
        if (word in DONE or signed) and _claims(tokens, lo, hi, place, statement):
            return True
    return False


def _claims(tokens: Sequence[Token], lo: int, hi: int, place: int, statement: Statement | None) -> bool:
    start = place - (tokens[place].word == "off")
    for back in range(start - 1, max(lo, start - 5) - 1, -1):
        word = tokens[back].word
        if statement and statement.lo <= back < statement.hi:
            break
        if word in NOT_DONE:
            return False
        if word in ";.," or tokens[back].line != tokens[start].line:
            break
    following = tokens[place + 1].word if place + 1 < hi else ""
    if following == "?":
        return False
    dated = statement is not None and place + 1 <= statement.lo <= place + 3
    if dated and statement is not None:
        if statement.cue not in ("", "on", "in"):
            return False
        opens = start == lo or tokens[start - 1].word in ("date", "(", "-", ":", ",", ";", "and", ".", "was", "been")
        return opens or statement.cue == "on"
    ends = not following or following in _SIGNS_OF_END or following in ("on", "by", "and", "at", "in", "with", "but")
    ends = ends or tokens[place + 1].line != tokens[place].line
    opens = start == lo or tokens[start - 1].word in _SIGNS_OF_END or tokens[start - 1].word in _ADVERBS
    opens = opens or (statement is not None and start == statement.hi) or tokens[start - 1].line != tokens[start].line
    return ends and opens


def continues(tokens: Sequence[Token], lo: int, hi: int, statement: Statement | None) -> int:
    """The token that says that it goes on, -1 where none does."""
    for place in range(lo, hi):
        word = tokens[place].word
        if statement and statement.lo <= place < statement.hi:
            continue
        following = tokens[place + 1].word if place + 1 < hi else ""
        if following and tokens[place + 1].line != tokens[place].line and word not in ("every", "each", "business"):
            following = ""
        if word == "on" and _going(tokens, place, hi) and not _limited(tokens, place + 2, statement):
            return place
        if word in ONGOING:
            if word == "throughout" and statement and place + 1 >= statement.lo > place:
                continue
            if not _negated(tokens, lo, place) and not _limited(tokens, place, statement):
                return place
        elif _recurs(tokens, place, following, statement) and not _limited(tokens, place, statement):
            return place
    return -1


def _recurs(tokens: Sequence[Token], place: int, following: str, statement: Statement | None) -> bool:
    """True for words that say how often ("then monthly"), not for those that name a thing ("monthly report")."""
    word = tokens[place].word
    if word in ("once", "twice"):
        return following in ("a", "per", "every", "each")
    if word in ("every", "each"):
        dated = statement is not None and place + 1 == statement.lo
        return following != "" and (statement is None or dated or following in _UNITS_OF_TIME | EVENTS)
    if word in FREQUENCIES:
        return statement is None or not following or following in _NOUN_MAY_FOLLOW or following in _SIGNS_OF_END
    if word == "beyond":
        return place > 0
    return word == "bau" or (word, following) in (("further", "notice"), ("business", "as"))


def _going(tokens: Sequence[Token], place: int, hi: int) -> bool:
    """On-going and on going."""
    step = 2 if place + 1 < hi and tokens[place + 1].word == "-" else 1
    return place + step < hi and tokens[place + step].word == "going"


def _negated(tokens: Sequence[Token], lo: int, place: int) -> bool:
    return place > lo and tokens[place - 1].word in ("not", "no", "non")


def _limited(tokens: Sequence[Token], place: int, statement: Statement | None) -> bool:
    """True where it goes on only until a stated date: "ongoing until May 2008"."""
    if statement is None or statement.lo < place:
        return False
    if statement.lo - place > 8 or any(token.word in ";.," for token in tokens[place : statement.lo]):
        return False
    limit = tokens[statement.lo].word in _LIMITS or tokens[statement.lo].word == "up"
    return statement.second is not None or limit


def waits(tokens: Sequence[Token], lo: int, limit: int, hi: int) -> int:
    """The token, before `limit`, from which it waits for something else than a day; -1 where it does not."""
    for place in range(lo, limit):
        word = tokens[place].word
        following = tokens[place + 1].word if place + 1 < hi else ""
        if word == "on" and following in RECEIPTS:
            return place
        if (word == "as" and following == "soon") or (
            word == "as" and following in ("required", "needed", "necessary")
        ):
            if not _hopes(tokens, place, hi):
                return place
        elif word == "when" and place > lo and tokens[place - 1].word == "and" and following in ("", "."):
            return place
        elif word in WAITS and following and following not in ("?", ".", "-", ")"):
            if following in ("a", "per") and word == "once":
                continue
            if word in ("until", "till") and following in ("further", "tbc", "now"):
                continue
            if not _hopes(tokens, place, hi) and following not in ("christmas", "xmas", "easter", "summer"):
                return place
    return -1


def _hopes(tokens: Sequence[Token], place: int, hi: int) -> bool:
    """True for "as soon as possible", "where possible": a hope, and nothing to wait for."""
    return any(token.word in HOPES for token in tokens[place + 1 : min(hi, place + 5)])


def is_event(tokens: Sequence[Token], lo: int, hi: int, statement: Statement) -> bool:
    """True where a single day stands beside a meeting or the like, with nothing that says it is a deadline."""
    if any(token.word.endswith("ed") for token in tokens[lo:hi] if token.kind == "w"):
        return False
    before = tokens[max(lo, statement.lo - 4) : statement.lo]
    after = tokens[statement.hi : min(hi, statement.hi + 6)]
    return any(token.word in EVENTS - _WORKS for token in before) or any(token.word in EVENTS for token in after)
