"""What a record has goes with it, out and back, from an Excel Table or a range; what hinders that is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import laden
from judges.raw import box
from laden import FIRST, KINDS, TABLE, Places, ending, seen, unlike, unsound
from moving import (
    ARCHIVE,
    ARCHIVE_PART,
    OFFICE,
    PLAN,
    PLAN_PART,
    PLAN_RELATIONS,
    archiving,
    edited,
    moved,
    part,
    patched,
    refused,
    related,
    returning,
    workbook,
)
from packages import tree
from sheetplan.workbook.changes import MoveRecords, MoveRow

ALL = [1, 2, 3, 4, 5, 6]
CHOICES = {"first": [1], "middle": [3], "last": [6], "all": ALL, "apart": [2, 4, 6], "from below": [5, 1]}
TABLE_PART = "xl/tables/table1.xml"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"


def out_and_back(data: bytes, kind: str, gone: list[int], folder: Path) -> None:
    """Records leave and come back; at each look every record has what it had, and nothing else is another."""
    first, left = Places(ALL), Places([one for one in ALL if one not in gone], gone)
    before = seen(data, first)
    for old, new in ((first, left), (left, first)):
        data = edited(folder, data, laden.moves(old, new, kind)).read_bytes()
        after = seen(data, new)
        assert {number: unlike(facts, after.records[number]) for number, facts in before.records.items()} == {
            number: [] for number in ALL
        }
        assert unlike(before.rest, after.rest) == []
        assert unsound(data) == []


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("kind", KINDS)
def test_whichever_records_leave_and_come_back(kind: str, choice: str, tmp_path: Path) -> None:
    out_and_back(laden.workbook(kind), kind, CHOICES[choice], tmp_path)


@pytest.mark.parametrize("kind", ["range", "table"])
def test_what_a_filter_hides_is_shown_where_that_filter_is_not(kind: str, tmp_path: Path) -> None:
    criteria = rb'<autoFilter ref="\1"><filterColumn colId="3"><filters><filter val="20"/></filters></filterColumn>'

    def choose(xml: bytes) -> bytes:
        return re.sub(rb'<autoFilter ref="([^"]+)"\s*/>', criteria + b"</autoFilter>", xml)

    data = patched(laden.workbook(kind), {PLAN_PART if kind == "range" else TABLE_PART: choose})
    left = Places([1, 2, 4, 5, 6], [3])
    after = seen(edited(tmp_path, data, laden.moves(Places(ALL), left, kind)).read_bytes(), left)
    before = seen(data, Places(ALL))
    assert {n: after.records[n]["row"] for n in left.plan} == {n: before.records[n]["row"] for n in left.plan}
    assert "hidden" in before.records[3]["row"]
    assert "hidden" not in after.records[3]["row"]


# Rarer things that a sheet, or a record, can have


def _sheet(pattern: str, new: str) -> Any:
    """An edit of the plan's sheet: the first place that a pattern finds."""

    def change(xml: bytes) -> bytes:
        result, times = re.subn(pattern.encode(), new.encode(), xml, count=1)
        assert times == 1, pattern
        return result

    return {PLAN_PART: change}


def _sorted(kind: str) -> dict[str, Any]:
    state = '<sortState ref="B7:I12"><sortCondition descending="1" ref="E7:E12"/></sortState>'
    if kind == "range":
        return _sheet(r'(<autoFilter ref="[^"]+")\s*/>', rf"\1>{state}</autoFilter>")
    criteria = '<filterColumn colId="3"><filters><filter val="20"/></filters></filterColumn>'
    return {
        TABLE_PART: lambda xml: re.sub(
            rb"<autoFilter ref=\"([^\"]+)\"\s*/>", rb'<autoFilter ref="\1">%b</autoFilter>' % criteria.encode(), xml
        )
    }


def _cell(letter: str, new: str) -> dict[str, Any]:
    """Another cell in the second record."""
    return _sheet(rf'<c r="{letter}8"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', new)


