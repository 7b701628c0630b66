"""Where a move would change what something means, nothing moves, and one sentence says what stands in the way."""

from __future__ import annotations

from typing import Any

import pytest

from moving import (
    ARCHIVE,
    FROM_ARCHIVE,
    OFFICE,
    OWN,
    PLAN,
    PLAN_PART,
    X14,
    X14_FORMAT,
    archiving,
    moved,
    opened,
    patched,
    refused,
    related,
    returning,
    workbook,
)
from sheetplan.workbook import records
from sheetplan.workbook.changes import MoveRecords, MoveRow


@pytest.mark.parametrize(
    ("cell", "formula", "reason"),
    [
        ("B4", "='Action plan'!C8", "The formula in B4 on Summary names C8 on Action plan, which would come to mean"),
        ("B4", "=SUM('Action plan'!E7:E9)", "The formula in B4 on Summary names E7 to E9 on Action plan"),
        ("B4", "=SUM('Action plan:Summary'!E8)", "The formula in B4 on Summary names E8 on Action plan"),
    ],
)
def test_a_formula_elsewhere_that_names_some_records(cell: str, formula: str, reason: str) -> None:
    data = workbook(extra=lambda _, __, ___, summary: summary.write_formula(cell, formula))
    assert refused(data, archiving([0])).startswith(reason)


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM('Action plan'!E:E)",
        "='Action plan'!C6&'Action plan'!A7",
        "=SUM('Action plan'!E7:E8)",
        "=COUNTA('Action plan'!C6:C60)",
        '="Action plan!C9"',
        "='Action plan'!C7",
        "=SUM(Archive:Summary!E9)",
    ],
)
def test_formulas_elsewhere_that_stay_true(formula: str) -> None:
    data = workbook(extra=lambda _, __, ___, summary: summary.write_formula("B4", formula))
    assert moved(data, archiving([2])) != data


def _picture(_: Any, plan: Any, *__: Any) -> None:
    plan.insert_textbox("D9", "see below")


