"""A workbook's file before anything is read in it: its bytes, and what it is where it is no workbook that is read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sheetplan.model import SheetplanError
from sheetplan.workbook import zipped

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE2_ENTRY = 128
"""Directory entries of an OLE2 file stand at multiples of this."""
SAVE_AGAIN = "Open it in Excel and save it as an Excel Workbook (.xlsx)."


def _folder(path: Path) -> SheetplanError:
    """What to say of a folder in the place of a workbook."""
    try:
        with os.scandir(path):
            return SheetplanError(f"{path} is a folder, not a workbook.", "Name the workbook inside it.")
    except OSError as problem:
        return SheetplanError(
            f"{path} is a folder that may not be read ({problem.strerror or problem}), so nothing in it was looked at.",
            "Ask for access to it, then do this again.",
        )


def read(path: Path) -> bytes:
    """The file's bytes, or a plain sentence."""
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise _folder(path)
        if not stat.S_ISREG(about.st_mode):
            # A pipe or a device might never end.
            raise SheetplanError(f"{path} is not a file.", "Name the workbook itself.")
        if about.st_size > zipped.MAX_FILE:
            raise SheetplanError(
                f"{path.name} is larger than the {zipped.MAX_FILE // 1024**2} MB allowed.",
                "Check that it is the right file.",
            )
        return path.read_bytes()
    except FileNotFoundError as problem:
        raise SheetplanError(f"{path} is not there.", "Check the file's name and folder.") from problem
    except PermissionError as problem:
        raise SheetplanError(
            f"{path} may not be read.", "Close it if it is open in another program, or ask for access to it."
        ) from problem
    except OSError as problem:
        raise SheetplanError(f"{path} cannot be read: {problem.strerror}.", "Check the file's name.") from problem


def refuse_other_kinds(data: bytes, label: str) -> None:
    """Say what the file is, where it is no zip."""
    if not data:
        raise SheetplanError(f"{label} is empty.", "Ask for the file again.")
    if data.startswith(OLE2):
        refuse_protected(data, label)
        if has_stream(data, "Workbook") or has_stream(data, "Book"):
            raise SheetplanError(f"{label} is an old Excel file (.xls).", SAVE_AGAIN)
    if not data.startswith(b"PK") and b"PK\x05\x06" not in data[-70_000:]:
        raise SheetplanError(f"{label} is not an Excel workbook.", SAVE_AGAIN)


def refuse_protected(data: bytes, label: str) -> None:
    """Say that an OLE2 file holds a workbook that is locked with a password, where it does."""
    if has_stream(data, "EncryptedPackage"):
        raise SheetplanError(
            f"{label} is protected with a password.",
            "Open it in Excel, take the password away (File, Info, Protect Workbook) and save it.",
        )


def has_stream(data: bytes, name: str) -> bool:
    """Whether an OLE2 file's directory has an entry of this name."""
    wanted = name.encode("utf-16-le") + b"\x00\x00"
    at = data.find(wanted)
    while at >= 0 and at % _OLE2_ENTRY:
        at = data.find(wanted, at + 1)
    return at >= 0
