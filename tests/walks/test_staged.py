"""An update over bytes that are not the plan's file yet: the file stays as it is until all is done."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import pytest

import familiar
from sheetplan.model import SheetplanError, Updated
from sheetplan.walks import keep, lock, past, understand
from sheetplan.walks.drafted import Because
from sheetplan.walks.staged import staged
from sheetplan.walks.update import Options, finished

NOW = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
OPTIONS = Options(familiar.TODAY, NOW, as_of=familiar.DAY, by="Coordinator")
TABLE = """
action | timescale
1. Call the members | By 31 Jan 2008
2. Write the notes | By 30 Sep 2008
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan with one version, and what it is to become beside it."""
    path = familiar.build(tmp_path / "plan.xlsx", TABLE)
    familiar.run(path)
    return path


def other(plan: Path) -> bytes:
    """The same plan with another timescale."""
    elsewhere = plan.parent / "elsewhere" / plan.name
    elsewhere.parent.mkdir(exist_ok=True)
    elsewhere.write_bytes(plan.read_bytes())
    familiar.type_in(elsewhere, {("1. Call the members", "timescale"): "By 31 Mar 2008"})
    return elsewhere.read_bytes()


def become(
    plan: Path, data: bytes, *, write: bool = True, because: Because | None = None, late: bytes = b""
) -> Updated:
    """Make of the plan what these bytes hold; `late` is what somebody saves over it in the last moment."""
    source = keep.came(plan)
    (read,) = understand.plans(plan, None)
    with staged(source, data) as file, lock.held(plan, "Coordinator", NOW) as mine:
        history = past.of(read)
        if write:
            keep.settle(history, source)
        if late:
            plan.write_bytes(late)
        return finished(source, file, OPTIONS, mine if write else None, history, because)


def test_without_a_hold_nothing_is_written_and_no_file_is_left(plan: Path) -> None:
    data, before = other(plan), familiar.files(plan.parent)
    source = keep.came(plan)
    with staged(source, data) as file:
        assert file.name == plan.name
        assert file.read_bytes() == data
        assert file.parent != plan.parent
    assert not file.parent.exists()
    done = become(plan, data, write=False)
    assert done.version is not None
    assert familiar.files(plan.parent) == before


def test_what_somebody_saves_meanwhile_stays(plan: Path) -> None:
    data = other(plan)
    saved = data + b"\0"
    with pytest.raises(SheetplanError, match=r"plan\.xlsx was changed by somebody"):
        become(plan, data, late=saved)
    assert plan.read_bytes() == saved
    assert not list((plan.parent / "plan versions").glob("*0.2*"))


def test_the_plan_becomes_what_was_staged_as_its_next_version(plan: Path) -> None:
    came = plan.read_bytes()
    done = become(plan, other(plan))
    assert done.version is not None
    assert (done.path, done.version.number) == (plan, "0.2")
    assert done.version.changed.startswith("1 cell changed in 1 action: 1.")
    received = plan.parent / "plan versions" / "received" / str(done.version.received)
    assert received.read_bytes() == came
    assert hashlib.sha256(came).hexdigest() == done.version.received_sha256
    kept = plan.parent / "plan versions" / done.version.file
    assert kept.read_bytes() == plan.read_bytes()
    assert familiar.records(plan)["1. Call the members"]["Timescales/Milestones"] == "By 31 Mar 2008"
    assert familiar.records(plan)["1. Call the members"]["Status at"] == "Due soon"
    assert [line[0] for line in familiar.grid(plan, "Version history")[4:]] == ["0.1", "0.2"]
    assert familiar.run(plan).version is None


def test_nothing_new_makes_no_version_unless_there_is_another_reason(plan: Path) -> None:
    same = plan.read_bytes()
    assert become(plan, same).version is None
    assert plan.read_bytes() == same
    done = become(plan, same, because=Because(reasons=("Restored from version 0.1.",)))
    assert done.version is not None
    assert done.version.changed == "Restored from version 0.1."
