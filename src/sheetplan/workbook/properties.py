"""Custom document properties: short texts that travel inside a workbook, whatever program saves it."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from sheetplan.model import SheetplanError
from sheetplan.workbook import splice, xmlparts
from sheetplan.workbook.changes import SetProperties
from sheetplan.workbook.values import escaped, unescaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheetplan.workbook.book import Book
    from sheetplan.workbook.parts import Package

_KIND = "custom-properties"
_STRICT_KIND = "customProperties"
_CORE_KIND = "core-properties"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
BETWEEN_NAMES = "/"
"""Stands between the names of tabs; no tab's name can hold it."""
_MARK_LENGTH = 8
_FIRST_ID = 2
"""Ids 0 and 1 are kept for other uses."""
_TYPES_NAMESPACES = {
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes"
}
_TRANSITIONAL_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_STRICT_PROPERTIES = "http://purl.oclc.org/ooxml/officeDocument/customProperties"
_TRANSITIONAL_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"


PLAN_ID = "sheetplan plan id"
VERSION = "sheetplan version"
POSITION = "sheetplan position date"
TEMPLATE = "sheetplan template"
COLUMNS = "sheetplan columns"
EXTRACT = "sheetplan extract"
MEETING = "sheetplan meeting notes"
SIGNED = "sheetplan signed "
RETURN_TABS = "sheetplan return tabs"
RETURN_NAME = "sheetplan return"
RETURNED_ON = "sheetplan returned on"
RETURN_TITLES = "sheetplan return titles"
VIEWS = "sheetplan views"
PUBLISHED = "Published copy of an action plan"
"""The category, among the ordinary document properties, of a copy for people outside."""
VIEW_BEFORE = "sheetplan return view"
"""Names of our properties: what travels inside a workbook, whatever it is called and wherever it is sent."""


def read_properties(package: Package) -> dict[str, str]:
    """The workbook's custom properties by name, each as text."""
    part = package.related("", _KIND) or package.related("", _STRICT_KIND)
    if part is None:
        return {}
    root = xmlparts.parse(package.read(part), part, package.label)
    return {
        one.get("name", ""): unescaped("".join(one.itertext())) for one in root if xmlparts.local(one.tag) == "property"
    }


def saved(package: Package) -> tuple[date | None, str]:
    """When the workbook was last saved, and by whom, as its document properties say; None and "" where they do not."""
    said = _core(package)
    try:
        return date.fromisoformat(said.get("modified", "")[:10]), said.get("lastModifiedBy", "")
    except ValueError:
        return None, said.get("lastModifiedBy", "")


def is_published(package: Package) -> bool:
    """Whether the workbook is a copy that `publish` made: its document properties say it, where all can see it."""
    return _core(package).get("category") == PUBLISHED


def _core(package: Package) -> dict[str, str]:
    """The document properties by name; none where they cannot be read."""
    part = package.related("", _CORE_KIND)
    if part is None:
        return {}
    try:
        root = xmlparts.parse(package.read(part), part, package.label)
    except SheetplanError:
        # Only a day and a name are lost: what matters of the workbook is read all the same.
        return {}
    return {xmlparts.local(one.tag): (one.text or "").strip() for one in root}


def known(book: Book) -> dict[str, str]:
    """The custom properties as they are now, of a workbook that is being edited.

    Raises:
        Unsafe: where the part that holds them cannot be edited.
    """
    part = _part(book)
    elements = book.document(part, "Properties").elements("property") if part else []
    return {splice.attribute(splice.start_tag(one), "name") or "": _text(splice.inner(one)[1]) for one in elements}


def listed(found: Mapping[str, str]) -> list[str]:
    """The tabs that the properties of a workbook call ours."""
    return [name for name in found.get(RETURN_TABS, "").split(BETWEEN_NAMES) if name]


def remember_tab(book: Book, name: str, title: str) -> None:
    """Write down that a tab is ours: its name and, should somebody give it another, a mark of what its A1 says."""
    found = known(book)
    titles = [one for one in found.get(RETURN_TITLES, "").split(BETWEEN_NAMES) if one]
    # A blank A1 tells nothing from anything else.
    titles += [f"{name}={title_mark(title)}"] if title else []
    values = {
        RETURN_TABS: BETWEEN_NAMES.join(dict.fromkeys([*listed(found), name])),
        RETURN_TITLES: BETWEEN_NAMES.join(titles) or None,
    }
    set_properties(book, SetProperties(values))


