"""The live formulas of a painted plan, typed into through LibreOffice: every kind of row on three days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from judges.libreoffice import LibreOffice
from sheetplan import status, template
from sheetplan.model import Layout, Plan, Timescale
from sheetplan.workbook import paint

KIND = template.load("peer-review")
FIRST_ROW = 6

# Achieved | Due date | goes on | status and days overdue on 29 Feb 2008 | on 31 Mar 2008 | on 2 May 2008
ROWS = """
                          | 2008-02-28 | no  | Overdue 1    | Overdue 32   | Overdue 64
                          | 2008-02-29 | no  | Due soon     | Overdue 31   | Overdue 63
                          | 2008-03-01 | no  | Due soon     | Overdue 30   | Overdue 62
                          | 2008-03-31 | no  | Due soon     | Due soon     | Overdue 32
                          | 2008-04-01 | no  | Not yet due  | Due soon     | Overdue 31
                          | 2008-05-01 | no  | Not yet due  | Due soon     | Overdue 1
                          | 2008-05-02 | no  | Not yet due  | Not yet due  | Due soon
                          | 2008-06-02 | no  | Not yet due  | Not yet due  | Due soon
                          | 2008-06-03 | no  | Not yet due  | Not yet due  | Not yet due
                          | 2008-02-28T16:30 | no | Overdue 1 | Overdue 32 | Overdue 64
                          | 2008-03-31T16:30 | no | Due soon  | Due soon   | Overdue 32
                          | 2008-03-31 | yes | Due soon     | Due soon     | Overdue 32
                          | 2008-03-31 |     | Due soon     | Due soon     | Overdue 32
                          |            | yes | Ongoing      | Ongoing      | Ongoing
                          |            | no  | No due date  | No due date  | No due date
                          |            |     | not yet read | not yet read | not yet read
                          | in spring  | no  | No due date  | No due date  | No due date
2008-02-29                | 2008-02-01 | no  | Complete     | Complete     | Complete
2008-03-01                | 2008-02-01 | no  | Overdue 28   | Complete     | Complete
2008-03-31T23:59          | 2008-04-30 | no  | Not yet due  | Complete     | Complete
2008-05-03                | 2008-04-30 | no  | Not yet due  | Due soon     | Overdue 2
2008-02-29                |            | yes | Complete     | Complete     | Complete
2008-02-29                |            |     | Complete     | Complete     | Complete
done in February          | 2008-02-01 | no  | Overdue 28   | Overdue 59   | Overdue 91
Withdrawn: no host found  | 2008-02-01 | no  | Withdrawn    | Withdrawn    | Withdrawn
Withdrawn                 |            |     | Withdrawn    | Withdrawn    | Withdrawn
WITHDRAWN, see minutes    |            | no  | Withdrawn    | Withdrawn    | Withdrawn
~~withdrawn               |            | no  | Withdrawn    | Withdrawn    | Withdrawn
Not required: merged      | 2008-02-01 | no  | Withdrawn    | Withdrawn    | Withdrawn
Not~required              | 2008-02-01 | no  | Withdrawn    | Withdrawn    | Withdrawn
no longer required        | 2008-02-01 | no  | Withdrawn    | Withdrawn    | Withdrawn
n/a: moved to next year   | 2008-02-01 | no  | Withdrawn    | Withdrawn    | Withdrawn
N/A/next year             | 2008-02-01 | no  | Withdrawn    | Withdrawn    | Withdrawn
N/April                   | 2008-02-01 | no  | Overdue 28   | Overdue 59   | Overdue 91
N/Aé                      | 2008-02-01 | no  | Overdue 28   | Overdue 59   | Overdue 91
N/A1                      | 2008-02-01 | no  | Overdue 28   | Overdue 59   | Overdue 91
not withdrawn             | 2008-02-01 | no  | Overdue 28   | Overdue 59   | Overdue 91
"""
DAYS = (date(2008, 2, 29), date(2008, 3, 31), date(2008, 5, 2))
RAG = {
    "Overdue": "Red", "Due soon": "Amber", "Not yet due": "Green", "Complete": "Blue", "No due date": "Amber",
    "Ongoing": "Grey", "Withdrawn": "Grey", "not yet read": "", "": "",
}  # fmt: skip
TABLE = [[cell.strip() for cell in line.split("|")] for line in ROWS.strip("\n").splitlines()]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(paint.plan(KIND, title="", organisation="", plan_id="x", created=date(2007, 11, 1)))
    return path


def entered(text: str) -> Any:
    """What a cell of the table is when typed: a date, a moment, or words in which ~ is a space that does not break."""
    for kind in (date, datetime):
        try:
            return kind.fromisoformat(text)
        except ValueError:
            continue
    return text.replace("~", "\u00a0")


def typed() -> dict[str, Any]:
    """The table as it is typed into the plan's tab."""
    cells: dict[str, Any] = {}
    for row, (achieved, due, goes_on, *_) in enumerate(TABLE, start=FIRST_ROW):
        cells[f"A{row}"] = f"{row}. An action"
        cells |= {f"{c}{row}": entered(text) for c, text in zip("FGK", (achieved, due, goes_on), strict=True) if text}
    return cells


def standing(cells: Mapping[str, Any], row: int) -> tuple[Any, Any, Any]:
    """What the three computed cells of a row show."""
    status, rag, days = (cells.get(f"{column}{row}", "") for column in "HIJ")
    return status, rag, days


