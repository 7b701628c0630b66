"""The jobs of a desk: nothing is half done or done twice, all can be taken back, what is in use is left alone."""

from __future__ import annotations

import errno
import os
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

import staff
import words
from desks import CHECKED, KEPT, MASTERS, NOW, REPORTS, SUBMITTED, desk, landed, results, sample, setting, tree, worked
from faulty import unlistable
from sheetplan.launchers import System
from sheetplan.model import SheetplanError
from sheetplan.model.desks import BOOK, FOLDERS, PAGE, TITLES, Job
from sheetplan.walks import lock
from sheetplan.walks import update as updating
from sheetplan.walks.desk import bench, in_use, make, wording
from sheetplan.workbook.read import plan_id

DAY = date(2008, 2, 29)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A desk with two plans that were sent, one of them kept too."""
    made = desk(tmp_path, position=DAY)
    sample("peer-review", made / SUBMITTED / "network & co.xlsx")
    sample("project-plan", made / SUBMITTED / "projekt größe 100%.xlsx")
    sample("peer-review", made / MASTERS / "network.xlsx")
    return made


# What must not change


def test_making_a_desk_again_changes_nothing_that_is_there_and_makes_what_is_missing(place: Path) -> None:
    (place / BOOK).write_bytes((place / BOOK).read_bytes() + b"changed")
    before = tree(place)
    (place / KEPT).rmdir()
    (place / "New plan.sh").unlink()
    made = make(place, [System.LINUX], "python", date(2026, 1, 1))
    assert set(made.made) == {KEPT, "New plan.sh"}
    assert {name: sha for name, sha in tree(place).items() if name != "New plan.sh"} == {
        name: sha for name, sha in before.items() if name != "New plan.sh"
    }


def test_a_folder_that_is_no_desk_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SheetplanError, match="There is no desk in"):
        worked(tmp_path, Job.CHECK)
    assert list(tree(tmp_path)) == ["mine.txt"]


@pytest.mark.parametrize("job", [Job.CHECK, Job.SYNC, Job.UPDATE, Job.NEW])
def test_what_was_sent_is_never_changed(place: Path, job: Job) -> None:
    before = tree(place / SUBMITTED)
    worked(place, job)
    assert tree(place / SUBMITTED) == before


@pytest.mark.parametrize("job", [Job.CHECK, Job.SYNC, Job.UPDATE, Job.NEW])
def test_undo_puts_everything_back_to_the_byte(place: Path, job: Job) -> None:
    staff.typed(place / BOOK, {"New plan": {"A5": "peer-review", "B5": "Our plan: 2027/28"}})
    if job is Job.SYNC:
        worked(place, Job.UPDATE)
    copy = Path(shutil.copy(place / MASTERS / "network.xlsx", place / SUBMITTED / "network (2).xlsx"))
    staff.typed(copy, {"Action plan": {"C9": "Typed in a copy"}})
    before = tree(place, KEPT)
    worked(place, job)
    assert tree(place, KEPT) != before
    undone = worked(place, Job.UNDO)
    assert undone.code == 0
    assert undone.results is not None
    undone.results.unlink()
    assert tree(place, KEPT) == before
    again = worked(place, Job.UNDO)
    assert "undone already" in " ".join(again.said)
    assert again.results is not None
    again.results.unlink()
    assert tree(place, KEPT) == before


def test_undo_leaves_what_somebody_has_changed_since_with_all_that_belongs_to_it(place: Path) -> None:
    worked(place, Job.UPDATE)
    staff.typed(place / MASTERS / "network.xlsx", {"Action plan": {"C9": "Typed since"}})
    before = tree(place / MASTERS)
    undone = worked(place, Job.UNDO)
    assert tree(place / MASTERS) == before
    assert (results(undone)["network.xlsx"], undone.code) == ("Left as it is", 1)


def test_undo_with_a_plan_open_is_finished_when_it_is_closed(place: Path) -> None:
    before = tree(place / MASTERS)
    worked(place, Job.UPDATE)
    lock = place / MASTERS / "~$network.xlsx"
    lock.write_bytes(b"x")
    assert results(worked(place, Job.UNDO))["network.xlsx"] == "Left as it is"
    lock.unlink()
    assert results(worked(place, Job.UNDO))["network.xlsx"] == "Put back"
    assert tree(place / MASTERS) == before


def test_the_same_twice_makes_no_second_copy_and_no_second_version(place: Path) -> None:
    for job in (Job.CHECK, Job.UPDATE, Job.SYNC, Job.NEW):
        worked(place, job)
    before = tree(place, REPORTS, KEPT)
    kept = {path.name for path in (place / KEPT).iterdir()}
    for job in (Job.CHECK, Job.UPDATE, Job.SYNC, Job.NEW):
        for _ in range(2):
            worked(place, job)
    assert tree(place, REPORTS, KEPT) == before
    assert {path.name for path in (place / KEPT).iterdir()} == kept
    reports = tree(place / REPORTS)
    for job in (Job.CHECK, Job.UPDATE, Job.SYNC, Job.NEW):
        worked(place, job)
    assert tree(place / REPORTS) == reports


def test_an_undone_check_can_be_done_again(place: Path) -> None:
    first = worked(place, Job.CHECK)
    copies = tree(place / CHECKED)
    worked(place, Job.UNDO)
    assert tree(place / CHECKED) == {}
    again = worked(place, Job.CHECK)
    assert tree(place / CHECKED) == copies
    assert results(again) == results(first)


# What is in use, or not there yet


def test_a_workbook_that_is_open_is_named_and_left_and_the_rest_is_done(place: Path) -> None:
    (place / SUBMITTED / "~$network & co.xlsx").write_bytes(b"x")
    ran = worked(place, Job.CHECK)
    assert results(ran)["network & co.xlsx"] == "In use"
    assert ran.code == 2
    assert [path.name for path in (place / CHECKED).iterdir()] == ["projekt größe 100% checked 2026-10-31.xlsx"]


def test_a_master_that_is_open_is_left_and_so_are_its_copies(place: Path) -> None:
    staff.typed(place / SUBMITTED / "network & co.xlsx", {"Action plan": {"C9": "Typed in a copy"}})
    (place / SUBMITTED / "network & co.xlsx").rename(place / SUBMITTED / "network (1).xlsx")
    (place / MASTERS / ".~lock.network.xlsx#").write_bytes(b"x")
    before = tree(place / MASTERS)
    for job in (Job.UPDATE, Job.SYNC):
        ran = worked(place, job)
        assert results(ran)["network.xlsx"] == "In use"
        assert ran.code == 2
    assert results(ran)["network (1).xlsx"] == "In use"
    assert tree(place / MASTERS) == before


@pytest.mark.parametrize("name", ["half.xlsx", "half.xlsx.partial", "half.xlsx.tmp"])
def test_what_is_still_arriving_is_waited_for_and_then_named(place: Path, name: str) -> None:
    (place / SUBMITTED / name).write_bytes(b"")
    ran = worked(place, Job.CHECK)
    assert results(ran)[name] == "Not there yet"
    assert len(list((place / CHECKED).iterdir())) == 2


def test_a_plan_that_arrives_while_it_is_waited_for_is_done(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arriving = place / SUBMITTED / "late.xlsx"
    arriving.write_bytes(b"PK")
    whole = (place / SUBMITTED / "network & co.xlsx").read_bytes()
    steps = [whole, b"PK half"]

    def wait(_: float) -> None:
        if steps:
            arriving.write_bytes(steps.pop())

    monkeypatch.setattr("sheetplan.walks.desk.in_use.time.sleep", wait)
    monkeypatch.setattr("sheetplan.walks.desk.in_use._LOOK_AGAIN", 0.1)
    assert results(worked(place, Job.CHECK))["late.xlsx"].endswith("to put right")


def test_a_file_that_is_there_and_not_there_by_turns_is_said(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that answers once that it has no such file: nothing may go by in silence."""
    usual = results(worked(place, Job.CHECK))
    worked(place, Job.UNDO)
    real, asked = in_use._state, 0  # noqa: SLF001 - what the disk answers

    def state(path: Path) -> tuple[int, int, int] | None:
        nonlocal asked
        asked += path.name == "network & co.xlsx"
        return None if asked == 2 and path.name == "network & co.xlsx" else real(path)

    monkeypatch.setattr(in_use, "_state", state)
    ran = worked(place, Job.CHECK)
    assert results(ran) == {**usual, "network & co.xlsx": "Not there yet"}
    assert ran.code == 2


