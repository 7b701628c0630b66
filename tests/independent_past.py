"""What stood in the last version that was kept of a plan, for the checks of what changed since; shares no code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

from independent_tables import Table, table


@dataclass
class Past:
    """The last version as it was written; nothing where none was kept."""

    book: Any = None
    plan: Table | None = None
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path, sheet: str, headings: Mapping[str, str]) -> Past:
        """The newest copy in the folder of versions beside a plan."""
        kept = sorted(path.with_name(f"{path.stem} versions").glob("*.xlsx"))
        if not kept:
            return cls()
        book = openpyxl.load_workbook(kept[-1])
        return cls(book, table(book[sheet], headings))

    def name(self, known: Callable[[dict[str, Any]], str]) -> None:
        """Know its rows by what actions are known by."""
        self.rows = {known(row): row for row in (self.plan.rows if self.plan else ())}

    def row(self, known: str) -> dict[str, Any] | None:
        return self.rows.get(known)

    def leaves(self, row: Mapping[str, Any]) -> bool:
        """Whether the due date beside the words is what the program put there."""
        before = self.rows.get(row["known"])
        return before is not None and "timescale" in row and row.get("due") == before.get("due")

    def overtyped(
        self, plan: Table, book: Any, row: Mapping[str, Any], before: Mapping[str, Any]
    ) -> Iterator[tuple[str, int]]:
        """The columns that are worked out and hold something else than was put there, or nothing."""
        was = dict(self.plan.ours) if self.plan else {}
        for name, column in plan.ours:
            now = book[plan.sheet].cell(row["at"], column).value
            if now != self.book[plan.sheet].cell(before["at"], was[name]).value:
                yield "formula-restored" if now is None else "formula-overtyped", column
