"""The house keeps its own rules: tracked files, versions, docstrings, reasons for exceptions, docs that are true."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOUSE = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
NEEDS = [
    *PROJECT["project"]["dependencies"],
    *(need for extra in PROJECT["project"]["optional-dependencies"].values() for need in extra),
]
MODULES = sorted(
    path for folder in ("src", "tests", "samples", "templates", "benchmarks") for path in (HOUSE / folder).rglob("*.py")
)
EXCEPTION = re.compile(r"#\s*(noqa\b(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|type: ignore(?:\[[^]]*\])?)(?P<reason>.*)")
MACHINE_PATH = re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:work|tmp|farm|root|home|Users)/|[A-Z]:\\Users\\")


@cache
def tracked() -> tuple[Path, ...]:
    """The files that belong to the project, those that are not committed yet included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        names = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True).stdout.split("\0")
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout, so nothing says which files belong to it")
    return tuple(path for name in names if name and (path := HOUSE / name).is_file())


def lines(path: Path) -> list[str]:
    """A text file's lines; none of one that is not text."""
    content = path.read_bytes()
    return [] if b"\0" in content else content.decode("utf-8").splitlines()


def places(pattern: re.Pattern[str], paths: tuple[Path, ...]) -> list[str]:
    """Where a pattern occurs, as file:line."""
    return [
        f"{path.relative_to(HOUSE)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(lines(path), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("text", ["see /work/x", "'/tmp/plan.xlsx'", "file:///home/me", r"C:\Users\me"])
def test_a_machine_path_is_recognised(text: str) -> None:
    assert MACHINE_PATH.search(text)


@pytest.mark.parametrize("text", ["/usr/lib/libreoffice", "docs/home/", "../tmp/", "a framework/root/"])
def test_a_neutral_path_is_left_alone(text: str) -> None:
    assert not MACHINE_PATH.search(text)


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    others = tuple(path for path in tracked() if path != Path(__file__).resolve())
    assert places(MACHINE_PATH, others) == []


@pytest.mark.parametrize("need", NEEDS)
def test_every_need_has_a_lowest_and_a_highest_version(need: str) -> None:
    signs = {clause.operator for clause in Requirement(need).specifier}
    assert ">=" in signs
    assert signs & {"<", "<="}


def test_constraints_hold_exact_versions_and_no_addresses() -> None:
    for line in _constraints():
        constraint = Requirement(line)
        assert constraint.url is None
        assert [clause.operator for clause in constraint.specifier] == ["=="]


def test_constraints_name_all_that_an_installation_brings() -> None:
    pinned = {canonicalize_name(Requirement(line).name) for line in _constraints()}
    assert _brought("sheetplan", "dev") - pinned == set()


def test_workbooks_are_written_in_one_step_and_from_few_places() -> None:
    writers = re.compile(
        r"\bsave\.write|from sheetplan\.workbook\.save import .*write|\.write_bytes\(|open\([^)]*[\"']w?b?[wa]"
    )
    source = tuple(path for path in MODULES if "src" in path.relative_to(HOUSE).parts and path.name != "save.py")
    assert {place.partition(":")[0] for place in places(writers, source)} == {
        "src/sheetplan/serve/uploads.py",  # what was dropped on the page, never over a file that is there
        "src/sheetplan/walks/adopt.py",
        "src/sheetplan/walks/desk/__init__.py",  # a desk's own files, never over one that is there
        "src/sheetplan/walks/desk/bench.py",  # copies aside, the journal, and what a run puts in place from them
        "src/sheetplan/walks/carry.py",  # new workbooks, never over one that is there
        "src/sheetplan/walks/extract.py",  # copies, never over a file that is there
        "src/sheetplan/walks/history.py",  # a workbook of stories, never over a file that is there
        "src/sheetplan/walks/diff.py",  # both sides, never over a file that is there
        "src/sheetplan/walks/import_word.py",  # a new plan, never over a file that is there
        "src/sheetplan/walks/keep.py",  # copies before the plan itself
        "src/sheetplan/walks/lock.py",  # its own mark, no workbook
        "src/sheetplan/walks/new.py",
        "src/sheetplan/walks/portion.py",  # what was sent to another machine, in a folder of its own that goes again
        "src/sheetplan/walks/remind.py",  # reminders and calendars, never over a file that is there
        "src/sheetplan/walks/rollup.py",  # a report, over one of the same month only where that is asked
        "src/sheetplan/walks/publish.py",  # copies, never over a file that is there; decisions, never over a newer one
        "src/sheetplan/walks/returns.py",  # copies, never over a file that is there
        "src/sheetplan/walks/settle.py",  # into a copy that a run at a desk works on
        "src/sheetplan/walks/staged.py",  # what a plan is to become, in a folder of its own that goes again
        "src/sheetplan/walks/submissions.py",  # the report, never over a file that is there
        "src/sheetplan/workbook/edit.py",
    }


def _constraints() -> list[str]:
    return [line for line in lines(HOUSE / "constraints.txt") if line and not line.startswith("#")]


def _brought(name: str, extra: str = "", seen: frozenset[str] = frozenset()) -> set[str]:
    """All that a distribution needs here, and what that needs in turn."""
    found: set[str] = set()
    try:
        needs = distribution(name).requires or []
    except PackageNotFoundError:
        return found
    for need in map(Requirement, needs):
        key = canonicalize_name(need.name)
        if key in seen or (need.marker and not need.marker.evaluate({"extra": extra})):
            continue
        found.add(key)
        for wanted in ("", *need.extras):
            found |= _brought(key, wanted, seen | found)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_every_module_opens_with_one_sentence(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, "it has no docstring"
    opening = docstring.split("\n\n")[0]
    assert "\n" not in opening
    assert opening.endswith(".")
    assert not re.search(r"[.!?] [A-Z]", opening), "more than one sentence before the first blank line"


def test_every_exception_from_a_rule_gives_its_reason() -> None:
    bare = [
        f"{path.relative_to(HOUSE)}:{number}"
        for path in MODULES
        if path != Path(__file__).resolve()
        for number, line in enumerate(lines(path), 1)
        if (found := EXCEPTION.search(line)) and not re.search(r"\w+ \w+", found["reason"])
    ]
    assert bare == []


def test_every_rule_that_is_off_for_whole_files_gives_its_reason() -> None:
    text = (HOUSE / "pyproject.toml").read_text(encoding="utf-8")
    off = [
        *re.search(r"^ignore = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)[1].splitlines(),
        *text.split("[tool.ruff.lint.per-file-ignores]\n")[1].split("\n[")[0].splitlines(),
    ]
    with_codes = [line for line in off if re.search(r'"[A-Z]+\d+"', line)]
    assert len(with_codes) > 5
    assert [line for line in with_codes if not re.search(r"# \w+", line)] == []


def test_the_readme_shows_the_help_as_it_is() -> None:
    block = re.search(r"<!-- help -->\s*```\w*\n(.*?)```", _readme(), re.DOTALL)
    assert block, "README.md has no fenced block after <!-- help -->"
    shown = block[1].removeprefix("$ sheetplan --help\n")
    assert shown.strip() == help_text().strip()


def test_the_bare_machine_runs_the_readmes_own_test_command() -> None:
    assert lines(HOUSE / ".ci" / "run")[-1] == "make test"
    assert "make test" in _readme()
    assert "make demo" in _readme()


def test_every_command_is_in_the_readme_and_has_a_page() -> None:
    commands = re.findall(r"^  ([a-z]+) ", help_text().split("Commands:\n")[1], re.MULTILINE)
    assert {"check", "update"} <= set(commands)
    assert [name for name in commands if f"sheetplan {name}" not in _readme()] == []
    assert [name for name in commands if not (HOUSE / "docs" / f"{name}.md").is_file()] == []


def test_the_findings_page_has_every_code_and_no_other() -> None:
    from sheetplan.checks.messages import CODES  # here, so that the other rules of the house stand without it

    page = (HOUSE / "docs" / "findings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^(?:\| *|#+ |[-*] )`([a-z]+(?:-[a-z]+)*)`", page, re.MULTILINE))
    assert documented == set(CODES)


@cache
def help_text() -> str:
    """What `sheetplan --help` prints on a terminal of 80 columns."""
    command = Path(sys.executable).with_name("sheetplan.exe" if sys.platform == "win32" else "sheetplan")
    environment = os.environ | {"COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([str(command), "--help"], capture_output=True, encoding="utf-8", env=environment, check=True)
    return done.stdout


def _readme() -> str:
    return (HOUSE / "README.md").read_text(encoding="utf-8")
