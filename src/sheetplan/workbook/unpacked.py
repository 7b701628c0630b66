"""Hands a workbook's bytes to a reader that would unpack its parts once more: with those parts unpacked already."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from sheetplan.workbook import zipped

if TYPE_CHECKING:
    from collections.abc import Mapping


def with_unpacked(data: bytes, found: tuple[zipped.Entry, ...], contents: Mapping[str, bytes]) -> bytes:
    """The same zip file with some parts as they are when unpacked, for a reader that would unpack them once more.

    They stand behind the old list of contents, and the new one points at them; all other bytes stay where they are.

    Args:
        data: the source file.
        found: its entries.
        contents: name (as in the entries) to what `unpack` gave.
    """
    pieces, at = [data], len(data)
    central: list[bytes] = []
    for entry in found:
        method, packed, header = entry.method, entry.packed, entry.header
        content = contents.get(entry.name)
        flags = entry.flags & ~zipped.DESCRIPTOR
        if content is not None:
            method, packed, header = zipfile.ZIP_STORED, len(content), at
        common = (20, flags, method, entry.time, entry.date, entry.crc, packed, entry.size, len(entry.raw_name))
        if content is not None:
            local = zipped.LOCAL.pack(b"PK\x03\x04", *common, 0) + entry.raw_name
            pieces += (local, content)
            at += len(local) + packed
        central.append(
            zipped.CENTRAL.pack(b"PK\x01\x02", entry.version, *common, 0, 0, 0, 0, 0, header) + entry.raw_name
        )
    directory = b"".join(central)
    end = zipped.END.pack(b"PK\x05\x06", 0, 0, len(central), len(central), len(directory), at, 0)
    return b"".join((*pieces, directory, end))