def test_a_results_workbook_that_is_open_is_not_written_over(place: Path) -> None:
    first = worked(place, Job.UPDATE).results
    assert first is not None
    content = first.read_bytes()
    (first.parent / f"~${first.name}").write_bytes(b"x")
    second = worked(place, Job.UPDATE).results
    assert second is not None
    assert second != first
    assert first.read_bytes() == content


def test_another_run_under_way_is_said(place: Path) -> None:
    with lock.held(place / BOOK, "somebody", NOW), pytest.raises(SheetplanError, match="being updated by somebody"):
        worked(place, Job.UPDATE)


# What must change


def test_each_copy_goes_to_the_plan_that_it_is_a_copy_of(place: Path) -> None:
    worked(place, Job.UPDATE)
    renamed = Path(shutil.copy(place / MASTERS / "network.xlsx", place / SUBMITTED / "quite another name.xlsx"))
    staff.typed(renamed, {"Action plan": {"C9": "By its id"}})
    sample("peer-review", place / SUBMITTED / "network - Copy.xlsx")
    staff.typed(place / SUBMITTED / "network - Copy.xlsx", {"Action plan": {"C10": "By its name"}})
    ran = worked(place, Job.SYNC)
    assert results(ran)["quite another name.xlsx"] == "Brought into network.xlsx"
    assert results(ran)["network - Copy.xlsx"] == "Brought into network.xlsx"
    # A name that only begins alike may be another organisation's.
    assert results(ran)["network & co.xlsx"] == results(ran)["projekt größe 100%.xlsx"] == "No master plan"
    found = staff.dump(place / MASTERS / "network.xlsx")
    assert "By its id" in found
    assert "By its name" in found


