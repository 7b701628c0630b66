"""What the two tabs of a returned copy say: Start here, in three steps, and Checks, a line for each finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sheetplan.model import (
    RETURN_HEADINGS,
    Batch,
    Finding,
    Level,
    Plan,
    ReturnTabs,
    Submission,
    Template,
    Value,
    letters,
    long_day,
    many,
)
from sheetplan.workbook import palette, returned
from sheetplan.workbook.changes import AddTab, Style, TabCell

COLOURS = {Level.MUST_FIX: palette.WORDS["Red"], Level.CHECK: palette.WORDS["Amber"]}
"""What the cells of these findings are shaded with; who reads for information has nothing to put right."""

_HEADING_ROW = 4
_BOLD = 1.2
"""So much more room does bold text need."""
_SIZE, _FONT = 11, "Arial"
"""Easy to read whatever the sender's workbook is written in."""
_TITLE = Style(font=_FONT, bold=True, size=14, color=palette.INK)
_SECTION = Style(font=_FONT, bold=True, size=13, color=palette.NAVY)
_PLAIN = Style(font=_FONT, size=_SIZE, color=palette.INK)
_LABEL = Style(font=_FONT, bold=True, size=_SIZE, color=palette.INK, wrap=True, vertical="top", horizontal="left")
_TEXT = Style(font=_FONT, size=_SIZE, color=palette.INK, wrap=True, vertical="top", horizontal="left")
_HEADING = Style(
    font=_FONT,
    bold=True,
    size=_SIZE,
    fill=palette.HEADING.fill,
    color=palette.HEADING.text,
    wrap=True,
    vertical="top",
    border=palette.LINE,
)
_BODY = Style(
    font=_FONT,
    size=_SIZE,
    color=palette.INK,
    wrap=True,
    vertical="top",
    horizontal="left",
    border=palette.LINE,
    number_format="General",
)
_LINK = replace(_BODY, color=palette.NAVY, bold=True)
_MEANS = {
    Level.MUST_FIX: "The plan cannot be relied on until these are put right.",
    Level.CHECK: "These may be right. Somebody who knows should look at them.",
    Level.INFORMATION: "Something was assumed or mended. Read them once; you do not need to do anything.",
}
_TABLE = "tblChecks"


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """What must be fixed first, then what to check; within a level as they came, in the order of rows."""
    order = list(Level)
    return sorted(findings, key=lambda finding: order.index(finding.level))


def names(template: Template, taken: Iterable[str]) -> ReturnTabs:
    """The tabs' names and headings; a number is added to a name that people have given a sheet of their own."""
    there = {name.casefold() for name in taken}
    start, checks = (_free(name, there) for name in (template.returns.start, template.returns.checks))
    return ReturnTabs(start, checks, template.returns.headings, template.returns.fixed_choices)


def start_here(
    submission: Submission,
    batch: Batch,
    tabs: ReturnTabs,
    findings: Sequence[Finding],
    new_template: Path | None,
) -> AddTab:
    """The front tab: what to do, how much, by when, and what was checked.

    Args:
        submission: the file that came.
        batch: with the register and the day.
        tabs: what the two tabs are called.
        findings: those that the tab of findings lists.
        new_template: the workbook of the template's present version that goes with this copy, where there is one.
    """
    rows: list[tuple[TabCell | None, ...]] = [
        (TabCell(f"{tabs.start}: this plan has been checked", _TITLE),),
        (
            TabCell(
                f"What to do with this copy of {submission.path.name}. What you typed in it was not changed.", _PLAIN
            ),
        ),
    ]
    for title, lines in (
        ("What to do", _steps(submission, tabs)),
        ("How many", _counts(findings)),
        ("Your reply", _reply(submission, batch)),
        ("A newer form", _newer_form(submission, new_template)),
        ("Since the last time", _since(submission)),
        ("Not asked of you for now", _waived(submission)),
        ("What was checked", _checked(submission, batch.checked.today)),
    ):
        found = list(lines)
        if found:
            rows += [(), (TabCell(title, _SECTION),)]
            rows += [(TabCell(label, _LABEL), TabCell(text, _TEXT)) for label, text in found]
    widths = tuple(map(float, _template(submission).widths["start"]))
    return AddTab(tabs.start, tuple(rows), widths, landscape=False, front=True)


