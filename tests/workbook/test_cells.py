"""Cells are spliced into a sheet's bytes: whatever was not touched stays byte for byte, however oddly it is written."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packages import MAIN, sheet_xml, tree
from sheetplan.workbook import refs, values
from sheetplan.workbook.cells import SheetPart
from sheetplan.workbook.splice import Unsafe

NO_STRINGS = values.SharedStrings(None)


def part(rows: str, before: str = "", after: str = "", prefix: str = "") -> SheetPart:
    return SheetPart(sheet_xml(rows, before, after, prefix).encode(), "xl/worksheets/sheet1.xml", "Plan")


def put(sheet: SheetPart, where: str, value: object = "new") -> None:
    row, column = refs.parse_cell(where)
    sheet.set_cell(row, column, values.cell_xml(sheet.prefix, value, date1904=False))  # type: ignore[arg-type]  # any value


def seen(content: bytes) -> dict[str, str]:
    """Every cell's text as a parser finds it, by the reference it bears."""
    root = tree(content)
    return {cell.get("r", "?"): "".join(cell.itertext()).strip() for cell in root.iter(f"{{{MAIN}}}c") if cell.get("r")}


def numbers(content: bytes) -> list[int]:
    return [int(row.get("r", "0")) for row in tree(content).iter(f"{{{MAIN}}}row")]


ROWS = (
    "<sheetData>\n"
    '  <row r="2" spans="1:3" ht="30" customHeight="1"><c r="A2" s="4"><v>1</v></c><c r="C2" t="b"><v>1</v></c></row>\n'
    '  <row r="3"/>\n'
    '  <row r="7"><c r="B7" t="str"><f>"a&gt;b"&amp;A2</f><v>a&gt;b1</v></c></row>\n'
    "</sheetData>"
)


def test_nothing_touched_gives_back_the_very_bytes() -> None:
    sheet = part(ROWS)
    assert sheet.cell(2, 1) == b'<c r="A2" s="4"><v>1</v></c>'
    assert list(sheet.formulas()) == [(7, 2, b'<f>"a&gt;b"&amp;A2</f>')]
    assert sheet.render() is sheet.source


def test_one_cell_changes_and_everything_else_stays_to_the_byte() -> None:
    sheet = part(ROWS, before='<dimension ref="A2:C7"/>', after='<pageMargins left="1"/>')
    put(sheet, "C2", 5)
    expected = sheet.source.replace(b'<c r="C2" t="b"><v>1</v></c>', b'<c r="C2"><v>5</v></c>')
    assert sheet.render() == expected


@pytest.mark.parametrize(("where", "order"), [("A1", [1, 2, 3, 7]), ("D5", [2, 3, 5, 7]), ("Z9", [2, 3, 7, 9])])
def test_a_new_row_goes_to_its_place(where: str, order: list[int]) -> None:
    sheet = part(ROWS, before='<dimension ref="A2:C7"/>')
    put(sheet, where)
    content = sheet.render()
    assert numbers(content) == order
    assert seen(content) == seen(sheet.source) | {where: "new"}
    without = content.replace(b'<row r="%d">' % int(where[1:]), b"@").split(b"@")
    assert sheet.source.startswith(without[0].replace(b'ref="%s"' % _ref(content), b'ref="A2:C7"'))


def _ref(content: bytes) -> bytes:
    return content.split(b'<dimension ref="')[1].split(b'"')[0]


def test_spans_and_dimension_grow_to_take_a_cell_in() -> None:
    sheet = part(ROWS, before='<dimension ref="A2:C7"/>')
    put(sheet, "F2")
    put(sheet, "B12")
    content = sheet.render()
    assert b'<row r="2" spans="1:6" ht="30" customHeight="1">' in content
    assert _ref(content) == b"A2:F12"


@pytest.mark.parametrize("empty", ["<sheetData/>", "<sheetData></sheetData>", "<sheetData />"])
def test_an_empty_sheet_takes_a_cell(empty: str) -> None:
    sheet = part(empty, after="<pageMargins/>")
    put(sheet, "B2")
    content = sheet.render()
    assert seen(content) == {"B2": "new"}
    assert b"</sheetData><pageMargins/>" in content


