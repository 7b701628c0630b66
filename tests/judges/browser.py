"""Chromium as a judge: a page as people use it, and axe-core, which says what of it some of them cannot use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PLACE = "SHEETPLAN_AXE"
"""The environment variable that says where axe-core (axe.min.js) is."""
_USUAL = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sheetplan"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDTHS = (1200, 360, 320)
"""Of a window, in pixels: a computer's, and the narrowest phones'."""


def missing() -> str | None:
    """Why the browser cannot be asked on this machine, in one line; None where it can."""
    if find_spec("playwright") is None:
        return "playwright, which drives Chromium, is not installed"
    if _chromium() is None:
        return "Chromium is not installed"
    return None if _axe() is not None else f"{PLACE} does not say where axe-core (axe.min.js) is"


@contextmanager
def chromium() -> Iterator[Any]:
    """A Chromium without a window, as playwright has it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # A container's root has no sandbox; what is shown is our own.
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def violations(page: Any) -> list[str]:
    """What axe-core finds wrong with a page as it stands, and what is wider than its window, one line each."""
    # axe-core comes from outside, which the page's own policy forbids: it is put in below that, by the browser itself.
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": Path(str(_axe())).read_text(encoding="utf-8")})
    session.detach()
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    lines = [f"{one['id']}: {one['help']}: {node['html'][:120]}" for one in found for node in one["nodes"]]
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        lines += [f"{wide} pixels wide in a window of {width}"] if wide > width else []
    page.set_viewport_size(before)
    return lines


def _chromium() -> str | None:
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def _axe() -> Path | None:
    named = os.environ.get(PLACE)
    if named:
        return Path(named) if Path(named).is_file() else None
    return next(iter(sorted(_USUAL.glob("axe-*/node_modules/axe-core/axe.min.js"), reverse=True)), None)
