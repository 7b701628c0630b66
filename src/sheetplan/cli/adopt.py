"""sheetplan adopt."""

from __future__ import annotations

from pathlib import Path

import click

from sheetplan.cli import options
from sheetplan.model.loading import libraries


@click.command(short_help="Understand a workbook of your own and draft its template.")
@options.path_argument("file")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="TEMPLATE.toml", help="Write the template there."
)
@click.option("--sheet", metavar="NAME", help="The sheet that is meant. [default: the one most like a plan]")
@click.option(
    "--vocabulary",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help="Words of your own for columns and statuses, in another language for instance.",
)
@options.form("text", "json")
@options.quiet
def adopt(file: Path, output: Path | None, sheet: str | None, vocabulary: Path | None, kind: str, quiet: bool) -> None:
    """Say what was understood of a workbook of your own, and draft the template that it needs.

    FILE is only read: not a cell of it is changed. The template is a text file with remarks; correct it where it is
    wrong, and name it with --template wherever a command asks for a kind of plan. It is never written over a file
    that is already there.
    """
    with libraries():
        from sheetplan import render
        from sheetplan.walks.adopt import adopt as walk

    with options.busy(f"Learning from {file.name}"):
        adopted = walk(file, today=options.today(), output=output, sheet=sheet, vocabulary=vocabulary)
    if not quiet:
        click.echo((render.adopt_json if kind == "json" else render.adopt_text)(adopted).rstrip("\n"))
