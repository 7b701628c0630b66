"""Paints brand-new workbooks: a blank plan, whole, from what its template says."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from datetime import date, datetime

from sheetplan.model import SheetplanError, Template
from sheetplan.workbook import live, owntabs, plantab, properties, sidetabs
from sheetplan.workbook.brush import Brush, finished, options
from sheetplan.workbook.live import live_formulas
from sheetplan.workbook.sidetabs import table_names

__all__ = ["FIRST_VERSION", "live_formulas", "plan", "table_names"]

FIRST_VERSION = "0.0"
"""What a plan of which no version has been kept says of itself in its properties."""

_NONE = "none"
_CANNOT_HOLD = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plan(template: Template, *, title: str, organisation: str, plan_id: str, created: date) -> bytes:
    """Paint a blank plan.

    Args:
        template: what it is painted from; nothing in it comes from elsewhere.
        title: what the plan is called; blank takes the template's title.
        organisation: whose plan it is; may be blank.
        plan_id: the id that travels inside the workbook; blank where the first `update` is to give one.
        created: the day it is made, which is also the position date that it shows until a program recalculates it.

    Returns:
        The workbook (.xlsx). The same inputs give the same bytes.

    Raises:
        SheetplanError: a name or text of the template is one that Excel does not allow in its place.
    """
    import xlsxwriter  # heavy, and most commands paint nothing
    from xlsxwriter.exceptions import XlsxWriterException

    entered = {"title": _one_line(title) or template.title, "organisation": _one_line(organisation)}
    target = io.BytesIO()
    try:
        with warnings.catch_warnings():
            # xlsxwriter only warns of what it then leaves out of the workbook.
            warnings.simplefilter("error")
            with xlsxwriter.Workbook(target, options()) as workbook:
                brush = Brush(workbook, template, created)
                _properties(brush, entered["title"], plan_id)
                _tabs(brush, entered, plan_id)
    except (UserWarning, XlsxWriterException) as problem:
        raise SheetplanError(
            f"No workbook can be made from the template {template.name}: {problem}.",
            "Change that name or text in the template and try again.",
        ) from problem
    return finished(target.getvalue())


def _one_line(text: str) -> str:
    """The text on one line, without characters that a workbook cannot hold."""
    return " ".join(_CANNOT_HOLD.sub(" ", text).split())


def _properties(brush: Brush, title: str, plan_id: str) -> None:
    """What a copy that was renamed and saved by another program is still known by."""
    day = brush.created
    made = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - document properties have no time zone
    brush.workbook.set_properties({"title": title, "subject": brush.template.summary, "created": made})
    travelling = {
        properties.PLAN_ID: plan_id,
        properties.TEMPLATE: f"{brush.template.name} {brush.template.version}",
        properties.VERSION: FIRST_VERSION,
        # On a plan's own sheet; a word that is no field where there are none of ours.
        properties.COLUMNS: _NONE if brush.template.computed_sheet else " ".join(live.computed_fields(brush.template)),
    }
    for name, value in travelling.items():
        if value:
            brush.workbook.set_custom_property(name, value, "text")


def _tabs(brush: Brush, entered: Mapping[str, str], plan_id: str) -> None:
    """All tabs, in their order, and the names that their formulas and dropdowns use."""
    template = brush.template
    cells = sidetabs.cover_cells(template)
    title = (cells["title"], entered["title"])
    brush.workbook.define_name(live.REPORT_DATE, f"={live.report_date(cells['report_date'])}")
    sidetabs.cover(brush, entered, title)
    plantab.paint(brush, cells, title)
    if template.computed_sheet:
        plantab.paint_standing(brush, cells, title)
    owntabs.paint(brush, title)
    if template.archive_after_days is not None:
        sidetabs.archive(brush, title)
    if sidetabs.has_people(template):
        sidetabs.roles(brush, title)
    sidetabs.lists(brush, title)
    sidetabs.guidance(brush, title)
    sidetabs.history(brush, title, plan_id)
    sidetabs.log(brush, title)
