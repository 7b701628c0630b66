"""The Timeline: a line for each action and milestone, drawn over the months with looks of cells and marks."""

from __future__ import annotations

from datetime import date

from sheetplan import views
from sheetplan.model import Plan, Status, long_day
from sheetplan.model.plan_views import Line, Timeline
from sheetplan.walks.view_looks import HEADING, TEXT, TITLE, look
from sheetplan.workbook import ours
from sheetplan.workbook.changes import PutView, Style, TabCell

_MONTH_WIDTH = 5.5
_ON_A_PAGE = 18
"""So many months stand beside the words on a page that can be read."""
_WHO = "Who"
_WORDS = ("Ref", "Action or milestone", _WHO, "Status", "When")
_WIDTHS = (8.0, 38.0, 10.0, 13.0, 30.0)


def tab(plan: Plan, drawn: Timeline, name: str, day: date, version: str, *, is_there: bool) -> PutView:
    """The whole tab.

    Args:
        plan: as it was read.
        drawn: its months and lines.
        name: the tab's name.
        day: the position date.
        version: the number of the version that is made.
        is_there: whether there is such a tab of ours already.
    """
    above = [
        (TabCell(ours.title(name, plan.sheet), TITLE),),
        (TabCell(f"The actions on the tab {plan.sheet} and their milestones over the months.", TEXT),),
        (TabCell(f"Position at {long_day(day)}, version {version}. The next update draws it anew.", TEXT),),
        (TabCell(f"{'; '.join(views.LEGEND)}.", TEXT),),
        *((TabCell(said, TEXT),) for said in drawn.said),
    ]
    has_who = any(line.who for line in drawn.lines)
    words = [one for one in _WORDS if has_who or one != _WHO]
    widths = [width for one, width in zip(_WORDS, _WIDTHS, strict=True) if one in words]
    headings = [*words, *(_month(month, day) for month in drawn.months)]
    heading_row = len(above) + 1
    body = [_cells(line, has_who=has_who) for line in drawn.lines]
    if not body:
        nothing = Line("", "No actions yet", "", Status.NO_DUE_DATE, "", ("",) * len(drawn.months))
        body = [tuple(cell and TabCell(cell.value, look()) for cell in _cells(nothing, has_who=False))]
    rows = [*above, tuple(TabCell(one, HEADING) for one in headings), *body]
    return PutView(
        name=name,
        rows=tuple(rows),
        widths=(*widths, *(_MONTH_WIDTH for _ in drawn.months)),
        like=plan.sheet,
        is_there=is_there,
        table=(f"{plan.layout.table or plan.template.table}Timeline", heading_row, heading_row + len(body)),
        buttons=len(words),
        repeat_rows=heading_row,
        repeat_columns=2,
        pages_wide=-(-len(drawn.months) // _ON_A_PAGE),
    )


def _month(month: date, day: date) -> str:
    """A month's heading; that of the position date says so."""
    said = long_day(month).partition(" ")[2]
    return f"{said} now" if (month.year, month.month) == (day.year, day.month) else said


def _cells(line: Line, *, has_who: bool) -> tuple[TabCell | None, ...]:
    plain = look("@")
    # What goes on after it was due is not late in the months to come.
    last = max((at for at, mark in enumerate(line.marks) if set(mark) - set(views.ONWARDS)), default=-1)
    later = Status.ONGOING if line.status is Status.OVERDUE and last >= 0 else line.status
    text = f"  Milestone: {line.text}" if line.is_milestone else line.text
    return (
        TabCell(line.ref or None, plain),
        TabCell(text, plain),
        *([TabCell(line.who or None, plain)] if has_who else []),
        TabCell(str(line.status), look(word=line.status)),
        TabCell(line.when or None, plain),
        *(
            TabCell(mark or None, _marked(mark, later if at > last else line.status))
            for at, mark in enumerate(line.marks)
        ),
    )


def _marked(mark: str, status: Status) -> Style:
    """A month's cell: what is drawn has the colours of the status, and its mark."""
    style = look(word=status) if mark else look()
    return Style(
        **{name: getattr(style, name) for name in ("font", "size", "wrap", "vertical", "border", "fill", "color")},
        bold=True if mark else None,
        horizontal="center",
    )
