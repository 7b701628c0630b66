"""The door: reads the command line and speaks; nothing heavy is imported until a command runs."""

from __future__ import annotations

import importlib
import keyword
import sys
from typing import Any

import click

from sheetplan.model import SheetplanError

COMMANDS = (
    *("templates", "new", "import", "adopt", "check", "update", "extract", "sync", "publish"),
    *("rollup", "remind", "diff", "history", "versions", "restore", "desk"),
)
"""In the order in which a coordinator meets them; each is a module of this folder with a function of its name.

A word that Python keeps for itself ("import") bears an underscore there.
"""


class Lazy(click.Group):
    """A group whose commands are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's own signature
        """The commands, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's own
        """The command of this name, if there is one."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(importlib.import_module(f"sheetplan.cli.{name}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what stops it becomes one line, here and nowhere else."""
        try:
            return super().invoke(ctx)
        except SheetplanError as problem:
            from sheetplan.render import printable

            click.echo(printable(str(problem)), err=True)
            ctx.exit(2)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sheetplan")
def main() -> None:
    """Keep an improvement action plan in Excel as the master record."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Windows console may not know every letter of a plan; it must not stop the work.
            stream.reconfigure(errors="replace")
