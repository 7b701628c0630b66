"""Whatever happens to the disk, the process or beside us during an update: the plan is whole, no edit is lost."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from faulty import Disk, KilledError
from sheetplan import versions
from sheetplan.model import SheetplanError, Updated
from sheetplan.walks import check, lock
from sheetplan.walks.update import Options, update
from sheetplan.workbook import edit, properties, save, swap
from sheetplan.workbook.changes import SetCell, SetProperties

SAMPLE = Path(__file__).parents[2] / "samples" / "peer-review" / "plan.xlsx"
NOW = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
FIRST, LATER = date(2008, 2, 29), date(2008, 4, 30)
NUMBERS = (errno.ENOSPC, errno.EACCES, errno.EIO)
MODES = ("once", "from then on", "killed")
"""Each call is failed in one of these ways; in all of them where SHEETPLAN_FAULTS is "all"."""
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL, and no folder modes like these")


def run(path: Path, day: date = FIRST, **options: Any) -> Updated:
    return update(path, Options(**{"today": NOW.date(), "now": NOW, "as_of": day, "by": "Coordinator", **options}))


def listing(folder: Path) -> dict[str, str]:
    """Everything in a folder, empty folders too."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


def edited(path: Path, text: str) -> bytes:
    """The plan as a person would save it who typed something into an action."""
    return edit.apply(path, [SetCell("Action plan", 12, 3, text)]).data


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    return Path(shutil.copy(SAMPLE, folder / "plan.xlsx"))


@pytest.fixture(scope="module")
def seasons(tmp_path_factory: pytest.TempPathFactory) -> dict[date, tuple[Path, Path, dict[str, str]]]:
    """For a first and for a later update: a folder before, the same after, and what is in it then."""
    home = tmp_path_factory.mktemp("seasons")
    before, after = home / "before", home / "after"
    before.mkdir()
    shutil.copy(SAMPLE, before / "plan.xlsx")
    found = {}
    for day in (FIRST, LATER):
        here = home / f"{day}"
        shutil.copytree(before, here)
        shutil.copytree(before, after, dirs_exist_ok=True)
        assert run(after / "plan.xlsx", day).version is not None
        found[day] = (here, after / "plan.xlsx", listing(after))
        shutil.rmtree(before)
        shutil.copytree(after, before)
        found[day] = (here, Path(shutil.copy(after / "plan.xlsx", home / f"{day}.xlsx")), listing(after))
    return found


