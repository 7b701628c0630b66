"""Workbooks made worse on purpose: bytes flipped, parts swapped, XML mangled, entries cut short, sizes that lie."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

Parts = dict[str, bytes]

_TAG = re.compile(rb"<[^>]*>")
_ATTRIBUTE = re.compile(rb"""\s[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*')""")
_NUMBER = re.compile(rb"[0-9]+")
_INSERTED = (
    *(b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&bogus;", b"&#0;", b"<?x?>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>"),
    *(
        b"<a>",
        b"</a>",
        b"<row r='3'><c r='A3'><v>1</v></c></row>",
        b"<c><v>1</v></c>",
        b"</sheetData>",
        b"<sheetData/>",
    ),
    *(b"\x00", b"\xff", b"<", b">", b'"'),
)
_VALUES = (
    *(b"", b"-1", b"0", b"99999999999999999999", b"1e309", b"s", b"rId1"),
    *(b"A1:XFD1048576", b"XFD1048576", b"../..", b"\xc3\xa9"),
)


def mutated(data: bytes, rng: random.Random) -> bytes:
    """A workbook with one to three faults; what is asked of it is that nobody comes to harm."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        data = rng.choice(_FAULTS)(data, rng) or b"PK"
    return data


def _on_parts(change: Callable[[Parts, random.Random], None]) -> Callable[[bytes, random.Random], bytes]:
    """A fault in the parts of an otherwise sound package."""

    def fault(data: bytes, rng: random.Random) -> bytes:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
        except Exception:  # noqa: BLE001 - an earlier fault has left nothing to open
            return _flipped(data, rng)
        if parts:
            change(parts, rng)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return target.getvalue()

    return fault


def _chosen(parts: Parts, rng: random.Random) -> str:
    """A part, most often one that an edit has to look into."""
    looked_into = [name for name in parts if re.search(r"sheet|workbook|styles|rels|Types|Strings|table|chain", name)]
    return rng.choice(looked_into if looked_into and rng.random() < 0.9 else list(parts))


def _flipped(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _flipped_inside(parts: Parts, rng: random.Random) -> None:
    name = _chosen(parts, rng)
    parts[name] = _flipped(parts[name], rng)


def _swapped(parts: Parts, rng: random.Random) -> None:
    one, other = rng.choice(list(parts)), _chosen(parts, rng)
    parts[one], parts[other] = parts[other], parts[one]


def _dropped(parts: Parts, rng: random.Random) -> None:
    del parts[_chosen(parts, rng)]


def _renamed(parts: Parts, rng: random.Random) -> None:
    name = _chosen(parts, rng)
    parts[rng.choice((name.upper(), name.replace("/", "\\"), f"/{name}", f"../{name}", name[:-1]))] = parts.pop(name)


def _cut(parts: Parts, rng: random.Random) -> None:
    name = _chosen(parts, rng)
    parts[name] = parts[name][: rng.randrange(len(parts[name]) + 1)]


def _mangled(parts: Parts, rng: random.Random) -> None:
    name = _chosen(parts, rng)
    for _ in range(rng.randint(1, 4)):
        parts[name] = rng.choice(_MANGLES)(parts[name], rng)


def _without_tag(content: bytes, rng: random.Random) -> bytes:
    return _replaced(content, _TAG, rng, lambda _: b"")


def _doubled_tag(content: bytes, rng: random.Random) -> bytes:
    return _replaced(content, _TAG, rng, lambda tag: tag + tag)


def _moved_tag(content: bytes, rng: random.Random) -> bytes:
    tags = list(_TAG.finditer(content))
    if not tags:
        return content
    there = rng.choice(tags)
    return _replaced(content, _TAG, rng, lambda _: there.group())


def _without_attribute(content: bytes, rng: random.Random) -> bytes:
    return _replaced(content, _ATTRIBUTE, rng, lambda _: b"")


def _doubled_attribute(content: bytes, rng: random.Random) -> bytes:
    return _replaced(content, _ATTRIBUTE, rng, lambda one: one + one)


def _other_value(content: bytes, rng: random.Random) -> bytes:
    value = rng.choice(_VALUES)
    return _replaced(content, _ATTRIBUTE, rng, lambda one: one.partition(b"=")[0] + b'="' + value + b'"')


def _other_number(content: bytes, rng: random.Random) -> bytes:
    value = rng.choice((b"0", b"1", b"-5", b"4294967296", b"1048577", b"1e400", b"0x1", b"00001"))
    return _replaced(content, _NUMBER, rng, lambda _: value)


def _inserted(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content) + 1)
    return content[:at] + rng.choice(_INSERTED) + content[at:]


def _replaced(
    content: bytes, pattern: re.Pattern[bytes], rng: random.Random, change: Callable[[bytes], bytes]
) -> bytes:
    places = list(pattern.finditer(content))
    if not places:
        return content
    found = rng.choice(places)
    return content[: found.start()] + change(found.group()) + content[found.end() :]


def _truncated(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _lying(data: bytes, rng: random.Random) -> bytes:
    """A field of a header says something else: a size, a check sum, a method, a place."""
    headers = [found.start() for found in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", data)]
    if not headers:
        return data
    changed = bytearray(data)
    at = rng.choice(headers) + rng.randrange(6, 46)
    if at + 4 <= len(changed):
        struct.pack_into("<L", changed, at, rng.choice((0, 1, 8, 9, 0xFFFF, 0xFFFFFFFF, 0x7FFFFFFF, 1000)))
    return bytes(changed)


def _doubled(data: bytes, rng: random.Random) -> bytes:
    """The file follows itself, or something else stands before or after it."""
    return rng.choice((data + data, b"\x00" * 100 + data, data + b"\x00" * 100, data[100:]))


_MANGLES = (
    _without_tag,
    _doubled_tag,
    _moved_tag,
    _without_attribute,
    _doubled_attribute,
    _other_value,
    _other_number,
    _inserted,
)
_FAULTS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flipped,
    _on_parts(_flipped_inside),
    _on_parts(_swapped),
    _on_parts(_dropped),
    _on_parts(_renamed),
    _on_parts(_cut),
    *[_on_parts(_mangled)] * 5,
    _truncated,
    _lying,
    _doubled,
)
