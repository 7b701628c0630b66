"""sheetplan remind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetplan.cli import options
from sheetplan.model.loading import libraries

if TYPE_CHECKING:
    from sheetplan.walks.remind import Written

_A_FILE = click.Path(path_type=Path)


@click.command(short_help="Say who to chase for what, with words to send; nothing is sent.")
@options.path_argument("paths", many=True)
@click.option(
    "-o", "--output", type=_A_FILE, required=True, metavar="FILE.xlsx", help="Write the workbook of reminders there."
)
@click.option("--calendar", type=_A_FILE, metavar="DIR", help="Write calendars (.ics) there, one for each owner.")
@options.as_of
@click.option("--owner", "owners", multiple=True, metavar="CODE", help="Only this owner; can be given several times.")
@click.option("--register", type=_A_FILE, metavar="FILE", help="Who is to send a plan: .xlsx or .csv.")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@options.template
@options.form("text", "json", "csv")
@options.quiet
@click.pass_context
def remind(
    ctx: click.Context,
    paths: tuple[Path, ...],
    output: Path,
    calendar: Path | None,
    as_of: date | None,
    owners: tuple[str, ...],
    register: Path | None,
    dry_run: bool,
    template: str | None,
    kind: str,
    quiet: bool,
) -> None:
    """Say of each owner what is overdue, due soon and coming, over any number of plans, and write it down.

    PATHS are plans, or folders of them; they are only read. The workbook has a list to filter, a message for each owner
    to paste or mail-merge, and a page for notes that sync brings home. Nothing is sent.

    Exit code 0: done; 2: a file could not be read (the others are still done), or nothing could be written.
    """
    with libraries():
        from sheetplan import render
        from sheetplan.walks import remind as walk

    wanted = walk.Options(
        output=output,
        today=options.today(),
        as_of=as_of,
        calendar=calendar,
        owners=owners,
        register=register,
        template=template,
        dry_run=dry_run,
    )
    with options.progress(len(walk.files(paths, wanted))) as advance:
        written = walk.remind(paths, wanted, lambda _: advance())
    told = [render.printable(line) for line in _told(wanted.output, written, dry_run=dry_run)]
    if not quiet:
        printed = {"text": render.remind_text, "json": render.remind_json, "csv": render.remind_csv}[kind]
        click.echo(printed(written.reminders).rstrip("\n"))
        if kind == "text":
            click.echo()
        for line in told:
            # What other programs read is not to be mixed with words.
            click.echo(line, err=kind != "text")
    elif kind == "text":
        for refusal in written.reminders.refused:
            click.echo(render.refusal_text(refusal), err=True)
    ctx.exit(2 if written.reminders.refused else 0)


def _told(output: Path, written: Written, *, dry_run: bool) -> list[str]:
    """What was written, or with a dry run would be."""
    would_be = "would be written" if dry_run else "written"
    lines = [f"Workbook {would_be} to {output}."]
    count = len(written.calendars)
    if count:
        files = "1 calendar" if count == 1 else f"{count} calendars"
        lines.append(f"{files} {would_be} to {written.calendars[0].parent}.")
    return lines
