"""Whole workbooks as people keep them, read into plans."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from plans import cell
from sheetplan import template
from sheetplan.model import Place, Plan, SheetplanError
from sheetplan.workbook import paint, read

KIND = template.load("peer-review")
HEADINGS = (
    "Action | Timescales/Milestones | Success Criteria/Target | Responsibility | Evaluation/Monitoring | "
    "Achieved (Date)"
)
PLAN = f"""
    Action plan
    MQC = Main contact; PM = Project Manager

    {HEADINGS}
    1. Book the venue | By 30 Nov 2007 | Seen | PM     | Yes | 28 Nov 2007
    2. Ask the groups | Ongoing        |      | MQC/PM |     |
    """
Tabs = Mapping[str, str]
Change = Callable[[openpyxl.Workbook], object]


def book(path: Path, tabs: Tabs, change: Change = lambda _: None) -> Path:
    """A workbook with these tabs, each a small table from A1: a line a row, cells between strokes."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, table in tabs.items():
        sheet = made.create_sheet(name)
        for r, line in enumerate(table.strip("\n").rstrip().splitlines(), start=1):
            for c, text in enumerate(line.split("|"), start=1):
                if (value := cell(text)) is not None:
                    sheet.cell(r, c, value)
    change(made)
    made.save(path)
    return path


@pytest.fixture
def one(tmp_path: Path) -> Callable[..., Plan]:
    """The only plan of a workbook with these tabs."""

    def read_one(tabs: Tabs | str, change: Change = lambda _: None) -> Plan:
        made = book(tmp_path / "plan.xlsx", {"Plan": tabs} if isinstance(tabs, str) else tabs, change)
        (plan,) = read.plans(made, (KIND,))
        return plan

    return read_one


def refs(plan: Plan) -> list[str | None]:
    return list(plan.actions["at_ref"])


# What must arrive as it was typed


def test_every_kind_of_value_arrives_as_it_was_typed(one: Callable[..., Plan]) -> None:
    typed = ["  By  hand\n", 14.0, 14.5, True, date(2007, 11, 30), "N/A", "None", "=1+1 as text", "\u00a0"]

    def change(made: openpyxl.Workbook) -> None:
        sheet = made["Plan"]
        sheet["A7"].value = "3. Ask"
        for i, value in enumerate(typed, start=8):
            sheet.cell(i, 1, f"{i}. Do it")
            sheet.cell(i, 2, "Soon")
            sheet.cell(i, 5).value = value
            if isinstance(value, str):
                sheet.cell(i, 5).data_type = "s"
        sheet["F8"] = datetime(2007, 11, 30, 14, 30)
        sheet["F9"] = time(14, 30)
        sheet["F10"] = "#N/A"

    plan = one(PLAN, change)
    assert list(plan.actions["evaluation"][3:]) == typed
    achieved = list(plan.actions["achieved"][3:])
    assert achieved[:3] == [date(2007, 11, 30), "14:30:00", None]
    assert type(achieved[0]) is date


def test_the_plan_says_where_everything_stands(one: Callable[..., Plan]) -> None:
    plan = one(PLAN)
    assert (plan.sheet, plan.template.name, plan.path.name) == ("Plan", "peer-review", "plan.xlsx")
    assert plan.layout.heading_rows == (4,)
    assert (plan.layout.first_row, plan.layout.last_row) == (5, 6)
    assert (plan.layout.first_column, plan.layout.last_column) == (1, 6)
    assert plan.columns["achieved"] == Place(6, "Achieved (Date)")
    assert list(plan.actions["at_row"]) == [5, 6]
    assert refs(plan) == ["1", "2"]
    assert (plan.computed, plan.others, plan.free_column, plan.live) == ({}, {}, 7, False)
    assert plan.actions.dtypes.map(str).unique().tolist() == ["object"]
    assert plan.assumed == ()


def test_the_files_ending_may_be_in_capitals(tmp_path: Path) -> None:
    for name in ("PLAN.XLSX", "plan.xlsm"):
        (plan,) = read.plans(book(tmp_path / name, {"Plan": PLAN}), (KIND,))
        assert len(plan.actions) == 2


def test_a_plan_without_any_action_is_a_plan(one: Callable[..., Plan]) -> None:
    plan = one(HEADINGS)
    assert len(plan.actions) == len(plan.archived) == 0
    assert (plan.layout.first_row, plan.layout.last_row) == (2, 1)


