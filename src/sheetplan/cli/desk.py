"""sheetplan desk."""

from __future__ import annotations

import os
import sys
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import click

from sheetplan import launchers
from sheetplan.cli import options
from sheetplan.launchers import System
from sheetplan.model import SheetplanError
from sheetplan.model.desks import BOOK, TITLES, Job
from sheetplan.model.loading import libraries

_HERE = {"win32": System.WINDOWS, "darwin": System.MACOS}
_ALL = "all"


@click.command(short_help="Make folders and shortcuts for a coordinator without a terminal.")
@click.argument("desk", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--for",
    "system",
    type=click.Choice([*map(str, System), _ALL]),
    help="For which kind of computer the shortcuts are. [default: this one's]",
)
@click.option("--do", "job", type=click.Choice([str(job) for job in Job]), help="Do a job, as its shortcut does.")
@click.option("--no-open", is_flag=True, help="With --do: do not open the workbook of results.")
@click.option("--serve", "is_served", is_flag=True, help="Show the desk as a page in the browser of this computer.")
@click.option("--no-browser", is_flag=True, help="With --serve: only print the address.")
@click.option("--hold", is_flag=True, hidden=True, help="Wait for a key in the end: the window goes with the program.")
@options.quiet
@click.pass_context
def desk(
    ctx: click.Context,
    desk: Path,
    files: tuple[Path, ...],
    system: str | None,
    job: str | None,
    no_open: bool,
    is_served: bool,
    no_browser: bool,
    hold: bool,
    quiet: bool,
) -> None:
    """Make a desk in the folder DIR: five folders, Desk.xlsx for the settings, and a shortcut for each job of a month.

    Run it again to make what is missing; what is there is not changed. With --do it does one job, as its shortcut
    does: with the FILES, or without any with what is in the folders. Exit codes are those of the command that does the
    same. With --serve all of it can be done on a page in the browser, on this computer alone, until somebody closes it.
    """
    if is_served:
        alone = job is None and not files
        ctx.exit(_held(lambda: _serve(desk, alone=alone, no_browser=no_browser, quiet=quiet), hold=hold, always=False))
    if job is None:
        if files:
            raise SheetplanError("Files go with --do.", "Name the job that is to be done with them.")
        _make(desk, system, quiet=quiet)
        return
    wanted = Job(job)
    ctx.exit(_held(lambda: _do(desk, wanted, _dropped(files), no_open=no_open, quiet=quiet), hold=hold, always=True))


def _held(work: Callable[[], int], *, hold: bool, always: bool) -> int:
    """Do something in a window that goes with the program: it stays until what went wrong was read, or always."""
    try:
        code = work()
    except SheetplanError as problem:
        if not hold:
            raise
        from sheetplan.render import printable

        click.echo(printable(str(problem)), err=True)
        code, always = 2, True
    if hold and always:
        _wait()
    return code


def _make(desk: Path, system: str | None, *, quiet: bool) -> None:
    from sheetplan.render import printable
    from sheetplan.walks.desk import make

    here = _HERE.get(sys.platform, System.LINUX)
    systems = list(System) if system == _ALL else [System(system) if system else here]
    made = make(desk, systems, sys.executable, options.today())
    if quiet:
        return
    for name in made.made:
        click.echo(printable(f"  made   {name}"))
    for name in made.there:
        click.echo(printable(f"  there  {name}"))
    click.echo(printable(f"The desk is in {made.desk}. Open {BOOK} there first and fill in the settings."))


def _do(desk: Path, job: Job, files: tuple[Path, ...], *, no_open: bool, quiet: bool) -> int:
    with libraries():
        from sheetplan import render
        from sheetplan.walks.desk import Asked, count, do

    named = tuple(path.resolve() for path in files)
    with options.progress(count(desk, job, named), TITLES[job]) as advance:
        asked = Asked(
            options.today(),
            options.now(),
            options.user(),
            named,
            lambda: uuid.uuid4().hex[:16],
            seen=lambda _: advance(),
        )
        ran = do(desk, job, asked)
    if not quiet:
        click.echo(render.desk_text(ran).rstrip("\n"))
        if ran.results is not None:
            click.echo(f"\n{render.printable(f'All this is in {ran.results}.')}")
    if ran.results is not None and not no_open:
        _open(ran.results)
    return ran.code


def _serve(desk: Path, *, alone: bool, no_browser: bool, quiet: bool) -> int:
    if not alone:
        raise SheetplanError("--serve does no job by itself.", "Leave out --do and the files, and use the page.")
    from sheetplan.render import printable

    with libraries():
        from sheetplan.serve import Door, serve

    def say(text: str) -> None:
        if not quiet:
            click.echo(printable(text))

    def ready(address: str) -> None:
        # The address is printed even with --quiet: without it nobody comes in.
        click.echo(printable(address))
        say("Open this address in the browser of this computer; it opens once. Ctrl-C, or Close on the page, ends it.")
        if not no_browser:
            # Apart: a browser of a terminal goes on until somebody leaves it, and has to be answered meanwhile.
            threading.Thread(target=_browse, args=(address,), daemon=True).start()

    def opened(address: str) -> None:
        say(f"The desk is open. To open it once more: {address}")

    door = Door(options.today, options.now, options.user(), lambda: uuid.uuid4().hex[:16], opened)
    try:
        serve(desk, door, ready)
    except KeyboardInterrupt:
        say("")
    say("The desk is closed.")
    return 0


def _browse(address: str) -> None:
    """Open the page; where there is no browser to be found, its address has been said."""
    import webbrowser  # only here, and it looks around for browsers

    with suppress(webbrowser.Error, OSError):
        webbrowser.open(address)


def _dropped(files: tuple[Path, ...]) -> tuple[Path, ...]:
    """The files that were dropped on a shortcut; on Windows the arguments may lack some."""
    line = os.environ.get(launchers.LINE, "")
    found = launchers.dropped(line) if line else None
    return files if found is None else tuple(Path(name) for name in found)


def _open(path: Path) -> None:
    """Show a workbook in the program that the system has for it; where there is none, its place has been said."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - a workbook of our own, by its full path
    elif sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        click.launch(str(path))


def _wait() -> None:
    """Wait for a key, where somebody sits before a window that goes with the program."""
    line = os.environ.get(launchers.LINE, "")
    if line and launchers.dropped(line) is None:
        return  # typed at a prompt, which stays
    if _is_watched():
        click.pause("\nPress any key to close this window.")


def _is_watched() -> bool:
    """Whether somebody sits before the window."""
    return sys.stdin is not None and sys.stdin.isatty()
