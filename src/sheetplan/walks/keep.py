"""Carries an update out on disk: copies kept first, the plan replaced in one step, the list of versions last."""

from __future__ import annotations

from pathlib import Path

from sheetplan import versions
from sheetplan.model import SheetplanError, Version
from sheetplan.walks.past import Past
from sheetplan.workbook import save


def refuse_open(path: Path) -> None:
    """Refuse a workbook that somebody has open in Excel or LibreOffice.

    Raises:
        SheetplanError: it names the mark that was found beside the file.
    """
    for mark in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if mark.exists():
            raise SheetplanError(
                f"{path.name} is open: {mark.name} stands beside it.",
                "Close the workbook everywhere, then try again. If nobody has it open, delete that file.",
            )


def carry_out(path: Path, source: bytes, data: bytes, history: Past, version: Version, plan_id: str) -> None:
    """Keep the copies, then replace the plan.

    Args:
        path: the plan.
        source: its bytes as they were read.
        data: its new bytes.
        history: its versions so far.
        version: the one that is made.
        plan_id: the id that travels inside the workbook.

    Raises:
        SheetplanError: nothing could be written, or the file changed meanwhile; the plan is then as it was.
    """
    folder = history.folder
    save.make_folder(folder / versions.RECEIVED)
    received, kept = folder / versions.RECEIVED / (version.received or path.name), folder / version.file
    made: list[Path] = []
    try:
        for content, copy in ((source, received), (data, kept)):
            save.write_new(content, copy)
            made.append(copy)
        refuse_open(path)
        if path.read_bytes() != source:
            raise SheetplanError(
                f"{path.name} was changed by somebody while it was being updated; their changes are in it and "
                "nothing else was done.",
                "Run update again.",
            )
        save.write(data, path)
    except (SheetplanError, OSError):
        # The plan is as it was, so these copies never became a version.
        for copy in made:
            copy.unlink(missing_ok=True)
        raise
    listed = versions.to_json([*history.listed, version], plan_id).encode()
    save.write(listed, folder / versions.SIDECAR)


def clear_leftovers(history: Past, source: bytes, *, dry_run: bool) -> None:
    """Copies of an update that did not get as far as the plan itself are taken away.

    A kept copy that is not in the list, and is not what the plan is now, never became a version.
    """
    if dry_run or history.rebuilt or not history.folder.is_dir():
        return
    listed = {version.file for version in history.listed}
    plan = history.plan.path
    for number, day, name in versions.from_names(plan, [p.name for p in history.folder.iterdir()]):
        received = history.folder / versions.RECEIVED / versions.received_name(plan, number, day)
        if name not in listed and received.is_file() and received.read_bytes() == source:
            (history.folder / name).unlink()
            received.unlink()