def forget_tabs(book: Book) -> None:
    """Strike out tabs of ours that are gone; with the last of them goes all that is known of the return."""
    found = known(book)
    if RETURN_TABS not in found:
        return
    there = set(book.sheet_names())
    left = [name for name in listed(found) if name in there]
    if left:
        titles = [one for one in found.get(RETURN_TITLES, "").split(BETWEEN_NAMES) if one.rpartition("=")[0] in there]
        values: dict[str, str | None] = {
            RETURN_TABS: BETWEEN_NAMES.join(left),
            RETURN_TITLES: BETWEEN_NAMES.join(titles) or None,
        }
    else:
        values = dict.fromkeys(name for name in found if name.startswith(RETURN_NAME))
    set_properties(book, SetProperties(values))


def views_text(views: Mapping[str, tuple[str, str]]) -> str | None:
    """What is written down of the tabs that only show the plan; None where there is none.

    Args:
        views: which of them to its name and what its A1 says.
    """
    listed = [f"{kind}:{title_mark(title)}:{name}" for kind, (name, title) in views.items()]
    return BETWEEN_NAMES.join(listed) or None


def views_listed(found: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The same as it was written down: which of them to its name and the mark of what stood in its A1."""
    pieces = (one.split(":", 2) for one in found.get(VIEWS, "").split(BETWEEN_NAMES))
    return {one[0]: (one[2], one[1]) for one in pieces if len(one) == 3}


def title_marks(found: Mapping[str, str]) -> dict[str, str]:
    """The marks of what stood in A1 of each tab of ours, by the tabs' names."""
    pairs = (one.rpartition("=") for one in found.get(RETURN_TITLES, "").split(BETWEEN_NAMES) if one)
    return {name: mark for name, _, mark in pairs}


def title_mark(title: str) -> str:
    """What a title is known by."""
    return hashlib.sha256(title.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK_LENGTH]


def set_properties(book: Book, change: SetProperties) -> None:
    """Set custom properties as text, or (None) take them away; those of other names stay as they are.

    Raises:
        Unsafe: where the part that holds them cannot be edited.
    """
    if not change.values:
        return
    there = _part(book)
    if there is None and not any(value is not None for value in change.values.values()):
        return
    part = there or _new_part(book)
    document = book.document(part, "Properties")
    prefix = document.namespace(_TYPES_NAMESPACES.get(book.relation_namespace, _TRANSITIONAL_TYPES), "vt").encode(
        "utf-8"
    )
    elements = document.elements("property")
    ids = [splice.number(splice.attribute(splice.start_tag(one), "pid")) for one in elements]
    names = [splice.attribute(splice.start_tag(one), "name") or "" for one in elements]
    for name, value in change.values.items():
        if value is None:
            for at in [at for at, one in enumerate(names) if one == name][::-1]:
                del elements[at], names[at]
            continue
        text = splice.text_xml(escaped(value))
        content = b"<" + prefix + b":lpwstr>" + text + b"</" + prefix + b":lpwstr>"
        if name in names:
            at = names.index(name)
            tag, inside, end = splice.inner(elements[at])
            if _text(inside) != value:
                elements[at] = tag + content + end
            continue
        number = max([_FIRST_ID - 1, *ids]) + 1
        ids.append(number)
        names.append(name)
        attributes = {"fmtid": _FORMAT_ID, "pid": str(number), "name": name}
        elements.append(document.element("property", attributes, content))
    document.set_elements("property", elements)
    if not elements:
        book.remove(part)
        book.unrelate("", *(one.id for one in book.relations("").values() if one.target == part))


def _part(book: Book) -> str | None:
    """The part that holds the properties, where there is one."""
    return book.related("", _KIND) or book.related("", _STRICT_KIND)


def _text(inside: bytes) -> str:
    """What a property holds."""
    found = [one.raw for one in splice.children(splice.cleaned(inside)) if one.name]
    return unescaped(splice.plain_text(splice.inner(found[0])[1])) if found else ""


def _new_part(book: Book) -> str:
    """An empty part for custom properties, known to the package."""
    strict = book.relation_namespace in _TYPES_NAMESPACES
    namespace = _STRICT_PROPERTIES if strict else _TRANSITIONAL_PROPERTIES
    root = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="{namespace}"></Properties>'
    part = "docProps/custom.xml" if not book.has("docProps/custom.xml") else book.new_name("docProps/custom{}.xml")
    book.put(part, root.encode("utf-8"), _TYPE)
    kind = f"{book.relation_namespace}/{_STRICT_KIND if strict else _KIND}"
    book.relate("", kind, part)
    return part
