"""Other people's text stays text in every file that is written; nothing that a workbook names is followed or run."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.formula import Tokenizer

import familiar
import packages
import plans
from judges.libreoffice import LibreOffice
from judges.raw import unescaped
from judges.readers import by_calamine
from sheetplan import render, template
from sheetplan.cli import main
from sheetplan.model import (
    Checked,
    Finding,
    Judged,
    Level,
    Plan,
    Refusal,
    SheetplanError,
    Template,
    Updated,
    Value,
    Version,
)
from sheetplan.walks import check as walk
from sheetplan.walks.new import new
from sheetplan.walks.update import Options, update
from sheetplan.workbook import edit, live, paint
from sheetplan.workbook.changes import AddColumn, AddTab, Change, SetCell, SetProperties, Style, TabCell

DAY = date(2008, 2, 29)
NOW = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
WIDE = "\uff1d\uff0b\uff0d\uff20"
SIGNS = f"=+-@{WIDE}"
NAMED = (
    "=1+1", "+1", "-2+3", "@SUM(1)", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", '=HYPERLINK("http://example.org","x")',
    '=WEBSERVICE("http://example.org")', "=Plan!C6", "=", "-", "A1", "\t=1", "\r=1", "\n=1", "one\n=1", "one;=1;",
    "'=1", "''=1", " =1", "\u00a0=1", "\ufeff=1", *(f"{sign}1" for sign in WIDE), '"=1"', 'x;"=1', "{=1}", "=1,=2",
    '","=1', "*?~",
)  # fmt: skip
"""Texts that some program somewhere takes for a formula, a link or a command."""
KIND = template.load("peer-review")
COMPUTED = '\n[computed]\ndays_overdue = "Days overdue"\n'
_OWN = (Path(template.__file__).parents[1] / "templates" / "peer-review.toml").read_text(encoding="utf-8")
TOML = _OWN.replace("[plan]\n", '[plan]\nsheet = "Action plan"\ntable = "tblActions"\n', 1) + COMPUTED
"""The packaged template, with words in it that it takes from what all templates share."""

dangerous = st.builds(
    lambda before, sign, rest: (before + sign + rest)[:200],
    st.sampled_from(
        ("", "", " ", "\t", "\n", "\r", "\r\n", "'", "''", '"', "\u00a0", "\ufeff", "\x0b", "a\n", "a;", 'a;"')
    ),
    st.sampled_from((*SIGNS, "==", "@@", "=cmd|' /C calc'!A0;", '=HYPERLINK("http://example.org")', "=+-@")),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=12),
)


def as_text(cell: openpyxl.cell.Cell, text: str) -> None:
    """Type it as text, whatever openpyxl would make of it."""
    cell.value = text
    cell.data_type = "s"


def formula_cells(data: bytes) -> dict[tuple[str, str], str]:
    """Every cell that another program takes for a formula."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def texts(data: bytes) -> list[str]:
    """Every text that another program reads, in order."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return [unescaped(str(cell.value)) for cell in cells if cell.data_type == "s" and cell.value is not None]


def leads_outside(data: bytes) -> list[str]:
    """Parts in which something points out of the workbook, or is drawn from elsewhere."""
    signs = re.compile(
        rb'TargetMode="External"|<(?:\w+:)?hyperlink\b|ddeLink|<(?:\w+:)?externalReference\b|attachedTempl'
    )
    return [name for name, content in packages.contents(data).items() if signs.search(content)]


# The engine


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    return packages.written(tmp_path_factory.mktemp("small"), {"It's": packages.sheet_xml(rows)})


def changes(words: list[str]) -> list[Change]:
    """These texts in every place that takes a text."""
    cells: list[Change] = [SetCell("It's", row, 2, text) for row, text in enumerate(words, start=3)]
    headings = tuple(TabCell(f"{text}{i}") for i, text in enumerate(words))
    lines = tuple((TabCell(text, Style(wrap=True)),) for text in words)
    return [
        *cells,
        AddColumn("It's", 3, 3, words[0], Style(bold=True), 10),
        AddTab("=1+1", (headings, *lines), (9.0,) * len(words), table=("tblOwn", 1, len(words) + 1)),
        SetProperties({"=1": words[0], "@2": words[-1]}),
    ]


@settings(max_examples=30)
@given(st.lists(dangerous, min_size=1, max_size=4, unique_by=str.casefold))
@example(list(NAMED))
def test_whatever_the_text_no_cell_becomes_a_formula_or_a_link(small: Path, words: list[str]) -> None:
    edited = edit.apply(small, changes(words))
    assert edited.receipt.refused == ()
    assert formula_cells(edited.data) == {}
    assert leads_outside(edited.data) == []
    assert not any(b"<f>" in content or b"<f " in content for content in packages.contents(edited.data).values())
    wanted = [re.sub(r"\r\n?", "\n", text) for text in words]
    read = texts(edited.data)
    assert [text for text in wanted if read.count(text) < 2] == []
    seen = [value for value, _ in (by_calamine(edited.data) or {}).values()]
    assert all(isinstance(value, str) for value in seen if value != 1.0)
    assert len(seen) == len(read) + 1


def test_libreoffice_takes_none_of_them_for_a_formula(small: Path, libreoffice: LibreOffice, tmp_path: Path) -> None:
    path = tmp_path / "texts.xlsx"
    path.write_bytes(edit.apply(small, changes(list(NAMED))).data)
    saved = libreoffice.convert(path, "xlsx", tmp_path / "saved.xlsx", recalculate=True).read_bytes()
    assert formula_cells(saved) == {}
    assert leads_outside(saved) == []
    read = {text.strip() for text in texts(saved)}
    assert {text.strip() for text in NAMED} <= read | {""}


# update


def keep(folder: Path, name: str = "=plan's +1.xlsx") -> Path:
    """Somebody's plan in which every text is one of these, the sheet's name and the headings too."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "=Plan's +1"
    as_text(sheet["A1"], "@SUM(1) November 2007 to October 2008")
    wanted = [familiar.heading(field) for field in ("action", "timescale", "success", "responsibility", "evaluation")]
    headings = [*wanted, '=HYPERLINK("http://example.org")', "-2+3", familiar.heading("achieved")]
    for column, text in enumerate(headings, start=1):
        as_text(sheet.cell(3, column), text)
    for row, text in enumerate((text for text in NAMED if text.strip()), start=4):
        for column in (1, *range(3, 8)):
            as_text(sheet.cell(row, column), f"{text} {row}" if column == 1 else text)
        sheet.cell(row, 2, "By 30 Sep 2008")
        if row % 2:
            sheet.cell(row, 8, date(2007, 12, 3)).number_format = "d mmm yyyy"
    key = book.create_sheet("+Key")
    for row, text in enumerate(("Role code", "=1+1", "@SUM(1)"), start=1):
        as_text(key.cell(row, 1), text)
        as_text(key.cell(row, 2), text)
    path = folder / name
    book.save(path)
    return path


