"""What one row of a plan can be besides an action: a total, an example, a title, a line of a role key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from string import ascii_letters
from typing import cast

from sheetplan.model import Template, Value, begins_with_word, is_blank
from sheetplan.workbook.find import Headings
from sheetplan.workbook.naming import plain
from sheetplan.workbook.numbers import is_like_ref

KEY_LINE = re.compile(r"\b[A-Z][A-Z0-9&]{1,7}\s*=\s*\S")
_CODE = re.compile(r"[A-Z][A-Z&]{0,6}[0-9]?")
_BARE_NUMBER = re.compile(r"\s*\d{1,4}(?:\.\d{1,3})*[a-z]?\s*[.):]*\s*")
_DATED = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}|\d{1,2}\s+[A-Za-z]{3}|[A-Za-z]{3,9}\s+(?:20)?\d{2}\b")
_NUMBERED = re.compile(r"[0-9]{1,5}(?:[-/.][0-9]{1,5})*[A-Za-z]?[.):]*")
_LETTERED = re.compile(r"[A-Za-z]{1,6}[-/.]?[0-9]{1,5}(?:[-/.][0-9]{1,5})*[A-Za-z]?[.):]*")
_LONGEST_TITLE = 100
_FORMATS_AT_LEAST = 3
_FILLED_AT_LEAST = 3
"""Columns without a blank in which every row has an action's cells."""
_LONGEST_REF = 3
_USUAL_LENGTHS = frozenset(range(1, 5))
"""Figures of a ref."""
_TOO_SHORT = frozenset(range(12))
"""Characters of a text that may be no action's."""


def is_key_line(text: str) -> bool:
    """Whether a text names a role code and what it stands for."""
    return KEY_LINE.search(text) is not None


@lru_cache(maxsize=64)
def _beginnings(words: tuple[str, ...]) -> tuple[tuple[str, ...], int, frozenset[str]]:
    """With what remarks begin, the length of the longest of it, and the letters with which none begins."""
    first = tuple(dict.fromkeys(word.casefold().split()[0] for word in words))
    letters = {word[0] for word in first}
    none = frozenset(letter for letter in ascii_letters if letter.casefold() not in letters)
    return first, max(map(len, first), default=0), none


@lru_cache(maxsize=64)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


