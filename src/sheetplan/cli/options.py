"""Options that several commands share, and the clock."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

import click

from sheetplan.model import SheetplanError

_AT_ONCE = 1.0
"""Seconds of work of which nobody needs to be told."""
_WIDEST = 70
"""Characters that any terminal has room for in a line."""


class Day(click.ParamType[date]):
    """A day as 2026-10-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ARG002 - click's own signature
        """An ISO date; anything else is refused with an example."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise SheetplanError(
                f'"{value}" is not a day that the program can read.',
                "Write it as year-month-day, for example 2026-10-31.",
            ) from None


as_of = click.option("--as-of", type=Day(), help="Position date, as 2026-10-31. [default: the workbook's, else today]")
template = click.option("--template", metavar="NAME|FILE.toml", help="Kind of plan. [default: recognised]")
sheet = click.option("--sheet", metavar="NAME", help="The plan's sheet. [default: all that hold one]")
quiet = click.option("-q", "--quiet", is_flag=True, help="Print nothing; the exit code tells.")


def form(*kinds: str) -> Callable[[Any], Any]:
    """The --format option with these kinds; the first is the default."""
    return click.option(
        "--format", "kind", type=click.Choice(kinds), default=kinds[0], show_default=True, help="How to print."
    )


def path_argument(name: str, *, many: bool = False) -> Callable[[Any], Any]:
    """A workbook, or many of them; whether they can be read is for the walk to say in plain words."""
    return click.argument(name, type=click.Path(path_type=Path), nargs=-1 if many else 1, required=True)


def today() -> date:
    """The calendar day here."""
    return now().date()


def user() -> str:
    """The name under which somebody is logged in; none where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def now() -> datetime:
    """This minute, with its time zone."""
    return datetime.now().astimezone().replace(second=0, microsecond=0)


def occasion(as_of: date | None, note: str, by: str | None) -> dict[str, Any]:
    """When, as of which day and by whom a version is made, and what is noted of it, as the walks that make one ask.

    Args:
        as_of: the position date that was given.
        note: what is to stand beside the version.
        by: who makes it; None for whoever is logged in.
    """
    return {"today": today(), "now": now(), "as_of": as_of, "note": note, "by": by if by is not None else user()}


@contextmanager
def progress(length: int, label: str = "Reading plans") -> Iterator[Callable[[], None]]:
    """A bar on the terminal's error stream for work on several files that takes its time; else nothing is shown.

    What is still to be done with them after the last one is said below it.

    Args:
        length: how many files.
        label: what is done with them.

    Yields:
        What is to be called after each.
    """
    if length < 2 or not sys.stderr.isatty():
        with busy(label):
            yield lambda: None
        return
    # Plans are judged many at a time: from such steps nobody can tell how long the rest will take.
    bar = click.progressbar(length=length, file=sys.stderr, label=label, show_eta=False, show_pos=True)
    begun, done = monotonic(), 0
    with ExitStack() as shown:
        shown.enter_context(busy(label))

        def advance() -> None:
            nonlocal done
            done += 1
            if done <= length and monotonic() - begun >= _AT_ONCE:
                if not bar.entered:
                    shown.close()
                    shown.enter_context(bar)
                bar.update(done - bar.pos)
            if done == length:
                shown.close()
                shown.enter_context(busy("Putting it together"))

        yield advance


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Say on the terminal's error stream what is being done, where it takes its time, until it is done.

    Args:
        what: "Updating plan.xlsx".
    """
    if not sys.stderr.isatty():
        yield
        return
    stream, done = sys.stderr, Event()
    # A file's name may hold anything, and what runs over the line's end cannot be taken back.
    said = f"{what if what.isprintable() and len(what) <= _WIDEST else 'Working'} ..."

    def tell() -> None:
        if not done.wait(_AT_ONCE):
            stream.write(said)
            stream.flush()
            done.wait()
            stream.write(f"\r{' ' * len(said)}\r")
            stream.flush()

    teller = Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