def test_a_table_that_starts_further_right_and_down(one: Callable[..., Plan]) -> None:
    moved = "\n\n\n" + "\n".join(f" | | {line}" for line in [HEADINGS, "1. Book | Soon", "2. Ask | Soon"])
    plan = one({"Plan": f"x\n{moved}"})
    assert (plan.layout.heading_rows, plan.layout.first_column, plan.columns["action"].column) == ((5,), 3, 3)
    assert list(plan.actions["at_row"]) == [6, 7]


def test_a_stray_cell_far_below_or_far_right_is_no_part_of_the_plan(one: Callable[..., Plan]) -> None:
    def stray(made: openpyxl.Workbook) -> None:
        made["Plan"]["H60000"] = "x"

    def right(made: openpyxl.Workbook) -> None:
        made["Plan"]["XFD5"] = "x"

    plain = one(PLAN)
    for change in (stray, right):
        plan = one(PLAN, change)
        assert plan.layout == plain.layout
        assert refs(plan) == refs(plain)
        assert plan.uncounted == ()
        assert plan.free_column == 7


@pytest.mark.parametrize("far", ["H1048576", "XFD1048576", "XFD3", "A60000"])
def test_stray_cells_far_away_are_passed_over_and_said(tmp_path: Path, far: str) -> None:
    def stray(made: openpyxl.Workbook) -> None:
        made["Plan"][far] = "x"

    (near,) = read.plans(book(tmp_path / "near.xlsx", {"Plan": PLAN}), (KIND,))
    (plan,) = read.plans(book(tmp_path / "plan.xlsx", {"Plan": PLAN}, stray), (KIND,))
    same = [name for name in near.actions.columns if name != "at_row"]
    assert plan.actions[same].to_dict("records") == near.actions[same].to_dict("records")
    if far in ("H1048576", "XFD1048576"):
        assert f"{far} is far from everything else and was passed over." in [one.text for one in plan.assumed]


def test_columns_that_the_template_does_not_know_are_kept_in_mind(one: Callable[..., Plan]) -> None:
    plan = one(f"Area | {HEADINGS} | Cost\nNorth | 1. Book | Soon | | | | | 3 | | | beside")
    assert plan.others == {1: "Area", 8: "Cost"}
    assert (plan.layout.first_column, plan.layout.last_column) == (1, 8)
    assert plan.free_column == 12
    assert one(f"{HEADINGS}\n1. Book | Soon {'| ' * 7}| beside").free_column == 11
    assert one(f"{' | ' * 7}above\n{HEADINGS}\n1. Book | Soon").free_column == 7


def test_what_was_inferred_is_said_with_its_cell(one: Callable[..., Plan]) -> None:
    plan = one(
        f"""{HEADINGS.replace("Responsibility", "Responsibilty").replace("Evaluation/Monitoring", "How monitored")}
        14. Meet | By 30 Nov 2007
        14. Contd | By 31 Jan 2008
        16. Ask | Soon
        16. Contd | Soon
        16. Contd | Soon
        """
    )
    assert [(a.cell, a.code, a.ref, a.text) for a in plan.assumed] == [
        ("D1", "heading-read-as", None, 'The heading "Responsibilty" has been read as "Responsibility".'),
        ("E1", None, None, 'The heading "How monitored" has been read as "Evaluation/Monitoring".'),
        (
            "A2",
            "rows-joined",
            "14",
            "Rows 2 and 3 have been read as one action, 14, because row 3 says that it carries on.",
        ),
        (
            "A4",
            "rows-joined",
            "16",
            "Rows 4, 5 and 6 have been read as one action, 16, because rows 5 and 6 say that it carries on.",
        ),
    ]
    assert list(plan.actions["at_rows"]) == [(2, 3), (4, 5, 6)]


def test_rows_that_were_not_taken_for_actions_are_kept_with_their_text(one: Callable[..., Plan]) -> None:
    plan = one(f"{HEADINGS}\n1. Book | Soon\nThe group has met twice, and is content.\n2. Ask | Soon")
    assert plan.uncounted == ((3, "The group has met twice, and is content."),)


# Looks and formulas