def checks(submission: Submission, batch: Batch, tabs: ReturnTabs, findings: Sequence[Finding]) -> AddTab:
    """The tab of findings: an Excel Table with a line for each, worst first.

    Args:
        submission: the file that came.
        batch: with the day.
        tabs: what the two tabs are called.
        findings: worst first.
    """
    last = _HEADING_ROW + len(findings)
    fixed = letters(RETURN_HEADINGS.index("fixed") + 1)
    headings = tuple(TabCell(tabs.headings[name], _HEADING) for name in RETURN_HEADINGS)
    plans = [judged.plan for judged in submission.judged]
    lines = (_line(plans, number, finding) for number, finding in enumerate(findings, start=1))
    return AddTab(
        name=tabs.checks,
        rows=(
            (TabCell(f"{tabs.checks}: what we found and how to fix it, worst first", _TITLE),),
            (TabCell(f"Checked on {long_day(batch.checked.today)}. Click a cell's name to go to it.", _PLAIN),),
            (TabCell(_whom_to_ask(submission, tabs), _PLAIN),),
            headings,
            *lines,
        ),
        widths=_widths(submission, findings),
        table=(_TABLE, _HEADING_ROW, last),
        freeze_below=_HEADING_ROW,
        repeat_row=_HEADING_ROW,
        links=tuple(_links(findings)),
        choices=((f"{fixed}{_HEADING_ROW + 1}:{fixed}{last}", tabs.fixed_choices),),
        front=True,
    )


def _widths(submission: Submission, findings: Sequence[Finding]) -> tuple[float, ...]:
    """The template's widths; cells' names get as much as they need, because some programs do not wrap a link."""
    names = [returned.cell_words(finding.cell, finding.sheet) for finding in findings]
    needed = max(map(len, names), default=0) * _BOLD
    given = zip(RETURN_HEADINGS, _template(submission).widths["checks"], strict=True)
    return tuple(max(float(width), needed) if name == "cell" else float(width) for name, width in given)


def _line(plans: Sequence[Plan], number: int, finding: Finding) -> tuple[TabCell, ...]:
    words: dict[str, Value] = {
        "number": number,
        "level": finding.level.label,
        "cell": returned.cell_words(finding.cell, finding.sheet),
        "ref": finding.ref,
        "column": heading(plans, finding),
        "found": finding.found,
        "fix": finding.fix,
        "fixed": None,
        "code": returned.code_words(finding),
    }
    look = dict.fromkeys(words, _BODY) | {"ref": replace(_BODY, number_format="@"), "cell": _LINK}
    return tuple(TabCell(words[name], look[name]) for name in RETURN_HEADINGS)


def _links(findings: Sequence[Finding]) -> Iterator[tuple[int, int, str, str, str]]:
    """Each cell's name leads to the cell."""
    column = RETURN_HEADINGS.index("cell") + 1
    for row, finding in enumerate(findings, start=_HEADING_ROW + 1):
        yield row, column, finding.sheet, finding.cell, f"Go to {finding.cell} on {finding.sheet}"


def heading(plans: Sequence[Plan], finding: Finding) -> str:
    """The heading or label that people know a finding's cell by; empty where it has none."""
    field = finding.column or ""
    for plan in plans:
        if finding.sheet == plan.sheet:
            place = plan.columns.get(field) or plan.computed.get(field)
            if place is not None:
                return place.heading
        for read in plan.tabs.values():
            if finding.sheet == read.sheet and field in read.columns:
                return read.columns[field].heading
        for line in plan.template.cover:
            if line.field == field:
                return line.label
    return ""


def _steps(submission: Submission, tabs: ReturnTabs) -> Iterator[tuple[str, str]]:
    fixed, yes = tabs.headings["fixed"], tabs.fixed_choices[0]
    first = f"Open the {tabs.checks} tab. Each line names one cell, what we found there and how to fix it."
    yield "Step 1", f"{first} What must be fixed stands first."
    second = (
        "Click a cell's name to go there, and put it right. Cells that must be fixed are shaded red, cells to check "
        "amber. The shading goes away when a cell is filled in or changed; where you put something right in another "
        "cell it stays until the next check. Your own colours stay."
    )
    yield "Step 2", f'{second} When you have dealt with a line, you can choose {yes} in its "{fixed}" cell.'
    third = (
        f"Save the workbook, under any name, and {_send(submission)}. You can leave this tab and {tabs.checks} in it: "
    )
    yield "Step 3", f"{third}they are taken out when it comes back."


