"""Files get to their place whole or not at all, and never in the place of somebody else's."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from sheetplan.model import SheetplanError
from sheetplan.workbook import save, swap

CAN_EXCHANGE = pytest.mark.skipif(os.name == "nt", reason="Windows cannot let two files change places")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"old")
    return path


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def fail(number: int) -> Any:
    def failing(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    return failing


def without(patch: pytest.MonkeyPatch) -> None:
    """A system that has neither of the renames that Python lacks."""
    patch.setattr(swap, "_call", lambda _: None)


# Replacing


@pytest.mark.parametrize("is_plain", [False, True])
def test_only_what_is_expected_is_replaced(path: Path, monkeypatch: pytest.MonkeyPatch, is_plain: bool) -> None:
    if is_plain:
        without(monkeypatch)
    with pytest.raises(SheetplanError, match="was changed by somebody"):
        save.replace(b"new", path, b"older")
    assert path.read_bytes() == b"old"
    save.replace(b"new", path, b"old")
    assert path.read_bytes() == b"new"
    assert names(path.parent) == ["plan.xlsx"]


def test_a_file_that_is_gone_is_not_made_again(path: Path) -> None:
    path.unlink()
    with pytest.raises(SheetplanError, match="was moved, renamed or deleted"):
        save.replace(b"new", path, b"old")
    assert names(path.parent) == []


@CAN_EXCHANGE
def test_permissions_stay_and_a_link_stays_a_link(path: Path) -> None:
    path.chmod(0o640)
    link = path.with_name("link.xlsx")
    link.symlink_to(path)
    save.replace(b"new", link, b"old")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("call", ["write", "fsync"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_full_disk_is_said_and_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail(number))
        for write in (lambda: save.replace(b"new", path, b"old"), lambda: save.write_new(b"new", path.with_name("n"))):
            with pytest.raises(SheetplanError, match=f"cannot be written: {os.strerror(number)}.*Nothing was changed"):
                write()
    assert path.read_bytes() == b"old"
    assert names(path.parent) == ["plan.xlsx"]


def test_a_disk_that_takes_a_little_at_a_time_gets_all_of_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data[:1])))
    save.replace(b"new and longer", path, b"old")
    assert path.read_bytes() == b"new and longer"


def test_a_folder_that_cannot_flush_is_written_to_all_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", fail(errno.EINVAL))
    save.replace(b"new", path, b"old")
    assert path.read_bytes() == b"new"


# New files


def refuse_links(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "link", fail(errno.EPERM))


def test_without_links_a_new_file_gets_its_name_when_it_is_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for refuse in (refuse_links, without):
        refuse(monkeypatch)
        with pytest.raises(save.AlreadyThereError, match="is already there"):
            save.write_new(b"new", path)
        assert path.read_bytes() == b"old"
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail(errno.ENOSPC))
            with pytest.raises(SheetplanError, match="No space"):
                save.write_new(b"new", path.with_name("copy.xlsx"))
        assert names(path.parent) == ["plan.xlsx"]
        save.write_new(b"new", path.with_name("copy.xlsx"))
        assert path.with_name("copy.xlsx").read_bytes() == b"new"
        path.with_name("copy.xlsx").unlink()


def test_a_name_that_is_too_long_is_said(path: Path) -> None:
    with pytest.raises(SheetplanError, match=r"its name is too long.*Choose a shorter name"):
        save.write_new(b"new", path.with_name("n" * 300))
    assert names(path.parent) == ["plan.xlsx"]


# The renames themselves


@CAN_EXCHANGE
def test_two_files_change_places(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"new")
    try:
        swap.exchange(path, other)
    except swap.UnsupportedError:
        pytest.skip("the disk that tests are on cannot do it")
    assert (path.read_bytes(), other.read_bytes()) == (b"new", b"old")
    with pytest.raises(FileNotFoundError):
        swap.exchange(path, path.with_name("nobody"))


@CAN_EXCHANGE
def test_a_rename_takes_only_a_free_name(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"new")
    try:
        swap.rename_new(other, path.with_name("free"))
    except swap.UnsupportedError:
        pytest.skip("the disk that tests are on cannot do it")
    with pytest.raises(FileExistsError):
        swap.rename_new(path.with_name("free"), path)
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, errno.EPERM])
def test_a_system_that_cannot_says_so(path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(swap, "_call", lambda _: lambda *_: number)
    with pytest.raises(swap.UnsupportedError):
        swap.exchange(path, path)
    save.replace(b"new", path, b"old")
    assert path.read_bytes() == b"new"


# Clearing away


def test_only_temporary_files_of_the_target_are_found(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(save, "discard", lambda _: None)
        patch.setattr(os, "fsync", fail(errno.EIO))
        for name in ("plan.xlsx", "other.xlsx"):
            with pytest.raises(SheetplanError):
                save.write(b"new", path.with_name(name))
    for name in (".~lock.plan.xlsx#", "~$plan.xlsx", ".~notes.tmp", "plan.tmp"):
        path.with_name(name).write_bytes(b"theirs")
    found = save.temporaries(path.parent, "plan.xlsx")
    assert len(found) == 1
    assert len(save.temporaries(path.parent)) == 2
    assert found[0] in save.temporaries(path.parent)
    assert save.temporaries(path.parent / "nowhere") == []


def test_a_file_that_says_something_else_is_not_taken_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not save.remove(path, b"other")
    assert path.read_bytes() == b"old"
    rename = Path.rename

    def quicker(source: Path, target: Path) -> Path:
        source.write_bytes(b"another's by now")
        return rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", quicker)
        assert not save.remove(path, b"old")
    assert path.read_bytes() == b"another's by now", "it was put back"
    assert save.remove(path, b"another's by now")
    assert names(path.parent) == []
    assert not save.remove(path, b"old"), "it is gone"
