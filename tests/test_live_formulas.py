"""The live formulas of painted plans, typed into through LibreOffice: every kind of row, every template, three days."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import everything
from judges.libreoffice import LibreOffice
from sheetplan import status, template
from sheetplan.model import ARCHIVE, Layout, Milestone, Plan, Status, Template, Timescale, worked_out
from sheetplan.workbook import live, paint

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


# Every template


SEVERAL = {**{name: template.load(name) for name in template.names()}, **everything.kinds()}
GONE = live.NO_LONGER
BEFORE, SOON, LATER = date(2008, 2, 28), date(2008, 3, 31), date(2008, 6, 3)


def closings(kind: Template) -> list[dict[str, Any]]:
    """Every way in which an action of this kind can be closed, half closed or left open: field to what is typed."""
    dates = [name for name in kind.complete_when if kind.column(name).type == "date"]
    done = {name: DAYS[0] if name in dates else "As agreed" for name in kind.complete_when}
    found: list[dict[str, Any]] = [{}]
    if done:
        found += [done, done | dict.fromkeys(dates, DAYS[2] + timedelta(days=1)), done | dict.fromkeys(dates, "done")]
        found += [{name: value} for name, value in done.items()]
        found += [done | {name: "\u00a0 \n"} for name in done if name not in dates]
        found += [{name: f"{word.upper()}: moved"} for name in done for word in kind.withdrawn_words]
        found += [{name: f"{word}ing"} for name in done for word in kind.withdrawn_words[:1]]
    if live.typed(kind, kind.status_field or ""):
        words = [*kind.column(str(kind.status_field)).choices, *kind.closed_words, *kind.withdrawn_words]
        words += [
            "\u00a0 ",
            "something else",
            *(f" {word.upper()} " for word in (*kind.closed_words, *kind.withdrawn_words)),
        ]
        found += [{str(kind.status_field): word} for word in words]
        found += [done | {str(kind.status_field): words[0]}, done | {str(kind.status_field): kind.withdrawn_words[0]}]
        found += [{name: kind.withdrawn_words[0], str(kind.status_field): words[0]} for name in done]
    if kind.milestones is not None:
        early, late = DAYS[0], DAYS[1]
        found += [
            {"at_achieved": days}
            for days in ((early,), (late, early), (early, None), (None,), ("done",), (early, GONE))
        ]
    return found


def cases(kind: Template) -> list[dict[str, Any]]:
    """Rows of a plan: each way of closing with each sort of due date. Refs run from 1 and look like each other."""
    every = [(BEFORE, False), (SOON, True), (LATER, False), (None, True), (None, False)]
    ways = closings(kind)
    pairs = [(ways[0], due) for due in every] + [(way, every[at % 3]) for at, way in enumerate(ways[1:])]
    texts = [
        c.field
        for c in live.typed_columns(kind)
        if c.type in ("text", "timescale") and c.field not in (*kind.complete_when, "ref")
    ]
    alike = ["1.2", "12", "1a", "1", "2", "21"]
    rows = []
    for number, (closing, (due, goes_on)) in enumerate(pairs, start=1):
        ref = f"{number // 10}.{number % 10}" if number % 2 else f"{number // 10 + 1}{'abcdefghij'[number % 10]}"
        if "at_achieved" in closing:
            ref = alike.pop(0)
        row = dict.fromkeys(texts, "Something") | closing
        row[kind.ref_from] = ref if kind.ref_from == "ref" or len(texts) < 2 else f"{ref}. Something"
        row |= {"ref": ref} if live.typed(kind, "ref") and number % 3 else {}
        if kind.ref_from == "ref":
            row["ref"] = ref
        rows.append(row | {"at_ref": ref, "at_due": due, "at_goes_on": goes_on})
    return rows


def programs_answers(kind: Template, rows: list[dict[str, Any]], day: date) -> list[tuple[str, str, Any]]:
    """Status, colour word and days overdue as the program works them out."""
    frame = []
    for row in rows:
        typed_due = {"due": row["at_due"]} if live.typed(kind, "due") else {}
        reading = Timescale("", "by", due=row["at_due"], continues=can_go_on(kind) and row["at_goes_on"])
        named = [on for on in row.get("at_achieved", ()) if on != GONE]
        reached = [on if isinstance(on, date) and on <= day else None for on in named]
        stones = tuple(Milestone("", None, on, Status.NO_DUE_DATE, None, is_next=False) for on in reached)
        blank = dict.fromkeys(column.field for column in kind.columns)
        frame.append(blank | row | typed_due | {"at_reading": reading, "at_dates": {}, "at_milestones": stones})
    plan = replace(plan_of(frame), template=kind)
    standing = status.as_of(plan, day).standing
    assert standing is not None
    told = standing[["status", "rag", "days_overdue"]].itertuples(index=False)
    return [(str(s), rag, days or "") for s, rag, days in told]


def can_go_on(kind: Template) -> bool:
    """Whether a painted plan can say that an action goes on without a due date."""
    return "goes_on" in live.computed_fields(kind) and live.typed(kind, "due") is None


def as_typed(kind: Template, rows: list[dict[str, Any]], content: bytes) -> dict[str, dict[str, Any]]:
    """The rows as people and `update` enter them in a painted workbook: sheet to cell to value."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    plan, at = headings_of(book, kind.sheet)
    typed: dict[str, dict[str, Any]] = {kind.sheet: {}}
    by_field = {column.heading: column.field for column in live.typed_columns(kind)}
    own = kind.computed_sheet or kind.sheet
    typed.setdefault(own, {})
    top, computed = headings_of(book, own)
    for down, row in enumerate(rows, start=1):
        for heading, letter in at.items():
            value = row["at_due"] if by_field.get(heading) == "due" else row.get(by_field.get(heading, ""))
            if value is not None:
                typed[kind.sheet][f"{letter}{plan + down}"] = value
        if live.typed(kind, "due") is None and row["at_due"]:
            typed[own][f"{computed[live.heading(kind, 'due')]}{top + down}"] = row["at_due"]
        if can_go_on(kind):
            typed[own][f"{computed[live.heading(kind, 'goes_on')]}{top + down}"] = "yes" if row["at_goes_on"] else "no"
    if kind.milestones is not None:
        tab = kind.tab(kind.milestones.tab)
        row_number, at = headings_of(book, tab.sheet)
        lines = [(row["at_ref"], on) for row in rows for on in row.get("at_achieved", ())]
        assert len(lines) <= tab.ready_rows
        typed[tab.sheet] = {}
        for down, (ref, on) in enumerate(lines, start=row_number + 1):
            typed[tab.sheet][f"{at[tab.column('ref').heading]}{down}"] = ref
            if on is not None:
                typed[tab.sheet][f"{at[tab.column('achieved').heading]}{down}"] = on
            if on == GONE:
                typed[tab.sheet][f"{at[tab.column('standing').heading]}{down}"] = on
    return typed


