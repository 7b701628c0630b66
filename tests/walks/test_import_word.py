"""A plan in a Word document becomes a workbook: every action comes in, and the rest is said with its place."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

import words
from sheetplan.cli import main
from sheetplan.model import Imported, Judged, Plan, SheetplanError, Status, letters, records
from sheetplan.walks import understand
from sheetplan.walks.check import check
from sheetplan.walks.import_word import Options, import_word
from words import HEADINGS, action, actions, cell, put

TODAY = date(2026, 11, 30)
DAYS = {"peer-review": "2008-02-29", "quality-mark": "2009-07-31", "project-plan": "2007-11-15"}


def imported(document: Any, tmp_path: Path, **how: Any) -> Imported:
    """What becomes of a document; the plan is written beside it."""
    path = words.saved(document, tmp_path / "plan.docx")
    return import_word(path, Options(tmp_path / "plan.xlsx", **how), TODAY)


def only(path: Path, template: str | None = None) -> Plan:
    (plan,) = understand.plans(path, template)
    return plan


def judged(path: Path, day: date) -> Judged:
    (one,) = check([path], today=day, as_of=day).plans
    return one


def sheetplan(*said: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in said], catch_exceptions=False)


# The sources


@pytest.mark.parametrize("name", words.BY_NAME)
def test_a_source_comes_in_and_stands_as_the_workbook_does(name: str, tmp_path: Path) -> None:
    """The same actions, days and findings: rows that are read as one, or stand too far left, stay as they are."""
    path = words.BY_NAME[name](tmp_path / "plan.docx")
    made = import_word(path, Options(tmp_path / "plan.xlsx"), TODAY)
    day = date.fromisoformat(DAYS[name])
    sample, ours = judged(words.SAMPLES / name / "plan.xlsx", day), judged(tmp_path / "plan.xlsx", day)
    assert stands(ours) == stands(sample)
    assert ours.plan.counts() == sample.plan.counts()
    assert found(ours) == found(sample)
    assert {(one.code, one.ref) for one in made.assumed if one.code} <= {each[:2] for each in found(sample)}
    assert [name for name, tab in ours.plan.tabs.items() if tab.rows] == [
        name for name, tab in sample.plan.tabs.items() if tab.rows
    ]
    assert sample.plan.people.items() <= ours.plan.people.items()


def stands(one: Judged) -> list[tuple[Any, ...]]:
    return [
        (row["at_ref"], *(standing[name] for name in ("status", "due", "days_overdue", "rag")))
        for row, standing in one.plan.stands()
    ]


def found(one: Judged) -> Counter[tuple[str | None, ...]]:
    return Counter((finding.code, finding.ref, finding.level) for finding in one.findings)


@pytest.mark.parametrize("name", words.BY_NAME)
def test_every_word_of_a_source_is_in_the_workbook(name: str, tmp_path: Path) -> None:
    path = words.BY_NAME[name](tmp_path / "plan.docx")
    import_word(path, Options(tmp_path / "plan.xlsx"), TODAY)
    sample, ours = only(words.SAMPLES / name / "plan.xlsx"), only(tmp_path / "plan.xlsx")
    fields = [field for field in sample.columns if field in ours.columns and field != "ref"]
    for theirs, mine in zip(records(sample.actions), records(ours.actions), strict=True):
        assert [squeezed(mine[field]) for field in fields] == [squeezed(theirs[field]) for field in fields]
        assert squeezed(mine["at_section"]) == squeezed(theirs["at_section"])


def squeezed(value: object) -> str:
    return "".join(str("" if value is None else value).split())


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    path = words.peer_review(tmp_path / "plan.docx")
    for name in ("one.xlsx", "two.xlsx"):
        import_word(path, Options(tmp_path / name), TODAY)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.judge
@pytest.mark.parametrize("name", words.BY_NAME)
def test_other_programs_open_it(name: str, tmp_path: Path, validator: Any, libreoffice: Any) -> None:
    blank = tmp_path / "blank.xlsx"
    assert sheetplan("new", name, blank).exit_code == 0
    path = words.BY_NAME[name](tmp_path / "plan.docx")
    import_word(path, Options(tmp_path / "plan.xlsx"), TODAY)
    assert validator.new_errors(blank, tmp_path / "plan.xlsx") == []
    sheet = only(tmp_path / "plan.xlsx").sheet
    cells = libreoffice.recalculated(tmp_path / "plan.xlsx")[sheet]
    assert not [value for value in cells.values() if str(value).startswith(("#", "Err:"))]


def test_a_sections_row_says_no_status(tmp_path: Path) -> None:
    path = words.project_plan(tmp_path / "plan.docx")
    import_word(path, Options(tmp_path / "plan.xlsx"), TODAY)
    sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx", data_only=True)["Project plan"]
    sections = [row for row in sheet.iter_rows() if str(row[0].value).startswith(("Specific aim", "By "))]
    assert len(sections) == 8
    for row in sections:
        assert [one.value for one in row[1:] if one.value] == []
        assert not row[0].alignment.wrap_text


# Rows that are read as something else

CARRIED_ON = ["1. Contd\n· more", "", "Heard", "", "", "3/12/07", "second"]


def cells(path: Path, heading: str) -> list[Any]:
    """What stands under a heading of the plan, row by row."""
    sheet = openpyxl.load_workbook(path)[only(path).sheet]
    lines = [[one.value for one in line] for line in sheet.iter_rows()]
    top = next(at for at, line in enumerate(lines) if heading in line)
    return [line[lines[top].index(heading)] for line in lines[top + 1 :]]


def test_a_row_that_carries_on_stays_a_row_of_its_own(tmp_path: Path) -> None:
    """Both of its days stay, and what both of its rows have in a column of the organisation's own."""
    first = [*action(1, "By 3/12/07"), "", "28/11/07", "first"]
    made = imported(actions(first, CARRIED_ON, action(2), headings=(*HEADINGS, "Our notes")), tmp_path)
    path = tmp_path / "plan.xlsx"
    (one, two) = records(only(path).actions)
    assert (one["at_ref"], len(one["at_rows"]), one["achieved"]) == ("1", 2, date(2007, 12, 3))
    assert (two["at_ref"], len(two["at_rows"])) == ("2", 1)
    assert [day and day.date() for day in cells(path, "Achieved (Date)")[:3]] == [
        date(2007, 11, 28),
        date(2007, 12, 3),
        None,
    ]
    assert cells(path, "Our notes")[:3] == ["first", "second", None]
    assert sum("read day first" in said.text for said in made.assumed) == 1


