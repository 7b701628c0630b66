"""Reads what stands around a plan in a Word document: its title, labels with entries, and what is none of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetplan.model import CoverLine, Template, Value, is_blank
from sheetplan.workbook import foreign, remarks
from sheetplan.workbook.naming import plain
from sheetplan.workbook.word import Document, Paragraph, Table

_LONGEST_TITLE = 120
_NOT_TYPED = frozenset({"version", "report_date"})
"""Lines of a Cover that say what the program did, or that would freeze the figures."""


@dataclass(frozen=True)
class Beside:
    """What was found around a plan."""

    cover: Mapping[str, Value]
    """Entries for the Cover, by field."""
    labels: Mapping[str, Value]
    """The same by what the Cover calls them, with those that the plan's reader found."""
    paragraphs: tuple[tuple[int, str], ...]
    """(number, text) of paragraphs that nothing was taken from."""
    rows: tuple[int, ...]
    """Which of the rows above the headings nothing was taken from."""
    tables: tuple[Table, ...]
    """Tables that nothing was taken from, those of the plan not among them."""


def find(
    document: Document,
    mine: Sequence[int],
    template: Template,
    known: Mapping[str, Value],
    rows: Sequence[Sequence[str]] = (),
) -> Beside:
    """What stands around a plan.

    Args:
        document: the document.
        mine: the numbers of the plan's own tables.
        template: which lines the Cover has.
        known: entries for the Cover that the reader of plans found.
        rows: what stands in the rows of the plan's table above its headings.
    """
    lines = {line.field: line for line in template.cover if line.field not in _NOT_TYPED}
    fields = {plain(line.label): line.field for line in lines.values()}
    events = {plain(one.label): one.cover for one in template.course.events if one.cover}
    fields |= {label: field for label, field in events.items() if field in lines}
    cover: dict[str, Value] = {}
    paragraphs: list[Paragraph] = []
    tables: list[Table] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if not block.text.strip() or remarks.is_key_line(block.text):
                continue
            if not _enter(cover, fields, _labelled(block.text), lines):
                paragraphs.append(block)
        elif block.number not in mine:
            pairs = list(_pairs(block))
            # One label among other rows is a heading that happens to be called so.
            known_ones = sum(plain(label) in fields for label, _ in pairs)
            enough = known_ones * 2 >= len(block.rows)
            taken = [_enter(cover, fields, pair, lines) for pair in pairs] if enough else []
            if not any(taken) and not _is_key(block):
                tables.append(block)
    left_rows = [at for at, row in enumerate(rows) if not _taken(row, cover, fields, lines)]
    title = None if "title" in cover else _title(document, paragraphs, mine)
    if title is not None:
        cover["title"] = " ".join(title.text.split())
        paragraphs.remove(title)
    elif "title" not in cover and left_rows and _may_be_title(text := rows[left_rows[0]][0]):
        cover["title"] = " ".join(text.split())
        del left_rows[0]
    whole = dict(known) | cover
    labels = {line.label: whole[line.field] for line in template.cover if not is_blank(whole.get(line.field))}
    left = tuple((one.number, one.text) for one in paragraphs)
    return Beside(cover, labels, left, tuple(left_rows), tuple(tables))


def _taken(
    row: Sequence[str], cover: dict[str, Value], fields: Mapping[str, str], lines: Mapping[str, CoverLine]
) -> bool:
    """Whether a row above the headings is a label with its entry, or a role key."""
    if len(row) == 1 and remarks.is_key_line(row[0]):
        return True
    return len(row) <= 2 and _enter(cover, fields, (row[0], row[1]) if len(row) == 2 else _labelled(row[0]), lines)


def _labelled(text: str) -> tuple[str, str]:
    label, _, entry = text.partition(":")
    return label, entry.strip()


def _pairs(table: Table) -> Iterator[tuple[str, str]]:
    """Labels with what stands beside them."""
    for row in table.rows:
        texts = [cell.text.strip() for cell in row.cells if cell.text.strip()]
        if len(texts) == 2:
            yield texts[0], texts[1]


def _is_key(table: Table) -> bool:
    """Whether a table holds nothing but codes and what they stand for, with or without headings."""
    pairs = list(_pairs(table))
    codes = sum(remarks.is_key_line(f"{code} = {words}") and code.isupper() for code, words in pairs)
    return codes > 0 and codes >= len(table.rows) - 1


def _enter(
    cover: dict[str, Value], fields: Mapping[str, str], pair: tuple[str, str], lines: Mapping[str, CoverLine]
) -> bool:
    """Note an entry of the Cover; a day must be one."""
    label, entry = pair
    field = fields.get(plain(label)) if entry else None
    if field is None or field in cover:
        return False
    if lines[field].type != "date":
        cover[field] = entry
        return True
    day = foreign.day(entry, by_hand=True)
    if isinstance(day, str):
        return False
    cover[field] = day
    return True


def _title(document: Document, paragraphs: Sequence[Paragraph], mine: Sequence[int]) -> Paragraph | None:
    """The first paragraph above the plan that looks like a title, else the first if it is short and no sentence."""
    free, above = {one.number for one in paragraphs}, []
    for block in document.blocks:
        if isinstance(block, Table) and block.number in mine:
            break
        if isinstance(block, Paragraph) and block.number in free:
            above.append(block)
    for one in above:
        if one.is_title and len(one.text) <= _LONGEST_TITLE:
            return one
    return above[0] if above and _may_be_title(above[0].text) else None


def _may_be_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and not text.rstrip().endswith((".", ":", ";"))