def _slicer(_: str) -> dict[str, Any]:
    listed = f'<ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" xmlns:x14="{X14}"><x14:slicerList>'
    listed += '<x14:slicer r:id="rId90"/></x14:slicerList></ext>'

    def listing(xml: bytes) -> bytes:
        before, start, after = xml.rpartition(b"<extLst>")
        return before + start + listed.encode() + after

    kind = "http://schemas.microsoft.com/office/2007/relationships/slicer"
    slicers = f'<slicers xmlns="{X14}"><slicer name="By lead" cache="Slicer_lead" rowHeight="241300"/></slicers>'
    types = b'<Override PartName="/xl/slicers/slicer1.xml" ContentType="application/vnd.ms-excel.slicer+xml"/></Types>'
    return {
        PLAN_PART: listing,
        PLAN_RELATIONS: lambda xml: related(kind, "../slicers/slicer1.xml")(xml.replace(b"rId90", b"rId91")),
        "xl/slicers/slicer1.xml": slicers,
        "[Content_Types].xml": lambda xml: xml.replace(b"</Types>", types),
    }


def _custom_view(_: str) -> dict[str, Any]:
    view = '<customSheetViews><customSheetView guid="{0}" filter="1" showAutoFilter="1"><selection activeCell="D9" '
    view += 'sqref="D9"/><autoFilter ref="B6:I40"/></customSheetView></customSheetViews>'
    return _sheet("(<mergeCells|<conditionalFormatting)", rf"{view}\1")


FEATURES = {
    "a sort that is remembered, in a Table a filter at work": _sorted,
    "a formula that spills no further": lambda _: _cell(
        "F", r'<c r="F8"\1 cm="1"><f t="array" ref="F8">E8*3</f><v>60</v></c>'
    ),
    "how to read a text aloud": lambda _: _cell(
        "H", r'<c r="H8"\1 t="inlineStr" ph="1"><is><t>課</t><rPh sb="0" eb="1"><t>カ</t></rPh></is></c>'
    ),
    "a value of a kind of its own": lambda _: _cell("E", r'<c r="E8"\1 t="e" vm="1"><v>#VALUE!</v></c>'),
    "a text of several spaces": lambda _: _cell("H", r'<c r="H8"\1 t="str"><f>REPT(" ",3)</f><v>   </v></c>'),
    "a slicer": _slicer,
    "somebody's own view": _custom_view,
}


@pytest.mark.parametrize("feature", FEATURES)
@pytest.mark.parametrize("kind", KINDS)
def test_rarer_things_stay_or_travel(kind: str, feature: str, tmp_path: Path) -> None:
    data = patched(laden.workbook(kind), FEATURES[feature](kind))
    out_and_back(data, kind, [2, 5], tmp_path)


ANCHOR = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">%s<xdr:pic/>'
    "<xdr:clientData/>%s</xdr:wsDr>"
)
CORNER = (
    "<xdr:%s><xdr:col>%d</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>%d</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:%s>"
)


def drawn(data: bytes, opening: str, closing: str) -> bytes:
    """The plan's sheet with a picture."""
    changes = {PLAN_RELATIONS: related(f"{OFFICE}/drawing", "../drawings/drawing9.xml")}
    return patched(data, {**changes, "xl/drawings/drawing9.xml": ANCHOR % (opening, closing)})


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_in_a_row_hinder_and_others_stay(kind: str) -> None:
    change = laden.moves(Places(ALL), Places([1, 3, 4, 5, 6], [2]), kind)
    inside, beside = (CORNER % ("from", column, 7, "from") for column in (3, 12))
    to = CORNER % ("to", 5, 9, "to")
    for anchor in ("oneCellAnchor", "twoCellAnchor"):
        held = drawn(laden.workbook(kind), f"<xdr:{anchor}>{inside}{to}", f"</xdr:{anchor}>")
        assert refused(held, change) == f"A picture on {PLAN} is fixed to D8 and would not move with its record."
        free = drawn(laden.workbook(kind), f"<xdr:{anchor}>{beside}{to}", f"</xdr:{anchor}>")
        assert part(moved(free, change), "xl/drawings/drawing9.xml") == part(free, "xl/drawings/drawing9.xml")
    free = drawn(laden.workbook(kind), '<xdr:absoluteAnchor><xdr:pos x="9" y="9"/>', "</xdr:absoluteAnchor>")
    assert part(moved(free, change), "xl/drawings/drawing9.xml") == part(free, "xl/drawings/drawing9.xml")