def headings_of(book: openpyxl.Workbook, sheet: str) -> tuple[int, dict[str, str]]:
    """The heading row of a sheet's table, and the column letter of each heading."""
    (table,) = book[sheet].tables.values()
    cells = book[sheet][table.ref][0]
    return cells[0].row, {cell.value: cell.column_letter for cell in cells}


def with_wrong_results(content: bytes) -> bytes:
    """The workbook with something else than the truth as every formula's stored result."""
    target = io.BytesIO()
    planted = 0
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(target, "w") as copy:
        for name in package.namelist():
            data = package.read(name)
            if name.startswith("xl/worksheets/sheet"):
                planted += data.count(b"</f><v></v>")
                data = data.replace(b"</f><v></v>", b"</f><v>wrong</v>")
            copy.writestr(name, data)
    assert planted > 10
    return target.getvalue()


@pytest.mark.parametrize("name", SEVERAL)
def test_every_template_says_what_the_program_says(libreoffice: LibreOffice, tmp_path: Path, name: str) -> None:
    rows = cases(SEVERAL[name])
    kind = replace(
        SEVERAL[name], ready_rows=len(rows), tabs=tuple(replace(t, ready_rows=90) for t in SEVERAL[name].tabs)
    )
    content = with_wrong_results(paint.plan(kind, title="", organisation="", plan_id="", created=DAYS[0]))
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    own = kind.computed_sheet or kind.sheet
    shown_at_all = set()
    typed = as_typed(kind, rows, content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    first, at = headings_of(book, own)
    position = next(row[1].coordinate for row in book[kind.cover_sheet].iter_rows() if row[0].value == "Position date")
    for day in DAYS if name in template.names() else DAYS[1:2]:
        now = libreoffice.recalculated(path, typed | {kind.cover_sheet: {position: day}})
        shown = [
            tuple(
                now[own].get(f"{at[live.heading(kind, f)]}{first + down}", "")
                for f in ("status", "rag", "days_overdue")
            )
            for down in range(1, len(rows) + 1)
        ]
        told = programs_answers(kind, rows, day)
        differ = [(row, is_, should) for row, is_, should in zip(rows, shown, told, strict=True) if is_ != should]
        assert differ == []
        shown_at_all |= {status for status, _, _ in shown}
    assert shown_at_all >= {"Overdue", "Due soon", "Not yet due", "Complete"}


@pytest.mark.parametrize("name", SEVERAL)
def test_a_ref_or_a_section_alone_is_no_action(libreoffice: LibreOffice, tmp_path: Path, name: str) -> None:
    kind = SEVERAL[name]
    content = paint.plan(kind, title="", organisation="", plan_id="", created=DAYS[0])
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    row, at = headings_of(book, kind.sheet)
    texts = [c for c in live.typed_columns(kind) if c.type == "text" and c.field not in (kind.ref_from, "ref")]
    typed = {f"{at[texts[0].heading]}{row + 2}": "Aim 2: by October"}
    if live.typed(kind, "ref"):
        typed[f"{at[kind.column('ref').heading]}{row + 1}"] = "17"
    own = kind.computed_sheet or kind.sheet
    now = libreoffice.recalculated(path, {kind.sheet: typed})
    first, at = headings_of(book, own)
    assert {now[own].get(f"{at[live.heading(kind, 'status')]}{first + down}", "") for down in (1, 2, 3)} == {""}


# What a tab shows of other rows


def test_what_is_worked_out_on_a_tab_is_what_the_program_works_out(libreoffice: LibreOffice, tmp_path: Path) -> None:
    kind = SEVERAL["everything"]
    content = with_wrong_results(paint.plan(kind, title="", organisation="", plan_id="", created=DAYS[0]))
    path = tmp_path / "plan.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(content))
    path.write_bytes(unlocked(content))
    tables: dict[str, list[dict[str, Any]]] = {
        "topics": [
            {"topic": "Safety", "first": "Yes", "second": " YES"}, {"topic": "safe*", "first": "No"},
            {"topic": "=Hope"}, {"topic": 1.1}, {"topic": 1}, {"first": "Yes"}, {"topic": "\u00a0Two  words "},
            {"topic": "nowhere", "sort": "x"},
        ],
        "readings": [
            {"topic": " safety", "day": date(2008, 3, 1), "figure": 7},
            {"topic": "SAFETY", "day": "in May", "figure": 9, "said": "text"},
            {"topic": "Safety", "day": date(2008, 3, 1), "figure": 8},
            {"topic": "Safety", "day": date(2008, 2, 1), "said": "older"},
            {"topic": "=Hope", "figure": 3, "said": 5}, {"topic": "1.1", "day": date(2008, 2, 1), "figure": 0},
            {"topic": "two words", "day": date(2008, 2, 1), "said": "Blank figure"},
            {"topic": 1, "day": date(2008, 2, 1), "figure": -1},
        ],
        ARCHIVE: [{"what": "z", "who": "safety"}],
        "plan": [
            {"what": "a", "who": "SAFETY"}, {"what": "b", "who": "safety "}, {"what": "c"}, {"what": "d", "who": "1.1"},
        ],
    }  # fmt: skip
    typed: dict[str, dict[str, Any]] = {}
    for name, rows in tables.items():
        own = {"plan": kind.sheet, ARCHIVE: kind.archive_sheet}
        columns = kind.columns if name in own else kind.tab(name).columns
        sheet = own[name] if name in own else kind.tab(name).sheet
        first, at = headings_of(book, sheet)
        typed[sheet] = {
            f"{at[column.heading]}{first + down}": as_text(row.get(column.field))
            for down, row in enumerate(rows, start=1)
            for column in columns
            if not column.works_out and column.heading in at
        }
    now = libreoffice.recalculated(path, typed)["Topics"]
    first, at = headings_of(book, "Topics")
    worked = [column for column in kind.tab("topics").columns if column.works_out]
    shown = [{c.field: now.get(f"{at[c.heading]}{first + down}", "") for c in worked} for down in range(1, 9)]
    wanted = [{c.field: worked_out(c.works_out, row, tables) for c in worked} for row in tables["topics"]]
    assert shown == [{name: "" if value is None else value for name, value in row.items()} for row in wanted]
    assert shown[0] == {"yes": 2, "actions": 3, "newest": 8, "on": date(2008, 3, 1), "said": ""}
    assert shown[1] == {"yes": 0, "actions": 0, "newest": "", "on": "", "said": ""}
    assert shown[5]["actions"] == ""


def unlocked(content: bytes) -> bytes:
    """The workbook with no sheet locked, so that what update writes can be typed in."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(target, "w") as copy:
        for name in package.namelist():
            copy.writestr(name, re.sub(rb"<sheetProtection [^>]*/>", b"", package.read(name)))
    return target.getvalue()


def as_text(value: Any) -> Any:
    """What is typed: text that looks like a formula is text."""
    return f"'{value}" if isinstance(value, str) and value.startswith("=") else value