def expected(text: str) -> tuple[str, str, Any]:
    """Status, colour word and days of a cell like Overdue 28."""
    status, _, days = text.partition(" ") if text.startswith("Overdue") else (text, "", "")
    return status, RAG[status], int(days) if days else ""


@pytest.mark.parametrize("at", range(len(DAYS)), ids=[f"{day:%Y-%m-%d}" for day in DAYS])
def test_every_kind_of_row_on_a_day(libreoffice: LibreOffice, file: Path, at: int) -> None:
    assert len(TABLE) <= KIND.ready_rows
    position = {"B9": DAYS[at]}
    cells = libreoffice.recalculated(file, {"Cover": position, "Action plan": typed()})["Action plan"]
    shown = {row: standing(cells, row) for row in range(FIRST_ROW, FIRST_ROW + len(TABLE))}
    assert shown == {row: expected(line[3 + at]) for row, line in enumerate(TABLE, start=FIRST_ROW)}


@pytest.mark.parametrize("at", range(len(DAYS)), ids=[f"{day:%Y-%m-%d}" for day in DAYS])
def test_the_program_says_the_same(at: int) -> None:
    read = [line for line in TABLE if line[3] != "not yet read"]
    rows = []
    for achieved, due, goes_on, *_ in read:
        day = whole_day(entered(due))
        reading = Timescale("", "by", due=day if isinstance(day, date) else None, continues=goes_on == "yes")
        rows.append({"achieved": whole_day(entered(achieved)), "at_reading": reading})
    standing = status.as_of(plan_of(rows), DAYS[at]).standing
    assert standing is not None
    told = [
        (str(s), rag, days or "")
        for s, rag, days in standing[["status", "rag", "days_overdue"]].itertuples(index=False)
    ]
    assert told == [expected(line[3 + at]) for line in read]


def whole_day(value: Any) -> Any:
    """What the reader makes of a moment: its day."""
    return value.date() if isinstance(value, datetime) else value or None


def plan_of(rows: list[dict[str, Any]]) -> Plan:
    """A plan that holds these rows and nothing else."""
    frame = pd.DataFrame(rows, dtype=object)
    return Plan(Path("plan.xlsx"), KIND, KIND.sheet, Layout((5,), 6, 45, 1, 11), {}, {}, frame, pd.DataFrame())


def test_rows_without_an_action_show_nothing(libreoffice: LibreOffice, file: Path) -> None:
    cells = {
        "A6": "\u00a0 ",
        "G6": date(2008, 1, 1),
        "F7": date(2008, 1, 1),
        "A8": "\n",
        "K9": "no",
        "A10": "1. An action",
    }
    now = libreoffice.recalculated(file, {"Cover": {"B9": DAYS[0]}, "Action plan": cells})["Action plan"]
    assert {standing(now, row) for row in (6, 7, 8, 9, 11, 45)} == {("", "", "")}
    assert standing(now, 10) == ("not yet read", "", "")


def test_without_a_position_date_the_figures_are_for_today(libreoffice: LibreOffice, file: Path) -> None:
    today = datetime.now().date()  # noqa: DTZ005 - LibreOffice's own today, on this machine's clock
    cells = {"A6": "1. An action", "G6": today, "A7": "2. An action", "G7": today - timedelta(days=3)}
    now = libreoffice.recalculated(file, {"Action plan": cells})["Action plan"]
    assert standing(now, 6) == ("Due soon", "Amber", "")
    assert standing(now, 7) == ("Overdue", "Red", 3)
    assert now["A3"].startswith(f"Position date: {today.day} ")
    assert ", today. " in now["A3"]


def test_a_position_date_that_is_no_date_counts_as_none(libreoffice: LibreOffice, file: Path) -> None:
    cells = {"A6": "1. An action", "G6": date(2007, 12, 1)}
    now = libreoffice.recalculated(file, {"Cover": {"B9": "end of March"}, "Action plan": cells})["Action plan"]
    assert standing(now, 6)[0] == "Overdue"
    assert ", today. " in now["A3"]


def test_the_same_after_libreoffice_has_saved_the_plan(libreoffice: LibreOffice, file: Path, tmp_path: Path) -> None:
    sheets = {"Cover": {"B9": DAYS[0]}, "Action plan": typed()}
    saved = libreoffice.type_in(file, sheets, tmp_path / "saved.xlsx")
    cells = libreoffice.recalculated(saved, {"Cover": {"B9": DAYS[2]}})["Action plan"]
    shown = [standing(cells, row) for row in range(FIRST_ROW, FIRST_ROW + len(TABLE))]
    assert shown == [expected(line[5]) for line in TABLE]


def test_other_rules_of_a_template_are_other_formulas(libreoffice: LibreOffice, tmp_path: Path) -> None:
    kind = replace(KIND, due_soon_days=7, withdrawn_words=('Let "go"',), complete_when=("achieved", "evaluation"))
    path = tmp_path / "plan.xlsx"
    path.write_bytes(paint.plan(kind, title="", organisation="", plan_id="", created=DAYS[0]))
    cells = {f"A{row}": "An action" for row in range(6, 10)} | {
        "G6": date(2008, 3, 7), "G7": date(2008, 3, 8), "F8": 'let "go" - no host', "G8": date(2008, 2, 1),
        "F9": date(2008, 2, 1), "G9": date(2008, 2, 28),
    }  # fmt: skip
    now = libreoffice.recalculated(path, {"Cover": {"B9": DAYS[0]}, "Action plan": cells})["Action plan"]
    assert [standing(now, row)[0] for row in range(6, 10)] == ["Due soon", "Not yet due", "Withdrawn", "Overdue"]
