"""One cell's XML: made from a value, and read back."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sheetplan.workbook import splice
from sheetplan.workbook.splice import Unsafe

if TYPE_CHECKING:
    from collections.abc import Collection

    from sheetplan.model import Value

MAX_TEXT = 32_767
"""Characters that a cell holds."""
_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_LEAP_ERROR_ENDS = date(1900, 3, 1)
"""Excel counts a 29 Feb 1900 that never was; days before this are one less than the count from its epoch."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_USUAL = re.compile(rb"<c(" + splice.ATTRIBUTES + rb")><v>([0-9.E+-]+)</v></c>")
_USUAL_TEXT = re.compile(
    rb'(?:<c[^>]*? t="inlineStr"[^>]*><is>|<si>)<t(?: xml:space="preserve")?>([^<]*)</t></(?:is></c|si)>'
)
"""Most cells and strings look like these two, which are read at once; all others are taken apart."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?")
_NEWLINES = re.compile(r"\r\n?")


def serial(value: date, date1904: bool) -> int | float:
    """A date (or date and time) as Excel counts it.

    Raises:
        Unsafe: where it is before Excel's first day.
    """
    day = value.date() if isinstance(value, datetime) else value
    epoch = _EPOCH_1904 if date1904 else _EPOCH_1900
    days = (day - epoch).days
    if not date1904 and day < _LEAP_ERROR_ENDS:
        days -= 1
    if days < (0 if date1904 else 1):
        raise Unsafe(f"Excel cannot hold {day.day} {day:%b %Y}: it is before its first day.")
    if not isinstance(value, datetime) or value.time() == time(0):
        return days
    since = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return days + since / timedelta(days=1)


def from_serial(number: float, date1904: bool) -> date | datetime | float:
    """The day (or day and time) that a count means; the number itself where it means none."""
    if not (date1904 and number == 0) and not 1 <= number < 2_958_466:
        return number
    if number == 60 and not date1904:
        return number
    days = math.floor(number)
    epoch = _EPOCH_1904 if date1904 else _EPOCH_1900
    day = epoch + timedelta(days=days + (1 if not date1904 and days < 60 else 0))
    seconds = round((number - days) * 86_400)
    return datetime.combine(day, time(0)) + timedelta(seconds=seconds) if seconds else day


def escaped(text: str) -> str:
    """Text with what XML cannot hold written as Excel writes it; line ends become plain ones."""
    text = _LOOKS_ESCAPED.sub("_x005F_", _NEWLINES.sub("\n", text))
    return _FORBIDDEN.sub(lambda found: f"_x{ord(found.group()):04X}_", text)


def unescaped(text: str) -> str:
    """Text as a reader sees it, from how Excel writes it."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def text_element(prefix: bytes, name: bytes, text: str) -> bytes:
    """An element that holds text, its white space kept where it matters."""
    keep = b' xml:space="preserve"' if text != text.strip() or "\n" in text or "  " in text else b""
    whole = prefix + name
    return b"<" + whole + keep + b">" + splice.text_xml(escaped(text)) + b"</" + whole + b">"


def cell_xml(
    prefix: bytes, value: Value, date1904: bool, style: int | None = None, formula: str | None = None
) -> bytes:
    """A new cell, without its reference (`SheetPart.set_cell` gives it one).

    Args:
        prefix: the sheet's own.
        value: what it shows; with a formula, the cached result.
        date1904: whether the workbook counts days from 1904.
        style: its place in cellXfs; None for the default.
        formula: without the leading "=".

    Raises:
        Unsafe: where a cell cannot hold the value.
    """
    inside = b""
    if formula is not None:
        inside = b"<" + prefix + b"f>" + splice.text_xml(escaped(formula)) + b"</" + prefix + b"f>"
    kind, content = _content(prefix, value, date1904, cached=formula is not None)
    tag = b"<" + prefix + b"c"
    if style is not None:
        tag += b' s="%d"' % style
    if kind:
        tag += b' t="' + kind + b'"'
    if not inside and not content:
        return tag + b"/>"
    return tag + b">" + inside + content + b"</" + prefix + b"c>"


