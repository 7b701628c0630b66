"""What may be shown: text that no terminal obeys and no spreadsheet takes for a formula."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_SIGN = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
"""What a spreadsheet takes for the beginning of a formula; the wide signs too, which some programs make narrow."""
_UNSEEN = "\\s\u200b-\u200f\u2060\ufeff"
_FORMULA = re.compile(f"[\\t\\n]|[{_UNSEEN}']*{_SIGN}")
_FORMULA_WITHIN = re.compile(f'([;\\t\\n][{_UNSEEN}"]*)(?={_SIGN})')
"""Where a spreadsheet that parts cells at semicolons, as on the Continent, or at tabs would begin a cell."""
_OBEYED = (0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
"""Ends of lines, and what turns the direction of writing, so that words seem to stand elsewhere than they do."""
_VISIBLE = (
    {code: 0x2400 + code for code in range(0x20)}
    | {0x7F: 0x2421}
    | dict.fromkeys((*range(0x80, 0xA0), *_OBEYED), 0xFFFD)
)
"""What a terminal would obey instead of showing it, and the sign that stands for it."""
_ON_ONE_LINE = _VISIBLE | dict.fromkeys(map(ord, "\t\n\r"), 0x20)
_IN_CELLS = {code: sign for code, sign in _VISIBLE.items() if chr(code) not in "\t\n\r"}
_ESCAPED_IN_JSON = re.compile(f"[{''.join(map(chr, (0x7F, *range(0x80, 0xA0), *_OBEYED)))}]")


def printable(text: str) -> str:
    """A text on one line, with a sign in the place of everything that a terminal would obey.

    Names of files and sheets, headings and cells are other people's: none may colour, move or hide what is printed.
    """
    return text.translate(_ON_ONE_LINE)


def as_json(data: Mapping[str, Any]) -> str:
    """The same data to every reader, with nothing in it that a terminal would obey."""
    text = json.dumps(data, indent=2, ensure_ascii=False)
    return _ESCAPED_IN_JSON.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def stays_text(value: object) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe, which keeps it text.

    So does a sign further on at which another spreadsheet would begin a cell, and a text that has an apostrophe there
    already, so that whoever takes one away has the text as it was.
    """
    text = "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n").translate(_IN_CELLS)
    text = _FORMULA_WITHIN.sub(r"\1'", text)
    return f"'{text}" if _FORMULA.match(text) else text
