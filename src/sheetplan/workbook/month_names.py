"""What the tabs, tables and columns of a month's report are called, for its painter and for its reader."""

from __future__ import annotations

SUMMARY, ORGANISATIONS, OWNERS = "Summary", "By organisation", "By owner"
OVERDUE, DUE, COMPLETED, MOVED = "Overdue", "Due next month", "Completed this month", "Dates moved"
CHANGE, TREND, ACTIONS, PLANS, NOTES = "Change since last month", "Trend", "All actions", "Plans", "Notes"
"""The tabs, in their order."""

FIGURES, NOT_RECEIVED, NOT_READ = "Figures", "Not received", "Not read"
"""Further tabs: how each figure is counted; of whom no plan came and what could not be read, where there are any."""

ACTIONS_TABLE, PLANS_TABLE, TREND_TABLE = "tblAll", "tblPlans", "tblTrend"
SUMMARY_TABLE, ORGANISATIONS_TABLE, OWNERS_TABLE = "tblStatus", "tblOrganisations", "tblOwners"
CHANGE_TABLE, FIGURES_TABLE = "tblChange", "tblFigures"
LIST_TABLES = {OVERDUE: "tblOverdue", DUE: "tblDue", COMPLETED: "tblCompleted", MOVED: "tblMoved"}

ORGANISATION_NUMBER, PLAN_NUMBER = "Organisation number", "Plan number"
OWNER_NUMBERS, OWNER_NUMBER = "Owner numbers", "Owner number"
"""Further columns of All actions: by them rows are counted, for names may mean something to a spreadsheet."""
ROW = "Row in All actions"
FIRST_ROW, ROWS, LAST_ROW = "From row", "Rows", "To row"
"""Where the rows of an organisation or a plan stand among very many, counted from the first action."""

ASKED = "AskedOfCommittee"
"""The defined name of the box of what the committee is asked to do: one column of cells."""
ASKED_LINES = 6
"""How many cells it has."""

MONTH = "sheetplan month"
"""The custom property that says which month it is the report of, as 2026-10."""
PROPOSED = "sheetplan proposed"
"""That which marks what was proposed for the box, so that what people wrote there is known from it."""

PLAN_COLUMNS = {
    "organisation": "Organisation",
    "name": "Plan",
    "title": "Kind of plan",
    "version": "Version",
    "day": "Figures of",
    "day_before": "Last month's figures of",
    "received": "Received",
    "newest_record": "Newest record",
    "must_fix": "Must fix",
    "to_check": "Check",
    "said": "Also",
    "kind": "Template",
    "known_by": "Known by",
}
"""The columns of the table of plans: field of PlanInMonth to heading."""

TREND_MONTH, TREND_PLANS = "Month", "Plans"
"""The first columns of the table of the trend; then one for each status, by its word."""

NOTHING = "none"
"""Stands where there is nothing to be said: tables have no empty cells."""
