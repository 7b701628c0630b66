"""An extract holds somebody's actions whole, and nothing of the others' in any part; the plan itself is only read."""

from __future__ import annotations

import hashlib
import html
import re
import shutil
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

import staff
from familiar import DAY
from judges.libreoffice import LibreOffice
from sheetplan import share
from sheetplan.cli import main
from sheetplan.model import Column, Extracted, Plan, SheetplanError, Value, a1, folded
from sheetplan.walks import understand
from sheetplan.walks.extract import Options, extract
from sheetplan.workbook import edit
from sheetplan.workbook.changes import SetCell

CUTS = {
    "peer-review": {"owner": "RF"},
    "care-improvement": {"owner": "QL"},
    "collaborative-improvement": {"owner": "TL"},
    "project-plan": {"where": ("Section=Specific aim 2",)},
    "quality-mark": {"where": ("indicator=3.1.4",)},
}
PAINTED = "a painted plan"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Extracted]]:
    """Every sample updated, and an extract of each; and of a painted plan."""
    found = {}
    for name, asked in CUTS.items():
        folder = tmp_path_factory.mktemp(name)
        path = staff.sample(name, folder)
        staff.run(path, date(2008, 2, 29) if name == "peer-review" else None)
        found[name] = (path, take(path, **asked))
    path = painted(tmp_path_factory.mktemp("painted"))
    found[PAINTED] = (path, take(path, owner="PM"))
    return found


def take(path: Path, output: str = "extract.xlsx", **asked: Any) -> Extracted:
    return extract(path, Options(**{"output": path.with_name(output), **asked}))


def plan_of(path: Path) -> Plan:
    (plan,) = understand.plans(path, None)
    return plan


def painted(folder: Path) -> Path:
    """A painted plan of three people's actions, updated."""
    path = staff.blank("peer-review", folder)
    sheet = plan_of(path).sheet
    top = plan_of(path).layout.first_row
    whose = ("PM", "RF", "MQC", "PM/MQC", "RF", "PM")
    words = (
        "Book the room",
        "Write to all members",
        "Agree the questions",
        "Visit the first site",
        "Print it",
        "Report",
    )
    when = ("By 20 Jan 2008", "By 30 Jun 2008", "Ongoing", "By 3 Mar 2008", "", "By 30 Nov 2008")
    cells: dict[str, Value] = {}
    for n, (code, action, day) in enumerate(zip(whose, words, when, strict=True)):
        row = (f"{n + 1}. {action}", day, f"Seen by all in step {n + 1}", code, f"At meeting number {n + 1}")
        cells |= {f"{'ABCDE'[i]}{top + n}": text for i, text in enumerate(row) if text}
    staff.typed(path, {sheet: cells})
    staff.run(path, DAY)
    return path


every = pytest.mark.parametrize("name", [*CUTS, PAINTED])


