"""Update on the real plan: what must not change first, then what must."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from judges.libreoffice import LibreOffice
from sheetplan import render
from sheetplan.model import SheetplanError, Updated
from sheetplan.walks.update import Options, update

SAMPLE = Path(__file__).parents[2] / "samples" / "peer-review" / "plan.xlsx"
DAY = date(2008, 2, 29)
TODAY = date(2026, 10, 31)
PLAN = "Action plan"

CHANGED = {
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/app.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
}
"""The plan's sheet and its notes; what lists sheets, parts and styles."""
ADDED = {
    "docProps/custom.xml",
    "xl/comments2.xml",
    "xl/drawings/vmlDrawing2.vml",
    "xl/tables/table1.xml",
    "xl/tables/table2.xml",
    "xl/tables/table3.xml",
    "xl/worksheets/_rels/sheet4.xml.rels",
    "xl/worksheets/_rels/sheet5.xml.rels",
    "xl/worksheets/_rels/sheet6.xml.rels",
    "xl/worksheets/sheet4.xml",
    "xl/worksheets/sheet5.xml",
    "xl/worksheets/sheet6.xml",
}
"""Archive with its notes, Version history, Change log, and the properties that travel."""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLE, tmp_path / "plan.xlsx"))


def run(path: Path, day: date | None = DAY, **options: Any) -> Updated:
    now = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
    return update(path, Options(**{"today": TODAY, "now": now, "as_of": day, "by": "Coordinator", **options}))


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def rows(path: Path, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def refs(path: Path, sheet: str, first: int) -> list[str]:
    return [str(row[0]).strip().split(".")[0] for row in rows(path, sheet)[first - 1 :] if row[0]]


def listing(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def set_cell(path: Path, libreoffice: LibreOffice, sheet: str, cell: str, value: Any) -> None:
    """What a person does: opens the workbook, types, saves."""
    saved = path.with_name("saved.xlsx")
    libreoffice.type_in(path, {sheet: {cell: value}}, saved)
    saved.replace(path)


def dump(path: Path) -> str:
    """Every cell of a workbook as text, for a golden that can be read."""
    book = CalamineWorkbook.from_path(str(path))
    lines = []
    for name in book.sheet_names:
        lines.append(f"== {name}")
        for number, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), start=1):
            cells = [str(cell).replace("\n", " / ") for cell in row]
            if any(cells):
                lines.append(f"{number}: {' | '.join(cells).rstrip(' |')}")
    return "\n".join(lines) + "\n"


def test_parts_that_need_not_change_are_the_same_to_the_byte(plan: Path) -> None:
    before = parts(plan)
    run(plan)
    after = parts(plan)
    assert {name for name in before if after.get(name) != before[name]} == CHANGED
    assert set(after) - set(before) == ADDED
    untouched = ("xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml", "xl/charts/chart1.xml", "xl/sharedStrings.xml")
    assert set(untouched) <= set(before) - CHANGED
    assert any(name.startswith("customXml/") for name in set(before) - CHANGED)
    assert any("printerSettings" in name for name in set(before) - CHANGED)
    assert any("media/" in name for name in set(before) - CHANGED)


def test_cells_of_actions_that_stay_keep_values_and_styles(plan: Path) -> None:
    import openpyxl

    with pytest.warns(UserWarning, match="extension"):
        before = openpyxl.load_workbook(plan, rich_text=True)[PLAN]
    run(plan)
    with pytest.warns(UserWarning, match="extension"):
        book = openpyxl.load_workbook(plan, rich_text=True)
    after, archive = book[PLAN], book["Archive"]
    stay = [row for row in range(7, 40) if row not in (7, 8, 9, 10, 11, 13)]
    for row, now in zip(stay, range(7, 34), strict=True):
        same_record(before, row, after, now)
    for row, now in zip((7, 8, 9, 10, 11, 13), range(5, 11), strict=True):
        same_record(before, row, archive, now)
    for row in range(34, 40):
        assert all(after.cell(row, column).value is None for column in range(1, 11))