def carried_out(path: Path, day: date = DAY, **options: str | bool) -> Updated:
    asked = {"today": NOW.date(), "now": NOW, "as_of": day, "by": "@SUM(1)", "note": "=1+1\n+cmd|' /C calc'!A0"}
    return update(path, Options(**asked | options))  # type: ignore[arg-type]  # named as its fields are


def every_workbook(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*.xls?") if one.is_file())


def test_update_leaves_text_text_in_the_plan_its_tabs_and_the_kept_copies(tmp_path: Path) -> None:
    path = keep(tmp_path)
    before = texts(path.read_bytes())
    done = carried_out(path, archive_now=True)
    assert len(done.archived) > 10
    edited = edit.apply(path, [SetCell("=Plan's +1", 4, 5, "=new", overwrite=True)])
    path.write_bytes(edited.data)
    assert carried_out(path, date(2008, 3, 31), note="-2+3").version is not None
    assert len(every_workbook(tmp_path)) == 5
    for one in every_workbook(tmp_path):
        assert formula_cells(one.read_bytes()) == {}, one
        assert leads_outside(one.read_bytes()) == [], one
    after = texts(path.read_bytes())
    lost = [text for text in set(before) if after.count(text) < before.count(text)]
    assert lost == [
        openpyxl.load_workbook(tmp_path / f"{path.stem} versions" / done.version.file)["=Plan's +1"]["E4"].value
    ]
    for said in ("@SUM(1)", "=1+1\n+cmd|' /C calc'!A0", "-2+3", "=new"):
        assert said in after
    listed = json.loads((tmp_path / f"{path.stem} versions" / "versions.json").read_text(encoding="utf-8"))
    assert [row["note"] for row in listed["versions"]] == ["=1+1\n+cmd|' /C calc'!A0", "-2+3"]


def test_libreoffice_finds_no_formula_in_an_updated_plan(tmp_path: Path, libreoffice: LibreOffice) -> None:
    path = keep(tmp_path)
    carried_out(path, archive_now=True)
    saved = libreoffice.convert(path, "xlsx", tmp_path / "saved.xlsx", recalculate=True).read_bytes()
    assert formula_cells(saved) == {}
    assert leads_outside(saved) == []
    said = [value for cells in libreoffice.recalculated(path).values() for value in cells.values()]
    assert {"=1+1", "@SUM(1)", "-2+3", "=cmd|' /C calc'!A0"} <= set(said)


# new


@pytest.mark.parametrize("text", NAMED)
def test_a_title_or_organisation_given_with_new_is_text(tmp_path: Path, text: str) -> None:
    path, plain = tmp_path / "plan.xlsx", tmp_path / "plain.xlsx"
    for file, given_words in ((path, text), (plain, "x")):
        new("peer-review", file, title=given_words, organisation=given_words, plan_id="x", today=DAY)
    assert formula_cells(path.read_bytes()) == formula_cells(plain.read_bytes())
    assert leads_outside(path.read_bytes()) == []
    cover = openpyxl.load_workbook(path)["Cover"]
    title, organisation = " ".join(text.split()), cover["B5"]
    assert (cover["B4"].value, cover["B4"].data_type) == (title, "s")
    assert (organisation.value, organisation.data_type) == (title, "s")


def test_a_new_plan_filled_with_such_texts_has_no_formula_but_its_own(tmp_path: Path, libreoffice: LibreOffice) -> None:
    path = tmp_path / "plan.xlsx"
    new("peer-review", path, title="=1+1", organisation="@SUM(1)", plan_id="x", today=DAY)
    ours = set(formula_cells(path.read_bytes()).values())
    typed: list[Change] = []
    for row, text in enumerate((text for text in NAMED if text.strip()), start=6):
        cells: Mapping[int, Value] = {1: f"{text} {row}", 2: "By 30 Sep 2007", 3: text, 4: text, 5: text}
        typed += [SetCell(KIND.sheet, row, column, value) for column, value in cells.items()]
        if row % 2:
            typed.append(SetCell(KIND.sheet, row, 6, date(2007, 12, 3)))
    path.write_bytes(edit.apply(path, typed).data)
    assert len(carried_out(path, archive_now=True).archived) > 10
    found = formula_cells(path.read_bytes())
    assert set(found.values()) <= ours
    saved = libreoffice.convert(path, "xlsx", tmp_path / "saved.xlsx").read_bytes()
    assert set(formula_cells(saved)) <= set(found)


# Templates of somebody's own


def of_own(text: str, old: str) -> Template:
    """The packaged template with one of its words given otherwise."""
    assert TOML.count(old) >= 1
    name, _, value = old.partition(" = ")
    assert value
    return template.parse(TOML.replace(old, f"{name} = {json.dumps(text)}", 1), "own.toml")


@pytest.mark.parametrize("text", ["=1", "a b", "A1", "R1C1", "x!y", "it's", "tbl[1]", "", "1x", "x" * 201, "a\nb"])
def test_a_tables_name_that_could_mean_something_else_in_a_formula_is_refused(text: str) -> None:
    with pytest.raises(SheetplanError, match=r'"table" must'):
        of_own(text, 'table = "tblActions"')


@pytest.mark.parametrize("text", ["[x]", "a:b", "'x", "x'", "a\nb", "a\u0001", "x" * 32, " ", "cover"])
def test_a_tab_that_cannot_be_called_so_is_refused(text: str) -> None:
    with pytest.raises(SheetplanError, match=r"no tab can be called|a name of its own"):
        of_own(text, 'sheet = "Action plan"')


def test_a_field_or_heading_that_could_mean_something_else_is_refused() -> None:
    for text, old, words in (
        ("=1!A", 'field = "success"', "one word of letters"),
        ("a\n=1", 'heading = "Evaluation/Monitoring"', "on one line"),
        ("x" * 300, 'heading = "Evaluation/Monitoring"', "too long"),
        ("a\t=1", 'days_overdue = "Days overdue"', "on one line"),
    ):
        with pytest.raises(SheetplanError, match=words):
            of_own(text, old)


def test_a_name_that_only_painting_shows_to_be_taken_is_one_line(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(TOML.replace('heading = "Evaluation/Monitoring"', 'heading = "Archived on"'), encoding="utf-8")
    with pytest.raises(SheetplanError, match="No workbook can be made from the template peer-review"):
        new(str(own), tmp_path / "plan.xlsx", title="", organisation="", plan_id="", today=DAY)
    assert not (tmp_path / "plan.xlsx").exists()


HEADINGS = ("@SUM(1)", "=cmd|' /C calc'!A0", "x[1]#'@y", 'say "hi", @', "A1", "*?~ SORT(DAYS(1))")


def with_headings() -> Template:
    """The packaged template, every heading and word of which could mean something else in a formula."""
    columns = [replace(c, heading=text) for c, text in zip(KIND.columns, HEADINGS, strict=False)]
    computed = KIND.computed | {"status": "@=[#'Status", "due": "-1+FILTER(2)", "goes_on": 'on "=1"', "rag": "'@RAG"}
    return replace(
        KIND,
        columns=(*columns, *KIND.columns[len(columns) :]),
        computed=computed,
        withdrawn_words=('=1"@&A1&"', "*", "@SUM(1)"),
        sheet="=It's @SORT(1)",
        cover_sheet='+Cover\'s "1"',
        archive_sheet="-Archive's",
        roles_sheet="@Who's",
        lists_sheet="=Li'sts",
    )


def test_headings_and_tabs_of_any_name_leave_live_formulas_right(libreoffice: LibreOffice, tmp_path: Path) -> None:
    kind, path = with_headings(), tmp_path / "plan.xlsx"
    path.write_bytes(paint.plan(kind, title="=1", organisation="", plan_id="", created=DAY))
    cells: dict[str, Value] = {f"A{row}": "An action" for row in range(6, 12)}
    cells |= {"G6": date(2008, 2, 1), "F7": date(2008, 2, 1), "F9": "@sum(1) x", "F10": "*", "F11": "no", "G11": DAY}
    # Typed by the engine, because LibreOffice's own typing would take them for formulas as a person's would be.
    cells["F8"] = '=1"@&a1&" no host'
    typed = [SetCell(kind.sheet, int(at[1:]), ord(at[0]) - 64, value) for at, value in cells.items()]
    path.write_bytes(edit.apply(path, typed).data)
    now = libreoffice.recalculated(path, {kind.cover_sheet: {"B9": DAY}})[kind.sheet]
    statuses = [now.get(f"H{row}") for row in range(6, 12)]
    assert statuses == ["Overdue", "Complete", "Withdrawn", "Withdrawn", "Withdrawn", "Due soon"]
    assert (now["I6"], now["J6"], now["A1"]) == ("Red", 28.0, "=It's @SORT(1): =1")


def test_a_tables_own_formula_is_the_one_in_its_cells() -> None:
    data = paint.plan(with_headings(), title="", organisation="", plan_id="", created=DAY)
    sheet = openpyxl.load_workbook(io.BytesIO(data))[with_headings().sheet]
    table = sheet.tables["tblActions"]
    told = [c.calculatedColumnFormula.attr_text for c in table.tableColumns if c.calculatedColumnFormula]
    assert told == list(live.live_formulas(with_headings()).values())
    assert [sheet.cell(6, column).value for column in (8, 9, 10)] == [f"={formula}" for formula in told]


@settings(max_examples=100)
@given(st.lists(dangerous, min_size=1, max_size=3, unique=True), dangerous)
def test_no_word_leaves_its_quotation_marks_in_a_formula(words: list[str], colour: str) -> None:
    plain = replace(KIND, withdrawn_words=tuple(f"w{i}" for i in range(len(words))))
    rag = {status: colour if word == "Red" else word for status, word in KIND.rag.items()}
    other = replace(plain, withdrawn_words=tuple(words), rag=rag)
    for field, formula in live.live_formulas(other).items():
        assert shape(formula) == shape(live.live_formulas(plain)[field])


def shape(formula: str) -> list[tuple[str, str]]:
    """What a formula is made of, whatever its words say."""
    return [
        (token.type, "" if token.subtype in ("TEXT", "NUMBER") else token.value)
        for token in Tokenizer(f"={formula}").items
        if token.type != "WHITE-SPACE"
    ]


# What `check` prints


@cache
def usual_plan() -> Plan:
    """A plan of one action that is overdue."""
    return plans.plan("action | timescale\n1. Do it | By 30 Sep 2007", on=DAY)


def judged(word: str) -> Judged:
    """A plan about which there is one finding, every text of it this one."""
    plan = replace(usual_plan(), sheet=word, path=Path(word))
    place = replace(plan.columns["action"], heading=word)
    actions = plan.actions.assign(action=[word], at_ref=[word])
    plan = replace(plan, columns=dict(plan.columns) | {"action": place}, actions=actions)
    found = Finding("choice", Level.MUST_FIX, word, "A7", word, "action", word, word)
    return Judged(plan, DAY, (found,), None)


def checked(word: str) -> Checked:
    one = judged(word)
    return Checked(DAY, (one,), (Refusal(word, word, word),), (("a", word),), DAY)


def updated(word: str) -> Updated:
    version = Version("0.1", DAY, NOW, word, word, {word: 1}, word, word, "")
    return Updated(Path(word or "x"), DAY, judged(word), version, (word,), (), (word,), (word,), word)


def begins_a_formula(cell: str) -> bool:
    """Whether any spreadsheet takes a cell for a formula, with what it may leave out before it."""
    return cell[:1] in ("\t", "\r", "\n") or cell.lstrip("\ufeff\u200b\u2060 \u00a0\t\r\n\x0b\x0c")[:1] in tuple(SIGNS)


@given(dangerous)
@example("one;=1;")
@example('x;"=1')
@example("one\n=1")
def test_no_cell_of_the_csv_is_a_formula_to_any_spreadsheet(word: str) -> None:
    printed = render.check_csv(checked(word))
    for row in csv.reader(io.StringIO(printed)):
        assert len(row) == 9
        assert not any(begins_a_formula(cell) for cell in row)
    for separator in ";\t":
        for line in printed.splitlines():
            assert not any(begins_a_formula(cell) for cell in elsewhere(line, separator))


def elsewhere(line: str, separator: str) -> Iterator[str]:
    """A line's cells in a spreadsheet that parts them at another sign, with or without heed of quotation marks."""
    yield from next(csv.reader([line], delimiter=separator), [])
    yield from line.split(separator)


@pytest.mark.parametrize("text", [text for text in NAMED if "\r" not in text])
def test_the_csv_holds_the_text_itself_after_its_mark(text: str) -> None:
    (found, _) = csv.DictReader(io.StringIO(render.check_csv(checked(text))))
    within = re.sub(r"([;\t\n][\s\"]*)'", r"\1", found["found"])
    assert text in (found["found"], within, within.removeprefix("'"))
    if found["found"] != text and not re.search(r"[;\t\n]", text):
        assert found["found"] == f"'{text}"


@pytest.mark.parametrize(
    "text", ["Visit the college", "Phase 1; then 2", "5 - 6", "a=b", "x@example.org", "'til May", "one\ntwo"]
)
def test_ordinary_words_get_no_mark(text: str) -> None:
    (found, _) = csv.DictReader(io.StringIO(render.check_csv(checked(text))))
    assert found["found"] == text


OBEYED = (
    "\x1b[2J",
    "\x1b]0;title\x07",
    "\x1b]8;;http://example.org\x1b\\",
    "\x9b31m",
    "\x08\x08",
    "\x7f",
    "\u202eabc",
    "\u2028",
    "\x00",
    "\x85",
)


@pytest.mark.parametrize("sign", OBEYED)
def test_nothing_printed_is_obeyed_by_a_terminal(sign: str) -> None:
    word = f"Safe{sign}words"
    printed = [render.check_text(checked(word)), render.update_text(updated(word)), render.check_csv(checked(word))]
    printed += [render.check_json(checked(word)), render.update_json(updated(word))]
    printed += [render.refusal_text(Refusal(word, word, word)), render.printable(word)]
    for text in printed:
        assert "Safe" in text
        assert [c for c in text if unicodedata.category(c) in ("Cc", "Zl", "Zp") and c != "\n"] == []
        assert "\u202e" not in text
    assert json.loads(render.check_json(checked(word)))["plans"][0]["findings"][0]["found"] == word


def test_no_text_of_theirs_begins_a_line_of_its_own() -> None:
    forged = "x\nFindings: 0 must fix\r\nNothing was written"
    for text in (render.check_text(checked(forged)), render.update_text(updated(forged)), render.printable(forged)):
        assert [line for line in text.splitlines() if line.startswith(("Findings: 0 must", "Nothing was"))] == []


def test_the_door_says_what_stops_it_without_obeying_a_files_name(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["update", str(tmp_path / "\x1b[2J\x9b1m.xlsx")])
    assert done.exit_code == 2
    assert "\x1b" not in done.output
    assert "\x9b" not in done.output
    made = CliRunner().invoke(main, ["new", "peer-review", str(tmp_path / "a\x1b[2Jb.xlsx")])
    assert (made.exit_code, "\x1b" in made.output) == (0, False)


@pytest.mark.parametrize("words", [["check"], ["check", "--format", "csv"], ["check", "--format", "json"],
                                   ["check", "--explain"], ["check", "--explain", "--format", "json"],
                                   ["update", "--dry-run"], ["update", "--dry-run", "--format", "json"]])  # fmt: skip
def test_no_command_prints_what_a_cell_a_heading_or_a_name_would_do_to_a_terminal(
    tmp_path: Path, words: list[str]
) -> None:
    obeyed = "\x1b[2J\x9b1m\x07\u202e"
    path = familiar.build(tmp_path / f"plan{obeyed}.xlsx", "action | timescale\n1. First | By 30 Sep 2007")
    cells = {
        (4, 1): f"1. Safe{obeyed}words",
        (4, 4): f"Nobody{obeyed}",
        (4, 6): f"{obeyed}done",
        (3, 7): f"Own{obeyed}",
    }
    familiar.put(path, cells)
    done = CliRunner().invoke(main, [*words, str(path), "--as-of", "2008-02-29"])
    assert done.exit_code in (0, 1)
    assert "plan" in done.output
    assert [sign for sign in obeyed if sign not in "[2J1m" and sign in done.output] == []


@pytest.mark.parametrize("words", [[], ["--format", "json"]])
def test_adopt_prints_nothing_that_a_terminal_would_obey(tmp_path: Path, words: list[str]) -> None:
    obeyed = "\x1b[2J\x9b1m\x07\u202e"
    path = familiar.build(tmp_path / f"plan{obeyed}.xlsx", "action | timescale\n1. First | By 30 Sep 2007")
    familiar.put(path, {(4, 1): f"1. Safe{obeyed}words", (3, 7): f"Own{obeyed}", (4, 2): f"soon{obeyed}"})
    done = CliRunner().invoke(main, ["adopt", *words, str(path)])
    assert done.exit_code == 0
    assert "Own" in done.output
    assert [sign for sign in obeyed if sign not in "[2J1m" and sign in done.output] == []


def test_a_check_of_such_a_plan_says_what_the_texts_are(tmp_path: Path) -> None:
    result = walk.check([keep(tmp_path)], today=DAY, as_of=DAY)
    assert "text-as-formula" in {finding.code for finding in result.plans[0].findings}
    for row in csv.reader(io.StringIO(render.check_csv(result))):
        assert not any(cell[:1] in (*SIGNS, "\t", "\n") for cell in row)
        assert not row[0].startswith("=")


# Nothing is followed, nothing is run

WATCH = r"""
import json, os, sys
allowed = tuple(os.path.realpath(one) + os.sep for one in json.loads(sys.argv[1]))
seen = []
def hook(event, args):
    if event.partition(".")[0] in ("socket", "subprocess", "urllib", "http", "ftplib", "smtplib", "pty", "webbrowser"):
        seen.append([event, repr(args)])
    elif event in ("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.startfile"):
        seen.append([event, repr(args)])
    elif event == "open" and isinstance(args[0], (str, bytes)):
        path = os.path.realpath(os.fsdecode(args[0]))
        if not (path + os.sep).startswith(allowed) and path != os.devnull:
            seen.append([event, path])
sys.addaudithook(hook)
from sheetplan.cli import main
codes = []
for command in json.loads(sys.argv[2]):
    codes.append(main(command, standalone_mode=False))
sys.stderr.write("\n" + json.dumps({"seen": seen, "codes": codes}))
"""


def witnessed(folder: Path, *commands: list[str]) -> tuple[list[list[str]], list[int | None]]:
    """What these commands did besides reading and writing in this folder, and their exit codes."""
    house = Path(template.__file__).parents[1]
    allowed = [str(folder), sys.prefix, sys.base_prefix, str(house), "/usr/share/zoneinfo", "/etc/localtime"]
    words = [sys.executable, "-c", WATCH, json.dumps(allowed), json.dumps(commands)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=True, cwd=folder)
    told = json.loads(done.stderr.splitlines()[-1])
    return told["seen"], told["codes"]


def outside(folder: Path) -> Path:
    """A place that nobody may open: whoever reads there waits for ever."""
    folder.mkdir()
    trap = folder / "secret.xlsx"
    os.mkfifo(trap)
    return trap


RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'


def leading_elsewhere(path: Path, trap: Path) -> dict[str, bytes]:
    """A plan full of what points elsewhere and of what would run; gives the parts that must stay to the byte."""
    table = "action | timescale | achieved\n1. First | By 30 Sep 2008 | 3 Dec 2007\n2. Second | By 30 Sep 2008 |"
    links: list[list[Value]] = [
        ['=HYPERLINK("http://localhost:9/x","x")', '=WEBSERVICE("http://localhost:9/")', "=[1]A!A1"]
    ]
    familiar.build(path, table, tabs={"Links": links})
    parts = packages.contents(path.read_bytes())
    address = trap.as_uri()
    unc = "file:////localhost/share/secret.xlsx"

    def related(*targets: tuple[str, str]) -> bytes:
        listed = (
            f'<Relationship Id="rId{i}" Type="{kind if ":" in kind else f"{RELATION}/{kind}"}" Target="{where}" '
            'TargetMode="External"/>'
            for i, (kind, where) in enumerate(targets, start=1)
        )
        return f"{RELATIONS}{''.join(listed)}</Relationships>".encode()

    kept: dict[str, bytes] = {}
    for i, where in enumerate((address, unc), start=1):
        kept[f"xl/externalLinks/externalLink{i}.xml"] = (
            f'<externalLink xmlns="{packages.MAIN}" xmlns:r="{RELATION}"><externalBook r:id="rId1"><sheetNames>'
            '<sheetName val="A"/></sheetNames></externalBook></externalLink>'
        ).encode()
        kept[f"xl/externalLinks/_rels/externalLink{i}.xml.rels"] = related(("externalLinkPath", where))
    kept["xl/externalLinks/externalLink3.xml"] = (
        f'<externalLink xmlns="{packages.MAIN}" xmlns:r="{RELATION}"><ddeLink ddeService="cmd" ddeTopic="/C calc">'
        '<ddeItems><ddeItem name="A0" advise="1"/></ddeItems></ddeLink></externalLink>'
    ).encode()
    kept["xl/connections.xml"] = (
        f'<connections xmlns="{packages.MAIN}"><connection id="1" name="Web" type="4" refreshedVersion="4" '
        f'refreshOnLoad="1" background="1"><webPr url="http://localhost:9/"/></connection>'
        f'<connection id="2" name="File" type="6" refreshedVersion="4" refreshOnLoad="1"><textPr '
        f'sourceFile="{trap}"/></connection></connections>'
    ).encode()
    kept["xl/vbaProject.bin"] = packages.ole2("Workbook_Open Shell calc")
    kept["xl/drawings/drawing1.xml"] = (
        b'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"></xdr:wsDr>'
    )
    kept["xl/drawings/_rels/drawing1.xml.rels"] = related(("image", "http://localhost:9/x.png"), ("image", address))
    kept["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f'{RELATIONS}<Relationship Id="rId1" Type="{RELATION}/hyperlink" Target="{unc}" TargetMode="External"/>'
        f'<Relationship Id="rId2" Type="{RELATION}/drawing" Target="../drawings/drawing1.xml"/>'
        f'<Relationship Id="rId3" Type="{RELATION}/attachedTemplate" Target="{address}" TargetMode="External"/>'
        "</Relationships>"
    ).encode()
    more = "".join(
        f'<Relationship Id="rId9{i}" Type="{kind}" Target="{where}"/>'
        for i, (kind, where) in enumerate(
            (
                *((f"{RELATION}/externalLink", f"externalLinks/externalLink{i}.xml") for i in (1, 2, 3)),
                (f"{RELATION}/connections", "connections.xml"),
                ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"),
            )
        )
    )
    main_kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    link = f'<hyperlink xmlns:r="{RELATION}" ref="C5" r:id="rId1"/>'
    changed = {
        "xl/_rels/workbook.xml.rels": [(b"</Relationships>", f"{more}</Relationships>".encode())],
        "xl/workbook.xml": [(
            b"</sheets>",
            f'</sheets><externalReferences xmlns:r="{RELATION}"><externalReference r:id="rId90"/><externalReference '
            'r:id="rId91"/><externalReference r:id="rId92"/></externalReferences>'.encode(),
        )],
        "xl/worksheets/sheet1.xml": [
            (b"<pageMargins", f"<hyperlinks>{link}</hyperlinks><pageMargins".encode()),
            (b"</worksheet>", f'<drawing xmlns:r="{RELATION}" r:id="rId2"/></worksheet>'.encode()),
        ],
        "[Content_Types].xml": [
            (main_kind, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
            (b"</Types>", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'),
        ],
    }  # fmt: skip
    for name, pairs in changed.items():
        for old, new_bytes in pairs:
            assert parts[name].count(old) == 1, (name, old)
            parts[name] = parts[name].replace(old, new_bytes)
    path.write_bytes(packages.zipped(parts | kept))
    return kept | {"xl/worksheets/sheet2.xml": parts["xl/worksheets/sheet2.xml"]}


@pytest.mark.skipif(
    not hasattr(os, "mkfifo"), reason="a pipe with a name, which this system does not have, is the trap"
)
def test_nothing_that_a_workbook_names_is_opened_asked_or_run(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    path = folder / "plan.xlsm"
    kept = leading_elsewhere(path, outside(tmp_path / "elsewhere"))
    seen, codes = witnessed(
        folder,
        ["check", str(path), "--as-of", "2008-02-29", "--format", "json"],
        ["update", str(path), "--as-of", "2008-02-29", "--by", "x"],
        ["update", str(path), "--as-of", "2008-03-31", "--dry-run"],
        ["new", "peer-review", str(folder / "new.xlsx"), "--title", '=HYPERLINK("file:///etc/passwd")'],
    )
    assert seen == []
    assert 2 not in codes
    now = packages.contents(path.read_bytes())
    assert familiar.records(path, familiar.ARCHIVE).keys() == {"1. First"}
    assert {name for name, content in kept.items() if now.get(name) != content} == set()


@pytest.mark.skipif(
    not hasattr(os, "mkfifo"), reason="a pipe with a name, which this system does not have, is the trap"
)
@pytest.mark.parametrize("lead", ["../../elsewhere/secret.xlsx", "absolute"])
def test_a_list_of_versions_that_names_files_elsewhere_opens_none(tmp_path: Path, lead: str) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    path = familiar.build(folder / "plan.xlsx", "action | timescale\n1. First | By 30 Sep 2008")
    familiar.run(path)
    trap = outside(tmp_path / "elsewhere")
    sidecar = folder / "plan versions" / "versions.json"
    listed = json.loads(sidecar.read_text(encoding="utf-8"))
    there = str(trap) if lead == "absolute" else lead
    listed["versions"][0] |= {"file": there, "received": there, "sha256": "", "received_sha256": ""}
    sidecar.write_text(json.dumps(listed), encoding="utf-8")
    seen, codes = witnessed(
        folder, ["check", str(path)], ["update", str(path), "--as-of", "2008-03-31", "--by", "x", "--refresh"]
    )
    assert seen == []
    assert 2 not in codes
    names = [row["file"] for row in json.loads(sidecar.read_text(encoding="utf-8"))["versions"]]
    assert names[0].startswith("plan v0.1")
