"""sheetplan history."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sheetplan.cli import options
from sheetplan.model.loading import libraries


@click.command(short_help="Tell what became of each action, version by version.")
@options.path_argument("file")
@click.option("--ref", "refs", multiple=True, metavar="REF", help="Only this action; can be given several times.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE.xlsx", help="Write a workbook of it there."
)
@options.as_of
@options.template
@options.sheet
@options.form("text", "json", "csv")
@options.quiet
def history(
    file: Path,
    refs: tuple[str, ...],
    output: Path | None,
    as_of: date | None,
    template: str | None,
    sheet: str | None,
    kind: str,
    quiet: bool,
) -> None:
    """Tell of each action when it was first seen, what changed when, who supplied it, and how often its date moved.

    FILE is the plan's workbook; it is only read. All that is told stands in its Change log, which update keeps; so a
    copy that was mailed to you will do, without the versions that are kept beside the plan.
    """
    with libraries():
        from sheetplan import render
        from sheetplan.walks import history as walk

    if output is not None:
        walk.place(output)
    told = walk.history(file, refs, today=options.today(), as_of=as_of, template=template, sheet=sheet)
    if output is not None:
        walk.write(told, output)
    if quiet:
        return
    if output is not None:
        # What other programs read is not to be mixed with words.
        click.echo(render.printable(f"Written to {output}."), err=kind != "text")
    if output is None or kind != "text":
        printed = {"text": render.history_text, "json": render.history_json, "csv": render.history_csv}[kind]
        click.echo(printed(told).rstrip("\n"))