def test_a_prefix_of_the_sheet_is_used_for_everything_new() -> None:
    rows = '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData>'
    sheet = part(rows, prefix="x")
    put(sheet, "A1", "text")
    put(sheet, "B4", 2.5)
    sheet.set_outside("mergeCells", [b'<x:mergeCells><x:mergeCell ref="C1:D1"/></x:mergeCells>'])
    content = sheet.render()
    assert seen(content) == {"A1": "text", "B4": "2.5"}
    assert sheet.merges() == [(1, 3, 1, 4)]


def test_rows_and_cells_without_references_keep_their_places() -> None:
    sheet = part('<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row r="4"><c r="C4"/><c><v>3</v></c></row>'
                 "<row><c><v>4</v></c></row></sheetData>")  # fmt: skip
    assert sheet.row_numbers() == [1, 4, 5]
    put(sheet, "C1", 9)
    put(sheet, "A2", 8)
    put(sheet, "A4", 7)
    content = sheet.render()
    root = tree(content)
    assert seen(content) == {"A1": "1", "B1": "2", "C1": "9", "A2": "8", "A4": "7", "C4": "", "D4": "3"}
    last = list(root.iter(f"{{{MAIN}}}row"))[-1]
    assert last.attrib == {}, "an untouched row without a number follows row 4 as before"


@pytest.mark.parametrize(
    "hiding",
    [
        '<!-- <row r="2"><c r="A2"><v>9</v></c></row> -->',
        '<?other <row r="2"> ?>',
    ],
)
def test_what_only_looks_like_a_row_is_not_taken_for_one(hiding: str) -> None:
    rows = (
        f'<sheetData>{hiding}<row r="2"><c r="A2" t="inlineStr"><is><t><![CDATA[a<c r="B2">&]]></t></is></c>{hiding}'
        '<c r="C2"><v>3</v></c></row></sheetData>'
    )
    sheet = part(rows, after=hiding)
    assert list(sheet.cells(2)) == [1, 3]
    assert values.read(sheet.cell(2, 1), NO_STRINGS) == 'a<c r="B2">&'
    put(sheet, "C2", 4)
    put(sheet, "A3", 5)
    content = sheet.render()
    assert seen(content) == {"A2": 'a<c r="B2">&', "C2": "4", "A3": "5"}
    assert content.count(hiding.encode()) == 2, "only the touched row loses what is no data"


def test_attributes_with_odd_quotes_and_brackets_are_read_exactly() -> None:
    rows = """<sheetData><row x='a>r="9"' r='3' ><c t="str"  r = 'B3' ><v>"&gt;"</v></c ></row ></sheetData >"""
    sheet = part(rows)
    assert sheet.row_numbers() == [3]
    assert values.read(sheet.cell(3, 2), NO_STRINGS) == '">"'
    put(sheet, "A3", 1)
    assert seen(sheet.render()) == {"A3": "1", "B3": '">"'}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('<sheetData><row r="3"/><row r="2"/></sheetData>', "out of order"),
        ('<sheetData><row r="3"/><row r="3"/></sheetData>', "out of order"),
        ("<nothing/>", "no cells"),
        ("<sheetData>", "do not end"),
    ],
)
def test_a_sheet_that_cannot_be_edited_exactly_is_refused(content: str, words: str) -> None:
    with pytest.raises(Unsafe, match=words):
        part(content)


def test_old_character_sets_and_document_types_are_refused() -> None:
    plain = sheet_xml(ROWS)
    with pytest.raises(Unsafe, match="character set"):
        SheetPart(plain.replace("UTF-8", "ISO-8859-1").encode("latin-1"), "sheet1.xml", "Plan")
    with pytest.raises(Unsafe, match="character set"):
        SheetPart(plain.replace("UTF-8", "UTF-16").encode("utf-16"), "sheet1.xml", "Plan")
    with pytest.raises(Unsafe, match="document type"):
        SheetPart(plain.replace("?>", "?><!DOCTYPE a>").encode(), "sheet1.xml", "Plan")