def everywhere(path: Path) -> str:
    """All that stands in any part: once without marks, so that no run hides a word, once with them."""
    with zipfile.ZipFile(path) as package:
        texts = [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
    plain = (html.unescape(re.sub(r"<[^>]*>", "", text)) for text in texts)
    return even("\n".join([*plain, *map(html.unescape, texts)]))


def even(text: str) -> str:
    return " ".join(text.split())


def words_of(rows: Iterable[dict[Any, Any]], plan: Plan) -> set[str]:
    """What is written in rows of a plan, in single lines."""
    return {
        even(line)
        for row in rows
        for field in plan.columns
        for line in str(row.get(field) or "").splitlines()
        if isinstance(row.get(field), str)
    }


def rows_of(plan: Plan, frame: str, refs: Iterable[str], *, inside: bool) -> list[dict[Any, Any]]:
    return [row for row in getattr(plan, frame).to_dict("records") if ((row["at_ref"] or "") in set(refs)) is inside]


# What must not change


@every
def test_the_plan_itself_is_only_read(name: str, made: dict[str, tuple[Path, Extracted]]) -> None:
    path, done = made[name]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == done.plan.sha256
    assert done.path.read_bytes() != path.read_bytes()


@every
def test_the_actions_in_it_say_what_they_said(name: str, made: dict[str, tuple[Path, Extracted]]) -> None:
    path, done = made[name]
    plan, small = plan_of(path), plan_of(done.path)
    assert 0 < len(small.actions) < len(plan.actions)
    assert (small.plan_id, small.version, small.position_date) == (plan.plan_id, plan.version, plan.position_date)
    assert {name: place.column for name, place in small.columns.items()} == {
        name: place.column for name, place in plan.columns.items()
    }
    for frame, refs in (("actions", done.refs), ("archived", done.archived)):
        before, after = rows_of(plan, frame, refs, inside=True), getattr(small, frame).to_dict("records")
        fields = [field for field in getattr(plan, frame).columns if field not in ("at_row", "at_rows", "at_section")]
        fields = [
            field for field in fields if field not in ("at_reading", "at_dates", "at_section_due", "at_overtyped")
        ]
        assert [[row[field] for field in fields] for row in after] == [
            [row[field] for field in fields] for row in before
        ]


@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # of the reader alone
@every
def test_it_looks_as_it_did_and_its_dropdowns_and_headings_stay(
    name: str, made: dict[str, tuple[Path, Extracted]]
) -> None:
    path, done = made[name]
    old, new = (openpyxl.load_workbook(one)[done.plan.sheet] for one in (path, done.path))
    assert [v.formula1 for v in old.data_validations.dataValidation] == [
        v.formula1 for v in new.data_validations.dataValidation
    ]
    row = done.plan.layout.heading_rows[-1]
    assert [cell.value for cell in old[row]] == [cell.value for cell in new[row]]
    assert {c: d.width for c, d in old.column_dimensions.items()} == {
        c: d.width for c, d in new.column_dimensions.items()
    }
    assert old.print_area == new.print_area
    assert old.conditional_formatting.__len__() == new.conditional_formatting.__len__()


# What must


@every
def test_nothing_of_the_others_is_left_in_any_part(name: str, made: dict[str, tuple[Path, Extracted]]) -> None:
    path, done = made[name]
    plan, everything = plan_of(path), everywhere(done.path)
    gone: set[str] = set()
    stays: set[str] = set()
    for frame, refs in (("actions", done.refs), ("archived", done.archived)):
        gone |= words_of(rows_of(plan, frame, refs, inside=False), plan)
        stays |= words_of(rows_of(plan, frame, refs, inside=True), plan)
    # A phrase that the plan's own headings, choices or an action of the extract hold is nobody's secret.
    common = even(" ".join([*stays, *(text for _, text in plan.texts)]))
    choices = {folded(word) for column in plan.template.columns for word in (*column.choices, column.heading)}
    telling = {text for text in gone if len(text) > 12 and text not in common and folded(text) not in choices}
    assert len(telling) > (2 if name == "quality-mark" else 5)
    assert [text for text in sorted(telling) if text in everything] == []


@every
def test_its_first_line_says_what_it_is(name: str, made: dict[str, tuple[Path, Extracted]]) -> None:
    path, done = made[name]
    before, after = (staff.shown(one, done.plan.sheet)[0][0] for one in (path, done.path))
    assert after.startswith(done.line)
    assert after.endswith(before)
    assert done.line.startswith("Extract ")
    assert f"{len(done.refs)} of its {len(done.plan.actions)} actions" in done.line


@every
def test_what_it_holds_can_be_told_from_the_version_it_was_taken_from(
    name: str, made: dict[str, tuple[Path, Extracted]]
) -> None:
    path, done = made[name]
    small = plan_of(done.path)
    assert small.extract == done.conditions
    held = share.held(plan_of(path), share.conditions_from(small.extract))
    assert held == {ref for ref in (*done.refs, *done.archived) if ref}


@every
def test_it_is_checked_like_a_plan_and_not_updated(name: str, made: dict[str, tuple[Path, Extracted]]) -> None:
    _, done = made[name]
    assert staff.checked(done.path, DAY).refused == ()
    with pytest.raises(SheetplanError, match=r"is an extract of a plan.*Send it back"):
        staff.run(done.path, DAY)
    with pytest.raises(SheetplanError, match="is an extract itself"):
        take(done.path, "again.xlsx", **CUTS.get(name, {"owner": "PM"}))


@every
def test_others_open_it_and_work_out_the_same(
    name: str, made: dict[str, tuple[Path, Extracted]], libreoffice: LibreOffice
) -> None:
    path, done = made[name]
    plan, small = plan_of(path), plan_of(done.path)
    stored, worked_out = libreoffice.values(done.path), libreoffice.recalculated(done.path)
    assert stored[small.sheet]["A1"].startswith("Extract ")
    if name == PAINTED:
        before = libreoffice.recalculated(path)[plan.sheet]
        for field in ("status", "rag", "days_overdue"):
            column = openpyxl.utils.get_column_letter(plan.computed[field].column)
            was = [before.get(f"{column}{row['at_row']}") for row in rows_of(plan, "actions", done.refs, inside=True)]
            rows = list(small.actions["at_row"])
            assert [worked_out[small.sheet].get(f"{column}{row}") for row in rows] == was
            ready = range(rows[-1] + 1, plan.layout.table_last_row or 0)
            assert {worked_out[small.sheet].get(f"{column}{row}") or "" for row in ready} == {""}
    errors = [
        (sheet, at, value)
        for sheet, cells in worked_out.items()
        for at, value in cells.items()
        if isinstance(value, str) and re.match(r"#(REF|NAME|VALUE|N/A|DIV)|Err:", value)
    ]
    assert errors == []


@every
def test_microsofts_validator_finds_nothing_new(
    name: str, made: dict[str, tuple[Path, Extracted]], validator: ModuleType
) -> None:
    path, done = made[name]
    assert validator.new_errors(path, done.path) == []


def test_lines_of_the_tabs_go_with_their_actions(made: dict[str, tuple[Path, Extracted]]) -> None:
    path, done = made["care-improvement"]
    plan, small = plan_of(path), plan_of(done.path)
    for name in ("tasks", "measures", "risks", "plain"):
        refs = {folded(row["ref"]) for row in small.tabs[name].rows}
        assert refs <= {*done.refs, ""}
        assert len(small.tabs[name].rows) < len(plan.tabs[name].rows)
    measures = {row["measure"] for row in small.tabs["measures"].rows}
    assert {row["measure"] for row in small.tabs["readings"].rows} == measures
    assert small.tabs["communications"].rows == plan.tabs["communications"].rows
    assert "send it back to Deputy manager" in done.line


def test_a_finding_with_no_action_of_theirs_goes_with_what_the_reviewer_says_of_it(
    made: dict[str, tuple[Path, Extracted]],
) -> None:
    small = plan_of(made["quality-mark"][1].path)
    for name in ("findings", "reviewer"):
        assert [row["indicator"] for row in small.tabs[name].rows] == ["3.1.4"]
    assert [row["ref"] for row in small.tabs["standing"].rows] == ["3.1.4"]


def test_milestones_go_with_their_action_even_where_it_has_no_ref(made: dict[str, tuple[Path, Extracted]]) -> None:
    path, done = made["project-plan"]
    whole, small = plan_of(path).tabs["milestones"], plan_of(done.path).tabs["milestones"]
    assert any(row["ref"] is None for row in whole.rows)
    assert {row["ref"] for row in small.rows} == {"2a", "2b", "2c"}


def test_version_history_keeps_numbers_and_dates_alone(made: dict[str, tuple[Path, Extracted]]) -> None:
    _, done = made["peer-review"]
    lines = staff.shown(done.path, "Version history")
    assert lines[1][0].endswith(f"This is an extract: {done.conditions}")
    assert lines[4][0] == "0.1"
    assert lines[4][3:] == ["", "", "", ""]


def test_it_is_known_as_an_extract_when_a_program_has_dropped_its_properties(
    made: dict[str, tuple[Path, Extracted]], tmp_path: Path
) -> None:
    _, done = made["care-improvement"]
    bare = tmp_path / "plan.xlsx"
    with zipfile.ZipFile(done.path) as old, zipfile.ZipFile(bare, "w") as new:
        for part in old.namelist():
            if part != "docProps/custom.xml":
                content = old.read(part)
                content = re.sub(rb"<[^<>]*docProps/custom\.xml[^<>]*>", b"", content)
                new.writestr(part, content)
    assert plan_of(bare).extract == done.conditions


def test_a_painted_extract_can_be_typed_in_and_its_ready_rows_are_live(
    made: dict[str, tuple[Path, Extracted]], libreoffice: LibreOffice
) -> None:
    _, done = made[PAINTED]
    small = plan_of(done.path)
    assert done.refs == ("1", "4", "6")
    row = small.layout.first_row + 3
    column = openpyxl.utils.get_column_letter(small.computed["status"].column)
    typed = {small.sheet: {f"A{row}": "7. One more", f"F{row}": date(2008, 1, 31)}}
    assert libreoffice.recalculated(done.path, typed)[small.sheet][f"{column}{row}"] == "Complete"


def test_filled_in_and_saved_by_libreoffice_it_is_still_known(
    made: dict[str, tuple[Path, Extracted]], tmp_path: Path, libreoffice: LibreOffice
) -> None:
    _, done = made["care-improvement"]
    before = plan_of(done.path)
    row = before.layout.first_row
    typed = {before.sheet: {a1(row, before.columns["progress"].column): "All seen on 3 November"}}
    after = plan_of(libreoffice.type_in(done.path, typed, tmp_path / "plan-LAPTOP (1).xlsx"))
    assert (after.extract, after.plan_id, after.version) == (done.conditions, before.plan_id, before.version)
    assert list(after.actions["at_ref"]) == list(done.refs)
    assert after.actions["progress"].iloc[0] == "All seen on 3 November"


# How it is asked for


@pytest.fixture
def plan(tmp_path: Path, made: dict[str, tuple[Path, Extracted]]) -> Path:
    """The painted plan with its versions, to be changed."""
    path, _ = made[PAINTED]
    shutil.copytree(path.parent, tmp_path / "copy")
    (tmp_path / "copy" / "extract.xlsx").unlink()
    return tmp_path / "copy" / path.name


def test_what_was_edited_since_the_last_version_is_refused_and_what_was_only_saved_is_not(plan: Path) -> None:
    book = openpyxl.load_workbook(plan)
    book.save(plan)
    take(plan, "saved.xlsx", owner="RF", dry_run=True)
    top = plan_of(plan).layout.first_row
    staff.typed(plan, {plan_of(plan).sheet: {f"C{top}": "Seen by everybody"}})
    with pytest.raises(SheetplanError, match=r"was edited since version 0\.1.*Run update first"):
        take(plan, owner="RF")
    staff.run(plan, DAY)
    assert take(plan, owner="RF").refs == ("2", "5")


def test_a_plan_without_a_version_is_refused(tmp_path: Path) -> None:
    path = staff.sample("peer-review", tmp_path)
    with pytest.raises(SheetplanError, match="has no version yet"):
        take(path, owner="PM")


def test_a_copy_of_the_plan_somewhere_else_is_refused(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    copy = Path(shutil.copy(plan, tmp_path / "elsewhere"))
    with pytest.raises(
        SheetplanError, match=r"no kept versions stand beside it\. Take the extract from the plan itself"
    ):
        take(copy, owner="PM")


def test_nobody_and_no_column_are_said_with_what_there_is(plan: Path) -> None:
    with pytest.raises(SheetplanError, match=r'No action of plan\.xlsx has Responsibility "XY".*"PM", "RF", "MQC"'):
        take(plan, owner="XY")
    with pytest.raises(SheetplanError, match=r'has no column "Colour".*Responsibility'):
        take(plan, where=("Colour=Red",))
    with pytest.raises(SheetplanError, match="not said which actions"):
        take(plan)


def test_several_conditions_must_all_hold(plan: Path) -> None:
    assert take(plan, where=("responsibility = mqc", "Status=Ongoing")).refs == ("3",)


def test_nothing_is_written_over_and_a_dry_run_writes_nothing(plan: Path) -> None:
    done = take(plan, owner="RF", dry_run=True)
    assert not done.path.exists()
    done = take(plan, owner="RF", reply_to="the programme office")
    assert "send it back to the programme office." in done.line
    with pytest.raises(SheetplanError, match="is there already"):
        take(plan, owner="RF")
    with pytest.raises(SheetplanError, match=r"ends in \.xlsx"):
        take(plan, "extract.ods", owner="RF")


def test_a_plan_whose_headings_stand_in_the_first_row_gets_a_tab_in_front(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Plan"
    sheet.append(["Action", "Timescales", "Success Criteria", "Responsibility", "Evaluation", "Achieved (Date)"])
    for n, code in enumerate(("PM", "RF", "PM"), start=1):
        sheet.append([f"{n}. Something to be done", "By 30 Jun 2008", "Seen", code, f"said at meeting {n}"])
    book.save(path)
    staff.run(path, DAY)
    done = take(path, owner="PM")
    opened = openpyxl.load_workbook(done.path)
    assert opened.sheetnames[0] == opened.active.title == "Start here"
    assert opened["Start here"]["A1"].value == done.line
    assert opened["Plan"]["A1"].value == "Action"
    small = plan_of(done.path)
    assert (small.extract, list(small.actions["at_ref"])) == (done.conditions, ["1", "3"])
    assert [one.text for one in small.assumed if "Start here" in one.text] == []
    assert "said at meeting 2" not in everywhere(done.path)


def test_what_another_cell_says_of_them_is_said_and_what_a_formula_said_is_emptied(plan: Path) -> None:
    there = plan_of(plan)
    names = f"{there.layout.table}[{there.columns['evaluation'].heading}]"
    staff.add_tab(plan, "Notes", [["What was heard"], ["At meeting number 2"], [None]])
    text = "At meeting number 5"
    done = edit.apply(plan, [SetCell("Notes", 3, 1, text, formula=f"INDEX({names},5)", overwrite=True)])
    plan.write_bytes(done.data)
    staff.run(plan, DAY, note="a tab more")
    taken = take(plan, owner="PM")
    assert any("Notes!A2" in sentence for sentence in taken.said)
    assert not any("Notes!A3" in sentence for sentence in taken.said)
    assert text not in everywhere(taken.path)


def test_what_others_said_in_the_change_log_and_of_conflicts_does_not_go_along(plan: Path) -> None:
    there = plan_of(plan)
    assert there.log is not None
    row, words = there.log.next_row, [f"line {n} by the night manager" for n in range(12)]
    staff.typed(plan, {there.log.sheet: {f"{'ABCDEFG'[n]}{row + m}": words[n] for n in range(7) for m in range(2)}})
    tab = there.template.conflicts_tab()
    headings = [column.heading for column in tab.columns]
    staff.add_tab(plan, tab.sheet, [[tab.sheet], ["About"], [None], headings, words, words])
    assert "by the night manager" in everywhere(plan)
    taken = take(plan, owner="PM")
    small = plan_of(taken.path)
    assert small.log is not None
    assert small.conflicts is not None
    assert (small.log.rows, small.conflicts.rows) == ((), ())
    assert "by the night manager" not in everywhere(taken.path)


def test_rows_that_a_filter_hides_are_said(plan: Path) -> None:
    book = openpyxl.load_workbook(plan)
    there = plan_of(plan)
    book[there.sheet].row_dimensions[there.layout.first_row + 3].hidden = True
    book.save(plan)
    assert any("hidden" in sentence for sentence in take(plan, "pm.xlsx", owner="PM").said)
    assert not any("hidden" in sentence for sentence in take(plan, "rf.xlsx", owner="RF").said)


def test_a_filter_that_names_an_action_of_somebody_else_is_refused_by_its_place(tmp_path: Path) -> None:
    path = staff.sample("peer-review", tmp_path)
    staff.run(path, DAY)
    there = plan_of(path)
    words = "Book rooms and tell all who are to come"
    staff.typed(path, {there.sheet: {a1(int(there.actions["at_row"].iloc[-1]), 1): words}})
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    row, last = there.layout.heading_rows[-1], there.layout.last_row
    chosen = f'<autoFilter ref="A{row}:F{last}"><filterColumn colId="0"><filters><filter val="{words}"/>'
    chosen += "</filters></filterColumn></autoFilter>"
    name = "xl/worksheets/sheet1.xml"
    parts[name] = re.sub(rb"(</sheetData>)", rb"\1" + chosen.encode(), parts[name])
    with zipfile.ZipFile(path, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    staff.run(path, DAY)
    with pytest.raises(SheetplanError, match=r'the filter of "Action plan", which no cell shows.*Clear the filters'):
        take(path, owner="RF")


def test_a_pivot_table_over_the_plan_is_refused_in_plain_words(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sheetplan.workbook import forget
    from sheetplan.workbook.splice import Unsafe

    def pivoted(*_: object) -> None:
        raise Unsafe("A pivot table over the plan keeps all of its rows inside the file.")

    monkeypatch.setattr(forget, "refuse", pivoted)
    with pytest.raises(SheetplanError, match=r"No extract could be taken from plan\.xlsx\. A pivot table"):
        take(plan, owner="PM")
    assert not plan.with_name("extract.xlsx").exists()


def test_the_command_says_what_it_made(plan: Path) -> None:
    output = str(plan.with_name("pm.xlsx"))
    result = CliRunner().invoke(main, ["extract", str(plan), "--owner", "pm", "-o", output])
    assert result.exit_code == 0, result.output
    assert "pm.xlsx: extract made from plan.xlsx, version 0.1" in result.output
    assert "  Actions: 1, 4, 6" in result.output
    asked = ["extract", str(plan), "--where", "Responsibility=RF", "-o", str(plan.with_name("rf.xlsx")), "--dry-run"]
    data = CliRunner().invoke(main, [*asked, "--format", "json"]).output
    assert '"conditions": "responsibility=RF"' in data
    assert '"dry_run": true' in data
    refused = CliRunner().invoke(main, ["extract", str(plan), "--owner", "XY", "-o", output])
    assert refused.exit_code == 2


# Painted workbooks of every kind


def filled(name: str, folder: Path) -> Path:
    """A painted workbook with four actions, and four lines on every tab that people fill in; North has every other."""
    path = staff.blank(name, folder)
    plan = plan_of(path)

    def entered(column: Column, n: int) -> Value:
        if column.field == "ref" or column.of == "plan":
            return str(n)
        if column.of:
            tab, _, field = column.of.partition(".")
            return entered(plan.template.tab(tab).column(field), n)
        kinds: dict[str, Value] = {
            "date": date(2027, n, 28),
            "timescale": f"By 30 Sep 202{n + 4}",
            "choice": (column.choices or ("",))[0],
            "people": ("South", "North")[n % 2 == 0],
            "number": n,
        }
        number = f"{n}. " if column.field == plan.template.ref_from else ""
        return kinds.get(column.type, f"{number}{column.field} as said by {('South', 'North')[n % 2 == 0]} {n}")

    closing = {*plan.template.complete_when, plan.template.status_field}
    cells: dict[str, dict[str, Value]] = {plan.sheet: {}}
    cells["Cover"] = {a1(*plan.cover_cells["report_date"][1:]): date(2026, 10, 31)}
    links = {(one.tab, one.field): one.plan_field for one in plan.template.answers}
    for n in range(1, 5):
        for field, place in plan.columns.items():
            if field not in closing:
                at = a1(plan.layout.first_row + n - 1, place.column)
                cells[plan.sheet][at] = entered(plan.template.column(field), n)
        for tab, there in plan.tabs.items():
            for column in there.tab.columns if tab not in ("standing", "deadlines", "milestones") else ():
                if column.works_out is None and column.field not in there.tab.filled_by_update:
                    told = plan.template.column(links[tab, column.field]) if (tab, column.field) in links else column
                    at = a1(there.heading_row + n, there.columns[column.field].column)
                    cells.setdefault(there.sheet, {})[at] = entered(told, n)
    staff.typed(path, cells)
    staff.run(path, None)
    return path


@pytest.mark.parametrize("name", CUTS)
def test_what_a_painted_extract_shows_is_what_its_formulas_work_out(
    name: str, tmp_path: Path, libreoffice: LibreOffice, validator: ModuleType
) -> None:
    path = filled(name, tmp_path)
    before = plan_of(path)
    if any(column.type == "people" and column.field in before.columns for column in before.template.columns):
        done = take(path, owner="North")
        assert done.refs == ("2", "4")
    else:
        text = before.actions[before.template.ref_from].iloc[1]
        done = take(path, where=(f"{before.template.ref_from}={text}",))
    assert validator.new_errors(path, done.path) == []
    stored, worked_out = libreoffice.values(done.path), libreoffice.recalculated(done.path)
    for sheet, cells in worked_out.items():
        shown = {at: value for at, value in stored[sheet].items() if value not in (None, "")}
        assert shown == {at: value for at, value in cells.items() if value not in (None, "")}, sheet
    small = plan_of(done.path)
    assert len(small.actions) == len(done.refs)
    linked = {tab.name for tab in before.template.tabs if any(column.of for column in tab.columns)}
    linked |= {one.tab for one in before.template.answers}
    assert [name for name, there in small.tabs.items() if name in linked and "South" in str(there.rows)] == []
    opened = openpyxl.load_workbook(done.path)[small.sheet]
    status = (small.computed or {}).get("status")
    if status is not None:
        row = small.layout.first_row + len(before.actions) - 1
        assert opened.cell(row, status.column).data_type == "f"
