"""Records that leave the workbook take all that is theirs along; what others have stays, and nothing is remembered."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import laden
from moving import (
    COLUMNS,
    FIRST,
    OWN,
    PLAN,
    SUMMARY,
    moved,
    opened,
    part,
    patched,
    records_of,
    refused,
    related,
    workbook,
)
from sheetplan.workbook import edit, values, verify
from sheetplan.workbook.changes import Change, DropRow, ForgetUnused, MoveRecords, MoveRow, SetCell
from sheetplan.workbook.parts import Package

PEOPLE = (
    b'<?xml version="1.0"?><personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    b'<person displayName="Lead reviewer" id="{A}" userId="a" providerId="None"/>'
    b'<person displayName="Night manager" id="{B}" userId="b" providerId="None"/></personList>'
)
THREADS = (
    b'<?xml version="1.0"?><ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
    b'threadedcomments"><threadedComment ref="H7" dT="2008-01-01T00:00:00.00" personId="{A}" id="{1}"><text>why</text>'
    b'</threadedComment><threadedComment ref="H8" dT="2008-01-01T00:00:00.00" personId="{B}" id="{2}"><text>when?'
    b"</text></threadedComment></ThreadedComments>"
)
PERSON = "http://schemas.microsoft.com/office/2017/10/relationships/person"


def dropping(gone: list[int], count: int = 5, **more: Any) -> MoveRecords:
    """Records (counted from 0) leave, the later ones move up."""
    kept = [index for index in range(count) if index not in gone]
    up = [MoveRow(PLAN, FIRST + index, PLAN, FIRST + place, OWN) for place, index in enumerate(kept) if index != place]
    drops = tuple(DropRow(PLAN, FIRST + index, tuple(COLUMNS)) for index in gone)
    return MoveRecords(PLAN, FIRST, FIRST + count - 1, 2, 8, tuple(up), drops=drops, **more)


def extracted(tmp_path: Path, data: bytes, *changes: Change) -> edit.Edited:
    """The workbook after the program's own way in, which compares every part and every cell at the end."""
    path = tmp_path / "before.xlsx"
    path.write_bytes(data)
    return edit.apply(path, changes)