def test_a_cell_that_stands_twice_is_refused_when_its_row_is_looked_at() -> None:
    sheet = part('<sheetData><row r="1"><c r="A1"/><c r="A1"/></row></sheetData>')
    with pytest.raises(Unsafe, match="A1 twice"):
        sheet.cell(1, 1)


def test_row_attributes_and_removed_cells() -> None:
    sheet = part(ROWS)
    sheet.set_row_attributes(2, {"ht": None, "customHeight": None, "hidden": "1"})
    sheet.set_row_attributes(5, {"ht": "12.5"})
    sheet.remove_cell(2, 1)
    sheet.remove_cell(2, 9)
    assert sheet.row_attributes(2) == {"r": "2", "spans": "1:3", "hidden": "1"}
    content = sheet.render()
    assert numbers(content) == [2, 3, 5, 7]
    assert "A2" not in seen(content)


TAIL = (
    '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells><phoneticPr fontId="1"/>'
    '<pageMargins left="1"/><drawing r:id="rId1"/><legacyDrawing r:id="rId2"/>'
    '<mc:AlternateContent xmlns:mc="m"><mc:Choice Requires="x14"><controls><mc:AlternateContent><mc:Choice/>'
    "</mc:AlternateContent></controls></mc:Choice></mc:AlternateContent><extLst><ext/></extLst>"
)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("conditionalFormatting", "<phoneticPr", "<pageMargins"),
        ("dataValidations", "<phoneticPr", "<pageMargins"),
        ("autoFilter", "<sheetData", "<mergeCells"),
        ("tableParts", "</mc:AlternateContent></controls>", "<extLst"),
        ("legacyDrawingHF", "<legacyDrawing ", "<mc:AlternateContent xmlns"),
    ],
)
def test_new_surroundings_go_where_the_schema_wants_them(name: str, before: str, after: str) -> None:
    sheet = part("<sheetData/>", after=TAIL)
    new = f"<{name}/>".encode()
    sheet.set_outside(name, [new])
    content = sheet.render()
    assert content.replace(new, b"", 1) == sheet.source
    assert content.index(before.encode()) < content.index(new) < content.index(after.encode())


def test_surroundings_are_replaced_in_their_places_and_taken_away() -> None:
    formats = '<conditionalFormatting sqref="A1"/><mark/><conditionalFormatting sqref="B1"/>'
    sheet = part("<sheetData/>", after=f"{formats}<pageMargins/>")
    found = sheet.outside("conditionalFormatting")
    assert found == [b'<conditionalFormatting sqref="A1"/>', b'<conditionalFormatting sqref="B1"/>']
    sheet.set_outside("conditionalFormatting", [*found, b"<conditionalFormatting/>"])
    assert (formats + "<conditionalFormatting/><pageMargins/>").encode() in sheet.render()
    sheet.set_outside("conditionalFormatting", [])
    assert b"<sheetData/><mark/><pageMargins/>" in sheet.render()


