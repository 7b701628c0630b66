"""Templates are data: what a packaged one promises, and what a slip in somebody's own is told."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

import everything
import kinds
from sheetplan import template
from sheetplan.model import SheetplanError, Status, Template, Value
from sheetplan.template import whole
from sheetplan.template.shape import AmissError

HOUSE = Path(__file__).resolve().parent.parent
TEXT = (resources.files("sheetplan") / "templates" / "peer-review.toml").read_text(encoding="utf-8")
COMMON = (resources.files("sheetplan") / "template" / "common.toml").read_text(encoding="utf-8")


def saying(part: str, line: str, text: str = TEXT) -> str:
    """A template that says one thing more in one of its parts; what it does not say is as all templates have it."""
    header = f"[{part}]\n"
    if header not in text:
        return f"{text}\n{header}{line}\n"
    name = line.partition("=")[0].strip()
    before, _, after = text.partition(header)
    return f"{before}{header}{line}\n{re.sub(rf'(?m)^{name} = .*$', '', after, count=1)}"


def told(text: str) -> str:
    """What is said of a template that is not right: always one line."""
    with pytest.raises(SheetplanError) as raised:
        template.parse(text, "mine.toml")
    assert "\n" not in str(raised.value)
    assert raised.value.fix
    return raised.value.reason


# What there is


@pytest.mark.parametrize("name", template.names())
def test_a_packaged_template_keeps_its_promises(name: str) -> None:
    kind = template.load(name)
    assert kind.name == name
    assert set(kind.rag) == set(Status)
    assert len({column.field for column in kind.columns}) == len(kind.columns)
    headings = [heading.casefold() for column in kind.columns for heading in (column.heading, *column.aliases)]
    assert len(set(headings)) == len(headings)
    assert kind.column(kind.ref_from)
    assert all(kind.column(field) for field in kind.complete_when)
    assert all(len(column.prompt) <= 255 for column in kind.columns)


def test_all_packaged_templates_are_loaded_in_the_order_of_their_names() -> None:
    assert [kind.name for kind in template.packaged()] == list(template.names()) == sorted(template.names())
    assert "peer-review" in template.names()


def test_every_word_of_the_toml_arrives() -> None:
    kind = template.load("peer-review")
    assert (kind.due_soon_days, kind.archive_after_days, kind.dates_required) == (31, 31, True)
    assert (kind.ref_from, kind.complete_when, kind.status_field) == ("action", ("achieved",), "status")
    assert kind.compared
    assert not template.load("quality-mark").compared
    assert kind.column("timescale").type == "timescale"
    assert kind.column("status").present == "optional"
    assert kind.roles["PM"] == "Project Manager"
    assert kind.computed["due"] == "Due date"
    assert set(kind.archive_headings) == {"archived_on", "version", "reopen"}
    assert set(kind.history_headings) == {"version", "position_date", "written", "by", "note", "counts", "changed"}


def test_every_part_of_the_language_arrives() -> None:
    kind = kinds.whole()
    empty = [field.name for field in fields(Template) if getattr(kind, field.name) in ((), {}, "", None)]
    assert empty == ["roles", "rules_from", "guidance", "computed_sheet"]
    assert (kind.sections, kind.evidence_field) == (True, "evidence")
    assert [event.said for event in kind.course.events[:2]] == ["the visit was held", "the plan was received"]
    review = kind.course.deadlines[1]
    assert (review.event, review.after, review.instead, review.number, review.unit) == (
        "approved", "received", "changes", 2, "week",
    )  # fmt: skip
    signoff = kind.course.signoffs[1]
    assert (signoff.covers, signoff.who, signoff.required_from) == (("problem", "action", "evidence"), "", "work_done")
    assert kind.course.stages[0].reached_by == ("work_signed", "proof")
    assert kind.answers[0].plan_words == "problem"
    assert (kind.draws[0].source, kind.draws[0].copies["problem"], kind.draws[0].rank) == ("findings", "words", "rank")
    assert kind.draws[0].sets == {"status": "Open"}
    works = kind.tab("findings").column("actions").works_out
    assert works is not None
    assert (works.kind, works.table, works.match, works.mine) == ("count", "plan", "ref", "number")
    checklist = kind.tab("checklist")
    assert checklist.chart is not None
    assert checklist.rows == ({"question": "Are there targets?"}, {"question": "Are they known?"})
    assert checklist.ready_rows == 20


def test_rules_are_those_of_all_templates_with_its_own_and_without_what_it_leaves_out() -> None:
    usual = template.load("peer-review").rules
    text = f'{TEXT}\n[rules]\nalso = ["vague", "waits"]\nwithout = ["says-done"]\n'
    assert template.parse(text, "mine.toml").rules == (*[code for code in usual if code != "says-done"], "vague")


def test_a_rule_is_phased_in_on_its_day() -> None:
    kind = template.parse(f"{TEXT}\n[rules.from]\nrequired = 2026-12-01\n", "mine.toml")
    assert kind.rules_from == {"required": date(2026, 12, 1)}
    assert template.load("peer-review").rules_from == {}


def test_what_people_call_the_columns_of_a_register_has_one_meaning_each() -> None:
    words = template.submission_words()
    for table in (words.register, words.waivers):
        names = [name.casefold() for aliases in table.values() for name in aliases]
        assert len(set(names)) == len(names)


def test_a_field_that_no_column_has() -> None:
    with pytest.raises(KeyError):
        template.load("peer-review").column("colour")


def test_somebodys_own_file_is_loaded_like_a_packaged_one(tmp_path: Path) -> None:
    own = tmp_path / "Ours.TOML"
    own.write_text(TEXT, encoding="utf-8")
    assert template.load(str(own)) == template.load("peer-review")
    own.write_text(TEXT, encoding="utf-8-sig")  # as a plain editor on Windows saves it
    assert template.load(str(own)) == template.load("peer-review")


def test_a_template_may_never_archive_and_have_no_status_column() -> None:
    text = saying("archive", 'after_days = "never"').replace('["achieved"]\nfield = "status"\n', '["achieved"]\n')
    kind = template.parse(text, "mine.toml")
    assert (kind.archive_after_days, kind.status_field) == (None, None)
    assert template.parse(saying("archive", "after_days = 0"), "mine.toml").archive_after_days == 0


def test_what_is_not_said_is_as_all_templates_have_it() -> None:
    kind = template.parse(saying("rag", '"Overdue" = "Crimson"'), "mine.toml")
    usual = template.load("peer-review")
    assert kind.rag == {**usual.rag, Status.OVERDUE: "Crimson"}
    assert (kind.archive_sheet, kind.log_headings) == (usual.archive_sheet, usual.log_headings)


def test_lines_of_its_own_stand_below_those_of_every_cover() -> None:
    lines = [line.field for line in template.load("peer-review").cover]
    assert lines[:2] == ["title", "organisation"]
    assert lines[-1] == "signed_date"


# Slips of the pen: what stood there, what was written, what is said of it

SLIPS = {
    "unknown word in a column": ("width = 38", "wide = 38", '[[column]] 1 has "wide", which means nothing there.'),
    "missing name": ('name = "peer-review"\n', "", 'the file lacks "name".'),
    "missing heading": ('heading = "Action"\n', "", '[[column]] 1 lacks "heading".'),
    "missing ref": ('ref_from = "action"\n', "", '[plan] lacks "ref_from".'),
    "missing question": ('question = "Who is who?"\n', "", '[[guidance.line]] 8 lacks "question".'),
    "missing choices": ('choices = ["Red", "Amber", "Green", "Blue", "Grey"]\n', "", 'type "choice" needs'),
    "missing label": ('label = "First review"\n', "", 'the Cover\'s line 7 lacks "label".'),
    "unknown word on the cover": (
        'label = "First review"',
        'lable = "x"',
        'the Cover\'s line 7 has "lable", which means',
    ),
    "text for a width": ("width = 38", 'width = "wide"', '[[column]] 1: "width" must be a number.'),
    "text for a list": ('complete_when = ["achieved"]', 'complete_when = "achieved"', "must be a list in square"),
    "unknown type": ('type = "timescale"', 'type = "time"', '[[column]] 2: type "time" is none of text, timescale,'),
    "unknown presence": ('"optional"', '"sometimes"', '[[column]] 7: present "sometimes" is none of always, optional.'),
    "unknown cover type": ('type = "date"\nprompt = "The day', 'type = "day"\nprompt = "The day', 'type "day" is'),
    "ref from no column": ('ref_from = "action"', 'ref_from = "acton"', '"acton" is named as a field, but'),
    "completed by no column": ('["achieved"]', '["done"]', '"done" is named as a field, but no [[column]] has it.'),
    "never completed": ('["achieved"]\nfield = "status"', "[]", 'needs "complete_when", or a "field" with "closed"'),
    "status in no column": ('["achieved"]\nfield = "status"', '["achieved"]\nfield = "state"', '"state" is named as'),
    "two columns of one field": ('field = "timescale"', 'field = "action"', "each [[column]] needs a field of its own"),
    "two columns of one heading": ('heading = "Responsibility"', 'heading = "Action"', "needs a heading of its own"),
    "number among words": ('aliases = ["Actions"', 'aliases = [3, "Actions"', "must hold words"),
    "number for a meaning": ('MQC = "Main QIA Contact point"', "MQC = 3", "must hold words"),
    "a stage that there is not": ("width = 38", 'required_from = "soon"', 'there is no [[stage]] "soon".'),
    "no TOML": ('name = "peer-review"', "name = peer-review", "is not written as TOML: "),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_in_one_line_that_names_its_place(slip: str) -> None:
    before, after, words = SLIPS[slip]
    assert before in TEXT
    said = told(TEXT.replace(before, after, 1))
    assert said.startswith("The template mine.toml")
    assert words in said


# What it says otherwise than all templates do: in which part, what was written, what is said of it

OTHERWISE = {
    "unknown word": ("plan", "ready_row = 40", '[plan] has "ready_row", which means nothing there.'),
    "unknown part": ("archiv", 'sheet = "Archive"', 'the file has "archiv", which means nothing there.'),
    "unknown status": ("rag", '"Late" = "Red"', '[rag] has "Late", which means nothing there.'),
    "unknown advice": ("advice", 'aims = ["action"]', '[advice] has "aims", which means nothing there.'),
    "text for a number": ("status", 'due_soon_days = "31"', '[status]: "due_soon_days" must be a whole'),
    "truth for a number": ("plan", "ready_rows = true", '[plan]: "ready_rows" must be a whole number.'),
    "text for a truth": ("plan", 'dates_required = "yes"', '"dates_required" must be true or false.'),
    "number for text": ("computed", "goes_on = 3", '[computed]: "goes_on" must be text in quotation marks.'),
    "number for a list": ("widths", "computed = 12", '[widths]: "computed" must be a list'),
    "one width too few": ("widths", "computed = [12, 13, 9]", "[widths] computed must have 4"),
    "days in words": ("archive", 'after_days = "soon"', '"after_days" must be a number of days, or "never".'),
    "days below nothing": ("archive", "after_days = -1", '"after_days" must be a number of days, or "never".'),
    "soon below nothing": ("status", "due_soon_days = -1", '"due_soon_days" not less than 0'),
    "rows below nothing": ("plan", "ready_rows = -4", '"ready_rows" must be 1 or more'),
    "nothing withdraws": ("status", "withdrawn = []", "[status] withdrawn must hold at least one word."),
    "nothing reopens": ("archive", "reopen_choices = []", "[archive] reopen_choices must hold at least one word."),
    "a blank among words": ("plan", 'continued = ["", "contd"]', "must hold words"),
    "a rule not used anyway": ("rules", 'without = ["vague"]', '[rules] without names "vague", which is not used'),
    "a number for a rule": ("rules", "also = [3]", "[rules] also must hold words"),
    "a day in words": ("rules", 'from = { required = "soon" }', "[rules.from] required must be a day without quot"),
    "an hour for a day": ("rules", "from = { required = 2026-12-01T09:00:00 }", "[rules.from] required must be a day"),
    "a day for all rules": ("rules", "from = 2026-12-01", '[rules]: "from" must be a table of its own.'),
    "back to nobody": ("plan", 'reply_to = "post"', '"post" is named as a line of the Cover, and there is none'),
    "evidence in no column": ("plan", 'evidence_field = "proof"', '"proof" is named as a field'),
    "advice on no column": ("advice", 'aim = ["aim"]', '"aim" is named as a field by [advice] aim, but no [[column]]'),
    "a cover without its lines": ("cover", "line = []", '[[cover.line]] with field "title" is missing.'),
    "no milestones' tab": (
        "milestones",
        'tab = "x"\ncompletes = true',
        '[milestones] tab names "x", which there is not.',
    ),
    "no tab of events": ("course", 'events_tab = "x"', '"events_tab" must name a [[tab]] with the fields event, date.'),
    "two labels": ("course", 'signoff_labels = ["Signed", "Date"]', "signoff_labels must be three"),
}  # fmt: skip


@pytest.mark.parametrize("slip", OTHERWISE)
def test_a_slip_in_what_a_template_says_otherwise_is_told_as_well(slip: str) -> None:
    part, line, words = OTHERWISE[slip]
    assert words in told(saying(part, line))


# The parts that stand on tabs and run a course: what stood there, what was written, what is said of it

PARTS = {
    "tab without a name": ('name = "steps"\n', "", '[[tab]] 1 lacks "name".'),
    "tab called plan": ('name = "checklist"', 'name = "plan"', 'cannot have the name "plan"'),
    "two tabs of one name": ('name = "checklist"', 'name = "Steps"', "each [[tab]] needs a name of its own."),
    "two tabs of one sheet": ('sheet = "Checklist"', 'sheet = "steps"', "each [[tab]] needs a sheet of its own."),
    "two tabs of one table": ('"tblChecklist"', '"tblSteps"', "each [[tab]] needs a table of its own."),
    "no rows ready": ('sheet = "Steps"', 'sheet = "Steps"\nready_rows = 0', '"ready_rows" must be 1 or more.'),
    "two fields of a tab": (
        'field = "ready"',
        'field = "words"',
        "[[tab]] findings [[column]] needs a field of its own",
    ),
    "unknown word in a tab": (
        'about = "Questions and',
        'wanted = true\nabout = "Questions and',
        '[[tab]] 4 has "wanted", which means nothing',
    ),
    "a tab's stage": (
        'heading = "Words"\nrequired_from = "work_done"',
        'heading = "Words"\nrequired_from = "x"',
        'no [[stage]] "x"',
    ),
    "points to no tab": ('of = "findings.number"', 'of = "finding.number"', '"finding.number" is neither "plan" nor a'),
    "points to no field": ('of = "findings.number"', 'of = "findings.no"', '"findings.no" is neither "plan" nor a'),
    "a row of no field": ('question = "Are they known?"', 'asked = "x"', '[[row]] 2 has "asked", which means nothing'),
    "works out otherwise": ('kind = "count"', 'kind = "sum"', 'kind "sum" is none of count, latest, copy, tally.'),
    "works out of too little": (', mine = "number"', "", "count needs match, mine, table."),
    "works out of no table": ('table = "plan"', 'table = "plans"', 'works_out names "plans", which there is not.'),
    "works out of no field": ('match = "ref", mine', 'match = "no", mine', 'works_out names "no", which there is not.'),
    "works out for no field": ('mine = "number"', 'mine = "no"', 'works_out names "no", which there is not.'),
    "chart of another kind": ('kind = "column"\n', 'kind = "pie"\n', 'kind "pie" is none of column, line.'),
    "chart of no field": ('series = ["score"]', 'series = ["points"]', 'names the field "points", which its tab'),
    "two events of one field": ('field = "changes"', 'field = "visit"', "each [[event]] needs a field of its own."),
    "event on no cover line": ('cover = "visit_day"', 'cover = "day"', '[[event]] visit: cover names "day"'),
    "event before no sign-off": ('not_before = "plan_signed"', 'not_before = "chair"', 'not_before names "chair"'),
    "deadline without a number": ("number = 8\n", "", '[[deadline]] 3 lacks "number".'),
    "deadline of nothing": ("number = 8", "number = 0", '"number" must be 1 or more.'),
    "deadline of half": ("number = 8", "number = 0.5", '"number" must be a whole number.'),
    "deadline of another unit": ('unit = "month"', 'unit = "year"', 'unit "year" is none of day, week, month.'),
    "deadline of no event": ('event = "proof"', 'event = "prove"', '[[deadline]] proof_due names "prove"'),
    "deadline after no event": ('after = "approved"', 'after = "approval"', '[[deadline]] proof_due names "approval"'),
    "deadline with no other": ('instead = "changes"', 'instead = "change"', '[[deadline]] review_due names "change"'),
    "deadline after and before": ('before = "fieldwork"', 'before = "fieldwork"\nafter = "visit"', 'either "after" or'),
    "deadline after nothing": ('before = "fieldwork"\n', "", 'needs either "after" or "before".'),
    "deadlines in a circle": (
        'after = "visit"',
        'after = "checked"',
        "plan_due runs in a circle: it waits for its own",
    ),
    "deadline after itself": ('after = "visit"', 'after = "received"', "runs in a circle"),
    "sign-off on no line": ('position = "plan_position"', 'position = "post"', '[[signoff]] plan_signed names "post"'),
    "sign-off of no field": ('covers = ["problem", "action"]', 'covers = ["trouble"]', 'covers names "trouble"'),
    "sign-off of a number": ('covers = ["problem", "action"]', "covers = [3]", "covers must hold words"),
    "sign-off by no deadline": ('deadline = "proof_due"', 'deadline = "proof"', 'deadline names "proof"'),
    "sign-off from no stage": (
        'proof_due"\nrequired_from = "work_done"',
        'proof_due"\nrequired_from = "x"',
        'required_from names "x"',
    ),
    "stage by nothing": ('reached_by = ["work_signed", "proof"]', 'reached_by = ["work"]', 'reached_by names "work"'),
    "stage without a mark": ('reached_by = ["work_signed", "proof"]\n', "", '[[stage]] 1 lacks "reached_by".'),
    "answers of no tab": ('[[answers]]\ntab = "findings"', '[[answers]]\ntab = "x"', '[[answers]] 1 names "x"'),
    "answers of no field": ('plan_field = "ref"', 'plan_field = "number"', '[[answers]] 1 names "number"'),
    "answers of half the words": ('plan_words = "problem"\n', "", 'needs both "words" and "plan_words", or neither.'),
    "draw from nowhere": ('from = "findings"', 'from = "x"', '[[draw]] 1 names "x"'),
    "draw to nowhere": ('into = "plan"', 'into = "x"', '[[draw]] 1 names "x"'),
    "draw of no field": ('problem = "words"', 'problem = "wording"', '[[draw]] 1 names "wording"'),
    "draw to no field": ('{ ref = "number", problem', '{ ref = "number", trouble', '[[draw]] 1 names "trouble"'),
    "draw of a number": ('problem = "words"', "problem = 3", "[[draw]] 1 copies must hold words"),
    "draw by what is not copied": (
        'match = "ref"\n',
        'match = "action"\n',
        '"match" must be one of the fields in "copies".',
    ),
    "draw that sets no field": ('sets = { status', 'sets = { state', '[[draw]] 1 names "state"'),
    "draw that sets a number": ('sets = { status = "Open"', "sets = { status = 3", "[[draw]] 1 sets must hold words"),
    "draw by no rank": ('rank = "rank"', 'rank = "order"', '[[draw]] 1 names "order"'),
    "milestones of other fields": (
        'field = "standing"',
        'field = "state"',
        "[milestones] must have the fields ref, milest",
    ),
    "milestones in halves": ("completes = true", 'completes = "yes"', '"completes" must be true or false.'),
    "events without a day": (
        'field = "date"\nheading = "Day"',
        'field = "day"\nheading = "Day"',
        "fields event, date.",
    ),
    "a part that is no list": ("[[answers]]", "[answers]", '"answers" must be a list in square brackets.'),
}  # fmt: skip


@pytest.mark.parametrize("slip", PARTS)
def test_a_slip_in_a_part_that_not_all_templates_have_is_told(slip: str) -> None:
    before, after, words = PARTS[slip]
    assert before in kinds.WHOLE
    assert words in told(kinds.WHOLE.replace(before, after, 1))


@pytest.mark.parametrize("part", sorted(tomllib.loads(COMMON)))
def test_what_all_templates_share_is_there_and_no_part_is_anything_but_a_table(part: str) -> None:
    common = {name: table for name, table in tomllib.loads(COMMON).items() if name != part}
    with pytest.raises(AmissError, match=re.escape(f"[{part}] is missing.")):
        whole.template(_without(part), common)
    chunks = re.split(r"(?m)^(?=\[\[?\w)", TEXT)
    rest = "".join(chunk for chunk in chunks if not re.match(rf"\[+{part}[].]", chunk))
    assert f'"{part}" must be a table of its own.' in told(f'{part} = "x"\n{rest}')


def _without(part: str) -> dict[str, Value]:
    return {name: value for name, value in tomllib.loads(TEXT).items() if name != part}


@pytest.mark.parametrize("text", ["", "# nothing", 'name = "x"', "column = []", "column = 3", "[[column]]", "\x00"])
def test_almost_nothing_is_no_template(text: str) -> None:
    told(text)


def test_a_name_that_no_template_has_is_told_those_there_are() -> None:
    with pytest.raises(SheetplanError) as raised:
        template.load("peer-revue")
    assert raised.value.reason == 'There is no template called "peer-revue".'
    assert "peer-review" in raised.value.fix
    assert ".toml" in raised.value.fix


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    western = tmp_path / "western.toml"
    western.write_bytes(TEXT.replace("peer review", "peer revièw", 1).encode("cp1252"))
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    for path, words in [
        (tmp_path / "none.toml", "could not be read: No such file or directory."),
        (folder, "could not be read: "),
        (western, "is not saved as UTF-8 text."),
    ]:
        with pytest.raises(SheetplanError) as raised:
            template.load(str(path))
        assert str(path) in raised.value.reason
        assert words in raised.value.reason
        assert "Error" not in str(raised.value)


def test_a_rule_that_there_is_not_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    from sheetplan.walks import understand

    own = tmp_path / "own.toml"
    own.write_text(saying("rules", 'also = ["no-due-day"]'), encoding="utf-8")
    with pytest.raises(SheetplanError, match='uses the rule "no-due-day", which there is not'):
        understand.templates(str(own))


def test_a_rule_phased_in_that_there_is_not_is_refused_as_well(tmp_path: Path) -> None:
    from sheetplan.walks import understand

    own = tmp_path / "own.toml"
    own.write_text(saying("rules", "from = { no-due-day = 2026-12-01 }"), encoding="utf-8")
    with pytest.raises(SheetplanError, match='uses the rule "no-due-day", which there is not'):
        understand.templates(str(own))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a/b", "none of"),
        ("x" * 32, "31 characters"),
        ("'quoted'", "no apostrophe at either end"),
        ("History", "keeps that name for itself"),
        ("archive", "a name of its own"),
    ],
)
def test_a_tab_that_excel_would_not_take_is_refused(name: str, why: str) -> None:
    assert 'sheet = "Stones"' in everything.TEXT
    assert why in told(everything.TEXT.replace('sheet = "Stones"', f'sheet = "{name}"'))


def language(table: Mapping[str, Any]) -> Iterator[str]:
    """Every word that a template's TOML uses, without what is a name of its own."""
    for word, value in table.items():
        yield word
        if word in ("copies", "sets", "codes", "rag", "row"):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from language(one)


