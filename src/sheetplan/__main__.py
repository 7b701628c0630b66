"""Lets the program be run as python -m sheetplan."""

from sheetplan.cli import main

main(prog_name="sheetplan")