def test_a_slicer_among_the_records_is_called_a_slicer() -> None:
    opening = "<xdr:twoCellAnchor>" + CORNER % ("from", 3, 7, "from") + '<sle:slicer name="By lead"/>'
    data = drawn(workbook(), opening, "</xdr:twoCellAnchor>").replace(b"<xdr:pic/>", b"")
    data = patched(data, {"xl/drawings/drawing9.xml": lambda xml: xml.replace(b"<xdr:pic/>", b"<xdr:graphicFrame/>")})
    assert refused(data, archiving([1])).startswith("A slicer on Action plan is fixed to D8")


# A Table with a totals row


def test_a_totals_row_stays_where_it_is_and_counts_all() -> None:
    change = laden.moves(Places(ALL), Places([2, 4], [1, 3, 5, 6]), "totals")
    before, after = laden.workbook("totals"), moved(laden.workbook("totals"), change)
    assert ending(after) == ending(before) == "B6:I13 B6:I12"
    totals = re.compile(rb'<row r="13".*?</row>', re.DOTALL)
    assert totals.findall(part(after, PLAN_PART)) == totals.findall(part(before, PLAN_PART)) != []
    assert b"SUBTOTAL(109," in part(after, PLAN_PART)
    assert part(after, TABLE_PART) == part(before, TABLE_PART)


@pytest.mark.parametrize("cached", [b"<v>210</v>", b""])
def test_nothing_comes_back_onto_a_totals_row(cached: bytes) -> None:
    blank = {PLAN_PART: lambda xml: re.sub(rb'<c r="B13".*?</c>', b"", xml.replace(b"<v>210</v>", cached))}
    data = moved(
        patched(laden.workbook("totals"), blank), laden.moves(Places(ALL), Places([2, 3, 4, 5, 6], [1]), "totals")
    )
    back = MoveRow(ARCHIVE, 2, PLAN, 13, {2: 3})
    reason = refused(data, MoveRecords(PLAN, FIRST, 13, 2, 9, (back,), TABLE, 12))
    assert reason.startswith("Row 13 on Action plan is not free")
    bare = {PLAN_PART: lambda xml: re.sub(rb'<c r="[B-I]13".*?(?:</c>|/>)', b"", xml)}
    assert refused(patched(data, bare), MoveRecords(PLAN, FIRST, 13, 2, 9, (back,), TABLE, 12)) == (
        f'Row 13 on Action plan is not free: it is a totals row of the Excel Table "{TABLE}".'
    )


# Links


def test_links_follow_the_record_they_lead_to_to_another_sheet_and_back() -> None:
    def extra(_: Any, plan: Any, archive: Any, __: Any) -> None:
        plan.write_url("A2", "internal:'Action plan'!C9", None, "third")
        plan.write_url("D7", "internal:'Action plan'!C9", None, "third")
        plan.write_url("D8", "internal:'Action plan'!C7:E7", None, "first")
        archive.write_url("J1", "internal:'Action plan'!C9", None, "third")

    def leads(data: bytes, name: str) -> list[bytes]:
        return re.findall(rb'ref="(?:A2|D\d|J1)" location="([^"]+)"', part(data, name))

    gone = moved(workbook(extra=extra), archiving([2]))
    assert leads(gone, PLAN_PART) == [b"Archive!B2", b"Archive!B2", b"'Action plan'!C7:E7"]
    assert leads(gone, ARCHIVE_PART) == [b"Archive!B2"]
    back = moved(gone, returning(0, 0, 4, 1))
    assert leads(back, PLAN_PART) == [b"'Action plan'!C7", b"'Action plan'!C7", b"'Action plan'!C8:E8"]
    assert leads(back, ARCHIVE_PART) == [b"'Action plan'!C7"]


