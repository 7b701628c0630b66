"""The figures of a month, worked out again from the kept versions with pandas: it shares no code with the program.

It knows the plans of `samples/rollup` and nothing else: headings as they stand there, dates that are dates or are
written "28 Feb 2026", refs that stand in a cell or before the action's first full stop.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

STATUSES = ("Complete", "Withdrawn", "Overdue", "Due soon", "Not yet due", "Ongoing", "No due date")
CLOSED = STATUSES[:2]
SOON, LONG = timedelta(days=31), 90
_VERSION = re.compile(r" v(\d+)\.(\d+) (\d{4}-\d\d-\d\d)$")
_DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]{2} \d{4}\b")
_WITHDRAWN = ("withdrawn", "no longer required")
_EIGHT_WEEKS = timedelta(weeks=8)

Row = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """Where a kind of plan says what counts."""

    marks: str
    """A heading that no other kind has."""
    ref: str
    due: str = ""
    """A date, or words with one."""
    done: str = ""
    """The day on which it was done, or why it is not needed."""
    status: str = ""
    """Typed: open, closed or withdrawn."""
    filled: tuple[str, ...] = ()
    """What must be filled before it is complete."""


KINDS = (
    Kind("Open or closed", "Ref", due="Due", status="Open or closed", filled=("Evidence",)),
    Kind("Timescales/Milestones", "Action", due="Timescales/Milestones", done="Achieved (Date)"),
    Kind("SMART Milestones", "Ref", due="SMART Milestones"),
    Kind("Key action", "Ref", due="Timescale", done="Done on"),
    Kind("Improvement required", "Indicator", filled=("Action undertaken", "Evidence")),
)


def month(folder: Path, year: int, number: int) -> pd.DataFrame:
    """The figures of each organisation of which there is a version by the month's end, by its name.

    Args:
        folder: in which each plan stands beside its folder of versions.
        year: of the month.
        number: of the month, 1 for January.

    Returns:
        `version`, `position` and `received` (whether the position is in the month); how many actions have each status
        ("Overdue"), and a month earlier ("Overdue before"); `archived`, `open` and `open before`; `over 90 days`;
        `completed`, `new`, `withdrawn`, `reopened`, `removed` and `moved` (due on another day than a month
        earlier); `due next month`.
    """
    first, end = date(year, number, 1), _month_end(year, number)
    found = {}
    for whose, versions in _plans(folder, end):
        now, before = versions[-1], _in_force(versions, first - timedelta(days=1))
        found[whose] = _figures(now, both(now, before), first, end)
    return pd.DataFrame.from_dict(found, orient="index")


def completed(folder: Path, year: int, number: int) -> pd.DataFrame:
    """The actions that were completed in a month.

    Returns:
        `organisation`, `ref`, `done` (the day on which it was done, where one is recorded), `due`, `first due` (the
        day by which it was due in the first version that had one), and `recorded late` (done before the month).
    """
    first, end = date(year, number, 1), _month_end(year, number)
    rows = []
    for whose, versions in _plans(folder, end):
        now, before = versions[-1], _in_force(versions, first - timedelta(days=1))
        joined = both(now, before)
        for ref, row in joined[_became(joined, "Complete")].iterrows():
            late = row["done"] is not None and row["done"] < first
            rows.append((whose, ref, row["done"], row["due"], first_due(versions).get(str(ref)), late))
    return pd.DataFrame(
        rows, columns=["organisation", "ref", "done", "due", "first due", "recorded late"], dtype=object
    )


def first_due(versions: list[Version]) -> dict[str, date]:
    """The day by which each action was due in the first version in which it had one."""
    found: dict[str, date] = {}
    for _, _, version in sorted(versions):
        due = actions(version)["due"]
        found = {str(ref): day for ref, day in due.items() if day is not None} | found
    return found


def both(now: Version, before: Version | None) -> pd.DataFrame:
    """The actions of two versions side by side: those of the earlier one as "status before" and so on."""
    then = _NOTHING if before is None else actions(before[2])
    return actions(now[2]).join(then.add_suffix(" before"), how="outer")


def _became(joined: pd.DataFrame, status: str) -> pd.Series[bool]:
    return (joined["status"] == status) & (joined["status before"] != status)


def _figures(now: Version, joined: pd.DataFrame, first: date, end: date) -> Row:
    here = joined[joined["status"].notna()]
    counts = here[~here["archived"].astype(bool)]["status"].value_counts()
    counts_then = joined[joined["archived before"].eq(False)]["status before"].value_counts()
    opened, opened_then = (joined[name].notna() & ~joined[name].isin(CLOSED) for name in ("status", "status before"))
    coming = end + timedelta(days=1)
    last = _month_end(coming.year, coming.month)
    is_open = here[~here["status"].isin(CLOSED)]
    return {
        "version": ".".join(map(str, now[1])),
        "position": now[0],
        "received": now[0] >= first,
        **{word: int(counts.get(word, 0)) for word in STATUSES},
        **{f"{word} before": int(counts_then.get(word, 0)) for word in STATUSES},
        "archived": int(here["archived"].sum()),
        "open": int(opened.sum()),
        "open before": int(opened_then.sum()),
        "over 90 days": int((is_open["overdue"] > LONG).sum()),
        "completed": int(_became(joined, "Complete").sum()),
        "withdrawn": int(_became(joined, "Withdrawn").sum()),
        "new": int(joined["status before"].isna().sum()),
        "removed": int((opened_then & joined["status"].isna()).sum()),
        "reopened": int((opened & joined["status before"].isin(CLOSED)).sum()),
        "moved": int(
            (joined[["due", "due before"]].notna().all(axis=1) & (joined["due"] != joined["due before"])).sum()
        ),
        "due next month": int(sum(day is not None and coming <= day <= last for day in is_open["due"])),
    }


@cache
def actions(version: Path) -> pd.DataFrame:
    """The actions of a kept version by their refs, as of its own position date.

    Returns:
        `status`, `due` (date or None), `overdue` (days, else 0), `done` (the day on which a complete one was done,
        where one is recorded), and whether it is `archived`.
    """
    day = _position(version)
    book = _book(version)
    kind, plan, shelved = _tables(book)
    found = {}
    for archived, rows in ((False, plan), (True, shelved)):
        for row in rows:
            ref = _ref(row[kind.ref])
            if ref:
                status, due = _standing(row, ref, kind, book, day)
                overdue = (day - due).days if status == "Overdue" and due else 0
                done = _done(row, ref, kind, book) if status == "Complete" else None
                found[ref] = (status, due, overdue, done, archived)
    return pd.DataFrame.from_dict(found, orient="index", columns=_FIELDS, dtype=object)


_FIELDS = ["status", "due", "overdue", "done", "archived"]
_NOTHING = pd.DataFrame(columns=_FIELDS, dtype=object)


def due_dates(version: Path) -> dict[str, tuple[date | None, date | None]]:
    """What each action of a kept version has in its Due date cell, and the last day that its own words name."""
    book = _book(version)
    kind, plan, _ = _tables(book)
    return {ref: (_day(row.get("Due date")), _due(row, kind, book)) for row in plan if (ref := _ref(row[kind.ref]))}


def _tables(book: Book) -> tuple[Kind, list[Row], list[Row]]:
    """The kind of plan, its actions and its archived ones."""
    kind, plan = next((kind, rows) for kind in KINDS for rows in book.values() if rows and kind.marks in rows[0])
    return kind, plan, book.get("Archive", [])


def _standing(row: Row, ref: str, kind: Kind, book: Book, day: date) -> tuple[str, date | None]:
    """The table of statuses, from its first line to its last."""
    due = _day(row.get("Due date")) or _due(row, kind, book)
    # Only where people keep their plan in a workbook of their own is a heading of this name theirs.
    typed = _text(row.get(kind.status or ("" if "Cover" in book else "Status"))).casefold()
    words = [_text(row[name]).casefold() for name in (kind.done, *kind.filled) if name and kind.status == ""]
    if typed == "withdrawn" or (not typed and any(one.startswith(_WITHDRAWN) for one in words)):
        return "Withdrawn", due
    if _is_complete(row, ref, kind, book, day, typed):
        return "Complete", due
    if due is not None:
        return "Overdue" if due < day else "Due soon" if due <= day + SOON else "Not yet due", due
    return "Ongoing" if _text(row.get(kind.due)).casefold().startswith("ongoing") else "No due date", None


def _is_complete(row: Row, ref: str, kind: Kind, book: Book, day: date, typed: str) -> bool:
    if kind.done:
        achieved = _day(row[kind.done])
        return achieved is not None and achieved <= day
    if kind.status:
        return typed == "closed" and all(_text(row[name]) for name in kind.filled)
    if kind.filled:
        return all(_text(row[name]) for name in kind.filled)
    days = _reached(row, ref, kind, book)
    return bool(days) and all(one is not None and one <= day for one in days)


def _done(row: Row, ref: str, kind: Kind, book: Book) -> date | None:
    """The last day on which a complete action was done; one that is closed by a word or by evidence has none."""
    if kind.status or kind.filled:
        return None
    return _day(row[kind.done]) if kind.done else max(day for day in _reached(row, ref, kind, book) if day)


def _reached(row: Row, ref: str, kind: Kind, book: Book) -> list[date | None]:
    """The day on which each milestone of a cell was reached, as the tab beside the plan says."""
    entered = {
        _text(line["Milestone"]): _day(line["Achieved"]) for line in book["Milestones"] if _ref(line["Ref"]) == ref
    }
    return [entered.get(" ".join(line.split())) for line in _text(row[kind.due]).splitlines()]


def _due(row: Row, kind: Kind, book: Book) -> date | None:
    """The last day that is written there; where no due date is typed, eight weeks after the approval."""
    if not kind.due:
        approved = [_day(line["Date"]) for line in book["Steps"] if line["Step"] == "Approval received"]
        return max(one + _EIGHT_WEEKS for one in approved if one)
    value = row[kind.due]
    return _day(value) or max(map(_read, _DAY.findall(_text(value))), default=None)


# Versions and workbooks

Version = tuple[date, tuple[int, int], Path]
Book = dict[str, list[Row]]


def _plans(folder: Path, end: date) -> Iterator[tuple[str, list[Version]]]:
    """Each organisation with its versions up to that day, oldest first; none of which there is no version yet."""
    for plan in sorted(folder.glob("*.xlsx")):
        versions = sorted(one for one in kept(plan) if one[0] <= end)
        if versions:
            yield _organisation(versions[-1][2]), versions


def kept(plan: Path) -> list[Version]:
    """A plan's kept versions: position date, number, file."""
    found = []
    for path in plan.with_name(f"{plan.stem} versions").glob("*.xlsx"):
        named = _VERSION.search(path.stem)
        assert named is not None
        found.append((date.fromisoformat(named[3]), (int(named[1]), int(named[2])), path))
    return found


