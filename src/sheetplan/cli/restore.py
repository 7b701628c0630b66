"""sheetplan restore."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sheetplan.cli import options
from sheetplan.model.loading import libraries


@click.command(short_help="Bring back a kept version, as a new version.")
@options.path_argument("file")
@click.argument("version")
@options.as_of
@click.option("--note", default="", help="What to say of the new version in its history.")
@click.option("--by", default=None, help="Who restores it. [default: your user name]")
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@options.template
@options.sheet
@options.form("text", "json")
@options.quiet
def restore(
    file: Path,
    version: str,
    as_of: date | None,
    note: str,
    by: str | None,
    dry_run: bool,
    template: str | None,
    sheet: str | None,
    kind: str,
    quiet: bool,
) -> None:
    """Make a plan what it was when VERSION was kept. What it is now is kept too: this is itself a new version.

    FILE is the plan's workbook, VERSION a number as "sheetplan versions FILE" lists them. The Version history and the
    Change log go on unbroken, and the statuses are worked out for the position date.
    """
    with libraries():
        from sheetplan import render
        from sheetplan.walks.restore import Options
        from sheetplan.walks.restore import restore as walk

    with options.busy(f"Bringing back {version}"):
        restored = walk(
            file,
            version,
            Options(
                **options.occasion(as_of, note, by),
                template=template,
                sheet=sheet,
                dry_run=dry_run,
            ),
        )
    if not quiet:
        click.echo((render.update_json if kind == "json" else render.update_text)(restored).rstrip("\n"))
