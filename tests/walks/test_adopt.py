"""Adopt: plans with headings of people's own give templates that check reads; what is no plan is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

import owned
from sheetplan import render, template
from sheetplan.model import Adopted, Checked, Level, SheetplanError
from sheetplan.walks.adopt import adopt
from sheetplan.walks.check import check
from sheetplan.walks.update import Options, update

DAY = date(2026, 9, 30)


class Case(NamedTuple):
    """A plan of somebody's own and what must be understood of it."""

    sheet: str
    rows: list[list[object]]
    heading_rows: tuple[int, ...]
    fields: dict[str, str]
    """Field to heading, of the roles that the program works with."""
    statuses: dict[str, str]
    """First words of an action to its status on the day."""


HERE = Path(__file__).resolve().parent


def _table(name: str) -> str:
    """A plan of somebody's own, as text."""
    return (HERE.parent / "cases" / "own" / f"{name}.txt").read_text(encoding="utf-8")


CASES = {
    "raid-log": Case(
        "RAID log",
        owned.table(
            _table("raid-log"),
            above=("Moving the records", "", "RAID log, reviewed every month"),
        ),
        (4,),
        {"ref": "ID", "action": "Mitigation/Response Plan", "owner": "Owner", "due": "Target date", "status": "Status"},
        {"Agree dates": "Overdue", "Ask the": "Due soon", "Advertise": "Complete", "Confirm": "Not yet due"},
    ),
    "poam": Case(
        "Open POA&M items",
        owned.table(_table("poam")),
        (1,),
        {
            "ref": "POA&M ID",
            "action": "Overall Remediation Plan",
            "owner": "Point of Contact",
            "due": "Scheduled Completion Date",
            "status": "Status",
        },
        {"Remove": "Overdue", "Patch": "Not yet due", "Ask for": "Complete", "Fit": "Withdrawn"},
    ),
    "audit-tracker": Case(
        "Tracker",
        owned.table(
            _table("audit-tracker"),
            above=("Internal audit recommendations",),
            left=1,
        ),
        (2,),
        {
            "ref": "Finding ref",
            "action": "Agreed management action",
            "owner": "Responsible officer",
            "timescale": "Original due date",
            "due": "Revised due date",
            "status": "Implementation status",
        },
        {"Refuse": "Not yet due", "Count": "Overdue", "Collect": "Complete"},
    ),
    "capa-log": Case(
        "CAPA log",
        owned.table(_table("capa-log")),
        (1,),
        {
            "ref": "CAPA No.",
            "action": "Corrective/preventive action",
            "owner": "Assigned to",
            "due": "Due date",
            "completed": "Date closed",
        },
        {"Check": "Complete", "Service": "Overdue", "Take": "Due soon"},
    ),
    "service-plan": Case(
        "Service plan",
        owned.table(
            _table("service-plan"),
            above=("Service plan 2026/27", "Environment"),
        ),
        (3,),
        {"action": "Key actions", "owner": "Lead officer", "timescale": "Timescale"},
        {"Empty": "Overdue", "Repair": "Ongoing", "Fit lights": "Not yet due"},
    ),
    "school-plan": Case(
        "SEN action plan",
        owned.table(_table("school-plan")),
        (1,),
        {"action": "What will we do?", "owner": "Who?", "due": "By when?", "status": "Completed?"},
        {"Buy": "Complete", "Train": "Overdue", "Write": "Not yet due", "Paint": "Withdrawn"},
    ),
    "cqc-plan": Case(
        "Must and should do",
        owned.table(
            _table("cqc-plan"),
            above=("Improvement plan", "", "Red: overdue", "Green: on track"),
        ),
        (5,),
        {"ref": "No", "action": "Action required", "owner": "Action owner", "due": "Deadline", "status": "Status"},
        {"Fit": "Complete", "Log": "Overdue", "Book": "Not yet due"},
    ),
    "quality-improvement": Case(
        "QIP 2026",
        owned.table(_table("quality-improvement")),
        (1,),
        {
            "ref": "Ref",
            "action": "Improvement actions",
            "owner": "Responsibility",
            "due": "Target completion date",
            "status": "Current status",
            "completed": "Actual completion date",
        },
        {"Ring": "Due soon", "Publish": "Complete", "Observe": "Not yet due", "Share": "Overdue"},
    ),
    "board-log": Case(
        "Action log",
        owned.table(
            _table("board-log"),
            above=("Board of trustees",),
        ),
        (2,),
        {"action": "Action", "owner": "Who", "timescale": "By when", "status": "Done?"},
        {"Send": "Complete", "Ask three": "No due date", "Draft": "Due soon", "Visit": "Overdue"},
    ),
    "corrective-plan": Case(
        "Sheet1",
        [
            ["Corrective action plan"],
            [],
            ["Item", None, "What is to be done", None, "When", None],
            ["No.", "Observation", "Corrective action", "Person responsible", "Planned completion", "Date completed"],
            *owned.table(_table("corrective-plan"))[1:],
        ],
        (4,),
        {
            "ref": "No.",
            "action": "Corrective action",
            "owner": "Person responsible",
            "due": "Planned completion",
            "completed": "Date completed",
        },
        {"Test": "Complete", "Keep": "Overdue", "Hold": "Due soon"},
    ),
}

