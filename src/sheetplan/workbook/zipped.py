"""A zip file as bytes: opened with suspicion, and written again with untouched entries copied byte for byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Set
from typing import BinaryIO, NamedTuple

from sheetplan.model import SheetplanError

# What a workbook may ask of us. All limits of size are here and in `xmlparts.MAX_TREE`; they are chosen so that no file
# costs more than 2 seconds of CPU and 300 MB of memory, and that a sheet of 50,000 rows and 12 columns is let through.
MAX_FILE = 32 * 1024 * 1024
"""Bytes of a workbook file: an update holds five copies at its peak. No zip64 field is ever needed in what we write."""
MAX_ENTRIES = 1_500
"""Entries in a workbook; a real one has hundreds at most."""
MAX_GROWTH = 48 * 1024 * 1024
"""Bytes that all entries together may gain by being unpacked: pictures gain nothing, 600,000 filled cells 40 MB."""
MAX_RATIO = 400
"""How many times its packed size a large entry may unpack to; real sheets of empty cells reach about 150."""
RATIO_FROM = 16 * 1024 * 1024
"""Entries that unpack to less than this are not asked about their ratio."""
_MOST_DEFLATED = 1032
"""No deflated byte can say more bytes than this."""
_LEAST_DEFLATED = (1024, 64)
"""Deflating never makes content longer than by so many bytes and by one in so many."""

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
_ENCRYPTED = 0x01
DESCRIPTOR = 0x08
_UTF8 = 0x800
_USUAL_FLAGS = _UTF8 | 0x06
"""Names in UTF-8, and how hard was packed."""
_USUAL_VERSION = 20
"""What is needed to unpack: deflate and folders."""
_ZIP64_EXTRA = 0x0001
_IN_ZIP64 = 0xFFFFFFFF
_LEVEL = 5
"""Half the time of zlib's usual 6 for half a per cent more bytes, measured on sheets."""
_FIXED_DATE = (1980 - 1980) << 9 | 1 << 5 | 1
"""1 Jan 1980: new entries bear no clock, so the same edit gives the same bytes."""
_DAMAGED = "Ask for the file again, or open it in Excel, choose Open and Repair, and save it."
_HOSTILE = "Do not open it in Excel before you know where it comes from; ask the sender for a new copy."


class Entry(NamedTuple):
    """One entry of a zip file and where its packed bytes are."""

    name: str
    """As it stands in the zip, with forward slashes."""
    raw_name: bytes
    flags: int
    method: int
    time: int
    """DOS time, as it stands."""
    date: int
    """DOS date, as it stands."""
    crc: int
    packed: int
    size: int
    header: int
    """Where the entry's local header begins."""
    start: int
    """Where its packed bytes begin."""
    version: int
    """What made it: program and system, as it stands."""
    local_extra: bytes
    central_extra: bytes
    comment: bytes
    internal: int
    external: int


def entries(data: bytes, label: str) -> tuple[Entry, ...]:
    """The entries of a zip file in their order.

    Args:
        data: the whole file.
        label: the file's name, for what is said.

    Raises:
        SheetplanError: where the zip is damaged, or built to do harm.
    """
    found = _usual_entries(data)
    if found is None:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                infos = archive.infolist()
        except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, EOFError, UnicodeError) as problem:
            raise SheetplanError(f"{label} is damaged: its list of contents cannot be read.", _DAMAGED) from problem
        if len(infos) > MAX_ENTRIES:
            raise SheetplanError(f"{label} holds {len(infos)} parts, more than a workbook can need.", _HOSTILE)
        found = tuple(_entry(data, info, label) for info in infos)
    _check_names(found, label)
    _check_places(found, label)
    for entry in found:
        _check_claims(entry, label)
    _check_sizes(found, label)
    return found


def _usual_entries(data: bytes) -> tuple[Entry, ...] | None:
    """The entries of a zip file as nearly all programs write it; None where anything at all is otherwise.

    Its list of contents stands right before its end, no comments, no extra fields, no zip64, names in ASCII, and what
    both headers of an entry say is the same. Then there is but one way to read it, and all of zipfile's ways to be
    lenient are not needed.
    """
    end = len(data) - END.size
    if end < 0 or not data.startswith(b"PK\x05\x06", end):
        return None
    _, disk, first_disk, count, total, length, at, comment = END.unpack_from(data, end)
    if disk or first_disk or comment or count != total or count > MAX_ENTRIES or at + length != end:
        return None
    found: list[Entry] = []
    for _ in range(count):
        if end - at < CENTRAL.size:
            return None
        signature, version, *common, name_length, extra, remark, disk, internal, external, header = CENTRAL.unpack_from(
            data, at
        )
        needed, flags, packed = common[0], common[1], common[6]
        name_at = at + CENTRAL.size
        raw_name = data[name_at : name_at + name_length]
        at = name_at + name_length
        start = header + LOCAL.size + name_length
        if signature != b"PK\x01\x02" or extra or remark or disk or at > end or start + packed > len(data):
            return None
        local = LOCAL.pack(b"PK\x03\x04", *common, name_length, 0) + raw_name
        if needed > _USUAL_VERSION or flags & ~_USUAL_FLAGS or data[header:start] != local or not raw_name.isascii():
            return None
        where = (header, start, version, b"", b"", b"", internal, external)
        found.append(Entry._make((raw_name.decode("ascii").replace("\\", "/"), raw_name, *common[1:], *where)))
    return tuple(found) if at == end else None


