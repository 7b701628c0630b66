"""sheetplan new."""

from __future__ import annotations

import uuid
from pathlib import Path

import click

from sheetplan.cli import options


@click.command(short_help="Make an empty plan for people to fill in.")
@click.argument("template", metavar="TEMPLATE")
@options.path_argument("file")
@click.option("--title", default="", help="What the plan is called.")
@click.option("--organisation", default="", help="Whose plan it is.")
@options.quiet
def new(template: str, file: Path, title: str, organisation: str, quiet: bool) -> None:
    """Make an empty plan of a kind: a workbook with live formulas, dropdowns and guidance.

    TEMPLATE is a name from "sheetplan templates", or a .toml file of your own. FILE must not be there yet.
    """
    from sheetplan.render import printable
    from sheetplan.walks.new import new as walk

    plan_id = uuid.uuid4().hex[:16]
    walk(template, file, title=title, organisation=organisation, plan_id=plan_id, today=options.today())
    if not quiet:
        click.echo(f"{printable(file.name)} is ready: open it in Excel, fill in the Cover, and type the first action.")
