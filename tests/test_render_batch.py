"""The summary of many plans: the worst first, the same trouble in one line, and nothing that was sent unnoticed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import batches
from sheetplan import render
from sheetplan.model import Batch, Compared, Expected, Finding, Level, Phased, Plan, Refusal, Submission
from sheetplan.walks.shelf import Shelved
from sheetplan.workbook import report_rows


def text(batch: Batch) -> str:
    return render.batch_text(batch)


def block(batch: Batch, title: str) -> list[str]:
    """The lines under a title of the summary."""
    found = [one for one in text(batch).split("\n\n") if one.startswith(title)]
    return [line.strip() for line in found[0].splitlines()[1:]] if found else []


def table(batch: Batch) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render.batch_csv(batch))))


def with_findings(path: str, *findings: Finding, organisation: str | None = "Parish Clinic") -> Submission:
    judged = replace(batches.judged(batches.GOOD, path), findings=findings)
    return batches.sent(path, organisation, judged)


def test_rendering_changes_nothing() -> None:
    batch = batches.everything()
    before = render.batch_json(batch)
    text(batch), render.batch_csv(batch)
    assert render.batch_json(batch) == before


def test_only_plans_whose_findings_are_shown_are_fetched() -> None:
    waiting: list[int] = []

    class Lying:
        """As a shelf on which plans lie, that tells which of them were fetched."""

        def __init__(self) -> None:
            self.judged = [
                batches.judged(batches.BLANKS if number < 30 else batches.ONE_FAULT, f"{number:02}.xlsx")
                for number in range(40)
            ]

        def plan(self, number: int) -> Plan:
            waiting.append(number)
            return self.judged[number].plan

        def findings(self, number: int) -> tuple[Finding, ...]:
            return self.judged[number].findings

        def counts(self, number: int) -> tuple[int, ...]:
            return tuple(self.judged[number].counts().values())

        def again(self, number: int, findings: Sequence[Finding]) -> int:
            raise NotImplementedError

    lying = Lying()

    def fetched(number: int) -> Submission:
        judged = lying.judged[number]
        shelved = Shelved(lying, number, judged.day, judged.newest_record)
        one = batches.sent(f"{number:02}.xlsx", "Parish Clinic", judged)
        return replace(one, judged=(shelved,))

    made = batches.batch(*map(fetched, range(40)))
    assert block(made, "By organisation") == ["Parish Clinic: 730 must fix; 40 files, 380 actions, 10 overdue"]
    assert sorted(set(waiting)) == list(range(20))


def test_four_hundred_findings_read_like_ten() -> None:
    blanks = [batches.fault("required", f"D{row}", "Owner is blank.") for row in range(7, 207)]
    words = [batches.fault("not-a-date", f"E{row}", f'Due has words in it: "later {row}".') for row in range(7, 207)]
    made = batches.batch(with_findings("parish.xlsx", *blanks, *words))
    assert len(text(made).splitlines()) < 20
    assert "Must fix: D7, D8, D9 and 197 more: Owner is blank." in block(made, "By file")
    assert 'Must fix: E7, E8, E9 and 197 more: Due has words in it: "later 7". (E7; the others are like it)' in block(
        made, "By file"
    )


def test_few_cells_are_all_named_and_a_cell_once() -> None:
    cells = ("D6", "D9", "D14", "D20")
    made = batches.batch(
        with_findings("parish.xlsx", *(batches.fault("required", c, "Owner is blank.") for c in cells))
    )
    assert "Must fix: D6, D9, D14 and D20: Owner is blank." in block(made, "By file")
    twice = batches.batch(with_findings("parish.xlsx", *[batches.fault("required", "D6", "Owner is blank.")] * 2))
    assert "Must fix: D6: Owner is blank." in block(twice, "By file")


def test_a_tab_is_named_where_it_is_not_the_plans_own() -> None:
    found = batches.fault("required", "D6", "Owner is blank.", sheet="Risks")
    made = batches.batch(with_findings("parish.xlsx", found))
    assert "Must fix: Risks tab, D6: Owner is blank." in block(made, "By file")


def test_the_worst_come_first_everywhere() -> None:
    must = [batches.fault("required", f"D{row}", "Owner is blank.") for row in (7, 8)]
    check = [batches.fault("waits", f"B{row}", "It waits.", Level.CHECK) for row in range(7, 17)]
    made = batches.batch(
        with_findings("a.xlsx", *check, organisation="Area"),
        with_findings("b.xlsx", must[0], organisation="Branch"),
        with_findings("c.xlsx", *must, organisation="Centre"),
    )
    files = [line for line in block(made, "By file") if ".xlsx" in line]
    assert [line.split()[0] for line in files] == ["c.xlsx", "b.xlsx", "a.xlsx"]
    assert [line.partition(":")[0] for line in block(made, "By organisation")] == ["Centre", "Branch", "Area"]
    kinds = block(made, "By kind")
    assert kinds[0].split() == "Must fix 3 Needed, and blank (required), in 2 files, most in c.xlsx (2)".split()
    assert kinds[1].split() == "Check 10 Waits for what is past (waits), in a.xlsx".split()


def test_many_kinds_in_a_file_are_cut_and_counted() -> None:
    codes = ("required", "choice", "not-a-date", "number-range", "no-due-date", "date-impossible", "vague")
    found = [batches.fault(code, f"D{row}", f"It is {code}.") for row, code in enumerate(codes, 7)]
    assert "and 2 more of 2 other kinds: check this file alone to see all" in block(
        batches.batch(with_findings("parish.xlsx", *found)), "By file"
    )


def test_many_files_have_one_line_each_after_the_worst() -> None:
    files = [with_findings(f"{n:03}.xlsx", batches.fault("required", "D7", "Owner is blank.")) for n in range(60)]
    lines = block(batches.batch(*files), "By file")
    assert sum(line.startswith("Must fix: ") for line in lines) == 20
    assert sum(".xlsx" in line for line in lines) == 60


def test_very_many_files_and_organisations_are_counted() -> None:
    found = batches.fault("required", "D7", "Owner is blank.")
    files = [with_findings(f"{n:03}.xlsx", found, organisation=f"Organisation {n:03}") for n in range(130)]
    made = batches.batch(*files)
    assert "and 30 more files with 30 must fix: --report and --format csv name all" in block(made, "By file")
    assert block(made, "By organisation")[-1] == (
        "and 30 more organisations with 30 must fix: --report and --format csv name all"
    )


def test_files_in_different_folders_are_told_apart() -> None:
    found = batches.fault("required", "D7", "Owner is blank.")
    made = batches.batch(with_findings("in/north/plan.xlsx", found, found), with_findings("in/south/plan.xlsx", found))
    assert "most in north/plan.xlsx (2)" in block(made, "By kind")[0]


def test_who_has_not_sent_how_late_and_whom_to_ask() -> None:
    assert block(batches.everything(), "Not received") == [
        "Branch Practice: 12 days late, due 17 Feb 2008. Ask the secretary.",
        "Area Network: not late yet, due 31 Mar 2008. Row 6 of the register names nobody to ask.",
        "Ward Partnership: no day was set. Row 7 of the register names nobody to ask.",
        "If nothing comes: A reminder goes out.",
    ]


def test_late_twice_other_and_older() -> None:
    batch = batches.everything()
    assert block(batch, "Late") == ["plans/county.xlsx (County Trust): 9 days late, due 1 Feb 2008"]
    assert block(batch, "Sent twice") == [
        (
            "Parish Clinic: plans/parish.xlsx is newer than plans/parish (1).xlsx. They differ; "
            "ask whether it replaces the other."
        )
    ]
    other, older = block(batch, "Another kind")
    assert "sent as peer-review; the register asks for care-improvement" in other
    assert "A copy in the new template is made with --returns." in older
    same = replace(
        batch, twice=tuple((newer, older, True) for newer, older, _ in batch.twice), newer_by=("So it says.",)
    )
    assert block(same, "Sent twice")[0].endswith("Both hold the same; either will do. So it says.")
    assert any(
        line.startswith("plans/parish (1).xlsx") and "parish.xlsx is newer" in line for line in block(batch, "By file")
    )


def test_where_nothing_tells_the_newer_of_two_neither_is_called_so() -> None:
    batch = batches.everything()
    unknown = replace(batch, newer_by=("Nothing says which of parish.xlsx and parish (1).xlsx is the newer.",))
    (line,) = block(unknown, "Sent twice")
    assert line == (
        "Parish Clinic: plans/parish.xlsx and plans/parish (1).xlsx. They differ; ask which of them counts. "
        "Nothing says which of parish.xlsx and parish (1).xlsx is the newer."
    )
    assert not any("is newer" in line for line in block(unknown, "By file"))
    results = [row.result for row in report_rows.files(unknown)]
    assert not any("newer" in result or "came before" in result for result in results)
    assert sum("It came twice, as parish" in result for result in results) == 2


def test_what_could_not_be_read_says_why_what_to_do_and_whose_it_is() -> None:
    refusal = Refusal("in/parish.xlsx", "parish.xlsx has a password.", "Ask for a copy without one.")
    made = batches.batch(batches.sent("in/parish.xlsx", "Parish Clinic", refused=refusal))
    assert block(made, "Could not be read") == [
        "in/parish.xlsx has a password. Ask for a copy without one. It came from Parish Clinic."
    ]
    assert text(made).startswith("1 file at 29 Feb 2008: 0 with something that must be fixed, 0 with nothing")
    other = Refusal("in/parish.xlsx", "There is no such file.", "")
    assert block(batches.batch(batches.sent("in/parish.xlsx", None, refused=other)), "Could not be read") == [
        "in/parish.xlsx: There is no such file."
    ]


def test_every_waiver_is_shown_with_its_reason() -> None:
    assert block(batches.everything(), "Waived") == [
        (
            "No due date (no-due-date), District Hospital until 31 Mar 2008: district.xlsx B10, B14 and B18. "
            "Dates follow once the new ward is open."
        ),
        (
            "Aim that cannot be measured (vague), all organisations: nothing is waived by it now. "
            "Not asked in the first round."
        ),
        (
            "Needed, and blank (required), Parish Clinic, ran out on 31 Jan 2008: nothing is waived by it now. "
            "Staff were away."
        ),
    ]
    assert "3 waived" in text(batches.everything()).splitlines()[-1]


def test_rules_that_only_advise_say_until_when_and_of_which_kind_of_plan() -> None:
    batch = batches.everything()
    (line,) = block(batch, "Rules that only advise")
    assert line.endswith("in peer-review plans: must be fixed from 1 Jun 2008 on; 4 now")
    elsewhere = replace(batch, phased=(Phased("person-unknown", "project-plan", date(2008, 6, 1)),))
    assert block(elsewhere, "Rules that only advise")[0].endswith("; 0 now")


def test_what_became_of_the_last_return() -> None:
    batch = batches.everything()
    assert "Since the last return: 1 fixed, 3 still there, 18 new" in text(batch)
    assert any(
        line.endswith("since the return of 31 Jan 2008 1 fixed, 3 still there, 18 new")
        for line in block(batch, "By file")
    )
    assert "last return" not in text(batches.batch(with_findings("parish.xlsx")))


def test_what_was_passed_over_is_counted_and_what_was_noticed_is_said() -> None:
    batch = batches.everything()
    assert "Passed over: Excel's mark that somebody has the workbook open (1)." in text(batch)
    assert block(batch, "Also") == [
        'D9 holds "soon", which is no date.',
        "One waiver names an organisation that is not on the register.",
    ]


def test_nothing_that_a_terminal_would_obey_is_printed() -> None:
    made = batches.batch(with_findings("parish\x1b[2J.xlsx", batches.fault("required", "D7", "a\x1b]0;x\x07\nb")))
    assert "\x1b" not in text(made)
    assert "\x07" not in text(made)


def test_csv_has_a_line_for_each_finding_refusal_and_absence() -> None:
    levels = [row["level"] for row in table(batches.everything())]
    assert {level: levels.count(level) for level in levels} == {
        "must fix": 19,
        "check": 4,
        "waived": 3,
        "refused": 1,
        "not received": 3,
    }
    rows = table(batches.everything())
    waived = next(row for row in rows if row["level"] == "waived")
    assert waived["fix"] == "Waived until 31 Mar 2008: Dates follow once the new ward is open."
    assert waived["column"] == "Timescales/Milestones"
    absent = [row for row in rows if row["level"] == "not received"]
    assert absent[0]["organisation"] == "Branch Practice"
    assert absent[0]["found"] == "No plan has come; it was due on 17 Feb 2008, 12 days ago."
    assert [row["since_last"] for row in rows if row["organisation"] == "District Hospital"][:4] == [
        *["still there"] * 3,
        "new",
    ]


def test_csv_begins_as_that_of_a_single_plan() -> None:
    batch = batches.batch(batches.sent("parish.xlsx", "Parish Clinic", batches.judged(batches.BLANKS, "parish.xlsx")))
    single = list(csv.reader(io.StringIO(render.check_csv(batch.checked))))
    many = list(csv.reader(io.StringIO(render.batch_csv(batch))))
    assert [row[: len(single[0])] for row in many] == single


def test_no_cell_of_the_csv_is_a_formula() -> None:
    found = batches.fault("required", "D7", "=1+1", ref="@ref")
    made = batches.batch(
        with_findings("-parish.xlsx", found, organisation="=cmd|' /C calc'!A0"),
        not_sent=(Expected("+County", contact="=2+2", row=2),),
    )
    cells = [cell for row in table(made) for cell in row.values()]
    assert [cell for cell in cells if cell and cell[0] in "=+-@"] == []
    assert "'=cmd|' /C calc'!A0" in cells
    assert "'+County" in cells


def test_json_says_what_is_new_and_what_is_fixed() -> None:
    old, new = batches.fault("required", "D7", "Owner is blank."), batches.fault("choice", "E7", "Not a choice.")
    sent = replace(with_findings("parish.xlsx", new), compared=Compared(None, (old,), (), (new,)))
    (one,) = json.loads(render.batch_json(batches.batch(sent)))["submissions"]
    assert one["compared"]["since"] is None
    assert [f["cell"] for f in one["compared"]["fixed"]] == ["D7"]
    assert [f["cell"] for f in one["compared"]["new"]] == ["E7"]
    assert one["compared"]["still_there"] == []


def test_json_of_one_who_has_not_sent_and_is_not_late() -> None:
    data = json.loads(render.batch_json(batches.everything()))
    assert [(one["organisation"], one["days_late"]) for one in data["not_sent"]] == [
        ("Branch Practice", 12),
        ("Area Network", None),
        ("Ward Partnership", None),
    ]
    assert data["register"]["path"] == str(Path("register.xlsx"))
    assert {one["path"]: one["days_late"] for one in data["submissions"]}["plans/county.xlsx"] == 9
