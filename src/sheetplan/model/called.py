"""What each kind of finding is called for people, in a few words; `checks` has the sentences about a single one."""

from __future__ import annotations

from collections.abc import Mapping

CALLED: Mapping[str, str] = {
    "required": "Needed, and blank",
    "choice": "Not one of the choices",
    "ref-repeated": "Ref used more than once",
    "person-unknown": "Person not in the role key",
    "not-a-date": "Words instead of a date",
    "number-range": "Number outside its limits",
    "no-due-date": "No due date",
    "date-impossible": "Date that does not exist",
    "date-ambiguous": "Date with two readings",
    "date-unlikely": "Date that looks wrong",
    "timescale-words": "Words read as a day",
    "year-inferred": "Year not written",
    "achieved-future": "Achieved after today",
    "achieved-before-start": "Achieved before it starts",
    "due-before-start": "Due before it starts",
    "closed-contradicted": "Closed, yet something is open",
    "achieved-no-evidence": "Achieved without evidence",
    "evidence-vague": "Evidence that names nothing",
    "status-disagrees": "Status and dates disagree",
    "done-by-format": "Done by colour or line only",
    "says-done": "Says done, without its date",
    "due-disagrees": "Due date and words disagree",
    "due-moved": "Due date moved, no reason",
    "milestone-overdue": "Milestone overdue",
    "milestone-after-aim": "Milestone later than its aim",
    "waits": "Waits for what is past",
    "not-counted": "Row not taken for an action",
    "row-shifted": "Row one cell too far left",
    "rows-joined": "Rows read as one action",
    "heading-read-as": "Heading read as another",
    "formula-overtyped": "Worked-out cell typed over",
    "formula-restored": "Worked-out cell put back",
    "text-as-formula": "Text like a formula",
    "edited-after-signing": "Changed after it was signed",
    "signature-missing": "Signature missing",
    "signature-late": "Signed late",
    "deadline-passed": "Deadline passed",
    "finding-unanswered": "Finding without an action",
    "finding-reworded": "Finding worded otherwise",
    "vague": "Aim that cannot be measured",
    "duplicate-likely": "Two actions nearly alike",
    "cause-missing": "Remedy without its cause",
    "lessons-missing": "Lessons not entered",
}
"""By code; short enough to stand beside a bar."""


def called(code: str) -> str:
    """A kind of finding by its code; one that has no name yet is its code in plain words."""
    return CALLED.get(code) or code.replace("-", " ").capitalize()