def _send(submission: Submission) -> str:
    expected = submission.expected
    to = (
        f"send it to {expected.reply_to}"
        if expected and expected.reply_to
        else "send it back to whoever sent it to you"
    )
    return f"{to} by {long_day(expected.reply_by)}" if expected and expected.reply_by else to


def _counts(findings: Sequence[Finding]) -> Iterator[tuple[str, str]]:
    counted = Counter(finding.level for finding in findings)
    for level in Level:
        yield level.label, f"{counted[level]}. {_MEANS[level]}" if counted[level] else "None."


def _reply(submission: Submission, batch: Batch) -> Iterator[tuple[str, str]]:
    expected, register = submission.expected, batch.register
    reply_by = (expected.reply_by if expected is not None else None) or batch.reply_by
    reply_to = (expected.reply_to if expected is not None else "") or batch.reply_to
    if reply_by is not None:
        yield "Reply by", long_day(reply_by)
    if reply_to:
        yield "Send it to", reply_to
    if register is not None and register.consequence:
        yield "If nothing comes", register.consequence


def _newer_form(submission: Submission, new_template: Path | None) -> Iterator[tuple[str, str]]:
    if submission.older_template and not submission.judged[0].plan.is_of_newer_template:
        # What stands after it is said to whoever checks.
        yield "Your form", f"{submission.older_template.partition('. ')[0].rstrip('.')}."
    if new_template is not None:
        there = f"With this copy comes {new_template.name}: the present form, with what you typed put into it."
        yield "A new workbook", f"{there} Put right there what stands here, and send that one back instead of this one."


def _since(submission: Submission) -> Iterator[tuple[str, str]]:
    compared = submission.compared
    if compared is None:
        return
    day = f" on {long_day(compared.since)}" if compared.since else ""
    fixed, still, new = (len(found) for found in (compared.fixed, compared.still, compared.new))
    sent = f"Of {many(fixed + still, 'finding')} that we sent you{day}, {fixed} {_is(fixed)} put right"
    yield "Then and now", f"{sent} and {still} {_is(still)} still there. {new} {_is(new)} new."


def _waived(submission: Submission) -> Iterator[tuple[str, str]]:
    for finding, waiver in submission.waived:
        until = f" This holds until {long_day(waiver.until)}." if waiver.until else ""
        reason = waiver.reason.strip().rstrip(".")
        yield (
            returned.cell_words(finding.cell, finding.sheet),
            f"{finding.found} You need not fix this: {reason}.{until}",
        )


def _checked(submission: Submission, today: date) -> Iterator[tuple[str, str]]:
    expected = submission.expected
    if submission.organisation:
        contact = f" ({expected.contact})" if expected is not None and expected.contact else ""
        yield "Whose plan", f"{submission.organisation}{contact}"
    yield "Your file", submission.path.name
    for judged in submission.judged:
        yield "Plan", _about(judged.plan)
        yield "Position date", f"{long_day(judged.day)}: what is overdue or due soon was worked out for this day."
    yield "Checked on", long_day(today)


def _about(plan: Plan) -> str:
    number = len(plan.actions)
    rows = ", ".join(map(str, plan.layout.heading_rows))
    title = plan.cover.get("title")
    named = f"{title}. " if isinstance(title, str) and title.strip() else ""
    return (
        f"{named}The {plan.sheet} tab, read as a {plan.template.name} plan with its headings in row {rows}: "
        f"{many(number, 'action')}."
    )


def _whom_to_ask(submission: Submission, tabs: ReturnTabs) -> str:
    leave = f"Leave the column {tabs.headings['code']} as it is: it tells us which line is which."
    expected = submission.expected
    ask = f"Questions: {expected.reply_to}. " if expected is not None and expected.reply_to else ""
    return f"{ask}What to do, and by when, stands on the {tabs.start} tab. {leave}"


def _template(submission: Submission) -> Template:
    return submission.judged[0].plan.template


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name} ({number})"
    return free
