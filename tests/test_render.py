"""What people and other programs are shown: text, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

import kinds
from plans import plan, signatures
from sheetplan import checks, render, status
from sheetplan.model import Assumption, Checked, Finding, Judged, Level, Plan, Refusal, Updated, Version

DAY = date(2008, 2, 29)
TABLE = """
    action                      | timescale       | responsibility | achieved
    1. Book the venue           | By 30 Nov 2007  | PM             | 28 Nov 2007
    6. Ask all groups for names | By 10/12/07     | PM             |
    13. Book the course         | When it is known | RFX           |
    14. Train the new team      | by early Mar 08 | RFX            |
    Plan the day after          | by early Feb 08 | PM             |
    """


def judged(table: str = TABLE, **more: object) -> Judged:
    made: Plan = plan(table, on=DAY, **more)
    found = checks.judge(made, today=DAY, day=DAY)
    return Judged(made, DAY, found, status.newest_record(made, DAY))


def checked(
    *plans: Judged, refused: tuple[Refusal, ...] = (), passed: tuple[tuple[str, str], ...] = (), today: date = DAY
) -> Checked:
    return Checked(DAY, plans, refused, passed, today)


def lines(*plans: Judged, **more: object) -> list[str]:
    return [line.strip() for line in render.check_text(checked(*plans, **more)).splitlines()]


WHOLE = kinds.whole()
SIGNED_DAY = date(2009, 9, 30)


def signed(steps: str = "", visit: date | None = date(2009, 4, 16)) -> Judged:
    """A plan with deadlines, signed on 30 Apr and on 30 Jul 2009."""
    made: Plan = plan(
        "ref | action\n1 | Review it all each year",
        kind=WHOLE,
        on=SIGNED_DAY,
        tabs={"steps": f"event | date\n{steps}", "findings": "number\n2"},
        cover={"visit_day": visit},
        cover_cells={"work_day": ("Cover", 25, 2)},
        signatures=signatures(WHOLE, "A. Chair | | 30 Apr 2009\nA. Chair | | 30 Jul 2009"),
    )
    return Judged(made, SIGNED_DAY, checks.judge(made, today=SIGNED_DAY, day=SIGNED_DAY), None)


# Deadlines, stages, tabs


def test_deadlines_stages_and_tabs_are_keys_of_their_own() -> None:
    (one,) = json.loads(render.check_json(checked(signed())))["plans"]
    assert one["stages"] == ["work_done"]
    assert one["tabs"] == [
        {"name": "steps", "sheet": "Steps", "rows": 0},
        {"name": "findings", "sheet": "Findings", "rows": 1},
    ]
    assert [deadline["field"] for deadline in one["deadlines"]] == [d.field for d in WHOLE.course.deadlines]
    proof = one["deadlines"][2]
    assert list(proof) == ["field", "label", "earliest", "latest", "met", "days_late", "reason"]
    assert (proof["earliest"], proof["latest"], proof["met"], proof["days_late"]) == (
        "2009-06-25", "2009-07-09", None, [21, 35],
    )  # fmt: skip
    (plain,) = json.loads(render.check_json(checked(judged())))["plans"]
    assert (plain["deadlines"], plain["stages"], plain["tabs"]) == ([], [], [])


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        ("", "Send the evidence: between 25 Jun 2009 and 9 Jul 2009, 21 to 35 days late"),
        ("Approval received | 7 May 2009", "Send the evidence: by 2 Jul 2009, 28 days late"),
        ("Evidence received | 1 Jun 2009", "Send the evidence: between 25 Jun 2009 and 9 Jul 2009; done 1 Jun 2009"),
        (
            "Evidence received | 1 Jul 2009",
            "Send the evidence: between 25 Jun 2009 and 9 Jul 2009; done 1 Jul 2009, up to 6 days late",
        ),
        ("", "Send the plan: by 30 Apr 2009"),
        ("", "Check the evidence: by 30 Aug 2009 or later"),
        ("", "Share the papers: day not known"),
        ("Fieldwork | 15 Oct 2009", "Share the papers: by 1 Oct 2009"),
        ("Fieldwork | 13 Oct 2009", "Share the papers: by 29 Sep 2009, 1 day late"),
    ],
)
def test_each_deadline_is_a_line_with_its_reason_below(steps: str, line: str) -> None:
    printed = lines(signed(steps))
    assert "Stage reached: The work is done" in printed
    at = printed.index(line)
    reasons = {one.reason for one in signed(steps).plan.awaited}
    assert printed[at + 1] in reasons


def test_a_kind_of_plan_without_deadlines_says_nothing_of_them() -> None:
    printed = lines(judged())
    assert not [line for line in printed if line.startswith(("Deadlines", "Stage reached"))]


def test_a_finding_on_another_tab_names_it_and_has_the_tabs_heading() -> None:
    printed = lines(signed())
    assert any(line.startswith("Findings tab, A5: ") for line in printed)
    assert any(line.startswith("Cover tab, B25: ") for line in printed)
    rows = list(csv.DictReader(io.StringIO(render.check_csv(checked(signed())))))
    headings = {(row["sheet"], row["cell"]): row["column"] for row in rows}
    assert headings["Findings", "A5"] == "Number"
    assert headings["Cover", "B25"] == "Date signed when done"
    assert headings["Action plan", "E7"] == "Evidence"


# JSON: a contract


def test_the_json_of_a_check_has_the_keys_of_its_contract() -> None:
    data = json.loads(render.check_json(checked(judged())))
    assert list(data) == ["as_of", "plans", "refused", "passed_over"]
    (one,) = data["plans"]
    assert {
        "path", "template", "sheet", "heading_rows", "columns", "actions", "archived", "statuses", "assumed",
        "findings",
    } <= set(one)  # fmt: skip
    assert list(one["columns"]["timescale"]) == ["column", "heading"]
    keys = ["row", "ref", "status", "start", "due", "days_overdue", "rag", "due_first", "times_moved"]
    assert list(one["actions"][0]) == keys
    assert list(one["assumed"][0]) == ["cell", "text"]
    assert list(one["findings"][0]) == ["code", "level", "sheet", "cell", "ref", "column", "found", "fix"]


def test_the_json_says_dates_in_iso_and_what_is_unknown_as_null() -> None:
    data = json.loads(render.check_json(checked(judged())))
    (one,) = data["plans"]
    assert data["as_of"] == "2008-02-29"
    assert one["columns"]["timescale"] == {"column": "B", "heading": "Timescales/Milestones"}
    assert one["actions"][1] == {
        "row": 8, "ref": "6", "status": "Overdue", "start": None, "due": "2007-12-10", "days_overdue": 81, "rag": "Red",
        "due_first": None, "times_moved": None,
    }  # fmt: skip
    assert one["actions"][2]["due"] is None
    assert one["actions"][4]["ref"] is None
    assert one["statuses"] == {
        "Complete": 1, "Withdrawn": 0, "Overdue": 2, "Due soon": 1, "Not yet due": 0, "Ongoing": 0, "No due date": 1,
    }  # fmt: skip
    assert {finding["level"] for finding in one["findings"]} == {"must fix", "information"}


def test_archived_actions_are_counted_apart() -> None:
    data = json.loads(render.check_json(checked(judged(archived="action\n8. A\n9. B"))))
    assert data["plans"][0]["archived"] == 2
    assert sum(data["plans"][0]["statuses"].values()) == 5


def test_the_json_gives_one_finding_a_cell_and_each_plan_and_file_in_its_order() -> None:
    refused = (Refusal("b.xlsx", "b.xlsx is damaged.", "Use the last good copy."),)
    passed = (("~$a.xlsx", "open"),)
    data = json.loads(render.check_json(checked(judged(), judged("action"), refused=refused, passed=passed)))
    cells = [finding["cell"] for finding in data["plans"][0]["findings"] if finding["code"] == "person-unknown"]
    assert cells == ["D9", "D10"]
    assert [len(one["actions"]) for one in data["plans"]] == [5, 0]
    assert data["refused"] == [{"path": "b.xlsx", "reason": "b.xlsx is damaged.", "fix": "Use the last good copy."}]
    assert data["passed_over"] == [{"path": "~$a.xlsx", "reason": "open"}]


def test_letters_stay_as_they_are_in_the_json() -> None:
    assert "Sir Fôn" in render.check_json(checked(judged("rag\nSir Fôn")))


# Text


def test_the_text_opens_with_what_the_plan_is_and_how_it_stands() -> None:
    said = lines(judged(archived="action\n9. B"))
    assert said[0] == 'plan.xlsx, sheet "Action plan": peer-review plan, headings in row 6'
    assert said[1] == "5 actions at 29 Feb 2008: Complete 1, Overdue 2, Due soon 1, No due date 1; 1 archived"
    assert "1 action has no due date, so it cannot show as overdue." in said
    assert "Nothing has been recorded in this plan since 28 Nov 2007." in said


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("timescale\nSoon\nTBC", "2 actions have no due date, so they cannot show as overdue."),
        ("timescale\nSoon", "1 action at 29 Feb 2008: No due date 1"),
        ("timescale\nSoon", "No action in this plan is recorded as achieved."),
        ("timescale\nSoon", "Findings: 1 must fix, 0 check, 0 for information"),
    ],
)
def test_numbers_agree_with_their_words(table: str, words: str) -> None:
    assert words in lines(judged(table))


@pytest.mark.parametrize("archived", ["action | achieved\n9. B | 28 Nov 2007", "action\n9. B"])
def test_with_actions_in_the_archive_nobody_is_told_that_none_is_achieved(archived: str) -> None:
    # What is closed by a word alone has no day, and is recorded all the same.
    assert "recorded as achieved" not in "\n".join(lines(judged("timescale\nSoon", archived=archived)))


def test_an_empty_plan_claims_nothing() -> None:
    said = "\n".join(lines(judged("action")))
    assert "0 actions" in said
    assert "recorded" not in said


def test_an_action_whose_ref_stands_alone_is_named_by_what_stands_beside_it() -> None:
    table = "ref | area | objective | tasks | due\n1 | Falls | 8 falls a month | Rounds | \n2 | Staff | | Dates | "
    made = plan(table, kind="care-improvement", on=DAY)
    said = lines(Judged(made, DAY, (), None))
    assert "1      8 falls a month" in said
    assert "2      Staff" in said


def test_what_is_late_or_undated_is_listed_with_its_days() -> None:
    said = lines(judged())
    assert "Overdue (Red)" in said
    assert "6      due 10 Dec 2007, 81 days overdue  Ask all groups for names" in said
    assert "row 11 due about 10 Feb 2008, about 19 days overdue  Plan the day after" in said
    assert "14     due about 10 Mar 2008  Train the new team" in said
    assert "13     Book the course" in said
    assert not any("Book the venue" in line for line in said)


def test_cells_with_the_same_trouble_stand_together() -> None:
    said = lines(judged())
    assert "D9 (action 13), D10 (action 14): RFX is not in the role key." in said
    assert said.count("RFX is not in the role key.") == 0
    assert said.index("Must fix") < said.index("For information")
    assert "Check" not in said


def test_what_was_assumed_is_said_once() -> None:
    once = Assumption("A8", "Rows 8 and 9 have been read as one action, 6.", "rows-joined", "6")
    other = Assumption("D6", 'The heading "Who" has been read as "Responsibility".')
    said = "\n".join(lines(judged(assumed=(once, other))))
    assert said.count(once.text) == 1
    assert f"D6: {other.text}" in said


def test_a_long_action_is_cut_at_a_word() -> None:
    said = lines(judged("action | timescale\n1. " + "word " * 30 + "| By 30 Nov 2007"))
    (listed,) = (line for line in said if line.endswith(" …"))
    assert listed.endswith("word …")
    assert len(listed) < 110


@pytest.mark.parametrize(
    ("today", "age"),
    [
        (DAY, ""),
        (date(2008, 3, 1), ", 1 day ago"),
        (date(2008, 3, 31), ", 31 days ago"),
        (date(2008, 2, 27), ", 2 days ahead"),
    ],
)
def test_a_typed_position_date_is_said_with_its_cell_and_age(today: date, age: str) -> None:
    said = lines(judged(report_date=DAY, report_date_cell="Cover!B6"), today=today)
    assert f"Position date typed in Cover!B6: 29 Feb 2008{age}" in said


def test_files_that_could_not_be_read_and_what_was_passed_over() -> None:
    refused = (Refusal("b.xlsx", "b.xlsx is damaged.", "Use the last good copy."),)
    passed = (("~$a.xlsx", "open elsewhere"), (".b.xlsx", "hidden"), ("~$c.xlsx", "open elsewhere"))
    said = lines(refused=refused, passed=passed)
    assert "b.xlsx is damaged. Use the last good copy." in said
    assert "Passed over: hidden (1); open elsewhere (2)." in said


# CSV


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_csv_has_a_line_for_each_finding_and_each_file_that_could_not_be_read() -> None:
    refused = (Refusal("b.xlsx", "b.xlsx is damaged.", "Use the last good copy."),)
    rows = table(render.check_csv(checked(judged(), refused=refused)))
    assert len(rows) == len(judged().findings) + 1
    (unknown,) = (row for row in rows if row["cell"] == "D9")
    assert unknown == {
        "path": "plan.xlsx", "sheet": "Action plan", "cell": "D9", "ref": "13", "column": "Responsibility",
        "level": "must fix", "code": "person-unknown", "found": "RFX is not in the role key.",
        "fix": "Add RFX and what it stands for to the role key, or change it to a code in the key: MQC, PM, RF.",
    }  # fmt: skip
    assert (rows[-1]["path"], rows[-1]["level"], rows[-1]["found"]) == ("b.xlsx", "refused", "b.xlsx is damaged.")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_nothing_in_the_csv_is_taken_for_a_formula(sign: str) -> None:
    found = Finding("choice", Level.MUST_FIX, f"{sign}sheet", "A1", f"{sign}1", "action", f"{sign}cmd", f"{sign}x")
    made = replace(judged(), findings=(found,))
    (row,) = table(render.check_csv(checked(made)))
    shown = sign.replace("\r", "\n")  # a lone carriage return would end the line in some readers
    assert [row[name][:2] for name in ("sheet", "ref", "found", "fix")] == [f"'{shown}"] * 4


def test_commas_quotes_and_line_breaks_survive_the_csv() -> None:
    words = 'one, "two"\nthree'
    found = Finding("choice", Level.CHECK, "s", "A1", None, None, words, "")
    (row,) = table(render.check_csv(checked(replace(judged(), findings=(found,)))))
    assert (row["found"], row["ref"], row["column"]) == (words, "", "")


# Update


def updated(**more: object) -> Updated:
    version = Version(
        "0.2", DAY, datetime(2008, 3, 1, 9, 0), "", "", {"Overdue": 2, "Due soon": 0, "Archived": 1}, "1 archived.",
        "plan v0.2.xlsx", "",
    )  # fmt: skip
    facts: dict[str, object] = {"version": version, "archived": ("1", "2"), "kept_folder": "plan versions"}
    facts["changed"] = ("Moved to the archive: 1, 2.", "Brought back: 9.")
    return Updated(Path("plans") / "plan.xlsx", DAY, judged(), **facts | more)  # type: ignore[arg-type]  # named as its fields are


def test_an_update_says_what_it_did_and_where_the_copies_are() -> None:
    said = [line.strip() for line in render.update_text(updated(said=("Two columns were added.",))).splitlines()]
    assert said == [
        "plan.xlsx: version 0.2 made, position at 29 Feb 2008",
        "Overdue 2, Archived 1",
        "Moved to the archive: 1, 2.",
        "Brought back: 9.",
        "Two columns were added.",
        "3 things must be put right: sheetplan check says what and where.",
        'Kept in "plan versions": plan v0.2.xlsx, and the file as it came in "received"',
    ]


def test_a_dry_run_says_the_same_and_that_nothing_was_written() -> None:
    done, dry = render.update_text(updated()).splitlines(), render.update_text(updated(dry_run=True)).splitlines()
    assert dry[0] == "plan.xlsx: version 0.2 would be made, position at 29 Feb 2008"
    assert dry[1:-1] == done[1:-1]
    assert dry[-1].strip() == "Nothing was written (dry run)."


def test_nothing_to_do_is_said_in_as_many_words() -> None:
    said = render.update_text(updated(version=None, archived=(), changed=()))
    assert said.startswith("plan.xlsx: nothing to do at 29 Feb 2008.")
    assert "version 0.2" not in said


def test_the_json_of_an_update() -> None:
    data = json.loads(render.update_json(updated(said=("A.",))))
    assert data["version"]["number"] == "0.2"
    assert data["version"]["position_date"] == "2008-02-29"
    assert (data["archived"], data["reopened"], data["said"], data["dry_run"]) == (["1", "2"], [], ["A."], False)
    assert json.loads(render.update_json(updated(version=None)))["version"] is None


def test_a_refusal_is_one_line() -> None:
    assert render.refusal_text(Refusal("a", "It is open.", "Close it.")) == "It is open. Close it."
    assert render.refusal_text(Refusal("a", "It is open.", "")) == "It is open."