def _entry(data: bytes, info: zipfile.ZipInfo, label: str) -> Entry:
    """One entry with its local header read, because the packed bytes begin after it."""
    head = data[info.header_offset : info.header_offset + LOCAL.size]
    if len(head) < LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise _damaged(info, label)
    _, _, flags, _, time, date, _, packed, size, name_length, extra_length = LOCAL.unpack(head)
    name_at = info.header_offset + LOCAL.size
    start = name_at + name_length + extra_length
    raw_name = data[name_at : name_at + name_length]
    if start + info.compress_size > len(data):
        raise _damaged(info, label)
    if raw_name != _raw_name(info):
        raise SheetplanError(f'{label} gives two different names to its part "{info.filename}".', _HOSTILE)
    if (packed, size) not in _local_sizes(info, flags):
        raise SheetplanError(f'{label} gives two different sizes to its part "{info.filename}".', _HOSTILE)
    if info.flag_bits & _ENCRYPTED:
        raise SheetplanError(
            f"{label} is locked with a zip password.", "Unpack it with the password, and use the workbook inside."
        )
    return Entry(
        name=info.orig_filename.replace("\\", "/"),
        raw_name=raw_name,
        flags=info.flag_bits,
        method=info.compress_type,
        time=time,
        date=date,
        crc=info.CRC,
        packed=info.compress_size,
        size=info.file_size,
        header=info.header_offset,
        start=start,
        version=info.create_system << 8 | info.create_version,
        local_extra=_without_zip64(data[name_at + name_length : start]),
        central_extra=_without_zip64(info.extra),
        comment=info.comment,
        internal=info.internal_attr,
        external=info.external_attr,
    )


def _damaged(info: zipfile.ZipInfo, label: str) -> SheetplanError:
    return SheetplanError(f'{label} is damaged at its part "{info.filename}".', _DAMAGED)


def _local_sizes(info: zipfile.ZipInfo, flags: int) -> tuple[tuple[int, int], ...]:
    """What a local header may say of an entry's sizes: the truth; that it follows; that it is in the zip64 field."""
    told = (info.compress_size, info.file_size)
    known = (told, (_IN_ZIP64, _IN_ZIP64))
    later = ((0, 0), (0, info.file_size), (info.compress_size, 0)) if flags & DESCRIPTOR else ()
    return (*known, *later)


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    """The name's bytes in the list of contents, which zipfile has decoded."""
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")


def _without_zip64(extra: bytes) -> bytes:
    """Extra fields but for the zip64 one, which would contradict the sizes that we write."""
    kept = b""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind != _ZIP64_EXTRA:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept


def _check_names(found: tuple[Entry, ...], label: str) -> None:
    """Names stay inside the package and are there once."""
    seen: set[str] = set()
    for entry in found:
        name = entry.name
        if name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/") or "\x00" in name:
            raise SheetplanError(f'{label} holds a part that points outside it: "{name}".', _HOSTILE)
        if name.lower() in seen:
            raise SheetplanError(f'{label} holds two parts with the same name: "{name}".', _HOSTILE)
        seen.add(name.lower())


def _check_places(found: tuple[Entry, ...], label: str) -> None:
    """No two entries share bytes."""
    end = 0
    for entry in sorted(found, key=lambda one: one.header):
        if entry.header < end:
            raise SheetplanError(f'{label} holds parts that overlap, at "{entry.name}".', _HOSTILE)
        end = entry.start + entry.packed


def _check_claims(entry: Entry, label: str) -> None:
    """The two sizes of an entry can both be true; so a lie is known without unpacking anything."""
    if entry.method == zipfile.ZIP_STORED:
        possible = entry.packed == entry.size
    else:
        flat, share = _LEAST_DEFLATED
        possible = (
            entry.packed <= entry.size + entry.size // share + flat and entry.size <= entry.packed * _MOST_DEFLATED
        )
    if not possible and entry.method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SheetplanError(f'{label} gives a size to its part "{entry.name}" that cannot be true.', _HOSTILE)


def _check_sizes(found: tuple[Entry, ...], label: str) -> None:
    """Nothing unpacks to more than a workbook can need."""
    growth = sum(max(entry.size - entry.packed, 0) for entry in found)
    if growth > MAX_GROWTH:
        raise SheetplanError(
            f"{label} would grow by {growth // 1024**2} MB when it is unpacked, more than the "
            f"{MAX_GROWTH // 1024**2} MB allowed.",
            "If you know where it comes from, take out of it in Excel what does not belong to the plan.",
        )
    for entry in found:
        if entry.size > RATIO_FROM and entry.size > MAX_RATIO * max(entry.packed, 1):
            raise SheetplanError(
                f'{label} would unpack its part "{entry.name}" to {entry.size // max(entry.packed, 1)} '
                f"times its size, more than the {MAX_RATIO} times allowed.",
                _HOSTILE,
            )