def test_notes_of_a_meeting_go_to_every_plan_that_they_are_about(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample("project-plan", place / MASTERS / "college.xlsx")
    worked(place, Job.UPDATE)
    ids = [plan_id(place / MASTERS / f"{name}.xlsx") for name in ("network", "college")]
    notes = place / SUBMITTED / "notes.xlsx"
    sample("care-improvement", notes)
    pages = {notes: SimpleNamespace(rows=[{"plan_id": one} for one in (*ids, "another", None)])}
    monkeypatch.setattr("sheetplan.walks.desk.sync.minutes.page", pages.get)
    given: dict[str, list[str]] = {}

    def noted(master: Path, copies: list[Path], _: object) -> None:
        given[master.name] = [path.name for path in copies]
        raise SheetplanError("Seen.")

    monkeypatch.setattr("sheetplan.walks.desk.sync.walk.sync", noted)
    worked(place, Job.SYNC)
    assert given == {"network.xlsx": ["notes.xlsx"], "college.xlsx": ["notes.xlsx"]}


def test_copies_of_a_plan_without_a_version_wait_for_one(place: Path) -> None:
    staff.typed(sample("peer-review", place / SUBMITTED / "network (1).xlsx"), {"Action plan": {"C9": "Typed"}})
    before = tree(place / MASTERS)
    ran = worked(place, Job.SYNC)
    assert (results(ran)["network.xlsx"], results(ran)["network (1).xlsx"]) == ("Not done", "Not done")
    assert tree(place / MASTERS) == before
    worked(place, Job.UPDATE)
    assert results(worked(place, Job.SYNC))["network (1).xlsx"] == "Brought into network.xlsx"
    assert results(worked(place, Job.SYNC))["network (1).xlsx"] == "Nothing new"


def test_a_copy_among_the_master_plans_is_said_and_left(place: Path) -> None:
    worked(place, Job.UPDATE)
    shutil.copy(place / MASTERS / "network.xlsx", place / MASTERS / "network (1).xlsx")
    before = tree(place / MASTERS)
    ran = worked(place, Job.UPDATE)
    assert results(ran) == {"network.xlsx": "Nothing to do", "network (1).xlsx": "Not done"}
    assert tree(place / MASTERS) == before


def test_two_plans_that_hold_the_very_same_are_asked_about_before_either_becomes_a_plan_of_its_own(
    place: Path,
) -> None:
    shutil.copy(place / MASTERS / "network.xlsx", place / MASTERS / "network-LAPTOP.xlsx")
    ran = worked(place, Job.UPDATE)
    assert set(results(ran).values()) == {"Not done"}
    assert "holds the very same as network.xlsx" in ran.lines[0].told
    (place / MASTERS / "network-LAPTOP.xlsx").unlink()
    assert results(worked(place, Job.UPDATE)) == {"network.xlsx": "Version 0.1 made"}


def test_dropped_files_alone_are_worked_on_wherever_they_are(place: Path, tmp_path: Path) -> None:
    outside = sample("peer-review", tmp_path / "from the mail.xlsx")
    ran = worked(place, Job.CHECK, outside)
    assert [name for name in results(ran) if "Plans received" not in name] == ["from the mail.xlsx"]
    assert [path.name for path in (place / CHECKED).iterdir()] == ["from the mail checked 2026-10-31.xlsx"]
    before = tree(place / MASTERS)
    ran = worked(place, Job.UPDATE, outside)
    assert results(ran) == {"from the mail.xlsx": "Version 0.1 made"}
    assert (tmp_path / "from the mail versions").is_dir()
    assert tree(place / MASTERS) == before
    worked(place, Job.UNDO)
    assert not (tmp_path / "from the mail versions").exists()


def test_what_is_kept_may_be_thrown_away(place: Path) -> None:
    worked(place, Job.UPDATE)
    shutil.rmtree(place / KEPT)
    before = tree(place / MASTERS)
    undone = worked(place, Job.UNDO)
    assert "There is no run to undo" in " ".join(undone.said)
    assert results(worked(place, Job.UPDATE)) == {"network.xlsx": "Nothing to do"}
    assert tree(place / MASTERS) == before


def test_a_folder_of_kept_runs_that_somebody_has_damaged_is_passed_over(place: Path) -> None:
    worked(place, Job.UPDATE)
    (run,) = (place / KEPT).iterdir()
    (run / "run.json").write_bytes(b"\xff no journal")
    (place / KEPT / "mine.txt").write_text("mine", encoding="utf-8")
    assert "There is no run to undo" in " ".join(worked(place, Job.UNDO).said)
    assert (place / KEPT / "mine.txt").is_file()


def test_what_is_kept_of_a_file_and_gone_is_said_and_nothing_is_half_undone(place: Path) -> None:
    worked(place, Job.UPDATE)
    (run,) = (place / KEPT).iterdir()
    for kept in (run / "before").iterdir():
        kept.unlink()
    before = tree(place / MASTERS)
    undone = worked(place, Job.UNDO)
    assert (results(undone)["network.xlsx"], undone.code) == ("Left as it is", 1)
    assert tree(place / MASTERS) == before


@pytest.mark.parametrize("job", [Job.CHECK, Job.SYNC, Job.UPDATE, Job.MONTH, Job.CHASE])
@pytest.mark.parametrize("folder", [SUBMITTED, MASTERS])
def test_a_folder_that_may_not_be_read_is_named_and_stops_nothing(
    place: Path, job: Job, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = results(worked(place, job))
    worked(place, Job.UNDO)
    closed = place / folder / "of another department"
    closed.mkdir()
    with monkeypatch.context() as disk:
        unlistable(disk, closed)
        ran = worked(place, job)
    said = [line for line in ran.lines if line.file == closed.name]
    looks_there = job is Job.SYNC or (folder == SUBMITTED) == (job is Job.CHECK)
    assert [(line.result, line.told) for line in said] == [
        ("Not done", f"The folder {folder}/{closed.name} may not be read, so nothing in it was looked at.")
    ] * looks_there
    assert not looks_there or ran.code == 2
    assert {name: result for name, result in results(ran).items() if name != closed.name} == usual


def test_a_plan_that_may_not_be_read_is_not_said_to_have_been_read(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked(place, Job.UPDATE)
    shut = sample("care-improvement", place / MASTERS / "home.xlsx")
    real = Path.open

    def opened(self: Path, *more: Any, **named: Any) -> Any:
        if self == shut:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))
        return real(self, *more, **named)

    monkeypatch.setattr(Path, "open", opened)
    ran = worked(place, Job.MONTH)
    (line,) = (one for one in ran.lines if one.place == shut)
    assert (line.result, ran.code) == ("Cannot be read", 2)
    assert line.told == "home.xlsx cannot be read: another program has it, or you may not read it."


@pytest.mark.parametrize("job", [Job.CHECK, Job.SYNC])
def test_a_file_that_vanishes_at_the_last_moment_stops_no_other(
    place: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked(place, Job.UPDATE)
    for name, cell in (("network (1)", "C9"), ("network - Copy", "C10")):
        copy = Path(shutil.copy(place / MASTERS / "network.xlsx", place / SUBMITTED / f"{name}.xlsx"))
        staff.typed(copy, {"Action plan": {cell: name}})
    usual = results(worked(place, job))
    worked(place, Job.UNDO)
    real = bench.Bench.copied

    def copied(self: bench.Bench, path: Path, *more: Any) -> Path:
        if path.name == "network (1).xlsx":
            path.unlink()
        return real(self, path, *more)

    monkeypatch.setattr(bench.Bench, "copied", copied)
    ran = worked(place, job)
    assert results(ran) == {**usual, "network (1).xlsx": "Not done"}
    assert ran.code == 2


def test_foreign_files_are_said_and_stop_nothing(place: Path) -> None:
    (place / SUBMITTED / "letter.docx").write_bytes(b"no workbook")
    (place / SUBMITTED / "broken.xlsx").write_bytes(b"no workbook either")
    (place / SUBMITTED / "list.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    ran = worked(place, Job.CHECK)
    assert {name: results(ran)[name] for name in ("letter.docx", "broken.xlsx", "list.csv")} == {
        "letter.docx": "Passed over",
        "broken.xlsx": "Not done",
        "list.csv": "Passed over",
    }
    assert len(list((place / CHECKED).iterdir())) == 2


def test_every_link_lands_on_its_file_also_when_the_desk_has_moved(place: Path, tmp_path: Path) -> None:
    (place / SUBMITTED / "a#1 [draft] 50%25.xlsx").write_bytes((place / SUBMITTED / "network & co.xlsx").read_bytes())
    ran = worked(place, Job.CHECK)
    assert ran.results is not None
    moved = place.rename(tmp_path / "moved")
    path = moved / ran.results.relative_to(place)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    links = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    found = {landed(path, link) for link in links}
    assert found >= {
        f"{CHECKED}/a#1 [draft] 50%25 checked 2026-10-31.xlsx",
        f"{REPORTS}/Plans received 2026-10-31.xlsx",
    }
    assert len(links) == len([line for line in ran.lines if line.place])


def test_returns_say_to_whom_and_by_when(place: Path) -> None:
    setting(place, contact="office@example.org", reply_by="14/11/2026")
    worked(place, Job.CHECK)
    front = staff.dump(place / CHECKED / "network & co checked 2026-10-31.xlsx").partition("\n== ")[0]
    assert "Reply by | 14 Nov 2026" in front
    assert "Send it to | office@example.org" in front


def test_new_plans_are_made_once_and_known_again_by_another_name(place: Path) -> None:
    staff.typed(
        place / BOOK,
        {
            "New plan": {
                "A5": "Peer review",
                "B5": "Review 2027/28",
                "C5": "Network A",
                "A6": "care-improvement",
                "B6": "Care: Home?",
                "A7": "no such kind",
                "B7": "Nothing",
            }
        },
    )
    ran = worked(place, Job.NEW)
    assert results(ran) == {"Review 2027/28": "Made", "Care: Home?": "Made", "Nothing": "Not done"}
    assert ran.code == 2
    (place / MASTERS / "Review 2027 28.xlsx").rename(place / MASTERS / "our review.xlsx")
    before = tree(place / MASTERS)
    assert results(worked(place, Job.NEW))["Review 2027/28"] == "There already"
    assert tree(place / MASTERS) == before


def test_a_word_document_that_is_dropped_on_new_plan_becomes_a_master_plan_once(place: Path, tmp_path: Path) -> None:
    document = words.peer_review(tmp_path / "it's a plan.docx")
    other = sample("peer-review", tmp_path / "other.xlsx")
    before = tree(place, KEPT, REPORTS)
    ran = worked(place, Job.NEW, document, other)
    assert results(ran) == {"it's a plan.docx": "Made", "other.xlsx": "Passed over"}
    (line, _) = ran.lines
    assert "30 actions" in line.told
    assert "table 1, row 16: Rows 16 and 17 have been read as one action, 14" in line.told
    assert 'Not taken over: a paragraph outside the tables: "' in line.told
    made = place / MASTERS / "it's a plan.xlsx"
    assert line.place == made
    made = made.rename(made.with_name("renamed.xlsx"))
    assert results(worked(place, Job.NEW, document)) == {"it's a plan.docx": "There already"}
    made.rename(made.with_name("it's a plan.xlsx"))
    assert results(worked(place, Job.UPDATE))["it's a plan.xlsx"] == "Version 0.1 made"
    worked(place, Job.UNDO)
    worked(place, Job.NEW, words.project_plan(tmp_path / "network.docx"))
    assert {name: sha for name, sha in tree(place, KEPT, REPORTS).items() if "it's" not in name} == before


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("network.docx", 'network.xlsx is in "3 Master plans" already, so nothing was made of network.docx.'),
        ("empty.docx", "empty.docx is not all there: it is still being copied or synchronised, or is empty."),
        ("half.docx", "half.docx is damaged: its list of contents cannot be read."),
        ("gone.docx", "gone.docx is not there."),
    ],
)
def test_of_a_word_document_that_cannot_be_used_it_is_said_why(
    place: Path, tmp_path: Path, name: str, told: str
) -> None:
    path = words.peer_review(tmp_path / name)
    data = path.read_bytes()
    if name == "gone.docx":
        path.unlink()
    elif name != "network.docx":
        path.write_bytes(data[: len(data) // 2] if name == "half.docx" else b"")
    ran = worked(place, Job.NEW, path)
    assert ([line.told for line in ran.lines], ran.code) == ([told], 2)
    assert not list((place / MASTERS).glob(f"{path.stem} *"))


def test_a_word_document_that_was_sent_is_said_to_be_one(place: Path) -> None:
    words.peer_review(place / SUBMITTED / "plan.docx")
    (place / SUBMITTED / "Thumbs.db").write_bytes(b"x")
    lines = {line.file: line.next for line in worked(place, Job.CHECK).lines}
    assert lines["plan.docx"].startswith('Drop it on "New plan"')
    assert "Thumbs.db" not in lines


def test_missing_folders_and_settings_are_made_anew_and_said(place: Path) -> None:
    (place / BOOK).unlink()
    shutil.rmtree(place / CHECKED)
    ran = worked(place, Job.CHECK)
    assert f"made anew: {CHECKED}, {BOOK}" in " ".join(ran.said)
    assert set(FOLDERS) < {path.name for path in place.iterdir()}


@pytest.mark.parametrize(
    ("terminal", "desk"),
    [
        (
            "Choose 31 Oct 2026 or a later day with --as-of.",
            "Choose 31 Oct 2026 or a later day as the Position date in Desk.xlsx.",
        ),
        (
            "name the kind of plan with --template if it is another.",
            "name the kind of plan under Templates in use in Desk.xlsx if it is another.",
        ),
        (
            "Name the one that is meant: --template a or --template b.",
            "Name the one that is meant under Templates in use in Desk.xlsx: a or b.",
        ),
        (
            'Name the sheet that is meant: --sheet "A" or --sheet "B".',
            'Leave only the one that is meant in the workbook: "A" or "B".',
        ),
        ("The plan is on the sheet A: name it with --sheet.", "The plan is on the sheet A: leave only one in it."),
        (
            "Name the sheet of the plan with --sheet, or save each plan as a workbook of its own.",
            "Save each plan as a workbook of its own.",
        ),
        ("See where it is now, then run update on it there.", "See where it is now, then run the shortcut again."),
        ("Run update again.", "Run the shortcut again."),
        ("the next update does that.", 'the next "Update master plans" does that.'),
        ("A sentence without commands stays.", "A sentence without commands stays."),
    ],
)
def test_what_is_said_of_commands_is_said_of_the_desk(terminal: str, desk: str) -> None:
    assert wording.at_a_desk(terminal) == desk


@pytest.mark.parametrize("broken", ["date", "register", "template", "file"])
def test_undo_works_whatever_became_of_the_settings(place: Path, broken: str) -> None:
    before = tree(place / MASTERS)
    worked(place, Job.UPDATE)
    if broken == "file":
        (place / BOOK).write_bytes(b"no workbook")
    else:
        wrong = {"date": {"position": "soon"}, "register": {"register": "gone"}, "template": {"templates": "no such"}}
        setting(place, **wrong[broken])
        with pytest.raises(SheetplanError, match=BOOK):
            worked(place, Job.UPDATE)
    assert worked(place, Job.UNDO).code == 0
    assert tree(place / MASTERS) == before


def test_versions_that_cannot_be_read_stop_that_plan_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample("project-plan", place / MASTERS / "college.xlsx")
    worked(place, Job.UPDATE)
    staff.typed(place / MASTERS / "network.xlsx", {"Action plan": {"C9": "Typed"}})
    before, real = tree(place / MASTERS), os.scandir

    def scandir(folder: str) -> object:
        if str(folder).endswith("3 Master plans/network versions/received"):
            raise PermissionError(13, "Permission denied", str(folder))
        return real(folder)

    with monkeypatch.context() as denied:
        denied.setattr(os, "scandir", scandir)
        assert results(worked(place, Job.UPDATE)) == {"college.xlsx": "Nothing to do", "network.xlsx": "Not done"}
    assert tree(place / MASTERS) == before


def test_the_kinds_in_use_are_the_only_ones_that_are_recognised(place: Path) -> None:
    setting(place, templates="Peer review plan, care-improvement")
    found = results(worked(place, Job.CHECK))
    assert found["network & co.xlsx"] == "1 thing to put right"
    assert found["projekt größe 100%.xlsx"] == "Not done"


def test_who_has_sent_nothing_is_asked(place: Path) -> None:
    register = "organisation,due,contact\nNetwork & co,1 Feb 2008,\nCollege B,2 Feb 2008,the registry\n"
    (place / "register.csv").write_text(register, encoding="utf-8")
    setting(place, register="register")
    ran = worked(place, Job.CHECK)
    assert ("College B", "Not received", "Ask the registry.") in [(one.file, one.result, one.next) for one in ran.lines]


@pytest.mark.parametrize("mark", [0x1000, 0x40000, 0x400000])
def test_a_file_of_which_only_the_name_is_here_is_waited_for(
    place: Path, mark: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.stat

    def stat(self: Path, **how: bool) -> object:
        found = real(self, **how)
        if self.name != "network & co.xlsx" or SUBMITTED not in self.parts:
            return found
        names = ("st_mode", "st_size", "st_mtime_ns", "st_uid", "st_gid")
        return SimpleNamespace(**{name: getattr(found, name) for name in names}, st_file_attributes=mark | 0x20)

    monkeypatch.setattr(Path, "stat", stat)
    assert results(worked(place, Job.CHECK))["network & co.xlsx"] == "Not there yet"


def test_settings_that_are_damaged_are_said_to_be_and_can_be_made_anew(place: Path) -> None:
    (place / BOOK).write_bytes((place / BOOK).read_bytes()[:2000])
    before = tree(place)
    with pytest.raises(SheetplanError, match=r"Desk\.xlsx is damaged") as problem:
        worked(place, Job.CHECK)
    assert "move it elsewhere and do this again: an empty Desk.xlsx is then made" in problem.value.fix
    assert tree(place) == before
    (place / BOOK).unlink()
    assert f"Missing from the desk, and made anew: {BOOK}." in worked(place, Job.CHECK).said


def test_a_position_date_that_is_none_stops_the_job_and_names_its_cell(place: Path) -> None:
    setting(place, position="soon")
    before = tree(place)
    with pytest.raises(SheetplanError, match='Settings!B8: "soon" is not a day'):
        worked(place, Job.UPDATE)
    assert tree(place) == before


def test_there_is_a_shortcut_for_each_job_and_for_the_page_and_for_nothing_else(place: Path) -> None:
    assert {path.stem for path in place.glob("*.sh")} == {*(TITLES[job] for job in Job), PAGE}


# What is cut off


def test_on_a_mac_there_are_quick_actions_too_and_a_half_made_one_is_made_whole(tmp_path: Path) -> None:
    first = make(tmp_path / "desk", [System.MACOS], "python", date(2026, 1, 1))
    actions = tmp_path / "desk" / "Quick Actions"
    assert sorted(path.name for path in actions.iterdir()) == sorted(
        f"{TITLES[job]}.workflow" for job in Job if job is not Job.UNDO
    )
    before = tree(actions)
    (actions / "Who to chase.workflow" / "Contents" / "Info.plist").unlink()
    again = make(tmp_path / "desk", [System.MACOS], "python", date(2026, 1, 1))
    assert again.made == ("Quick Actions/Who to chase.workflow",)
    assert tree(actions) == before
    assert set(again.made) < set(first.made)
    assert not (make(tmp_path / "other", [System.LINUX], "python", date(2026, 1, 1)).desk / "Quick Actions").exists()


def test_what_the_disk_refuses_is_one_line_and_nothing_is_changed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(place)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "plan.xlsx")

    monkeypatch.setattr("sheetplan.walks.desk.update._updated", full)
    with pytest.raises(SheetplanError, match=r"plan\.xlsx: No space left on device\. Nothing was changed"):
        worked(place, Job.UPDATE)
    assert tree(place) == before


def test_a_run_that_fails_leaves_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(place)

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(updating, "update", broken)
    with pytest.raises(KeyboardInterrupt):
        worked(place, Job.UPDATE)
    assert tree(place) == before
