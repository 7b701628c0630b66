"""What is found in plans with planted faults is what a checker that shares no code finds: none lost, none invented."""

from __future__ import annotations

import ast
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import independent
import planting
from planting import DAY, TODAY
from sheetplan.walks import check

COUNT = 200


Findings = dict[independent.Found, str]


def judged(paths: list[Path]) -> dict[Path, Findings]:
    """What sheetplan finds in each, all in one run."""
    checked = check.check(paths, today=TODAY, as_of=DAY)
    assert [refusal.reason for refusal in checked.refused] == []
    found: dict[Path, Findings] = {path: {} for path in paths}
    for one in checked.plans:
        found[one.plan.path] |= {(finding.code, finding.sheet, finding.cell): finding.level for finding in one.findings}
    return found


@pytest.fixture(scope="module")
def sown(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, set[independent.Found]]:
    """The plans, each with the faults that were planted in it."""
    folder = tmp_path_factory.mktemp("sown")
    paths = {number: folder / f"plan-{number:03}.xlsx" for number in range(COUNT)}
    return {path: planting.write(planting.sow(n), path, planting.dice(n)) for n, path in paths.items()}


@pytest.fixture(scope="module")
def found(sown: dict[Path, set[independent.Found]]) -> dict[Path, Findings]:
    return judged(list(sown))


@pytest.fixture(scope="module")
def theirs(sown: dict[Path, set[independent.Found]]) -> dict[Path, Findings]:
    return {path: independent.check(path, DAY, TODAY) for path in sown}


def test_a_plan_with_nothing_wrong_draws_no_findings(
    sown: dict[Path, set[independent.Found]], found: dict[Path, Findings]
) -> None:
    clean = list(sown)[::10]
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
    for name in ("independent", "independent_days"):
        tree = ast.parse(Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8"))
        froms = {str(one.module) for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
        names = {alias.name for one in ast.walk(tree) if isinstance(one, ast.Import) for alias in one.names}
        assert not {one for one in froms | names if one.partition(".")[0] in ("sheetplan", "planting")}


def test_every_planted_fault_is_found_in_its_cell(
    sown: dict[Path, set[independent.Found]], found: dict[Path, Findings]
) -> None:
    assert {
        path.name: planted - found[path].keys() for path, planted in sown.items() if planted - found[path].keys()
    } == {}


def test_every_fault_was_planted_often_and_together_with_others(sown: dict[Path, set[independent.Found]]) -> None:
    codes = Counter(code for planted in sown.values() for code, _, _ in planted)
    faults = (*planting.PEER_FAULTS, *planting.CARE_FAULTS, *planting.PROJECT_FAULTS)
    assert {code for code, _, _ in faults} <= set(codes)
    assert min(codes.values()) >= 5, codes
    rows = [[(sheet, cell.lstrip("ABCDEFGHIJKLMNOP")) for _, sheet, cell in planted] for planted in sown.values()]
    assert sum(count > 1 for one in rows for count in Counter(one).values()) >= 100


BROKEN = ("", " ", "#REF!", 0, -1e300, True, "=1/0", "31/09/2008", "\u2014" * 4000, "TL" * 50, date(1900, 12, 30))


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_broken_cell_hides_no_finding_of_another_row(number: int, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    sown = planting.sow(number)
    planting.write(sown, path, planting.dice(number))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row = [one["at"] for place, one in enumerate(sown.rows) if place not in sown.after][-2]
    breakages = {}
    for column in range(2, sheet.max_column + 1):
        was = sheet.cell(row, column).value
        for which, value in enumerate(BROKEN[column % 2 :: 2]):
            sheet.cell(row, column).value = value
            breakages[tmp_path / f"{column}-{which}.xlsx"] = value
            book.save(tmp_path / f"{column}-{which}.xlsx")
        sheet.cell(row, column).value = was
    found = judged([path, *breakages])
    others = {one for one in found.pop(path) if one[1] == sheet.title and one[2].lstrip("ABCDEFGHIJKLMNOP") != str(row)}
    assert others
    assert {broken.name: others - now.keys() for broken, now in found.items() if others - now.keys()} == {}
