"""Paints the blank workbooks beside it, one for each template; `make templates` runs it."""

from datetime import date
from pathlib import Path

from sheetplan import template
from sheetplan.workbook import paint

DAY = date(2026, 1, 1)
"""Any day will do, as long as it stays: a program that opens the workbook puts its own day there."""


def painted() -> dict[str, bytes]:
    """File name to workbook. They have no plan id: copies of one file would share it."""
    return {
        f"{kind.name}.xlsx": paint.plan(kind, title="", organisation="", plan_id="", created=DAY)
        for kind in template.packaged()
    }


if __name__ == "__main__":
    for name, content in painted().items():
        Path(__file__).with_name(name).write_bytes(content)