def test_rows_that_are_crossed_out_or_green_are_marked(one: Callable[..., Plan]) -> None:
    rows = "\n".join(f"{n}. Do it | Soon | Seen" for n in range(1, 6))

    def change(made: openpyxl.Workbook) -> None:
        sheet = made["Plan"]
        for row, columns in [(2, "ABC"), (3, "AB"), (4, "A")]:
            for column in columns:
                sheet[f"{column}{row}"].font = Font(strike=True)
        for column in "ABC":
            sheet[f"{column}5"].fill = PatternFill("solid", fgColor="92D050")

    plan = one(f"{HEADINGS}\n{rows}", change)
    assert list(plan.actions["at_struck"]) == [True, True, False, False, False]
    assert list(plan.actions["at_green"]) == [False, False, False, True, False]


def test_a_formula_gives_its_last_result(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "plan.xlsx") as made:
        sheet = made.add_worksheet("Plan")
        sheet.write_row(0, 0, [text.strip() for text in HEADINGS.split("|")])
        sheet.write_row(1, 0, ["1. Book", "Soon"])
        sheet.write_formula(1, 4, '="By "&"post"', None, "By post")
    (plan,) = read.plans(tmp_path / "plan.xlsx", (KIND,))
    assert plan.actions["evaluation"].iloc[0] == "By post"
    assert not plan.live


def test_our_own_formulas_are_known_and_so_is_what_was_typed_over_them(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "plan.xlsx") as made:
        sheet = made.add_worksheet("Plan")
        ours = ["Due date", "Status", "RAG", "Days overdue"]
        sheet.write_row(0, 0, [*(text.strip() for text in HEADINGS.split("|")), *ours])
        for row in (1, 2, 3):
            sheet.write_row(row, 0, [f"{row}. Do it", "By 30 Nov 2007"])
            for column, value in [(7, "Overdue"), (8, "Red"), (9, 81)]:
                sheet.write_formula(row, column, "=1", None, value)
        sheet.write(2, 7, "Complete")
        sheet.write(3, 8, None)
        sheet.write_blank(3, 8, None)
    (plan,) = read.plans(tmp_path / "plan.xlsx", (KIND,))
    assert plan.live
    assert list(plan.actions["at_overtyped"]) == [(), ("status",), ()]
    assert list(plan.actions["at_status"]) == ["Overdue", "Complete", "Overdue"]
    assert list(plan.actions["at_days_overdue"]) == [81.0] * 3
    assert {name: place.column for name, place in plan.computed.items()} == {
        "due": 7, "status": 8, "rag": 9, "days_overdue": 10,
    }  # fmt: skip


# The role key


ROLES = {"PM": "Manager", "RF": "Leader"}


@pytest.mark.parametrize(
    ("tabs", "expected"),
    [
        pytest.param({"Plan": PLAN}, {"MQC": "Main contact", "PM": "Project Manager"}, id="above the headings"),
        pytest.param({"Plan": f"RF = Leader\\nPM =  Manager\n{HEADINGS}"}, ROLES, id="all in one cell"),
        pytest.param(
            {"Plan": f"{HEADINGS} | | PM = Manager\n1. A | Soon"}, {"PM": "Manager"}, id="beside the headings"
        ),
        pytest.param({"Plan": f"{HEADINGS}\n1. A {'| ' * 8}| PM = Manager"}, {"PM": "Manager"}, id="beside the rows"),
        pytest.param({"Plan": f"{HEADINGS}\n1. AB = CD | Soon"}, {}, id="inside the plan"),
        pytest.param({"Plan": f"Plan: PM and RF\n{HEADINGS}"}, {}, id="prose"),
        pytest.param(
            {"Plan": HEADINGS, "ROLE CODES": "Code | For\nPM | Manager\nRF | Leader\nRX |\nNobody | x"}, ROLES, id="tab"
        ),
        pytest.param(
            {"Plan": PLAN, "Role codes": "PM | Manager\nRF | Leader"}, {"MQC": "Main contact"} | ROLES, id="both"
        ),
        pytest.param({"Plan": HEADINGS, "Notes": "PM | Manager"}, {}, id="another tab"),
    ],
)
def test_the_role_key(one: Callable[..., Plan], tabs: Tabs, expected: dict[str, str]) -> None:
    assert one(tabs).people == expected


# The position date, the Cover, what stands above


