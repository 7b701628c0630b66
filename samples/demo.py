"""Shows the whole job on a copy of the sample plan: `sheetplan update`, what it did, and which files to open."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
SAMPLE = HOUSE / "samples" / "peer-review" / "plan.xlsx"
SCRATCH = HOUSE / "scratch" / "demo"
POSITION_DATE = "2008-02-29"


def main() -> int:
    """Make a fresh copy, update it, and name the files; gives the command's exit code."""
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    plan = Path(shutil.copyfile(SAMPLE, SCRATCH / SAMPLE.name))

    arguments = ["update", str(_short(plan)), "--as-of", POSITION_DATE]
    print(f"$ sheetplan {' '.join(arguments)}", flush=True)
    command = Path(sys.executable).with_name("sheetplan.exe" if sys.platform == "win32" else "sheetplan")
    code = subprocess.run([str(command), *arguments], cwd=HOUSE, check=False).returncode

    print("\nOpen these in Excel or LibreOffice, and compare:")
    print(f"  as it was typed:  {_short(SAMPLE)}")
    print(f"  as it is now:     {_short(plan)}")
    for kept in sorted(path for path in SCRATCH.rglob("*.xlsx") if path != plan):
        print(f"  kept beside it:   {_short(kept)}")
    return code


def _short(path: Path) -> Path:
    """A path as one types it in the project's folder."""
    return path.relative_to(HOUSE)


if __name__ == "__main__":
    sys.exit(main())
