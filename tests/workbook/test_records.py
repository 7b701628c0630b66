"""Records change places with all that is theirs; whatever is not theirs stays to the byte, or nothing moves at all."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from moving import (
    ARCHIVE,
    ARCHIVE_PART,
    FIRST,
    OFFICE,
    PLAN,
    PLAN_PART,
    PLAN_RELATIONS,
    SUMMARY,
    X14,
    X14_FORMAT,
    archiving,
    edited,
    everything,
    moved,
    opened,
    part,
    patched,
    records_of,
    related,
    returning,
    seen,
    workbook,
)
from sheetplan.workbook import edit, records

THREADS = (
    b'<?xml version="1.0"?><ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
    b'threadedcomments"><threadedComment ref="H8" dT="2008-01-01T00:00:00.00" personId="{9E0E0E5C-0000-0000-0000-'
    b'000000000001}" id="{9E0E0E5C-0000-0000-0000-000000000002}"><text>when?</text></threadedComment>'
    b"</ThreadedComments>"
)


# What must not change


def test_what_is_not_the_records_stays() -> None:
    before = workbook()
    after = moved(before, archiving([0, 2]))
    old, new = (zipfile.ZipFile(io.BytesIO(data)) for data in (before, after))
    changed = {name for name in new.namelist() if name not in old.namelist() or new.read(name) != old.read(name)}
    assert changed == {
        "[Content_Types].xml",
        "xl/comments1.xml",
        "xl/comments2.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/drawings/vmlDrawing2.vml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/worksheets/_rels/sheet2.xml.rels",
    }
    for pattern in (rb"<conditionalFormatting.*?</conditionalFormatting>", rb"<dataValidation .*?</dataValidation>"):
        sheets = [re.findall(pattern, part(data, PLAN_PART)) for data in (before, after)]
        assert sheets[0] == sheets[1] != []
    plan = openpyxl.load_workbook(io.BytesIO(after))[PLAN]
    assert [plan.cell(FIRST + index, 1).value for index in range(5)] == [f"margin {n}" for n in range(1, 6)]
    assert plan["A1"].value == "Improvement plan"
    assert plan["B6"].value == "Heading 2"


def test_nothing_intended_changes_nothing() -> None:
    data = workbook()
    book = opened(data)
    assert records.move(book, archiving([])) is None
    book.settle_sheets()
    assert not any(book.changed_parts())


def test_records_move_up_and_out_with_all_that_is_theirs() -> None:
    before = workbook()
    whole = records_of(before, PLAN, FIRST, 5)
    assert whole[0].note == ("note 1", "Reviewer 1")
    after = moved(before, archiving([0, 2]))
    assert records_of(after, PLAN, FIRST, 3) == [whole[1], whole[3], whole[4]]
    assert records_of(after, ARCHIVE, 2, 2) == [whole[0], whole[2]]


def test_emptied_rows_look_like_the_others_and_hold_nothing() -> None:
    after = moved(workbook(), archiving([4]))
    empty = seen(after, PLAN, FIRST + 4)
    assert set(empty.values) == {"None"}
    assert (empty.link, empty.note, empty.height) == (None, None, None)
    assert empty.look == seen(after, PLAN, FIRST + 1).look


def test_the_green_of_a_gone_record_goes_with_it() -> None:
    after = moved(workbook(2), archiving([0], 2))
    assert seen(after, PLAN, FIRST).look == seen(after, PLAN, FIRST + 1).look
    assert seen(after, ARCHIVE, 2).look[6][1] == "FFC6EFCE"


def test_the_formula_means_its_own_row_and_the_same_fixed_cell() -> None:
    after = moved(workbook(), archiving([0]))
    book = openpyxl.load_workbook(io.BytesIO(after))
    assert book[PLAN]["F7"].value == "=E7*2+$A$2"
    assert book[ARCHIVE]["E2"].value == f"=D2*2+'{PLAN}'!$A$2"
    assert openpyxl.load_workbook(io.BytesIO(after), data_only=True)[PLAN]["F7"].value == 40


def test_hidden_rows_and_levels_travel() -> None:
    def extra(_: Any, plan: Any, *__: Any) -> None:
        plan.set_row(FIRST + 1, 33, None, {"hidden": True, "level": 2})

    rows = openpyxl.load_workbook(io.BytesIO(moved(workbook(extra=extra), archiving([0]))))[PLAN].row_dimensions
    assert [(rows[row].hidden, rows[row].outlineLevel, rows[row].height) for row in (8, 9)] == [
        (True, 2, 33),
        (False, 0, 24),
    ]


def test_rules_of_a_single_record_travel() -> None:
    def extra(book: Any, plan: Any, *_: Any) -> None:
        plan.data_validation("D9", {"validate": "custom", "value": "=E9>$A$2"})
        plan.conditional_format(
            "E9", {"type": "formula", "criteria": "=$E9>1", "format": book.add_format({"italic": True})}
        )
        plan.data_validation("D10", {"validate": "list", "source": "=$A$2:$A$3"})

    after = moved(workbook(extra=extra), archiving([0, 3]))
    plan, archive = part(after, PLAN_PART), part(after, ARCHIVE_PART)
    assert b'sqref="D8"><formula1>E8&gt;$A$2</formula1>' in plan
    assert re.search(rb'<conditionalFormatting sqref="E8"><cfRule [^>]*><formula>\$E8&gt;1</formula>', plan)
    assert b'<dataValidations count="1">' in archive
    assert b"sqref=\"C3\"><formula1>'Action plan'!$A$2:$A$3</formula1>" in archive


def test_a_rule_of_some_records_stays_with_them() -> None:
    def extra(_: Any, plan: Any, *__: Any) -> None:
        plan.data_validation("D8:D9", {"validate": "custom", "value": "=D8>1"})

    plan = part(moved(workbook(extra=extra), archiving([0])), PLAN_PART)
    assert b'sqref="D7:D8"><formula1>D7&gt;1</formula1>' in plan


def test_rows_that_end_up_empty_keep_a_rule_of_some_rows() -> None:
    def extra(_: Any, plan: Any, *__: Any) -> None:
        plan.data_validation("D9:D11", {"validate": "custom", "value": "=D9>1"})

    after = moved(workbook(extra=extra), archiving([0, 4]))
    assert b'sqref="D8:D11"><formula1>D8&gt;1</formula1>' in part(after, PLAN_PART)
    assert b"dataValidation" not in part(after, ARCHIVE_PART)
    # A record that comes back gets what the other records of its rows have.
    assert b'sqref="D8:D11"' in part(moved(after, returning(0, 2, 3, 2)), PLAN_PART)


def test_formats_of_a_single_record_come_after_those_of_the_other_sheet() -> None:
    def extra(book: Any, plan: Any, archive: Any, _: Any) -> None:
        rule = {"type": "cell", "criteria": ">", "value": 1, "format": book.add_format({"italic": True})}
        archive.conditional_format("A1:A9", rule)
        plan.conditional_format("E7", rule)

    after = part(moved(workbook(extra=extra), archiving([0])), ARCHIVE_PART)
    assert re.findall(rb'sqref="(\w+(?::\w+)?)"><cfRule [^>]*priority="(\d)"', after) == [
        (b"A1:A9", b"1"),
        (b"D2", b"2"),
    ]


def test_rules_of_the_extension_list_travel() -> None:
    data = patched(workbook(), {PLAN_PART: lambda xml: xml.replace(b"</worksheet>", X14 % X14_FORMAT)})
    up = part(moved(data, archiving([0])), PLAN_PART)
    assert re.findall(rb"<xm:sqref>([^<]*)<", up) == [b"D7", b"E7:E60", b"B7"]
    assert b"<xm:f>Lists!$A$1=B7</xm:f>" in up
    data = patched(workbook(), {PLAN_PART: lambda xml: xml.replace(b"</worksheet>", X14 % b"")})
    out = moved(data, archiving([1]))
    assert re.findall(rb'count="(\d)">|<xm:sqref>([^<]*)<', part(out, PLAN_PART).partition(b"<extLst>")[2]) == [
        (b"1", b""),
        (b"", b"E7:E60"),
    ]
    assert (
        b'<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="C2"><formula1>Lists!$A$1:$A$3'
        b"</formula1></dataValidation></dataValidations>"
    ) in part(out, ARCHIVE_PART)


def test_the_only_rule_of_the_extension_list_leaves_no_empty_list() -> None:
    only = re.sub(rb'<x14:dataValidation type="list"><.*?</x14:dataValidation>', b"", X14)
    data = patched(workbook(), {PLAN_PART: lambda xml: xml.replace(b"</worksheet>", only % b"")})
    assert b"extLst" not in part(moved(data, archiving([1])), PLAN_PART)


def test_a_rule_leaves_with_the_only_record_that_moves() -> None:
    data = workbook(extra=lambda _, plan, *__: plan.data_validation("D11", {"validate": "list", "source": ["x"]}))
    after = moved(data, archiving([4]))
    assert b'sqref="D11"' not in part(after, PLAN_PART)
    assert b'sqref="C2"' in part(after, ARCHIVE_PART)


def test_links_inside_the_workbook_follow_the_record_they_lead_to() -> None:
    def extra(_: Any, plan: Any, *__: Any) -> None:
        plan.write_url("C8", "internal:'Action plan'!C10", None, "see 4")
        plan.write_url("D8", "internal:Summary!B2", None, "count")

    after = openpyxl.load_workbook(io.BytesIO(moved(workbook(extra=extra), archiving([0]))))[PLAN]
    assert [after[cell].hyperlink.location for cell in ("C7", "D7")] == ["'Action plan'!C9", "Summary!B2"]


def test_what_a_row_lends_its_blank_cells_travels_with_them() -> None:
    def extra(book: Any, plan: Any, *_: Any) -> None:
        green = book.add_format({"bg_color": "#C6EFCE"})
        for row in (7, 10):
            plan.set_row(row, 20, green)

    before = workbook(extra=extra)
    bare = patched(before, {PLAN_PART: lambda xml: re.sub(rb'<c r="[DEH](?:8|11)"[^>]*>.*?</c>', b"", xml)})
    after = openpyxl.load_workbook(io.BytesIO(moved(bare, archiving([0, 4]))))
    assert after[PLAN]["D7"].fill.fgColor.rgb == "FFC6EFCE"
    assert after[PLAN]["D8"].fill.fgColor.rgb == "00000000"
    assert after[ARCHIVE]["C3"].fill.fgColor.rgb == "FFC6EFCE"
    assert after[PLAN]["D11"].fill.fgColor.rgb == "00000000"


def test_a_sheet_with_prefixed_names_gives_and_takes_records() -> None:
    def prefixed(xml: bytes) -> bytes:
        return re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=", 1)

    data = workbook(extra=lambda _, plan, *__: plan.data_validation("E7", {"validate": "list", "source": "=$A$2"}))
    whole = records_of(data, PLAN, FIRST, 5)
    after = moved(patched(data, {PLAN_PART: prefixed}), archiving([0, 2]))
    assert records_of(after, PLAN, FIRST, 3) == [whole[1], whole[3], whole[4]]
    assert records_of(after, ARCHIVE, 2, 2) == [whole[0], whole[2]]
    assert b"x:" not in part(after, ARCHIVE_PART)
    assert records_of(moved(after, returning(0, 0, 3, 2)), PLAN, FIRST, 1) == [whole[0]]


def test_shared_formulas_are_spelled_out() -> None:
    def share(xml: bytes) -> bytes:
        for row in range(FIRST, FIRST + 5):
            new = b'<f t="shared" si="0"/>'
            if row == FIRST:
                new = b'<f t="shared" ref="F7:F11" si="0">E7*2+$A$2</f>'
            xml = xml.replace(b"<f>E%d*2+$A$2</f>" % row, new)
        return xml

    after = moved(patched(workbook(), {PLAN_PART: share}), archiving([0]))
    assert b"shared" not in part(after, PLAN_PART)
    sheet = openpyxl.load_workbook(io.BytesIO(after))[PLAN]
    assert [sheet[f"F{row}"].value for row in range(7, 12)] == [f"=E{row}*2+$A$2" for row in range(7, 11)] + [None]


def test_an_array_formula_of_one_cell_travels() -> None:
    def extra(_: Any, plan: Any, *__: Any) -> None:
        plan.write_array_formula("F8", "{=SUM(D8:E8*2)}")

    up = part(moved(workbook(extra=extra), archiving([0])), PLAN_PART)
    assert b'<f t="array" ref="F7">SUM(D7:E7*2)</f>' in up
    out = part(moved(workbook(extra=extra), archiving([1])), ARCHIVE_PART)
    assert b'<f t="array" ref="E2">SUM(C2:D2*2)</f>' in out


def test_a_merge_inside_one_record_travels() -> None:
    def extra(_: Any, plan: Any, *__: Any) -> None:
        plan.merge_range("D8:E9", "together")

    after = openpyxl.load_workbook(io.BytesIO(moved(workbook(extra=extra), archiving([0]))))[PLAN]
    assert [str(one) for one in after.merged_cells.ranges] == ["D7:E8"]
    gone = openpyxl.load_workbook(io.BytesIO(moved(workbook(extra=extra), archiving([1, 2]))))
    assert [str(one) for one in gone[ARCHIVE].merged_cells.ranges] == ["C2:D3"]
    assert not gone[PLAN].merged_cells.ranges


def test_threaded_comments_travel() -> None:
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    name = "threadedComments/threadedComment1.xml"
    data = patched(workbook(), {PLAN_RELATIONS: related(kind, f"../{name}"), f"xl/{name}": THREADS})
    up = moved(data, archiving([0]))
    assert b'ref="H7"' in part(up, "xl/threadedComments/threadedComment1.xml")
    out = moved(data, archiving([1]))
    assert b"<threadedComment " not in part(out, "xl/threadedComments/threadedComment1.xml")
    assert b'ref="G2"' in part(out, "xl/threadedComments/threadedComment2.xml")
    assert b"threadedComment2.xml" in part(out, "xl/worksheets/_rels/sheet2.xml.rels")
    assert b"threadedcomments+xml" in part(out, "[Content_Types].xml")


def test_the_table_and_its_filter_shrink_together() -> None:
    after = moved(workbook(table=True), archiving([0], table="tblPlan", table_last_row=10))
    table = part(after, "xl/tables/table1.xml")
    assert re.findall(rb'ref="([^"]+)"', table) == [b"B6:H10", b"B6:H10"]


def test_a_formula_that_leaves_its_table_names_cells() -> None:
    def extra(_: Any, plan: Any, *__: Any) -> None:
        plan.write_formula("F7", "=tblPlan[[#This Row],[Heading 5]]*2", None, 20)

    after = openpyxl.load_workbook(io.BytesIO(moved(workbook(extra=extra, table=True), archiving([0]))))
    assert after[ARCHIVE]["E2"].value == "=D2*2"


# There and back


@settings(max_examples=15)
@given(st.data())
def test_no_record_loses_anything_on_its_way(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 4), "records")
    content = workbook(count)
    model = {PLAN: records_of(content, PLAN, FIRST, count), ARCHIVE: []}
    for _ in range(data.draw(st.integers(1, 3), "steps")):
        inside, outside = model[PLAN], model[ARCHIVE]
        if outside and data.draw(st.booleans(), "back"):
            back = data.draw(st.integers(0, len(outside) - 1), "which")
            place = data.draw(st.integers(0, len(inside)), "place")
            content = moved(content, returning(back, place, len(inside), len(outside)))
            inside.insert(place, outside.pop(back))
        elif inside:
            gone = sorted(data.draw(st.sets(st.integers(0, len(inside) - 1), min_size=1), "gone"))
            content = moved(content, archiving(gone, len(inside), len(outside)))
            outside += [inside[index] for index in gone]
            model[PLAN] = [one for index, one in enumerate(inside) if index not in gone]
    assert records_of(content, PLAN, FIRST, len(model[PLAN])) == model[PLAN]
    assert records_of(content, ARCHIVE, 2, len(model[ARCHIVE])) == model[ARCHIVE]
    for index in range(len(model[PLAN]), count):
        assert set(seen(content, PLAN, FIRST + index).values) == {"None"}
    plan = openpyxl.load_workbook(io.BytesIO(content))[PLAN]
    assert [plan.cell(FIRST + index, 1).value for index in range(count)] == [f"margin {n + 1}" for n in range(count)]


# Other programs


def test_the_receipt_names_the_cells_that_changed(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook(2))
    receipt = edit.apply(path, [archiving([1], 2)]).receipt
    assert {(one.sheet, one.cell) for one in receipt.cells} == {
        *((PLAN, f"{letter}8") for letter in "BCDEFGH"),
        *((ARCHIVE, f"{letter}2") for letter in "ABCDEFG"),
    }


def test_a_refusal_is_in_the_receipt_and_the_file_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook(extra=lambda _, plan, *__: plan.insert_textbox("D9", "see below")))
    done = edit.apply(path, [archiving([1])])
    assert done.data == path.read_bytes()
    assert [one.reason for one in done.receipt.refused] == [
        "A shape on Action plan is fixed to D9 and would not move with its record."
    ]


def test_the_chain_of_calculation_holds_only_formulas(tmp_path: Path) -> None:
    chain = b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%b</calcChain>'
    cells = b'<c r="F7" i="1"/>' + b"".join(b'<c r="F%d"/>' % row for row in range(8, 12)) + b'<c r="B2" i="3"/>'
    workbook_relations = {"xl/_rels/workbook.xml.rels": related(f"{OFFICE}/calcChain", "calcChain.xml")}
    data = patched(workbook(), workbook_relations | {"xl/calcChain.xml": chain % cells})
    after = edited(tmp_path, data, archiving([0, 1])).read_bytes()
    assert re.findall(rb' r="(\w+)" i="(\d)"|<c r="(\w+)"/>', part(after, "xl/calcChain.xml")) == [
        (b"F7", b"1", b""),
        (b"", b"", b"F8"),
        (b"", b"", b"F9"),
        (b"B2", b"3", b""),
    ]


def test_libreoffice_reads_and_works_out_the_same(tmp_path: Path, libreoffice: Any) -> None:
    path = edited(tmp_path, workbook(extra=everything), archiving([0, 2]))
    cells = libreoffice.recalculated(path)
    assert [cells[PLAN][f"C{row}"] for row in (7, 8, 9)] == [f"Action number {n}" for n in (2, 4, 5)]
    assert cells[PLAN].keys().isdisjoint({"B10", "C10", "F10", "B11", "C11", "F11"})
    # $A$2 is blank, so a record's formula is twice its own number of column E.
    assert [cells[PLAN][f"F{row}"] for row in (7, 9)] == [40, 100]
    assert [cells[ARCHIVE][f"E{row}"] for row in (2, 3)] == [20, 60]
    assert cells[SUMMARY]["B2"] == 3


def test_microsofts_validator_finds_nothing_new(tmp_path: Path, validator: Any) -> None:
    before = tmp_path / "original.xlsx"
    before.write_bytes(workbook(extra=everything))
    after = edited(tmp_path, before.read_bytes(), archiving([0, 2]), returning(1, 1, 3, 2))
    assert validator.new_errors(before, after) == []
