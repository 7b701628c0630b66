"""Which sheet a workbook shows on opening, and where its sheets stand: kept right when one comes first, or goes."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from sheetplan.workbook import properties, splice, xmlparts
from sheetplan.workbook.changes import SetProperties

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Set

    from sheetplan.workbook.book import Book

_VIEW = re.compile(rb"<(?:[\w.-]+:)?sheetView\b" + splice.ATTRIBUTES + rb"\s*/?>")
_LOCAL = "localSheetId"
_EXTENDED_LOCAL = re.compile(rb"""<[^<>]*\slocalSheetId\s*=[^<>]*>""")
_SELECTED = "tabSelected"
_TRUE = {"1": "0", "true": "false"}
_FALSE = {off: on for on, off in _TRUE.items()}
_PLACES = ("activeTab", "firstSheet")
_LONGEST_PROPERTY = 255
_MOST_SHEETS = 1_000
_RECORD = re.compile(r"\d+\|(?:(?:\d+|-),(?:\d+|-)(?:;(?:\d+|-),(?:\d+|-))*)?\|(?:\d+-\d+:\d+(?: \d+-\d+:\d+)*)?")
"""How many sheets there are, active and first tab of each window, runs of selected sheets and which of their views."""


def put_first(book: Book) -> Iterator[str]:
    """Make room before all sheets and let the sheet that comes there be shown; gives the sheets whose views change.

    Called while the new sheet is not yet known. What was shown is written down, unless that was done before.
    """
    record = _record(book)
    if properties.VIEW_BEFORE not in _known(book):
        properties.set_properties(book, SetProperties({properties.VIEW_BEFORE: record}))
    for name in book.sheet_names():
        if _may_be_selected(book, name) and _change_views(book, name, _unselected):
            yield name
    _change_windows(book, lambda _, tag: _moved(tag, lambda *_: 0))
    move_names(book, 0, 1)


def settle(book: Book, gone: int) -> Iterator[str]:
    """A sheet went from this place: what is shown is what was shown before ours came, or the sheet beside it.

    Called when the sheet is no longer known; gives the sheets whose views change.
    """
    last = len(book.sheet_names()) - 1
    was_shown = any(_place(tag, "activeTab") == gone for tag in _windows(book))
    shown = _visible(book, min(gone, last))

    def place(name: str, at: int) -> int:
        if name == "activeTab" and at == gone:
            return shown
        return min(at - 1 if at > gone else at, last)

    _change_windows(book, lambda _, tag: _moved(tag, place))
    move_names(book, gone, -1)
    if not was_shown and (_windows(book) or gone):
        return
    record = _known(book).get(properties.VIEW_BEFORE, "")
    if _RECORD.fullmatch(record) and not _listed(book) and _fits(book, record):
        yield from _restore(book, record)
    elif _change_views(book, book.sheet_names()[shown], _selected_first):
        yield book.sheet_names()[shown]


def shown_place(book: Book) -> int:
    """The place of the sheet that is shown on opening."""
    windows = _windows(book)
    return _place(windows[0], "activeTab") if windows else 0


# Names that belong to a sheet


def move_names(book: Book, beyond: int, by: int) -> None:
    """Names that belong to a sheet go on belonging to it when the places from one on move; with -1 that one's go.

    Args:
        book: the workbook.
        beyond: the first place that moves, or that of the sheet that goes.
        by: 1 or -1.
    """
    workbook = book.workbook

    def moved(raw: bytes) -> bytes | None:
        tag = splice.start_tag(raw)
        text = splice.attribute(tag, _LOCAL)
        if text is None or splice.number(text) < beyond:
            return raw
        if by < 0 and splice.number(text) == beyond:
            return None
        return splice.revalued(tag, _LOCAL, str(splice.number(text) + by)) + raw[len(tag) :]

    lists: list[bytes] = []
    for names in workbook.elements("definedNames"):
        tag, inside, end = splice.inner(names)
        chunks = splice.children(inside)
        content = b"".join(moved(one.raw) or b"" if one.name else one.raw for one in chunks)
        if content == inside:
            lists.append(names)
        elif any(one.name for one in splice.children(content)):
            lists.append(tag + content + end)
    workbook.set_elements("definedNames", lists)
    kept = [
        _EXTENDED_LOCAL.sub(lambda one: moved(one.group()) or one.group(), raw) for raw in workbook.elements("extLst")
    ]
    workbook.set_elements("extLst", kept)


# Windows and views


def _windows(book: Book) -> list[bytes]:
    """The start tags of the workbook's windows."""
    found = [one for raw in book.workbook.elements("bookViews") for one in splice.children(splice.inner(raw)[1])]
    return [splice.start_tag(one.raw) for one in found if one.name]


def _change_windows(book: Book, change: Callable[[int, bytes], bytes]) -> None:
    """Change the start tag of each window; by its number."""
    number = 0
    lists = []
    for raw in book.workbook.elements("bookViews"):
        tag, inside, end = splice.inner(raw)
        content = b""
        for one in splice.children(inside):
            old = splice.start_tag(one.raw) if one.name else b""
            content += (change(number, old) if old else b"") + one.raw[len(old) :]
            number += bool(old)
        lists.append(raw if content == inside else tag + content + end)
    book.workbook.set_elements("bookViews", lists)


def _place(tag: bytes, name: str) -> int:
    return splice.number(splice.attribute(tag, name))


def _moved(tag: bytes, place: Callable[[str, int], int]) -> bytes:
    """A window with its places moved; one that is not stated stays so where it is the first."""
    for name in _PLACES:
        at = _place(tag, name)
        new = place(name, at)
        if new != at:
            tag = splice.revalued(tag, name, str(new))
    return tag


