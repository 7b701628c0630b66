"""Check on the real plan: figures that people rely on, the JSON contract, and what is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sheetplan import render
from sheetplan.model import Checked
from sheetplan.walks.check import check

SAMPLE = Path(__file__).parents[2] / "samples" / "peer-review" / "plan.xlsx"
DAY = date(2008, 2, 29)
TODAY = date(2026, 10, 31)

STATUSES = {
    "Complete": "1 2 3 4 5 7",
    "Withdrawn": "",
    "Overdue": "6 8 9 10 11 14 15 16 18 19 21 22",
    "Due soon": "20 23 24 25",
    "Not yet due": "17 27 28 29",
    "Ongoing": "12 26 30",
    "No due date": "13",
}


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample in the current folder, so that its path is the same everywhere."""
    shutil.copy(SAMPLE, tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")


def checked(*paths: Path, as_of: date | None = DAY) -> Checked:
    return check(paths, today=TODAY, as_of=as_of)


def as_json(*paths: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(render.check_json(checked(*paths)))
    return data


def test_checking_changes_nothing(plan: Path) -> None:
    before = plan.read_bytes()
    checked(plan)
    assert plan.read_bytes() == before
    assert [path.name for path in Path().iterdir()] == ["plan.xlsx"]


def test_thirty_actions_and_how_they_stand(plan: Path) -> None:
    (found,) = as_json(plan)["plans"]
    assert [action["ref"] for action in found["actions"]] == [str(n) for n in range(1, 31)]
    assert found["statuses"] == {word: len(refs.split()) for word, refs in STATUSES.items()}
    for word, refs in STATUSES.items():
        assert [action["ref"] for action in found["actions"] if action["status"] == word] == refs.split(), word


def test_the_contract_of_the_json(plan: Path) -> None:
    data = as_json(plan)
    assert list(data) == ["as_of", "plans", "refused", "passed_over"]
    assert data["as_of"] == "2008-02-29"
    (found,) = data["plans"]
    keys = "path template sheet heading_rows columns actions archived statuses assumed findings".split()
    assert list(found)[: len(keys)] == keys
    assert found["path"] == "plan.xlsx"
    assert (found["template"], found["sheet"], found["heading_rows"]) == ("peer-review", "Action plan", [6])
    assert found["columns"]["timescale"] == {"column": "B", "heading": "Timescales/Milestones"}
    assert list(found["columns"]) == ["action", "timescale", "success", "responsibility", "evaluation", "achieved"]
    assert found["actions"][5] == {
        "row": 12,
        "ref": "6",
        "status": "Overdue",
        "start": None,
        "due": "2007-12-10",
        "days_overdue": 81,
        "rag": "Red",
        "due_first": None,
        "times_moved": None,
    }
    assert found["actions"][14] == {
        "row": 22,
        "ref": "15",
        "status": "Overdue",
        "start": None,
        "due": "2008-01-09",
        "days_overdue": 51,
        "rag": "Red",
        "due_first": None,
        "times_moved": None,
    }
    late = {action["ref"] for action in found["actions"] if action["days_overdue"] is not None}
    assert late == set(STATUSES["Overdue"].split())
    assert found["archived"] == 0
    assert all(set(assumed) == {"cell", "text"} for assumed in found["assumed"])
    finding_keys = {"code", "level", "sheet", "cell", "ref", "column", "found", "fix"}
    assert all(set(finding) == finding_keys for finding in found["findings"])


def test_what_is_found_is_true_and_worth_a_persons_time(plan: Path) -> None:
    (found,) = as_json(plan)["plans"]
    assert [(f["code"], f["level"], f["cell"], f["ref"]) for f in found["findings"]] == [
        ("no-due-date", "must fix", "B19", "13"),
        ("rows-joined", "information", "A20", "14"),
        ("rows-joined", "information", "A23", "16"),
        ("rows-joined", "information", "A26", "18"),
        ("year-inferred", "information", "B37", "28"),
    ]


def test_what_was_assumed_is_said(plan: Path) -> None:
    (found,) = as_json(plan)["plans"]
    texts = {assumed["cell"]: assumed["text"] for assumed in found["assumed"]}
    assert {"A20", "A23", "A26", "B37"} <= set(texts)
    assert "Rows 20 and 21 have been read as one action, 14" in texts["A20"]
    assert "20 Nov 2007 to 31 May 2008" in texts[None]  # type: ignore[index]  # what has no cell of its own
    assert "Nothing has been recorded in this plan since 3 Dec 2007." in found["headlines"]
    assert "Nothing has been recorded in this plan since 3 Dec 2007." in render.check_text(checked(plan))


def test_several_files_and_folders_one_of_them_bad(plan: Path) -> None:
    folder = Path("plans")
    (folder / "deeper").mkdir(parents=True)
    shutil.copy(plan, folder / "a.xlsx")
    shutil.copy(plan, folder / "deeper" / "b.xlsx")
    (folder / "c.xlsx").write_bytes(b"no workbook")
    (folder / "~$a.xlsx").write_bytes(b"x")
    (folder / ".hidden.xlsx").write_bytes(b"x")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    (folder / "a versions" / "received").mkdir(parents=True)
    (folder / "a versions" / "versions.json").write_text('{"versions": []}', encoding="utf-8")
    shutil.copy(plan, folder / "a versions" / "a v0.1 2008-02-29.xlsx")
    data = as_json(folder, plan)
    assert [Path(p["path"]).as_posix() for p in data["plans"]] == ["plans/a.xlsx", "plans/deeper/b.xlsx", "plan.xlsx"]
    assert [Path(r["path"]).as_posix() for r in data["refused"]] == ["plans/c.xlsx"]
    assert {Path(p["path"]).name: p["reason"] for p in data["passed_over"]} == {
        "~$a.xlsx": "Excel's mark that somebody has the workbook open",
        ".hidden.xlsx": "hidden",
        "notes.txt": "not a workbook",
        "a versions": "kept versions",
    }


def run_check(path: Path, **environment: str) -> str:
    """The whole program in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "sheetplan", "check", str(path), "--as-of", "2008-02-29", "--format", "json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )
    assert done.returncode == 1, done.stderr
    return done.stdout


@pytest.fixture
def two_faults(tmp_path: Path) -> Path:
    """A plan whose only faults are one required blank and one bad choice."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Action plan"
    headings = ["Action", "Timescales", "Success Criteria", "Responsibility", "Evaluation", "Achieved (Date)", "Status"]
    for row in (
        headings,
        ["1. Meet", "By 3/12/07", "Notes", "PM", "", date(2007, 12, 3), "Closed"],
        ["2. Book", "By 10/12/07", "Booked", None, "", None, "Open"],
        ["3. Review", "By 14/3/08", "Held", "PM", "", None, "Parked"],
    ):
        sheet.append(row)
    path = tmp_path / "faults.xlsx"
    book.save(path)
    return path


def test_pandera_always_judges(two_faults: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = run_check(two_faults)
    codes = [(f["code"], f["cell"]) for p in json.loads(usual)["plans"] for f in p["findings"]]
    assert {("required", "D3"), ("choice", "G4")} <= set(codes)
    assert {code for code, _ in codes if code not in ("required", "choice")} <= {"heading-read-as"}
    assert run_check(two_faults, PANDERA_VALIDATION_ENABLED="False") == usual
    assert run_check(two_faults, PANDERA_VALIDATION_DEPTH="SCHEMA_ONLY") == usual
    import pandera.pandas as pa

    monkeypatch.setattr(pa.DataFrameSchema, "validate", lambda _, frame, **__: frame)
    without = [f.code for judged in checked(two_faults).plans for f in judged.findings]
    assert without == [code for code, _ in codes if code not in ("required", "choice")]


def test_check_imports_no_writer(plan: Path) -> None:
    code = (
        "import sys; from datetime import date; from pathlib import Path; from sheetplan import check, render; "
        "render.check_json(check([Path(sys.argv[1])], today=date(2026, 1, 1))); "
        "print([name for name in ('openpyxl', 'xlsxwriter', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(plan)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_goldens(plan: Path, golden: Any) -> None:
    found = checked(plan)
    golden(SAMPLE.with_name("check.txt"), render.check_text(found))
    golden(SAMPLE.with_name("check.json"), render.check_json(found) + "\n")
    golden(SAMPLE.with_name("check.csv"), render.check_csv(found))
