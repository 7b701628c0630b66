"""sheetplan import."""

from __future__ import annotations

from pathlib import Path

import click

from sheetplan.cli import options
from sheetplan.model.loading import libraries


@click.command("import", short_help="Make a plan of a table in a Word document.")
@options.path_argument("file")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="PLAN.xlsx", help="Write the plan there."
)
@options.template
@click.option("--table", type=click.IntRange(min=1), metavar="N", help="The table that is meant. [default: the plan's]")
@click.option("--dry-run", is_flag=True, help="Say what would become of it; write nothing.")
@options.form("text", "json")
@options.quiet
def import_(
    file: Path, output: Path, template: str | None, table: int | None, dry_run: bool, kind: str, quiet: bool
) -> None:
    """Make a plan of an action plan that stands in a table of a Word document.

    FILE is the document (.docx, or .docm, whose macros are not looked at); it is only read. The plan is a workbook as
    "sheetplan new" makes one, with every row of the table in it. What had to be assumed is said, and what has no place
    in the workbook is listed, with table and row. PLAN.xlsx must not be there yet.
    """
    with libraries():
        from sheetplan import render
        from sheetplan.walks.import_word import Options
        from sheetplan.walks.import_word import import_word as walk

    with options.busy(f"Making a plan of {file.name}"):
        imported = walk(file, Options(output, template, table, dry_run), options.today())
    if not quiet:
        click.echo((render.import_json if kind == "json" else render.import_text)(imported).rstrip("\n"))
