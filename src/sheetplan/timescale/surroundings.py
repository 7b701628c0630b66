"""What the words before a mention add to it: days that share its month, and parts like "end of"."""

from __future__ import annotations

from .days import real
from .look import ANY_YEAR, CUED, SIGNS, Look, Mention
from .words import LABELS, ORDINALS, PARTS, SUFFIXES, month_of

_JOINS = frozenset({"-", "to", "and", "&", ",", "/", "until", "till", "or"})


def sharing(look: Look, mention: Mention, since: int) -> list[Mention]:
    """The days before it that share its month and year, and itself: "10, 17 and 24 March 2008"."""
    found = [mention]
    if mention.unit != "day" or look.number(mention.core) != mention.day:
        return found
    place = mention.core
    while look.word(place - 1) in _JOINS:
        ordinal = look.word(place - 2) in SUFFIXES and look.glued(place - 2)
        at = place - 2 - ordinal
        day = look.number(at)
        if at < since or day < 1 or look.tokens[at].line != look.tokens[mention.core].line:
            break
        before = look.word(at - 1)
        if before in LABELS or (look.glued(at) and before in SIGNS and before) or before in ("£", "$", "#"):
            break
        if not real(mention.year or ANY_YEAR, mention.month, day) or month_of(before)[0]:
            break
        found.append(mention._replace(lo=at, hi=at + 1 + ordinal, day=day, core=at))
        place = at
    return found[::-1]


def with_part(look: Look, mention: Mention, since: int) -> Mention:
    """With the words before it that name a part of it: "end of", "mid", "first week of"."""
    if mention.unit in ("day", "impossible", "season"):
        return mention
    place = mention.lo - 1
    linked = look.word(place) in ("of", "in")
    while place >= since and look.word(place) in ("of", "in", "the", "-", "month"):
        place -= 1
    if mention.unit in ("financial", "year") and look.word(place) == "year":
        place -= 1
        while place >= since and look.word(place) in ("financial", "fiscal", "calendar", "tax", "the", "of"):
            place -= 1
        mention, linked = mention._replace(lo=place + 1), True
    if place < since:
        return mention
    word = look.word(place)
    if word in ("week", "wk") and mention.unit == "month":
        return _week(look, mention, place, since)
    if word not in PARTS:
        return mention
    part = PARTS[word]
    cued = look.word(place - 1) in CUED or look.word(place - 1) in ("-", "the", "/")
    if part == "start" and word != "beg" and not linked and not cued:
        return mention  # "start Nov 07" by itself says when it starts
    if look.word(place - 1) in ("to", "/", "-", "or") and look.word(place - 2) in PARTS and place - 2 >= since:
        place -= 2  # "mid to late March" is read as its later part
    if look.word(place - 1) == "the" and place - 1 >= since:
        place -= 1
    return mention._replace(lo=place, part=part)


def _week(look: Look, mention: Mention, place: int, since: int) -> Mention:
    """The first to last week of a month."""
    word, lo = look.word(place - 1), place - 1
    number = ORDINALS.get(word, 0)
    if word in SUFFIXES:
        number, lo = look.number(place - 2), place - 2
    if not 1 <= number <= 5 or lo < since:
        return mention
    return mention._replace(lo=lo, part=str(number))
