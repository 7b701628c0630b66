"""Microsoft's validator as a judge: which faults of the file format a workbook has that it did not have before."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

PLACE = "SHEETPLAN_VALIDATOR"
"""The environment variable that says where the validator's command (a JavaScript file) is."""


class ValidatorError(AssertionError):
    """The validator could not look at a file at all."""


def missing() -> str | None:
    """Why the validator cannot be asked on this machine, in one line; None where it can."""
    place = os.environ.get(PLACE)
    if not place:
        return f"{PLACE} does not say where Microsoft's validator is"
    if not Path(place).is_file():
        return f"{PLACE} names {place}, which is not there"
    return None if shutil.which("node") else "Node.js, which runs Microsoft's validator, is not installed"


def new_errors(before: Path | None, after: Path) -> list[str]:
    """The faults of `after` that `before` does not have, one line each; all of them where there is no `before`.

    Real files have faults of their own. One of the same kind at the same sort of place counts as the same fault
    wherever it now stands, as often as it was there before.
    """
    known = Counter(_kind(fault) for fault in _faults(before)) if before else Counter[tuple[str, ...]]()
    found = []
    for fault in _faults(after):
        if known[_kind(fault)]:
            known[_kind(fault)] -= 1
        else:
            found.append(f"{fault['path']} {fault['xPath']}: {fault['description']}")
    return found


def _faults(path: Path) -> list[dict[str, Any]]:
    # The validator is a .NET program; without this it wants ICU's libraries on the machine.
    environment = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    command = ["node", os.environ[PLACE], str(path)]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=120, check=False
    )
    if done.returncode not in (0, 1):
        raise ValidatorError(f"{path.name}: {done.stderr.strip()}")
    faults: list[dict[str, Any]] = json.loads(done.stdout)["errors"]
    for fault in faults:
        if fault["errorType"] == "Exception":
            raise ValidatorError(f"{path.name}: {fault['description']}")
    return [fault for fault in faults if not _is_font_order(fault)]


def _kind(fault: dict[str, Any]) -> tuple[str, ...]:
    """A fault without the counting in its place, which moves when a row or a sheet is put before it."""
    part, place, what = (str(fault[key] or "") for key in ("path", "xPath", "description"))
    return re.sub(r"\d+(?=\.)", "", part), re.sub(r"\[\d+\]", "", place), what


def _is_font_order(fault: dict[str, Any]) -> bool:
    """Excel writes and reads a font's children in any order; the validator wants one."""
    place = re.sub(r"\[\d+\]", "", str(fault["xPath"] or ""))
    return place.endswith("x:font") and "unexpected child element" in str(fault["description"])
