"""Sentences and turns of phrase that several outputs share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sheetplan.model import Assumption, Judged, Plan, Status, long_day, many

_LONG = 60
"""So many characters of an action's own text are shown."""


def cut(text: str) -> str:
    """A text on one line, cut at a word where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONG else line[:_LONG].rsplit(" ", 1)[0] + " …"


def heading_rows(rows: Iterable[int]) -> str:
    """Which rows the headings stand in."""
    return f"headings in row {' and '.join(map(str, rows))}"


def kind_of(plan: Plan) -> str:
    """What a table was taken for."""
    return f"{plan.template.name} plan, {heading_rows(plan.layout.heading_rows)}"


def read_as(assumed: Iterable[Assumption]) -> Iterator[str]:
    """What was inferred while reading, with its cells; nothing where nothing was."""
    for number, one in enumerate(assumed):
        if number == 0:
            yield ""
            yield "Read as"
        yield f"  {f'{one.cell}: ' if one.cell else ''}{one.text}"


def headlines(judged: Judged) -> Iterator[str]:
    """What a reader should know before the details."""
    undated = judged.plan.counts()[str(Status.NO_DUE_DATE)]
    if undated:
        has, it = ("has", "it") if undated == 1 else ("have", "they")
        yield f"{many(undated, 'action')} {has} no due date, so {it} cannot show as overdue."
    if judged.newest_record is not None:
        yield f"Nothing has been recorded in this plan since {long_day(judged.newest_record)}."
    elif len(judged.plan.actions) and not judged.plan.counts()[str(Status.COMPLETE)] and judged.plan.archived.empty:
        # What is archived may have been closed by a word, which has no day of its own.
        yield "No action in this plan is recorded as achieved."
