"""Custom document properties: short texts that travel inside a workbook, whatever program saves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetplan.workbook import splice, xmlparts
from sheetplan.workbook.values import escaped, unescaped

if TYPE_CHECKING:
    from sheetplan.workbook.book import Book
    from sheetplan.workbook.changes import SetProperties
    from sheetplan.workbook.parts import Package

_KIND = "custom-properties"
_STRICT_KIND = "customProperties"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
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
SIGNED = "sheetplan signed "
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


def set_properties(book: Book, change: SetProperties) -> None:
    """Set custom properties as text; those of other names stay as they are.

    Raises:
        Unsafe: where the part that holds them cannot be edited.
    """
    if not change.values:
        return
    part = book.related("", _KIND) or book.related("", _STRICT_KIND) or _new_part(book)
    document = book.document(part, "Properties")
    prefix = document.namespace(_TYPES_NAMESPACES.get(book.relation_namespace, _TRANSITIONAL_TYPES), "vt").encode(
        "utf-8"
    )
    elements = document.elements("property")
    ids = [splice.number(splice.attribute(splice.start_tag(one), "pid")) for one in elements]
    names = [splice.attribute(splice.start_tag(one), "name") or "" for one in elements]
    for name, value in change.values.items():
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
        attributes = {"fmtid": _FORMAT_ID, "pid": str(number), "name": name}
        elements.append(document.element("property", attributes, content))
    document.set_elements("property", elements)


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
