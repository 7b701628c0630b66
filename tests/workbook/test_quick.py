"""What is read by whole columns is what the usual reader reads, and all that is written otherwise is left to it."""

from __future__ import annotations

import contextlib
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineError, CalamineWorkbook

import corpus
from packages import MAIN, OFFICE, parts_of, sheet_xml, zipped
from sheetplan.model import SheetplanError, Value
from sheetplan.workbook import quick, read, sheets

DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TEXTS = ("Ref", "Zoë &amp; Łukasz &lt;at&gt; &quot;noon&quot;", "", " two  words ", "a_b\nc", "&apos;tis > &amp;amp;")
SHARED = (
    f'{DECLARED}<sst xmlns="{MAIN}" count="9" uniqueCount="{len(TEXTS)}">'
    + "".join(
        f"<si><t{' xml:space=' + chr(34) + 'preserve' + chr(34) if text != text.strip() else ''}>{text}</t></si>"
        for text in TEXTS
    )
    + "</sst>"
)
FORMATS = (
    "d mmm yyyy",
    "[$-809]d\\ mmm\\ yyyy;@",
    "0.00",
    "[Red]#,##0.0",
    '0 "days"',
    "yyyy-mm-dd hh:mm",
    "[h]:mm",
    "mm:ss",
)
STYLES = (
    f'{DECLARED}<styleSheet xmlns="{MAIN}"><numFmts count="{len(FORMATS)}">'
    + "".join(
        f'<numFmt numFmtId="{164 + i}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for i, code in enumerate(FORMATS)
    )
    + '</numFmts><fonts count="1"><font/></fonts><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
    '<cellXfs count="20">'
    + "".join(
        f'<xf numFmtId="{number}" fontId="0" xfId="0"/>'
        for number in (0, 14, 22, 9, 49, *range(164, 164 + len(FORMATS)))
    )
    + "</cellXfs></styleSheet>"
)
PLAIN, DAY, DATED, WORDED = 0, 1, 5, 4
KNOWN = quick.Known(quick.texts(SHARED.encode()) or (), quick.days(STYLES.encode()))


def rows_xml(rows: str) -> bytes:
    return sheet_xml(f"<sheetData>{rows}</sheetData>", before='<dimension ref="A1"/>').encode()


def usually(rows: bytes) -> list[list[Value]]:
    """What the usual reader makes of a sheet with these texts and styles."""
    parts = parts_of({"Plan": rows.decode()}, {"xl/styles.xml": STYLES, "xl/sharedStrings.xml": SHARED})
    shared = f'<Relationship Id="rId50" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace("</Relationships>", shared)
    return by_calamine(zipped(parts), "Plan")


def by_calamine(data: bytes, name: str) -> list[list[Value]]:
    """A sheet without the empty rows at its end."""
    found = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(name).to_python(skip_empty_area=False)
    while found and not any(cell != "" for cell in found[-1]):
        found.pop()
    return [list(row) for row in sheets.values(found)]


def quickly(rows: bytes) -> list[list[Value]] | None:
    columns = quick.columns(rows, KNOWN)
    return None if columns is None else [list(row) for row in zip(*columns, strict=True)]


