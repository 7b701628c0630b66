"""Formulas: a reference is found where there is one and nowhere else, and what is moved means the same cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetplan.workbook import following, formulas
from sheetplan.workbook.changes import MoveRecords, MoveRow
from sheetplan.workbook.ranges import Movement, Spot
from sheetplan.workbook.splice import Unsafe


@pytest.mark.parametrize(
    "formula",
    [
        "LOG10(2)+ATAN2(1,2)+_xlfn.STDEV.S(Scores)",
        '"C6"&"say ""C6"" twice"',
        "tblPlan[[#This Row],[C6]]+tblPlan[C6]+[@C6]+[@[Q1 C6]]",
        "tblPlan[a '] C6]",
        "#REF!C6+Plan!#REF!+#N/A+#DIV/0!",
        "[1]!Total+Plan!Total",
        "R1C1+XFE1+A1048577+C6.total+C6_x+TRUE",
        "1.5E+3+6E2",
        "{1,2;3,4}",
    ],
)
def test_what_only_looks_like_a_reference_is_none(formula: str) -> None:
    assert formulas.references(formula) == ()
    assert formulas.rewritten(formula, lambda _: "Z9") == formula
    assert formulas.shifted(formula, 3, 3) == formula


@pytest.mark.parametrize(
    ("formula", "sheets", "cells"),
    [
        ("C6", (), "C6"),
        ("$c$6*2", (), "C6"),
        ("Plan!C6", ("Plan",), "C6"),
        ("'Dave''s plan'!C6:D$9", ("Dave's plan",), "C6:D9"),
        ("Jan:Mar!C6", ("Jan", "Mar"), "C6"),
        ("'Jan 07:Mar 07'!C6", ("Jan 07", "Mar 07"), "C6"),
        ("[1]Plan!C6", ("[1]Plan",), "C6"),
        ("SUM(Plan!C6:Plan!D9)", ("Plan",), "C6:D9"),
        ("SUM(C6 : D9)", (), "C6:D9"),
        ("SUM(C:$D)", (), "C1:D1048576"),
        ("SUM($6:9)", (), "A6:XFD9"),
        ("@C6", (), "C6"),
        ("C6#", (), "C6"),
        ("_xlfn.SINGLE(C6)", (), "C6"),
        ("_xlfn.ANCHORARRAY(C6)%", (), "C6"),
        ("TAX2008", (), "TAX2008"),
        ("Münster!C6", ("Münster",), "C6"),
        ("2007!C6", ("2007",), "C6"),
        ("C6:INDEX(A,2)", (), "C6"),
        ('IF(Ort="x""",-C6,"")', (), "C6"),
        ('INDIRECT("Plan!C6")', ("Plan",), "C6"),
    ],
)
def test_a_reference_is_found_with_its_sheet(formula: str, sheets: tuple[str, ...], cells: str) -> None:
    (found,) = formulas.references(formula)
    assert (found.sheets, found.area.name()) == (sheets, cells)


def test_other_workbooks_are_told_apart() -> None:
    assert [one.external for one in formulas.references("[1]Plan!C6+'[2]My plan'!C6+Plan!C6")] == [True, True, False]


def test_rewriting_leaves_all_else_as_typed() -> None:
    formula = "IF( 'My Plan'!$C$6 >0, C6 , \"C6\") + LOG10(C6)"
    assert formulas.rewritten(formula, lambda one: "X1" if not one.prefix else None) == (
        "IF( 'My Plan'!$C$6 >0, X1 , \"C6\") + LOG10(X1)"
    )


def test_a_shared_formula_is_spelled_out_as_excel_does() -> None:
    assert formulas.shifted("D7+$E7+F$7+$G$7+SUM(A:A)+'x y'!B2", 2, 1) == "E9+$E9+G$7+$G$7+SUM(B:B)+'x y'!C4"
    assert formulas.shifted("A1", -1, 0) is None


@given(st.integers(-5, 500), st.integers(-3, 200))
def test_there_and_back_is_the_same(rows: int, columns: int) -> None:
    formula = "IF(D9>$E$9,SUM(F$9:$G12),'a b'!H9)&\"D9\""
    there = formulas.shifted(formula, rows, columns)
    assert there is not None
    assert formulas.shifted(there, -rows, -columns) == formula


