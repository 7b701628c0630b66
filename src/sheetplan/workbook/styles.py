"""The workbook's styles: looked up, and added to at the end, never put in another order."""

from __future__ import annotations

import re
from copy import copy, deepcopy
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sheetplan.workbook import splice
from sheetplan.workbook.document import Document, ranks, replace_named

if TYPE_CHECKING:
    from sheetplan.workbook.changes import Style

RANK = ranks("numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst")
_FONT_RANK = ranks("b i strike condense extend outline shadow u vertAlign sz color name family charset scheme")
_XF_RANK = ranks("alignment protection extLst")
_FIRST_OWN_FORMAT = 164
"""Number formats of a workbook's own have ids from here."""
_BUILT_IN = {
    "General": 0,
    "0": 1,
    "0.00": 2,
    "#,##0": 3,
    "#,##0.00": 4,
    "0%": 9,
    "0.00%": 10,
    "@": 49,
}
"""Formats that mean the same in every country; built-in dates do not, so a date format is always written out."""
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|_.|\*.', re.IGNORECASE)
EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="%s">'
    b'<fonts count="1"><font><sz val="11"/><name val="Arial"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    b"</styleSheet>"
)
"""The least that a workbook without a styles part needs."""


class _Collection:
    """One list of the styles part, such as its fonts: read once, added to at the end."""

    def __init__(self, document: Document, name: str) -> None:
        """Take the list apart; it is made when something is first added."""
        self._document = document
        self._name = name
        found = document.elements(name)
        self._head = splice.inner(found[0]) if found else splice.inner(document.element(name, {"count": "0"}))
        self._inside = self._head[1]
        self.items = [one.raw for one in splice.children(splice.cleaned(self._inside)) if one.name]
        self._index: dict[bytes, int] = {}
        for number, raw in enumerate(self.items):
            self._index.setdefault(raw, number)

    def __deepcopy__(self, memo: dict[int, Any]) -> _Collection:
        """A list of the same items, which nothing changes; there may be tens of thousands, and copies are many."""
        memo[id(self)] = other = copy(self)
        kept = {"items": list(self.items), "_index": dict(self._index)}
        other.__dict__.update(kept, _document=deepcopy(self._document, memo))
        return other

    def number_of(self, raw: bytes) -> int:
        """The place of an item that is exactly this; added where there is none."""
        if raw not in self._index:
            self._index[raw] = len(self.items)
            self.items.append(raw)
            self._inside += raw
            tag = splice.with_attributes(self._head[0], {"count": str(len(self.items))})
            self._document.set_elements(self._name, [tag + self._inside + self._head[2]])
        return self._index[raw]


