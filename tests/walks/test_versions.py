"""The kept versions of a plan: nothing papered over, and nothing removed that somebody may still need."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import familiar
from sheetplan import render
from sheetplan.model import KeptVersions, SheetplanError
from sheetplan.walks.versions import Asked, versions

NOW = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
LATER = NOW + timedelta(days=500)
TABLE = """
action | timescale
1. Call the members | By 31 Jan 2008
2. Write the notes | By 30 Sep 2008
3. Tidy the store | By 30 Sep 2008
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan with the versions 0.1, 0.2, 1.0, 1.1, 2.0 and 2.1."""
    path = familiar.build(tmp_path / "plan.xlsx", TABLE)
    for n, approve in enumerate((False, False, True, False, True, False)):
        familiar.type_in(path, {("1. Call the members", "success"): f"Called {n}"})
        familiar.run(path, approve=approve, note="Approved by the board" if approve else "")
    return path


def folder(plan: Path) -> Path:
    return plan.with_name("plan versions")


def states(found: KeptVersions) -> dict[str, str]:
    return {one.version.number: one.copy.state for one in found.kept}


def copies(plan: Path, number: str) -> list[Path]:
    return sorted(folder(plan).rglob(f"* v{number} *"))


def tidy(plan: Path, *, carry_out: bool = True, now: datetime = LATER, keep_days: int = 400) -> KeptVersions:
    return versions(plan, tidy=Asked(now, "Coordinator", keep_days, carry_out=carry_out))


def test_looking_writes_nothing(plan: Path) -> None:
    before = familiar.files(plan.parent)
    versions(plan)
    tidy(plan, carry_out=False)
    (folder(plan) / "versions.json").unlink()
    del before["plan versions/versions.json"]
    versions(plan)
    assert familiar.files(plan.parent) == before


def test_it_says_of_each_version_what_is_known(plan: Path) -> None:
    found = versions(plan)
    assert [(one.version.number, one.approved) for one in found.kept] == [
        ("0.1", False), ("0.2", False), ("1.0", True), ("1.1", False), ("2.0", True), ("2.1", False),
    ]  # fmt: skip
    third = found.kept[2]
    assert (third.version.position_date, third.version.by) == (familiar.DAY, "Coordinator")
    assert third.version.note == "Approved by the board"
    assert third.version.counts["Overdue"] == 1
    (written,) = folder(plan).glob("* v1.0 *")
    assert (third.copy.name, third.copy.size) == (written.name, written.stat().st_size)
    assert third.received is not None
    assert third.received.size == (folder(plan) / third.received.name).stat().st_size
    assert set(states(found).values()) == {"whole"}
    assert found.said == ("plan.xlsx is as version 2.1 was written.",)


def test_a_plan_without_versions_and_one_that_went_on(tmp_path: Path) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", TABLE)
    assert versions(path).said == ("No versions of plan.xlsx are kept yet; update keeps them.",)
    familiar.run(path)
    familiar.type_in(path, {("1. Call the members", "success"): "Called"})
    assert versions(path).said == ("plan.xlsx has been saved since version 0.1 was written.",)


def test_altered_and_missing_copies_are_said(plan: Path) -> None:
    (first, received) = copies(plan, "0.1")
    first.write_bytes(first.read_bytes() + b"\0")
    received.unlink()
    (second,) = folder(plan).glob("* v0.2 *")
    second.unlink()
    found = versions(plan)
    assert states(found) | {"0.1": "", "0.2": ""} == dict.fromkeys(states(found), "whole") | {"0.1": "", "0.2": ""}
    assert (states(found)["0.1"], states(found)["0.2"]) == ("altered", "missing")
    assert found.kept[0].received is not None
    assert found.kept[0].received.state == "missing"
    text = render.versions_text(found)
    assert f"Kept copy: {first.name}, " in text
    assert "ALTERED: no longer what was written" in text
    assert f"Kept copy: {second.name}, MISSING" in text
    assert any(second.name in sentence for sentence in found.said)


def test_what_was_listed_again_from_names_is_not_called_whole(plan: Path) -> None:
    (folder(plan) / "versions.json").write_text("{}")
    found = versions(plan)
    assert set(states(found).values()) == {"not known"}
    assert found.said[1] == 'The list of versions could not be read and has been made again from "plan versions".'


def test_versions_are_listed_although_the_plan_itself_is_damaged(plan: Path) -> None:
    plan.write_bytes(b"PK\x03\x04 and nothing more")
    found = versions(plan)
    assert set(states(found).values()) == {"whole"}
    assert found.said[0].startswith("The plan itself cannot be read: plan.xlsx ")
    shutil.rmtree(folder(plan))
    with pytest.raises(SheetplanError, match=r"^plan\.xlsx"):
        versions(plan)


def test_without_yes_nothing_goes_and_what_would_is_named(plan: Path) -> None:
    before = familiar.files(plan.parent)
    found = tidy(plan, carry_out=False)
    assert found.tidying is not None
    assert found.tidying.goes == ("0.1", "0.2")
    assert found.tidying.stays == {
        "1.0": "approved",
        "1.1": "newer than the approved version before the last",
        "2.0": "approved",
        "2.1": "the newest",
    }
    assert found.tidying.size == sum(path.stat().st_size for n in ("0.1", "0.2") for path in copies(plan, n))
    assert familiar.files(plan.parent) == before


@pytest.mark.parametrize(("days", "goes"), [(499, ("0.1", "0.2")), (500, ("0.1", "0.2")), (501, ())])
def test_a_draft_stays_for_so_many_days(plan: Path, days: int, goes: tuple[str, ...]) -> None:
    found = tidy(plan, carry_out=False, keep_days=days)
    assert found.tidying is not None
    assert found.tidying.goes == goes


def test_what_goes_is_listed_as_tidied_away_and_everything_else_is_as_it_was(plan: Path) -> None:
    before = familiar.files(plan.parent)
    gone = {str(path.relative_to(plan.parent)) for n in ("0.1", "0.2") for path in copies(plan, n)}
    assert len(gone) == 4
    found = tidy(plan)
    after = familiar.files(plan.parent)
    assert set(before) - set(after) == gone
    listed = "plan versions/versions.json"
    assert {name: sha for name, sha in after.items() if name != listed} == {
        name: sha for name, sha in before.items() if name not in gone | {listed}
    }
    assert states(found) == {
        "0.1": "tidied away", "0.2": "tidied away", "1.0": "whole", "1.1": "whole", "2.0": "whole", "2.1": "whole",
    }  # fmt: skip
    assert found.said == ("plan.xlsx is as version 2.1 was written.",)
    assert "tidied away on 14 Mar 2028" in render.versions_text(found)
    assert json.loads(render.versions_json(found))["versions"][0]["removed"] == "2028-03-14"
    again = tidy(plan)
    assert again.tidying is not None
    assert again.tidying.goes == ()
    assert familiar.files(plan.parent) == after


def test_after_tidying_the_versions_go_on(plan: Path) -> None:
    tidy(plan)
    familiar.type_in(plan, {("1. Call the members", "success"): "Called at last"})
    done = familiar.run(plan)
    assert done.version is not None
    assert done.version.number == "2.2"
    assert not [sentence for sentence in done.said if "missing" in sentence.casefold()]
    assert states(versions(plan))["0.1"] == "tidied away"


def test_a_version_stays_that_a_copy_beside_the_plan_was_taken_from(plan: Path) -> None:
    (second,) = folder(plan).glob("* v0.2 *")
    shutil.copy(second, plan.with_name("plan-LAPTOP.xlsx"))
    found = tidy(plan)
    assert found.tidying is not None
    assert found.tidying.goes == ("0.1",)
    assert found.tidying.stays["0.2"] == '"plan-LAPTOP.xlsx" was taken from it'


def test_the_last_version_that_has_an_action_stays(tmp_path: Path) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", TABLE)
    familiar.run(path)
    row = familiar.row_of(path, "3. Tidy the store")
    columns = familiar.headings(path).values()
    familiar.put(path, {(row, column): None for column in columns})
    familiar.run(path)
    for n, approve in enumerate((True, False, True, False)):
        familiar.type_in(path, {("1. Call the members", "success"): f"Called {n}"})
        familiar.run(path, approve=approve)
    found = tidy(path)
    assert found.tidying is not None
    assert found.tidying.goes == ("0.2",)
    assert found.tidying.stays["0.1"] == "the last that has action 3"


def test_altered_copies_are_left_for_people_to_look_at(plan: Path) -> None:
    (first,) = folder(plan).glob("* v0.1 *")
    first.write_bytes(first.read_bytes() + b"\0")
    found = tidy(plan)
    assert found.tidying is not None
    assert found.tidying.goes == ("0.2",)
    assert found.tidying.stays["0.1"] == "a copy of it is altered"
    assert first.exists()


def test_a_plan_that_is_open_or_being_updated_is_not_tidied(plan: Path) -> None:
    before = familiar.files(folder(plan))
    mark = plan.with_name("~$plan.xlsx")
    mark.touch()
    with pytest.raises(SheetplanError, match=r"plan\.xlsx is open"):
        tidy(plan)
    mark.unlink()
    plan.with_name("plan versions.lock").write_text(json.dumps({"host": "elsewhere", "since": LATER.isoformat()}))
    with pytest.raises(SheetplanError, match="is being updated"):
        tidy(plan)
    assert familiar.files(folder(plan)) == before