def same_record(before: Any, row: int, after: Any, now: int) -> None:
    assert after.row_dimensions[now].height == before.row_dimensions[row].height
    for column in range(1, 7):
        old, new = before.cell(row, column), after.cell(now, column)
        assert new.value == old.value
        for look in ("font", "fill", "border", "alignment", "number_format"):
            assert repr(getattr(new, look)) == repr(getattr(old, look)), f"{look} of {old.coordinate}"
        assert (new.comment and new.comment.text) == (old.comment and old.comment.text)


def test_what_stays_and_what_goes_to_the_archive(plan: Path) -> None:
    done = run(plan)
    assert done.archived == ("1", "2", "3", "4", "5", "7")
    assert done.version is not None
    assert done.version.number == "0.1"
    assert refs(plan, "Archive", 5) == ["1", "2", "3", "4", "5", "7"]
    stays = [r for r in refs(plan, PLAN, 7) if r]
    assert stays == ["6", *map(str, range(8, 15)), "14", "15", "16", "16", "17", "18", "18", *map(str, range(19, 31))]


def test_computed_columns_stand_at_the_right_and_say_the_day(plan: Path) -> None:
    run(plan)
    table = rows(plan, PLAN)
    assert table[5][6:10] == [
        "Due date",
        "Status at 29 Feb 2008",
        "RAG at 29 Feb 2008",
        "Days overdue at 29 Feb 2008",
    ]
    assert table[6][6:10] == [date(2007, 12, 10), "Overdue", "Red", 81.0]


def test_nothing_to_do_makes_no_version_and_touches_nothing(plan: Path) -> None:
    run(plan)
    before = listing(plan.parent)
    again = run(plan)
    assert again.version is None
    assert listing(plan.parent) == before


def test_a_day_on_which_no_status_moves_makes_no_version_unless_asked(plan: Path) -> None:
    run(plan)
    before = listing(plan.parent)
    assert run(plan, date(2008, 3, 1)).version is None
    assert listing(plan.parent) == before
    refreshed = run(plan, date(2008, 3, 1), refresh=True)
    assert refreshed.version is not None
    assert rows(plan, PLAN)[6][9] == 82.0
    assert rows(plan, PLAN)[5][7] == "Status at 1 Mar 2008"


def test_two_months_later(plan: Path) -> None:
    run(plan)
    later = run(plan, date(2008, 4, 30))
    assert later.version is not None
    assert later.version.number == "0.2"
    assert {word: number for word, number in later.version.counts.items() if number} == {
        "Overdue": 16,
        "Due soon": 3,
        "Not yet due": 1,
        "Ongoing": 3,
        "No due date": 1,
        "Archived": 6,
    }
    before = listing(plan.parent)
    with pytest.raises(SheetplanError, match=r"already has a version as of 30 Apr 2008, and 29 Apr 2008 is before"):
        run(plan, date(2008, 4, 29))
    assert listing(plan.parent) == before


def test_a_dry_run_says_the_same_and_writes_nothing(plan: Path) -> None:
    before = listing(plan.parent)
    dry = render.update_text(run(plan, dry_run=True))
    assert listing(plan.parent) == before
    real = render.update_text(run(plan))
    same = [line for line in real.splitlines()[1:] if "Kept in" not in line]
    assert [line for line in dry.splitlines()[1:] if "Nothing was written" not in line] == same


def test_copies_are_kept(plan: Path) -> None:
    source = plan.read_bytes()
    run(plan)
    folder = plan.parent / "plan versions"
    assert (folder / "plan v0.1 2008-02-29.xlsx").read_bytes() == plan.read_bytes()
    assert (folder / "received" / "plan before v0.1 2008-02-29.xlsx").read_bytes() == source
    assert sorted(p.name for p in folder.iterdir()) == ["plan v0.1 2008-02-29.xlsx", "received", "versions.json"]


def test_the_list_of_versions_is_made_again_when_it_is_missing(plan: Path) -> None:
    run(plan)
    (plan.parent / "plan versions" / "versions.json").unlink()
    later = run(plan, date(2008, 4, 30))
    assert later.version is not None
    assert later.version.number == "0.2"
    assert any("has been made again" in sentence for sentence in later.said)


