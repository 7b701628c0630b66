"""Paints the report on many plans: one workbook in which every count can be traced to its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sheetplan.model import Batch, Level, Status, long_day
from sheetplan.workbook import new_book, report_rows, report_summary
from sheetplan.workbook.brush import Canvas
from sheetplan.workbook.live import here, quoted, whole
from sheetplan.workbook.new_book import About
from sheetplan.workbook.report_rows import Cell, Row, Sent
from sheetplan.workbook.report_summary import Numbers
from sheetplan.workbook.report_table import (
    FILES,
    FINDINGS,
    FIXED,
    NOT_READ,
    NOT_RECEIVED,
    NOTES,
    ORGANISATIONS,
    WAIVED,
    Column,
    tab,
)

_LEVELS = tuple(level.label for level in Level)
_STATUSES = {
    Status.OVERDUE: 10,
    Status.DUE_SOON: 8,
    Status.NOT_YET_DUE: 8,
    Status.ONGOING: 10,
    Status.NO_DUE_DATE: 8,
    Status.COMPLETE: 11,
    Status.WITHDRAWN: 11.5,
}
"""The order of their columns, and how wide these are."""


def write(batch: Batch) -> bytes:
    """Paint the report on a batch.

    Args:
        batch: what was sent, against the register.

    Returns:
        The workbook (.xlsx). The same batch gives the same bytes.

    Raises:
        SheetplanError: there is something in it that Excel does not allow in its place.
    """
    title = f"Plans received, position at {long_day(batch.checked.as_of)}"
    about = About(
        title,
        "Who sent a plan, what was found in it, and where",
        batch.checked.as_of,
        "Make it of fewer files, or of each folder by itself.",
        failed="The report cannot be made",
    )
    return new_book.write(about, lambda canvas: _tabs(canvas, batch, title))


def _tabs(canvas: Canvas, batch: Batch, title: str) -> None:
    """All tabs, in their order; one that would say nothing is left out."""
    numbers = Numbers(batch, tuple(report_rows.findings(batch)), tuple(report_rows.files(batch)))
    organisations = _by_organisation(batch, numbers)
    report_summary.paint(canvas, title, numbers, organisations)
    _organisations(canvas, title, organisations)
    _files(canvas, title, numbers)
    _plain(canvas, title, _NOT_READ, report_rows.refused(batch))
    _plain(canvas, title, _NOT_RECEIVED, report_rows.absent(batch))
    _findings(canvas, title, numbers)
    if numbers.compared:
        # Also with nothing in it: its rows are counted on the Summary.
        _plain(canvas, title, _FIXED, report_rows.fixed(batch), always=True)
    _plain(canvas, title, _WAIVED, report_rows.waived(batch))
    _plain(canvas, title, _NOTES, report_rows.notes(batch))


class _Tab(NamedTuple):
    """A tab on which nothing is worked out."""

    name: str
    about: str
    table: str
    columns: tuple[Column, ...]


_NOT_READ = _Tab(
    report_rows.NOT_READ,
    "Files that hold no plan that can be read, why, and what to do.",
    NOT_READ,
    (Column("Organisation", 24), Column("File", 30), Column("What happened", 44), Column("What to do", 44)),
)
_NOT_RECEIVED = _Tab(
    "Not received",
    "Organisations on the register that have sent nothing yet, the longest late first.",
    NOT_RECEIVED,
    (
        *(Column("Organisation", 40), Column("Kind of plan", 26), Column("Due", 16)),
        *(Column("Days late", 14), Column("Whom to ask", 40)),
    ),
)
_FIXED = _Tab(
    "Fixed",
    "What has been put right since the last return.",
    FIXED,
    (
        *(Column("Organisation", 26), Column("File", 26), Column("Sheet", 16), Column("Ref", 8)),
        *(Column("Kind of finding", 26), Column("What we found then", 50)),
    ),
)
_WAIVED = _Tab(
    "Waived",
    "Rules that are not asked of somebody for a while, with the reason; what they cover is not counted.",
    WAIVED,
    (
        *(Column("Organisation", 20), Column("File", 20), Column("Rule", 20), Column("Where", 18)),
        *(Column("Ref", 8), Column("What we found", 34), Column("Reason", 32), Column("Until", 13)),
    ),
)
_NOTES = _Tab(
    "Notes",
    "How this report is to be read, and what was noticed besides.",
    NOTES,
    (Column("About", 30), Column("What there is to know", 100)),
)


def _plain(canvas: Canvas, title: str, one: _Tab, rows: Sequence[Row], *, always: bool = False) -> None:
    """Such a tab, where there is something on it."""
    if rows or always:
        tab(canvas, (one.name, one.about, title), one.table, one.columns, rows)


def _findings(canvas: Canvas, title: str, numbers: Numbers) -> None:
    """All findings, one row each."""
    columns = [Column("Level", 11), Column("Organisation", 17), Column("File", 19), Column("Sheet", 11)]
    columns += [Column("Cell", 8), Column("Ref", 8), Column("Column", 15), Column("Kind", 16)]
    columns += [Column("What we found", 36), Column("How to fix it", 36)]
    if numbers.compared:
        columns.append(Column("Since the last return", 11))
    about = (
        "Everything that was found, one cell in a row, the gravest first; each file's own workbook is where to fix it."
    )
    rows = [row if numbers.compared else row[:-1] for row in numbers.found]
    tab(canvas, ("Findings", about, title), FINDINGS, columns, rows)


def _files(canvas: Canvas, title: str, numbers: Numbers) -> None:
    """One row a file; its findings are counted on the Findings tab."""
    columns = [Column("Organisation", 16), Column("File", 18), Column("Kind of plan", 24), Column("Came on", 12.5)]
    columns += [Column("Days late", 7), Column("Actions", 10)]
    columns += [Column(str(status), width) for status, width in _STATUSES.items()]
    mine = f"({whole(FINDINGS, 'File')}={here(FILES, 'File')})"
    columns += [Column(word, width, _of_level(mine, word)) for word, width in zip(_LEVELS, (7, 8.5, 12), strict=True)]
    columns.append(Column("Result", 28))
    rows = [_file_row(sent, counts) for sent, counts in zip(numbers.sent, numbers.by_file(_LEVELS), strict=True)]
    about = "Every file that came, the worst first: how its actions stand on the position date, and how much was found."
    tab(canvas, ("Files", about, title), FILES, columns, rows)


def _file_row(sent: Sent, counts: Sequence[int]) -> list[Cell]:
    stands = dict(zip(report_rows.STATUSES, sent.statuses, strict=True))
    begins = [sent.organisation, sent.file, sent.template, sent.came, sent.days_late, sent.actions]
    return [*begins, *(stands[status] for status in _STATUSES), *counts, sent.result]


def _of_level(mine: str, level: str) -> str:
    """The formula that counts findings of a level. It compares texts as they are: * and ? in a name are just signs."""
    return f"SUMPRODUCT({mine}*({whole(FINDINGS, 'Level')}={quoted(level)}))"


def _by_organisation(batch: Batch, numbers: Numbers) -> list[Row]:
    """One row an organisation, the worst first; those that have sent nothing last."""
    levels = Counter((row.organisation, row.level) for row in numbers.found)
    theirs: dict[str, list[Sent]] = {}
    for sent in numbers.sent:
        theirs.setdefault(sent.organisation, []).append(sent)
    counted = {name: [levels[name, word] for word in _LEVELS] for name in theirs}
    rows: list[Row] = []
    for name in sorted(theirs, key=lambda name: (*(-number for number in counted[name]), name)):
        files, counts = theirs[name], counted[name]
        overdue = sum(sent.statuses[report_rows.STATUSES.index(Status.OVERDUE)] for sent in files)
        refused = all(sent.result.startswith(report_rows.NOT_READ) for sent in files)
        actions = sum(sent.actions for sent in files)
        rows.append([name, len(files), actions, overdue, *counts, _standing(counts, refused=refused)])
    silent = dict.fromkeys(report_rows.text(one.organisation) for one in batch.not_sent)
    return rows + [[name, *[0] * (3 + len(_LEVELS)), "Not received"] for name in silent if name not in theirs]


def _standing(counts: Sequence[int], *, refused: bool) -> str:
    if refused:
        return report_rows.NOT_READ
    return "Must be put right" if counts[0] else "To be looked at" if counts[1] else "Nothing to put right"


def _organisations(canvas: Canvas, title: str, rows: Sequence[Row]) -> None:
    own = here(ORGANISATIONS, "Organisation")
    theirs, found = f"({whole(FILES, 'Organisation')}={own})", f"({whole(FINDINGS, 'Organisation')}={own})"
    columns = [Column("Organisation", 36), Column("Files", 10, f"SUMPRODUCT(--{theirs})")]
    columns += [
        Column(word, 11, f"SUMPRODUCT({theirs}*{whole(FILES, word)})") for word in ("Actions", str(Status.OVERDUE))
    ]
    columns += [Column(word, width, _of_level(found, word)) for word, width in zip(_LEVELS, (12, 11, 17), strict=True)]
    about = "What each organisation sent and what was found in it, the most to put right first."
    tab(canvas, ("By organisation", about, title), ORGANISATIONS, [*columns, Column("Result", 24)], rows)
