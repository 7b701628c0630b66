"""Headings as words: reduced to what tells them apart, and all that templates call their columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sheetplan.model import Template, Value

LONGEST = 120
"""No heading is longer than this in what is compared."""
_STROKES = re.compile(r"\s*/\s*")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\][]*\]")
_LEAD = re.compile(r"^(?:\(?(?:\d{1,2}|[a-z])[.)]\s+|column\s+[a-z]\s*[:.-]\s*)", re.IGNORECASE)
_ADDED = "Columns added at the right: "
_AT_DAY = re.compile(r" at \d{1,2} [A-Z][a-z]{2} \d{4}$")
_UNSEEN = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\ufeff")


def one_line(value: Value) -> str:
    """A heading on one line: line breaks and runs of spaces become one space, none after a stroke."""
    text = " ".join(str(value).translate(_UNSEEN).split())
    return _STROKES.sub("/", text) if "/" in text else text


@lru_cache(maxsize=4096)
def plain(value: Value) -> str:
    """A heading reduced to what tells it from others: case, spacing, brackets and closing marks aside."""
    text = one_line(value).casefold().replace("&", "and").replace("’", "'")
    return " ".join(text.replace("(", " ").replace(")", " ").split()).rstrip(" :*.?")


@lru_cache(maxsize=1024)
def shortened(text: str) -> str:
    """A heading without its number and without what it adds in brackets: "2. Due date (dd/mm/yy)" is due date."""
    return plain(_BRACKETS.sub(" ", _LEAD.sub("", one_line(text))))


def is_called(value: Value, heading: str) -> bool:
    """Whether a cell holds this heading, with or without what is added to it in brackets."""
    if not isinstance(value, str) or not heading:
        return False
    return plain(value) == plain(heading) or shortened(value) == shortened(heading) != ""


@dataclass(frozen=True, slots=True)
class Words:
    """All that one template calls its columns."""

    template: Template
    columns: tuple[tuple[str, frozenset[str], bool], ...]
    """Field, its names reduced, whether it must be there; in the template's order."""
    own: Mapping[str, str]
    """Field to the template's own heading, reduced."""
    headings: frozenset[str]
    """All its own headings."""
    computed: Mapping[str, tuple[str, ...]]
    """What the program calls its columns, but for the refs, to the fields that are called so."""
    all: frozenset[str]
    """Every name of every column."""
    typed: frozenset[str]
    """The same as people mostly type them."""
    needed: int
    """How many columns must be there."""
    tabs: tuple[frozenset[str], ...]
    """The headings of each tab that belongs to a plan."""


_KEPT: dict[int, Words] = {}
_MOST_KEPT = 64


def words(template: Template) -> Words:
    """What a template calls its columns, worked out once."""
    kept = _KEPT.get(id(template))
    if kept is None or kept.template is not template:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[id(template)] = _words(template)
    return kept


def _words(template: Template) -> Words:
    columns = tuple(
        (c.field, frozenset(plain(name) for name in (c.heading, *c.aliases)), c.present == "always")
        for c in template.columns
    )
    every = frozenset[str]().union(*(names for _, names, _ in columns))
    return Words(
        template=template,
        columns=columns,
        own={c.field: plain(c.heading) for c in template.columns},
        headings=frozenset(plain(c.heading) for c in template.columns),
        computed=_computed(template),
        all=every,
        typed=raw_words(every),
        needed=sum(always for _, _, always in columns),
        tabs=tuple(frozenset(plain(c.heading) for c in tab.columns) for tab in template.tabs),
    )


def _computed(template: Template) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for field, heading in template.computed.items():
        if field != "ref":
            for name in {plain(heading), plain(worked_out(heading))}:
                found[name] = (*found.get(name, ()), field)
    return found


def worked_out(heading: str) -> str:
    """A computed column's heading where somebody's own column has the usual one."""
    return f"{heading} (worked out)"


def columns_added(headings: Iterable[str]) -> str:
    """What Version history says of columns that an update added."""
    return f"{_ADDED}{', '.join(headings)}."


def added(changed: Value) -> list[str]:
    """The headings of columns that were added, from what Version history says of a version."""
    found = str(changed or "").partition(_ADDED)[2].partition(".")[0]
    return [_AT_DAY.sub("", heading) for heading in found.split(", ") if heading]


def in_our_order(names: Mapping[int, str], template: Template, added: Collection[str]) -> tuple[str, ...]:
    """The computed fields whose columns stand side by side as the program adds them, in a workbook known to be a plan.

    Args:
        names: the table's headings by column.
        template: the plan's.
        added: the headings of which the plan's history says that they were added; none where it began with them.
    """
    known = words(template)
    called = {column: known.computed.get(plain(text), ()) for column, text in names.items()}
    usual = ("status", "rag", "days_overdue")
    starts = [at for at in called if all(name in called.get(at + i, ()) for i, name in enumerate(usual))]
    if not starts:
        return ()
    first = max(starts)
    found = [*usual, *(["goes_on"] if "goes_on" in called.get(first + len(usual), ()) else [])]
    if "due" in called.get(first - 1, ()):
        typed = any(field == "due" and always for field, _, always in known.columns)
        is_ours = plain(names[first - 1]) in set(map(plain, added)) if added else not typed
        found += ["due"] if is_ours else []
    return tuple(found)


def raw_words(known: Iterable[str]) -> frozenset[str]:
    """Names as people mostly type them, so that one look into a set passes over most rows that are no headings."""
    return frozenset(form for name in known for form in (name, name.capitalize(), name.title(), name.upper()))