def test_the_page_explains_every_word_of_the_language() -> None:
    page = (HOUSE / "docs" / "templates.md").read_text(encoding="utf-8")
    folder = HOUSE / "src" / "sheetplan"
    paths = [*(folder / "templates").glob("*.toml"), folder / "template" / "common.toml"]
    texts = [everything.FORM, *(path.read_text(encoding="utf-8") for path in paths)]
    used = {word for text in texts for word in language(tomllib.loads(text))}
    missing = sorted(word for word in used if not re.search(rf"[`\[.]{word}[`\].]", page))
    assert missing == []


# What a copy for people outside shows


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('step_field = "nought"', "step_field"),
        ('cover = ["nought"]', "no such line"),
        ("months = 0", "1 or more"),
        ('groups = ["One"]', "5 words"),
        ('choices = ["Yes", "yes", "No"]', "3 words"),
        ('next = "About this plan"', "name of its own"),
        ('about = "What: is it?"', "no tab can be called"),
        ('surprise = "x"', "means nothing there"),
        ('[[publish.column]]\nheading = "A"', 'either a "field" or what it "shows"'),
        ('[[publish.column]]\nheading = "A"\nfield = "action"\nshows = "due"', 'either a "field" or what it "shows"'),
        ('[[publish.column]]\nheading = "A"\nfield = "nought"', 'no field "nought"'),
        ('[[publish.column]]\nheading = "A"\nshows = "rag"', "is none of ref, section, due, status"),
        (
            '[[publish.column]]\nheading = "A"\nfield = "action"\n[[publish.column]]\nheading = "a"\nshows = "due"',
            "heading of its own",
        ),
        ('[[publish.tab]]\ntab = "nought"\nsheet = "S"\nabout = "A"\ncolumn = []', 'no [[tab]] "nought"'),
    ],
)
def test_what_is_amiss_in_what_is_published_is_said(words: str, said: str) -> None:
    assert said in told(f"{TEXT.partition('# A copy for people outside.')[0]}[publish]\n{words}\n")


def test_every_packaged_template_says_what_is_published() -> None:
    for kind in template.packaged():
        rules = kind.publishing
        assert rules.columns, kind.name
        assert {column.shows for column in rules.columns} >= {"due", "status"}, kind.name
        shown = [column.field for column in rules.columns if column.field]
        assert not [name for name in shown if kind.column(name).narrative and name != "undertaken"], kind.name