NO_PLANS = {
    "price-list": """
        Item no | Description | Unit | Price | In stock
        1001 | Paper, white, 500 sheets | box | 4.50 | 12
        1002 | Pens, blue | pack | 2.10 | 40
        """,
    "rota": """
        Name | Monday | Tuesday | Wednesday | Thursday | Friday
        Nurse 1 | Early | Early | Late | Off | Off
        Nurse 2 | Late | Off | Early | Early | Late
        """,
    "mailing-list": """
        Title | First name | Surname | Organisation | Address | Postcode | E-mail
        Dr | A | B | Town Learning | 1 High Street | NG1 1AA | office@example.org
        Ms | C | D | Northside Care | 2 Low Road | LE1 1BB | info@example.org
        """,
}


def adopted(tmp_path: Path, name: str) -> tuple[Adopted, Checked, Path]:
    """A case's workbook adopted, and then checked with the template as it was written."""
    case = CASES[name]
    file = owned.book(tmp_path / f"{name}.xlsx", {case.sheet: case.rows})
    target = tmp_path / f"{name}.toml"
    understood = adopt(file, today=DAY, output=target)
    return understood, check([file], today=DAY, as_of=DAY, template=str(target)), file


@pytest.mark.parametrize("name", CASES)
def test_the_workbook_itself_is_never_touched(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    file = owned.book(tmp_path / "plan.xlsx", {case.sheet: case.rows})
    before = file.read_bytes()
    adopt(file, today=DAY, output=tmp_path / "plan.toml")
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.toml", "plan.xlsx"]


@pytest.mark.parametrize("name", CASES)
def test_a_plan_of_ones_own_gives_a_template_that_check_reads_as_it_is(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    understood, checked, _ = adopted(tmp_path, name)
    drafted = understood.drafted
    assert (drafted.sheet, drafted.heading_rows) == (case.sheet, case.heading_rows)
    core = {one.field: one.heading for one in drafted.columns if one.field in case.fields}
    assert core == case.fields
    assert checked.refused == ()
    (judged,) = checked.plans
    words = judged.plan.actions["action"]
    on_day = {str(text): str(status) for text, status in zip(words, judged.plan.standing["status"], strict=True)}
    for begins, status in case.statuses.items():
        assert [found for text, found in on_day.items() if text.startswith(begins)] == [status], begins


@pytest.mark.parametrize("name", CASES)
def test_update_takes_the_template_and_a_second_one_finds_nothing_to_do(tmp_path: Path, name: str) -> None:
    _, _, file = adopted(tmp_path, name)
    options = Options(today=DAY, now=datetime(2026, 9, 30, 9, tzinfo=UTC), template=str(tmp_path / f"{name}.toml"))
    first = update(file, options)
    assert first.version is not None
    assert update(file, options).version is None


@pytest.mark.parametrize("name", CASES)
def test_what_must_be_put_right_is_only_what_people_left_out(tmp_path: Path, name: str) -> None:
    _, checked, _ = adopted(tmp_path, name)
    must = [(f.code, f.cell) for f in checked.plans[0].findings if f.level is Level.MUST_FIX]
    undated = {"service-plan": [("no-due-date", "D7")], "board-log": [("no-due-date", "E4")]}
    assert must == undated.get(name, [])


@pytest.mark.parametrize("name", CASES)
def test_every_row_below_the_headings_is_an_action_and_no_other(tmp_path: Path, name: str) -> None:
    understood, _, _ = adopted(tmp_path, name)
    first, last = CASES[name].heading_rows[-1] + 1, len(CASES[name].rows)
    assert [row for rows in understood.action_rows for row in rows] == list(range(first, last + 1))
    assert understood.other_rows == ()
    assert understood.cannot_read == ""


@pytest.mark.parametrize("name", NO_PLANS)
def test_a_workbook_that_holds_no_plan_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    file = owned.book(tmp_path / f"{name}.xlsx", {"Sheet1": owned.table(NO_PLANS[name])})
    with pytest.raises(SheetplanError) as refused:
        adopt(file, today=DAY, output=tmp_path / "plan.toml")
    assert refused.value.reason.startswith(f'{name}.xlsx: no action plan was found on its sheet "Sheet1".')
    assert "\n" not in str(refused.value)
    assert "--vocabulary" in refused.value.fix
    assert not (tmp_path / "plan.toml").exists()


def test_a_template_that_is_already_there_is_left_as_it_was(tmp_path: Path) -> None:
    file = owned.book(tmp_path / "plan.xlsx", {"Plan": CASES["board-log"].rows})
    (tmp_path / "plan.toml").write_text("ours", encoding="utf-8")
    with pytest.raises(SheetplanError, match="is already there"):
        adopt(file, today=DAY, output=tmp_path / "plan.toml")
    assert (tmp_path / "plan.toml").read_text(encoding="utf-8") == "ours"


def test_a_template_must_be_called_toml(tmp_path: Path) -> None:
    file = owned.book(tmp_path / "plan.xlsx", {"Plan": CASES["board-log"].rows})
    with pytest.raises(SheetplanError, match=r"Call it plan\.toml"):
        adopt(file, today=DAY, output=tmp_path / "plan.xlsx")


def test_two_tables_that_could_both_be_the_plan_are_asked_about(tmp_path: Path) -> None:
    board, audit = CASES["raid-log"], CASES["audit-tracker"]
    file = owned.book(tmp_path / "plan.xlsx", {"One": board.rows, "Two": audit.rows})
    with pytest.raises(SheetplanError, match=r'"One" .* and "Two" .*Say which: --sheet "One" or --sheet "Two"'):
        adopt(file, today=DAY)
    assert adopt(file, today=DAY, sheet="two").drafted.sheet == "Two"


def test_the_same_headings_on_two_sheets_are_one_template(tmp_path: Path) -> None:
    rows = CASES["board-log"].rows
    other = [*rows[:2], [date(2026, 7, 1), "1.1", "Order new chairs", "Office", date(2026, 12, 1), "Ordered", None]]
    file = owned.book(tmp_path / "plan.xlsx", {"2026": rows, "2025": other})
    understood = adopt(file, today=DAY, output=tmp_path / "plan.toml")
    assert understood.drafted.alike == ("2025",)
    checked = check([file], today=DAY, template=str(tmp_path / "plan.toml"))
    assert [len(judged.plan.actions) for judged in checked.plans] == [4, 1]
    assert "choice" not in {finding.code for judged in checked.plans for finding in judged.findings}


def test_a_sheet_that_is_not_there_is_said_with_those_that_are(tmp_path: Path) -> None:
    file = owned.book(tmp_path / "plan.xlsx", {"Plan": CASES["board-log"].rows})
    with pytest.raises(SheetplanError, match=r'has no sheet "Actions"\. Its sheets are "Plan"\.'):
        adopt(file, today=DAY, sheet="Actions")


def test_a_plan_on_a_hidden_sheet_with_headings_far_down_is_found(tmp_path: Path) -> None:
    above = [[f"Line {number} of the introduction, which says how the register is kept."] for number in range(18)]
    rows = [*above, *CASES["raid-log"].rows[3:]]
    sheets = {f"Notes {number}": [["Some words"], ["Others"]] for number in range(8)}
    file = owned.book(tmp_path / "plan.xlsx", {**sheets, "Log": rows}, hidden=["Notes 1", "Notes 5", "Log"])
    drafted = adopt(file, today=DAY).drafted
    assert (drafted.sheet, drafted.hidden, drafted.heading_rows) == ("Log", True, (19,))


def test_headings_over_two_rows_are_read_with_their_groups(tmp_path: Path) -> None:
    rows = [
        ["Recovery plan"],
        ["Task", "Owner", "Planned", None, "Actual", None],
        [None, None, "Start date", "End date", "Start date", "End date"],
        ["Find a room", "Clerk", date(2026, 5, 1), date(2026, 6, 1), date(2026, 5, 4), date(2026, 6, 2)],
        ["Move the files", "Clerk", date(2026, 6, 3), date(2026, 7, 1), date(2026, 6, 3), None],
    ]
    file = owned.book(tmp_path / "plan.xlsx", {"Plan": rows})
    drafted = adopt(file, today=DAY, output=tmp_path / "plan.toml").drafted
    assert drafted.heading_rows == (2, 3)
    roles = {one.role: one.heading for one in drafted.columns if one.field in ("due", "completed")}
    assert roles == {"due": "Planned End date", "completed": "Actual End date"}
    (judged,) = check([file], today=DAY, template=str(tmp_path / "plan.toml")).plans
    assert list(judged.plan.standing["status"]) == ["Complete", "Overdue"]


def test_columns_that_are_not_known_are_carried_along_to_the_archive(tmp_path: Path) -> None:
    rows = owned.table(
        """
        Action | Colour of folder | Owner | Due date | Status | Zyx
        Write to the members | Blue | Secretary | 1 Jul 2026 | Closed | 12
        Book the hall | Green | Secretary | 1 Dec 2026 | Open | 13
        """
    )
    file = owned.book(tmp_path / "plan.xlsx", {"Plan": rows})
    understood = adopt(file, today=DAY, output=tmp_path / "plan.toml")
    assert "Kept as they are, and carried along with their action: B Colour of folder, F Zyx." in understood.toml
    (judged,) = check([file], today=DAY, template=str(tmp_path / "plan.toml")).plans
    assert next(iter(judged.plan.actions["at_others"])) == {"Colour of folder": "Blue", "Zyx": "12"}
    assert judged.findings == ()


def test_words_in_another_language_are_a_file(tmp_path: Path) -> None:
    rows = owned.table(
        """
        N° | Tâche | Responsable | Échéance | Avancement
        1 | Commander les livres | Direction | 1 Jul 2026 | Terminé
        2 | Former les équipes | Direction | 1 Aug 2026 | En cours
        """
    )
    file = owned.book(tmp_path / "plan.xlsx", {"Feuil1": rows})
    with pytest.raises(SheetplanError, match="--vocabulary"):
        adopt(file, today=DAY)
    french = tmp_path / "french.toml"
    french.write_text(
        '[[role]]\nname = "action"\nheadings = ["Tâche"]\n[[role]]\nname = "owner"\nheadings = ["Responsable"]\n'
        '[[role]]\nname = "due"\nheadings = ["Échéance"]\n[[role]]\nname = "status"\nheadings = ["Avancement"]\n'
        '[status]\nclosed = ["Terminé"]\nopen = ["En cours"]\n',
        encoding="utf-8",
    )
    understood = adopt(file, today=DAY, vocabulary=french, output=tmp_path / "plan.toml")
    assert understood.statuses is not None
    assert {word: n for word, n in understood.statuses.items() if n} == {"Complete": 1, "Overdue": 1}
    (judged,) = check([file], today=DAY, template=str(tmp_path / "plan.toml")).plans
    assert list(judged.plan.standing["status"]) == ["Complete", "Overdue"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[role]", "not written as TOML"),
        ('[[role]]\nname = "action"\nheadigns = []', '"headigns", which means nothing there'),
        ('[[role]]\nname = "x"\nstands_in = ["y"]', 'stands in for "y", which there is not'),
        ("[status]\nclosed = [1]", "must hold words"),
    ],
)
def test_a_vocabulary_with_a_slip_in_it_is_refused(tmp_path: Path, text: str, says: str) -> None:
    file = owned.book(tmp_path / "plan.xlsx", {"Plan": CASES["board-log"].rows})
    (tmp_path / "words.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SheetplanError, match=says):
        adopt(file, today=DAY, vocabulary=tmp_path / "words.toml")


def test_what_is_printed_says_what_was_understood_and_how_sure(tmp_path: Path) -> None:
    rows = owned.table(
        """
        Ref | Corrective action | Responsibilty | Due | Status
        1 | Lock the store | Caretaker | 1 Jul 2026 | Closed
        2 | Count the keys | Caretaker | as soon as possible | Half way
        3 | Change the codes | Caretaker | 1 Dec 2026 | Not done
        """
    )
    file = owned.book(tmp_path / "plan.xlsx", {"Plan": [*rows, [None, "Thank you for keeping this up to date."]]})
    text = render.adopt_text(adopt(file, today=DAY, output=tmp_path / "ours.toml"))
    for line in (
        'sheet "Plan": headings in row 1',
        '  B   "Corrective action": action (known word)',
        '  C   "Responsibilty": owner (resembles)',
        "  3 actions, rows 2 to 4",
        "  Today they would count as: Complete 1, Not yet due 1, No due date 1",
        '  Row 5 is no action, because nothing stands beside its text: "Thank you for keeping this up to date."',
        '  counted as closed: "Closed" 1',
        '  counted as open: "Half way" 1 (not known), "Not done" 1',
        '  D "Due": 2 dates, 1 in words (D3: "as soon as possible")',
        f'  sheetplan check "plan.xlsx" --template "{tmp_path / "ours.toml"}"',
    ):
        assert line in text


def test_a_long_stretch_of_columns_that_are_not_known_is_one_line(tmp_path: Path) -> None:
    weeks = [f"Week {n}" for n in range(1, 9)]
    rows = [["Action", "Owner", "Due", *weeks], ["Lock the store", "Caretaker", date(2026, 7, 1), *["x"] * 8]]
    text = render.adopt_text(adopt(owned.book(tmp_path / "plan.xlsx", {"Plan": rows}), today=DAY))
    assert '  D to K: 8 columns, not known, carried along ("Week 1", "Week 2", "Week 3", "Week 4", ...)' in text
    assert text.count("Week") == 4


def test_where_only_a_named_sheet_can_be_read_the_next_command_names_it(tmp_path: Path) -> None:
    rows = CASES["board-log"].rows
    file = owned.book(tmp_path / "plan.xlsx", {"2026": rows, "2025": rows})
    understood = adopt(file, today=DAY, output=tmp_path / "plan.toml")
    assert render.adopt_text(understood).rstrip().endswith(f'--template "{tmp_path / "plan.toml"}" --sheet "2026"')
    checked = check([file], today=DAY, template=str(tmp_path / "plan.toml"), sheet="2026")
    assert [len(judged.plan.actions) for judged in checked.plans] == [4]


def test_rows_that_are_blank_in_all_that_is_known_are_told_with_the_reason(tmp_path: Path) -> None:
    rows = [
        ["Action", "Owner", "Due", "Zyx"],
        ["Lock it", "Clerk", date(2026, 7, 1), None],
        [None, None, None, "Ask first"],
    ]
    understood = adopt(owned.book(tmp_path / "plan.xlsx", {"Plan": rows}), today=DAY)
    line = '  Row 3 is no action, because something stands only in columns that are not known: "Ask first"'
    assert line in render.adopt_text(understood)
    assert json.loads(render.adopt_json(understood))["not_actions"] == [{"row": 3, "text": "Ask first"}]


def test_json_holds_the_same_and_the_template(tmp_path: Path) -> None:
    file = owned.book(tmp_path / "plan.xlsx", {"Plan": CASES["board-log"].rows})
    data = json.loads(render.adopt_json(adopt(file, today=DAY)))
    assert (data["sheet"], data["heading_rows"], data["written"]) == ("Plan", [2], None)
    assert {"column": "D", "heading": "Who", "role": "owner", "sure": "known word", "field": "owner"}.items() <= data[
        "columns"
    ][3].items()
    assert [one["row"] for one in data["actions"]] == [3, 4, 5, 6]
    assert template.parse(data["template"], "json").status_field == "status"


def test_the_command_speaks_and_ends_with_the_right_codes(tmp_path: Path) -> None:
    plan = owned.book(tmp_path / "plan.xlsx", {"Plan": CASES["board-log"].rows})
    other = owned.book(tmp_path / "prices.xlsx", {"Sheet1": owned.table(NO_PLANS["price-list"])})
    done = _run("adopt", str(plan), "-o", str(tmp_path / "plan.toml"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "The template is in" in done.stdout
    again = _run("adopt", str(plan), "-o", str(tmp_path / "plan.toml"))
    assert (again.returncode, again.stdout) == (2, "")
    assert "is already there" in again.stderr
    refused = _run("adopt", str(other))
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)


def test_columns_that_people_add_to_are_narrative_and_the_first_says_why_a_date_moved(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Ref", "Action", "Owner", "Due date", "Status", "% complete", "Comments", "Lessons learned", "Evidence"],
        [1, "Call the members", "PM", date(2026, 9, 1), "Open", 40, "12 Aug: begun", "Call early", "List"],
        [2, "Write the notes", "RF", date(2026, 10, 1), "Closed", 100, "1 Sep: sent", "", "Notes"],
        [3, "Tidy the store", "RF", date(2026, 11, 1), "Open", 0, "", "", ""],
    ]
    path, target = owned.book(tmp_path / "own.xlsx", {"Plan": rows}), tmp_path / "own.toml"
    adopt(path, today=DAY, output=target)
    made = template.load(str(target))
    headings = {column.heading for column in made.columns if column.narrative}
    assert headings == {"Comments", "Lessons learned"}
    assert made.column(made.reason_field).heading == "Comments"
    assert "# Why a due date moved is said in G." in target.read_text(encoding="utf-8")


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "sheetplan", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
