"""The Dashboard: how a plan's actions stand, what is overdue and due next, how fresh it is, who has most to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sheetplan import views
from sheetplan.model import Plan, Status, Value, letters, long_day
from sheetplan.model.colours import CHARTED
from sheetplan.model.plan_views import Group, OnSheet
from sheetplan.walks.looks import DAY
from sheetplan.walks.view_looks import HEADING, TEXT, TITLE, look
from sheetplan.workbook import booknames, live, ours, palette, tabs, view_formulas
from sheetplan.workbook.changes import Bars, PutView, Style, TabCell
from sheetplan.workbook.view_formulas import Columns

LISTED = 10
"""So many actions stand in each list."""
_WIDTHS = (18.0, 14.0, 12.0, 14.0, 9.0, 63.0)
_FEWEST, _FREE = 5, 2
"""A list has at least so many rows, and so many for what is added before the next update."""
_ON_A_PAGE, _USUAL = 470.0, 15.0
"""Points: what fits a page, and how tall a row is of which nothing else is said."""
_NARROW_ONES = 4
_BESIDE = "The figures stand in the table beside it."
_ROW_OF = "row"
"""The column of a list that says in which row of the plan an action stands."""
_BAR = 22
"""How many pixels a bar takes in a chart, with its words beside it."""
_FRAME = 90
_NARROW = 620
_ROW = 20
_SECTION = Style(font="Arial", size=13, bold=True, color=palette.NAVY, vertical="bottom")


@dataclass(frozen=True)
class About:
    """What the Dashboard says of the plan besides its actions."""

    name: str
    """The tab's name."""
    is_there: bool
    day: date
    version: str
    newest: date | None
    """The newest day on which something is recorded in the plan."""
    archived: int


@dataclass
class _Page:
    """The tab as it is filled, row by row."""

    rows: list[tuple[TabCell | None, ...]] = field(default_factory=list)
    charts: list[Bars] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)

    @property
    def next(self) -> int:
        return len(self.rows) + 1

    def add(self, *cells: TabCell | None) -> int:
        self.rows.append(cells)
        return len(self.rows)

    def fill_to(self, row: int) -> None:
        while len(self.rows) < row:
            self.rows.append(())

    def kept_together(self, first: int) -> None:
        """A new printed page before this row, where the one begun has no room for all from there on."""
        start = self.breaks[-1] if self.breaks else 1
        tall = sum(tabs.row_points(cells, _WIDTHS) or _USUAL for cells in self.rows[start - 1 :])
        if first > start and tall > _ON_A_PAGE:
            self.breaks.append(first + 1)

    def headed(self, text: str, *headings: str, notes: Sequence[TabCell] = ()) -> int:
        """A section with notes and a row of headings; gives that row's number."""
        self.add()
        self.add(TabCell(text, _SECTION))
        for note in notes:
            self.add(note)
        return self.add(*(TabCell(one, HEADING) for one in headings))


def tab(plan: Plan, columns: Columns, actions: Sequence[OnSheet], about: About) -> PutView:
    """The whole tab.

    Args:
        plan: as it was read.
        columns: where its cells stand once the update is done.
        actions: what they say then.
        about: what else the tab says.
    """
    page = _Page()
    page.add(TabCell(ours.title(about.name, plan.sheet), TITLE))
    page.add(TabCell(f"How the actions on the tab {plan.sheet} stand: formulas over its cells.", TEXT))
    page.add(TabCell("Each update lays this tab out anew; what is typed here does not stay.", TEXT))
    places = _statuses(page, plan, columns, actions, about.day)
    _freshness(page, plan, about)
    _late(page, plan, columns, actions, places)
    _next(page, plan, columns, actions, places)
    for name in plan.template.views.count_by:
        if f"typed.{name}" in columns.at:
            _by(page, plan, columns, actions, (name, about.day))
    return PutView(
        name=about.name,
        rows=tuple(page.rows),
        widths=_WIDTHS,
        like=plan.sheet,
        is_there=about.is_there,
        charts=tuple(page.charts),
        breaks=tuple(page.breaks),
    )