@pytest.mark.parametrize(
    ("points_to", "expected"),
    [
        ("Cover!$B$3", (date(2008, 2, 29), "Cover!B3")),
        ("'Cover'!$B$3", (date(2008, 2, 29), "Cover!B3")),
        ('IF(ISNUMBER(Cover!$B$3),Cover!$B$3,TODAY())', (date(2008, 2, 29), "Cover!B3")),
        ("'Chair''s page'!$AB$2", (date(2008, 1, 31), "Chair's page!AB2")),
        ("Cover!$B$4", (None, None)),
        ("Cover!$B$5", (None, None)),
        ("Cover!$B$9999", (None, None)),
        ("Elsewhere!$B$3", (None, None)),
        ("#REF!", (None, None)),
    ],
)  # fmt: skip
def test_the_position_date_is_the_one_typed_where_the_name_points(
    one: Callable[..., Plan], points_to: str, expected: tuple[date | None, str | None]
) -> None:
    def named(made: openpyxl.Workbook) -> None:
        made.defined_names["ReportDate"] = DefinedName("ReportDate", attr_text=points_to)
        made["Chair's page"]["AB2"] = date(2008, 1, 31)

    tabs = {"Plan": PLAN, "Cover": 'Title\n\nDay | 29 Feb 2008\nDay |\nDay | "29 Feb 2008"', "Chair's page": "x"}
    plan = one(tabs, named)
    assert (plan.report_date, plan.report_date_cell) == expected


def test_without_the_name_there_is_no_position_date(one: Callable[..., Plan]) -> None:
    def named(made: openpyxl.Workbook) -> None:
        made.defined_names["Deadline"] = DefinedName("Deadline", attr_text="Cover!$B$1")

    assert one({"Plan": PLAN, "Cover": "Position date | 29 Feb 2008"}, named).report_date is None


def test_what_is_entered_on_the_cover(one: Callable[..., Plan]) -> None:
    cover = "Cover\nPLAN: | Reviews\nPlan runs from | 1 Nov 2007\nPlan runs to |\nOther | x\nPosition date"
    plan = one({"Plan": PLAN, "Cover": cover})
    assert plan.cover == {"title": "Reviews", "plan_start": date(2007, 11, 1)}
    assert plan.cover_cells == {
        "title": ("Cover", 2, 2), "plan_start": ("Cover", 3, 2), "plan_end": ("Cover", 4, 2),
        "report_date": ("Cover", 6, 2),
    }  # fmt: skip


def test_what_stands_above_the_table_is_kept_with_its_cell(one: Callable[..., Plan]) -> None:
    plan = one(f"Action plan\n | Begun 1 Nov 2007\n | | 30 Nov 2007\n{HEADINGS}\n1. Book | Soon")
    assert plan.texts == (("Plan!A1", "Action plan"), ("Plan!B2", "Begun 1 Nov 2007"))
    assert one(f"Action plan\n{HEADINGS}").texts == (("Plan!A1", "Action plan"),)


# The archive


ARCHIVE = f"""
    Archive
    {HEADINGS} | Due date | Status | Archived on | Version | Reopen?
    1. Book | By 30 Nov 2007 | | PM | | 28 Nov 2007 | 30 Nov 2007 | Complete | 29 Feb 2008 | 0.1 |
    9. Ask  | Ongoing        | | PM | | 3 Dec 2007  |             | Complete | 29 Feb 2008 | 0.1 | Yes
    """


@pytest.mark.parametrize("name", ["Archive", "ARCHIVE ", "Closed actions", "Archive (2)"])
def test_the_archive_is_known_by_its_name_or_by_what_it_says(one: Callable[..., Plan], name: str) -> None:
    plan = one({name: ARCHIVE, "Plan": PLAN})
    assert (plan.sheet, plan.archive_sheet) == ("Plan", name)
    assert list(plan.archived["at_ref"]) == ["1", "9"]
    assert list(plan.archived["at_row"]) == [3, 4]
    assert list(plan.archived["at_archived_on"]) == [date(2008, 2, 29)] * 2
    assert list(plan.archived["at_version"]) == ["0.1", "0.1"]
    assert list(plan.archived["at_reopen"]) == [None, "Yes"]
    assert (plan.archive_heading_row, plan.archive_table) == (2, None)
    assert {name: place.column for name, place in plan.archive_columns.items()}["reopen"] == 11
    assert plan.archive_headings[9] == "Archived on"


