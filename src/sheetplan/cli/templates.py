"""sheetplan templates."""

from __future__ import annotations

import click


@click.command(short_help="List the kinds of plan there are.")
def templates() -> None:
    """List the kinds of plan there are, one line each."""
    from sheetplan.walks.templates import templates as walk

    for template in walk():
        click.echo(f"{template.name:<24} {template.summary}")
