"""sheetplan update."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sheetplan.cli import options
from sheetplan.model.loading import libraries


@click.command(short_help="Work out statuses, archive what is closed, keep a version.")
@options.path_argument("file")
@options.as_of
@click.option("--note", default="", help="What to say of this version in its history.")
@click.option("--by", default=None, help="Who makes it. [default: your user name]")
@click.option("--approve", is_flag=True, help="Make it an approved version: 1.0, 2.0, ...")
@click.option("--archive-now", is_flag=True, help="Move everything that is closed, whatever its day.")
@click.option("--refresh", is_flag=True, help="Bring days overdue up to date even if nothing else changed.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@options.template
@options.sheet
@options.form("text", "json")
@options.quiet
def update(
    file: Path,
    as_of: date | None,
    note: str,
    by: str | None,
    approve: bool,
    archive_now: bool,
    refresh: bool,
    dry_run: bool,
    template: str | None,
    sheet: str | None,
    kind: str,
    quiet: bool,
) -> None:
    """Do the month's work on a plan: read it, judge it, work out statuses, archive what is closed, keep a version.

    FILE is the plan's workbook. What need not change in it stays as it was, byte for byte. The file as it came and
    the new version are kept beside it first, in the folder "FILE versions".
    """
    with libraries():
        from sheetplan import render
        from sheetplan.walks.update import Options
        from sheetplan.walks.update import update as walk

    with options.busy(f"Updating {file.name}"):
        updated = walk(
            file,
            Options(
                **options.occasion(as_of, note, by),
                approve=approve,
                template=template,
                sheet=sheet,
                archive_now=archive_now,
                refresh=refresh,
                dry_run=dry_run,
            ),
        )
    if not quiet:
        click.echo((render.update_json if kind == "json" else render.update_text)(updated).rstrip("\n"))