def test_an_archive_tab_of_peoples_own_has_no_columns_of_ours(one: Callable[..., Plan]) -> None:
    plan = one({"Plan": PLAN, "Archive": f"{HEADINGS}\n9. Ask | Ongoing"})
    assert list(plan.archived["at_ref"]) == ["9"]
    assert list(plan.archived["at_reopen"]) == [None]
    assert "archived_on" not in plan.archive_columns


def test_a_tab_called_archive_that_holds_something_else_is_no_archive(one: Callable[..., Plan]) -> None:
    plan = one({"Plan": PLAN, "Archive": "Minutes | Where they are kept"})
    assert plan.archive_sheet is None
    assert len(plan.archived) == 0


def test_the_tab_of_that_name_comes_before_others(one: Callable[..., Plan]) -> None:
    plan = one({"Plan": PLAN, "Closed": ARCHIVE, "Archive": ARCHIVE})
    assert plan.archive_sheet == "Archive"


# Tables, other sheets, other plans


def test_in_an_excel_table_rows_typed_right_below_it_belong_to_it(tmp_path: Path) -> None:
    for totals, expected in [(False, ["1", "2", "3"]), (True, ["1", "2"])]:
        path = tmp_path / f"{totals}.xlsx"
        with xlsxwriter.Workbook(path) as made:
            sheet = made.add_worksheet("Plan")
            names = [{"header": text.strip()} for text in HEADINGS.split("|")]
            sheet.add_table(2, 0, 5 if totals else 4, 5, {"name": "tblPlan", "columns": names, "total_row": totals})
            sheet.write_row(3, 0, ["1. Book", "Soon"])
            sheet.write_row(4, 0, ["2. Ask", "Soon"])
            below = 6 if totals else 5
            sheet.write_row(below, 0, ["3. Write", "Soon"])
            sheet.write_row(below + 2, 0, ["4. Notes below", "are no part of it"])
        (plan,) = read.plans(path, (KIND,))
        assert refs(plan) == expected
        assert (plan.layout.table, plan.layout.table_last_row) == ("tblPlan", 5)


def test_without_a_table_blank_rows_do_not_end_the_plan(one: Callable[..., Plan]) -> None:
    assert refs(one(f"{HEADINGS}\n1. Book | Soon\n\n\n\n2. Ask | Soon")) == ["1", "2"]


def test_the_plan_may_stand_on_any_sheet_hidden_ones_included(one: Callable[..., Plan]) -> None:
    def hide(made: openpyxl.Workbook) -> None:
        made["Lists"].sheet_state = "hidden"
        made["Plan"].sheet_state = "veryHidden"

    plan = one({"Cover": "x", "Lists": "Red | Amber", "Plan": PLAN}, hide)
    assert (plan.sheet, plan.sheet_names) == ("Plan", ("Cover", "Lists", "Plan"))


def test_a_sheet_of_nothing_but_a_chart_is_passed_over(one: Callable[..., Plan]) -> None:
    plan = one({"Plan": PLAN}, lambda made: made.create_chartsheet("Chart"))
    assert plan.sheet_names == ("Plan", "Chart")


def test_two_plans_in_one_workbook_come_in_its_order(tmp_path: Path) -> None:
    tabs = {"South": f"{HEADINGS}\n1. Book | Soon", "Notes": "x", "North": f"{HEADINGS}\n7. Ask | Soon"}
    plans = read.plans(book(tmp_path / "plan.xlsx", tabs), (KIND,))
    assert [(plan.sheet, refs(plan)) for plan in plans] == [("South", ["1"]), ("North", ["7"])]


def test_widths_and_a_print_area_are_seen(one: Callable[..., Plan]) -> None:
    def change(made: openpyxl.Workbook) -> None:
        sheet: Worksheet = made["Plan"]
        sheet.column_dimensions["B"].width = 33
        sheet.print_area = "A1:F6"

    plan = one(PLAN, change)
    assert plan.widths == {2: 33.0}
    assert plan.has_print_area
    assert not one(PLAN).has_print_area
    assert not one(
        {"Other": "x", "Plan": PLAN}, lambda made: setattr(made["Other"], "print_area", "A1:B2")
    ).has_print_area