def test_a_link_to_records_that_part_hinders() -> None:
    data = workbook(extra=lambda _, plan, *__: plan.write_url("D7", "internal:'Action plan'!C8:C9", None, "both"))
    assert refused(data, archiving([2])).startswith("The link in D7 on Action plan leads to C8 to C9")


# Rules of some records


@pytest.mark.parametrize("where", ["D8 D10:D11", "D7:D9", "D9:D10"])
@pytest.mark.parametrize("kind", ["validation", "format"])
def test_a_rule_of_some_records_stays_with_those_that_stay(kind: str, where: str) -> None:
    def extra(_: Any, plan: Any, *__: Any) -> None:
        first = where.split()[0]
        if kind == "validation":
            plan.data_validation(first, {"validate": "custom", "value": f"=E{first[1]}>1"})
        else:
            plan.conditional_format(first, {"type": "formula", "criteria": f"=E{first[1]}>1"})

    element = {"validation": "dataValidation", "format": "conditionalFormatting"}[kind]
    data = patched(
        workbook(extra=extra),
        {PLAN_PART: lambda xml: xml.replace(f'sqref="{where.split()[0]}"'.encode(), f'sqref="{where}"'.encode())},
    )
    own = _rows(where)
    for chosen in range(1, 32):
        gone = [index for index in range(5) if chosen >> index & 1]
        kept = [index for index in range(5) if index not in gone]
        whole = moved(data, archiving(gone))
        assert f"<{element} ".encode() not in part(whole, ARCHIVE_PART)
        after = part(whole, PLAN_PART)
        (now, formula), *_ = [
            found
            for found in re.findall(rf'<{element} [^>]*?sqref="([^"]+)".*?<formula1?>([^<]+)<'.encode(), after)
            if found[0].startswith(b"D")
        ]
        covered = _rows(now.decode())
        for place, index in enumerate(kept):
            assert (FIRST + place in covered) == (FIRST + index in own), (gone, now)
        assert formula == b"E%d&gt;1" % min(covered)


def _rows(where: str) -> set[int]:
    """The rows that a list of areas covers."""
    return {row for text in where.split() for row in range(box(text)[0], box(text)[2] + 1)}


# Threads, outline, marks


def test_answers_that_name_no_cell_go_with_their_thread() -> None:
    name = "xl/threadedComments/threadedComment1.xml"
    bare = {name: lambda xml: re.sub(rb'ref="\w+" (?=[^>]*parentId)', b"", xml)}
    data = patched(laden.workbook("range"), bare)
    assert len(re.findall(rb"ref=", part(data, name))) == 2
    after = moved(data, laden.moves(Places(ALL), Places([2, 3, 4, 5, 6], [1]), "range"))
    there = tree(part(after, "xl/threadedComments/threadedComment2.xml"))
    assert [(one.get("ref"), one.get("id")) for one in there] == [("B2", "{T1}"), ("B2", "{R1}")]
    assert re.findall(rb' id="(\{\w+\})"', part(after, name)) == [b"{T4}", b"{R4}"]


def test_the_archive_shows_the_outline_that_came_with_a_record() -> None:
    data = laden.workbook("table")
    assert b"outlineLevelRow" not in part(data, ARCHIVE_PART)
    after = moved(data, laden.moves(Places(ALL), Places([1, 3, 4, 5, 6], [2]), "table"))
    assert b'outlineLevelRow="2"' in part(after, ARCHIVE_PART)
    assert re.search(rb'<row r="2"[^>]*outlineLevel="2"', part(after, ARCHIVE_PART))


def test_two_marks_of_one_name_are_told_apart() -> None:
    may = b'</sheetData><protectedRanges><protectedRange sqref="A1" name="May_8"/></protectedRanges>'
    data = patched(laden.workbook("range"), {ARCHIVE_PART: lambda xml: xml.replace(b"</sheetData>", may)})
    after = part(moved(data, laden.moves(Places(ALL), Places([1, 3, 4, 5, 6], [2]), "range")), ARCHIVE_PART)
    assert b"<cellWatches><cellWatch " in after
    assert b"<ignoredErrors><ignoredError " in after
    assert re.findall(rb'<protectedRange sqref="([^"]+)" name="([^"]+)"', after) == [
        (b"A1", b"May_8"),
        (b"C2:D2", b"May_8_2"),
    ]


