"""sheetplan versions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetplan.cli import options
from sheetplan.model import SheetplanError
from sheetplan.model.loading import libraries

if TYPE_CHECKING:
    from sheetplan.model import KeptVersions


@click.command(short_help="List the kept versions of a plan, and whether each is whole.")
@options.path_argument("file")
@click.option("--tidy", is_flag=True, help="Name the copies that are no longer needed, and ask whether to remove them.")
@click.option("--yes", is_flag=True, help="With --tidy: remove them without asking.")
@click.option(
    "--keep-days", type=click.IntRange(min=0), metavar="N", help="With --tidy: drafts stay so long. [default: 400]"
)
@options.template
@options.sheet
@options.form("text", "json", "csv")
@options.quiet
def versions(
    file: Path,
    tidy: bool,
    yes: bool,
    keep_days: int | None,
    template: str | None,
    sheet: str | None,
    kind: str,
    quiet: bool,
) -> None:
    """List the versions that update has kept of a plan: number, days, by whom, counts, and if each copy is whole.

    FILE is the plan's workbook. Nothing is written, unless --tidy is given and you say yes.
    """
    if not tidy and (yes or keep_days is not None):
        raise SheetplanError("--yes and --keep-days go with --tidy.", "Without it nothing is removed.")
    with libraries():
        from sheetplan import render
        from sheetplan.walks import versions as walk

    asked = None
    if tidy:
        days = walk.KEEP_DAYS if keep_days is None else keep_days
        asked = walk.Asked(options.now(), options.user(), days, carry_out=yes)
    found = walk.versions(file, template=template, sheet=sheet, tidy=asked)
    printed = {"text": render.versions_text, "json": render.versions_json, "csv": render.versions_csv}[kind]
    if not quiet:
        click.echo(printed(found).rstrip("\n"))
    if asked is not None and not yes and _agreed(found, kind):
        found = walk.versions(file, template=template, sheet=sheet, tidy=asked._replace(carry_out=True))
        gone = found.tidying.goes if found.tidying is not None else ()
        click.echo(f"Tidied away: {', '.join(gone)}." if gone else "Nothing was removed.")


def _agreed(found: KeptVersions, kind: str) -> bool:
    """Whether somebody at the terminal says that the copies may go."""
    if found.tidying is None or not found.tidying.goes:
        return False
    if kind != "text" or not sys.stdin.isatty():
        click.echo("Nothing was removed. Add --yes to remove what is no longer needed.", err=True)
        return False
    return click.confirm("Remove the copies that are no longer needed?", default=False)