def refreshed(prefix: bytes, raw: bytes, formula: bytes, value: Value, date1904: bool) -> bytes:
    """A formula's cell with a new cached result; the formula and everything else about the cell stay."""
    kind, content = _content(prefix, value, date1904, cached=True)
    tag = splice.start_tag(raw)
    tag = splice.with_attributes(tag, {"t": kind.decode("ascii") or None, "vm": None})
    return tag + formula + content + b"</" + prefix + b"c>"


def _content(prefix: bytes, value: Value, date1904: bool, cached: bool) -> tuple[bytes, bytes]:
    """A cell's type and what stands in it."""
    if value is None or (value == "" and not cached):
        return b"", b""
    opening, closing = b"<" + prefix + b"v>", b"</" + prefix + b"v>"
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            raise Unsafe(f"A cell holds {MAX_TEXT:,} characters at most; this text has {len(value):,}.")
        if cached:
            return b"str", text_element(prefix, b"v", value)
        outer = prefix + b"is"
        return b"inlineStr", b"<" + outer + b">" + text_element(prefix, b"t", value) + b"</" + outer + b">"
    if isinstance(value, bool):
        return b"b", opening + (b"1" if value else b"0") + closing
    if isinstance(value, date):
        value = serial(value, date1904)
    if not math.isfinite(value):
        raise Unsafe("A cell cannot hold a number without end.")
    number = repr(float(value)) if isinstance(value, float) else str(int(value))
    return b"", opening + number.removesuffix(".0").encode("ascii") + closing


def style_of(raw: bytes | None) -> int:
    """A cell's place in cellXfs; 0, the default, where it has none or is not there."""
    text = splice.attribute(splice.start_tag(raw), "s") if raw else None
    return splice.counted(text)


def with_style(raw: bytes, style: int) -> bytes:
    """A cell's raw XML with another place in cellXfs."""
    return splice.with_tag_attributes(raw, {"s": str(style)})


def read(raw: bytes | None, strings: SharedStrings) -> str | float | int | bool | None:
    """What a cell shows (a formula's cached result); dates as Excel counts them, errors as their text."""
    if raw is None:
        return None
    usual = _USUAL.fullmatch(raw)
    if usual is not None:
        sort = splice.attribute(usual[1], "t")
        if sort == "s":
            return strings.text(splice.number(usual[2].decode("ascii")))
        if sort is None:
            return _number(usual[2].decode("ascii"))
    words = _USUAL_TEXT.fullmatch(raw)
    if words is not None:
        return unescaped(plain(words[1]))
    tag, inside, _ = splice.inner(splice.cleaned(raw))
    kind = splice.attribute(tag, "t") or "n"
    parts = {splice.local_name(one.name): one.raw for one in splice.children(inside) if one.name}
    if kind == "inlineStr" and "is" in parts:
        return string_text(parts["is"])
    if "v" not in parts:
        return None
    text = plain(splice.inner(parts["v"])[1])
    if kind == "s":
        return strings.text(splice.number(text.strip() or None, -1))
    if kind == "b":
        return text.strip() in ("1", "true")
    if kind in ("str", "e", "d", "inlineStr"):
        return unescaped(text)
    return _number(text.strip())


def _number(text: str) -> int | float | str | None:
    """A number as written; its text where it is none.

    Python would take more for a number than a file means by one: "1_000", or figures of another script.
    """
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        return text
    try:
        return int(text)
    except ValueError:
        number = float(text)
    # No cell holds what is no number ("nan"): it would be unlike itself, and like no other.
    return number if math.isfinite(number) else text