# A record of two rows


def test_a_record_of_two_rows_with_its_merges_goes_out_and_comes_back(tmp_path: Path) -> None:
    def extra(_: Any, plan: Any, *__: Any) -> None:
        for column in "BCH":
            plan.merge_range(f"{column}9:{column}10", f"both {column}")

    data = workbook(6, extra=extra)
    gone = edited(tmp_path, data, archiving([2, 3], 6))
    merged = re.compile(rb'<mergeCell ref="([^"]+)"')
    assert merged.findall(part(gone.read_bytes(), ARCHIVE_PART)) == [b"A2:A3", b"B2:B3", b"G2:G3"]
    assert merged.findall(part(gone.read_bytes(), PLAN_PART)) == []
    width = {column: column + 1 for column in range(1, 8)}
    down = [MoveRow(PLAN, row, PLAN, row + 2, {c: c for c in range(2, 9)}) for row in (9, 10)]
    back = [MoveRow(ARCHIVE, row, PLAN, row + 7, width) for row in (2, 3)]
    whole = edited(tmp_path, gone.read_bytes(), MoveRecords(PLAN, 7, 12, 2, 8, (*back, *down))).read_bytes()
    assert merged.findall(part(whole, PLAN_PART)) == [b"B9:B10", b"C9:C10", b"H9:H10"]
    assert refused(data, archiving([2], 6)).startswith("B9 to B10 on Action plan are merged")


# What is named as standing in the way


def _data_table(xml: bytes) -> bytes:
    table = b'<c r="K9"><f t="dataTable" ref="K9:K10" dt2D="0" dtr="0" r1="E8"/><v>1</v></c></row>'
    return re.sub(rb'(<row r="9".*?)</row>', rb"\g<1>" + table, xml, count=1, flags=re.DOTALL)


def _scenario(xml: bytes) -> bytes:
    new = b'</sheetData><scenarios><scenario name="Best"><inputCells r="E9" val="7"/></scenario></scenarios>'
    return xml.replace(b"</sheetData>", new)


def _active_control(xml: bytes) -> bytes:
    new = b'<controls><control shapeId="1" name="Tick"><controlPr linkedCell="E8"/></control></controls></worksheet>'
    return xml.replace(b"</worksheet>", new)


HINDER = {
    "The data table in K9 on Action plan works with E8 on Action plan, which would come to mean": _data_table,
    "A scenario on Action plan sets E9 on Action plan, which would come to mean": _scenario,
    "A control on Action plan is linked to E8 on Action plan, which would come to mean": _active_control,
}


@pytest.mark.parametrize("table", [False, True])
@pytest.mark.parametrize("reason", HINDER)
def test_what_names_one_cell_of_a_record_hinders(reason: str, table: bool) -> None:
    data = patched(workbook(table=table), {PLAN_PART: HINDER[reason]})
    assert refused(data, archiving([1])).startswith(reason)


def test_a_picture_of_a_cell_hinders() -> None:
    opening = "<xdr:twoCellAnchor>" + CORNER % ("from", 15, 1, "from") + '<a14:cameraTool cellRange="$E$9"/>'
    data = drawn(workbook(), opening, "</xdr:twoCellAnchor>")
    assert refused(data, archiving([1])).startswith("A shape on Action plan shows E9 on Action plan")


def test_a_running_total_follows_until_its_record_leaves() -> None:
    def extra(_: Any, plan: Any, *__: Any) -> None:
        plan.write_formula("F10", "=F9+E10", None, 90)

    data = workbook(extra=extra)
    assert b"<f>F8+E9</f>" in part(moved(data, archiving([0])), PLAN_PART)
    assert refused(data, archiving([2])).startswith("The formula in F10 on Action plan names F9 on Action plan")
