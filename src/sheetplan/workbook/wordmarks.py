"""Takes what stands around or in the place of text in a Word document for the text that people see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheetplan.workbook.wordlists import W

WRAPPERS = tuple(f"{W}{one}" for one in ("ins", "moveTo", "sdt", "smartTag", "customXml", "fldSimple", "dir", "bdo"))
"""What stands around text without being text: insertions, content controls, fields."""
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {
    "wingdings": {0xFC: "✓", 0xFE: "☑", 0xFB: "✗", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0xA7: "▪", 0xE0: "→", 0x9F: "•"},
    "symbol": {0xB7: "•", 0xAE: "→", 0xA3: "≤", 0xB3: "≥", 0xB1: "±"},
}
"""Signs that are kept by their place in a font of pictures."""
_UNKNOWN_SIGN = "□"
_PRIVATE = range(0xF000, 0xF100)


def settle(root: Any) -> None:
    """Take insertions, content controls and fields for the text in them, and signs for letters."""
    for one in list(root.iter(FALLBACK)):
        one.getparent().remove(one)
    for sign in list(root.iter(f"{W}sym")):
        sign.getparent().replace(sign, _text(sign, _letter(sign)))
    for field in list(root.iter(f"{W}ffData")):
        run = field.getparent().getparent()
        if run is not None and run.tag == f"{W}r":
            run.append(_text(run, _chosen(field)))
    for one in reversed(list(root.iter(*WRAPPERS))):
        inside = one.find(f"{W}sdtContent") if one.tag == f"{W}sdt" else one
        parent = one.getparent()
        if inside is not one and one.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            for prompt in one.iter(f"{W}t"):
                prompt.text = ""  # "Click here to enter text": nobody did
        # What only marks a row or a paragraph as inserted has nothing in it.
        if inside is not None and len(inside):
            for child in list(inside):
                one.addprevious(child)
            parent.remove(one)


def _text(beside: Any, text: str) -> Any:
    element = beside.makeelement(f"{W}t")
    element.text = text
    return element


def _letter(sign: Any) -> str:
    code = int(sign.get(f"{W}char", "0") or "0", 16)
    font = sign.get(f"{W}font", "").casefold()
    known: Mapping[int, str] = next((_SIGNS[name] for name in _SIGNS if font.startswith(name)), {})
    if code in _PRIVATE or known:
        return known.get(code & 0xFF, _UNKNOWN_SIGN)
    return chr(code) if 0x20 <= code < 0xD800 else _UNKNOWN_SIGN


def _chosen(field: Any) -> str:
    """What a field of a form shows: a box that is ticked or not, or the entry of a list."""
    box, choice = field.find(f"{W}checkBox"), field.find(f"{W}ddList")
    if box is not None:
        ticked = box.find(f"{W}checked")
        ticked = box.find(f"{W}default") if ticked is None else ticked
        return "☑" if ticked is not None and ticked.get(f"{W}val", "1") not in ("0", "false", "off") else "☐"
    if choice is None:
        return ""
    entries = [one.get(f"{W}val", "") for one in choice.findall(f"{W}listEntry")]
    chosen = choice.find(f"{W}result")
    place = int(chosen.get(f"{W}val", "0")) if chosen is not None else 0
    return entries[place] if 0 <= place < len(entries) else ""
