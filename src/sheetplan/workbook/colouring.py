"""A conditional format of ours: cells that hold a word get its colours, after all the rules that are there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheetplan.workbook import splice
from sheetplan.workbook.splice import Unsafe

if TYPE_CHECKING:
    from sheetplan.workbook.book import Book
    from sheetplan.workbook.cells import SheetPart
    from sheetplan.workbook.changes import ColourWords

_LONGEST_WORD = 255
_PRIORITY = re.compile(rb"""<(?:[\w.-]+:)?cfRule\s[^>]*?\bpriority\s*=\s*["'](\d+)["']""")
_FORMULA = re.compile(rb">([^<>]+)</(?:[\w.-]+:)?formula>")
_OWN_PRIORITY = re.compile(rb"""\spriority\s*=\s*["']\d+["']""")


def colour_words(book: Book, change: ColourWords) -> None:
    """Add the rules, or give those that are there already the ranges that are wanted now.

    Raises:
        Unsafe: where a word is too long for a rule; nothing is changed then.
    """
    if any(len(word) > _LONGEST_WORD for word in change.colours):
        raise Unsafe("A word with a colour of its own has more than 255 characters.")
    sheet = book.sheet(change.sheet)
    ranges = " ".join(change.ranges)
    elements = sheet.outside("conditionalFormatting")
    first = max([highest_priority(sheet), 0]) + 1
    rules = _rules(book, sheet, change, first)
    shape, formulas = _shape(rules), _FORMULA.findall(rules)
    rarest = max(formulas, key=len, default=b"")
    for at, element in enumerate(elements):
        # Few of a sheet's formats hold all our words, and only those are worth being taken apart.
        if rarest in element and all(one in element for one in formulas) and _shape(splice.inner(element)[1]) == shape:
            if splice.attribute(splice.start_tag(element), "sqref") != ranges:
                elements[at] = splice.with_tag_attributes(element, {"sqref": ranges})
                sheet.set_outside("conditionalFormatting", elements)
            return
    name = sheet.prefix + b"conditionalFormatting"
    new = b"<" + name + b' sqref="' + splice.attribute_xml(ranges) + b'">' + rules + b"</" + name + b">"
    sheet.set_outside("conditionalFormatting", [*elements, new])


def _rules(book: Book, sheet: SheetPart, change: ColourWords, first: int) -> bytes:
    """One rule for each word."""
    rule, formula = sheet.prefix + b"cfRule", sheet.prefix + b"formula"
    found = b""
    for priority, (word, (fill, color, bold)) in enumerate(change.colours.items(), first):
        look = book.styles.look(fill, color, bold)
        quoted = splice.text_xml('"' + word.replace('"', '""') + '"')
        found += b'<%s type="cellIs" dxfId="%d" priority="%d" operator="equal">' % (rule, look, priority)
        found += b"<%s>%s</%s></%s>" % (formula, quoted, formula, rule)
    return found


def _shape(rules: bytes) -> bytes:
    """Rules without their priorities and the white space between them."""
    return b"".join(_OWN_PRIORITY.sub(b"", one.raw) for one in splice.children(rules) if one.name)


def highest_priority(sheet: SheetPart) -> int:
    """The last priority given on the sheet, in old and new kinds of rules together."""
    places = [*sheet.outside("conditionalFormatting"), *sheet.outside("extLst")]
    return max(map(int, _PRIORITY.findall(splice.cleaned(b"".join(places)))), default=0)
