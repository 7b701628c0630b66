"""What is found in plans with planted faults is what a checker that shares no code finds: none lost, none invented."""

from __future__ import annotations

import ast
import shutil
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

import independent
import planting
import planting_more
import sown
from sheetplan.checks import CODES
from sheetplan.walks import check
from sheetplan.walks.update import Options, update
from sown import DAY, TODAY

COUNT = 240
ABOVE = 5
"""How often each fault is planted at least."""

Findings = dict[independent.Found, str]


def kept(path: Path) -> None:
    """A first version of a plan."""
    now = datetime.fromisoformat("2008-03-05T09:30:00+00:00")
    update(path, Options(today=TODAY, now=now, as_of=DAY, by="Coordinator"))


def judged(paths: list[Path]) -> dict[Path, Findings]:
    """What sheetplan finds in each, all of a template in one run."""
    found: dict[Path, Findings] = {path: {} for path in paths}
    for own in {_own_template(path) for path in paths}:
        of_it = [path for path in paths if _own_template(path) == own]
        checked = check.check(of_it, today=TODAY, as_of=DAY, template=own)
        assert [refusal.reason for refusal in checked.refused] == []
        for one in checked.plans:
            found[one.plan.path] |= {
                (finding.code, finding.sheet, finding.cell): finding.level for finding in one.findings
            }
    return found


def _own_template(path: Path) -> str | None:
    """The template that stands beside a plan of a kind that nobody else has."""
    return str(path.with_suffix(".toml")) if path.with_suffix(".toml").exists() else None


def written(plan: sown.Sown, number: int, path: Path) -> set[independent.Found]:
    """A plan with its planted faults."""
    if plan.kind == "shown":
        path.with_suffix(".toml").write_text(planting_more.EVIDENCED, encoding="utf-8")
    return sown.write(plan, path, planting.dice(number), kept)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, set[independent.Found]]:
    """The plans, each with the faults that were planted in it."""
    folder = tmp_path_factory.mktemp("sown")
    return {path: written(planting.sow(n), n, path) for n in range(COUNT) for path in (folder / f"plan-{n:03}.xlsx",)}


@pytest.fixture(scope="module")
def found(planted: dict[Path, set[independent.Found]]) -> dict[Path, Findings]:
    return judged(list(planted))


@pytest.fixture(scope="module")
def theirs(planted: dict[Path, set[independent.Found]]) -> dict[Path, Findings]:
    return {path: independent.check(path, DAY, TODAY) for path in planted}


def test_a_plan_with_nothing_wrong_draws_no_findings(
    planted: dict[Path, set[independent.Found]], found: dict[Path, Findings]
) -> None:
    clean = list(planted)[::10]
    assert {path.name: found[path] for path in clean if found[path]} == {}


def test_findings_equal_those_of_the_independent_checker(
    theirs: dict[Path, Findings], found: dict[Path, Findings]
) -> None:
    def only(here: dict[Path, Findings], there: dict[Path, Findings]) -> dict[str, set[independent.Found]]:
        return {path.name: rest for path in here if (rest := here[path].keys() - there[path].keys())}

    assert only(theirs, found) == {}
    assert only(found, theirs) == {}
    assert found == theirs, "a finding is of another level"


def test_the_independent_checker_shares_no_code() -> None:
    names = [path.stem for path in Path(__file__).parent.glob("independent*.py")]
    assert len(names) == 5
    for name in names:
        tree = ast.parse(Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8"))
        froms = {str(one.module) for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
        imported = {alias.name for one in ast.walk(tree) if isinstance(one, ast.Import) for alias in one.names}
        others = {"sheetplan", "sown", "planting", "planting_more"}
        assert not {one for one in froms | imported if one.partition(".")[0] in others}


def test_every_planted_fault_is_found_in_its_cell(
    planted: dict[Path, set[independent.Found]], found: dict[Path, Findings]
) -> None:
    assert {path.name: lost for path, there in planted.items() if (lost := there - found[path].keys())} == {}


def test_every_fault_was_planted_often_and_together_with_others(planted: dict[Path, set[independent.Found]]) -> None:
    codes = Counter(code for there in planted.values() for code, _, _ in there)
    assert set(CODES) - {"row-shifted"} == set(codes), "a code that the checks know is never planted"
    assert min(codes.values()) >= ABOVE, codes
    rows = [[(sheet, cell.lstrip("ABCDEFGHIJKLMNOP")) for _, sheet, cell in there] for there in planted.values()]
    assert sum(count > 1 for one in rows for count in Counter(one).values()) >= 100


def test_every_kind_of_level_was_found(found: dict[Path, Findings]) -> None:
    levels = {(code, str(level)) for there in found.values() for (code, _, _), level in there.items()}
    assert {("no-due-date", "must fix"), ("no-due-date", "information")} <= levels
    for code in ("person-unknown", "date-ambiguous"):
        assert {(code, "must fix"), (code, "check")} <= levels


BROKEN = ("", " ", "#REF!", 0, -1e300, True, "=1/0", "31/09/2008", "\u2014" * 4000, "TL" * 50, date(1900, 12, 30))


@pytest.mark.parametrize("number", [8, 2, 3, 4, 5, 6])
def test_a_broken_cell_hides_no_finding_of_another_row(number: int, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    plan = planting.sow(number)
    written(plan, number, path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row = [one["at"] for place, one in enumerate(plan.rows) if place not in plan.after][-2]
    breakages = {}
    for column in range(2, sheet.max_column + 1):
        was = sheet.cell(row, column).value
        for which, value in enumerate(BROKEN[column % 2 :: 2]):
            sheet.cell(row, column).value = value
            broken = tmp_path / f"{column}-{which}.xlsx"
            breakages[broken] = value
            book.save(broken)
            if own := _own_template(path):
                shutil.copy(own, broken.with_suffix(".toml"))
        sheet.cell(row, column).value = was
    found = judged([path, *breakages])
    others = {one for one in found.pop(path) if one[1] == sheet.title and one[2].lstrip("ABCDEFGHIJKLMNOP") != str(row)}
    assert others
    assert {broken.name: others - now.keys() for broken, now in found.items() if others - now.keys()} == {}