def test_a_day_that_only_a_row_that_carries_on_has_is_said_to_be_read_day_first(tmp_path: Path) -> None:
    made = imported(actions(action(1, "By 3 Mar 2008"), CARRIED_ON[:6], action(2)), tmp_path)
    assert only(tmp_path / "plan.xlsx").actions["achieved"][0] == date(2007, 12, 3)
    assert [one.row for one in made.assumed if "read day first" in one.text] == [2]


def test_where_others_are_written_month_first_a_day_stays_text_in_a_row_that_carries_on_too(tmp_path: Path) -> None:
    month_first = [*action(2), "", "11/28/07"]
    imported(actions(action(1, "By 3 Mar 2008"), CARRIED_ON[:6], month_first), tmp_path)
    assert cells(tmp_path / "plan.xlsx", "Achieved (Date)")[:3] == [None, "3/12/07", "11/28/07"]


def test_what_only_a_merged_cell_holds_together_becomes_one_row(tmp_path: Path) -> None:
    document = actions(action(1), ["", "By 9 April 2008", "It is heard"], action(2))
    cell(document, 2, 1).merge(cell(document, 3, 1))
    imported(document, tmp_path)
    one, two = records(only(tmp_path / "plan.xlsx").actions)
    assert (one["at_ref"], one["timescale"]) == ("1", "By 3 March 2008\nBy 9 April 2008")
    assert [len(each["at_rows"]) for each in (one, two)] == [1, 1]


