"""sheetplan check."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sheetplan.cli import options
from sheetplan.model import SheetplanError


@click.command(short_help="Say what is wrong in plans, and where; writes nothing.")
@options.path_argument("paths", many=True)
@options.as_of
@options.template
@options.sheet
@options.form("text", "json", "csv")
@click.option("--explain", is_flag=True, help="Say of one workbook what update can do with it, and if not, why.")
@options.quiet
@click.pass_context
def check(
    ctx: click.Context,
    paths: tuple[Path, ...],
    as_of: date | None,
    template: str | None,
    sheet: str | None,
    kind: str,
    explain: bool,
    quiet: bool,
) -> None:
    """Say of each plan how its actions stand and what must be put right. Nothing is written.

    PATHS are workbooks, or folders of them. Exit code 0: nothing must be fixed; 1: something must; 2: a file could
    not be read (the others are still done). With --explain, 0: update can do all its work; 1: something stands in
    the way.
    """
    if explain:
        ctx.exit(_explained(paths, as_of, template, sheet, kind, quiet=quiet))
    with options.libraries():
        from sheetplan import render
        from sheetplan.model import Level
        from sheetplan.walks import check as walk

    files, _ = walk.found(paths)
    with options.progress(len(files)) as advance:
        checked = walk.check(
            paths, today=options.today(), as_of=as_of, template=template, sheet=sheet, seen=lambda _: advance()
        )
    printed = {"text": render.check_text, "json": render.check_json, "csv": render.check_csv}[kind](checked)
    if not quiet:
        click.echo(printed.rstrip("\n"))
    if kind == "text" and quiet:
        for refusal in checked.refused:
            click.echo(render.refusal_text(refusal), err=True)
    must_fix = any(f.level is Level.MUST_FIX for judged in checked.plans for f in judged.findings)
    ctx.exit(2 if checked.refused else 1 if must_fix else 0)


def _explained(
    paths: tuple[Path, ...], as_of: date | None, template: str | None, sheet: str | None, kind: str, *, quiet: bool
) -> int:
    """Say it of the one workbook, and return the exit code."""
    if len(paths) != 1 or paths[0].is_dir() or kind == "csv":
        raise SheetplanError(
            "--explain takes one workbook, and prints text or JSON.", "Name one workbook, without --format csv."
        )
    with options.libraries():
        from sheetplan import render
        from sheetplan.walks.explain import Options, explain

    today, now = options.today(), options.now()
    options_ = Options(today=today, now=now, as_of=as_of, template=template, sheet=sheet)
    explained = explain(paths[0], options_)
    if not quiet:
        printed = (render.explain_json if kind == "json" else render.explain_text)(explained)
        click.echo(printed.rstrip("\n"))
    return 0 if explained.whole else 1