def test_a_namespace_is_declared_once_and_used_again() -> None:
    sheet = part("<sheetData/>")
    assert sheet.namespace("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "q") == "r"
    assert sheet.namespace("http://example.org/one", "r") == "rx"
    assert sheet.namespace("http://example.org/one", "z") == "rx"
    assert b'xmlns:rx="http://example.org/one"' in sheet.render()


def test_cells_of_another_sheet_take_on_this_sheets_prefix() -> None:
    plain, prefixed = part("<sheetData/>"), part("<x:sheetData/>", prefix="x")
    raw = b'<c r="A1" t="inlineStr"><is><r><t>one &lt;c&gt;</t></r></is></c>'
    adopted = prefixed.adopt(raw, plain)
    assert adopted == b'<x:c r="A1" t="inlineStr"><x:is><x:r><x:t>one &lt;c&gt;</x:t></x:r></x:is></x:c>'
    assert plain.adopt(adopted, prefixed) == raw


# Values


AWKWARD = [
    *("=1+1", "+44 20", "-", "@home", " lead", "trail ", "two\nlines", "a\tb", "Ü – ’ 中 😀", '<&>"', ""),
    *("\x0b", "_x000B_", "_x0041_ and _x005F_", "ends _x00", "\r\n", "a\rb", "\ufffe", "]]>", "&amp;", "&#65;"),
]


@pytest.mark.parametrize("text", AWKWARD)
def test_text_comes_back_as_it_was_given(text: str) -> None:
    raw = values.cell_xml(b"", text, date1904=False)
    tree(raw)
    assert values.read(raw, NO_STRINGS) == (text.replace("\r\n", "\n").replace("\r", "\n") or None)


@given(st.text(max_size=40))
def test_any_text_is_well_formed_and_comes_back(text: str) -> None:
    for raw in (values.cell_xml(b"", text, date1904=False), values.cell_xml(b"", text, date1904=False, formula="A1")):
        tree(raw)
        wanted = text.replace("\r\n", "\n").replace("\r", "\n")
        assert (values.read(raw, NO_STRINGS) or "") == wanted


@given(st.one_of(st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False), st.booleans()))
def test_any_number_comes_back(number: float) -> None:
    read = values.read(values.cell_xml(b"", number, date1904=False), NO_STRINGS)
    assert read == number
    assert isinstance(read, bool) == isinstance(number, bool)


@pytest.mark.parametrize(
    ("day", "date1904", "number"),
    [
        (date(2007, 11, 30), False, 39416),
        (date(2007, 11, 30), True, 37954),
        (date(1900, 3, 1), False, 61),
        (date(1900, 2, 28), False, 59),
        (date(1900, 1, 1), False, 1),
        (date(1904, 1, 1), True, 0),
        (datetime(2008, 2, 29, 18, 0), False, 39507.75),
    ],
)
def test_days_are_counted_as_excel_counts_them(day: date, date1904: bool, number: float) -> None:
    assert values.serial(day, date1904) == number
    assert values.from_serial(number, date1904) == day


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(1899, 12, 31), "first day"),
        (float("inf"), "without end"),
        (float("nan"), "without end"),
        ("x" * 32_768, "characters"),
    ],
)
def test_what_a_cell_cannot_hold_is_refused(value: object, words: str) -> None:
    with pytest.raises(Unsafe, match=words):
        values.cell_xml(b"", value, date1904=False)  # type: ignore[arg-type]  # any value


# Right: what is no number in a file though Python takes it for one (calamine refuses the whole workbook for it).
@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(
            (text, text)
            for text in (
                "1_000",
                "1_0.5",
                "\u0661\u0662\u0663",
                "\uff11\uff12",
                "\u0663.\u0665",
                "0x10",
                "1e",
                ".",
                "+",
            )
        ),
        *(("7", 7), ("-0", 0), ("+5", 5), (".5", 0.5), ("5.", 5.0), ("1E+2", 100.0), ("1.5e-3", 0.0015), (" 12 ", 12)),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_a_number_is_written_in_ascii_figures(written: str, value: object) -> None:
    read = values.read(f'<c r="A1"><v>{written}</v></c>'.encode(), NO_STRINGS)
    assert (read, type(read)) == (value, type(value))


def test_a_refreshed_formula_keeps_itself_and_its_look() -> None:
    raw = b'<c r="B2" s="7" t="str" cm="1"><f t="shared" si="3"/><v>old</v></c>'
    for value, kind, text in ((4.5, b"", b"4.5"), ("a<b", b' t="str"', b"a&lt;b"), (True, b' t="b"', b"1")):
        new = values.refreshed(b"", raw, b'<f t="shared" si="3"/>', value, date1904=False)
        assert b'<f t="shared" si="3"/><v>' + text + b"</v>" in new
        assert b's="7"' in new
        assert (kind in new) if kind else (b" t=" not in new.split(b">")[0])


