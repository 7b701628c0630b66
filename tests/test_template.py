"""Templates are data: what a packaged one promises, and what a slip in somebody's own is told."""

from __future__ import annotations

import re
from dataclasses import fields
from importlib import resources
from pathlib import Path

import pytest

from sheetplan import template
from sheetplan.model import SheetplanError, Status, Template

TEXT = (resources.files("sheetplan") / "templates" / "peer-review.toml").read_text(encoding="utf-8")


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
    assert kind.column("timescale").type == "timescale"
    assert kind.column("status").present == "optional"
    assert kind.roles["PM"] == "Project Manager"
    assert kind.computed["due"] == "Due date"
    assert set(kind.archive_headings) == {"archived_on", "version", "reopen"}
    assert set(kind.history_headings) == {"version", "position_date", "written", "by", "note", "counts", "changed"}
    empty = [field.name for field in fields(Template) if getattr(kind, field.name) in ((), {}, "", None)]
    assert empty == []


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
    text = TEXT.replace("after_days = 31", 'after_days = "never"').replace('\nfield = "status"\nclosed', "\nclosed")
    kind = template.parse(text, "mine.toml")
    assert (kind.archive_after_days, kind.status_field) == (None, None)
    assert template.parse(TEXT.replace("after_days = 31", "after_days = 0"), "mine.toml").archive_after_days == 0


# Slips of the pen: what stood there, what was written, what is said of it

SLIPS = {
    "unknown word in a part": ("ready_rows", "ready_row", '[plan] has "ready_row", which means nothing there.'),
    "unknown word in a column": ("width = 38", "wide = 38", '[[column]] 1 has "wide", which means nothing there.'),
    "unknown part": ("[archive]", "[archiv]", 'the file has "archiv", which means nothing there.'),
    "unknown status": ('"Overdue" = "Red"', '"Late" = "Red"', '[rag] has "Late", which means nothing there.'),
    "unknown word on the cover": ('label = "Plan"', 'lable = "Plan"', '[[cover.line]] 1 has "lable", which means'),
    "missing part": ('[rules]\nuse = [\n  "ref', '[status.rules]\nuse = [\n  "ref', "[rules] is missing."),
    "missing name": ('name = "peer-review"\n', "", 'the file lacks "name".'),
    "missing word": ("due_soon_days = 31\n", "", '[status] lacks "due_soon_days".'),
    "missing status": ('"Overdue" = "Red"\n', "", '[rag] lacks "Overdue".'),
    "missing heading": ('heading = "Action"\n', "", '[[column]] 1 lacks "heading".'),
    "missing computed column": ('rag = "RAG"\n', "", '[computed] lacks "rag".'),
    "missing label": ('label = "Plan"\n', "", '[[cover.line]] 1 lacks "label".'),
    "missing question": ('question = "Who is who?"\n', "", '[[guidance.line]] 8 lacks "question".'),
    "missing cover line": ('"report_date"', '"day"', '[[cover.line]] with field "report_date" is missing.'),
    "missing choices": ('choices = ["Red", "Amber", "Green", "Blue", "Grey"]\n', "", 'type "choice" needs'),
    "text for a number": ("due_soon_days = 31", 'due_soon_days = "31"', '[status]: "due_soon_days" must be a whole'),
    "truth for a number": ("ready_rows = 40", "ready_rows = true", '[plan]: "ready_rows" must be a whole number.'),
    "text for a width": ("width = 38", 'width = "wide"', '[[column]] 1: "width" must be a number.'),
    "text for a truth": ("dates_required = true", 'dates_required = "yes"', '"dates_required" must be true or false.'),
    "text for a list": ('complete_when = ["achieved"]', 'complete_when = "achieved"', "must be a list in square"),
    "number for text": ('goes_on = "Goes on"', "goes_on = 3", '[computed]: "goes_on" must be text in quotation marks.'),
    "number for a list": ("computed = [12, 13, 9, 11]", "computed = 12", '[widths]: "computed" must be a list'),
    "one width too few": ("computed = [12, 13, 9, 11]", "computed = [12, 13, 9]", "[widths] computed must have 4"),
    "unknown type": ('type = "timescale"', 'type = "time"', '[[column]] 2: type "time" is none of text, timescale,'),
    "unknown presence": ('"optional"', '"sometimes"', '[[column]] 7: present "sometimes" is none of always, optional.'),
    "unknown cover type": ('type = "date"\nprompt = "The plan', 'type = "day"\nprompt = "The plan', 'type "day" is'),
    "days in words": ("after_days = 31", 'after_days = "soon"', '"after_days" must be a number of days, or "never".'),
    "days below nothing": ("after_days = 31", "after_days = -1", '"after_days" must be a number of days, or "never".'),
    "ref from no column": ('ref_from = "action"', 'ref_from = "acton"', '"acton" is named as a field, but'),
    "completed by no column": ('["achieved"]', '["done"]', '"done" is named as a field, but no [[column]] has it.'),
    "status in no column": ('field = "status"\nclosed', 'field = "state"\nclosed', '"state" is named as a field, but'),
    "two columns of one field": ('field = "timescale"', 'field = "action"', "each [[column]] needs a field of its own"),
    "no TOML": ('name = "peer-review"', "name = peer-review", "is not written as TOML: "),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_in_one_line_that_names_its_place(slip: str) -> None:
    before, after, words = SLIPS[slip]
    assert before in TEXT
    said = told(TEXT.replace(before, after, 1))
    assert said.startswith("The template mine.toml")
    assert words in said


CHUNKS = re.split(r"(?m)^(?=\[\[?\w)", TEXT)


@pytest.mark.parametrize("part", [chunk[1 : chunk.index("]")] for chunk in CHUNKS if re.match(r"\[\w+\]", chunk)])
def test_a_part_that_is_missing_or_no_part_at_all_is_named(part: str) -> None:
    rest = "".join(chunk for chunk in CHUNKS if not re.match(rf"\[+{part}[].]", chunk))
    assert f"[{part}] is missing." in told(rest)
    assert f'"{part}" must be a table of its own.' in told(f'{part} = "x"\n{rest}')


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

    text = (resources.files("sheetplan") / "templates" / "peer-review.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(text.replace('"no-due-date"', '"no-due-day"'), encoding="utf-8")
    with pytest.raises(SheetplanError, match='uses the rule "no-due-day", which there is not'):
        understand.templates(str(own))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('aliases = ["Actions"', 'aliases = [3, "Actions"', "must hold words"),
        (
            'withdrawn = ["Withdrawn", "Cancelled", "Not required", "No longer required", "N/A"]',
            "withdrawn = []",
            "one",
        ),
        ('reopen_choices = ["Yes"]', "reopen_choices = []", "at least one word"),
        ('MQC = "Main QIA Contact point"', "MQC = 3", "must hold words"),
        ("ready_rows = 40", "ready_rows = -4", "ready_rows"),
        ('continued = ["contd"', 'continued = ["", "contd"', "must hold words"),
        ('heading = "Responsibility"', 'heading = "Action"', "heading of its own"),
    ],
)
def test_words_numbers_and_headings_that_cannot_be_meant_are_refused(old: str, new: str, words: str) -> None:
    text = (resources.files("sheetplan") / "templates" / "peer-review.toml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(SheetplanError, match=words):
        template.parse(text.replace(old, new), "own.toml")
