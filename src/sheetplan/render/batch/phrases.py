"""Facts and turns of phrase that the outputs about many plans share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheetplan.model import Batch, Expected, Finding, Level, Submission, Waiver, long_day, many


def kinds_sent(one: Submission) -> list[str]:
    """The kinds of its plans, each once."""
    return list(dict.fromkeys(one.templates))


def late_by(one: Expected, batch: Batch) -> int:
    """How many days late what has not come is; 0 where it is not."""
    return one.days_late(batch.checked.as_of)


def due(one: Expected, batch: Batch) -> str:
    """What is known of the day by which it was to come, to follow other words."""
    if one.due is None:
        return "; no day was set"
    late = late_by(one, batch)
    return f"; it was due on {long_day(one.due)}, {many(late, 'day')} ago" if late else f"; due on {long_day(one.due)}"


def whom(one: Expected) -> str:
    """Whom to ask, as a sentence."""
    return f"Ask {one.contact}." if one.contact else f"Row {one.row} of the register names nobody to ask."


def senders(batch: Batch) -> dict[str, str | None]:
    """Each file's organisation."""
    return {str(one.path): one.organisation for one in batch.submissions}


def until(waiver: Waiver) -> str:
    """Until when it is waived, to follow other words; nothing where no day is set."""
    return f" until {long_day(waiver.until)}" if waiver.until else ""


def gravity(counts: Mapping[Level, int]) -> tuple[int, ...]:
    """The key by which the worst comes first."""
    return tuple(-counts[level] for level in Level)


def worst_first(files: Iterable[Submission]) -> list[Submission]:
    """Files, the one with the gravest findings first."""
    return sorted(files, key=lambda one: (gravity(one.counts()), str(one.path)))


def grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings of one file, those of the same trouble together, the gravest and most frequent first."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.level, one.sheet, one.code, one.column), []).append(one)
    order = list(Level)
    return sorted(groups.values(), key=lambda same: (order.index(same[0].level), -len(same)))
