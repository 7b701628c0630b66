"""sheetplan diff."""

from __future__ import annotations

from pathlib import Path

import click

from sheetplan.cli import options
from sheetplan.model.loading import libraries


@click.command(short_help="Say what differs between two plans or versions.")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE.xlsx", help="Write a workbook with both sides too."
)
@options.template
@options.sheet
@options.form("text", "json", "csv")
@options.quiet
@click.pass_context
def diff(
    ctx: click.Context,
    before: str,
    after: str,
    output: Path | None,
    template: str | None,
    sheet: str | None,
    kind: str,
    quiet: bool,
) -> None:
    """Say what differs between two plans: action by action, by ref and column, and on the tabs beside them.

    A and B are workbooks, or versions of them: plan.xlsx@0.3 is version 0.3 of plan.xlsx. Both are only read. Exit
    code 0: no difference; 1: there are some; 2: one of them could not be read.
    """
    with libraries():
        from sheetplan import render
        from sheetplan.walks import diff as walk

    if output is not None:
        walk.place(output)
    found = walk.diff(before, after, template=template, sheet=sheet)
    if output is not None:
        walk.write(found, output)
    printed = {"text": render.diff_text, "json": render.diff_json, "csv": render.diff_csv}[kind]
    if not quiet:
        click.echo(printed(found).rstrip("\n"))
        if output is not None:
            click.echo(render.printable(f"Both sides are in {output}."), err=kind != "text")
    ctx.exit(1 if found.differences else 0)