def plain(raw: bytes) -> str:
    """XML text with its line ends as a parser gives them."""
    return splice.plain_text(
        _NEWLINES.sub("\n", raw.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        if b"\r" in raw
        else raw
    )


def string_text(raw: bytes) -> str:
    """The text of a string item or inline string, its runs joined, phonetic hints left out."""
    words = _USUAL_TEXT.fullmatch(raw)
    if words is not None:
        return unescaped(plain(words[1]))
    text = ""
    for one in splice.children(splice.inner(splice.cleaned(raw))[1]):
        name = splice.local_name(one.name) if one.name else ""
        if name == "t":
            text += plain(splice.inner(one.raw)[1])
        elif name == "r":
            text += string_text_of_run(one.raw)
    return unescaped(text)


def string_text_of_run(raw: bytes) -> str:
    """The text of one run, as it stands."""
    return "".join(
        plain(splice.inner(one.raw)[1])
        for one in splice.children(splice.inner(raw)[1])
        if one.name and splice.local_name(one.name) == "t"
    )


class SharedStrings:
    """The workbook's shared strings; found once, read only when asked for."""

    def __init__(self, content: bytes | None) -> None:
        """Take the part's bytes, or None where the workbook has none."""
        self._content = content or b""
        self._items: list[bytes] | None = None
        self._ends: tuple[bytes, bytes] | None = None
        """What every item begins and ends with, where the items are kept without it."""

    def __len__(self) -> int:
        """How many there are."""
        return len(self._found())

    def raw(self, index: int) -> bytes:
        """A string item's raw XML; IndexError where there is none."""
        item = self._found()[index]
        return item if self._ends is None else self._ends[0] + item.partition(self._ends[0])[2] + self._ends[1]

    def emptied(self, kept: Collection[int]) -> bytes:
        """The part with every string emptied that is not kept; each keeps its place and so its number."""
        made, end = [], 0
        for index, (start, stop) in enumerate(_string_places(self._content)):
            made.append(self._content[end:start])
            end = start if index in kept else stop
            if index not in kept:
                prefix = splice.prefix_of(splice.root(self._content)[2].decode("utf-8", "replace")).encode("utf-8")
                made.append(b"<%bsi><%bt/></%bsi>" % (prefix, prefix, prefix))
        return b"".join([*made, self._content[end:]])

    def _found(self) -> list[bytes]:
        if self._items is None:
            self._ends = _usual_ends(self._content)
            if self._ends is not None:
                self._items = self._content.split(self._ends[1])[:-1]
            else:
                self._items = [self._content[start:end] for start, end in _string_places(self._content)]
        return self._items

    def text(self, index: int) -> str:
        """A string's text; empty where there is no such string."""
        if index < 0:
            return ""
        try:
            return string_text(self.raw(index))
        except IndexError:
            return ""


def _usual_ends(content: bytes) -> tuple[bytes, bytes] | None:
    """What every string item begins and ends with, where that is the same for all and nothing hides anything."""
    if not content or splice.mask(content) is not content:
        return None
    name = splice.prefix_of(splice.root(content)[2].decode("utf-8", "replace")).encode("utf-8") + b"si"
    opening, closing = b"<" + name + b">", b"</" + name + b">"
    usual = content.count(b"<" + name) == content.count(opening) == content.count(closing)
    return (opening, closing) if usual else None


def _string_places(content: bytes) -> list[tuple[int, int]]:
    """Where each string item starts and ends."""
    if not content:
        return []
    masked = splice.mask(content)
    found_prefix = splice.prefix_of(splice.root(content)[2].decode("utf-8", "replace")).encode("utf-8")
    prefix = re.escape(found_prefix)
    opening = rb"<" + prefix + rb"si" + splice.ATTRIBUTES
    close = b"</" + found_prefix + b"si"
    item = re.compile(opening + rb"\s*(?:/>|>.*?</" + prefix + rb"si\s*>)", re.DOTALL)
    empty = re.compile(opening + rb"\s*/>")
    # No item is looked for behind the last end of one, so a part without ends costs no more than another.
    filled = max(masked.rfind(close), 0)
    filled = masked.find(b">", filled) + 1 if filled else 0
    found = [one.span() for one in item.finditer(masked, 0, filled)]
    return found + [one.span() for one in empty.finditer(masked, filled)]
