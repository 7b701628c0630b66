"""The nouns as text for people, as JSON for other programs, and as CSV for a spreadsheet."""

from __future__ import annotations

from sheetplan.render.adopt import adopt_json, adopt_text
from sheetplan.render.batch import batch_csv, batch_json, batch_text
from sheetplan.render.calendar import calendars
from sheetplan.render.data import check_json, extract_json, update_json
from sheetplan.render.desk import desk_text
from sheetplan.render.diff import diff_csv, diff_json, diff_text
from sheetplan.render.explain import explain_json, explain_text
from sheetplan.render.history import history_csv, history_json, history_text
from sheetplan.render.importing import import_json, import_text
from sheetplan.render.month import rollup_csv, rollup_json, rollup_text
from sheetplan.render.month_page import rollup_html
from sheetplan.render.publish import publish_json, publish_text
from sheetplan.render.remind import remind_csv, remind_json, remind_text
from sheetplan.render.safe import printable
from sheetplan.render.sync import sync_json, sync_text
from sheetplan.render.tables import check_csv
from sheetplan.render.text import check_text, extract_text, refusal_text, update_text
from sheetplan.render.versions import versions_csv, versions_json, versions_text

__all__ = [
    "adopt_json",
    "adopt_text",
    "batch_csv",
    "batch_json",
    "batch_text",
    "calendars",
    "check_csv",
    "check_json",
    "check_text",
    "desk_text",
    "diff_csv",
    "diff_json",
    "diff_text",
    "explain_json",
    "explain_text",
    "extract_json",
    "extract_text",
    "history_csv",
    "history_json",
    "history_text",
    "import_json",
    "import_text",
    "printable",
    "publish_json",
    "publish_text",
    "refusal_text",
    "remind_csv",
    "remind_json",
    "remind_text",
    "rollup_csv",
    "rollup_html",
    "rollup_json",
    "rollup_text",
    "sync_json",
    "sync_text",
    "update_json",
    "update_text",
    "versions_csv",
    "versions_json",
    "versions_text",
]
