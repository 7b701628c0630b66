"""Serve: a coordinator's desk as a page in the browser, on this computer alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from sheetplan.model import SheetplanError
from sheetplan.model.desks import BOOK, FOLDERS
from sheetplan.serve.office import Door, Office
from sheetplan.serve.server import Server
from sheetplan.serve.site import Site

__all__ = ["Door", "serve"]

_LAST_PAGE = 1.0
"""Seconds for which the last page can still fetch what it looks like."""


def serve(desk: Path, door: Door, ready: Callable[[str], None]) -> None:
    """Serve a desk's page until somebody closes it.

    Args:
        desk: its folder.
        door: the clock, and who is told that the page was opened.
        ready: called with the address that opens the page, once.

    Raises:
        SheetplanError: there is no desk there, or no port can be had.
        KeyboardInterrupt: somebody pressed Ctrl-C; a job that was under way has been brought to its end.
    """
    desk = desk.resolve()
    if not (desk / BOOK).exists() and not any((desk / name).is_dir() for name in FOLDERS):
        raise SheetplanError(f"There is no desk in {desk}.", f'Make one first: sheetplan desk "{desk}".')
    try:
        server = Server()
    except OSError as problem:
        raise SheetplanError(
            f"This computer lets nothing be shown in its browser ({problem.strerror or problem}).",
            "Use the shortcuts of the desk: they do the same.",
        ) from problem
    office = Office(desk, door)

    def close() -> None:
        threading.Timer(_LAST_PAGE, server.shutdown).start()

    site = Site(office, server.gate.root, close)
    server.get, server.post, server.opened = site.get, site.post, door.opened
    try:
        ready(server.gate.address())
        server.serve_forever(poll_interval=0.2)
    finally:
        server.server_close()
        office.finish()