def test_a_kept_copy_that_the_list_lacks_is_a_version_all_the_same(plan: Path) -> None:
    run(plan)
    run(plan, date(2008, 4, 30))
    folder = plan.parent / "plan versions"
    listed = (folder / "versions.json").read_text(encoding="utf-8")
    (folder / "versions.json").write_text(listed[: listed.index(',\n  {\n   "number": "0.2"')] + "]}", encoding="utf-8")
    again = run(plan, date(2008, 4, 30))
    assert again.version is None
    assert any("were added to it" in sentence for sentence in again.said)
    approved = run(plan, date(2008, 4, 30), approve=True)
    assert approved.version is not None
    assert approved.version.number == "1.0"


def test_reopening_brings_an_action_back_to_its_place_with_everything(plan: Path, libreoffice: LibreOffice) -> None:
    run(plan)
    set_cell(plan, libreoffice, "Archive", "K8", "Yes")
    back = run(plan)
    assert back.reopened == ("4",)
    assert refs(plan, PLAN, 7)[:3] == ["4", "6", "8"]
    assert refs(plan, "Archive", 5) == ["1", "2", "3", "5", "7"]
    assert rows(plan, PLAN)[6][1:8] == [
        "27/11/07",
        rows(SAMPLE, PLAN)[9][2],
        "MQC",
        "",
        date(2007, 11, 27),
        date(2007, 11, 27),
        "Complete",
    ]
    assert run(plan).version is None, "it stays until somebody touches it"


def test_an_action_achieved_ten_days_before_stays_until_its_time(plan: Path, libreoffice: LibreOffice) -> None:
    set_cell(plan, libreoffice, PLAN, "F12", date(2008, 2, 19))
    assert "6" not in run(plan).archived
    assert "6" not in run(plan, date(2008, 3, 20)).archived, "30 days after"
    assert run(plan, date(2008, 3, 21)).archived == ("6",), "31 days after"


def test_archive_now_moves_all_that_is_closed(plan: Path, libreoffice: LibreOffice) -> None:
    set_cell(plan, libreoffice, PLAN, "F12", date(2008, 2, 19))
    assert run(plan, archive_now=True).archived == ("1", "2", "3", "4", "5", "6", "7")


def test_the_counting_formulas_are_right_when_recalculated(plan: Path, libreoffice: LibreOffice) -> None:
    before = libreoffice.recalculated(plan)["Figures"]
    assert (before["B3"], before["B4"]) == (33, 6)
    run(plan)
    assert [rows(plan, "Figures")[r][1] for r in (2, 3)] == [33.0, 6.0], "cached, and now wrong"
    after = libreoffice.recalculated(plan)["Figures"]
    assert (after["B3"], after["B4"]) == (27, 0)


def test_microsofts_validator_finds_no_new_error(plan: Path, validator: Any) -> None:
    run(plan)
    assert validator.new_errors(SAMPLE, plan) == []
    run(plan, date(2008, 4, 30))
    assert validator.new_errors(SAMPLE, plan) == []


def filled_in(tmp_path: Path, libreoffice: LibreOffice) -> tuple[Path, Path]:
    """A new plan as it was made, and as somebody filled it in."""
    from sheetplan.walks.new import new

    path = tmp_path / "new.xlsx"
    new("peer-review", path, title="Plan", organisation="Organisation A", plan_id="0123456789abcdef", today=TODAY)
    typed = {
        "A6": "1. First meeting",
        "B6": "By 20/11/07",
        "D6": "MQC/PM",
        "F6": date(2007, 11, 20),
        "A7": "2. Name the reviewers",
        "B7": "By 29/2/08",
        "D7": "PM",
        "A8": "3. Hold the review",
        "B8": "31/3/08",
        "D8": "PM/RF",
        "A9": "4. Share what was learned",
        "B9": "Ongoing",
        "D9": "MQC",
    }
    filled = tmp_path / "filled.xlsx"
    return path, libreoffice.type_in(path, {PLAN: typed}, filled)


def test_a_new_plan_filled_in_is_valid_after_update(tmp_path: Path, libreoffice: LibreOffice, validator: Any) -> None:
    path, filled = filled_in(tmp_path, libreoffice)
    run(filled)
    assert validator.new_errors(path, filled) == []


