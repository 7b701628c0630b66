"""What is dropped gets a safe name, and stands over nothing that is there."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

import desks
from sheetplan.serve.uploads import LARGEST, NOT_PUT, PUT, THERE, put, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("plan.xlsx", "plan.xlsx"),
        ("Büro & Co, 100% (it's new).xlsx", "Büro & Co, 100% (it's new).xlsx"),
        ("../../etc/plan.xlsx", "plan.xlsx"),
        ("..\\..\\Windows\\plan.xlsx", "plan.xlsx"),
        ("C:\\Users\\me\\plan.xlsx".replace("Users", "people"), "plan.xlsx"),
        ("/plan.xlsx", "plan.xlsx"),
        ("..", "plan"),
        (".", "plan"),
        ("", "plan"),
        ("...xlsx", "xlsx"),
        (".hidden.xlsx", "hidden.xlsx"),
        ("~$plan.xlsx", "plan.xlsx"),
        ("plan.xlsx:stream.xlsx", "plan.xlsx stream.xlsx"),
        ("CON.xlsx", "CON_.xlsx"),
        ("nul.tar.xlsx", "nul.tar_.xlsx"),
        ("com1.xlsx", "com1_.xlsx"),
        ("LPT².xlsx", "LPT²_.xlsx"),
        ("console.xlsx", "console.xlsx"),
        ("plan .xlsx", "plan.xlsx"),
        ("plan.xlsx. . ", "plan.xlsx"),
        ('a<b>c"d|e?f*g.xlsx', "a b c d e f g.xlsx"),
        ("a\nb\tc\x00d\x1b[31m.xlsx", "a b cd[31m.xlsx"),
        ("plan\u202excod.xlsx", "planxcod.xlsx"),
        ("pla\u200bn\ufeff.xlsx", "plan.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 95 + ".xlsx"),
        ("ü" * 300 + ".xlsx", "ü" * 95 + ".xlsx"),
        ("\U0001f600" * 90 + ".xlsx", "\U0001f600" * 48 + ".xlsx"),
        ("e\u0301.xlsx", "é.xlsx"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=150) | st.text('../\\:~$ .CONUL"<>|?*\x00\u202ex', max_size=20))
def test_whatever_it_was_called_the_name_leads_nowhere_else_and_every_system_takes_it(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert not set(safe) & set('<>:"/\\|?*')
    assert not any(unicodedata.category(letter) in ("Cc", "Cf") for letter in safe)
    assert (Path("folder") / safe).parent == Path("folder")
    assert PureWindowsPath(f"C:/folder/{safe}").parent == PureWindowsPath("C:/folder")
    assert not PureWindowsPath(safe).is_reserved()
    assert not safe.startswith((".", "~$"))
    assert not safe.endswith((".", " "))
    assert len(safe) <= 101
    assert len(safe.encode("utf-8", "replace")) <= 201
    assert safe_name(safe) == safe


# What must not change


def test_nothing_that_is_there_is_ever_overwritten(tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_bytes(b"first")
    before = desks.tree(tmp_path)
    found = [put(tmp_path, "plan.xlsx", data) for data in (b"second", b"third", b"first", b"second")]
    assert [one.result for one in found] == [PUT, PUT, THERE, THERE]
    assert desks.tree(tmp_path).items() > before.items()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "plan.xlsx": b"first",
        "plan (2).xlsx": b"second",
        "plan (3).xlsx": b"third",
    }
    assert "was left as it is; this one stands beside it as plan (2).xlsx" in found[0].told


def test_small_and_large_letters_are_the_same_name(tmp_path: Path) -> None:
    # Windows and macOS would write one over the other.
    put(tmp_path, "Plan.xlsx", b"first")
    put(tmp_path, "PLAN.XLSX", b"second")
    assert {path.name for path in tmp_path.iterdir()} == {"Plan.xlsx", "PLAN (2).XLSX"}


def test_a_name_that_leads_elsewhere_leads_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("../out.xlsx", "..\\out.xlsx", "/out.xlsx", f"{tmp_path}/out.xlsx"):
        put(folder, name, b"data " + name.encode())
    assert {path.parent for path in tmp_path.rglob("*.xlsx")} == {folder}


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("letter.docx", b"PK", "is a Word document"),
        ("page.html", b"<script>", "is no workbook"),
        ("plan", b"x", "is no workbook"),
        ("run.exe", b"MZ", "is no workbook"),
        ("plan.xlsx.exe", b"MZ", "is no workbook"),
        ("plan.xlsx", b"", "is empty"),
        ("plan.xlsx", b"x" * (LARGEST + 1), "is larger than"),
    ],
)
def test_what_cannot_be_a_plan_is_refused_in_words(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    done = put(tmp_path, name, data)
    assert done.result == NOT_PUT
    assert told in done.told
    assert done.next
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    from sheetplan.model import SheetplanError

    with pytest.raises(SheetplanError, match="The folder gone cannot be read"):
        put(tmp_path / "gone", "plan.xlsx", b"data")