def kinds(grid: list[list[Value]]) -> list[list[type]]:
    return [[type(cell) for cell in row] for row in grid]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("", []),
        ('<row r="3" spans="1:2"/><row r="4"/>', []),
        ('<row r="2"><c r="B2" t="s"><v>0</v></c></row>', [[None, None], [None, "Ref"]]),
        ('<row r="1"><c r="A1" s="3" t="s"><v>1</v></c></row>', [['Zoë & Łukasz <at> "noon"']]),
        (
            '<row r="1"><c r="A1" t="s"><v>3</v></c><c r="C1" t="s"><v>4</v></c></row>',
            [[" two  words ", None, "a_b\nc"]],
        ),
        ('<row r="1"><c r="A1" t="s"><v>5</v></c><c r="B1" s="1"/></row>', [["'tis > &amp;"]]),
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c></row>', [[1.0]]),
        (
            '<row r="1"><c r="A1"><v>1.25</v></c><c r="B1" t="n"><v>-3</v></c><c r="C1"><v>1E-3</v></c></row>',
            [[1.25, -3.0, 0.001]],
        ),
        ('<row r="1" ht="30" customHeight="1"><c r="A1" s="1"><v>39417</v></c></row>', [[date(2007, 12, 1)]]),
        (
            '<row r="1"><c r="A1" s="5"><v>39417</v></c><c r="B1" s="6"><v>61</v></c></row>',
            [[date(2007, 12, 1), date(1900, 3, 1)]],
        ),
        (
            '<row r="1"><c r="A1" s="7"><v>39417</v></c><c r="B1" s="8"><v>2</v></c><c r="C1" s="9"><v>3</v></c></row>',
            [[39417.0, 2.0, 3.0]],
        ),
        ('\n<row r="9999">\n<c r="Z9999" s="0"></c>\n</row>', []),
    ],
)
def test_what_most_programs_write_is_read_as_the_usual_reader_reads_it(rows: str, expected: list[list[Value]]) -> None:
    sheet = rows_xml(rows)
    found = quickly(sheet)
    assert found == expected == usually(sheet)
    assert kinds(found) == kinds(usually(sheet))


GOOD = '<c r="A2" t="s"><v>0</v></c>'


@pytest.mark.parametrize(
    "row",
    [
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>',
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Ref</t></is></c></row>',
        '<row r="2"><c r="A2" t="str"><v>Ref</v></c></row>',
        '<row r="2"><c r="A2" t="b"><v>1</v></c></row>',
        '<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>6</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v></v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>0x</v></c></row>',
        '<row r="2"><c r="A2" t="s"> <v>0</v></c></row>',
        '<row r="2"><c r="A2" t="s" s="1"><v>0</v></c></row>',
        '<row r="2"><c r="A2" cm="1" t="s"><v>0</v></c></row>',
        "<row r='2'><c r='A2' t='s'><v>0</v></c></row>",
        '<row><c r="A2" t="s"><v>0</v></c></row>',
        '<row r="2"><c t="s"><v>0</v></c></row>',
        '<row r="2"><c r="A3" t="s"><v>0</v></c></row>',
        '<row r="2"><c r="AA2" t="s"><v>0</v></c></row>',
        '<row r="2"><c r="a2" t="s"><v>0</v></c></row>',
        '<row r="10000"><c r="A10000" t="s"><v>0</v></c></row>',
        '<row r="0"><c r="A0" t="s"><v>0</v></c></row>',
        f'<row r="2">{GOOD}{GOOD}</row>',
        f'<row r="2">{GOOD}</row><row r="1"><c r="A1" t="s"><v>0</v></c></row>',
        '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="A2" t="s"><v>0</v></c></row>',
        f'<row r="2">{GOOD}',
        f'<row r="2">{GOOD}<!-- <c/> --></row>',
        f'<row r="2"><![CDATA[{GOOD}]]></row>',
        f'<x:row r="2">{GOOD}</x:row>',
        '<row r="2"><c r="A2" s="99"><v>1</v></c></row>',
        '<row r="2"><c r="A2" s="2"><v>39417.5</v></c></row>',
        '<row r="2"><c r="A2" s="1"><v>39417.5</v></c></row>',
        '<row r="2"><c r="A2" s="1"><v>60</v></c></row>',
        '<row r="2"><c r="A2" s="1"><v>-1</v></c></row>',
        '<row r="2"><c r="A2" s="1"><v>9999999</v></c></row>',
        '<row r="2"><c r="A2" s="10"><v>39417</v></c></row>',
        '<row r="2"><c r="A2" s="11"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>nan</v></c></row>',
        '<row r="2"><c r="A2"><v>1_0</v></c></row>',
        f'<row r="2"><c r="A2"><v>{"9" * 400}</v></c></row>',
    ],
)
def test_all_that_is_written_otherwise_is_left_to_the_usual_reader(row: str) -> None:
    assert quick.columns(rows_xml(row), KNOWN) is None
    usual = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    assert quick.columns(rows_xml(usual + row), KNOWN) is None
    assert quick.columns(rows_xml(usual), KNOWN) == [["Ref"]]


