"""Which rows stand on which list and in what order, the lines of the tables, and what the charts say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sheetplan.model import (
    Against,
    Count,
    Figure,
    Line,
    Listed,
    PlanInMonth,
    Sentence,
    Sign,
    Status,
    TrendPoint,
    Views,
    long_month,
    many,
    months,
)
from sheetplan.rollup import figures
from sheetplan.rollup.counting import Counting
from sheetplan.rollup.sentences import names

MOST_RANKED = 12
"""So many organisations a chart shows at most."""
_OVERDUE = figures.NOW[Status.OVERDUE]
_WHOSE = ("organisation", "plan", "ref", "action", "owner")
_NAMED = 3
"""So many organisations a title names at most."""
_NO_OWNER = "No owner named"

_BRIDGE: tuple[tuple[Sign, Figure], ...] = (
    ("", figures.OPEN_BEFORE),
    *(("+", figure) for figure in figures.ADDED),
    *(("-", figure) for figure in figures.TAKEN),
    ("=", figures.OPEN),
)


class Counted(NamedTuple):
    """The rows of All actions, counted once."""

    plans: dict[str, Counter[str]]
    """By the plan's name, then by the figure's."""
    owners: dict[str, Counter[str]]
    """By owner, likewise; empty where that is not wanted."""
    rows: Mapping[str, list[int]]
    """Which rows the figures of the lists count, by the figure's name."""

    def total(self, wanted: Iterable[Figure]) -> Mapping[str, int]:
        """Each figure over all actions."""
        sums: Counter[str] = Counter()
        for counts in self.plans.values():
            sums.update(counts)
        return {figure.name: sums[figure.name] for figure in wanted}


def counted(
    actions: Sequence[Sequence[Any]], owners: Sequence[Sequence[str]], due: Figure, *, by_owner: bool
) -> Counted:
    """Counts every figure over the rows.

    Args:
        actions: the rows of All actions.
        owners: for each of these, who has it, each by itself.
        due: what falls due next month.
        by_owner: whether figures by owner are wanted.
    """
    counting = Counting((*figures.FIXED, due))
    found = Counted({}, {}, {figure.name: [] for figure in _listed(due)})
    for at, row in enumerate(actions):
        names = list(counting.of(row))
        found.plans.setdefault(months.value(row, "plan"), Counter()).update(names)
        for name in names:
            if name in found.rows:
                found.rows[name].append(at)
        if by_owner:
            for who in owners[at] or (_NO_OWNER,):
                found.owners.setdefault(who, Counter()).update(names)
    return found


def of(
    tally: Counted,
    totals: Mapping[str, int],
    actions: Sequence[Sequence[Any]],
    plans: Sequence[PlanInMonth],
    trend: Sequence[TrendPoint],
    due: Figure,
) -> Views:
    """What a month's report shows.

    Args:
        tally: the rows, counted.
        totals: each figure over all of them.
        actions: the rows of All actions.
        plans: the plans, by organisation and name.
        trend: all plans at each month's end.
        due: what falls due next month.
    """
    lines = tuple(Line(plan.name, plan.organisation, *_one_plan(plan, tally)) for plan in plans)
    organisations = _organisations(lines)
    ranked = [line for line in organisations if line.compared]
    charted = tuple(ranked[:MOST_RANKED]) if len(ranked) > 1 else ()
    knows_before = any(plan.day_before for plan in plans)
    return Views(
        statuses=((*zip(figures.NOW.values(), figures.BEFORE.values(), strict=True), _ALL)),
        open=(figures.OPEN, figures.OPEN_BEFORE),
        bridge=_BRIDGE,
        held=figures.HELD,
        columns=_columns(due),
        ages=figures.AGES,
        organisations=organisations,
        plans=lines,
        owners=tuple(Line(who, "", counts) for who, counts in sorted(tally.owners.items(), key=_last_unnamed)),
        **{name: _list(name, figure, tally, actions) for name, figure in _lists(due).items()},
        ranked=charted,
        unranked=len(organisations) - len(charted) if charted else 0,
        status_title=_status_title(totals, knows_before=knows_before),
        overdue_title=_of_ranked(ranked, totals, among_all=len(ranked) == len(organisations))
        if charted
        else _of_ages(totals),
        trend_title=_trend_title(trend),
    )


_ALL = (figures.ACTIONS, figures.ACTIONS_BEFORE)


def _columns(due: Figure) -> tuple[Figure, ...]:
    return (
        *(figures.ACTIONS, figures.OPEN, _OVERDUE, figures.BEFORE[Status.OVERDUE], figures.LONG),
        *(due, figures.NOW[Status.NO_DUE_DATE], figures.COMPLETED, figures.MOVED, figures.DISAGREES),
    )


# The lists


def _lists(due: Figure) -> dict[str, Figure]:
    return {
        "overdue": _OVERDUE,
        "due": due,
        "completed": figures.COMPLETED,
        "moved": figures.MOVED,
        "changed": figures.CHANGED,
    }


def _listed(due: Figure) -> Iterable[Figure]:
    return _lists(due).values()


_SHOWN: Mapping[str, tuple[str, ...]] = {
    "overdue": (*_WHOSE, "due", "days_overdue", "first_agreed", "days_late", "times_moved"),
    "due": (*_WHOSE, "status", "due", "first_agreed", "times_moved"),
    "completed": (*_WHOSE, "achieved", "first_agreed", "finished", "days_late", "recorded_late"),
    "moved": (*_WHOSE, "due_before", "due", "first_agreed", "times_moved", "reason"),
    "changed": (*_WHOSE, "change", "status_before", "status"),
}
_STEPS = tuple(word for sign, figure in _BRIDGE if sign in ("+", "-") for ((_, _, word), *_) in figure.ways)
"""What became of an action, in the bridge's order; a word that stands in two of its steps counts where it is first."""

