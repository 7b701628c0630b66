"""The files that can be downloaded: what stands in three folders of the desk, and nothing else on this computer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote_from_bytes, unquote_to_bytes

from sheetplan.model import many
from sheetplan.model.desks import CHECKED, MASTERS, REPORTS
from sheetplan.render.markup import Html, joined, section, tag
from sheetplan.serve import shell
from sheetplan.serve.server import Answer
from sheetplan.serve.shell import Page
from sheetplan.walks.check import KINDS

_FOLDERS = (
    (CHECKED, "Marked copies to send back"),
    (REPORTS, "Reports, and what each run did"),
    (MASTERS, "Plans that you keep"),
)
_LISTED = 300
_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
}


class _File(NamedTuple):
    name: str
    saved: float
    size: int


def number_of(desk: Path, path: Path) -> int | None:
    """The number of the folder from which a file can be downloaded; None where it cannot."""
    for number, (folder, _) in enumerate(_FOLDERS):
        is_one = path.suffix.casefold() in KINDS and path.is_file() and not path.is_symlink()
        if path.parent == desk / folder and is_one:
            return number
    return None


def page(desk: Path) -> Page:
    """All of them, the newest first."""
    parts = [
        section(f"folder-{number}", heading, _listed(number, folder, list(_in(desk / folder))))
        for number, (folder, heading) in enumerate(_FOLDERS)
    ]
    return Page("Files", tuple(parts), shell.FILES)


def download(desk: Path, way: str) -> Answer | None:
    """A file.

    Args:
        desk: the desk's folder.
        way: the folder's number and the file's name, as the page wrote them.

    Returns:
        None where there is no such file. The name is only compared with those that stand there: no path is made of it.
    """
    number, _, quoted = way.partition("/")
    if number not in {str(at) for at in range(len(_FOLDERS))}:
        return None
    folder = desk / _FOLDERS[int(number)][0]
    wanted = os.fsdecode(unquote_to_bytes(quoted))
    name = next((one.name for one in _in(folder) if one.name == wanted), None)
    if name is None:
        return None
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError as problem:
        told = f"{name} cannot be read: {problem.strerror or problem}. Close it wherever it is open, then try again."
        problem_page = Page("Not downloaded", (tag("p", told, class_="notice bad"),), shell.FILES)
        return Answer(HTTPStatus.CONFLICT, shell.page(desk, problem_page))
    # Saved, never shown, whatever is in it.
    shown = f"attachment; filename*=UTF-8''{quote_from_bytes(name.encode('utf-8', 'replace'), safe='')}"
    kind = _TYPES.get(path.suffix.casefold(), "application/octet-stream")
    return Answer(HTTPStatus.OK, data, kind, {"Content-Disposition": shown})


def _in(folder: Path) -> Iterator[_File]:
    """The workbooks of a folder, no links that lead elsewhere among them."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        kind = Path(entry.name).suffix.casefold()
        if kind in KINDS and not entry.name.startswith(("~$", ".")) and entry.is_file(follow_symlinks=False):
            try:
                stat = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            yield _File(entry.name, stat.st_mtime, stat.st_size)


def _listed(number: int, folder: str, found: list[_File]) -> Html:
    if not found:
        return tag("p", f'"{folder}" is empty.', class_="quiet")
    newest = sorted(found, key=lambda one: (-one.saved, one.name))
    items = [
        tag("li", joined((shell.download(number, one.name), tag("span", _about(one), class_="quiet")), " "))
        for one in newest[:_LISTED]
    ]
    more = many(len(found) - _LISTED, "older one")
    rest = [tag("p", f'{more} in the folder "{folder}".', class_="quiet")] if len(found) > _LISTED else []
    return joined((tag("ul", joined(items), class_="files"), *rest))


def _about(one: _File) -> str:
    return f"{shell.moment(one.saved)}, {max(round(one.size / 1024), 1)} KB"