def test_a_tables_own_row_becomes_cells() -> None:
    def cell(table: str, heading: str) -> str | None:
        return {"Due": "D7", "a ] b": "E7"}.get(heading) if table == "tblPlan" else None

    formula = 'tblPlan[[#This Row],[Due]]+tblPlan[@Due]*tblPlan[@[a \'] b]]&"[@Due]"'
    assert formulas.this_row(formula, cell) == 'D7+D7*E7&"[@Due]"'
    assert formulas.this_row("tblPlan[[#This Row],[Else]]", cell) is None
    assert formulas.this_row("SUM(tblPlan[[#This Row],[Due]:[a '] b]])", cell) == "SUM(D7:E7)"
    assert formulas.this_row("SUM(tblPlan[[#This Row],[Due]:[Else]])", cell) is None
    assert formulas.this_row("SUM(tblPlan[#This Row])", cell) is None


@pytest.mark.parametrize(
    ("name", "prefix"),
    [("Plan", "Plan!"), ("My plan", "'My plan'!"), ("Dave's", "'Dave''s'!"), ("Q1", "'Q1'!"), ("R1C1", "'R1C1'!")],
)
def test_a_sheets_name_is_quoted_where_it_must_be(name: str, prefix: str) -> None:
    assert formulas.sheet_prefix(name) == prefix
    assert formulas.references(f"{prefix}A1")[0].sheets == (name,)


# Rows 7 to 12 are the body; row 7 goes to the archive's row 3, the others move up.
MOVEMENT = Movement.of(
    MoveRecords(
        "Plan",
        7,
        12,
        2,
        8,
        (
            MoveRow("Plan", 7, "Archive", 3, {column: column - 1 for column in range(2, 9)}),
            *(MoveRow("Plan", row, "Plan", row - 1, {c: c for c in range(2, 9)}) for row in range(8, 13)),
        ),
    )
)


@pytest.mark.parametrize(
    ("row", "formula", "after"),
    [
        (9, "D9+$E$9", "D8+$E$8"),
        (9, "SUM(D9:F9)", "SUM(D8:F8)"),
        (9, "$A$1+D5+Z9+D40", "$A$1+D5+Z9+D40"),
        (9, "Lists!A9*'Other plan'!D9", "Lists!A9*'Other plan'!D9"),
        (9, "COUNTIF(D$7:D$12,D9)", "COUNTIF(D$7:D$12,D8)"),
        (9, "SUM(D:D)", "SUM(D:D)"),
        (9, "D11", "D10"),
        (9, "plan!D9+Plan!D11", "plan!D8+Plan!D10"),
        (9, "tblPlan[[#This Row],[Due]]", "tblPlan[[#This Row],[Due]]"),
        (9, "[1]Plan!D9", "[1]Plan!D9"),
        (7, "D7+E7", "C3+D3"),
        (7, "$A$1", "Plan!$A$1"),
        (7, "COUNTIF(D$7:D$12,D7)", "COUNTIF(Plan!D$7:D$12,C3)"),
        (7, "D9", "Plan!D8"),
    ],
)
def test_a_formula_follows_its_record(row: int, formula: str, after: str) -> None:
    here = Spot("Plan", row, 7)
    there = MOVEMENT.goes(here)
    assert there is not None
    assert following.follow(formula, here, there, MOVEMENT) == after


def test_a_formula_that_comes_back_reads_as_before() -> None:
    home = Movement.of(
        MoveRecords("Plan", 7, 12, 2, 8, (MoveRow("Archive", 3, "Plan", 13, {c - 1: c for c in range(2, 9)}),))
    )
    here, there = Spot("Archive", 3, 6), Spot("Plan", 13, 7)
    formula = "C3+COUNTIF(Plan!D$7:D$12,C3)+Plan!$A$1+Lists!A1"
    assert following.follow(formula, here, there, home) == "D13+COUNTIF(D$7:D$12,D13)+$A$1+Lists!A1"


@pytest.mark.parametrize(
    ("formula", "which"),
    [("D7", "D7"), ("SUM(D7:D9)", "D7:D9"), ("D9:Z9", "D9:Z9"), ('INDIRECT("D9")', "D9"), ("Jan:Mar!D9", "Jan:Mar!D9")],
)
def test_what_falls_apart_is_named(formula: str, which: str) -> None:
    here = Spot("Plan", 9, 7)
    there = Spot("Plan", 8, 7)
    found = following.follow(formula, here, there, MOVEMENT)
    assert isinstance(found, formulas.Reference)
    assert found.text() == which


def test_a_formula_longer_than_any_program_writes_is_not_looked_through() -> None:
    assert len(formulas.references("A1+" * 2700 + "A1")) == 2701
    with pytest.raises(Unsafe, match="longer than Excel allows"):
        formulas.references("A1+" * 30_000 + "A1")
