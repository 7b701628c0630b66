"""Puts what somebody drops on the page among what was sent: under a safe name, over nothing that is there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from sheetplan.model import SheetplanError
from sheetplan.model.desks import SUBMITTED
from sheetplan.walks.check import KINDS
from sheetplan.workbook import save

LARGEST = 40 * 1024**2
"""Bytes of one file: a plan with many pictures has a few."""
LARGEST_ALL = 100 * 1024**2
"""Bytes of all files that are sent at once."""
MOST = 200
"""Files that are sent at once."""
_LONGEST = 100
"""Characters of a name, so that with a folder before it and a mark behind it every system takes it."""
_LONGEST_BYTES = 200
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
_OF_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever stands behind the point."""
_NO_NAME = "plan"
PUT, THERE, NOT_PUT = "Put in", "There already", "Not put in"


class Put(NamedTuple):
    """What became of one file that was dropped."""

    file: str
    """What it was called."""
    result: str
    """How it ended, in a few words."""
    told: str
    """What was done, or why not."""
    next: str
    """What to do next; empty where nothing is to be done."""


def put(folder: Path, name: str, data: bytes) -> Put:
    """Put one file in.

    Args:
        folder: where what was sent is.
        name: what the browser says that it is called.
        data: what it holds.

    Raises:
        SheetplanError: the folder cannot be written to.
    """
    safe = safe_name(name)
    ending = PurePosixPath(safe).suffix.casefold()
    if refused := _refused(safe, ending, data):
        return refused
    there = _alike(folder, safe)
    if any(path.stat().st_size == len(data) and path.read_bytes() == data for path in there):
        return Put(safe, THERE, f'{safe} is in "{SUBMITTED}" already, and nothing in it is new.', "")
    for target in _names(folder, safe):
        try:
            save.write_new(data, target)
        except save.AlreadyThereError:
            continue
        break
    renamed = "" if safe == _last(name) else f' It was called "{name[:_LONGEST]}", which is no name for every computer.'
    if target.name == safe:
        return Put(safe, PUT, f'{safe} is in "{SUBMITTED}" now.{renamed}', "")
    told = f'Another {safe} is in "{SUBMITTED}" and was left as it is; this one stands beside it as {target.name}.'
    return Put(safe, PUT, told + renamed, "If it takes the place of the other one, delete that in the folder.")


def safe_name(name: str) -> str:
    """A file's name that every system takes and that leads into no other folder; its ending stays."""
    text = unicodedata.normalize("NFC", _last(name))
    # Signs that are not seen, or turn the direction of writing, would make a name that seems to be another.
    text = "".join(" " if letter.isspace() else letter for letter in text if _is_seen(letter))
    text = " ".join(_NOT_IN_NAMES.sub(" ", text).split()).strip(" .").removeprefix("~$").lstrip(" .~")
    path = PurePosixPath(text or _NO_NAME)
    stem, ending = path.stem, path.suffix[:10]
    stem = stem[: _LONGEST - len(ending)].rstrip(" .")
    while len((stem + ending).encode("utf-8", "replace")) > _LONGEST_BYTES:
        stem = stem[:-1].rstrip(" .")
    stem = stem or _NO_NAME
    return f"{stem}_{ending}" if _OF_WINDOWS.fullmatch(stem) else stem + ending


def _last(name: str) -> str:
    """Browsers of some systems give the folders too."""
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _is_seen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _refused(name: str, ending: str, data: bytes) -> Put | None:
    if ending in (".docx", ".doc"):
        told = f"{name} is a Word document, and a plan must be a workbook."
        return Put(name, NOT_PUT, told, "Ask for the workbook, or make one of it with sheetplan import.")
    if ending not in KINDS:
        told = f"{name} is no workbook: those end with {', '.join(KINDS[:-1])} or {KINDS[-1]}."
        return Put(name, NOT_PUT, told, "Save it as an Excel Workbook (.xlsx) and put that in.")
    if not data:
        told = f"{name} is empty: there is nothing in it."
        return Put(name, NOT_PUT, told, "Wait until it is all there, or ask for it again.")
    if len(data) > LARGEST:
        told = f"{name} is larger than {LARGEST // 1024**2} MB, and no plan is."
        return Put(name, NOT_PUT, told, f'See what it is. If it must be, copy it to "{SUBMITTED}" yourself.')
    return None


def _alike(folder: Path, name: str) -> list[Path]:
    """Files of that name, and those that were put beside it; some systems do not tell small letters from large ones."""
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix
    pattern = re.compile(rf"{re.escape(_key(stem))}(?: \(\d+\))?{re.escape(_key(ending))}")
    try:
        return [path for path in folder.iterdir() if pattern.fullmatch(_key(path.name)) and path.is_file()]
    except OSError as problem:
        raise SheetplanError(
            f"The folder {folder.name} cannot be read: {problem.strerror or problem}.", "Check your access to it."
        ) from problem


def _names(folder: Path, name: str) -> Iterator[Path]:
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix
    taken = {_key(path.name) for path in folder.iterdir()}
    for number in count(1):
        one = name if number == 1 else f"{stem} ({number}){ending}"
        if _key(one) not in taken:
            yield folder / one


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