def everywhere(data: bytes) -> str:
    """All that stands in any part, its marks taken out so that no run hides a word, and once more with them."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
    return "\n".join([re.sub(r"<[^>]*>", "", text) for text in parts] + parts)


# What must not change


def test_what_stays_is_as_it_was_with_all_that_is_its_own() -> None:
    before = workbook()
    whole = records_of(before, PLAN, FIRST, 5)
    after = moved(before, dropping([0, 3]))
    assert records_of(after, PLAN, FIRST, 3) == [whole[1], whole[2], whole[4]]
    plan = openpyxl.load_workbook(io.BytesIO(after))[PLAN]
    assert [plan.cell(FIRST + index, 1).value for index in range(5)] == [f"margin {n}" for n in range(1, 6)]
    assert plan["A1"].value == "Improvement plan"


def test_every_text_that_a_cell_shows_is_still_there_after_forgetting(tmp_path: Path) -> None:
    before = workbook()
    done = extracted(tmp_path, before, dropping([1]), ForgetUnused())
    assert done.receipt.refused == ()
    assert records_of(done.data, PLAN, FIRST, 4) == [records_of(before, PLAN, FIRST, 5)[i] for i in (0, 2, 3, 4)]
    old, new = (openpyxl.load_workbook(io.BytesIO(data))[SUMMARY]["B2"].value for data in (before, done.data))
    assert old == new


def test_without_forgetting_the_strings_are_not_touched(tmp_path: Path) -> None:
    before = workbook()
    done = extracted(tmp_path, before, dropping([1]))
    assert part(done.data, "xl/sharedStrings.xml") == part(before, "xl/sharedStrings.xml")


# What must


def test_nothing_of_a_dropped_record_is_left_in_any_part(tmp_path: Path) -> None:
    before = workbook(extra=_with_rules)
    assert all(word in everywhere(before) for word in _WORDS)
    done = extracted(tmp_path, before, dropping([1]), ForgetUnused())
    assert done.receipt.refused == ()
    assert [word for word in _WORDS if word in everywhere(done.data)] == []
    assert "text 3" in everywhere(done.data)


_WORDS = ("number 2", "text 2", "note 2", "see 2", "example.org/2", "for two alone", "of two and no other")


def _with_rules(book: Any, plan: Any, *_: Any) -> None:
    plan.data_validation("D8", {"validate": "any", "input_title": "for two alone", "input_message": "yes"})
    format_ = book.add_format({"italic": True})
    plan.conditional_format("E8", {"type": "formula", "criteria": '=$E8="of two and no other"', "format": format_})


def test_all_can_go_and_the_rows_look_like_rows_of_the_plan() -> None:
    after = moved(workbook(), dropping([0, 1, 2, 3, 4]))
    sheet = openpyxl.load_workbook(io.BytesIO(after))[PLAN]
    assert {sheet.cell(row, column).value for row in range(FIRST, FIRST + 5) for column in COLUMNS} == {None}
    assert sheet.cell(FIRST, 2).border.left.style == "thin"
    assert all(sheet.row_dimensions[row].height is None for row in range(FIRST, FIRST + 5))


def test_the_names_of_people_whose_notes_went_go_too(tmp_path: Path) -> None:
    threads, persons = "xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml"
    before = patched(
        workbook(2),
        {
            threads: THREADS,
            persons: PEOPLE,
            "xl/worksheets/_rels/sheet1.xml.rels": related(
                "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment", f"/{threads}"
            ),
            "xl/_rels/workbook.xml.rels": related(PERSON, f"/{persons}"),
        },
    )
    after = extracted(tmp_path, before, dropping([1], 2), ForgetUnused()).data
    assert "Reviewer 1" in everywhere(after)
    assert "Lead reviewer" in everywhere(after)
    assert [word for word in ("Reviewer 0", "Night manager", "when?") if word in everywhere(after)] == []


def test_charts_forget_what_they_showed_and_go_on_showing_the_cells(tmp_path: Path) -> None:
    def chart(book: Any, _: Any, __: Any, summary: Any) -> None:
        made = book.add_chart({"type": "column"})
        source = {"categories": [PLAN, FIRST - 1, 7, FIRST + 3, 7], "values": [PLAN, FIRST - 1, 4, FIRST + 3, 4]}
        made.add_series(source | {"categories_data": ["text 1", "text 2"], "values_data": [10, 20]})
        summary.insert_chart("D4", made)

    before = workbook(extra=chart)
    assert "text 2" in everywhere(part_alone(before, "xl/charts/chart1.xml"))
    done = extracted(tmp_path, before, dropping([1]), ForgetUnused())
    assert "text 2" not in everywhere(done.data)
    shown = part(done.data, "xl/charts/chart1.xml")
    assert b"Cache" not in shown
    assert re.findall(rb"<c:f>.*?</c:f>", shown) == re.findall(rb"<c:f>.*?</c:f>", part(before, "xl/charts/chart1.xml"))


def part_alone(data: bytes, name: str) -> bytes:
    """A package with that part alone."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr(name, part(data, name))
    return target.getvalue()


def test_a_merge_inside_a_dropped_record_goes_and_one_across_records_stands_in_the_way() -> None:
    inside = workbook(extra=lambda _, plan, *__: plan.merge_range("D8:E8", "together"))
    assert b"mergeCell" not in part(moved(inside, dropping([1])), "xl/worksheets/sheet1.xml")
    across = workbook(extra=lambda _, plan, *__: plan.merge_range("D8:D9", "together"))
    assert "D8 to D9" in refused(across, dropping([1]))


def test_a_formula_that_names_one_cell_of_a_dropped_record_stands_in_the_way() -> None:
    named = workbook(extra=lambda _, __, ___, summary: summary.write_formula("B4", f"='{PLAN}'!C8"))
    assert "B4" in refused(named, dropping([1]))
    below = workbook(extra=lambda _, plan, *__: plan.write_formula("F9", "=E8*2", None, 40))
    assert "F9" in refused(below, dropping([1]))


