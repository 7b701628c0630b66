"""Reads a form with files as browsers send it, strictly: what is not as browsers send it is refused in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sheetplan.model import SheetplanError

_TYPE = re.compile(r'multipart/form-data\s*;\s*boundary="?([0-9A-Za-z\'()+_,./:=?-]{1,70})"?\s*')
_NAMED = re.compile(rb'content-disposition:[ \t]*form-data;[ \t]*name="([^"]*)"(?:;[ \t]*filename="([^"]*)")?', re.I)
_LONGEST_HEAD = 8192
_MOST = 500
"""Parts of a form: a page of ours sends a few fields and the files."""


class Part(NamedTuple):
    """One field of a form."""

    name: str
    """What the field is called."""
    file: str | None
    """The file's name, as the browser gives it; None for a field that is no file."""
    data: bytes
    """What it holds."""


def parts(content_type: str, body: bytes) -> Iterator[Part]:
    """The fields of a form, one after the other.

    Args:
        content_type: what the request says that it is.
        body: all of it.

    Raises:
        SheetplanError: it is no such form, or is not whole.
    """
    found = _TYPE.fullmatch(content_type)
    if found is None:
        raise _broken("it does not say where one file ends and the next begins")
    mark = b"--" + found[1].encode("ascii")
    if not body.startswith(mark):
        raise _broken("it does not begin as it should")
    at, number = len(mark), 0
    while body[at : at + 2] == b"\r\n":
        number += 1
        if number > _MOST:
            raise _broken(f"it has more than {_MOST} parts")
        end = body.find(b"\r\n" + mark, at)
        if end < 0:
            raise _broken("it ends in the middle of a file")
        yield _part(body, at + 2, end)
        at = end + 2 + len(mark)
    if body[at:] not in (b"--", b"--\r\n"):
        raise _broken("it does not end as it should")


def _part(body: bytes, start: int, end: int) -> Part:
    head_ends = body.find(b"\r\n\r\n", start, min(end, start + _LONGEST_HEAD) + 4)
    if head_ends < 0:
        raise _broken("one of its parts does not say what it is")
    named = [found for line in body[start:head_ends].split(b"\r\n") if (found := _NAMED.match(line))]
    if len(named) != 1:
        raise _broken("one of its parts does not say what it is called")
    name, file = (_text(group) if group is not None else None for group in named[0].groups())
    return Part(name or "", file, body[head_ends + 4 : end])


def _text(raw: bytes) -> str:
    """A name as people have it: browsers write what would end it early in another way."""
    text = raw.decode("utf-8", "replace")
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _broken(why: str) -> SheetplanError:
    return SheetplanError(
        f"What was sent could not be read: {why}. Nothing was put in.",
        "Choose the files again and send them once more.",
    )
