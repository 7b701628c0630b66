"""Word documents for tests: the samples as their organisations had them, and small tables."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import docx

SAMPLES = Path(__file__).parent.parent / "samples"
sys.path.insert(0, str(SAMPLES))

import painting  # noqa: E402 - it stands beside the samples that it paints

_MARKS = re.compile(r"\*\*|__")


def day(value: date) -> str:
    """A day as people write it in Word."""
    return f"{value.day}/{value.month}/{value.year % 100:02d}"


def shown(value: object) -> str:
    return day(value) if isinstance(value, date) else str(value or "")


def unmarked(value: object) -> object:
    """A sample's text without the marks for bold and italic words."""
    return _MARKS.sub("", value) if isinstance(value, str) else value


def table(document: Any, rows: Iterable[Sequence[object]]) -> Any:
    """A table with these rows; a line break in a text becomes a paragraph of its own."""
    filled = [list(map(shown, row)) for row in rows]
    made = document.add_table(len(filled), max(map(len, filled)))
    for row, texts in zip(made.rows, filled, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            write(cell, text)
    return made


def write(cell: Any, text: str) -> None:
    """Put a text into a cell, each of its lines a paragraph."""
    first, *others = text.split("\n")
    cell.paragraphs[0].add_run(first)
    for line in others:
        cell.add_paragraph(line)


def saved(document: Any, path: Path) -> Path:
    document.save(path)
    return path


PEER_REVIEW = ("action", "timescale", "criteria", "responsibility", "evaluation", "achieved")


def peer_review(path: Path) -> Path:
    """Title, role key a line each, and one table whose headings stand on every page."""
    content = painting.typed("peer-review")
    document = docx.Document()
    document.add_paragraph(content["title"], style="Title")
    for line in content["intro"]:
        document.add_paragraph(line)
    for line in content["role_key"].split("; "):
        document.add_paragraph(line)
    rows: list[Sequence[object]] = [content["headings"]]
    for number, record in enumerate(content["rows"]):
        if number in (8, 15, 24):
            rows.append(content["headings"])
        rows.append([unmarked(record.get(field)) for field in PEER_REVIEW])
    table(document, rows)
    return saved(document, path)


def quality_mark(path: Path) -> Path:
    """A form: labels above, the plan, the two signatures below, and what the report found in a table of its own."""
    content = painting.typed("quality-mark")
    document = docx.Document()
    document.add_paragraph(content["title"][0], style="Title")
    document.add_paragraph(content["title"][1], style="Heading 1")
    for label, value in content["above"]:
        said = f"{value.day} {value:%B %Y}" if isinstance(value, date) else value
        document.add_paragraph(f"{label} {said}")
    fields = ("indicator", "finding", "improvement", "undertaken", "evidence")
    table(document, [content["headings"], *([record[field] for field in fields] for record in content["rows"])])
    document.add_paragraph("")
    table(document, [[label, *values] for label, values in content["signatures"].items()])
    document.add_paragraph(content["findings"]["title"])
    table(document, [content["findings"]["headings"], *content["findings"]["rows"]])
    return saved(document, path)


def project_plan(path: Path) -> Path:
    """A table for each aim, its text above it, as the pages of the document had them."""
    content = painting.typed("project-plan")
    document = docx.Document()
    document.add_paragraph(content["title"])
    for line in content["overall_aim"]:
        document.add_paragraph(line)
    for aim in content["aims"]:
        document.add_paragraph(aim["title"])
        document.add_paragraph(aim["text"])
        records = ({"headings": aim["headings"]}, *aim["rows"])
        table(
            document,
            [["", *content["headings"][one["headings"]]] if "headings" in one else one["cells"] for one in records],
        )
    return saved(document, path)


BY_NAME = {"peer-review": peer_review, "quality-mark": quality_mark, "project-plan": project_plan}

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEADINGS = ("Action", "Timescales", "Success criteria", "Responsibility", "Evaluation", "Achieved")


def actions(*rows: Sequence[object], headings: Sequence[str] = HEADINGS) -> Any:
    """A document with a plan of these rows."""
    document = docx.Document()
    table(document, [headings, *rows])
    return document


def action(number: int | str, timescale: str = "By 3 March 2008", *rest: str) -> list[str]:
    return [f"{number}. Do the part with the number {number}", timescale, "It is done", "PM", *rest]


def cell(document: Any, row: int, column: int, number: int = 1) -> Any:
    """A cell of a document's table, all counted from 1."""
    return document.tables[number - 1].rows[row - 1].cells[column - 1]


def element(xml: str) -> Any:
    """An element of Word's own, whose prefix is w."""
    head, sign, rest = xml.partition(">") if not xml.split(">")[0].endswith("/") else xml.partition("/>")
    return docx.oxml.parse_xml(f"{head} {W}{sign}{rest}")


def put(cell: Any, xml: str) -> None:
    """Put an element behind what stands in a cell's first paragraph."""
    cell.paragraphs[0]._p.append(element(xml))  # noqa: SLF001 - the library has no door for such elements


def numbered(document: Any, levels: Sequence[tuple[str, str]]) -> str:
    """A list whose levels are these (form, text); gives its id."""
    root = document.part.numbering_part.element
    inside = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    root.insert(0, element(f'<w:abstractNum w:abstractNumId="900">{inside}</w:abstractNum>'))
    root.append(element('<w:num w:numId="900"><w:abstractNumId w:val="900"/></w:num>'))
    return "900"


def in_list(paragraph: Any, number: str, level: int = 0) -> None:
    """Make a paragraph one of a list."""
    xml = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(element(xml))  # noqa: SLF001 - nor for lists
