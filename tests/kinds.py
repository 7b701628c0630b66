"""A kind of plan that uses every part of the template language, so that tests need none of the packaged ones."""

from __future__ import annotations

from functools import cache

from sheetplan import template
from sheetplan.model import Template

WHOLE = """
name = "whole"
title = "Everything at once"
summary = "A kind of plan with every part that there is"
version = 1

[plan]
ref_from = "ref"
sections = true
reason_field = "lessons"
reply_to = "organisation"
evidence_field = "evidence"

[[column]]
field = "ref"
heading = "Ref"
[[column]]
field = "problem"
heading = "What was found"
[[column]]
field = "action"
heading = "Action"
required = true
[[column]]
field = "timescale"
heading = "By when"
type = "timescale"
[[column]]
field = "evidence"
heading = "Evidence"
required_from = "work_done"
[[column]]
field = "achieved"
heading = "Achieved"
type = "date"
[[column]]
field = "status"
heading = "Status"
type = "choice"
choices = ["Open", "Closed", "Withdrawn"]
[[column]]
field = "lessons"
heading = "Lessons"

[status]
complete_when = ["achieved"]
field = "status"

[rules]
also = ["evidence-vague", "vague", "duplicate-likely", "cause-missing", "lessons-missing"]

[advice]
aim = ["action"]
measure = []
remedy = ["action"]
lessons = ["lessons"]

[milestones]
tab = "milestones"
completes = true

[course]
events_tab = "steps"
signoff_labels = ["Signed", "Position", "Date"]

[[event]]
field = "visit"
label = "Visit"
said = "the visit was held"
cover = "visit_day"
[[event]]
field = "received"
label = "Plan received"
said = "the plan was received"
not_before = "plan_signed"
[[event]]
field = "changes"
label = "Changes asked for"
said = "changes were asked for"
[[event]]
field = "approved"
label = "Approval received"
said = "the plan was approved"
[[event]]
field = "proof"
label = "Evidence received"
said = "the evidence was received"
not_before = "work_signed"
[[event]]
field = "checked"
label = "Evidence checked"
[[event]]
field = "papers"
label = "Papers shared"
[[event]]
field = "fieldwork"
label = "Fieldwork"

[[deadline]]
field = "plan_due"
label = "Send the plan"
event = "received"
after = "visit"
number = 2
unit = "week"
[[deadline]]
field = "review_due"
label = "Review the plan"
event = "approved"
instead = "changes"
after = "received"
number = 2
unit = "week"
[[deadline]]
field = "proof_due"
label = "Send the evidence"
event = "proof"
after = "approved"
number = 8
unit = "week"
[[deadline]]
field = "check_due"
label = "Check the evidence"
event = "checked"
after = "proof"
number = 1
unit = "month"
[[deadline]]
field = "papers_due"
label = "Share the papers"
event = "papers"
before = "fieldwork"
number = 2
unit = "week"

[[signoff]]
field = "plan_signed"
label = "The plan"
who = "the chair"
name = "plan_name"
position = "plan_position"
date = "plan_day"
covers = ["problem", "action"]
deadline = "plan_due"
[[signoff]]
field = "work_signed"
label = "The completed plan"
name = "work_name"
position = "work_position"
date = "work_day"
covers = ["problem", "action", "evidence"]
deadline = "proof_due"
required_from = "work_done"

[[stage]]
field = "work_done"
label = "The work is done"
reached_by = ["work_signed", "proof"]

[[answers]]
tab = "findings"
field = "number"
plan_field = "ref"
words = "words"
plan_words = "problem"

[[draw]]
from = "findings"
into = "plan"
where = "ready"
words = ["Yes"]
copies = { ref = "number", problem = "words" }
match = "ref"
rank = "rank"
sets = { status = "Open" }

[[tab]]
name = "steps"
sheet = "Steps"
table = "tblSteps"
about = "What has happened."
[[tab.column]]
field = "event"
heading = "Step"
required = true
[[tab.column]]
field = "date"
heading = "Day"
type = "date"
required = true

[[tab]]
name = "findings"
sheet = "Findings"
table = "tblFindings"
about = "What was found."
[[tab.column]]
field = "number"
heading = "Number"
[[tab.column]]
field = "words"
heading = "Words"
required_from = "work_done"
[[tab.column]]
field = "ready"
heading = "Ready"
type = "choice"
choices = ["Yes", "No"]
[[tab.column]]
field = "rank"
heading = "Rank"
type = "number"
minimum = 1
maximum = 9
[[tab.column]]
field = "who"
heading = "Who"
type = "people"
[[tab.column]]
field = "actions"
heading = "Actions"
required = true
works_out = { kind = "count", table = "plan", match = "ref", mine = "number" }

[[tab]]
name = "milestones"
sheet = "Milestones"
table = "tblMilestones"
about = "Milestones."
[[tab.column]]
field = "ref"
heading = "Ref"
of = "plan"
[[tab.column]]
field = "milestone"
heading = "Milestone"
[[tab.column]]
field = "due"
heading = "Due"
type = "date"
[[tab.column]]
field = "achieved"
heading = "Reached"
type = "date"
[[tab.column]]
field = "standing"
heading = "Standing"
[[tab.column]]
field = "note"
heading = "Note"

[[tab]]
name = "checklist"
sheet = "Checklist"
table = "tblChecklist"
about = "Questions and answers."
[[tab.column]]
field = "question"
heading = "Question"
[[tab.column]]
field = "answer"
heading = "Answer"
required = true
[[tab.column]]
field = "finding"
heading = "Finding"
of = "findings.number"
[[tab.column]]
field = "score"
heading = "Score"
type = "number"
[tab.chart]
kind = "column"
title = "Scores"
categories = "question"
series = ["score"]
alt = "The score of each question."
[[tab.row]]
question = "Are there targets?"
[[tab.row]]
question = "Are they known?"

[[cover.more]]
field = "visit_day"
label = "Day of the visit"
type = "date"
[[cover.more]]
field = "plan_name"
label = "Signed"
[[cover.more]]
field = "plan_position"
label = "Position"
[[cover.more]]
field = "plan_day"
label = "Date signed"
type = "date"
[[cover.more]]
field = "work_name"
label = "Signed when done"
[[cover.more]]
field = "work_position"
label = "Position when done"
[[cover.more]]
field = "work_day"
label = "Date signed when done"
type = "date"
"""
"""The template as its file would hold it."""


@cache
def whole() -> Template:
    """The template."""
    return template.parse(WHOLE, "whole.toml")