def _visible(book: Book, wanted: int) -> int:
    """The place of a sheet that can be shown, the wanted one or the first."""
    shown = [not is_hidden(book, name) for name in book.sheet_names()]
    return wanted if shown[wanted] or True not in shown else shown.index(True)


def is_hidden(book: Book, name: str) -> bool:
    """Whether people cannot see a sheet's tab."""
    entry = book.entry(name)
    return entry is not None and entry.state in ("hidden", "veryHidden")


def _change_views(book: Book, name: str, change: Callable[[int, bytes], bytes]) -> bool:
    """Change the start tag of each view of a sheet; whether any changed."""
    entry = book.entry(name)
    if entry is None or not entry.part:
        return False
    # A tab that was added a moment ago is bytes that nobody has looked into yet.
    if entry.kind != "worksheet" or not book.package.has(entry.part):
        old = book.read(entry.part)
        new = _with_views(old, change)
        if new != old:
            book.put(entry.part, new)
        return new != old
    sheet = book.sheet(name)
    before = sheet.outside("sheetViews")
    after = [_with_views(raw, change) for raw in before]
    if after != before:
        sheet.set_outside("sheetViews", after)
    return after != before


def _may_be_selected(book: Book, name: str) -> bool:
    """Whether a sheet may be selected: a search in its bytes, so that few are taken apart."""
    entry = book.entry(name)
    if entry is None or not entry.part:
        return False
    content = book.read(entry.part)
    return _SELECTED.encode() in content or xmlparts.encoding(content) not in xmlparts.EDITABLE


def _with_views(raw: bytes, change: Callable[[int, bytes], bytes]) -> bytes:
    numbers = iter(range(raw.count(b"<")))
    return _VIEW.sub(lambda found: change(next(numbers), found.group()), raw)


def _unselected(_: int, tag: bytes) -> bytes:
    text = splice.attribute(tag, _SELECTED)
    return splice.revalued(tag, _SELECTED, _TRUE[text]) if text in _TRUE else tag


def _selected(tag: bytes) -> bytes:
    text = splice.attribute(tag, _SELECTED)
    return tag if text in _TRUE else splice.revalued(tag, _SELECTED, _FALSE.get(text or "", "1"))


def _selected_first(number: int, tag: bytes) -> bytes:
    return tag if number else _selected(tag)


# What was shown before


def _record(book: Book) -> str:
    """What is shown now, in a line."""
    stated = [[splice.attribute(tag, name) or "-" for name in _PLACES] for tag in _windows(book)]
    windows = ";".join(",".join(one) for one in stated)
    selected: list[tuple[int, int]] = []
    for place, name in enumerate(book.sheet_names()):

        def note(number: int, tag: bytes, place: int = place) -> bytes:
            if splice.attribute(tag, _SELECTED) in _TRUE:
                selected.append((number, place))
            return tag

        if _may_be_selected(book, name):
            _change_views(book, name, note)
    runs: list[tuple[int, int, int]] = []
    for number, place in sorted(selected):
        if runs and (runs[-1][0], runs[-1][2]) == (number, place - 1):
            runs[-1] = (number, runs[-1][1], place)
        else:
            runs.append((number, place, place))
    listed = [f"{first}-{last}:{number}" for number, first, last in runs]
    while len(found := f"{len(book.sheet_names())}|{windows}|{' '.join(listed)}") > _LONGEST_PROPERTY and listed:
        listed.pop()
    return found


def _read_selected(text: str) -> dict[int, set[int]]:
    """The selected sheets of a record by their places, with their views."""
    found: dict[int, set[int]] = {}
    for one in text.split():
        first, last, number = map(int, re.split("[-:]", one))
        # Nobody has so many sheets; a record that says so was made to keep us busy.
        for place in range(first, min(last, first + _MOST_SHEETS) + 1):
            found.setdefault(place, set()).add(number)
    return found


def _known(book: Book) -> dict[str, str]:
    return properties.known(book)


def _listed(book: Book) -> list[str]:
    """The tabs of ours that are still there."""
    there = set(book.sheet_names())
    return [name for name in properties.listed(_known(book)) if name in there]


def _fits(book: Book, record: str) -> bool:
    """Whether there are as many windows as when it was written down, and what they showed is there to be seen."""
    then, windows, selected = record.split("|")
    count = len(book.sheet_names())
    shown = [one.split(",")[0] for one in windows.split(";")] if windows else []
    active = [int(one) for one in shown if one != "-"]
    places = [*active, *_read_selected(selected)]
    # Some workbooks say that they show a sheet beyond their last, and are opened all the same.
    there = int(then) == count or all(one < count for one in places)
    seen = all(_visible(book, one) == one for one in active if one < count)
    return len(shown) == len(_windows(book)) and there and seen


def _restore(book: Book, record: str) -> Iterator[str]:
    """Show what was shown."""
    _, windows, selected = record.split("|")
    stated = [one.split(",") for one in windows.split(";")]

    def window(number: int, tag: bytes) -> bytes:
        for name, text in zip(_PLACES, stated[number], strict=True):
            if text == "-":
                tag = splice.with_attributes(tag, {name: None})
            elif splice.attribute(tag, name) != text:
                tag = splice.revalued(tag, name, text)
        return tag

    _change_windows(book, window)
    for place, numbers in _read_selected(selected).items():
        name = book.sheet_names()[place]
        if _change_views(book, name, partial(_selected_among, numbers)):
            yield name


def _selected_among(numbers: Set[int], number: int, tag: bytes) -> bytes:
    return _selected(tag) if number in numbers else tag