def _statuses(page: _Page, plan: Plan, columns: Columns, actions: Sequence[OnSheet], day: date) -> Mapping[str, str]:
    """How many actions have each status, with their chart; gives the cell of each count."""
    words: list[str] = [str(word) for word in CHARTED]
    if plan.live and "goes_on" in plan.computed:
        words.append(live.NOT_YET_READ)
    counts = views.statuses(actions, words)
    total = sum(counts.values())
    first = page.next + 4
    places = {word: f"$B${first + at}" for at, word in enumerate(words)}
    last = first + len(words) - 1
    places["total"] = f"$B${last + 1}"
    said = views.headline(counts, total)
    formula = view_formulas.headline(
        *(places[word] for word in (Status.OVERDUE, "total", Status.DUE_SOON, Status.NO_DUE_DATE))
    )
    page.add(TabCell(said, Style(font="Arial", size=11, bold=True), formula))
    headings = page.headed("How the actions stand", "Status", "Actions")
    for word in words:
        page.add(
            TabCell(word, look(word=word)),
            TabCell(counts[word], look("0"), view_formulas.with_status(columns, word)),
        )
    page.add(TabCell("All", look()), TabCell(total, look("0"), f"SUM($B${first}:$B${last})"))
    told = "; ".join(f"{word} {counts[word]}" for word in words)
    page.charts.append(
        Bars(
            # Some programs show a title as it was stored, so it has no figures: the sentence above has them.
            title_row=headings - 1,
            rows=(first, last),
            series=((2, CHARTED[Status.OVERDUE]),),
            names_row=headings,
            corner=(headings, 4),
            size=(_NARROW, _FRAME + _BAR * len(words)),
            text=f"How many actions have each status, at {long_day(day)}. {said} {told}. {_BESIDE}",
            points=tuple(CHARTED[Status(word)] if word in CHARTED else palette.QUIET for word in words),
        )
    )
    page.fill_to(headings + (_FRAME + _BAR * len(words)) // _ROW)
    return places


def _freshness(page: _Page, plan: Plan, about: About) -> None:
    """Of which day it is, and when something was last recorded."""
    first = page.headed("How fresh it is", "What", "When") + 1
    formula = booknames.REPORT_DATE if plan.live else None
    page.add(TabCell("Position date", look()), TabCell(about.day, look(DAY), formula))
    page.add(TabCell("Version", look()), TabCell(about.version, look("@")))
    page.add(TabCell("Last recorded", look()), TabCell(about.newest or "Nothing yet", look(DAY)))
    since = (about.day - about.newest).days if about.newest else ""
    days = f'IF(ISNUMBER($B${first + 2}),$B${first}-$B${first + 2},"")'
    page.add(TabCell("Days since then", look()), TabCell(since, look("0"), days))
    if plan.template.archive_after_days is not None:
        page.add(TabCell("In the archive", look()), TabCell(about.archived, look("0")))


def _late(page: _Page, plan: Plan, columns: Columns, actions: Sequence[OnSheet], places: Mapping[str, str]) -> None:
    """The overdue actions, the longest first."""
    number = sum(one.status == Status.OVERDUE for one in actions)
    found = _Found(views.overdue(actions, LISTED), number, places[Status.OVERDUE], view_formulas.overdue_row)
    _listed(page, plan, columns, ("Overdue, the longest first", "days_overdue"), found)


def _next(page: _Page, plan: Plan, columns: Columns, actions: Sequence[OnSheet], places: Mapping[str, str]) -> None:
    """What is due next."""
    number = sum(one.status in (Status.DUE_SOON, Status.NOT_YET_DUE) for one in actions)
    cell = f"({places[Status.DUE_SOON]}+{places[Status.NOT_YET_DUE]})"
    found = _Found(views.coming(actions, LISTED), number, cell, view_formulas.coming_row)
    _listed(page, plan, columns, ("Due next", "status"), found)


class _Found(NamedTuple):
    """Actions that are listed."""

    shown: Sequence[OnSheet]
    number: int
    """How many there are."""
    cell: str
    """Where that stands."""
    row: Callable[[Columns, int], str]
    """The formula that finds the row of the first, the second, ..."""


def _listed(page: _Page, plan: Plan, columns: Columns, about: tuple[str, str], found: _Found) -> None:
    """A list of actions, each looked up by its row."""
    rows = min(LISTED, max(_FEWEST, len(found.shown) + _FREE))
    said = "None." if not found.number else f"{found.number} in all."
    if found.number > rows:
        said = f"{found.number} in all; the first {rows} are listed."
    begins = page.next
    note = TabCell(said, TEXT, view_formulas.how_many(found.cell, rows))
    fields = _fields(plan, columns, about[1])
    page.headed(about[0], *fields.values(), notes=(note,))
    key = f"${letters(list(fields).index(_ROW_OF) + 1)}$"
    for at in range(rows):
        one = found.shown[at] if at < len(found.shown) else None
        row = f"{key}{page.next}"
        place = found.row(columns, at + 1)
        text = f"typed.{plan.template.views.says}"
        page.add(*(_list_cell(columns, one, name, row, place, cut=name == text) for name in fields))
    page.kept_together(begins)


def _fields(plan: Plan, columns: Columns, measure: str) -> dict[str, str]:
    """What stands in the columns of a list, and their headings: five narrow ones, then what is to be done."""
    template = plan.template
    people = [f"typed.{one.field}" for one in template.columns if one.type == "people"]
    wanted = ["typed.ref", next((one for one in people if one in columns.at), ""), measure, "due"]
    spare = [one for one in ("rag", "status", "days_overdue") if one != measure]
    found = [one for one in wanted if one in columns.at]
    found = [*found, *(one for one in spare if one in columns.at)][:_NARROW_ONES]
    text = f"typed.{template.views.says}"
    named = {name: _heading(plan, name) for name in (*found, _ROW_OF, text) if name == _ROW_OF or name in columns.at}
    return dict(zip(named, _apart(list(named.values())), strict=True))


def _heading(plan: Plan, name: str) -> str:
    if name == _ROW_OF:
        return "Row"
    field = name.removeprefix("typed.")
    if name != field and field in plan.columns:
        return plan.columns[field].heading or plan.template.column(field).heading
    return plan.template.computed[field]


def _list_cell(columns: Columns, one: OnSheet | None, name: str, row: str, formula: str, *, cut: bool) -> TabCell:
    if name == _ROW_OF:
        return TabCell(one.row if one else "", look("0"), formula)
    formula = view_formulas.shown(columns, name, row, cut=cut)
    return TabCell(_value(one, name, cut=cut), look(DAY if name == "due" else "General"), formula)


def _value(one: OnSheet | None, name: str, *, cut: bool) -> Value:
    if one is None:
        return ""
    own = {"due": one.due, "status": one.status, "days_overdue": one.days, "rag": one.rag}
    value = own.get(name, one.cells.get(name))
    value = "" if value is None else value
    return view_formulas.cut(value) if cut and isinstance(value, str) else value


def _apart(headings: Sequence[str]) -> list[str]:
    """Headings of which none stands twice."""
    found: list[str] = []
    for one in headings:
        found.append(f"{one} (worked out)" if one in found else one)
    return found


def _by(page: _Page, plan: Plan, columns: Columns, actions: Sequence[OnSheet], about: tuple[str, date]) -> None:
    """Open and overdue actions by the words of a column, with their chart."""
    name, day = about
    column, key = plan.template.column(name), f"typed.{name}"
    is_people = column.type == "people"
    found = views.people(actions, key, plan.people) if is_people else views.groups(actions, key)
    nobody = "Nobody named" if is_people else "Not entered"
    heading = plan.columns[name].heading or column.heading
    tall = _FRAME + 2 * _BAR * len(found)
    begins = page.next
    said = views.most_overdue(found, nobody)
    first = page.next + (4 if not is_people else 5)
    last = first + len(found)
    labels, opens, late = (f"${letter}${first + 1}:${letter}${last}" for letter in "ABC")
    notes = [
        TabCell(said, TEXT, view_formulas.most_overdue(labels, opens, late)),
        TabCell(
            "Counted by what stood there at the last update; what is typed since then joins them at the next.", TEXT
        ),
    ]
    notes += [TabCell("An action of several people counts under each of them.", TEXT)] if is_people else []
    headings = page.headed(f"Open actions by {heading}", heading, "Open", "Overdue", notes=notes)
    for group in found:
        page.add(*_counted(group, f"$A${page.next}" if group.label else "", columns, key, is_people, nobody))
    told = "; ".join(f"{one.label or nobody} {one.open} open, {one.overdue} overdue" for one in found)
    page.charts.append(
        Bars(
            title_row=headings - len(notes) - 1,
            rows=(first + 1, last),
            series=((2, palette.SERIES[0]), (3, palette.SERIES[4])),
            names_row=headings,
            corner=(headings, 4),
            size=(_NARROW, tall),
            text=f"Open and overdue actions by {heading}, at {long_day(day)}. {said} {told}. {_BESIDE}",
        )
    )
    page.fill_to(headings + tall // _ROW)
    page.kept_together(begins)


def _counted(group: Group, label: str, columns: Columns, key: str, is_people: bool, nobody: str) -> tuple[TabCell, ...]:
    def formula(status: str) -> str:
        if is_people and label:
            return view_formulas.of_people(columns, key, label, views.APART, status, group.longer)
        return view_formulas.of_words(columns, key, label, status)

    return (
        TabCell(group.label or nobody, look()),
        TabCell(group.open, look("0"), formula("")),
        TabCell(group.overdue, look("0"), formula(Status.OVERDUE)),
    )
