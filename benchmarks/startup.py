"""Start-up: `sheetplan --help` beside a script that imports the libraries one would write it with."""

from __future__ import annotations

import sys

from side_by_side import SHEETPLAN, Command, met, python

TARGET = 0.15


def main() -> int:
    print("Start-up: what it costs until the program speaks")
    ours = Command("sheetplan --help", (*SHEETPLAN, "--help"))
    theirs = python("import of the libraries", "import pandas, pandera.pandas, openpyxl, xlsxwriter")
    return 0 if met(ours, theirs, TARGET) else 1


if __name__ == "__main__":
    sys.exit(main())