@pytest.mark.parametrize(
    "shared",
    [
        "<si><r><t>Re</t></r><r><t>f</t></r></si>",
        "<si><t>Ref</t><rPh sb='0' eb='1'><t>x</t></rPh></si>",
        "<si><t/></si>",
        "<si><t>one</t></si> <si><t>two</t></si>",
        "<si><t>a&#10;b</t></si>",
        "<si><t>line_x000D_\nend</t></si>",
        "<si><t>line\r\nend</t></si>",
        "<si><t><!-- no -->one</t></si>",
    ],
)
def test_texts_with_anything_else_in_them_are_left_to_the_usual_reader(shared: str) -> None:
    assert quick.texts(f'{DECLARED}<sst xmlns="{MAIN}">{shared}</sst>'.encode()) is None
    assert quick.texts(f'{DECLARED}<sst xmlns="{MAIN}"><si><t>Ref</t></si>{shared}</sst>'.encode()) is None
    assert quick.texts(f'{DECLARED}<sst xmlns="{MAIN}"><si><t>Ref</t></si></sst>'.encode()) == ["Ref"]
    assert quick.texts(f'{DECLARED}<sst xmlns="{MAIN}"><si><t>Ref</t></si></sst>'.encode("utf-16")) is None


SIGNS = st.sampled_from(['"', "<", ">", "/", " ", "0", "9", "A", "c", "v", "s", "t", "=", "-", "."])
CELL = st.tuples(
    st.sampled_from(["", ' s="0"', ' s="1"', ' s="5"', ' s="7"']),
    st.sampled_from([' t="s"', "", ' t="n"', None]),
    st.integers(0, 45_000),
)


@given(st.lists(st.lists(CELL, max_size=4), max_size=4), st.lists(st.tuples(st.integers(0, 400), SIGNS), max_size=2))
def test_whatever_is_changed_in_a_sheet_it_is_read_as_usual_or_not_at_all(
    rows: list[list[tuple[str, str | None, int]]], changes: list[tuple[int, str]]
) -> None:
    text = ""
    for number, row in enumerate(rows, start=1):
        cells = ""
        for letter, (style, kind, value) in zip("ABCD", row, strict=False):
            held = value % len(TEXTS) if kind == ' t="s"' else value
            cells += (
                f'<c r="{letter}{number}"{style}/>'
                if kind is None
                else f'<c r="{letter}{number}"{style}{kind}><v>{held}</v></c>'
            )
        text += f'<row r="{number}">{cells}</row>'
    for place, sign in changes:
        at = place % (len(text) + 1)
        text = text[:at] + sign + text[at + 1 :]
    sheet = rows_xml(text)
    found, usual = quickly(sheet), None
    with contextlib.suppress(CalamineError):
        usual = usually(sheet)
    if found is not None and usual is not None:
        assert (found, kinds(found)) == (usual, kinds(usual))


@pytest.mark.skipif(not corpus.PLACE, reason=corpus.MISSING)
def test_sheets_of_other_people_are_read_as_the_usual_reader_reads_them() -> None:
    asked = told = 0
    for path in corpus.sample(250):
        with contextlib.suppress(SheetplanError, CalamineError):
            book = read.opened(Path(path))
            for entry in book.entries:
                asked += 1
                columns = quick.columns(book.xml(entry.name), book.known) if book.known else None
                if columns is not None:
                    told += 1
                    usual = by_calamine(book.package.data, entry.name)
                    found = [list(row) for row in zip(*columns, strict=True)]
                    assert (found, kinds(found)) == (usual, kinds(usual)), (path, entry.name)
    assert told > asked / 10
