"""sheetplan keeps an organisation's own Excel action plan as the master record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sheetplan.walks.check import check
    from sheetplan.walks.sync import sync
    from sheetplan.walks.understand import plans as read
    from sheetplan.walks.update import update

__all__ = ["check", "read", "sync", "update"]

_HOMES = {
    "check": ("sheetplan.walks.check", "check"),
    "read": ("sheetplan.walks.understand", "plans"),
    "sync": ("sheetplan.walks.sync", "sync"),
    "update": ("sheetplan.walks.update", "update"),
}


def __getattr__(name: str) -> Any:
    """The public API, imported when it is first used, so that the program starts at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sheetplan' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
