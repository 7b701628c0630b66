"""Check: one plan judged from start to finish, beside nothing but the import of the library that judges columns."""

from __future__ import annotations

import sys
from pathlib import Path

from side_by_side import SHEETPLAN, Command, imported_by, met, python, without

TARGET = 1.3
SAMPLE = str(Path("samples", "peer-review", "plan.xlsx"))


def main() -> int:
    print("Check: a plan of 30 actions, read and judged")
    ours = Command("sheetplan check", (*SHEETPLAN, "check", SAMPLE, "--as-of", "2008-02-29"), exits=(0, 1))
    theirs = python("import pandera.pandas", "import pandera.pandas")
    # Pandera imports hypothesis where a developer has it; the people who use the program have not.
    with without("hypothesis") as environment:
        is_met = met(ours, theirs, TARGET, environment=environment)
        heavy = imported_by(ours, environment) & {"openpyxl", "xlsxwriter"}
    if heavy:
        print(f"  it imports {', '.join(sorted(heavy))}, which checking has no use for: MISSED")
    return 0 if is_met and not heavy else 1


if __name__ == "__main__":
    sys.exit(main())
