"""Words that are no names although they may begin with a capital: the template's, and those that a plan often uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from sheetplan.model import Column, Plan, Template, records

_WORD = re.compile(r"[^\W\d_]+")
_OFTEN = 2
"""In so many cells a word stands in small letters that is no name."""


def in_template(template: Template) -> frozenset[str]:
    """The words of all that a template says, in small letters."""
    return _of_template(template.name, template.version, tuple(_texts(template)))


@lru_cache(64)
def _of_template(name: str, version: int, texts: tuple[str, ...]) -> frozenset[str]:  # noqa: ARG001 - what tells one from another soonest
    return frozenset(word for text in texts for word in _WORD.findall(text.casefold()))


def in_small_letters(plan: Plan) -> frozenset[str]:
    """Words that stand in small letters in several of the plan's cells."""
    counted = Counter(word for text in _cells(plan) for word in set(_WORD.findall(text)) if word.islower())
    return frozenset(word for word, number in counted.items() if number >= _OFTEN)


def _texts(template: Template) -> Iterator[str]:
    yield from (template.title, template.summary, template.sheet, template.archive_sheet, template.conflicts_sheet)
    yield from (*template.roles.values(), *template.computed.values(), *template.rag.values())
    yield from (*template.closed_words, *template.open_words, *template.withdrawn_words)
    yield from _of_columns(template.columns)
    for tab in template.tabs:
        yield from (tab.sheet, tab.about, *(text for row in tab.rows for text in row.values()))
        yield from _of_columns(tab.columns)
    for line in template.cover:
        yield from (line.label, line.prompt, line.section)
    for question, answer in template.guidance:
        yield from (question, answer)
    yield from (event.label for event in template.course.events)
    rules = template.publishing
    yield from (*rules.names.values(), *rules.words.values(), *rules.next_headings.values(), *rules.groups)
    yield from (column.heading for column in rules.columns)
    for one in rules.tabs:
        yield from (one.sheet, one.about, *(column.heading for column in one.columns))


def _of_columns(columns: tuple[Column, ...]) -> Iterator[str]:
    for column in columns:
        yield from (column.heading, column.prompt, *column.aliases, *column.choices)


def _cells(plan: Plan) -> Iterator[str]:
    for frame in (plan.actions, plan.archived):
        for row in records(frame):
            yield from (row[one.field] for one in plan.template.columns if isinstance(row.get(one.field), str))
    for there in plan.tabs.values():
        for line in there.rows:
            yield from (value for value in line.values() if isinstance(value, str))