def _in_force(versions: list[Version], end: date) -> Version | None:
    """The one with the latest position date by that day; of two of one day the later."""
    return max((one for one in versions if one[0] <= end), default=None)


def _position(version: Path) -> date:
    return date.fromisoformat(version.stem[-10:])


@cache
def _sheets(version: Path) -> dict[str, list[list[Any]]]:
    # Without keep_default_na "N/A" would come as a blank.
    read = pd.read_excel(version, sheet_name=None, header=None, dtype=object, keep_default_na=False, engine="openpyxl")
    return {str(name): frame.to_numpy(dtype=object).tolist() for name, frame in read.items()}


@cache
def _book(version: Path) -> Book:
    """The rows below each sheet's headings, heading to cell."""
    found = {}
    for name, rows in _sheets(version).items():
        cells = [[_heading(cell) for cell in row] for row in rows]
        top = next((n for n, row in enumerate(cells) if len({*row}) > 3 and not _KNOWN.isdisjoint(row)), len(rows) - 1)
        below = [row for row in rows[top + 1 :] if any(map(_text, row))]
        found[name] = [dict(zip(cells[top], row, strict=True)) for row in below]
    return found


_KNOWN = {*(kind.marks for kind in KINDS), "Milestone", "Step"}
"""One of these stands among the headings of every table that is looked at."""


def _heading(value: Any) -> str:
    return " ".join(_text(value).split()).replace("/ ", "/")


def _organisation(version: Path) -> str:
    """What stands behind "Organisation" on any sheet."""
    for rows in _sheets(version).values():
        for row in rows:
            first, _, rest = _text(row[0]).partition(":")
            if first == "Organisation":
                return rest.strip() or _text(row[1])
    raise AssertionError(version)


def _ref(value: Any) -> str:
    """A number of its own, or the one before the action's first full stop; a section's words are none."""
    text = _text(value)
    found = re.match(r"(\d+[a-z]?|\d+(?:\.\d+)+)(?:\. |$)", text)
    return found[1] if found else ""


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None or value != value else str(value).strip()


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def _read(text: str) -> date:
    return datetime.strptime(text, "%d %b %Y").date()  # noqa: DTZ007 - a day has no zone


def _month_end(year: int, number: int) -> date:
    return date(year, number, monthrange(year, number)[1])
