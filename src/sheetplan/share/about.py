"""The first sheet of a copy for people outside: what it is, how things stand, and how it is to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sheetplan.model import PublicCell, PublicSheet, Status, folded, long_day, many
from sheetplan.share.source import Source

_TABLE = "tblAbout"
_WIDTHS = (30.0, 100.0)
_MEANINGS = {
    Status.OVERDUE: "not finished, and the day by which it was due is past",
    Status.DUE_SOON: "not finished, and due within the next {days} days",
    Status.NOT_YET_DUE: "not finished, and due later than that",
    Status.ONGOING: "goes on without a last day",
    Status.NO_DUE_DATE: "not finished, and no day is given by which it is due",
    Status.COMPLETE: "finished",
    Status.WITHDRAWN: "no longer planned",
}
"""In the order in which they are listed."""


def sheet(source: Source, others: Sequence[PublicSheet]) -> PublicSheet:
    """The sheet.

    Args:
        source: the plan.
        others: the sheets that come after it.
    """
    about = f"What this copy of the plan shows, how things stood on {long_day(source.day)}, and what the colours mean."
    columns = tuple(zip(source.rules.about_headings, _WIDTHS, strict=True))
    return PublicSheet(source.rules.names["about"], about, _TABLE, columns, tuple(_rows(source, others)))


def _rows(source: Source, others: Sequence[PublicSheet]) -> Iterator[tuple[PublicCell, PublicCell]]:
    labels = {line.field: line.label for line in source.template.cover}
    for field in ("organisation", *source.rules.cover):
        found = source.cover(field)
        if found is not None:
            yield PublicCell(labels[field]), found
    yield _said("Position", f"This is how things stood on {long_day(source.day)}.")
    yield _said("Actions", " ".join(_counted(source)))
    yield from _statuses(source)
    yield _said("Colours", "Each of these has the same colour on every sheet. The word always stands with it.")
    for one in others:
        yield _said(f"Sheet: {one.name}", one.about)
    yield from _short_forms(source, others)
    yield _said("People", "Where somebody is responsible, their role is given and not their name.")
    yield _said(
        "Not in this copy",
        "Working notes, earlier versions and everything that is meant only for those who work on the plan.",
    )


def _said(about: str, text: str) -> tuple[PublicCell, PublicCell]:
    return PublicCell(about), PublicCell(text)


def _counted(source: Source) -> Iterator[str]:
    here = [one for one in source.all_entries if not one.archived]
    yield f"The plan has {many(len(here), 'action')}."
    finished = len(source.all_entries) - len(here)
    if finished:
        have = "has" if finished == 1 else "have"
        yield f"{finished} more {have} been closed earlier{'' if source.rules.archived else ' and taken out of it'}."


def _statuses(source: Source) -> Iterator[tuple[PublicCell, PublicCell]]:
    """What each word means that is used for how an action stands, and how often; in its colours."""
    for status, meaning in _MEANINGS.items():
        number = sum(one.status is status for one in source.all_entries if not one.archived)
        archived = source.rules.archived and any(one.status is status for one in source.all_entries if one.archived)
        if number or archived:
            said = meaning.format(days=source.template.due_soon_days)
            yield PublicCell(status), PublicCell(f"{many(number, 'action')}: {said}.")


def _short_forms(source: Source, others: Sequence[PublicSheet]) -> Iterator[tuple[PublicCell, PublicCell]]:
    """Codes of the role key that stand in texts."""
    texts = [cell.value for one in others for row in one.rows for cell in row if cell.place]
    for code, role in source.people.roles.items():
        if folded(code) == folded(role):
            continue
        alone = re.compile(rf"(?<!\w){re.escape(code)}(?!\w)")
        if any(isinstance(text, str) and alone.search(text) for text in texts):
            yield _said(f"Short form: {code}", role)
