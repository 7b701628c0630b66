"""Reads sheets that are written as nearly all programs write them, by whole columns; of any other it says nothing.

It knows a narrow form and tells it by every sign of the part: cells that say where they stand, in order, and hold
numbers or texts of the list that all share. What it gives is what the usual reader gives, in a third of the time; where
anything at all is otherwise (formulas, texts in cells, truth values, errors, times of day, remarks, another prefix),
it gives nothing, and that reader is asked.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sheetplan.workbook import xmlparts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from sheetplan.model import Value

    Numbers = NDArray[np.int64]
    Eights = NDArray[np.uint64]
    Truths = NDArray[np.bool_]
    Objects = NDArray[np.object_]

COLUMNS = 26
"""It reads cells before column AA ..."""
ROWS = 9_999
"""... and above row 10,000."""
_JOINT = "</t></si><si><t>"
_ESCAPED = re.compile("_x[0-9A-Fa-f]{4}_")
"""How Excel writes a sign that XML cannot hold."""
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
"""What they stand for; the last one last, for it begins the others."""
_FORMATS = re.compile(rb'<numFmt numFmtId="([0-9]+)" formatCode="([^"]*)"/>')
_XF = re.compile(rb'<xf [^>]*?numFmtId="([0-9]+)"')
_NO_SIGN = re.compile(r'"[^"]*"|\\.|\[[^\]hms]*\]|_.|\*.')
"""What a number format shows as it stands, and what it says of colours and countries."""
_DAYS, _NO_DAYS = re.compile(r"[dmy ,/.;@-]*[dy][dmy ,/.;@-]*"), re.compile(r"[^dmyhsebgn]*|general")
_BUILT_IN_DAYS = frozenset(range(14, 18))
_BUILT_IN_NUMBERS = frozenset([*range(14), *range(37, 41), 48, 49])
_FIRST_OWN_FORMAT = 164
_FIGURE = re.compile(rb"-?[0-9]{1,15}(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,2})?")
_SERIALS = range(61, 2_958_466)
"""Counts of days, behind the day that never was, ..."""
_BEFORE = date(1899, 12, 30).toordinal()
"""... from this day on."""
_MOST_TAGS = (4 * COLUMNS + 2) * ROWS
"""Of so many cells, each with its value, and their rows."""
_LONGEST_EXACT = 15
"""Figures of a whole number that is what it says."""
_LONGEST_ROW, _LONGEST_STYLE, _LONGEST_NUMBER = 4, 3, 7
"""Figures of the number of a row, of a style and of a text."""
_BEGINS = b"<sheetData>"
_FOUR, _SIX, _SEVEN = (1 << 32) - 1, (1 << 48) - 1, (1 << 56) - 1
"""Of eight signs the first four, six or seven."""
_ALL = (1 << 64) - 1
_ONES = 0x0101010101010101
_TOPS, _MARKS, _MARK_BEHIND = _ONES << 7, _ONES * ord('"'), ord('"') << 56
_NOUGHTS, _SIXES, _HIGH, _THREES = _ONES * ord("0"), _ONES * 6, _ONES * 0xF0, _ONES * 0x33
"""Eight figures 0, what lifts all signs behind 9 out of their row, and what is the same in all figures."""


class Known(NamedTuple):
    """What cells of one workbook refer to."""

    texts: Sequence[str | None]
    """The texts that they share; None for an empty one."""
    days: Sequence[bool | None] | None
    """Of each style, whether a number in it is a day; None of one of which that is not told. None of all: the same."""


def texts(content: bytes) -> Sequence[str | None] | None:
    """The texts of a list that cells share, where each is plain; None where any of it is otherwise."""
    begin, end = content.find(b"<si><t"), content.rfind(b"</t></si>")
    if begin < 0 or end < begin or not xmlparts.is_usual(content):
        return None
    try:
        body = content[begin:end].decode("utf-8")
    except UnicodeDecodeError:
        return None
    # One sign is looked for far faster than several.
    if "\r" in body or ("_" in body and _ESCAPED.search(body)):
        return None
    if '"' in body:
        body = body.replace('<t xml:space="preserve">', "<t>")
    found = body.removeprefix("<si><t>").split(_JOINT)
    # The first has one half of the signs, the joints have all others.
    if body.count("<") != 4 * len(found) - 2 or content.count(b"<", 0, begin) > 2 or content.count(b"<", end) > 3:
        return None
    if "&" in body:
        if body.count("&") != sum(map(body.count, _ENTITIES)):
            return None
        found = [_plain(text) if "&" in text else text for text in found]
    return found if all(found) else [text or None for text in found]


def _plain(text: str) -> str:
    for entity, sign in _ENTITIES.items():
        text = text.replace(entity, sign)
    return text


def days(content: bytes) -> Sequence[bool | None] | None:
    """Of each cell style, whether a number in it is shown as a day; None where the part is written otherwise."""
    begin, end = content.find(b"<cellXfs "), content.find(b"</cellXfs>")
    if begin < 0 or end < begin or not xmlparts.is_usual(content) or b"<!" in content:
        return None
    found = _XF.findall(content, begin, end)
    own = {int(number): _is_day(code.decode("utf-8", "replace")) for number, code in _FORMATS.findall(content)}
    if len(found) != content.count(b"<xf ", begin, end) or len(own) != content.count(b"<numFmt "):
        return None
    # Thousands of styles share a few formats.
    told = {number: _style(int(number), own) for number in set(found)}
    return [told[number] for number in found]


def _style(number: int, own: Mapping[int, bool | None]) -> bool | None:
    if number >= _FIRST_OWN_FORMAT:
        return own.get(number)
    return (
        None if number in own else True if number in _BUILT_IN_DAYS else False if number in _BUILT_IN_NUMBERS else None
    )


def _is_day(code: str) -> bool | None:
    """Whether a number format shows days; None where it shows hours too, or may be read in two ways."""
    signs = _NO_SIGN.sub("", code.replace("&quot;", '"')).casefold()
    if "&" in signs or '"' in signs:
        return None
    return True if _DAYS.fullmatch(signs) else False if _NO_DAYS.fullmatch(signs) else None


def columns(sheet: bytes, known: Known) -> list[list[Value]] | None:
    """A sheet's values by column, from A1 to its last filled row and column.

    Args:
        sheet: the sheet's part.
        known: what its cells refer to.

    Returns:
        None where the sheet is not in the form that is read here.
    """
    begin, end = sheet.find(_BEGINS), sheet.rfind(b"</sheetData>")
    if begin < 0 or end < 0 or not xmlparts.is_usual(sheet):
        return None
    # One sign is looked for far faster than two, and few sheets have it.
    if (b"!" in sheet and b"<!" in sheet) or (len(sheet) > _MOST_TAGS and sheet.count(b"<", begin, end) > _MOST_TAGS):
        return None
    try:
        return _Reading(sheet, begin + len(_BEGINS), end).columns(known)
    except _OtherwiseError:
        return None


class _OtherwiseError(Exception):
    """The sheet is not in the form that is read here."""


def _must(holds: object) -> None:
    if not holds:
        raise _OtherwiseError


class _Reading:
    """One sheet, all its tags at a time."""

    def __init__(self, sheet: bytes, begin: int, end: int) -> None:
        """Find the tags and tell what they are.

        Raises:
            _OtherwiseError: there is one of another kind, or in another place.
        """
        import numpy as np  # with the other large libraries: not before a workbook has passed the gate

        self.np, self.sheet = np, sheet
        self.eights = np.ndarray((len(sheet) - 7,), "<u8", sheet, strides=(1,))
        """Eight signs from each place on, as one number: many are compared at once."""
        # What is looked at behind a tag stands before the end of the part: that of sheetData follows.
        tags = np.flatnonzero(np.frombuffer(sheet, np.uint8)[begin:end] == ord("<"))
        tags += begin
        # One more that is of no kind stands behind the last one, for whoever looks ahead.
        kinds = np.zeros(len(tags) + 1, np.uint16)
        kinds[:-1] = np.ndarray((len(sheet) - 1,), "<u2", sheet, strides=(1,))[tags + 1]
        rows, self.cells, self.filled, ends = (
            np.flatnonzero(kinds == _number(k)) for k in (b"ro", b"c ", b"v>", b"/r")
        )
        _must(len(self.filled) == 0 or self.filled[-1] + 1 < len(tags))
        _must(self._say(tags[self.filled + 1], b"</v></c>"))
        _must(self._say(tags[ends], b"</row>") and self._say(tags[rows], b'<row r="'))
        # Rows follow one another; one that is over at once stands right before the next.
        alone = (kinds[rows + 1] == _number(b"ro")) | (rows + 1 == len(tags))
        if alone.any():
            _must(self._say(np.append(tags, end)[rows[alone] + 1] - 2, b"/>"))
        begun = rows[~alone]
        _must(len(begun) == len(ends) and (begun < ends).all() and (ends[:-1] < begun[1:]).all())
        self.tags, self.kinds, self.rows = tags, kinds, rows
        self.empty = len(tags) - len(rows) - len(self.cells) - 3 * len(self.filled) - len(ends)
        """So many tags are left to be those that end a cell without a value."""

    def _say(self, at: Numbers, signs: bytes) -> bool:
        """Whether these signs stand in all these places."""
        mask = self.np.uint64((1 << 8 * len(signs)) - 1)
        return len(at) == 0 or bool(((self.eights[at] & mask) == _number(signs)).all())

    def columns(self, known: Known) -> list[list[Value]]:
        """The values by column."""
        np = self.np
        head = self.eights[self.tags[self.cells]]
        _must(((head & _SIX) == _number(b'<c r="')).all())
        letters = (head >> 48 & 0xFF).astype(np.int64) - ord("A")
        _must(((letters >= 0) & (letters < COLUMNS)).all())
        numbers, at = self._numbered(self.tags[self.cells] + 7)
        # In order, no place twice: else which of two counts is for the usual reader to say.
        places = numbers * COLUMNS + letters
        _must((places[1:] > places[:-1]).all())
        styles, is_text, is_over, at = self._attributes(at)
        has_value = self.kinds[self.cells + 1] == _number(b"v>")
        # A cell that is not over at once is followed by its value, right behind it, or by its end.
        is_empty = ~(has_value | is_over)
        _must(not (is_over & has_value).any() and np.count_nonzero(has_value) == len(self.filled))
        _must(np.count_nonzero(is_empty) == self.empty)
        _must((self.tags[self.filled] == at[has_value] + 1).all() and self._say(at[is_empty] + 1, b"</c>"))
        if len(self.filled) == len(self.cells):
            return self._placed(known, letters, numbers, styles, is_text)
        return self._placed(known, letters[has_value], numbers[has_value], styles[has_value], is_text[has_value])

    def _numbered(self, at: Numbers) -> tuple[Numbers, Numbers]:
        """The row of each cell, whose figures stand here as they stand in its row's tag, and where they are over."""
        np = self.np
        eights = self.eights[self.tags[self.rows] + 8]
        numbers, lengths = self._counted(eights, _LONGEST_ROW)
        _must((numbers[1:] > numbers[:-1]).all() and (numbers[:1] > 0).all())
        masks = _ALL >> (56 - 8 * lengths).astype(np.uint64)  # figures and the mark behind them
        first, last = self.cells.searchsorted(self.rows), np.full(len(numbers), len(self.cells))
        last[:-1] = first[1:]
        _must((first[0] == 0) if len(first) else not len(self.cells))
        row = np.arange(len(first)).repeat(last - first)
        _must(((self.eights[at] & masks[row]) == (eights & masks)[row]).all())
        return numbers[row], at + (lengths + 1)[row]

    def _counted(self, eights: Eights, most: int) -> tuple[Numbers, Numbers]:
        """The whole numbers with which these signs begin, with a quotation mark behind them, and how long each is."""
        np = self.np
        # The lowest bit that stays is that of the first quotation mark: what is no such mark is not nought.
        unlike = eights ^ _MARKS
        marks = (unlike - _ONES) & ~unlike & _TOPS
        _must(marks.all())
        lengths = np.log2((marks & -marks).astype(np.float64)).astype(np.int64) >> 3
        _must(len(lengths) == 0 or (lengths.min() > 0 and lengths.max() <= most))
        return self._whole(eights, lengths), lengths

    def _whole(self, eights: Eights, lengths: Numbers) -> Numbers:
        """The whole numbers with which these signs begin, of so many figures, at least one and at most seven."""
        np = self.np
        # Eight figures are counted together: noughts take the place of those that a shorter number lacks.
        used = (lengths << 3).astype(np.uint64)
        figures = (eights << (64 - used)) | (_NOUGHTS >> used)
        _must(((figures & _HIGH) | ((figures + _SIXES & _HIGH) >> 4) == _THREES).all())
        two = (figures & 0x0F0F0F0F0F0F0F0F) * 2561 >> 8
        four = (two & 0x00FF00FF00FF00FF) * 6553601 >> 16
        whole: Numbers = ((four & 0x0000FFFF0000FFFF) * 42949672960001 >> 32).astype(np.int64)
        return whole

    def _attributes(self, at: Numbers) -> tuple[Numbers, Truths, Truths, Numbers]:
        """What else is said of each cell.

        Returns:
            The number of its style, -1 where it has none; whether it holds one of the shared texts, else a number;
            whether it is over at once; where its tag ends.
        """
        np, eights = self.np, self.eights[at]
        styles = np.full(len(at), -1)
        some = np.flatnonzero((eights & _FOUR) == _number(b' s="'))
        if len(some):
            styles[some], lengths = self._counted(eights[some] >> 32 | _MARK_BEHIND, _LONGEST_STYLE)
            at[some] += lengths + 5
            eights[some] = self.eights[at[some]]
        is_text = (eights & _SEVEN) == _number(b' t="s">')
        at += 6 * is_text
        is_over = np.zeros(len(at), bool)
        some = np.flatnonzero(~is_text)
        if len(some):
            eights = eights[some]
            is_said = (eights & _FOUR) == _number(b' t="')
            kind = eights >> 32 & 0xFFFF
            is_text[some] = is_said & (kind == _number(b's"'))
            _must((is_said <= (is_text[some] | (kind == _number(b'n"')))).all())
            rest = np.where(is_said, eights >> 48, eights & 0xFFFF)
            is_over[some] = rest == _number(b"/>")
            _must((is_over[some] | ((rest & 0xFF) == ord(">"))).all())
            at[some] += 6 * is_said
        return styles, is_text, is_over, at

    def _placed(
        self, known: Known, letters: Numbers, rows: Numbers, styles: Numbers, is_text: Truths
    ) -> list[list[Value]]:
        """The values in their places: of all cells that hold one, in their order."""
        np = self.np
        if not len(rows):
            return []
        begins, ends = self.tags[self.filled] + 3, self.tags[self.filled + 1]
        found = np.empty(len(rows), object)
        found[is_text] = self._texts(known, begins[is_text], ends[is_text])
        others = np.flatnonzero(~is_text)
        if len(others):
            spans = zip(begins[others].tolist(), ends[others].tolist(), strict=True)
            found[others] = self._objects(_figures([self.sheet[a:b] for a, b in spans], styles[others].tolist(), known))
        cells = np.empty((int(letters.max()) + 1, int(rows[-1])), object)
        cells[letters, rows - 1] = found
        columns: list[list[Value]] = cells.tolist()
        while columns[0] and not any(column[-1] is not None for column in columns):
            for column in columns:
                column.pop()
        return columns if columns[0] else []

    def _objects(self, held: Sequence[Value]) -> Objects:
        return self.np.fromiter(held, self.np.object_, len(held))

    def _texts(self, known: Known, begins: Numbers, ends: Numbers) -> Objects:
        """The shared texts whose numbers stand between these places."""
        lengths = ends - begins
        if not len(lengths):
            return self._objects(())
        _must(lengths.min() > 0 and lengths.max() <= _LONGEST_NUMBER)
        numbers = self._whole(self.eights[begins], lengths)
        _must(int(numbers.max()) < len(known.texts))
        found: Objects = self._objects(known.texts)[numbers]
        return found


def _figures(held: Sequence[bytes], styles: Sequence[int], known: Known) -> list[Value]:
    """Numbers, and the days that their styles make of some."""
    is_day = {style: _is_of_days(style, known) for style in set(styles)}
    return [_day(raw) if is_day[style] else _figure(raw) for raw, style in zip(held, styles, strict=True)]


def _is_of_days(style: int, known: Known) -> bool:
    if style < 0:
        return False
    told = known.days[style] if known.days is not None and style < len(known.days) else None
    _must(told is not None)
    return bool(told)


def _day(raw: bytes) -> date:
    if not raw.isdigit() or len(raw) > _LONGEST_NUMBER or (count := int(raw)) not in _SERIALS:
        raise _OtherwiseError
    return date.fromordinal(count + _BEFORE)


def _figure(raw: bytes) -> float:
    if not (raw.isdigit() and len(raw) <= _LONGEST_EXACT) and _FIGURE.fullmatch(raw) is None:
        raise _OtherwiseError
    return float(raw)


def _number(signs: bytes) -> int:
    """Signs as the number that they are when several are read at once."""
    return int.from_bytes(signs, "little")
