"""What every test can ask for does what it says: goldens are compared or remade, a missing judge is excused or not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
GOLDEN_TEST = """
from pathlib import Path

def test_golden(golden):
    golden(Path("golden.txt"), "1 action\\n2 findings\\n")

def test_other():
    Path("other.txt").write_text("ran")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of tests with our conftest."""
    shutil.copy(TESTS / "conftest.py", tmp_path)
    return tmp_path


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the folder's tests without the judges that this run may have been told of."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHEETPLAN_")}
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider"]
    command += ["-o", f"pythonpath={TESTS}", "-o", "markers=judge", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=kept | environment, check=False)


def test_a_golden_that_is_equal_passes_and_is_not_written(folder: Path) -> None:
    (folder / "test_it.py").write_text(GOLDEN_TEST)
    golden = folder / "golden.txt"
    golden.write_text("1 action\n2 findings\n")
    written = golden.stat().st_mtime_ns
    done = run(folder)
    assert "2 passed" in done.stdout
    assert golden.stat().st_mtime_ns == written


def test_a_golden_that_differs_fails_with_the_difference_and_stays(folder: Path) -> None:
    (folder / "test_it.py").write_text(GOLDEN_TEST)
    golden = folder / "golden.txt"
    golden.write_text("1 action\n3 findings\n")
    done = run(folder)
    assert "1 failed, 1 passed" in done.stdout
    assert "-3 findings" in done.stdout
    assert "+2 findings" in done.stdout
    assert golden.read_text() == "1 action\n3 findings\n"


def test_a_golden_that_is_missing_fails_and_is_not_made(folder: Path) -> None:
    (folder / "test_it.py").write_text(GOLDEN_TEST)
    done = run(folder)
    assert "golden.txt is missing" in done.stdout
    assert not (folder / "golden.txt").exists()


def test_goldens_are_remade_on_request_and_nothing_else_is_run(folder: Path) -> None:
    (folder / "test_it.py").write_text(GOLDEN_TEST)
    done = run(folder, "--remake-goldens")
    assert "1 passed, 1 deselected" in done.stdout
    assert (folder / "golden.txt").read_bytes() == b"1 action\n2 findings\n"
    assert not (folder / "other.txt").exists()


def test_a_missing_judge_is_excused_with_the_reason(folder: Path) -> None:
    (folder / "test_it.py").write_text("def test_it(validator): pass\n")
    done = run(folder)
    assert "1 skipped" in done.stdout
    assert "SHEETPLAN_VALIDATOR does not say where Microsoft's validator is" in done.stdout


def test_a_missing_judge_that_is_required_is_no_excuse(folder: Path) -> None:
    (folder / "test_it.py").write_text("def test_it(validator): pass\n")
    done = run(folder, SHEETPLAN_JUDGES="required")
    assert done.returncode == 1
    assert "SHEETPLAN_VALIDATOR does not say where Microsoft's validator is" in done.stdout