def _chart_of_some(book: Any, _: Any, __: Any, summary: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='Action plan'!$E$7:$E$9"})
    summary.insert_chart("D2", chart)


def _array(_: Any, plan: Any, *__: Any) -> None:
    plan.write_array_formula("G7:G9", "{=E7:E9*2}")


OBSTACLES = {
    "B8 to C9 on Action plan are merged": lambda _, plan, *__: plan.merge_range("B8:C9", "both"),
    "A shape on Action plan is fixed to D9": _picture,
    "The formula in G7 on Action plan fills G7 to G9 at once": _array,
    "A chart on Summary shows E7 to E9 on Action plan": _chart_of_some,
    'The name "First" stands for C8 on Action plan': lambda book, *_: book.define_name("First", "='Action plan'!$C$8"),
    "The formula in Z9 on Action plan names E9": lambda _, plan, *__: plan.write_formula("Z9", "=E9"),
    "The formula in F9 on Action plan names E7 to E9": lambda _, plan, *__: plan.write_formula("F9", "=SUM(E$7:E9)"),
    "The link in A4 on Summary leads to C9": lambda _, __, ___, s: s.write_url("A4", "internal:'Action plan'!C9"),
    "The validation of B9 on Summary names C9": lambda _, __, ___, s: s.data_validation(
        "B9", {"validate": "custom", "value": "='Action plan'!$C$9>1"}
    ),
    'Row 2 on Archive is not free: C2 holds "kept".': lambda _, __, archive, ___: archive.write("C2", "kept"),
    "A button or other control on Action plan is fixed to C9": lambda _, plan, *__: plan.insert_button("C9", {}),
    "The sparkline in G9 on Action plan": lambda _, plan, *__: plan.add_sparkline("G9", {"range": "D9:E9"}),
}


@pytest.mark.parametrize("reason", OBSTACLES)
def test_what_cannot_be_kept_true_stops_the_move(reason: str) -> None:
    assert refused(workbook(extra=OBSTACLES[reason]), archiving([1])).startswith(reason)


def test_a_record_does_not_come_back_onto_something_else() -> None:
    def extra(_: Any, plan: Any, *__: Any) -> None:
        plan.write("C12", "Total of all actions, which people have typed below")

    data = moved(workbook(extra=extra), archiving([0]))
    full = returning(0, 4, 4, 1)
    assert records.move(opened(data), full) is None
    taken = MoveRecords(PLAN, 7, 10, 2, 8, (MoveRow(ARCHIVE, 2, PLAN, 12, FROM_ARCHIVE),))
    assert (
        refused(data, taken)
        == 'Row 12 on Action plan is not free: C12 holds "Total of all actions, which people ha...".'
    )


def test_two_records_for_one_place_are_our_own_mistake() -> None:
    moves = (MoveRow(PLAN, 7, ARCHIVE, 2, OWN), MoveRow(PLAN, 8, ARCHIVE, 2, OWN))
    with pytest.raises(ValueError, match="named twice"):
        records.move(opened(workbook()), MoveRecords(PLAN, 7, 11, 2, 8, moves))


def _pivot(source: bytes) -> bytes:
    """A pivot table counts a range of the plan."""
    name = "pivotCache/pivotCacheDefinition1.xml"
    cache = b"<pivotCacheDefinition><cacheSource><worksheetSource %b/></cacheSource></pivotCacheDefinition>" % source
    kind = f"{OFFICE}/pivotCacheDefinition"
    return patched(workbook(), {"xl/_rels/workbook.xml.rels": related(kind, name), f"xl/{name}": cache})


def test_a_range_that_ends_with_the_record_that_leaves() -> None:
    data = workbook(extra=lambda _, __, ___, summary: summary.write_formula("B4", "=SUM('Action plan'!E10:E11)"))
    assert "names E10 to E11 on Action plan" in refused(data, archiving([4]))


def test_a_free_row_that_gets_a_record_is_nobody_elses() -> None:
    data = workbook(extra=lambda _, __, ___, summary: summary.write_formula("B4", "=Archive!C2&'Action plan'!C7"))
    assert moved(data, archiving([4]))


def test_a_pivot_table_of_some_records() -> None:
    assert refused(_pivot(b'ref="B6:H9" sheet="Action plan"'), archiving([1])) == (
        "A pivot table counts B6 to H9 on Action plan, which would come to mean other records."
    )
    assert moved(_pivot(b'ref="B6:H20" sheet="Action plan"'), archiving([1]))


def test_a_note_on_a_blank_cell_is_not_overwritten() -> None:
    data = workbook(extra=lambda _, __, archive, ___: archive.write_comment("C2", "for later"))
    assert refused(data, archiving([1])) == "Row 2 on Archive is not free: C2 has a note."


def test_a_picture_in_a_note_does_not_leave_its_sheet() -> None:
    def pictured(vml: bytes) -> bytes:
        return vml.replace(b"<v:fill ", b'<v:fill o:relid="rId1" ', 2)

    data = patched(workbook(), {"xl/drawings/vmlDrawing1.vml": pictured})
    assert refused(data, archiving([1])).startswith("The note in H8 on Action plan shows a picture")
    assert moved(data, archiving([3]))


def test_formats_that_cannot_leave_their_sheet() -> None:
    def extra(_: Any, plan: Any, *__: Any) -> None:
        plan.conditional_format("E8", {"type": "formula", "criteria": "=$A$2>1"})

    assert refused(workbook(extra=extra), archiving([1])).startswith(
        "The conditional format of E8 on Action plan looks at other cells"
    )
    data = patched(workbook(), {PLAN_PART: lambda xml: xml.replace(b"</worksheet>", X14 % X14_FORMAT)})
    assert refused(data, archiving([1])).startswith("The conditional format of B8 on Action plan cannot go to Archive")
