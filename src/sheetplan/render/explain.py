"""What an update could do with a workbook, and what stands in its way, as text and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sheetplan.model import Explained, Updated, letters, long_day, many
from sheetplan.render.data import place
from sheetplan.render.phrases import kind_of
from sheetplan.render.safe import as_json, printable


def explain_json(explained: Explained) -> str:
    """What `check --explain --format json` prints."""
    updated = explained.updated
    kept, changed, added = explained.parts
    data = {
        "path": str(explained.path),
        "whole": explained.whole,
        "plans": [place(plan) for plan in explained.plans],
        "stops": [{"reason": one.reason, "fix": one.fix} for one in explained.stops],
        "update": None
        if updated is None
        else {
            "as_of": updated.day.isoformat(),
            "version": updated.version.number if updated.version else None,
            "changed": list(updated.changed),
            "said": list(updated.said),
            "writes": [
                {"sheet": s, "cells": number, "columns": [letters(one) for one in c]}
                for s, number, c in explained.writes
            ],
            "parts": {"kept": kept, "changed": changed, "added": added},
            "left_out": list(explained.left_out),
        },
        "archive": {
            "never": explained.never_moves,
            "in_the_way": [one._asdict() for one in explained.in_the_way],
            "would_be": [one._asdict() for one in explained.would_be],
        },
        "features": [one._asdict() for one in explained.features],
    }
    return as_json(data)


def explain_text(explained: Explained) -> str:
    """What `check --explain` prints for a person."""
    return "\n".join(map(printable, _lines(explained))) + "\n"


def _lines(explained: Explained) -> Iterator[str]:
    yield f"{explained.path.name}: {_verdict(explained)}"
    if explained.stops:
        yield ""
        yield "Why update would not go on"
        yield from (f"  {stop.reason} {stop.fix}".rstrip() for stop in explained.stops)
    yield ""
    yield "How it was read"
    for plan in explained.plans:
        yield f'  Sheet "{plan.sheet}": {kind_of(plan)}, {many(len(plan.actions), "action")}'
        yield from (f"    {letters(place.column)}: {place.heading}" for place in plan.columns.values())
    if explained.updated is not None:
        yield ""
        yield from _would_do(explained, explained.updated)
        yield ""
        yield from _moving(explained)
    if explained.features:
        yield ""
        yield "Besides cells it holds, and keeps (what belongs to an action goes with it to the archive)"
        yield from (f"  {one.number} {one.what}. {one.note}".rstrip() for one in explained.features)
    yield ""
    yield "Nothing was written."


def _verdict(explained: Explained) -> str:
    if explained.whole:
        return "update can do all its work on this workbook."
    if explained.stops:
        return "update would not go on with this workbook as it is now."
    if explained.left_out or explained.in_the_way:
        return "update can work on this workbook, but part of its work would be left out."
    return "update can do all its work on this workbook today; something will stand in its way later."


def _would_do(explained: Explained, updated: Updated) -> Iterator[str]:
    """What an update would write."""
    day = long_day(updated.day)
    going_on = ", if it went on," if explained.stops else ""
    if updated.version is None:
        yield f"What update would do{going_on} at {day}: nothing"
    else:
        yield f"What update would do{going_on} at {day}: make version {updated.version.number}"
    yield from (f"  {sentence}" for sentence in (*updated.changed, *updated.said))
    for sheet, number, columns in explained.writes:
        yield f'  {many(number, "cell")} on "{sheet}" would hold something else, in {_columns(columns)}.'
    if updated.version is not None:
        kept, changed, _ = explained.parts
        yield f"  Of the {kept + changed} parts that the file is made of, {kept} stay as they are to the byte."
    if explained.left_out:
        yield ""
        yield "What would be left out; all else would be done"
        yield from (f"  {sentence}" for sentence in explained.left_out)


def _columns(numbers: Sequence[int]) -> str:
    """Columns by their letters; of those that stand side by side the first and the last."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][-1] == number - 1:
            spans[-1] = [spans[-1][0], number]
        else:
            spans.append([number])
    word = "column" if len(numbers) == 1 else "columns"
    return f"{word} {', '.join(' to '.join(map(letters, span)) for span in spans)}"


def _moving(explained: Explained) -> Iterator[str]:
    """Whether records can be moved to the archive and back."""
    if explained.never_moves:
        yield "Moving actions to the archive: this kind of plan never does."
        return
    if not (explained.in_the_way or explained.would_be):
        yield "Moving actions to the archive: nothing stands in the way."
        return
    for heading, found in (
        ("Why no action can be moved to or from the archive now; all else would be done", explained.in_the_way),
        ("What will keep actions from the archive, once they or those beside them have to move", explained.would_be),
    ):
        if found:
            yield heading
        for one in found:
            yield f"  {one.reason}"
            if one.fix:
                yield f"    {one.fix}"
