"""What was understood of somebody's own workbook, as text and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sheetplan.model import Adopted, Drafted, Taken, letters, many
from sheetplan.render.phrases import cut, heading_rows, read_as
from sheetplan.render.safe import as_json, printable

_KINDS = ("closed", "open", "withdrawn")
_MANY = 6
"""So many columns side by side of which nothing is known are told in one line."""
_NAMED = 4
_SHOWN = 12
"""So many rows of one kind are listed; of the rest it is said how many there are."""


def adopt_text(adopted: Adopted) -> str:
    """What `adopt` prints for a person."""
    return "\n".join(map(printable, _lines(adopted))) + "\n"


def adopt_json(adopted: Adopted) -> str:
    """What `adopt --format json` prints."""
    drafted = adopted.drafted
    data = {
        "path": str(adopted.path),
        "sheet": drafted.sheet,
        "sheet_hidden": drafted.hidden,
        "heading_rows": list(drafted.heading_rows),
        "columns": [_column(one) for one in drafted.columns],
        "actions": [{"row": rows[0], "rows": list(rows)} for rows in adopted.action_rows],
        "not_actions": [{"row": row, "text": text} for row, text in (*adopted.other_rows, *adopted.rows_beside)],
        "status_words": [
            {"word": one.word, "times": one.times, "counted": one.counted, "sure": one.sure or None}
            for one in drafted.statuses
        ],
        "dates": [
            {
                "column": letters(one.column),
                "heading": one.heading,
                "dates": one.dates,
                "texts": one.texts,
                "numbers": one.numbers,
                "blank": one.blank,
                "examples": list(one.examples),
            }
            for one in drafted.dates
        ],
        "statuses": dict(adopted.statuses or {}),
        "assumed": [{"cell": one.cell, "text": one.text} for one in adopted.assumed],
        "other_plans": [*drafted.alike, *drafted.passed],
        "cannot_read": adopted.cannot_read or None,
        "template": adopted.toml,
        "written": None if adopted.written is None else str(adopted.written),
    }
    return as_json(data)


def _column(one: Taken) -> dict[str, Any]:
    return {
        "column": letters(one.column),
        "heading": one.heading,
        "role": one.role or None,
        "sure": one.sure or None,
        "field": one.field or None,
        "type": one.type,
        "hidden": one.hidden,
        "note": one.note or None,
    }


def _lines(adopted: Adopted) -> Iterator[str]:
    drafted = adopted.drafted
    hidden = " (hidden)" if drafted.hidden else ""
    yield f'{adopted.path}, sheet "{drafted.sheet}"{hidden}: {heading_rows(drafted.heading_rows)}'
    if drafted.alike:
        yield f"The same headings stand on {_quoted(drafted.alike)} too; the template reads them as well."
    if drafted.passed:
        yield f"Also like a plan: {_quoted(drafted.passed)}. To take another one, name it with --sheet."
    yield ""
    yield "Columns"
    for some in _runs(drafted.columns):
        yield from _column_lines(some[0]) if len(some) == 1 else [_run_line(some)]
    yield from _row_lines(adopted)
    yield from _status_lines(drafted)
    yield from _date_lines(drafted)
    yield from read_as(adopted.assumed)
    yield ""
    yield from _what_next(adopted)


def _runs(columns: Sequence[Taken]) -> Iterator[list[Taken]]:
    """The columns one by one, but a long stretch of which nothing is known (the days of a chart) together."""
    for is_known, group in groupby(columns, lambda one: bool(one.role or one.note)):
        some = list(group)
        if is_known or len(some) < _MANY:
            yield from ([one] for one in some)
        else:
            yield some


def _run_line(some: Sequence[Taken]) -> str:
    names = [one.heading for one in some if one.heading]
    listed = f" ({', '.join(_quoted_all(dict.fromkeys(names)))})" if names else ""
    where = f"{letters(some[0].column)} to {letters(some[-1].column)}"
    return f"  {where}: {len(some)} columns, not known, carried along{listed}"


def _quoted_all(names: Iterable[str]) -> list[str]:
    shown = [f'"{cut(name)}"' for name in names]
    return shown if len(shown) <= _NAMED else [*shown[:_NAMED], "..."]


def _column_lines(one: Taken) -> Iterator[str]:
    heading = f'"{one.heading}"' if one.heading else "no heading"
    hidden = ", hidden" if one.hidden else ""
    if one.role:
        which = f"{one.role} ({one.sure})"
        kept = "" if one.field else ", carried along"
    else:
        which, kept = "not known, carried along", ""
    yield f"  {letters(one.column):<3} {heading}{hidden}: {which}{kept}"
    if one.note:
        yield f"      {one.note}"


def _row_lines(adopted: Adopted) -> Iterator[str]:
    yield ""
    yield "Rows"
    if adopted.cannot_read:
        yield f"  Not read: {adopted.cannot_read}"
        return
    count = len(adopted.action_rows)
    where = f", rows {_ranges([row for rows in adopted.action_rows for row in rows])}" if count else ""
    yield f"  {many(count, 'action')}{where}"
    if adopted.statuses and count:
        counted = ", ".join(f"{word} {number}" for word, number in adopted.statuses.items() if number)
        yield f"  Today they would count as: {counted}"
    for row, text in adopted.other_rows[:_SHOWN]:
        yield f'  Row {row} is no action, because nothing stands beside its text: "{cut(text)}"'
    if len(adopted.other_rows) > _SHOWN:
        yield f"  {len(adopted.other_rows) - _SHOWN} more rows like these are no actions."
    for row, text in adopted.rows_beside[:_SHOWN]:
        yield f'  Row {row} is no action, because something stands only in columns that are not known: "{cut(text)}"'
    if len(adopted.rows_beside) > _SHOWN:
        yield f"  {len(adopted.rows_beside) - _SHOWN} more rows like these are no actions."


def _status_lines(drafted: Drafted) -> Iterator[str]:
    if not drafted.status_field:
        return
    yield ""
    yield "Status words"
    for kind in _KINDS:
        words = [one for one in drafted.statuses if one.counted == kind]
        if words:
            listed = ", ".join(f'"{cut(one.word)}" {one.times}{_doubt(one.sure)}' for one in words)
            yield f"  counted as {kind}: {listed}"
    if not drafted.statuses:
        yield "  none in use yet"


def _doubt(sure: str) -> str:
    return {"known word": "", "resembles": " (resembles)"}.get(sure, " (not known)")


def _date_lines(drafted: Drafted) -> Iterator[str]:
    if not drafted.dates:
        return
    yield ""
    yield "Dates"
    for one in drafted.dates:
        parts = [many(one.dates, "date")]
        parts += [f"{one.texts} in words"] if one.texts else []
        parts += [many(one.numbers, "plain number")] if one.numbers else []
        parts += [f"{one.blank} blank"] if one.blank else []
        examples = f" ({'; '.join(map(cut, one.examples))})" if one.examples else ""
        yield f'  {letters(one.column)} "{one.heading}": {", ".join(parts)}{examples}'


def _what_next(adopted: Adopted) -> Iterator[str]:
    name = adopted.path.name
    if adopted.written is None:
        yield "Nothing was written. To have the template:"
        yield f'  sheetplan adopt "{name}" -o "{adopted.path.stem}.toml"'
        return
    yield f"The template is in {adopted.written}. Look through it, correct what is wrong, and use it:"
    if adopted.in_word:
        yield f'  sheetplan import "{name}" -o "{adopted.path.stem}.xlsx" --template "{adopted.written}"'
        return
    sheet = f' --sheet "{adopted.drafted.sheet}"' if adopted.name_sheet else ""
    yield f'  sheetplan check "{name}" --template "{adopted.written}"{sheet}'


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _ranges(rows: list[int]) -> str:
    """7, 8, 9, 12 as 7 to 9, 12."""
    parts: list[list[int]] = []
    for row in sorted(set(rows)):
        if parts and row == parts[-1][-1] + 1:
            parts[-1].append(row)
        else:
            parts.append([row])
    shown = [f"{part[0]} to {part[-1]}" if len(part) > 1 else str(part[0]) for part in parts]
    return ", ".join(shown[:_SHOWN]) + (f" and {len(shown) - _SHOWN} more stretches" if len(shown) > _SHOWN else "")
