"""sheetplan extract."""

from __future__ import annotations

from pathlib import Path

import click

from sheetplan.cli import options
from sheetplan.model.loading import libraries


@click.command(short_help="Give somebody a smaller copy of a plan, with their actions alone.")
@options.path_argument("file")
@click.option("--owner", default="", metavar="CODE", help="The actions that this person is responsible for.")
@click.option(
    "--where",
    multiple=True,
    metavar="COLUMN=VALUE",
    help="The actions with this in that column. Several: all must hold.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE", help="Write the extract there."
)
@click.option("--reply-to", default="", metavar="TEXT", help="To whom it goes back. [default: as the Cover says]")
@click.option("--dry-run", is_flag=True, help="Say what it would hold; write nothing.")
@options.template
@options.sheet
@options.form("text", "json")
@options.quiet
def extract(
    file: Path,
    owner: str,
    where: tuple[str, ...],
    output: Path,
    reply_to: str,
    dry_run: bool,
    template: str | None,
    sheet: str | None,
    kind: str,
    quiet: bool,
) -> None:
    """Make a smaller copy of a plan for an owner, an organisation, or any column's value.

    FILE is the plan's workbook, as its last update left it; it is only read. The extract is the same workbook with the
    same dropdowns, formulas and look, and nothing in it of the actions that it leaves out. Its first line says what it
    is and where it goes back.
    """
    with libraries():
        from sheetplan import render
        from sheetplan.walks.extract import Options
        from sheetplan.walks.extract import extract as walk

    with options.busy(f"Making the extract of {file.name}"):
        extracted = walk(
            file,
            Options(
                output=output,
                where=where,
                owner=owner,
                reply_to=reply_to,
                template=template,
                sheet=sheet,
                dry_run=dry_run,
            ),
        )
    if not quiet:
        click.echo((render.extract_json if kind == "json" else render.extract_text)(extracted).rstrip("\n"))
