"""A template for tests that says everything the template language can say, in names as awkward as people choose."""

from __future__ import annotations

from sheetplan import template
from sheetplan.model import Template

LONG = ", ".join(f'"Choice {number} of many"' for number in range(1, 61))

TEXT = (
    """
name = "everything"
title = "What's in it?"
summary = "For tests"
version = 3
[plan]
sheet = "Plan: 'all' \\"it\\" can (say)!"
table = "tblAll"
ready_rows = 12
ref_from = "what"
evidence_field = "proof"
reason_field = "proof"
sections = true
[[column]]
field = "ref"
heading = "No. [#]"
width = 7
[[column]]
field = "what"
heading = "What's to be done @ once"
required = true
width = 40
[[column]]
field = "when"
heading = "When [in words]"
type = "timescale"
width = 20
[[column]]
field = "who"
heading = "Who 'does' it"
type = "people"
width = 12
[[column]]
field = "cost"
heading = "Cost, £"
type = "number"
minimum = 0
maximum = 1000000
width = 12
[[column]]
field = "risk"
heading = "Risk"
type = "choice"
choices = ["Red", "Amber", "Green"]
width = 12
[[column]]
field = "state"
heading = "Status"
type = "choice"
choices = ["Open", "Let \\"go\\" @ last", "Closed"]
width = 14
[[column]]
field = "proof"
heading = "Proof"
required_from = "claimed"
width = 20
[[column]]
field = "done"
heading = "Done"
type = "date"
width = 14
[status]
field = "state"
complete_when = ["done", "proof"]
closed = ["Closed"]
withdrawn = ["Let \\"go\\" @ last", "N/A"]
due_soon_days = 7
[course]
events_tab = "steps"
deadlines_tab = "days"
signoff_labels = ["Signed", "Position", "Date"]
[[event]]
field = "visit"
label = "Visit"
[[event]]
field = "papers"
label = "Papers"
not_before = "chair"
[[deadline]]
field = "papers_due"
label = "Papers sent"
event = "papers"
before = "visit"
number = 2
unit = "week"
[[signoff]]
field = "chair"
label = "The plan"
name = "chair_name"
position = "chair_position"
date = "chair_date"
covers = ["what"]
[[stage]]
field = "claimed"
label = "Claimed to be done"
reached_by = ["chair"]
[milestones]
tab = "stones"
completes = true
[[tab]]
name = "stones"
sheet = "Stones"
table = "tblStones"
about = "Filled by update, but for what was achieved."
ready_rows = 20
column = [
  { field = "ref", heading = "Ref", of = "plan", width = 8 },
  { field = "milestone", heading = "Milestone", width = 40 },
  { field = "due", heading = "Due", type = "date", width = 14 },
  { field = "achieved", heading = "Achieved", type = "date", width = 14 },
  { field = "standing", heading = "Standing", width = 20 },
  { field = "note", heading = "Note", width = 40 },
]
[[tab]]
name = "steps"
sheet = "Steps, of which there are many."
table = "tblChanges"
about = "Each thing that has happened."
column = [
  { field = "event", heading = "Step", type = "choice", choices = ["Visit", "Papers"], width = 20 },
  { field = "date", heading = "Date", type = "date", width = 14 },
]
[[tab]]
name = "days"
sheet = "Days"
table = "days"
about = "By when each step is due."
ready_rows = 3
column = [
  { field = "step", heading = "Step", width = 20 },
  { field = "earliest", heading = "Earliest", type = "date", width = 14 },
  { field = "latest", heading = "Latest", type = "date", width = 14 },
  { field = "recorded", heading = "Recorded", type = "date", width = 14 },
  { field = "days_late", heading = "Days late", width = 14 },
  { field = "reason", heading = "Reason", width = 40 },
]
[[tab]]
name = "topics"
sheet = "Topics"
table = "Topics"
about = "What is asked, what two people say of it, and how often the plan, the readings and this table speak of it."
ready_rows = 8
row = [ { topic = "Safety", first = "Yes" }, { topic = "=Hope" } ]
[tab.chart]
kind = "column"
title = "What is \\"newest\\" & <how many> say yes"
categories = "topic"
series = ["newest", "yes"]
alt = "Columns of both."
[[tab.column]]
field = "topic"
heading = "Topic's [name]"
required = true
width = 20
[[tab.column]]
field = "first"
heading = "First #1"
type = "choice"
choices = ["Yes", "No"]
width = 10
[[tab.column]]
field = "second"
heading = "Second #2"
type = "choice"
choices = ["Yes", "No"]
width = 10
[[tab.column]]
field = "sort"
heading = "Sort"
type = "choice"
choices = [LONG]
width = 14
[[tab.column]]
field = "yes"
heading = "Yes"
type = "number"
width = 9
works_out = { kind = "tally", fields = ["first", "second"], word = "Yes" }
[[tab.column]]
field = "actions"
heading = "Actions"
type = "number"
width = 10
works_out = { kind = "count", table = "plan", match = "who", mine = "topic" }
[[tab.column]]
field = "newest"
heading = "Newest"
type = "number"
width = 10
works_out = { kind = "latest", table = "readings", match = "topic", mine = "topic", value = "figure", by = "day" }
[[tab.column]]
field = "on"
heading = "On"
type = "date"
width = 14
works_out = { kind = "latest", table = "readings", match = "topic", mine = "topic", value = "day", by = "day" }
[[tab.column]]
field = "said"
heading = "Said first"
width = 20
works_out = { kind = "copy", table = "readings", match = "topic", mine = "topic", value = "said" }
[[tab]]
name = "readings"
sheet = "Readings"
table = "tblReadings"
about = "Each reading, one in a row."
ready_rows = 14
column = [
  { field = "topic", heading = "Topic", of = "topics.topic", width = 20 },
  { field = "day", heading = "Day", type = "date", width = 14 },
  { field = "figure", heading = "Figure", type = "number", width = 10 },
  { field = "said", heading = "Said", width = 30 },
]
row = [ { topic = "Safety", day = "2008-01-31", figure = "3.5", said = "Better" } ]
chart = { kind = "line", title = "Readings", categories = "day", series = ["figure"], alt = "A line of the readings." }
[[cover.more]]
section = "Signed"
field = "chair_name"
label = "Signed"
[[cover.more]]
field = "chair_position"
label = "Position"
[[cover.more]]
field = "chair_date"
label = "Date"
type = "date"
""".replace("[LONG]", f"[{LONG}]")
    .replace("Plan: 'all'", "Plan 'all'")
    .replace("can (say)!", "can (say)")
)

FORM = TEXT.replace("ready_rows = 12\n", "ready_rows = 12\ncomputed_sheet = \"How it's 'now' standing\"\n", 1)
"""The same, the plan being a form on which nothing is worked out."""


def kinds() -> dict[str, Template]:
    """The template; the same as a form; and the same where milestones alone complete an action."""
    stones = TEXT.replace('complete_when = ["done", "proof"]', "complete_when = []", 1)
    texts = {"everything": TEXT, "form": FORM, "stones": stones}
    return {name: template.parse(text, name) for name, text in texts.items()}
