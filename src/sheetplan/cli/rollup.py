"""sheetplan rollup."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheetplan.cli import options
from sheetplan.model import SheetplanError
from sheetplan.model.loading import libraries

if TYPE_CHECKING:
    from sheetplan.model import Rollup

_A_FILE = click.Path(path_type=Path)


class Month(click.ParamType[date]):
    """A month as 2026-10."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ARG002 - click's own signature
        """The first day of an ISO month; anything else is refused with an example."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError:
            raise SheetplanError(
                f'"{value}" is not a month that the program can read.', "Write it as year-month, for example 2026-10."
            ) from None


@click.command(short_help="Make one report of a month from all plans.")
@options.path_argument("paths", many=True)
@click.option("--month", type=Month(), required=True, help="The month, as 2026-10.")
@click.option(
    "-o", "--output", type=_A_FILE, metavar="FILE", help="Write the report there: .xlsx, .html, .json or .csv."
)
@click.option("--register", type=_A_FILE, metavar="FILE", help="Who is to send a plan and by when: .xlsx or .csv.")
@click.option(
    "--previous",
    type=_A_FILE,
    metavar="FILE.xlsx",
    help="The report of an earlier month. [default: the newest beside the output]",
)
@click.option("--owners", is_flag=True, help="Count by owner too.")
@click.option("--replace", is_flag=True, help="Replace the report that is there; what people wrote in its box stays.")
@options.template
@options.sheet
@options.form("text", "html", "json", "csv")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@options.quiet
@click.pass_context
def rollup(
    ctx: click.Context,
    paths: tuple[Path, ...],
    month: date,
    output: Path | None,
    register: Path | None,
    previous: Path | None,
    owners: bool,
    replace: bool,
    template: str | None,
    sheet: str | None,
    kind: str,
    dry_run: bool,
    quiet: bool,
) -> None:
    """Say of a month what is late, what moved, what was finished and who needs help. Nothing is written to the plans.

    PATHS are workbooks, or folders of them. Each plan counts in the version that was in force at the month's end; one
    that was not received keeps its last figures, marked. Exit code 0: made; 2: a file could not be read (all others
    are still counted).
    """
    with libraries():
        from sheetplan import render
        from sheetplan.walks import rollup as walk
        from sheetplan.walks import submissions

    same, said, is_named = None, tuple[str, ...](), previous is not None
    if output is not None:
        walk.place(output, replace=replace)
        if previous is None:
            previous, said = walk.newest_before(output, month), walk.unread_beside(output)
        is_workbook = output.suffix.casefold() == ".xlsx"
        same = (output if output.exists() else None) if is_workbook else walk.same_beside(output, month)
    apart = () if output is None else (output,)
    beside = walk.Beside(register, previous, same, apart, is_named, said)
    files, _ = submissions.found(paths, [(path, "") for path in apart])
    with options.progress(len(files)) as advance:
        report = walk.rollup(
            paths,
            month,
            today=options.today(),
            template=template,
            sheet=sheet,
            beside=beside,
            by_owner=owners,
            seen=lambda _: advance(),
        )
    printers = {
        "text": render.rollup_text,
        "html": render.rollup_html,
        "json": render.rollup_json,
        "csv": render.rollup_csv,
    }
    if output is not None and not dry_run:
        ending = output.suffix.casefold().removeprefix(".")
        with options.busy(f"Writing {output.name}"):
            walk.write(report, output, printers[ending](report) if ending in printers else None)
    _say(report, printers[kind](report), output, kind, dry_run=dry_run, quiet=quiet)
    ctx.exit(2 if report.refused else 0)


def _say(report: Rollup, printed: str, output: Path | None, kind: str, *, dry_run: bool, quiet: bool) -> None:
    """Print it; quietly, only what could not be read, as what stops a command is."""
    from sheetplan import render

    if quiet:
        for refusal in report.refused:
            click.echo(render.refusal_text(refusal), err=True)
        return
    click.echo(printed.rstrip("\n"))
    if output is not None:
        # What other programs read is not to be mixed with words.
        would_be = "would be written" if dry_run else "written"
        click.echo(render.printable(f"Report {would_be} to {output}."), err=kind != "text")
