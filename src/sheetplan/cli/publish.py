"""sheetplan publish."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sheetplan.cli import options
from sheetplan.model.loading import libraries


@click.command(short_help="Make a copy of a plan that is fit for people outside.")
@options.path_argument("file")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE", help="Write the copy there."
)
@click.option("--summary", is_flag=True, help="Only what comes next, by when and by whom.")
@click.option("--title", default="", metavar="TEXT", help="What the copy is called. [default: as the Cover says]")
@click.option(
    "--decisions",
    type=click.Path(path_type=Path),
    metavar="FILE.xlsx",
    help='Where it is decided what becomes of names. [default: "PLAN publish decisions.xlsx" beside the plan]',
)
@options.as_of
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@options.template
@options.sheet
@options.form("text", "json")
@options.quiet
@click.pass_context
def publish(
    context: click.Context,
    file: Path,
    output: Path,
    summary: bool,
    title: str,
    decisions: Path | None,
    as_of: date | None,
    dry_run: bool,
    template: str | None,
    sheet: str | None,
    kind: str,
    quiet: bool,
) -> None:
    """Make a copy of a plan for people outside, as its template says: a new workbook with nothing else in it.

    FILE is the plan's workbook; it is only read. Roles stand in the place of names. Words that look like somebody's
    name or personal data are listed in a workbook beside the plan, and nothing is published until somebody has decided
    there what becomes of them.

    Exit code 0: the copy is made. 1: something has to be decided first. 2: it could not go on.
    """
    with libraries():
        from sheetplan import render
        from sheetplan.walks.publish import Options
        from sheetplan.walks.publish import publish as walk

    with options.busy(f"Making the copy of {file.name}"):
        done = walk(
            file,
            Options(
                output=output,
                today=options.today(),
                summary=summary,
                title=" ".join(title.split()),
                decisions=decisions,
                as_of=as_of,
                template=template,
                sheet=sheet,
                dry_run=dry_run,
            ),
        )
    if not quiet:
        click.echo((render.publish_json if kind == "json" else render.publish_text)(done).rstrip("\n"))
    context.exit(1 if done.undecided else 0)
