"""People as they stand in one cell of a plan: codes of the role key, alone or several, and names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sheetplan.model.words import folded, is_blank, shown

BETWEEN_PEOPLE = re.compile(r"[/,;&+\n|]|\band\b|\bwith\b")
"""What stands between people in one cell."""
_CODE = re.compile(r"(?<!\w)[A-Z][A-Z0-9]{0,7}(?!\w)")
_ONLY_CODES = re.compile(r"[A-Z][A-Z0-9]{0,7}(?:\s+[A-Z][A-Z0-9]{0,7})*")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"'@]+\.[^\s<>()\[\],;:\"'@.]+")


def people_in(value: object, key: Mapping[str, str]) -> tuple[str, ...]:
    """Who stands in a cell, each once, in order: a code as the role key writes it, else the name as it was typed.

    Args:
        value: what stands in the cell.
        key: the role key: code to what it stands for.
    """
    if is_blank(value):
        return ()
    codes = {folded(code): code for code in key}
    meanings = {folded(meaning): code for code, meaning in key.items()}
    whole = " ".join(shown(value).split()).rstrip(".")
    if (known := codes.get(folded(whole)) or meanings.get(folded(whole))) is not None:
        return (known,)
    found: list[str] = []
    for part in BETWEEN_PEOPLE.split(shown(value)):
        name = " ".join(part.split()).strip(" .")
        if is_blank(name):
            continue
        known = codes.get(folded(name)) or meanings.get(folded(name))
        inside = [code for code in _CODE.findall(name) if code in key]
        if known is not None:
            found.append(known)
        elif inside:
            # "PM to lead": a code stands in capital letters, so that no word of a sentence is taken for one.
            found += name.split() if _ONLY_CODES.fullmatch(name) else inside
        else:
            found.append(name)
    return tuple(dict.fromkeys(found))


def address_in(text: str) -> tuple[str, str]:
    """A text without the e-mail address in it, and that address; empty where there is none."""
    found = _ADDRESS.search(text)
    if found is None:
        return text, ""
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    rest = re.sub(r"[<(\[]\s*[>)\]]", " ", rest.replace("mailto:", " "))
    return " ".join(rest.split()).strip(" ,;:-–."), found.group().rstrip(".")