PROJECT = ("", "Objectives", "Key activities", "SMART milestones", "Key Performance Indicators")


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (0, 1, 3, 2, 4), (0, 1, 4, 3, 2)])
def test_a_row_too_far_left_is_read_alike_whatever_the_order_of_the_columns(
    order: tuple[int, ...], tmp_path: Path
) -> None:
    """It stays there where the workbook's columns stand in the document's order, and is put right elsewhere."""
    slipped = ["Make a plan for all", "Ask the members", "By 3 March 2008", "A plan is there", ""]
    rows = [["1a", "Meet", "Book a room", "By 9 April 2008", "Minutes"], ["1b", "Report", "Write", "Soon", "A report"]]
    ordered = [[row[place] for place in order] for row in (PROJECT, *rows)]
    straight = ["", *slipped[:4]]
    moved = [*[straight[place] for place in order][1:], ""]
    imported(actions(*ordered[1:], moved, headings=ordered[0]), tmp_path, template="project-plan")
    (*_, last) = records(only(tmp_path / "plan.xlsx").actions)
    assert [last[name] for name in ("objective", "activities", "milestones", "indicators")] == slipped[:4]
    assert last["at_shifted"] == (order == (0, 1, 2, 3, 4))


@pytest.mark.judge
def test_an_update_leaves_such_rows_and_their_statuses_right(tmp_path: Path, libreoffice: Any) -> None:
    """Nothing is said of the further rows: their action's status stands in its first one, after a recalculation too."""
    path = tmp_path / "plan.xlsx"
    import_word(words.peer_review(tmp_path / "plan.docx"), Options(path), TODAY)
    before = [(one["at_ref"], one["at_rows"]) for one in records(only(path).actions)]
    assert sum(len(rows) > 1 for _, rows in before) == 3
    day = DAYS["peer-review"]
    assert sheetplan("update", path, "--as-of", day).exit_code == 0
    after = judged(path, date.fromisoformat(day)).plan
    column = letters(after.computed["status"].column)
    sheet = openpyxl.load_workbook(path, data_only=True)[after.sheet]
    stored = {one.coordinate: one.value for one in sheet[column]}
    recalculated = libreoffice.recalculated(path)[after.sheet]
    for row, standing in after.stands():
        first, *further = row["at_rows"]
        assert stored[f"{column}{first}"] == str(standing["status"])
        assert recalculated[f"{column}{first}"] in set(map(str, Status))
        for cells_now in (stored, recalculated):
            assert [cells_now.get(f"{column}{number}") or "" for number in further] == [""] * len(further)
    assert "nothing to do" in sheetplan("update", path, "--as-of", day).output.casefold()


# What a plan in Word can look like


def test_days_in_a_column_of_days_are_days_and_timescales_stay_as_they_were_typed(tmp_path: Path) -> None:
    typed = ["28/11/07", "28 Nov 2007", "28th November 07", "28.11.2007", "31/11/07", "Nov 07", "soon"]
    made = imported(actions(*(action(n, "By 28/11/07", "", day) for n, day in enumerate(typed, 1))), tmp_path)
    plan = only(tmp_path / "plan.xlsx")
    assert list(plan.actions["achieved"]) == [date(2007, 11, 28)] * 4 + typed[4:]
    assert set(plan.actions["timescale"]) == {"By 28/11/07"}
    assert not made.left


def test_days_that_can_be_read_two_ways_are_said(tmp_path: Path) -> None:
    made = imported(actions(action(1, "By 1/2/08", "", "3/12/07")), tmp_path)
    assert only(tmp_path / "plan.xlsx").actions["achieved"][0] == date(2007, 12, 3)
    assert any("3/12/07 and have been read day first" in one.text for one in made.assumed)