def test_a_pivot_table_over_the_plan_is_refused_and_one_over_another_sheet_is_not(tmp_path: Path) -> None:
    for sheet, said in ((PLAN, "pivot table"), (SUMMARY, "")):
        before = _pivoted(sheet)
        done = extracted(tmp_path, before, dropping([1]), ForgetUnused())
        reasons = [one.reason for one in done.receipt.refused if isinstance(one.change, ForgetUnused)]
        assert bool(reasons) == bool(said)
        assert all(said in reason for reason in reasons)


def _pivoted(sheet: str) -> bytes:
    cache = "xl/pivotCache/pivotCacheDefinition1.xml"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/pivotCacheDefinition"
    content = (
        '<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cacheSource '
        f'type="worksheet"><worksheetSource ref="B6:H200" sheet="{sheet}"/></cacheSource></pivotCacheDefinition>'
    ).encode()
    return patched(workbook(), {cache: content, "xl/_rels/workbook.xml.rels": related(kind, f"/{cache}")})


def test_the_picture_of_the_first_page_goes(tmp_path: Path) -> None:
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"
    before = patched(
        workbook(),
        {"docProps/thumbnail.xml": b"<picture/>", "_rels/.rels": related(kind, "docProps/thumbnail.xml")},
    )
    after = extracted(tmp_path, before, dropping([1]), ForgetUnused()).data
    assert "docProps/thumbnail.xml" not in zipfile.ZipFile(io.BytesIO(after)).namelist()
    assert b"thumbnail" not in part(after, "_rels/.rels")


# The last word


def test_a_string_that_is_shown_and_emptied_all_the_same_is_our_own_mistake(tmp_path: Path) -> None:
    before = opened(workbook()).package
    strings = before.read("xl/sharedStrings.xml")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(
        patched(before.data, {"xl/sharedStrings.xml": lambda _: values.SharedStrings(strings).emptied([])})
    )
    with pytest.raises(RuntimeError, match="is shown somewhere"):
        verify.check_strings(before, Package.open(broken))


def test_a_cell_set_in_a_row_whose_record_could_not_go_is_left(tmp_path: Path) -> None:
    across = workbook(extra=lambda _, plan, *__: plan.merge_range("D8:D9", "together"))
    done = extracted(tmp_path, across, dropping([1]), SetCell(PLAN, FIRST + 1, 5, "new"))
    assert len(done.receipt.refused) == 2


# With all that a record can have


@pytest.mark.parametrize("kind", ["range", "table", "totals"])
@settings(max_examples=12)
@given(gone=st.sets(st.integers(1, 6), min_size=1, max_size=5))
def test_any_of_the_records_can_leave_and_the_others_keep_everything(kind: str, gone: set[int]) -> None:
    before, kept = laden.workbook(kind), [number for number in range(1, 7) if number not in gone]
    places = laden.Places(kept)
    change = laden.moves(laden.Places(list(range(1, 7))), laden.Places(kept, sorted(gone)), kind)
    drops = tuple(DropRow(laden.PLAN, laden.FIRST + number - 1, tuple(laden.COLUMNS)) for number in sorted(gone))
    change = replace(change, moves=tuple(one for one in change.moves if one.to_sheet == laden.PLAN), drops=drops)
    with tempfile.TemporaryDirectory() as folder:
        done = extracted(Path(folder), before, change)
        clean = extracted(Path(folder), before, change, ForgetUnused())
    assert done.receipt.refused == clean.receipt.refused == ()
    was = laden.seen(before, laden.Places(list(range(1, 7))))
    for data in (done.data, clean.data):
        now = laden.seen(data, places)
        for number in kept:
            had = dict(was.records[number])
            # A link to a record that left is no link any more; its text stays.
            links = [one for one in had["hyperlink"] if not any(f"<record {n}," in one[1][0] for n in gone)]
            assert laden.unlike(had | {"hyperlink": links}, now.records[number]) == [], f"record {number}"
        assert laden.unsound(data) == []
    assert laden.unlike(was.rest, laden.seen(done.data, places).rest) == []
    text = everywhere(clean.data)
    words = ("number {}", "text {}", "note {}", "tip {}", "see {}", "Own {}", "when {}?", "example.org/{}")
    assert [word.format(n) for word in words for n in gone if word.format(n) in text] == []
