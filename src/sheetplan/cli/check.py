"""sheetplan check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from sheetplan.cli import options
from sheetplan.model import Level, SheetplanError
from sheetplan.model.loading import libraries

if TYPE_CHECKING:
    from sheetplan.model import Batch, Checked, Returned

_A_FILE = click.Path(path_type=Path)


class Asked(NamedTuple):
    """What stands on the command line."""

    paths: tuple[Path, ...]
    as_of: date | None
    template: str | None
    sheet: str | None
    kind: str
    quiet: bool
    register: Path | None = None
    since: Path | None = None
    waivers: Path | None = None
    report: Path | None = None
    returns: Path | None = None
    scheduler: str | None = None
    dry_run: bool = False


@click.command(short_help="Say what is wrong in plans, and where; their files are only read.")
@options.path_argument("paths", many=True)
@options.as_of
@options.template
@options.sheet
@options.form("text", "json", "csv")
@click.option("--register", type=_A_FILE, metavar="FILE", help="Who is to send a plan and by when: .xlsx or .csv.")
@click.option("--returns", type=_A_FILE, metavar="DIR", help="Write a marked copy for each sender there.")
@click.option("--since", type=_A_FILE, metavar="DIR", help="Compare with the marked copies written there earlier.")
@click.option("--report", type=_A_FILE, metavar="FILE.xlsx", help="Write one workbook over all plans there.")
@click.option(
    "--waivers", type=_A_FILE, metavar="FILE", help="What is not asked of whom. [default: waivers.csv beside the plans]"
)
@click.option("--dry-run", is_flag=True, help="Say what --returns and --report would write; write nothing.")
@click.option("--scheduler", metavar="ADDRESS", help="Have it done by the workers of this Dask scheduler.")
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
    register: Path | None,
    returns: Path | None,
    since: Path | None,
    report: Path | None,
    waivers: Path | None,
    dry_run: bool,
    scheduler: str | None,
    explain: bool,
    quiet: bool,
) -> None:
    """Say of each plan how its actions stand and what must be put right. Nothing is written to the plans.

    PATHS are workbooks, or folders of them. Exit code 0: nothing must be fixed; 1: something must; 2: a file could
    not be read (the others are still done). With --explain, 0: update can do all its work; 1: something stands in
    the way.
    """
    if explain:
        ctx.exit(_explained(paths, as_of, template, sheet, kind, quiet=quiet))
    if dry_run and not (returns or report):
        raise SheetplanError("--dry-run goes with --returns or --report.", "A check alone writes nothing.")
    asked = Asked(
        paths, as_of, template, sheet, kind, quiet, register, since, waivers, report, returns, scheduler, dry_run
    )
    with libraries():
        from sheetplan.walks.check import waivers_beside

    more = any((register, since, waivers, report, returns, scheduler)) or waivers_beside(paths)
    ctx.exit(_many(asked) if more or len(paths) > 1 or paths[0].is_dir() else _alone(asked))


def _alone(asked: Asked) -> int:
    """Check one workbook, say all that was found in it, and return the exit code."""
    with libraries():
        from sheetplan import render
        from sheetplan.walks import check as walk

    with options.busy(f"Checking {asked.paths[0].name}"):
        checked = walk.check(
            asked.paths, today=options.today(), as_of=asked.as_of, template=asked.template, sheet=asked.sheet
        )
    printed = {"text": render.check_text, "json": render.check_json, "csv": render.check_csv}[asked.kind]
    _say(asked, printed(checked), checked)
    return _exit_code(checked)


def _many(asked: Asked) -> int:
    """Check what many organisations sent, write what was asked for, say a summary, and return the exit code."""
    with libraries():
        from sheetplan import render
        from sheetplan.walks import submissions as walk

    if asked.report is not None:
        walk.place_report(asked.report)
    ours = tuple(path for path in (asked.report, asked.returns) if path is not None)
    files, _ = walk.found(asked.paths, [(path, "") for path in ours])
    with options.progress(len(files)) as advance:
        batch = walk.check(
            asked.paths,
            today=options.today(),
            as_of=asked.as_of,
            template=asked.template,
            sheet=asked.sheet,
            register=asked.register,
            since=asked.since,
            waivers=None if asked.waivers is None else (asked.waivers,),
            apart=ours,
            scheduler=asked.scheduler,
            seen=lambda _: advance(),
        )
    wrote = _written(asked, batch)
    if asked.kind == "text":
        printed = "\n".join([render.batch_text(batch).rstrip("\n"), *map(render.printable, wrote)])
    else:
        printed = render.batch_csv(batch) if asked.kind == "csv" else render.batch_json(batch)
    _say(asked, printed, batch.checked)
    if asked.kind != "text" and not asked.quiet:
        # What other programs read is not to be mixed with words.
        for line in wrote:
            click.echo(render.printable(line), err=True)
    return _exit_code(batch.checked)


def _written(asked: Asked, batch: Batch) -> list[str]:
    """Write the marked copies and the report, and say what was written, or with a dry run would be."""
    would_be = "would be written" if asked.dry_run else "written"
    lines: list[str] = []
    if asked.returns is not None:
        from sheetplan.walks import returns  # it brings along all that writes into workbooks

        with options.progress(len(returns.wanted(batch)), "Writing marked copies") as advance:
            made = returns.write(batch, asked.returns, dry_run=asked.dry_run, seen=lambda _: advance())
        count = sum(one.file is not None for one in made)
        lines += ["", f"{count} marked {'copy' if count == 1 else 'copies'} {would_be} to {asked.returns}."]
        lines += [line for one in made for line in _returned(one)]
    if asked.report is not None:
        if not asked.dry_run:
            from sheetplan.walks import submissions as walk

            with options.busy(f"Writing {asked.report.name}"):
                walk.write_report(batch, asked.report)
        lines += ["", f"Report {would_be} to {asked.report}."]
    return lines


def _returned(made: Returned) -> Iterator[str]:
    """What a person should know of one marked copy."""
    name = made.file.name if made.file is not None else made.path.name
    if made.new_template is not None:
        yield f"  {name}: with it goes {made.new_template.name}, the present form of the template."
    for text in made.said:
        yield f"  {name}: {text}"


def _say(asked: Asked, printed: str, checked: Checked) -> None:
    """Print it; quietly, only what could not be read, as what stops a command is."""
    if not asked.quiet:
        click.echo(printed.rstrip("\n"))
    elif asked.kind == "text":
        from sheetplan import render

        for refusal in checked.refused:
            click.echo(render.refusal_text(refusal), err=True)


def _exit_code(checked: Checked) -> int:
    must_fix = any(judged.counts()[Level.MUST_FIX] for judged in checked.plans)
    return 2 if checked.refused else 1 if must_fix else 0


def _explained(
    paths: tuple[Path, ...], as_of: date | None, template: str | None, sheet: str | None, kind: str, *, quiet: bool
) -> int:
    """Say it of the one workbook, and return the exit code."""
    if len(paths) != 1 or paths[0].is_dir() or kind == "csv":
        raise SheetplanError(
            "--explain takes one workbook, and prints text or JSON.", "Name one workbook, without --format csv."
        )
    with libraries():
        from sheetplan import render
        from sheetplan.walks.explain import Options, explain

    today, now = options.today(), options.now()
    options_ = Options(today=today, now=now, as_of=as_of, template=template, sheet=sheet)
    explained = explain(paths[0], options_)
    if not quiet:
        printed = (render.explain_json if kind == "json" else render.explain_text)(explained)
        click.echo(printed.rstrip("\n"))
    return 0 if explained.whole else 1
