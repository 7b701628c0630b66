"""A painted plan: what people find in it, what they can and cannot enter, and what other programs make of it."""

from __future__ import annotations

import html
import importlib.util
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

import everything
from judges.libreoffice import LibreOffice
from sheetplan import template
from sheetplan.model import Column, Template
from sheetplan.workbook import brush, paint

KIND = template.load("peer-review")
DAY = date(2008, 2, 29)
TEMPLATES = Path(__file__).parents[2] / "templates"
TYPED = [
    "Action", "Timescales/Milestones", "Success Criteria/Target", "Responsibility", "Evaluation/Monitoring",
    "Achieved (Date)",
]  # fmt: skip
COMPUTED = ["Due date", "Status", "RAG", "Days overdue", "Goes on"]


def paint_one(kind: Template = KIND, *, title: str = "Reviews in the east", plan_id: str = "abc-123") -> bytes:
    return paint.plan(kind, title=title, organisation="Example group", plan_id=plan_id, created=DAY)


def opened(content: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def rule_of(sheet: Worksheet, cell: str) -> DataValidation:
    (rule,) = (rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref)
    return rule


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return opened(paint_one())


@pytest.fixture(scope="module")
def plan_sheet(book: openpyxl.Workbook) -> Worksheet:
    return book["Action plan"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(paint_one())
    return path


# What must not differ


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert paint_one() == paint_one()


def test_the_workbooks_for_excel_users_are_what_the_templates_say() -> None:
    # Part by part: how tightly a package is compressed differs between builds of zlib.
    spec = importlib.util.spec_from_file_location("paint_templates", TEMPLATES / "paint.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    stored = {path.name: parts(path.read_bytes()) for path in TEMPLATES.glob("*.xlsx")}
    assert stored == {name: parts(content) for name, content in script.painted().items()}, (
        "`make templates` paints them"
    )
    assert set(stored) == {f"{name}.xlsx" for name in template.names()}


def test_every_formula_has_its_result_beside_it() -> None:
    cells = [
        (head, formula, result)
        for name, part in parts(paint_one()).items()
        if name.startswith("xl/worksheets/sheet")
        for head, formula, result in re.findall(r"<c ([^>]*)><f>(.*?)</f><v>(.*?)</v></c>", part.decode())
    ]
    assert len(cells) >= 3 * KIND.ready_rows
    assert [head for head, _, _ in cells if 't="str"' not in head] == []
    results = {result for _, _, result in cells}
    assert {"", "Action plan: Reviews in the east"} <= results
    assert "Position date: 29 February 2008, today. No version kept yet." in results
    assert sum(part.count(b"<f>") for part in parts(paint_one()).values()) == len(cells)


# What people find


def test_the_tabs_and_their_order(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        "Cover", "Action plan", "Archive", "Role codes", "Lists", "Guidance", "Version history", "Change log",
    ]  # fmt: skip


def test_the_plan_has_the_templates_columns_and_then_the_grey_ones(plan_sheet: Worksheet) -> None:
    table = plan_sheet.tables["tblActions"]
    headings = plan_sheet[table.ref][0]
    assert [cell.value for cell in headings] == TYPED + COMPUTED
    assert len(plan_sheet[table.ref]) - 1 == KIND.ready_rows
    grey = [cell.value for cell in headings if cell.font.i and cell.fill.fgColor.rgb == "FF505A5F"]
    assert grey == COMPUTED
    assert [d for d, c in plan_sheet.column_dimensions.items() if c.hidden] == [headings[-1].column_letter]


def test_the_heading_row_stays_in_sight_and_is_printed_on_every_page(plan_sheet: Worksheet) -> None:
    row = plan_sheet[plan_sheet.tables["tblActions"].ref][0][0].row
    assert plan_sheet.freeze_panes == f"A{row + 1}"
    # With the position date and the meaning of the colours, which stand above it.
    assert plan_sheet.print_title_rows == f"$3:${row}"
    setup = plan_sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "landscape", 0)
    assert plan_sheet.sheet_properties.pageSetUpPr.fitToPage


def test_numbers_keep_off_the_text_in_the_next_column() -> None:
    for name in template.names():
        made = paint.plan(template.load(name), title="", organisation="", plan_id="", created=date(2008, 2, 29))
        for sheet in openpyxl.load_workbook(io.BytesIO(made)).worksheets:
            at_right = [
                cell
                for table in sheet.tables.values()
                for row in sheet[table.ref][1:]
                for cell in row
                if cell.alignment.horizontal == "right"
            ]
            assert all(cell.alignment.indent == 1 for cell in at_right)


def test_what_the_colours_mean_is_said_above_the_table(plan_sheet: Worksheet) -> None:
    assert [cell.value for cell in plan_sheet[4] if cell.value] == [
        "What the colours mean", "Red: Overdue", "Amber: Due soon, No due date", "Green: Not yet due", "Blue: Complete",
        "Grey: Ongoing, Withdrawn",
    ]  # fmt: skip


def test_another_colour_of_the_template_is_another_colour_here() -> None:
    kind = replace(KIND, rag=dict(KIND.rag) | {word: "Violet" for word in KIND.rag if word == "Ongoing"})
    sheet = opened(paint_one(kind))["Action plan"]
    assert [cell.value for cell in sheet[4]][5:7] == ["Violet: Ongoing", "Grey: Withdrawn"]
    assert '="Ongoing","Violet"' in sheet["I6"].value


def test_the_cover_holds_what_was_given_and_room_for_the_rest(book: openpyxl.Workbook) -> None:
    lines = {row[0].value: row[1] for row in book["Cover"].iter_rows(min_row=4) if row[0].value}
    assert lines["Plan"].value == "Reviews in the east"
    assert lines["Organisation"].value == "Example group"
    assert lines["Position date"].value is None
    assert lines["Position date"].number_format == "d mmm yyyy"
    assert book.defined_names["ReportDate"].attr_text.count(f"$B${lines['Position date'].row}") == 2
    assert {"Signed off", "Name", "Date signed"} <= set(lines)


def test_without_a_title_the_plan_is_called_what_its_template_is() -> None:
    values = opened(paint_one(title=""), values=True)
    assert values.properties.title == values["Cover"]["B4"].value == KIND.title


def test_a_title_that_looks_like_a_formula_stays_text() -> None:
    content = paint_one(title='=1+1&"x"')
    assert opened(content)["Cover"]["B4"].data_type == "s"
    assert opened(content, values=True)["Archive"]["A1"].value == 'Archive: =1+1&"x"'


@pytest.mark.parametrize(
    ("given", "shown"),
    [("  ", KIND.title), ("a\x0bb\x01c\nd", "a b c d"), ("\udcff<&>", "<&>"), ("x" * 400, "x" * 400)],
    ids=["blank", "control characters", "not text", "long"],
)
def test_whatever_the_title_is_the_workbook_opens(given: str, shown: str) -> None:
    values = opened(paint_one(title=given), values=True)
    assert values["Cover"]["B4"].value == values.properties.title == shown
    assert values["Cover"]["A1"].value == f"Cover: {shown}"


def test_what_travels_inside_the_workbook(book: openpyxl.Workbook) -> None:
    assert {p.name: p.value for p in book.custom_doc_props.props} == {
        "sheetplan plan id": "abc-123", "sheetplan template": "peer-review 1", "sheetplan version": "0.0",
        "sheetplan columns": "due status rag days_overdue goes_on",
    }  # fmt: skip
    assert "abc-123" in book["Version history"]["A2"].value


def test_a_workbook_for_many_plans_has_no_id_yet() -> None:
    blank = opened(paint_one(plan_id=""))
    assert "sheetplan plan id" not in {p.name for p in blank.custom_doc_props.props}
    assert blank["Version history"]["A2"].value.endswith("The first update gives the plan its id.")


def test_the_tables_of_the_other_tabs(book: openpyxl.Workbook) -> None:
    names = paint.table_names(KIND)
    found = {sheet.title: list(sheet.tables) for sheet in book.worksheets if sheet.tables}
    assert found == {
        "Action plan": [names["plan"]], "Archive": [names["archive"]], "Role codes": [names["roles"]],
        "Lists": [names["lists"]], "Guidance": [names["guidance"]], "Version history": [names["history"]],
        "Change log": [names["log"]],
    }  # fmt: skip
    headings = {
        sheet.title: [cell.value for cell in sheet[4]] for sheet in book.worksheets if sheet.title != "Action plan"
    }
    assert headings["Archive"] == [*TYPED, "Due date", "Status", "Archived on", "Version", "Reopen?"]
    assert headings["Version history"] == list(KIND.history_headings.values())
    assert headings["Change log"] == list(KIND.log_headings.values())
    assert [(row[0].value, row[1].value) for row in book["Role codes"].iter_rows(min_row=5)] == list(KIND.roles.items())
    assert [row[0].value for row in book["Guidance"].iter_rows(min_row=5)] == [q for q, _ in KIND.guidance]


def test_every_status_is_explained_with_its_colour(book: openpyxl.Workbook) -> None:
    explained = {row[1].value: row[2].value for row in book["Lists"].iter_rows(min_row=5)}
    for status, word in KIND.rag.items():
        assert explained[str(status)].startswith(f"{word}: ")
    assert "31 days" in explained["Due soon"]
    assert "No longer required" in explained["Withdrawn"]


# What people can and cannot enter


@pytest.mark.parametrize("heading", ["Status", "RAG", "Days overdue"])
def test_what_is_worked_out_refuses_typing(plan_sheet: Worksheet, heading: str) -> None:
    column = chr(ord("A") + (TYPED + COMPUTED).index(heading))
    for row in (6, 45, 46):
        rule = rule_of(plan_sheet, f"{column}{row}")
        assert (rule.type, rule.formula1, rule.errorStyle or "stop") == ("custom", "FALSE", "stop")
        assert heading in rule.error


def test_a_due_date_can_be_typed(plan_sheet: Worksheet) -> None:
    rule = rule_of(plan_sheet, "G6")
    assert rule.type in (None, "none")
    assert "Timescales/Milestones" in rule.prompt


def test_role_codes_can_be_combined(plan_sheet: Worksheet) -> None:
    rule = rule_of(plan_sheet, "D6")
    assert (rule.type, rule.formula1, rule.errorStyle) == ("list", "RoleCodes", "warning")


def test_an_action_can_be_withdrawn_where_its_date_stands(plan_sheet: Worksheet) -> None:
    rule = rule_of(plan_sheet, "F6")
    assert (rule.type, rule.operator, rule.formula1) == ("date", "lessThanOrEqual", "TODAY()")
    assert rule.errorStyle == "warning"
    assert "Withdrawn: and the reason" in rule.error


def test_every_heading_in_sight_says_what_it_is_for(plan_sheet: Worksheet) -> None:
    for cell in plan_sheet["A5:J5"][0]:
        assert rule_of(plan_sheet, cell.coordinate).promptTitle == cell.value


def test_words_stay_words_and_dates_show_themselves_in_one_way(plan_sheet: Worksheet) -> None:
    formats = [cell.number_format for cell in plan_sheet[6]][:7]
    assert formats == ["@", "d mmm yyyy", "@", "@", "@", "d mmm yyyy", "d mmm yyyy"]


def test_a_column_of_choices_has_a_dropdown_that_stops() -> None:
    risk = Column(field="risk", heading="Risk", type="choice", choices=("High", "Low"), prompt="x" * 300, width=12)
    book = opened(paint_one(replace(KIND, columns=(*KIND.columns[:6], risk))))
    rule = rule_of(book["Action plan"], "G6")
    assert (rule.type, rule.formula1, rule.errorStyle or "stop") == ("list", "List_risk", "stop")
    assert len(rule.prompt) == 255, "Excel shows no longer message, and xlsxwriter then leaves the whole rule out"
    sheet, cells = next(iter(book.defined_names["List_risk"].destinations))
    assert [row[0].value for row in book[sheet][cells]] == ["High", "Low"]


def test_the_record_is_locked_without_a_password_and_the_plan_is_not(book: openpyxl.Workbook) -> None:
    locked = {sheet.title for sheet in book.worksheets if sheet.protection.sheet}
    assert locked == {"Archive", "Lists", "Version history", "Change log"}
    assert not any(sheet.protection.password for sheet in book.worksheets)
    open_cells = [cell.coordinate for row in book["Archive"].iter_rows() for cell in row if not cell.protection.locked]
    assert open_cells == ["K5"]
    rule = rule_of(book["Archive"], "K5")
    assert (rule.type, rule.formula1) == ("list", "List_reopen")
    sheet, cell = next(iter(book.defined_names["List_reopen"].destinations))
    assert book[sheet][cell.split(":")[0]].value == "Yes"


def test_columns_of_ours_that_would_make_the_print_too_small_are_left_out_of_it(plan_sheet: Worksheet) -> None:
    assert not plan_sheet.print_area
    wide = (replace(KIND.columns[0], width=60), *KIND.columns[1:])
    assert opened(paint_one(replace(KIND, columns=wide)))["Action plan"].print_area == "'Action plan'!$A$1:$F$45"


# The formulas as update needs them


def test_the_formulas_that_update_restores_are_those_that_stand_there(plan_sheet: Worksheet) -> None:
    formulas = paint.live_formulas(KIND)
    assert list(formulas) == ["status", "rag", "days_overdue"]
    for field, formula in formulas.items():
        heading = KIND.computed[field]
        column = chr(ord("A") + (TYPED + COMPUTED).index(heading))
        assert {plan_sheet[f"{column}{row}"].value for row in range(6, 46)} == {f"={formula}"}
        (stored,) = (c for c in plan_sheet.tables["tblActions"].tableColumns if c.name == heading)
        assert stored.calculatedColumnFormula.attr_text == formula


# What other programs make of it


def test_a_role_code_that_people_add_is_in_the_dropdown(libreoffice: LibreOffice, file: Path) -> None:
    typed = {"Role codes": {"A8": "HO", "B8": "Host organisation"}, "Guidance": {"D1": "=COUNTA(RoleCodes)"}}
    assert libreoffice.recalculated(file, typed)["Guidance"]["D1"] == len(KIND.roles) + 1


def test_a_title_typed_on_the_cover_is_the_title_of_every_tab(libreoffice: LibreOffice, file: Path) -> None:
    now = libreoffice.recalculated(file, {"Cover": {"B4": "Reviews in the west", "B8": "0.2", "B9": date(2008, 3, 1)}})
    assert {tab: cells["A1"] for tab, cells in now.items()} == {tab: f"{tab}: Reviews in the west" for tab in now}
    assert now["Action plan"]["A3"] == "Position date: 1 March 2008, from the Cover. Version 0.2."


# What a template can say besides


SEVERAL = {**{name: template.load(name) for name in template.names()}, **everything.kinds()}
ALL = SEVERAL["everything"]


@pytest.fixture(scope="module")
def all_of_it() -> openpyxl.Workbook:
    return opened(paint_one(ALL))


def column_of(book: openpyxl.Workbook, sheet: str, heading: str) -> tuple[str, int]:
    """The letter of a column of a sheet's table, and the table's first row below its headings."""
    (table,) = book[sheet].tables.values()
    (cell,) = (cell for cell in book[sheet][table.ref][0] if cell.value == heading)
    return cell.column_letter, cell.row + 1


def rule_at(book: openpyxl.Workbook, sheet: str, heading: str) -> DataValidation:
    letter, row = column_of(book, sheet, heading)
    return rule_of(book[sheet], f"{letter}{row}")


@pytest.mark.parametrize("name", SEVERAL)
def test_the_same_inputs_give_the_same_bytes_whatever_the_template(name: str) -> None:
    assert paint_one(SEVERAL[name]) == paint_one(SEVERAL[name])


@pytest.mark.parametrize("name", SEVERAL)
def test_names_are_legal_and_there_once(name: str) -> None:
    book = opened(paint_one(SEVERAL[name]))
    tables = [table for sheet in book.worksheets for table in sheet.tables]
    names = [text.casefold() for text in (*tables, *book.defined_names)]
    assert len(set(names)) == len(names)
    assert not [text for text in names if not re.fullmatch(r"[^\W\d][\w.]*", text)]
    assert not [text for text in names if re.fullmatch(r"[a-z]{1,3}\d+|r\d*(c\d*)?|c\d*", text)]


@pytest.mark.parametrize("name", SEVERAL)
def test_the_tabs_stand_between_the_plan_and_its_record(name: str) -> None:
    kind = SEVERAL[name]
    titles = opened(paint_one(kind)).sheetnames
    first = [kind.cover_sheet, kind.sheet, *filter(None, [kind.computed_sheet])]
    own = [tab.sheet for tab in kind.tabs]
    assert titles[: len(first) + len(own)] == first + own
    assert (kind.archive_sheet in titles) == (kind.archive_after_days is not None)
    assert titles[-4:] == [kind.lists_sheet, kind.guidance_sheet, kind.history_sheet, kind.log_sheet]


def test_a_plan_that_is_a_form_has_only_its_own_columns() -> None:
    kind = SEVERAL["form"]
    book = opened(paint_one(kind))
    (plan,) = book[kind.sheet].tables.values()
    assert [column.name for column in plan.tableColumns] == [column.heading for column in kind.columns]
    assert not [cell for row in book[kind.sheet][plan.ref] for cell in row if cell.data_type == "f"]
    (standing,) = book[kind.computed_sheet].tables.values()
    assert [column.name for column in standing.tableColumns] == ["Ref", "Due date", "Status", "RAG", "Days overdue"]
    assert len(book[kind.computed_sheet][standing.ref]) == len(book[kind.sheet][plan.ref])


def test_a_column_of_ours_says_so_where_people_have_one_of_that_name(all_of_it: openpyxl.Workbook) -> None:
    (plan,) = all_of_it[ALL.sheet].tables.values()
    headings = [column.name for column in plan.tableColumns]
    assert headings[-5:] == ["Due date", "Status (worked out)", "RAG", "Days overdue", "Goes on"]


def test_a_due_date_that_people_type_is_there_once_and_can_lie_ahead() -> None:
    due = Column(field="due", heading="Due", type="date", width=12)
    kind = replace(KIND, columns=(*KIND.columns[:6], due))
    book = opened(paint_one(kind))
    (plan,) = book[kind.sheet].tables.values()
    headings = [column.name for column in plan.tableColumns]
    assert headings[6:] == ["Due", "Status", "RAG", "Days overdue", "Goes on"]
    rule = rule_at(book, kind.sheet, "Due")
    assert (rule.type, rule.operator, rule.errorStyle) == ("date", "greaterThanOrEqual", "warning")
    properties = {p.name: p.value for p in book.custom_doc_props.props}
    assert properties["sheetplan columns"] == "status rag days_overdue goes_on"


def test_what_update_fills_is_grey_and_refuses_typing(all_of_it: openpyxl.Workbook) -> None:
    sheet = all_of_it["Stones"]
    (table,) = sheet.tables.values()
    grey = [cell.value for cell in sheet[table.ref][0] if cell.fill.fgColor.rgb == "FF505A5F"]
    assert grey == ["Ref", "Milestone", "Due", "Standing"]
    assert rule_at(all_of_it, "Stones", "Due").formula1 == "FALSE"
    assert "Filled by update" in rule_at(all_of_it, "Stones", "Due").prompt
    assert rule_at(all_of_it, "Stones", "Achieved").formula1 == "TODAY()"
    (days,) = all_of_it["Days"].tables.values()
    assert {cell.fill.fgColor.rgb for cell in all_of_it["Days"][days.ref][0]} == {"FF505A5F"}


def test_what_has_happened_is_not_after_today(all_of_it: openpyxl.Workbook) -> None:
    step = rule_at(all_of_it, "Steps, of which there are many.", "Date")
    assert (step.operator, step.formula1) == ("lessThanOrEqual", "TODAY()")
    assert rule_at(all_of_it, "Readings", "Day").operator == "greaterThanOrEqual"


def test_a_stage_from_which_on_a_cell_is_needed_is_said(all_of_it: openpyxl.Workbook) -> None:
    letter, row = column_of(all_of_it, ALL.sheet, "Proof")
    rule = rule_of(all_of_it[ALL.sheet], f"{letter}{row}")
    assert "Claimed to be done" in rule.prompt


def test_a_number_stays_within_its_bounds(all_of_it: openpyxl.Workbook) -> None:
    rule = rule_at(all_of_it, ALL.sheet, "Cost, £")
    assert (rule.type, float(rule.formula1), float(rule.formula2)) == ("decimal", 0, 1000000)
    assert rule.error == "Enter a number from 0 to 1000000."


def test_a_dropdown_can_offer_what_stands_in_another_table(all_of_it: openpyxl.Workbook) -> None:
    rule = rule_at(all_of_it, "Readings", "Topic")
    assert (rule.type, rule.formula1, rule.errorStyle) == ("list", "Values_topics_topic", "warning")
    assert rule_at(all_of_it, ALL.sheet, "Risk").formula1 == "List_risk"
    # A name that is one cell of the plan would keep its row from going to the archive.
    text = all_of_it.defined_names["PlanRefs"].attr_text
    assert re.findall(r"\$A\$\d+(?::\$A\$\d+)?", text) == ["$A$6:$A$217"] * 3


def test_the_dropdowns_of_other_tables_hold_what_is_entered_there(libreoffice: LibreOffice, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(paint_one(ALL))
    typed = {
        ALL.sheet: {"A6": "1", "A7": "2", "A8": "3"},
        "Guidance": {"D1": "=COUNTA(PlanRefs)", "D2": "=COUNTA(Values_topics_topic)", "D3": "=INDEX(PlanRefs;3)"},
    }
    now = libreoffice.recalculated(path, typed)["Guidance"]
    assert (now["D1"], now["D2"], now["D3"]) == (3, 2, "3")


def test_lists_of_the_same_words_stand_there_once(all_of_it: openpyxl.Workbook) -> None:
    places = {name: all_of_it.defined_names[name].attr_text for name in ("List_topics_first", "List_topics_second")}
    assert len(set(places.values())) == 1
    (sheet, cells), *_ = all_of_it.defined_names["List_topics_sort"].destinations
    assert len(all_of_it[sheet][cells]) == 60
    (state, cells), *_ = all_of_it.defined_names["List_state"].destinations
    assert [row[0].value for row in all_of_it[state][cells]] == ["Open", 'Let "go" @ last', "Closed"]


def test_starting_rows_are_of_their_columns_kinds_and_worked_out() -> None:
    values = opened(paint_one(ALL), values=True)
    letter, row = column_of(values, "Readings", "Day")
    assert values["Readings"][f"{letter}{row}"].value.date() == date(2008, 1, 31)
    topics = [cell.value for cell in values["Topics"][column_of(values, "Topics", "Topic's [name]")[1]]]
    assert topics[:2] == ["Safety", "Yes"]
    assert topics[4:7] == [1, 0, 3.5]
    assert opened(paint_one(ALL))["Topics"]["A25"].data_type == "s", "=Hope is text"


# Charts


@pytest.mark.parametrize("name", [name for name, kind in SEVERAL.items() if any(tab.chart for tab in kind.tabs)])
def test_charts_say_what_they_show_and_cover_no_cell(name: str) -> None:
    kind = SEVERAL[name]
    content = parts(paint_one(kind))
    book = opened(paint_one(kind))
    drawn = [tab for tab in kind.tabs if tab.chart]
    drawings = sorted(part for part in content if re.fullmatch(r"xl/drawings/drawing\d+\.xml", part))
    assert len(drawings) == len(drawn)
    for tab, part in zip(drawn, drawings, strict=True):
        assert tab.chart is not None
        text = content[part].decode()
        (alt,) = re.findall(r'<xdr:cNvPr [^>]*descr="([^"]*)"', text)
        assert html.unescape(alt).startswith(tab.chart.alt)
        assert all(tab.column(field).heading in html.unescape(alt) for field in tab.chart.series)
        rows = [int(row) for row in re.findall(r"<xdr:row>(\d+)</xdr:row>", text)]
        (table,) = book[tab.sheet].tables.values()
        assert 2 < rows[0] < rows[1] < book[tab.sheet][table.ref][0][0].row - 1, (
            "between what stands above and the table"
        )
    charts = [content[part].decode() for part in sorted(content) if part.startswith("xl/charts/chart")]
    for tab, text in zip(drawn, charts, strict=True):
        assert tab.chart is not None
        assert html.escape(tab.chart.title, quote=False) in text
        assert "pieChart" not in text
        assert text.count("<c:showVal ") == len(tab.chart.series), "each value stands beside its shape"
        assert ("<c:legend>" in text) == (len(tab.chart.series) > 1)


# What other programs make of it, whatever the template


@pytest.mark.parametrize("name", SEVERAL)
def test_microsofts_validator_finds_nothing_whatever_the_template(
    validator: ModuleType, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(paint_one(SEVERAL[name]))
    assert validator.new_errors(None, path) == []


@pytest.mark.parametrize("name", SEVERAL)
def test_libreoffice_shows_what_is_stored_whatever_the_template(
    libreoffice: LibreOffice, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(paint_one(SEVERAL[name]))
    own = SEVERAL[name].computed_sheet or SEVERAL[name].sheet
    stored, now = libreoffice.values(path), libreoffice.recalculated(path)
    for shown in (stored, now):
        assert shown[own].pop("A3").startswith("Position date: ")
    assert now == stored
    failed = [value for cells in now.values() for value in cells.values() if str(value).startswith(("#", "Err:"))]
    assert failed == []


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Train all", 20, 1),
        ("Train all of the staff", 12, 2),
        ("collaborative-improvement", 14, 2),
        ("-5 of 10", 20, 1),
        ("supervisionrecords", 10, 2),
        ("supervisionrecords of all", 10, 3),
        ("", 10, 1),
    ],
)
def test_a_row_is_as_tall_as_its_text_is_broken_into_lines(text: str, width: float, lines: int) -> None:
    assert brush.height([(text, width)]) == lines * brush.PIXELS_A_LINE