class Styles:
    """The styles of a workbook, to which cell styles and conditional looks can be added."""

    def __init__(self, document: Document) -> None:
        """Take the styles part (a Document made with `RANK`)."""
        self._document = document
        self._prefix = document.prefix
        self._collections: dict[str, _Collection] = {}
        self._known: dict[tuple[Style, int], int] = {}

    def count(self) -> int:
        """How many cell styles there are."""
        return len(self._list("cellXfs").items)

    def cell_style(self, style: Style, base: int) -> int:
        """The place of a cell style in cellXfs, added where there is none like it.

        Args:
            style: how it differs from its base.
            base: the place of the style it starts from.
        """
        key = (replace(style, like=None), base)
        if key not in self._known:
            self._known[key] = self._cell_style(style, base)
        return self._known[key]

    def _cell_style(self, style: Style, base: int) -> int:
        xf = self._xf(base)
        changes: dict[str, str | None] = {}
        if style.number_format is not None:
            changes |= {"numFmtId": str(self._number_format(style.number_format)), "applyNumberFormat": "1"}
        if any(one is not None for one in (style.bold, style.italic, style.size, style.color, style.font)):
            changes |= {"fontId": str(self._font(style, _place(xf, "fontId"))), "applyFont": "1"}
        if style.fill is not None:
            changes |= {"fillId": str(self._fill(style.fill)), "applyFill": "1"}
        if style.border is not None:
            changes |= {"borderId": str(self._border(style.border)), "applyBorder": "1"}
        alignment = _alignment(style)
        if alignment:
            changes["applyAlignment"] = "1"
        if style.unlocked is not None:
            changes["applyProtection"] = "1"
        named = splice.number(splice.attribute(splice.start_tag(xf), "xfId"))
        if changes and named >= len(self._document.elements("cellStyleXfs") and self._list("cellStyleXfs").items):
            changes["xfId"] = None  # a damaged reference need not be copied
        tag, inside, end = splice.inner(splice.with_tag_attributes(xf, changes))
        chunks = splice.children(inside)
        if alignment:
            self._set_child(chunks, "alignment", alignment)
        if style.unlocked is not None:
            self._set_child(chunks, "protection", {"locked": "0" if style.unlocked else "1"})
        content = b"".join(chunk.raw for chunk in chunks)
        raw = tag + content + end if content else tag[:-1] + b"/>"
        return self._list("cellXfs").number_of(raw)

    def look(self, fill: str, color: str, bold: bool) -> int:
        """The place in dxfs of a look for a conditional format: fill and text as RRGGBB; no text leaves it as it is."""
        font = (self._one("b", {}) if bold else b"") + (self._one("color", {"rgb": f"FF{color}"}) if color else b"")
        pattern = self._one("patternFill", {}, self._one("bgColor", {"rgb": f"FF{fill}"}))
        letters = self._one("font", {}, font) if font else b""
        raw = self._one("dxf", {}, letters + self._one("fill", {}, pattern))
        return self._list("dxfs").number_of(raw)

    def is_date(self, number: int) -> bool:
        """Whether a cell style shows numbers as dates or times."""
        items = self._list("cellXfs").items
        if not 0 <= number < len(items):
            return False
        format_id = _place(items[number], "numFmtId")
        code = self._own_formats.get(format_id)
        if code is None:
            return format_id in _BUILT_IN_DATES
        return bool(re.search(r"[dmyhs]", _NOT_FORMAT.sub("", code.split(";")[0]).lower().replace("general", "")))

    def _list(self, name: str) -> _Collection:
        if name not in self._collections:
            self._collections[name] = _Collection(self._document, name)
        return self._collections[name]

    def _xf(self, base: int) -> bytes:
        """The style to start from; the default where there is no such style."""
        items = self._list("cellXfs").items
        if 0 <= base < len(items):
            return items[base]
        plain = self._one("xf", {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0"})
        if not items:
            self._list("cellXfs").number_of(plain)
        return items[0] if items else plain

    def _one(self, name: str, attributes: dict[str, str], content: bytes = b"") -> bytes:
        return self._document.element(name, attributes, content)

    def _set_child(self, chunks: list[splice.Chunk], name: str, changes: dict[str, str]) -> None:
        """Change the attributes of an xf's child, made where it is missing."""
        wanted = self._prefix + name
        old = next((chunk.raw for chunk in chunks if chunk.name == wanted), self._one(name, {}))
        replace_named(chunks, wanted, [splice.with_tag_attributes(old, changes)], _XF_RANK)

    @cached_property
    def _own_formats(self) -> dict[int, str]:
        """The workbook's own number formats by id."""
        found: dict[int, str] = {}
        for raw in self._list("numFmts").items:
            attributes = splice.attributes(splice.start_tag(raw))
            found[splice.number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        return found

    def _number_format(self, code: str) -> int:
        if code in _BUILT_IN and _BUILT_IN[code] not in self._own_formats:
            return _BUILT_IN[code]
        for number, known in self._own_formats.items():
            if known == code:
                return number
        number = max([_FIRST_OWN_FORMAT - 1, *self._own_formats]) + 1
        self._list("numFmts").number_of(self._one("numFmt", {"numFmtId": str(number), "formatCode": code}))
        self._own_formats[number] = code
        return number

    def _font(self, style: Style, base: int) -> int:
        """The base's font with the style's differences."""
        fonts = self._list("fonts")
        raw = fonts.items[base] if base < len(fonts.items) else self._one("font", {})
        tag, inside, end = splice.inner(raw)
        chunks = splice.children(inside)
        for name, on in (("b", style.bold), ("i", style.italic)):
            if on is not None:
                replace_named(chunks, self._prefix + name, [self._one(name, {})] if on else [], _FONT_RANK)
        if style.size is not None:
            size = self._one("sz", {"val": f"{style.size:g}"})
            replace_named(chunks, self._prefix + "sz", [size], _FONT_RANK)
        if style.color is not None:
            color = self._one("color", {"rgb": f"FF{style.color}"})
            replace_named(chunks, self._prefix + "color", [color], _FONT_RANK)
        if style.font is not None:
            # What else a font says of its kind would count more than its name.
            replace_named(chunks, self._prefix + "name", [self._one("name", {"val": style.font})], _FONT_RANK)
            for part in ("family", "scheme", "charset"):
                replace_named(chunks, self._prefix + part, [], _FONT_RANK)
        return fonts.number_of(tag + b"".join(chunk.raw for chunk in chunks) + end)

    def _fill(self, fill: str) -> int:
        if not fill:
            return self._list("fills").number_of(
                self._one("fill", {}, self._one("patternFill", {"patternType": "none"}))
            )
        inside = self._one("fgColor", {"rgb": f"FF{fill}"}) + self._one("bgColor", {"indexed": "64"})
        return self._list("fills").number_of(
            self._one("fill", {}, self._one("patternFill", {"patternType": "solid"}, inside))
        )

    def _border(self, color: str) -> int:
        shade = self._one("color", {"rgb": f"FF{color}"})
        sides = [self._one(side, {"style": "thin"}, shade) for side in ("left", "right", "top", "bottom")]
        return self._list("borders").number_of(self._one("border", {}, b"".join(sides) + self._one("diagonal", {})))


def _place(xf: bytes, name: str) -> int:
    """A number among an xf's attributes."""
    text = splice.attribute(splice.start_tag(xf), name)
    return splice.counted(text)


def _alignment(style: Style) -> dict[str, str]:
    """The alignment's attributes that a style changes."""
    wanted: dict[str, str] = {}
    if style.horizontal is not None:
        wanted["horizontal"] = style.horizontal
    if style.vertical is not None:
        wanted["vertical"] = style.vertical
    if style.wrap is not None:
        wanted["wrapText"] = "1" if style.wrap else "0"
    return wanted
