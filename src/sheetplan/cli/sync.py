"""sheetplan sync."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sheetplan.cli import options
from sheetplan.model.loading import libraries


@click.command(short_help="Bring everyone's copies together into the plan, then update it.")
@options.path_argument("master")
@options.path_argument("copies", many=True)
@options.as_of
@click.option("--note", default="", help="What to say of this version in its history.")
@click.option("--by", default=None, help="Who makes it. [default: your user name]")
@click.option("--approve", is_flag=True, help="Make it an approved version: 1.0, 2.0, ...")
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@options.template
@options.sheet
@options.form("text", "json")
@options.quiet
@click.pass_context
def sync(
    context: click.Context,
    master: Path,
    copies: tuple[Path, ...],
    as_of: date | None,
    note: str,
    by: str | None,
    approve: bool,
    dry_run: bool,
    template: str | None,
    sheet: str | None,
    kind: str,
    quiet: bool,
) -> None:
    """Bring copies of a plan together into it, say what somebody has to choose, and do what update does.

    MASTER is the plan's workbook; COPIES are copies of it that people worked on, or folders of them, in any order:
    whole copies, extracts, copies that were renamed or mailed. They are only read.

    Exit code 0: all is brought together. 1: conflicts are left to choose on the Conflicts tab. 2: a copy could not be
    read or is a copy of another plan (all the others are done), or the plan could not be written.
    """
    with libraries():
        from sheetplan import render
        from sheetplan.walks.sync import Options
        from sheetplan.walks.sync import sync as walk

    with options.busy("Bringing the copies together"):
        synced = walk(
            master,
            copies,
            Options(
                **options.occasion(as_of, note, by),
                approve=approve,
                template=template,
                sheet=sheet,
                dry_run=dry_run,
            ),
        )
    if not quiet:
        click.echo((render.sync_json if kind == "json" else render.sync_text)(synced).rstrip("\n"))
    for refusal in synced.refused:
        click.echo(render.refusal_text(refusal), err=True)
    context.exit(2 if synced.refused else 1 if synced.left else 0)