def test_a_painted_workbook_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    path.write_bytes(paint.plan(KIND, title="Reviews", organisation="Group", plan_id="abc", created=date(2008, 2, 29)))
    (plan,) = read.plans(path, (KIND,))
    assert (plan.sheet, plan.layout.table, plan.archive_sheet) == (KIND.sheet, KIND.table, KIND.archive_sheet)
    assert plan.layout.table_last_row == plan.layout.heading_rows[0] + KIND.ready_rows
    assert (len(plan.actions), len(plan.archived), plan.uncounted) == (0, 0, ())
    assert plan.live
    assert set(plan.computed) == {"due", "status", "rag", "days_overdue", "goes_on"}
    assert plan.people == KIND.roles
    assert (plan.cover["title"], plan.cover["organisation"]) == ("Reviews", "Group")
    assert plan.plan_id == "abc"
    assert (plan.report_date, plan.version, plan.assumed) == (None, "0.0", ())
    assert plan.history_sheet == KIND.history_sheet
    assert set(plan.history_columns) == set(KIND.history_headings)


# What cannot be read


def test_a_workbook_without_a_plan_is_told_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(SheetplanError) as raised:
        read.plans(book(tmp_path / "minutes.xlsx", {"One": "Minutes | Day", "Two": "x"}), (KIND,))
    assert raised.value.reason == (
        "minutes.xlsx: no action plan was found on its 2 sheets. A peer-review plan has the headings Action, "
        "Timescales/Milestones, Success Criteria/Target, Responsibility, Evaluation/Monitoring, Achieved (Date)."
    )
    assert "--template" in raised.value.fix


def test_a_named_sheet_that_holds_no_plan_is_told_which_one_does(tmp_path: Path) -> None:
    path = book(tmp_path / "plan.xlsx", {"Plan": PLAN, "Tasks": "Minutes | Day"})
    with pytest.raises(SheetplanError) as raised:
        read.plans(path, (KIND,), "tasks")
    assert raised.value.reason == 'plan.xlsx: the sheet "Tasks" holds no plan.'
    assert raised.value.fix == 'The plan is on the sheet "Plan": name it with --sheet.'
    path = book(tmp_path / "two.xlsx", {"Plan": PLAN, "Tasks": "Minutes | Day", "Other": PLAN})
    with pytest.raises(SheetplanError) as raised:
        read.plans(path, (KIND,), "Tasks")
    assert raised.value.fix == 'The plans are on the sheets "Plan" and "Other": name one of them with --sheet.'


def test_an_archive_alone_is_no_plan(tmp_path: Path) -> None:
    with pytest.raises(SheetplanError, match=r"no action plan was found on its 1 sheet\."):
        read.plans(book(tmp_path / "plan.xlsx", {"Archive": ARCHIVE}), (KIND,))


def test_columns_that_are_missing_are_named(tmp_path: Path) -> None:
    tabs = {"Plan": "Action | Timescale | Success Criteria | Responsibility\n1. Book | Soon"}
    with pytest.raises(SheetplanError) as raised:
        read.plans(book(tmp_path / "plan.xlsx", tabs), (KIND,))
    assert raised.value.reason == (
        'plan.xlsx: the plan on the sheet "Plan" (headings in row 1) has no column Evaluation/Monitoring and no column '
        "Achieved (Date)."
    )
    assert raised.value.fix == "Add the column with that heading, or give the column that holds it that heading."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.xlsx", b""),
        ("plan.xlsx", b"Action,Timescale\n"),
        ("plan.xlsx", b"PK\x03\x04 and no more"),
        ("plan.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("plan.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("plan.csv", b"Action,Timescale\n"),
        ("plan.docx", b"PK\x03\x04 and no more"),
        ("plan", b"x"),
    ],
)
def test_what_is_no_workbook_is_told_in_one_line_with_its_name(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SheetplanError) as raised:
        read.plans(path, (KIND,))
    assert name in raised.value.reason
    assert raised.value.fix
    assert "\n" not in str(raised.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize("name", ["none.xlsx", "none.csv", "folder.xlsx", "folder"])
def test_what_is_not_there_or_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(SheetplanError) as raised:
        read.plans(tmp_path / name, (KIND,))
    assert name in raised.value.reason
    assert "\n" not in str(raised.value)
