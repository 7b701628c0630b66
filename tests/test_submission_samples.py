"""A month's submissions: what is said of them, the report over all, and what two of the senders get back."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest

import staff
from sheetplan import checks, render, template
from sheetplan.model import Batch, Returned
from sheetplan.walks import returns, submissions

SAMPLE = staff.SAMPLES / "submissions"
DAY = date(2026, 2, 27)
GOOD = "practice-b.xlsx"
SHOWN = {"hospital-a.xlsx": "Hospital A", "care-home-d.xlsx": "Care home D"}
"""Whose returned copies are kept as goldens."""
NOT_HERE = {
    # A plan that this program painted or updated before, or a signature that it saw.
    "edited-after-signing",
    "formula-overtyped",
    "formula-restored",
    "due-moved",
    # Only a template of one's own can ask for both a date and evidence.
    "achieved-no-evidence",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder in which somebody keeps what was sent."""
    folder = tmp_path_factory.mktemp("month") / "february"
    shutil.copytree(SAMPLE / "plans", folder / "plans")
    shutil.copy(SAMPLE / "register.xlsx", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


@pytest.fixture(scope="module")
def batch(place: Path) -> Batch:
    assert place == Path.cwd()
    return submissions.check([Path("plans")], today=DAY, as_of=DAY, register=Path("register.xlsx"))


@pytest.fixture(scope="module")
def returned(batch: Batch) -> dict[str, Returned]:
    before = {path: path.read_bytes() for path in Path("plans").iterdir()}
    made = returns.write(batch, Path("returned"))
    assert {path: path.read_bytes() for path in Path("plans").iterdir()} == before
    return {one.path.name: one for one in made}


@pytest.fixture(scope="module")
def report(batch: Batch) -> Path:
    submissions.write_report(batch, Path("report.xlsx"))
    return Path("report.xlsx").resolve()


def tabs_as_text(path: Path, names: list[str] | None = None) -> str:
    """Every tab, or those named, as people see it: a line for each row; where a cell leads stands behind it."""
    book = openpyxl.load_workbook(path, data_only=True)
    lines = []
    for sheet in book.worksheets:
        if names is None or sheet.title in names:
            lines.append(f"== {sheet.title}")
            for row in sheet.iter_rows():
                cells = [_shown(cell) for cell in row if cell.value is not None]
                lines += [f"{row[0].row}: {' | '.join(cells)}"] if cells else []
    return "\n".join(lines) + "\n"


def _shown(cell: Any) -> str:
    text = " / ".join(str(cell.value).removesuffix(" 00:00:00").splitlines())
    link = cell.hyperlink
    return f"{text} -> {link.location or link.target}" if link else text


def changed_parts(before: Path, after: Path) -> list[str]:
    """The parts of a copy that the workbook did not have, or had otherwise, and those that are gone."""
    with zipfile.ZipFile(before) as one, zipfile.ZipFile(after) as other:
        old, new = ({name: book.read(name) for name in book.namelist()} for book in (one, other))
    marks = {name: "added" if name not in old else "changed" for name in new if old.get(name) != new[name]}
    marks |= {name: "removed" for name in old if name not in new}
    return [f"{mark}: {name}" for name, mark in sorted(marks.items())]


def test_every_kind_of_plan_is_there_and_two_files_cannot_be_read(batch: Batch) -> None:
    assert len(batch.submissions) == 13
    assert {name for one in batch.submissions for name in one.templates} == set(template.names())
    assert {Path(one.path).name for one in batch.checked.refused} == {"hospital-h.xlsx", "care-home-i.xlsx"}
    assert [one.organisation for one in batch.not_sent] == ["Hospital L", "Council M"]


def test_the_good_plan_has_no_findings_and_the_others_nearly_all_that_there_are(batch: Batch) -> None:
    codes = {one.path.name: {finding.code for finding in one.findings} for one in batch.submissions}
    codes["waived"] = {finding.code for one in batch.submissions for finding, _ in one.waived}
    assert codes.pop(GOOD) == set()
    assert set(checks.CODES) - set().union(*codes.values()) == NOT_HERE


def test_goldens_of_the_summary_and_the_data(batch: Batch, golden: Callable[[Path, str], None]) -> None:
    golden(SAMPLE / "check.txt", render.batch_text(batch))
    golden(SAMPLE / "check.json", render.batch_json(batch) + "\n")


def test_golden_of_the_report(report: Path, golden: Callable[[Path, str], None]) -> None:
    golden(SAMPLE / "report.txt", tabs_as_text(report))


@pytest.mark.parametrize("name", SHOWN)
def test_goldens_of_returned_copies(
    name: str, returned: dict[str, Returned], golden: Callable[[Path, str], None]
) -> None:
    copy = returned[name].file
    assert copy is not None
    theirs = openpyxl.load_workbook(Path("plans") / name).sheetnames
    added = [sheet for sheet in openpyxl.load_workbook(copy).sheetnames if sheet not in theirs]
    parts = "\n".join(changed_parts(Path("plans") / name, copy))
    golden(SAMPLE / f"returned-{Path(name).stem}.txt", f"{tabs_as_text(copy, added)}== Parts\n{parts}\n")


def test_every_plan_with_findings_is_sent_back_and_its_own_cells_are_as_they_were(
    batch: Batch, returned: dict[str, Returned]
) -> None:
    wanted = {one.path.name for one in batch.submissions if one.judged and (one.findings or one.older_template)}
    assert set(returned) == wanted
    assert GOOD not in returned
    for name, made in returned.items():
        assert made.file is not None, made.said
        before, after = openpyxl.load_workbook(Path("plans") / name), openpyxl.load_workbook(made.file)
        for sheet in before.worksheets:
            cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
            assert [[cell.value for cell in row] for row in after[sheet.title].iter_rows()] == cells, name


def test_what_was_typed_in_an_older_template_goes_back_in_the_present_one(returned: dict[str, Returned]) -> None:
    assert [name for name, made in returned.items() if made.new_template is not None] == ["care-home-k.xlsx"]


def test_microsofts_validator_finds_nothing(report: Path, returned: dict[str, Returned], validator: ModuleType) -> None:
    assert validator.new_errors(None, report) == []
    for name in SHOWN:
        assert validator.new_errors(Path("plans") / name, returned[name].file) == []