_ORDERS: Mapping[str, Callable[[Sequence[Any]], tuple[Any, ...]]] = {
    "overdue": lambda row: (-months.value(row, "days_overdue"),),
    "due": lambda row: (months.value(row, "due"),),
    "completed": lambda row: (
        months.value(row, "recorded_late") == months.YES,
        months.value(row, "achieved") or date.max,
    ),
    "moved": lambda row: ((months.value(row, "due_before") - months.value(row, "due")).days,),
    "changed": lambda row: (_STEPS.index(months.value(row, "change")),),
}


def _list(name: str, figure: Figure, tally: Counted, actions: Sequence[Sequence[Any]]) -> Listed:
    """Rows that are alike stay in the order of the plans."""
    order = _ORDERS[name]
    return Listed(figure, _SHOWN[name], tuple(sorted(tally.rows[figure.name], key=lambda at: order(actions[at]))))


# The lines


def _one_plan(plan: PlanInMonth, tally: Counted) -> tuple[Mapping[str, int], int, int, bool]:
    return tally.plans.get(plan.name, Counter()), 1, int(not plan.received), plan.compared


def _organisations(lines: Sequence[Line]) -> tuple[Line, ...]:
    """An organisation may be compared where each of its plans may."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.organisation, []).append(line)
    found = [_sum(name, theirs) for name, theirs in groups.items()]
    return tuple(sorted(found, key=_rank))


def _sum(name: str, lines: Sequence[Line]) -> Line:
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(line.counts)
    absent = sum(line.absent for line in lines)
    return Line(name, name, counts, len(lines), absent, all(line.compared for line in lines))


def _rank(line: Line) -> tuple[Any, ...]:
    name = line.name.casefold()
    if not line.compared:
        return True, 0, 0, name
    return False, -_number(line, _OVERDUE), -_number(line, figures.LONG), name


def _number(line: Line, figure: Figure) -> int:
    return line.counts.get(figure.name, 0)


def _last_unnamed(owner: tuple[str, Counter[str]]) -> tuple[bool, str]:
    return owner[0] == _NO_OWNER, owner[0].casefold()


# What the charts say


def _status_title(totals: Mapping[str, int], *, knows_before: bool) -> Sentence:
    now, before = totals[figures.OPEN.name], totals[figures.OPEN_BEFORE.name]
    said = Count(figures.OPEN, now, " action is open", " actions are open")
    return (said, ", ", Against(figures.OPEN, now, figures.OPEN_BEFORE, before)) if knows_before else (said,)


_NONE_OVERDUE = ("No action is overdue",)


def _of_ranked(ranked: Sequence[Line], totals: Mapping[str, int], *, among_all: bool) -> Sentence:
    """Who has the most overdue; where others are not compared nothing is said that only they could make untrue."""
    most = _number(ranked[0], _OVERDUE)
    if not most:
        return _NONE_OVERDUE if not totals[_OVERDUE.name] else ("No action of an organisation shown here is overdue",)
    first = [line.name for line in ranked if _number(line, _OVERDUE) == most]
    theirs, among = Count(_of(first[0]), most, "", ""), "" if among_all else "Of those compared, "
    if len(first) > 1:
        who = names(first) if len(first) <= _NAMED else f"{len(first)} organisations"
        return (f"{among}{who} have the most overdue actions: ", theirs, " each")
    said = (f"{among}{first[0]} has the most overdue actions: ", theirs)
    return (*said, " of ", _all_overdue(totals)) if among_all else said


def _of(organisation: str) -> Figure:
    """The overdue actions of one organisation."""
    ways = tuple((*way, ("organisation", "=", organisation)) for way in _OVERDUE.ways)
    return Figure(f"{_OVERDUE.name}_there", f"{_OVERDUE.label} there", ways)


def _of_ages(totals: Mapping[str, int]) -> Sentence:
    if not totals[_OVERDUE.name]:
        return _NONE_OVERDUE
    days = f"overdue for more than {figures.LONG_OVERDUE} days"
    if not totals[figures.LONG.name]:
        return (f"No action has been {days}, of ", _all_overdue(totals), " that are overdue")
    long = Count(
        figures.LONG, totals[figures.LONG.name], f" action has been {days}, of ", f" actions have been {days}, of "
    )
    return (long, _all_overdue(totals), " that are overdue")


def _all_overdue(totals: Mapping[str, int]) -> Count:
    return Count(_OVERDUE, totals[_OVERDUE.name], "", "")


def _trend_title(trend: Sequence[TrendPoint]) -> str:
    if not trend:
        return "No earlier month is known"
    first, last = trend[0], trend[-1]
    now = last.overdue
    if first is last:
        return f"{now} overdue in {long_month(last.month)}; no earlier month is known"
    was, since = first.overdue, long_month(first.month)
    plans = (
        [""] * 2
        if first.plans == last.plans
        else [f" ({many(number, 'plan')})" for number in (first.plans, last.plans)]
    )
    if was == now and not plans[0]:
        return (
            f"{now} actions are overdue, as many as in {since}" if now != 1 else f"1 action is overdue, as in {since}"
        )
    how = "rose" if now > was else "fell" if now < was else "went"
    return f"Overdue actions {how} from {was} in {since}{plans[0]} to {now} in {long_month(last.month)}{plans[1]}"
