"""Bytes that are meant to become a plan: an update is worked out over them before the plan's own file is touched."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sheetplan.walks import keep
from sheetplan.workbook import save


@contextmanager
def staged(source: keep.Came, data: bytes) -> Iterator[Path]:
    """A file that holds these bytes and bears the plan's own name, so that what is said of it names the plan.

    Args:
        source: the plan's file as it came.
        data: what is to be read and updated in its place.

    Yields:
        Where the file is; it stands in a folder of its own and goes with it.

    Raises:
        SheetplanError: it cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="sheetplan-") as folder:
        path = Path(folder) / source.path.name
        save.write_new(data, path)
        yield path