def test_a_new_plan_filled_in_through_libreoffice(tmp_path: Path, libreoffice: LibreOffice) -> None:
    _, filled = filled_in(tmp_path, libreoffice)
    done = run(filled)
    assert done.version is not None
    assert done.archived == ("1",)
    cells = libreoffice.recalculated(filled, {"Cover": {"B9": DAY}})[PLAN]
    shown = [(cells[f"A{r}"][:2], cells.get(f"H{r}"), cells.get(f"I{r}")) for r in (6, 7, 8)]
    assert shown == [("2.", "Due soon", "Amber"), ("3.", "Due soon", "Amber"), ("4.", "Ongoing", "Grey")]
    assert "A9" not in cells
    assert cells.get("H9", "") == ""
    assert run(filled).version is None


def test_typed_due_date_wins_over_words(libreoffice: LibreOffice, plan: Path) -> None:
    run(plan)
    set_cell(plan, libreoffice, PLAN, "G7", date(2008, 3, 14))
    done = run(plan)
    finding = next(f for f in done.judged.findings if f.code == "due-disagrees")
    assert (finding.cell, finding.ref) == ("G7", "6")
    assert rows(plan, PLAN)[6][6:9] == [date(2008, 3, 14), "Due soon", "Amber"]
    assert run(plan).version is None, "and goes on winning"
    set_cell(plan, libreoffice, PLAN, "B7", "By 20/3/08")
    run(plan)
    assert rows(plan, PLAN)[6][6] == date(2008, 3, 20), "until the words change"


REFUSED = {
    "not a workbook": (b"Dear colleague,\n", "is not an Excel workbook"),
    "truncated": (SAMPLE.read_bytes()[:9000], "damaged|cut off|incomplete|whole"),
    "empty": (b"", "is empty|not an Excel workbook"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_updated_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    content, words = REFUSED[name]
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    with pytest.raises(SheetplanError, match=words) as refusal:
        run(path)
    assert "plan.xlsx" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert listing(tmp_path) == {"plan.xlsx": hashlib.sha256(content).hexdigest()}


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SheetplanError, match=r"plan\.xlsx"):
        run(tmp_path / "plan.xlsx")
    assert listing(tmp_path) == {}


@pytest.mark.parametrize("mark", ["~$plan.xlsx", ".~lock.plan.xlsx#"])
def test_an_open_workbook_is_left_alone(plan: Path, mark: str) -> None:
    (plan.parent / mark).write_bytes(b"\x05Owner")
    before = listing(plan.parent)
    with pytest.raises(SheetplanError, match="is open"):
        run(plan)
    assert listing(plan.parent) == before


def test_a_folder_that_cannot_be_written(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = listing(plan.parent)

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(SheetplanError, match="could not be made"):
        run(plan)
    assert listing(plan.parent) == before


@pytest.mark.skipif(not hasattr(os, "fork") or os.geteuid() != 0, reason="only root can become another user")
def test_a_read_only_folder_for_somebody_else(plan: Path, tmp_path: Path) -> None:
    run(Path(shutil.copy(SAMPLE, tmp_path / "first.xlsx")))  # all that it needs is then imported
    shutil.rmtree(tmp_path / "first versions")
    before = listing(tmp_path)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setegid(65534)
        os.seteuid(65534)
        try:
            run(plan)
            os.write(writer, b"it was written")
        except BaseException as problem:  # noqa: BLE001  # a forked child must never go back into pytest
            os.write(writer, f"{type(problem).__name__}: {problem}".encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        said = answer.read().decode()
    os.waitpid(child, 0)
    assert said.startswith("SheetplanError: The folder")
    assert "cannot be written to" in said
    assert listing(tmp_path) == before


def test_the_goldens(plan: Path, golden: Any) -> None:
    said = [render.update_text(run(plan, DAY + timedelta(days=days))) for days in (0, 0, 61)]
    golden(SAMPLE.with_name("update.txt"), "\n".join(said))
    golden(SAMPLE.with_name("update.cells.txt"), dump(plan))