# A fault at each call of the file system in turn


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("day", [FIRST, LATER])
def test_a_fault_at_each_call_leaves_the_plan_whole_and_the_next_run_ends_the_same(
    day: date, mode: str, seasons: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, new, undisturbed = seasons[day]
    masters = {(before / "plan.xlsx").read_bytes(): "old", new.read_bytes(): "new"}
    disk = Disk(tmp_path, monkeypatch)
    total = _calls(disk, before, tmp_path, day)
    assert total > 60, "the calls were not seen"
    first, step = (0, 1) if os.environ.get("SHEETPLAN_FAULTS") == "all" else (MODES.index(mode), len(MODES))
    for at in range(first, total, step):
        folder = tmp_path / f"{at}"
        shutil.copytree(before, folder)
        path = folder / "plan.xlsx"
        disk.at, disk.mode, disk.number = at, mode, NUMBERS[at % len(NUMBERS)]
        made = _carried_out(disk, path, day)
        where = f"{disk.calls[at] if at < len(disk.calls) else 'none'}, call {at}, {os.strerror(disk.number)}"
        assert path.read_bytes() in masters, where
        if mode != "killed":
            assert masters[path.read_bytes()] == ("new" if made else "old"), where
        run(path, day)
        assert listing(folder) == undisturbed, where
        shutil.rmtree(folder)


def _carried_out(disk: Disk, path: Path, day: date) -> bool:
    try:
        with disk:
            return run(path, day).version is not None
    except SheetplanError as problem:
        if "\n" in str(problem):
            pytest.fail(f"more than one line: {problem}")
        return False
    except KilledError:
        return False


def _calls(disk: Disk, before: Path, tmp_path: Path, day: date) -> int:
    """How many calls an undisturbed update makes."""
    folder = Path(shutil.copytree(before, tmp_path / "counted"))
    assert _carried_out(disk, folder / "plan.xlsx", day)
    shutil.rmtree(folder)
    return len(disk.calls)


# Somebody saves the plan while we work on it


@pytest.mark.parametrize("can_exchange", [True, False])
def test_what_somebody_saves_at_any_moment_is_in_the_plan(
    can_exchange: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not can_exchange:
        monkeypatch.setattr(swap, "_call", lambda _: None)
    theirs = edited(SAMPLE, "Typed by somebody else")
    disk = Disk(tmp_path, monkeypatch)
    _calls(disk, SAMPLE.parent, tmp_path, FIRST)
    calls = disk.calls
    replaced = calls.index("exchange")
    # Where two files cannot change places, the moment between comparing and replacing is left to chance.
    moments = {*range(0, len(calls), 5), *range(replaced - 6, replaced + 6)}
    outcomes = set()
    for at in sorted(moments if can_exchange else moments - {replaced, replaced + 1}):
        path = tmp_path / f"{at}" / "plan.xlsx"
        path.parent.mkdir()
        shutil.copy(SAMPLE, path)
        disk.before = lambda _, path=path, at=at: person_saves(path, theirs) if len(disk.calls) == at else None
        made = _carried_out(disk, path, FIRST)
        now = path.read_bytes()
        outcomes.add((made, now == theirs))
        assert "Typed by somebody else" in words(path), f"{calls[at]}, call {at}"
        if not made:
            assert now == theirs, f"{calls[at]}, call {at}"
            assert set(listing(path.parent)) == {"plan.xlsx"}, f"{calls[at]}, call {at}"
    assert {(False, True), (True, True)} <= outcomes, "refused, and saved after we were done"


def person_saves(path: Path, data: bytes) -> None:
    """As Excel does: a file beside, then its name."""
    beside = path.with_name("saving")
    beside.write_bytes(data)
    beside.replace(path)


def words(path: Path) -> str:
    import zipfile

    with zipfile.ZipFile(path) as package:
        return "".join(package.read(n).decode() for n in package.namelist() if n.startswith("xl/worksheets/sheet"))


def exchanging(monkeypatch: pytest.MonkeyPatch, *before: Callable[[], object]) -> list[str]:
    """Let something happen right before the first, second, ... time that two files change places."""
    calls: list[str] = []
    real = swap.exchange

    def watched(one: Path, other: Path) -> None:
        calls.append("exchange")
        if len(calls) <= len(before):
            before[len(calls) - 1]()
        real(one, other)

    monkeypatch.setattr(swap, "exchange", watched)
    return calls


def test_of_two_savings_at_the_last_moment_the_later_stays(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = edited(SAMPLE, "First saving"), edited(SAMPLE, "Second saving")
    exchanging(monkeypatch, lambda: person_saves(plan, one), lambda: person_saves(plan, two))
    with pytest.raises(SheetplanError, match="was changed by somebody"):
        run(plan)
    assert plan.read_bytes() == two
    with pytest.raises(SheetplanError, match="what they saved is in"):
        run(plan)
    assert (plan.parent / "plan (saved during update).xlsx").read_bytes() == one, "and the earlier is not lost"
    assert plan.read_bytes() == two
    assert run(plan).version is not None


def test_what_was_saved_as_an_update_was_killed_is_handed_over(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = edited(SAMPLE, "Typed by somebody else")
    killed_at(monkeypatch, "exchange", plan, meanwhile=lambda: person_saves(plan, theirs))
    assert plan.read_bytes() != theirs, "the moment was missed"
    with pytest.raises(SheetplanError, match=r'what they saved is in "plan \(saved during update\)\.xlsx"'):
        run(plan)
    assert (plan.parent / "plan (saved during update).xlsx").read_bytes() == theirs
    assert run(plan).version is None
    assert sorted(p.name for p in plan.parent.iterdir()) == [
        "plan (saved during update).xlsx", "plan versions", "plan.xlsx",
    ]  # fmt: skip


def killed_at(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    path: Path,
    *,
    after: bool = True,
    meanwhile: Callable[[], object] = lambda: None,
) -> None:
    """Update, and kill it right after (or before) the first such call; nothing is cleared away."""
    disk = Disk(path.parent, monkeypatch)
    disk.at, disk.mode = 10**9, "killed"

    def watch(call: str) -> None:
        if call == name and disk.at == 10**9:
            disk.at = len(disk.calls) + after
            meanwhile()

    disk.before = watch
    with pytest.raises(KilledError), disk:
        run(path)


@pytest.mark.parametrize("drops_properties", [False, True])
def test_an_edit_after_an_update_that_was_killed_late_builds_on_its_version(
    plan: Path, monkeypatch: pytest.MonkeyPatch, drops_properties: bool
) -> None:
    killed_at(monkeypatch, "exchange", plan)
    folder = plan.parent / "plan versions"
    assert not (folder / "versions.json").exists()
    plan.write_bytes(edited(plan, "Typed afterwards"))
    if drops_properties:
        plan.write_bytes(edit.apply(plan, [SetProperties({properties.VERSION: "", properties.POSITION: ""})]).data)
    done = run(plan)
    assert done.version is not None
    assert (done.version.number, done.changed) == ("0.2", ("1 cell changed in 1 action: 12.",))
    listed = versions.from_json((folder / "versions.json").read_text(encoding="utf-8"))
    assert listed is not None
    assert [(one.number, one.by, bool(one.counts)) for one in listed] == [("0.1", "Coordinator", True)] * 1 + [
        ("0.2", "Coordinator", True)
    ]
    assert (folder / "received" / "plan before v0.1 2008-02-29.xlsx").read_bytes() == SAMPLE.read_bytes()
    assert "Typed afterwards" in words(plan)


def test_an_edit_after_an_update_that_was_killed_early_starts_afresh(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_at(monkeypatch, "exchange", plan, after=False)
    folder = plan.parent / "plan versions"
    assert (folder / "plan v0.1 2008-02-29.xlsx").exists()
    plan.write_bytes(edited(plan, "Typed afterwards"))
    came = plan.read_bytes()
    done = run(plan)
    assert done.version is not None
    assert (done.version.number, done.changed[0]) == ("0.1", "First version kept.")
    assert (folder / "received" / "plan before v0.1 2008-02-29.xlsx").read_bytes() == came
    assert "Typed afterwards" in words(plan)


@pytest.mark.parametrize("gone", ["renamed", "deleted"])
def test_a_plan_that_is_moved_away_meanwhile_is_not_made_again(
    plan: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    moved = plan.with_name("moved.xlsx")
    exchanging(monkeypatch, lambda: plan.rename(moved) if gone == "renamed" else plan.unlink())
    with pytest.raises(SheetplanError, match=r"plan\.xlsx was moved, renamed or deleted while"):
        run(plan)
    left = {"moved.xlsx": hashlib.sha256(SAMPLE.read_bytes()).hexdigest()} if gone == "renamed" else {}
    assert listing(plan.parent) == left


@pytest.mark.parametrize("mark", ["~$plan.xlsx", ".~lock.plan.xlsx#"])
def test_a_plan_that_is_opened_meanwhile_is_left_alone(plan: Path, monkeypatch: pytest.MonkeyPatch, mark: str) -> None:
    disk = Disk(plan.parent, monkeypatch)
    disk.before = lambda name: (plan.parent / mark).write_bytes(b"\x05Owner") if name == "mkdir" else None
    with pytest.raises(SheetplanError, match="is open"), disk:
        run(plan)
    (plan.parent / mark).unlink()
    assert listing(plan.parent) == {"plan.xlsx": hashlib.sha256(SAMPLE.read_bytes()).hexdigest()}


def test_a_plan_that_was_changed_and_changed_back_is_refused(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(plan.parent, monkeypatch)
    disk.before = lambda name: os.utime(plan, (1, 1)) if name == "mkdir" else None
    with pytest.raises(SheetplanError, match="was changed by somebody"), disk:
        run(plan)
    assert set(listing(plan.parent)) == {"plan.xlsx"}


def test_an_interruption_right_after_the_plan_was_replaced_keeps_its_version(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = swap.exchange

    def interrupted(one: Path, other: Path) -> None:
        real(one, other)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(swap, "exchange", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run(plan)
    assert plan.read_bytes() != SAMPLE.read_bytes()
    done = run(plan)
    assert (done.version, done.said) == (None, ("The last update was cut off at its very end; version 0.1 is whole.",))
    folder = plan.parent / "plan versions"
    assert (folder / "plan v0.1 2008-02-29.xlsx").read_bytes() == plan.read_bytes()
    assert (folder / "received" / "plan before v0.1 2008-02-29.xlsx").read_bytes() == SAMPLE.read_bytes()
    assert run(plan).said == ()


def test_a_plan_that_says_its_version_is_believed_although_its_copy_is_harmed(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_at(monkeypatch, "exchange", plan)
    plan.write_bytes(edited(plan, "Typed afterwards"))
    (plan.parent / "plan versions" / "plan v0.1 2008-02-29.xlsx").unlink()
    done = run(plan)
    assert done.version is not None
    assert done.version.number == "0.2"
    received = plan.parent / "plan versions" / "received" / "plan before v0.1 2008-02-29.xlsx"
    assert received.read_bytes() == SAMPLE.read_bytes(), "the only copy of what came"


# A folder that is synchronised, or that we may not write to


@pytest.mark.parametrize(("held_for", "carried_out"), [(3, True), (1000, False)])
def test_a_plan_that_is_held_for_a_while(
    plan: Path, monkeypatch: pytest.MonkeyPatch, held_for: int, carried_out: bool
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(save.time, "sleep", waits.append)

    def deny() -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    exchanging(monkeypatch, *[deny] * held_for)
    if carried_out:
        assert run(plan).version is not None
        assert len(waits) == held_for
        return
    with pytest.raises(SheetplanError, match="is open in another program, or its folder is read-only"):
        run(plan)
    assert 5 < sum(waits) < 15, "patient, but not for ever"
    assert listing(plan.parent) == {"plan.xlsx": hashlib.sha256(SAMPLE.read_bytes()).hexdigest()}


def test_a_read_only_plan_is_said_before_any_work(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan.chmod(0o444)
    monkeypatch.setattr("sheetplan.walks.understand.plans", lambda *_: pytest.fail("it was read as a plan"))
    with pytest.raises(SheetplanError, match="marked read-only"):
        run(plan)
    plan.chmod(0o644)
    assert set(listing(plan.parent)) == {"plan.xlsx"}


@pytest.mark.skipif(os.name == "nt", reason="who may read a file is not said by its mode on Windows")
def test_whoever_may_not_read_the_plan_may_not_read_its_kept_copies(plan: Path) -> None:
    plan.chmod(0o600)
    run(plan)
    kept = [path for path in plan.parent.rglob("*.xlsx") if path != plan]
    assert len(kept) == 2
    assert [path.stat().st_mode & 0o777 for path in (plan, *kept)] == [0o600] * 3


@pytest.mark.parametrize("name", ["plan versions", "plan versions/received"])
def test_a_file_where_a_folder_is_needed(plan: Path, name: str) -> None:
    (plan.parent / name).parent.mkdir(exist_ok=True)
    (plan.parent / name).write_bytes(b"notes")
    before = listing(plan.parent)
    with pytest.raises(SheetplanError, match=f"{name} is a file, and a folder of that name is needed"):
        run(plan)
    assert listing(plan.parent) == before


def test_a_list_that_cannot_be_written_at_the_end_is_written_by_the_next_run(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(source: Path, target: Path) -> None:
        raise SheetplanError(f"{source} to {target}")

    with monkeypatch.context() as patch:
        patch.setattr(save, "move", deny)
        done = run(plan)
    assert done.version is not None
    assert done.said[-1] == "The list of versions could not be written just now; the next update does that."
    looked = run(plan, dry_run=True)
    assert looked.version is None, "the version is known although the list lacks it"
    assert not (plan.parent / "plan versions" / "versions.json").exists(), "a dry run settles nothing"
    again = run(plan)
    assert again.version is None
    listed = versions.from_json((plan.parent / "plan versions" / "versions.json").read_text(encoding="utf-8"))
    assert listed == (done.version,)
    assert not (plan.parent / "plan versions" / "versions-next.json").exists()


# The versions folder after people were at it


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_list_that_was_saved_in_another_encoding_is_still_the_list(plan: Path, encoding: str) -> None:
    run(plan, note="Sir Fôn")
    sidecar = plan.parent / "plan versions" / "versions.json"
    sidecar.write_text(sidecar.read_text(encoding="utf-8"), encoding=encoding)
    done = run(plan, LATER)
    assert not [sentence for sentence in done.said if "list of versions" in sentence]
    listed = versions.from_json(sidecar.read_text(encoding="utf-8"))
    assert listed is not None
    assert [(one.number, one.note) for one in listed] == [("0.1", "Sir Fôn"), ("0.2", "")]


def test_a_list_that_cannot_be_understood_is_made_again_and_that_is_said(plan: Path) -> None:
    run(plan)
    sidecar = plan.parent / "plan versions" / "versions.json"
    sidecar.write_bytes(b"\x00\xff")
    done = run(plan)
    assert done.version is None
    assert "The list of versions could not be read and has been made again" in " ".join(done.said)
    assert versions.from_json(sidecar.read_text(encoding="utf-8"))
    assert run(plan).said == (), "made again once"


@pytest.mark.parametrize("harm", ["missing", "altered", "no workbook"])
def test_a_harmed_copy_is_said_and_the_newest_whole_one_is_compared_with(plan: Path, harm: str) -> None:
    run(plan)
    run(plan, LATER)
    copy = plan.parent / "plan versions" / "plan v0.2 2008-04-30.xlsx"
    if harm == "missing":
        copy.unlink()
    else:
        copy.write_bytes(edited(copy, "Written over history") if harm == "altered" else b"half")
    done = run(plan, LATER)
    word = "missing, or cannot be read" if harm == "missing" else "no longer as written, and not used"
    assert f'Kept copies that are {word}: "{copy.name}".' in done.said
    assert 'The plan was compared with the newest version that is whole, "plan v0.1 2008-02-29.xlsx".' in done.said
    assert done.version is not None
    assert done.version.number == "0.3"
    assert "Written over history" not in " ".join(done.changed)


def test_without_a_whole_version_nothing_is_compared_and_that_is_said(plan: Path) -> None:
    run(plan)
    (plan.parent / "plan versions" / "plan v0.1 2008-02-29.xlsx").unlink()
    done = run(plan)
    assert done.changed[0] == "No earlier version could be compared."
    assert 'No version in "plan versions" is whole' in " ".join(done.said)


@pytest.mark.parametrize("name", ["plan v0.1 2008-02-29.xlsx", "received/plan before v0.1 2008-02-29.xlsx"])
def test_somebodys_own_file_in_the_versions_folder_is_never_taken_away(plan: Path, name: str) -> None:
    path = plan.parent / "plan versions" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"notes of a meeting")
    done = run(plan)
    assert done.version is not None
    assert done.version.number == "0.2"
    assert path.read_bytes() == b"notes of a meeting"


def test_a_coming_list_that_has_come_is_no_more_than_clutter(plan: Path) -> None:
    run(plan)
    before = listing(plan.parent)
    sidecar = plan.parent / "plan versions" / "versions.json"
    shutil.copy(sidecar, sidecar.with_name("versions-next.json"))
    assert run(plan).said == ()
    assert listing(plan.parent) == before


def test_a_coming_list_that_names_files_elsewhere_takes_none_of_them_away(plan: Path) -> None:
    run(plan)
    sidecar = plan.parent / "plan versions" / "versions.json"
    sidecar.rename(sidecar.with_name("versions-next.json"))
    notes = plan.with_name("notes.xlsx")
    notes.write_bytes(b"notes of a meeting")
    sha = hashlib.sha256(b"notes of a meeting").hexdigest()
    text = sidecar.with_name("versions-next.json").read_text(encoding="utf-8")
    listed = json.loads(text)["versions"][0] | {"number": "0.2", "sha256": sha, "received_sha256": sha}
    for name in ("../notes.xlsx", str(notes)):
        coming = {"versions": [listed | {"file": name, "received": f"../{name}"}]}
        sidecar.with_name("versions-next.json").write_text(json.dumps(coming), encoding="utf-8")
        run(plan)
        assert notes.read_bytes() == b"notes of a meeting"


# Two of us at once


def mark_of(plan: Path, **said: Any) -> Path:
    path = versions.lock(plan)
    usual = {"by": "Programme office", "host": platform.node(), "pid": os.getppid(), "since": NOW.isoformat()}
    path.write_text(json.dumps(usual | said), encoding="utf-8")
    return path


@pytest.mark.parametrize("said", [{}, {"host": "another"}, {"host": "another", "since": "2026-10-31T08:31:00+00:00"}])
def test_a_plan_that_is_being_updated_is_left_alone(plan: Path, said: dict[str, Any]) -> None:
    mark = mark_of(plan, **said)
    before = listing(plan.parent)
    with pytest.raises(SheetplanError) as refusal:
        run(plan)
    text = str(refusal.value)
    assert text.startswith(
        f"plan.xlsx is being updated by Programme office on {said.get('host', platform.node())} since"
    )
    assert f"31 Oct 2026, {datetime.fromisoformat(said.get('since', NOW.isoformat())).astimezone():%H:%M}" in text
    assert mark.name in text
    assert "\n" not in text
    assert listing(plan.parent) == before
    assert run(plan, dry_run=True).version is not None, "looking needs no mark"
    checked = check.check([plan.parent], today=NOW.date())
    assert len(checked.plans) == 1
    assert [(Path(path).name, why) for path, why in checked.passed_over] == [
        ("plan versions.lock", "our mark that somebody updates the plan")
    ]
    assert listing(plan.parent) == before


def test_who_is_at_it_is_said_in_one_line(plan: Path) -> None:
    mark_of(plan, by="Programme\noffice " + "x" * 200, host=None)
    with pytest.raises(SheetplanError, match=r"is being updated by Programme office x{3,80} since") as refusal:
        run(plan)
    assert "\n" not in str(refusal.value)


def test_a_version_that_somebody_typed_into_the_properties_does_no_harm(plan: Path) -> None:
    plan.write_bytes(edit.apply(plan, [SetProperties({properties.VERSION: "final"})]).data)
    done = run(plan)
    assert done.version is not None
    assert done.version.number == "0.1"


def ended() -> int:
    """The number of a process that is gone."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


@pytest.mark.parametrize(
    "said",
    [
        {"pid": ended},
        {"pid": os.getpid},
        {"pid": lambda: 0},
        {"pid": lambda: 2**70},
        {"since": "2026-10-31T08:29:00+00:00"},
        {"host": "another", "since": "2026-10-31T08:29:00+00:00"},
        {"host": "another", "since": "2026-10-31T10:31:00+00:00"},
    ],
)
def test_a_stale_mark_is_taken_away(plan: Path, said: dict[str, Any]) -> None:
    mark = mark_of(plan, **{key: value() if callable(value) else value for key, value in said.items()})
    assert run(plan).version is not None
    assert not mark.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"since": 3, "pid": "x"}', b"\xff\xfe"])
def test_a_mark_that_says_nothing_counts_until_it_is_old(plan: Path, content: bytes) -> None:
    mark = versions.lock(plan)
    mark.write_bytes(content)
    os.utime(mark, (NOW.timestamp() - 3000,) * 2)
    with pytest.raises(SheetplanError, match=r"plan\.xlsx is being updated"):
        run(plan)
    os.utime(mark, (NOW.timestamp() - 3700,) * 2)
    assert run(plan).version is not None


def test_the_mark_stands_while_the_plan_is_updated_and_goes_however_that_ends(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stood: list[bool] = []

    def look(*_: Any) -> Any:
        stood.append(versions.lock(plan).exists())
        with pytest.raises(SheetplanError, match="is being updated by Coordinator"):
            update(plan, Options(NOW.date(), NOW, as_of=FIRST))
        raise KeyboardInterrupt

    monkeypatch.setattr("sheetplan.walks.understand.only_plan", look)
    with pytest.raises(KeyboardInterrupt):
        run(plan)
    assert stood == [True]
    assert set(listing(plan.parent)) == {"plan.xlsx"}


def test_who_loses_the_mark_stops_before_the_plan_is_replaced(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(plan.parent, monkeypatch)
    disk.before = lambda name: mark_of(plan).write_bytes(b"another's") if name == "mkdir" else None
    with pytest.raises(SheetplanError, match=r"plan versions\.lock was taken away"), disk:
        run(plan)
    assert versions.lock(plan).read_bytes() == b"another's", "it is theirs, and stays"
    assert plan.read_bytes() == SAMPLE.read_bytes()


def test_two_real_runs_at_once_make_one_version(plan: Path) -> None:
    command = [sys.executable, "-m", "sheetplan", "update", str(plan), "--as-of", "2008-02-29"]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [(*process.communicate(), process.returncode) for process in runs]
    assert sum("version 0.1 made" in out for out, _, _ in said) == 1
    for out, err, code in said:
        refused = code == 2 and err.count("\n") == 1 and ("is being updated" in err or "was changed by" in err)
        assert refused or (code == 0 and ("version 0.1 made" in out or "nothing" in out.lower())), (out, err)
    assert sorted(p.name for p in plan.parent.iterdir()) == ["plan versions", "plan.xlsx"]


@pytest.mark.parametrize(
    ("handle", "problem", "code", "runs"), [(7, 0, 259, True), (7, 0, 0, False), (0, 5, 0, True), (0, 87, 0, False)]
)
def test_windows_is_asked_without_ending_the_process(
    monkeypatch: pytest.MonkeyPatch, handle: int, problem: int, code: int, runs: bool
) -> None:
    import ctypes

    class Kernel:
        def OpenProcess(self, *_: Any) -> int:  # noqa: N802 - Windows' own name
            return handle

        def GetExitCodeProcess(self, _: Any, there: Any) -> int:  # noqa: N802 - Windows' own name
            there._obj.value = code  # noqa: SLF001 - what byref wraps, as Windows writes through it
            return 1

        def CloseHandle(self, _: Any) -> int:  # noqa: N802 - Windows' own name
            return 1

    kernel = Kernel()
    Kernel.OpenProcess = _WithAttributes(handle)  # type: ignore[method-assign,assignment]  # restype is set on it
    monkeypatch.setattr(ctypes, "WinDLL", lambda *_, **__: kernel, raising=False)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: problem, raising=False)
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("that would end it"))
    assert lock._is_running_on_windows(4711) is runs  # noqa: SLF001 - it cannot be reached elsewhere


class _WithAttributes:
    def __init__(self, handle: int) -> None:
        self.handle = handle

    def __call__(self, *_: Any) -> int:
        return self.handle


# Real kills


@POSIX
def test_updates_that_are_killed_harm_nothing(tmp_path: Path) -> None:
    from killing import kills

    _, wrong = kills(14, 3, tmp_path)
    assert wrong == []


@POSIX
def test_syncs_that_are_killed_harm_nothing_and_lose_nothing(tmp_path: Path) -> None:
    from killing import kills, run_sync

    _, wrong = kills(10, 5, tmp_path, run_sync)
    assert wrong == []