def test_what_was_joined_repeated_or_no_action_is_said_with_table_and_row(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Plan of the group")
    more = ["1. Contd\n· more"]
    words.table(document, [HEADINGS, action(1), more, HEADINGS, ["see the minutes"], action(2)])
    words.table(document, [HEADINGS, action(3), action(4)])
    cell(document, 2, 2, 2).merge(cell(document, 3, 2, 2))
    made = imported(document, tmp_path)
    said = [(one.table, one.row, one.text) for one in made.assumed]
    assert (1, 2, "Rows 2 and 3 have been read as one action, 1, because row 3 says that it carries on.") in said
    assert (1, 4, "Row 4 of table 1 and row 1 of table 2 repeat the headings.") in said
    merged = 'Rows 2 and 3 of column 2 ("Timescales") are one merged cell: its value counts for each of its rows.'
    assert (2, 2, merged) in said
    assert [(one.table, one.row) for one in made.left] == [(1, 5)]
    assert "see the minutes" in made.left[0].text
    assert list(only(tmp_path / "plan.xlsx").actions["at_ref"]) == ["1", "2", "3", "4"]


def test_sections_of_a_kind_that_has_none_are_listed(tmp_path: Path) -> None:
    document = actions(action(1), ["Before the review"], action(2))
    cell(document, 3, 1).merge(cell(document, 3, 6))
    made = imported(document, tmp_path)
    assert [(one.table, one.row) for one in made.left] == [(1, 3)]
    assert '"Before the review"' in made.left[0].text
    assert len(only(tmp_path / "plan.xlsx").actions) == 2


def test_titles_labels_and_role_keys_go_where_they_belong_and_the_rest_is_listed(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Where we stand", style="Title")
    document.add_paragraph("Organisation: Organisation A")
    document.add_paragraph("First review: 3 March 2008")
    document.add_paragraph("Second review: when there is time")
    document.add_paragraph("The plan runs from November 2007 to May 2008.")
    document.add_paragraph("LR = Lead reviewer; CO = Coordinator")
    words.table(document, [HEADINGS, action(1)])
    words.table(document, [["QA", "Quality adviser"], ["TL", "Team leader"]])
    words.table(document, [["Name", "Telephone"], ["Somebody", "0123"], ["Somebody else", "0124"]])
    made = imported(document, tmp_path)
    plan = only(tmp_path / "plan.xlsx")
    assert {name: plan.cover.get(name) for name in ("title", "organisation", "review_1", "review_2")} == {
        "title": "Where we stand",
        "organisation": "Organisation A",
        "review_1": date(2008, 3, 3),
        "review_2": None,
    }
    assert (plan.cover["plan_start"], plan.cover["plan_end"]) == (date(2007, 11, 1), date(2008, 5, 31))
    assert {"LR", "CO", "QA", "TL"} <= set(plan.people)
    assert [(one.table, one.text.split('"')[1]) for one in made.left] == [
        (3, "Name"),
        (None, "Second review: when there is time"),
        (None, "The plan runs from November 2007 to May 2008."),
    ]


def test_rows_of_the_table_above_its_headings_are_read_like_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    above = [["Where we stand"], ["Organisation: Organisation A"], ["Made in May."], ["LR = Lead reviewer"]]
    table = words.table(document, [*above, HEADINGS, action(1)])
    for row in table.rows[:4]:
        row.cells[0].merge(row.cells[5])
    made = imported(document, tmp_path)
    plan = only(tmp_path / "plan.xlsx")
    assert (plan.cover["title"], plan.cover["organisation"]) == ("Where we stand", "Organisation A")
    assert plan.people["LR"] == "Lead reviewer"
    assert [(one.table, one.row, one.text) for one in made.left] == [(1, 3, 'a row above the headings: "Made in May."')]


def test_signatures_at_the_end_of_the_table_itself_are_on_the_cover(tmp_path: Path) -> None:
    headings = ("Indicator", "Peer reviewer findings", "Improvement required", "Action undertaken", "Evidence")
    rows = [["3.1.4", "None", "Make one", "Made", "Here"], ["Signed", "A", "B"], ["Position", "Chair", "Chief"]]
    last = [["Date", "30/04/2009", "30 July 2009"], ["Sent by post"]]
    made = imported(actions(*rows, *last, headings=headings), tmp_path)
    plan, implemented = only(tmp_path / "plan.xlsx").signatures
    assert (plan.name, plan.position, plan.day) == ("A", "Chair", date(2009, 4, 30))
    assert (implemented.name, implemented.position, implemented.day) == ("B", "Chief", date(2009, 7, 30))
    assert [(one.table, one.row) for one in made.left] == [(1, 6)]


def test_a_column_that_is_missing_is_said_of_the_table(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("A line above")
    words.table(document, [HEADINGS[:5], action(1)])
    with pytest.raises(SheetplanError, match=r"the plan in table 1 \(headings in row 1\) has no column Achieved"):
        imported(document, tmp_path)


def test_what_stands_in_more_columns_than_the_kind_has_comes_along(tmp_path: Path) -> None:
    document = actions([*action(1), "", "", "cheap"], headings=(*HEADINGS, "What it costs"))
    made = imported(document, tmp_path)
    plan = only(tmp_path / "plan.xlsx")
    assert plan.actions["at_others"][0] == {"What it costs": "cheap"}
    assert any("What it costs" in sentence for sentence in made.said)


def test_what_was_left_of_cells_is_listed_with_its_row(tmp_path: Path) -> None:
    document = actions(action(1), action(2))
    put(cell(document, 3, 2), '<w:del w:id="2" w:author="a"><w:r><w:delText>never</w:delText></w:r></w:del>')
    made = imported(document, tmp_path)
    assert [(one.table, one.row, one.text) for one in made.left] == [(1, 3, 'deleted with changes tracked: "never"')]


def test_a_word_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    imported(actions(action(1, "By 3 March 2008", "=1+1", "")), tmp_path)
    assert only(tmp_path / "plan.xlsx").actions["evaluation"][0] == "=1+1"


def test_more_actions_than_ready_rows_come_in(tmp_path: Path) -> None:
    imported(actions(*(action(number) for number in range(1, 81))), tmp_path)
    assert list(only(tmp_path / "plan.xlsx").actions["at_ref"]) == [str(number) for number in range(1, 81)]


OWN = """
name = "own"
title = "Our plan"
summary = "What we do"
version = 1
[plan]
ref_from = "what"
[[column]]
field = "what"
heading = "Was zu tun ist"
required = true
[[column]]
field = "when"
heading = "Bis wann"
type = "timescale"
[[column]]
field = "done"
heading = "Erledigt am"
type = "date"
[status]
complete_when = ["done"]
"""


def own_plan() -> Any:
    rows = [[f"{n}. Find room {n}", f"{n} May 2008", f"{n}/4/08"] for n in range(1, 5)]
    return actions(*rows, headings=("Was zu tun ist", "Bis wann", "Erledigt am"))


def test_a_narrow_plan_is_found_once_whatever_tables_stand_below_it(tmp_path: Path) -> None:
    document = own_plan()
    words.table(document, [["Risk", "How likely", "Who", "What then"], ["Snow", "low", "PM", "wait"]])
    own = tmp_path / "own.toml"
    own.write_text(OWN, encoding="utf-8")
    made = imported(document, tmp_path, template=str(own))
    assert made.tables == (1,)
    assert [one.table for one in made.left] == [2]


def test_a_plan_with_headings_of_its_own_comes_in_with_its_template(tmp_path: Path) -> None:
    document = own_plan()
    with pytest.raises(SheetplanError, match="Was zu tun ist, Bis wann, Erledigt am") as problem:
        imported(document, tmp_path)
    assert "sheetplan adopt" in problem.value.fix
    own = tmp_path / "own.toml"
    own.write_text(OWN, encoding="utf-8")
    made = imported(document, tmp_path, template=str(own))
    assert made.plan.template.name == "own"
    plan = only(tmp_path / "plan.xlsx", str(own))
    assert list(plan.actions["what"]) == [f"{n}. Find room {n}" for n in range(1, 5)]
    assert list(plan.actions["done"]) == [date(2008, 4, n) for n in range(1, 5)]


def test_adopt_drafts_a_template_for_a_document_that_import_then_takes(tmp_path: Path) -> None:
    headings = ("No", "Recommendation", "What we do about it", "Who leads", "Deadline", "How it stands")
    rows = [[str(n), f"Recommendation {n}", f"Do part {n}", "Manager", f"{n} May 2008", "open"] for n in range(1, 6)]
    path = words.saved(actions(*rows, headings=headings), tmp_path / "plan.docx")
    own = tmp_path / "own.toml"
    adopted = sheetplan("adopt", path, "-o", own)
    assert adopted.exit_code == 0
    assert f'sheetplan import "plan.docx" -o "plan.xlsx" --template "{own}"' in adopted.output
    done = sheetplan("import", path, "-o", tmp_path / "plan.xlsx", "--template", own)
    assert done.exit_code == 0
    assert f'sheetplan check "plan.xlsx" --template "{own}"' in done.output
    plan = only(tmp_path / "plan.xlsx", str(own))
    assert list(plan.actions["at_ref"]) == ["1", "2", "3", "4", "5"]
    assert not plan.sheet.startswith("Table")


# Which table


def two_plans() -> Any:
    document = actions(action(1), action(2))
    document.add_paragraph("And what the other group does")
    words.table(document, [HEADINGS, action(1), action(2), action(3)])
    return document


def test_of_two_plans_nobody_chooses_but_the_person(tmp_path: Path) -> None:
    with pytest.raises(SheetplanError, match=r"table 1 \(peer-review, 2 actions\) and table 2") as problem:
        imported(two_plans(), tmp_path)
    assert "--table 1" in problem.value.fix
    assert not (tmp_path / "plan.xlsx").exists()
    made = imported(two_plans(), tmp_path, table=2)
    assert made.tables == (2,)
    assert len(only(tmp_path / "plan.xlsx").actions) == 3


def test_of_a_plan_that_stands_there_twice_the_one_that_is_named_is_taken(tmp_path: Path) -> None:
    document = actions(*map(action, range(1, 6)))
    document.add_paragraph("As it was last year")
    words.table(document, [HEADINGS, *map(action, range(1, 7))])
    with pytest.raises(SheetplanError, match="hold the same actions") as problem:
        imported(document, tmp_path)
    assert "--table" in problem.value.fix
    imported(document, tmp_path, table=2)
    assert len(only(tmp_path / "plan.xlsx").actions) == 6


def test_a_table_that_is_not_there_or_no_plan_is_said(tmp_path: Path) -> None:
    document = actions(action(1))
    words.table(document, [["Risk", "How likely"], ["Snow", "low"]])
    with pytest.raises(SheetplanError, match=r"no table 7\. It has 2 tables\."):
        imported(document, tmp_path, table=7)
    with pytest.raises(SheetplanError, match=r"in table 2; .* are: Risk, How likely"):
        imported(document, tmp_path, table=2)


# The door


def test_the_command_says_what_it_did_and_what_is_next(tmp_path: Path) -> None:
    path = words.peer_review(tmp_path / "plan.docx")
    done = sheetplan("import", path, "-o", tmp_path / "ours.xlsx")
    assert done.exit_code == 0
    assert "ours.xlsx: made from plan.docx, table 1: peer-review plan, 30 actions" in done.output
    assert "table 1, row 16: Rows 16 and 17 have been read as one action, 14" in done.output
    assert 'sheetplan check "ours.xlsx"' in done.output
    again = sheetplan("import", path, "-o", tmp_path / "ours.xlsx")
    assert again.exit_code == 2
    assert "is there already, and is not written over" in again.output


def test_a_dry_run_writes_nothing_and_json_says_the_same(tmp_path: Path) -> None:
    path = words.quality_mark(tmp_path / "plan.docx")
    told = json.loads(sheetplan("import", path, "-o", tmp_path / "o.xlsx", "--dry-run", "--format", "json").output)
    assert told["dry_run"] is True
    assert told["written"] is None
    assert not (tmp_path / "o.xlsx").exists()
    done = sheetplan("import", path, "-o", tmp_path / "o.xlsx", "--format", "json")
    assert json.loads(done.output) == {**told, "dry_run": False, "written": str(tmp_path / "o.xlsx")}
    assert told["tables"] == [1]
    assert told["actions"] == ["3.1.4", "4.2.7"]
    assert told["tabs"] == {"findings": 2}
    assert told["left"][0] == {
        "table": 3,
        "row": 1,
        "paragraph": None,
        "text": 'the column "The indicator (3rd edition)", which the Findings tab does not have',
    }


def test_quiet_says_nothing(tmp_path: Path) -> None:
    done = sheetplan("import", words.peer_review(tmp_path / "plan.docx"), "-o", tmp_path / "o.xlsx", "-q")
    assert (done.exit_code, done.output) == (0, "")
    assert (tmp_path / "o.xlsx").exists()


@pytest.mark.parametrize(
    ("name", "output", "said"),
    [
        ("plan.docx", "o.xlsm", "must end in .xlsx"),
        ("plan.xlsx", "o.xlsx", "is no Word document"),
        ("missing.docx", "o.xlsx", "is not there"),
        ("text.docx", "o.xlsx", "is not a Word document"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_writes_nothing(tmp_path: Path, name: str, output: str, said: str) -> None:
    words.peer_review(tmp_path / "plan.docx")
    (tmp_path / "plan.xlsx").write_bytes((words.SAMPLES / "peer-review" / "plan.xlsx").read_bytes())
    (tmp_path / "text.docx").write_text("only text", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    done = sheetplan("import", tmp_path / name, "-o", tmp_path / output)
    assert done.exit_code == 2
    assert said in done.output
    assert done.output.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


def test_a_text_that_no_cell_can_hold_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(SheetplanError, match="table 1, row 3 has 40,000 characters"):
        imported(actions(action(1), [*action(2)[:3], "x" * 40_000]), tmp_path)
    assert not (tmp_path / "plan.xlsx").exists()


@pytest.mark.parametrize("command", [["check"], ["update"], ["extract", "--owner", "PM", "-o", "x.docx"], ["versions"]])
def test_other_commands_say_how_a_document_becomes_a_plan(tmp_path: Path, command: list[str]) -> None:
    path = words.peer_review(tmp_path / "plan.docx")
    done = sheetplan(command[0], path, *command[1:])
    assert done.exit_code == 2
    assert 'sheetplan import "plan.docx" -o "plan.xlsx"' in done.output


def test_a_document_in_a_folder_of_plans_is_passed_over_and_said(tmp_path: Path) -> None:
    words.peer_review(tmp_path / "plan.docx")
    ((path, reason),) = check([tmp_path], today=TODAY).passed_over
    assert path.endswith("plan.docx")
    assert "import makes a workbook of it" in reason


# Whatever stands in the cells

SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffe\uffff")
ROWS = st.lists(st.lists(st.text(SIGNS, max_size=20), min_size=3, max_size=3), min_size=1, max_size=4)


@settings(max_examples=20)
@given(ROWS)
def test_no_text_is_lost_on_the_way_into_the_workbook(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("word")
    typed = [[f"{n}. Do this {a}", "By 3 March 2008", f"s {b}", "PM", f"e {c}"] for n, (a, b, c) in enumerate(rows, 1)]
    imported(actions(*typed), folder)
    plan = only(folder / "plan.xlsx")
    fields = ("action", "timescale", "success", "responsibility", "evaluation")
    assert [[squeezed(row[field]) for field in fields] for row in records(plan.actions)] == [
        [squeezed(text) for text in row] for row in typed
    ]
