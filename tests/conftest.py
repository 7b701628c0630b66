"""What every test can ask for: the outside judges, golden files, and hypothesis in a mood that repeats itself."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import hypothesis
import pytest

from judges import browser as browser_judge
from judges import libreoffice as libreoffice_judge
from judges import validator as validator_judge

# The same examples on every run: a red run can be repeated. `--hypothesis-profile=explore` looks further afield.
hypothesis.settings.register_profile("repeat", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=2000)
hypothesis.settings.load_profile("repeat")

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--remake-goldens`."""
    parser.addoption(
        "--remake-goldens", action="store_true", help="run the tests that have golden files, and write these anew"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what asks an outside judge; where goldens are remade, run nothing else."""
    for item in items:
        if {"browser", "libreoffice", "validator"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("judge")
    if config.getoption("remake_goldens"):
        others = [item for item in items if "golden" not in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """`golden(path, text)`: the text must equal the file's, or becomes it under `--remake-goldens`."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("remake_goldens"):
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        if not path.exists():
            pytest.fail(f"{path.name} is missing; `make goldens` writes it, then read it", pytrace=False)
        expected = path.read_text(encoding="utf-8")
        if text != expected:
            lines = difflib.unified_diff(
                expected.splitlines(), text.splitlines(), path.name, "as it is now", lineterm=""
            )
            advice = "If this is right, `make goldens` writes it; read the diff before you keep it."
            pytest.fail("\n".join([*lines, advice]), pytrace=False)

    return compare


@pytest.fixture(scope="session")
def libreoffice() -> Iterator[libreoffice_judge.LibreOffice]:
    """One LibreOffice for the whole run, started by the first question."""
    _excuse(libreoffice_judge.missing())
    with libreoffice_judge.LibreOffice() as office:
        yield office


@pytest.fixture(scope="session")
def validator() -> ModuleType:
    """Microsoft's validator: `validator.new_errors(before, after)`."""
    _excuse(validator_judge.missing())
    return validator_judge


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for a file of tests: what drives it has an event loop, which must not stay for those of others."""
    _excuse(browser_judge.missing())
    with browser_judge.chromium() as chromium:
        yield chromium


def _excuse(reason: str | None) -> None:
    """Skip for the reason, or fail for it where the judges are required."""
    if reason is None:
        return
    if os.environ.get("SHEETPLAN_JUDGES") == "required":
        pytest.fail(f"{reason}, and SHEETPLAN_JUDGES says that the judges are required", pytrace=False)
    pytest.skip(reason)
