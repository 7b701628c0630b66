"""The workbook in which it is decided what becomes of words that look like names, before a copy is published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sheetplan.model import (
    CHOICES_TO_PUBLISH,
    DECISION_FIELDS,
    Decision,
    Decisions,
    Publishing,
    Wording,
    folded,
)
from sheetplan.workbook import fields, headed, new_book
from sheetplan.workbook.brush import AIR, Canvas, height, prompt, refusal
from sheetplan.workbook.report_rows import text

_TABLE = "tblDecisions"
_HEADINGS = 3
_WIDTHS = {"wording": 30.0, "why": 28.0, "found_in": 26.0, "context": 52.0, "decision": 20.0, "replacement": 28.0}
_PLACES = 5


def read(path: Path, rules: Publishing) -> Decisions:
    """The decisions that there are.

    Args:
        path: the workbook; it need not be there yet.
        rules: how its headings and choices are called.

    Raises:
        SheetplanError: it cannot be read, or is another workbook.
    """
    if not path.exists():
        return Decisions(path)
    content = path.read_bytes()
    table = headed.table(path, {name: (rules.decision_headings[name],) for name in DECISION_FIELDS}, _NEEDED)
    lines: list[Decision] = []
    said: list[str] = []
    for row in table.rows():
        texts = {name: table.text(row, name) for name in DECISION_FIELDS}
        if not texts["wording"]:
            continue
        choice = _choice(texts["decision"], rules)
        if texts["decision"] and not choice:
            said.append(f'{path.name}, row {row}: "{texts["decision"]}" is none of {", ".join(rules.choices)}.')
        if choice == "replace" and not texts["replacement"]:
            said.append(f'{path.name}, row {row}: it is not said what stands in the place of "{texts["wording"]}".')
            choice = ""
        noted = {name: texts[name] for name in ("why", "found_in", "context", "decision")}
        lines.append(Decision(texts["wording"], choice, texts["replacement"], noted))
    return Decisions(path, tuple(lines), content, tuple(said))


_NEEDED = ("wording", "decision", "replacement")


def _choice(said: str, rules: Publishing) -> str:
    return next(
        (name for name, word in zip(CHOICES_TO_PUBLISH, rules.choices, strict=True) if folded(word) == folded(said)), ""
    )


def write(decisions: Decisions, undecided: Sequence[Wording], rules: Publishing, plan: str, day: date) -> bytes:
    """Paint it anew: the lines that there are, then those that nobody has decided about.

    Args:
        decisions: as they stand; their lines stay in their order.
        undecided: wordings about which nothing is decided; those that have a line get no other.
        rules: how its headings and choices are called.
        plan: the plan's file name.
        day: the position date.

    Returns:
        The workbook (.xlsx). The same calls give the same bytes.
    """
    there = {folded(one.wording) for one in decisions.lines}
    rows = [_row(one) for one in decisions.lines]
    rows += [_new(one) for one in undecided if folded(one.text) not in there]
    subject = "Words that look like names or personal data"
    about = new_book.About(f"What to publish of {plan}", subject, day, "Look at the plan's template.")
    return new_book.write(about, lambda canvas: _paint(canvas, rows, rules, plan))


def _row(one: Decision) -> dict[str, str]:
    return {"wording": one.wording, "replacement": one.replacement, **one.noted}


def _new(one: Wording) -> dict[str, str]:
    places = ", ".join(one.places[:_PLACES]) + (" and others" if len(one.places) > _PLACES else "")
    return {"wording": one.text, "why": one.why, "found_in": places, "context": one.context}


def _paint(canvas: Canvas, rows: Sequence[dict[str, str]], rules: Publishing, plan: str) -> None:
    headings = rules.decision_headings
    about = (
        f'Choose under "{headings["decision"]}" what becomes of each wording, save, and run publish again. It is asked '
        "only once. This list is for you alone: do not send it on."
    )
    sheet = canvas.sheet(rules.names["decisions"], list(_WIDTHS.values()), about, ("", plan))
    last = _HEADINGS + max(len(rows), 1)
    columns: list[dict[str, Any]] = [{"header": headings[name]} for name in DECISION_FIELDS]
    canvas.table_frame(sheet, _TABLE, (_HEADINGS, last), columns, filters=True)
    widths = [_WIDTHS[name] for name in DECISION_FIELDS]
    sheet.set_row_pixels(_HEADINGS, fields.heading_height([headings[name] for name in DECISION_FIELDS], widths) + AIR)
    look = canvas.cell(num_format="@")
    for down, row in enumerate(rows or [{}], start=_HEADINGS + 1):
        texts = [text(row.get(name, "")) for name in DECISION_FIELDS]
        for across, said in enumerate(texts):
            sheet.write_string(down, across, said, look) if said else sheet.write_blank(down, across, None, look)
        sheet.set_row_pixels(down, height(zip(texts, widths, strict=True)))
    at = DECISION_FIELDS.index("decision")
    ask = f'"{rules.choices[1]}" puts your own words in its place; "{rules.choices[2]}" shows nothing of that cell.'
    refused = refusal(headings["decision"], ask, stop=True)
    listed = {"validate": "list", "source": list(rules.choices)} | refused
    where = fields.Where(sheet, fields.Rows(_HEADINGS, last))
    fields.validate(where, at, prompt(headings["decision"], ask), listed)