def unpack(data: bytes, entry: Entry, label: str) -> bytes:
    """An entry's content, with its size and check sum compared.

    Raises:
        SheetplanError: where it is damaged or packed in a way that workbooks never are.
    """
    packed = memoryview(data)[entry.start : entry.start + entry.packed]
    if entry.method == zipfile.ZIP_STORED:
        content = bytes(packed)
    elif entry.method == zipfile.ZIP_DEFLATED:
        try:
            content = zlib.decompressobj(-15).decompress(packed, entry.size + 1)
        except zlib.error as problem:
            raise SheetplanError(f'{label} is damaged at its part "{entry.name}".', _DAMAGED) from problem
    else:
        raise SheetplanError(
            f'{label} packs its part "{entry.name}" in a way that Excel does not use.',
            "Open it in Excel and save it again.",
        )
    if len(content) != entry.size or zlib.crc32(content) != entry.crc:
        raise SheetplanError(f'{label} is damaged at its part "{entry.name}".', _DAMAGED)
    return content


def beginning(data: bytes, entry: Entry, most: int, label: str) -> bytes:
    """The first bytes of an entry's content, at most so many, without unpacking more.

    Raises:
        SheetplanError: where it is damaged, or longer than it says.
    """
    packed = memoryview(data)[entry.start : entry.start + entry.packed]
    if entry.method != zipfile.ZIP_DEFLATED:
        return bytes(packed[:most])
    try:
        content = zlib.decompressobj(-15).decompress(packed, most)
    except zlib.error as problem:
        raise SheetplanError(f'{label} is damaged at its part "{entry.name}".', _DAMAGED) from problem
    if len(content) > entry.size:
        raise SheetplanError(f'{label} gives a size to its part "{entry.name}" that is not true.', _HOSTILE)
    return content


def write(
    data: bytes,
    found: tuple[Entry, ...],
    target: BinaryIO,
    replaced: Mapping[str, bytes | Iterable[bytes]],
    added: Mapping[str, bytes],
    removed: Set[str],
) -> None:
    """Write a zip file: entries in their order, untouched ones copied as they are packed, new ones at the end.

    Args:
        data: the source file.
        found: its entries.
        target: where the new file goes.
        replaced: name (as in the entries) to new content, whole or in pieces that are taken when their entry is
            written.
        added: name to content.
        removed: names to leave out.
    """
    central: list[bytes] = []
    at = 0
    view = memoryview(data)
    for entry in found:
        if entry.name in removed:
            continue
        if entry.name in replaced:
            entry, packed = _packed(entry, replaced[entry.name])
        else:
            packed = view[entry.start : entry.start + entry.packed]
        at = _write_entry(target, central, entry, packed, at)
    for name, content in added.items():
        entry, packed = _packed(_new_entry(name), content)
        at = _write_entry(target, central, entry, packed, at)
    directory = b"".join(central)
    target.write(directory)
    count = len(central)
    target.write(END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), at, 0))


def _new_entry(name: str) -> Entry:
    """An entry of ours, without a clock."""
    ascii_only = name.isascii()
    return Entry(
        name=name,
        raw_name=name.encode("utf-8"),
        flags=0 if ascii_only else _UTF8,
        method=zipfile.ZIP_DEFLATED,
        time=0,
        date=_FIXED_DATE,
        crc=0,
        packed=0,
        size=0,
        header=0,
        start=0,
        version=20,
        local_extra=b"",
        central_extra=b"",
        comment=b"",
        internal=0,
        external=0,
    )


def _packed(entry: Entry, content: bytes | Iterable[bytes]) -> tuple[Entry, memoryview]:
    """The entry with new content, packed."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    packed, size, crc = bytearray(), 0, 0
    for piece in (content,) if isinstance(content, bytes) else content:
        packed += packer.compress(piece)
        size += len(piece)
        crc = zlib.crc32(piece, crc)
    packed += packer.flush()
    changed = entry._replace(
        flags=entry.flags & _UTF8,
        method=zipfile.ZIP_DEFLATED,
        crc=crc,
        packed=len(packed),
        size=size,
        header=0,
        start=0,
    )
    return changed, memoryview(packed)


def _write_entry(target: BinaryIO, central: list[bytes], entry: Entry, packed: bytes | memoryview, at: int) -> int:
    """Write one entry without a data descriptor; return where the next one begins."""
    flags = entry.flags & ~DESCRIPTOR
    common = (20, flags, entry.method, entry.time, entry.date, entry.crc, entry.packed, entry.size)
    name = entry.raw_name
    local = LOCAL.pack(b"PK\x03\x04", *common, len(name), len(entry.local_extra)) + name + entry.local_extra
    target.write(local)
    target.write(packed)
    lengths = (len(name), len(entry.central_extra), len(entry.comment))
    tail = (0, entry.internal, entry.external, at)
    record = CENTRAL.pack(b"PK\x01\x02", entry.version, *common, *lengths, *tail)
    central.append(record + name + entry.central_extra + entry.comment)
    return at + len(local) + len(packed)