class Kinds:
    """Looks at rows of one plan: their values in the order of its fields."""

    def __init__(self, template: Template, found: Headings) -> None:
        """Note where the ref and the action's own text stand, and what kind each column is of."""
        self.template = template
        names = list(found.fields)
        columns = [place.column for place in found.fields.values()]
        self.types = [template.column(name).type for name in names]
        self.ref = names.index("ref") if "ref" in names else None
        self.text = names.index(_text_field(template, names))
        self.identity = {columns[self.text]} | ({columns[self.ref]} if self.ref is not None else set())
        self._order = sorted(range(len(names)), key=columns.__getitem__)
        self._first = [i for i in self._order if i in (self.ref, self.text)] or self._order[:1]
        self._leading = {*self._order[:2], *self._first}
        self._plain_headings = {plain(place.heading) for place in found.fields.values() if place.heading}
        self._longest = 8 + max(len(place.heading) for place in found.fields.values())
        self._continued = tuple(word.casefold() for word in template.continued)
        self._choices = [kind == "choice" for kind in self.types]
        self._begin_remarks, self._longest_word, self._begin_none = _beginnings((*template.examples, *template.totals))
        self._third = next(
            (names.index(c.field) for c in template.columns if c.required and self._is_other(names, c.field)),
            next((i for i, name in enumerate(names) if self._is_other(names, name)), None),
        )
        self._window = slice(found.first_column - 1, found.last_column)

    def _is_other(self, names: Sequence[str], field: str) -> bool:
        return field in names and names.index(field) not in (self.ref, self.text)

    def told(self, rows: Sequence[tuple[int, Sequence[Value]]], *, is_merged: bool) -> list[bool]:
        """Which rows are actions beyond all doubt, if their refs are their own; False says only: look at it.

        Such a row has a ref with a figure in it, words where the action's text belongs that are those of no remark,
        and a third cell. So it can be no key, no title, no total and no repeated heading.

        Args:
            rows: row numbers and values.
            is_merged: whether values were spread over merged cells, so that a row may have fewer cells than values.
        """
        if self.ref is None:
            most_blank = len(self.types) - 3
            texts = [values[self.text] for _, values in rows]
            return [
                type(text) is str and len(text) > 11 and values.count(None) <= most_blank
                for text, (_, values) in zip(texts, rows, strict=True)
            ]
        if self._third is None or self._choices[self.text]:
            return [False] * len(rows)
        ref_at, text_at, third, none, numbered = self.ref, self.text, self._third, self._begin_none, _NUMBERED.fullmatch
        return [
            type(text := values[text_at]) is str
            and (text[0] in none or self._is_words(text))
            and (
                (type(ref := values[ref_at]) is str and numbered(ref) is not None)
                or self._is_ref(ref, is_merged=is_merged)
            )
            and ((type(other := values[third]) is str and not other.isspace()) or self._has_another(values))
            for _, values in rows
        ]

    def told_refs(self, columns: Sequence[Sequence[Value]]) -> Sequence[str] | None:
        """The refs of rows that are actions beyond all doubt and have figures as refs, each row another.

        It looks at whole columns and is stricter than `told`, which it spares in most plans.

        Args:
            columns: by field, what stands in the rows; nothing of it spread over merged cells.

        Returns:
            None where any row must be looked at.
        """
        texts = _texts(columns[self.text])
        if not texts:
            return None
        if self.ref is None:
            refs: Sequence[str] = [text.partition(". ")[0] for text in texts]
            # A nought is counted as a blank: then the rows are looked at, and it is not.
            told = _TOO_SHORT.isdisjoint(map(len, texts)) and sum(map(all, columns)) >= _FILLED_AT_LEAST
        else:
            refs, thirds = _texts(columns[self.ref]), () if self._third is None else _texts(columns[self._third])
            told = not self._choices[self.text] and self._begin_none.issuperset(map(itemgetter(0), texts))
            told = told and bool(thirds) and not any(map(str.isspace, thirds))
        figures = "".join(refs)
        told = told and figures.isascii() and figures.isdecimal() and _USUAL_LENGTHS.issuperset(map(len, refs))
        return refs if told and len(set(refs)) == len(refs) else None

    def _is_words(self, text: str) -> bool:
        """Whether a text is more than a number and begins with none of the remarks' words."""
        return not self._may_be_remark(text) and not is_blank(text) and _BARE_NUMBER.fullmatch(text) is None

    def _may_be_remark(self, text: str) -> bool:
        return text.lstrip()[: self._longest_word].casefold().startswith(self._begin_remarks)

    def _is_ref(self, ref: Value, *, is_merged: bool) -> bool:
        """A whole number, or letters and a number that are neither a remark's words nor perhaps a role's code."""
        if type(ref) is float:
            return ref.is_integer()
        if type(ref) is not str or is_merged or _LETTERED.fullmatch(ref) is None:
            return False
        return not self._may_be_remark(ref)

    def _has_another(self, values: Sequence[Value]) -> bool:
        return any(not is_blank(value) for i, value in enumerate(values) if i not in (self.ref, self.text))

    def heads(self, rows: Sequence[tuple[int, Sequence[Value]]], refs: Sequence[str | None]) -> frozenset[int]:
        """Rows that only number and name the actions below them, as outlines do: 1 above 1.1, and nothing beside it.

        Only where most rows have more than that, for else it is how the plan's actions are.
        """
        text = self.text
        bare = {number for number, row in rows if isinstance(row[text], str) and not self._has_another(row)}
        if self.ref is None or not bare or len(bare) * 2 > len(rows):
            return frozenset()
        return frozenset(
            number
            for (number, _), ref, following in zip(rows, refs, refs[1:], strict=False)
            if number in bare and ref and following and following.startswith(f"{ref}.")
        )

    # -- carrying on

    def may_go_on(self, values: Sequence[Value], ref: str | None) -> bool:
        """Whether it is worth asking if a row carries on the one above."""
        return ref is None and isinstance(values[self.text], str)

    def carries_on(self, values: Sequence[Value], ref: str | None, above: str | None) -> bool:
        """The ref above once more, and a word that says so: "14. Contd", "14 (cont'd)"."""
        text = str(values[self.text] or "").strip().casefold()
        if above is None or (ref != above and not (ref is None and text.startswith(above.casefold()))):
            return False
        rest = text.removeprefix(above.casefold()).lstrip(" .():\u00a0\n-–")
        return any(re.match(rf"{re.escape(word)}\b", rest) for word in self._continued)

    def is_lone_date(self, values: Sequence[Value]) -> bool:
        """Whether a row holds nothing but a date, in a column of dates."""
        filled = [i for i, value in enumerate(values) if not is_blank(value)]
        if len(filled) != 1 or self.types[filled[0]] not in ("date", "timescale"):
            return False
        value = values[filled[0]]
        return isinstance(value, date) or (isinstance(value, str) and _DATED.search(value) is not None)

    # -- what is no action by its looks

    def may_be_headings(self, values: Sequence[Value]) -> bool:
        """Whether it is worth asking if a row repeats the headings."""
        same = 0
        for value in values:
            if type(value) is str and len(value) <= self._longest and plain(value) in self._plain_headings:
                same += 1
        return same > 1

    def what(self, values: Sequence[Value], ref: str | None) -> str | None:
        """total, example or empty; None for all else."""
        first = next((values[i] for i in self._first if not is_blank(values[i])), None)
        if isinstance(first, str):
            if begins_with_word(first, self.template.examples) or self._is_ref_of_example(values):
                return "example"
            if begins_with_word(first, self.template.totals) and self._is_summed(values):
                return "total"
        text = values[self.text]
        if isinstance(text, str) and begins_with_word(text, self.template.examples):
            return "example"
        return "empty" if self._is_empty(values, ref) else None

    def is_format(self, values: Sequence[Value]) -> bool:
        """Whether a row says what kind of entry belongs in each column: "Text", "Date", "Yes/No"."""
        filled = [value for value in values if not is_blank(value)]
        known = _folded(self.template.formats)
        kinds = sum(isinstance(value, str) and " ".join(value.split()).casefold() in known for value in filled)
        return kinds >= _FORMATS_AT_LEAST and kinds * 3 >= len(filled)

    def explains(self, values: Sequence[Value]) -> bool:
        """Whether a row right below the headings tells what belongs there: words in most columns, no day anywhere.

        Where a plan has nothing but columns of words, that no day stands in a row tells nothing.
        """
        dated = any(kind in ("date", "timescale") for kind in self.types)
        return dated and self.is_of_words(values) and not any(isinstance(v, str) and _DATED.search(v) for v in values)

    def is_of_words(self, values: Sequence[Value]) -> bool:
        """Whether nothing but words stands in a row, and in most columns."""
        filled = [value for value in values if not is_blank(value)]
        return all(isinstance(v, str) for v in filled) and len(filled) > 2 and len(filled) * 3 >= len(values) * 2

    def _is_ref_of_example(self, values: Sequence[Value]) -> bool:
        """Whether the ref says that the row is an example: "A1 (example)"."""
        ref = values[self.ref] if self.ref is not None else None
        words = tuple(word for word in _folded(self.template.examples) if len(word) > _LONGEST_REF)
        return isinstance(ref, str) and ref.strip(" \n)]").casefold().endswith(words)

    def _is_summed(self, values: Sequence[Value]) -> bool:
        """Numbers, or nothing, beside the word: an action may begin with it too."""
        others = [value for i, value in enumerate(values) if i not in self._first and not is_blank(value)]
        return all(isinstance(value, int | float) for value in others)

    def _is_empty(self, values: Sequence[Value], ref: str | None) -> bool:
        """A number made ready, or a choice that stands in every row, and nothing that a person typed."""
        if ref is None and not any(self._choices):
            return False
        for i, value in enumerate(values):
            if is_blank(value) or self._choices[i]:
                continue
            is_number = i == self.ref and is_like_ref(value)
            if not is_number and not (i == self.text and _BARE_NUMBER.fullmatch(str(value))):
                return False
        return True

    # -- texts that stand alone

    def lone_text(self, values: Sequence[Value]) -> str | None:
        """The only text of a row, in one of its leading columns; None where there is more or less."""
        filled = [i for i, value in enumerate(values) if not is_blank(value)]
        if len(filled) != 1 or filled[0] not in self._leading:
            return None
        value = values[filled[0]]
        return value if isinstance(value, str) else None

    def in_ref(self, values: Sequence[Value]) -> bool:
        """Whether the row's only text stands in the ref column."""
        return self.ref is not None and not is_blank(values[self.ref])

    def is_title(self, text: str) -> bool:
        """Whether a text reads as the heading of a section: short, on one line, no sentence."""
        return len(text) <= _LONGEST_TITLE and "\n" not in text.strip() and text.strip()[-1] not in ".;,!"

    def is_key(self, row: Sequence[Value]) -> bool:
        """Whether a row is a line of a role key: a code, what it stands for beside it, and nothing else."""
        filled = [(i, cell) for i, cell in enumerate(row[self._window]) if not is_blank(cell)]
        if len(filled) != 2 or filled[1][0] != filled[0][0] + 1:
            return False
        code, meaning = (cell for _, cell in filled)
        return (
            isinstance(code, str)
            and _CODE.fullmatch(code.strip()) is not None
            and isinstance(meaning, str)
            and len(meaning) > len(code)
        )

    # -- a row that slipped

    def one_to_the_right(self, values: Sequence[Value]) -> tuple[Value, ...] | None:
        """The values of a row that stands one cell too far left, put right; None where it stands as it should.

        It slipped where its ref is words, its last cell is blank, and its dates fit no worse one column further on.
        """
        order = self._order
        if self.ref is None or order[0] != self.ref or order[1] != self.text:
            return None
        ref = values[self.ref]
        last = max(i for i, kind in enumerate(order) if not is_blank(values[kind]))
        if not isinstance(ref, str) or is_like_ref(ref) or len(ref.split()) < 2 or last + 1 >= len(order):
            return None
        if last < 2 or any(is_blank(values[i]) for i in order[: last + 1]):
            return None
        moved: list[Value] = [None] * len(values)
        for place, i in enumerate(order[: last + 1]):
            moved[order[place + 1]] = values[i]
        return tuple(moved) if self._dates_that_fit(moved) >= self._dates_that_fit(values) else None

    def _dates_that_fit(self, values: Sequence[Value]) -> int:
        fitting = 0
        for kind, value in zip(self.types, values, strict=True):
            if kind in ("date", "timescale") and not is_blank(value):
                dated = isinstance(value, date) or (isinstance(value, str) and _DATED.search(value) is not None)
                fitting += 1 if dated else -1
        return fitting


def _texts(column: Sequence[Value]) -> Sequence[str]:
    """A column that holds nothing but text; empty where it holds anything else."""
    return cast("Sequence[str]", column) if {str}.issuperset(map(type, column)) else ()


def _text_field(template: Template, names: Sequence[str]) -> str:
    """The field whose text is the action: the one that begins with its number, else the first one of words."""
    if template.ref_from != "ref":
        return template.ref_from
    texts = [c for c in template.columns if c.field in names and c.field != "ref" and c.type == "text"]
    required = [c for c in texts if c.required]
    return (required or texts)[0].field if texts else template.ref_from