def test_shared_strings_are_read_with_their_runs_and_without_phonetic_hints() -> None:
    strings = values.SharedStrings(
        f'<sst xmlns="{MAIN}"><si><t>plain &amp; _x000B_</t></si><si/><si ><r><rPr><b/></rPr>'
        '<t xml:space="preserve">in </t></r><r><t>runs</t></r><rPh sb="0"><t>hint</t></rPh></si></sst>'.encode()
    )
    assert [strings.text(number) for number in range(3)] == ["plain & \x0b", "", "in runs"]
    assert strings.text(9) == ""
    assert values.read(b'<c r="A1" t="s"><v>2</v></c>', strings) == "in runs"


def test_strings_are_the_same_however_their_items_are_written() -> None:
    items = "".join(f"<si><t>text {number}</t></si>" for number in range(5))
    usual = f'<?xml version="1.0"?>\n<sst xmlns="{MAIN}">\n{items}</sst>'
    odd = (usual.replace("<si><t>text 3", "<si ><t>text 3"), usual.replace("</sst>", "<!-- <si> --></sst>"))
    prefixed = usual.replace("<si>", "<x:si>").replace("</si>", "</x:si>").replace("sst", "x:sst")
    for content in (usual, *odd, prefixed):
        strings = values.SharedStrings(content.encode())
        assert [strings.text(number) for number in range(6)] == [f"text {number}" for number in range(5)] + [""]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'<c r="A1" t="e"><f>A2</f><v>#N/A</v></c>', "#N/A"),
        (b'<c r="A1" t="b"><v>0</v></c>', False),
        (b'<c r="A1"><f>A2</f><v>1.5E-3</v></c>', 0.0015),
        (b'<c r="A1" s="1"/>', None),
        (b'<c r="A1"><v></v></c>', None),
        (b'<c r="A1" t="d"><v>2008-02-29</v></c>', "2008-02-29"),
        (None, None),
    ],
)
def test_cells_of_every_kind_are_read(raw: bytes | None, value: object) -> None:
    assert values.read(raw, NO_STRINGS) == value


# Any edits on any sheet


CELLS = st.dictionaries(
    st.tuples(st.integers(1, 30), st.integers(1, 8)), st.one_of(st.integers(0, 99), st.text("ab<&", max_size=4))
)


@given(CELLS, CELLS, st.sampled_from(["", "x"]), st.booleans())
def test_any_edits_leave_exactly_the_intended_cells(
    before: dict[tuple[int, int], object], edits: dict[tuple[int, int], object], prefix: str, bare: bool
) -> None:
    name = (prefix + ":").encode() if prefix else b""
    rows: dict[int, dict[int, bytes]] = {}
    for (row, column), value in before.items():
        raw = values.cell_xml(name, value, date1904=False)  # type: ignore[arg-type]  # any value
        tag = f' r="{refs.a1(row, column)}"'.encode()
        rows.setdefault(row, {})[column] = raw.replace(b"<" + name + b"c", b"<" + name + b"c" + tag, 1)
    gap = b"\n " if bare else b""
    inside = b"".join(
        b'<%srow r="%d">%s</%srow>%s' % (name, row, gap.join(rows[row][at] for at in sorted(rows[row])), name, gap)
        for row in sorted(rows)
    )
    whole = b"<%ssheetData>%s</%ssheetData>" % (name, inside, name)
    sheet = part(whole.decode(), prefix=prefix)
    for (row, column), value in edits.items():
        put(sheet, refs.a1(row, column), value)

    again = SheetPart(sheet.render(), "sheet1.xml", "Plan")
    tree(again.source)
    shown = {
        (row, column): values.read(raw, NO_STRINGS)
        for row in again.row_numbers()
        for column, raw in again.cells(row).items()
    }
    assert shown == {place: value if value != "" else None for place, value in (before | edits).items()}
    assert set(again.differing_rows(sheet.as_opened())) <= {row for row, _ in edits} | {
        max((row for row in rows if row < edited), default=0) for edited, _ in edits
    }
