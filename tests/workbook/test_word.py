"""What is read of a Word document, and what is said of the rest."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import words
from packages import ole2
from sheetplan.model import SheetplanError
from sheetplan.workbook import word, wordgrid
from words import action, actions, cell, in_list, numbered, put

MAIN = "word/document.xml"
RELATIONS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"


def grid(document: Any, tmp_path: Path, number: int = 0) -> list[list[Any]]:
    book = opened(document, tmp_path)
    name = list(book.made)[number]
    return [list(row) for row in book.plan_grid(name) if any(row)]


def opened(document: Any, tmp_path: Path) -> wordgrid.WordBook:
    return wordgrid.workbook(words.saved(document, tmp_path / "plan.docx"))


def left(document: Any, tmp_path: Path) -> list[tuple[int | None, int | None, str]]:
    return [tuple(one) for one in opened(document, tmp_path).document.left]


# Text


def test_lines_and_blank_lines_inside_a_cell_stay_and_those_around_it_go(tmp_path: Path) -> None:
    document = actions(action(1))
    words.write(cell(document, 2, 3), "\n \nfirst\n\nthird\n\n ")
    cell(document, 2, 4).paragraphs[0].add_run(" and").add_break()
    cell(document, 2, 4).paragraphs[0].add_run("RF")
    row = grid(document, tmp_path)[1]
    assert row[2] == "It is done\n \nfirst\n\nthird"
    assert row[3] == "PM and\nRF"


def test_insertions_are_taken_and_deletions_are_left_out_and_said(tmp_path: Path) -> None:
    document = actions(action(1))
    put(cell(document, 2, 1), '<w:ins w:id="1" w:author="a"><w:r><w:t> at once</w:t></w:r></w:ins>')
    put(cell(document, 2, 1), '<w:del w:id="2" w:author="a"><w:r><w:delText>some day</w:delText></w:r></w:del>')
    put(cell(document, 2, 2), '<w:moveFrom w:id="3" w:author="a"><w:r><w:t>2007</w:t></w:r></w:moveFrom>')
    put(cell(document, 2, 3), '<w:moveTo w:id="4" w:author="a"><w:r><w:t>, all of it</w:t></w:r></w:moveTo>')
    row = grid(document, tmp_path)[1]
    assert row[:3] == ["1. Do the part with the number 1 at once", "By 3 March 2008", "It is done, all of it"]
    assert left(document, tmp_path) == [
        (1, 2, 'deleted with changes tracked: "some day"'),
        (1, 2, 'deleted with changes tracked: "2007"'),
    ]


def test_thousands_of_insertions_are_taken_and_of_one_more_thousand_the_document_is_not(tmp_path: Path) -> None:
    """A plan that many people have changed with changes tracked is read; one that was made to be slow is not."""
    inserted = b'<w:ins w:id="1" w:author="a"><w:r><w:t>x</w:t></w:r></w:ins>'
    path = words.saved(actions(action(1), action(2)), tmp_path / "plan.docx")
    edited(
        path,
        {
            MAIN: lambda old: old.replace(
                b"<w:t>It is done</w:t></w:r>", b"<w:t>It is done</w:t></w:r>" + inserted * 10_000
            )
        },
    )
    rows = wordgrid.workbook(path).plan_grid("Table 1")
    assert [row[2] for row in rows[1:]] == ["It is done" + "x" * 10_000] * 2
    edited(path, {MAIN: lambda old: old.replace(b"<w:t>PM</w:t></w:r>", b"<w:t>PM</w:t></w:r>" + inserted)})
    with pytest.raises(SheetplanError, match="more tracked changes"):
        wordgrid.workbook(path)


def test_breaks_hyphens_and_tabs_in_runs_and_links_are_shown_as_word_shows_them(tmp_path: Path) -> None:
    document = actions(action(1))
    inside = (
        '<w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:br w:type="page"/><w:cr/>'
    )
    put(cell(document, 2, 5), f"<w:r>{inside}</w:r>")
    put(cell(document, 2, 5), f"<w:hyperlink><w:r>{inside}</w:r></w:hyperlink>")
    assert grid(document, tmp_path)[1][4] == "a\nb c-d\na\nb c-d"


def test_a_row_that_was_deleted_is_left_out_and_one_that_was_inserted_is_taken(tmp_path: Path) -> None:
    document = actions(action(1), action(2), action(3))
    rows = document.tables[0].rows
    for number, kind in ((2, "del"), (3, "ins")):
        rows[number]._tr.get_or_add_trPr().append(words.element(f'<w:{kind} w:id="5" w:author="a"/>'))  # noqa: SLF001 - the library has no door for it
    assert [row[0][:2] for row in grid(document, tmp_path)[1:]] == ["1.", "3."]
    ((table, row, said),) = left(document, tmp_path)
    assert (table, row) == (1, 3)
    assert "2. Do the part with the number 2" in said


def test_text_in_controls_links_and_fields_is_taken(tmp_path: Path) -> None:
    document = actions(action(1), action(2))
    run = "<w:r><w:t>{}</w:t></w:r>"
    put(cell(document, 2, 5), f"<w:sdt><w:sdtPr/><w:sdtContent>{run.format('control')}</w:sdtContent></w:sdt>")
    put(cell(document, 2, 5), f'<w:hyperlink w:anchor="x">{run.format(" link")}</w:hyperlink>')
    put(cell(document, 2, 5), f'<w:fldSimple w:instr="DATE">{run.format(" field")}</w:fldSimple>')
    put(cell(document, 2, 5), f"<w:smartTag><w:ins>{run.format(' tag')}</w:ins></w:smartTag>")
    put(cell(document, 2, 6), '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>')
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    put(cell(document, 3, 6), prompt.format(run.format("Click to enter text")))
    rows = grid(document, tmp_path)
    assert rows[1][4] == "control link field tag"
    assert rows[1][5] is None
    assert rows[2][5] is None


def test_rows_and_cells_in_controls_are_taken(tmp_path: Path) -> None:
    document = actions(action(1), action(2))
    table = document.tables[0]._tbl  # noqa: SLF001 - the library has no door for it
    control = words.element("<w:sdt><w:sdtPr/><w:sdtContent></w:sdtContent></w:sdt>")
    row = table.tr_lst[2]
    row.addprevious(control)
    control[1].append(row)
    assert [row[0][:2] for row in grid(document, tmp_path)[1:]] == ["1.", "2."]


def test_signs_and_boxes_of_forms_become_letters(tmp_path: Path) -> None:
    document = actions(action(1))
    put(cell(document, 2, 5), '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>')
    box = '<w:ffData><w:checkBox><w:checked w:val="1"/></w:checkBox></w:ffData>'
    put(cell(document, 2, 5), f'<w:r><w:fldChar w:fldCharType="begin">{box}</w:fldChar></w:r>')
    entries = '<w:result w:val="1"/><w:listEntry w:val="Open"/><w:listEntry w:val="Closed"/>'
    choice = f"<w:ffData><w:ddList>{entries}</w:ddList></w:ffData>"
    put(cell(document, 2, 5), f'<w:r><w:fldChar w:fldCharType="begin">{choice}</w:fldChar></w:r>')
    assert grid(document, tmp_path)[1][4] == "✓☑Closed"


def test_hidden_text_pictures_boxes_and_comments_are_left_out_and_said(tmp_path: Path) -> None:
    document = actions(action(1))
    put(cell(document, 2, 5), "<w:r><w:rPr><w:vanish/></w:rPr><w:t>between us</w:t></w:r>")
    put(cell(document, 2, 5), "<w:r><w:pict/></w:r>")
    box = "<w:txbxContent><w:p><w:r><w:t>note</w:t></w:r></w:p></w:txbxContent>"
    put(cell(document, 2, 5), f"<w:r><w:pict>{box}</w:pict></w:r>")
    put(cell(document, 2, 5), '<w:r><w:commentReference w:id="0"/></w:r>')
    assert grid(document, tmp_path)[1][4] is None
    assert left(document, tmp_path) == [
        (1, 2, 'text in a box: "note"'),
        (1, 2, 'hidden text, which was left out: "between us"'),
        (1, 2, "a picture or drawing"),
        (None, None, "1 comment in the margin"),
    ]


def test_a_footnote_is_said_with_its_words(tmp_path: Path) -> None:
    document = actions(action(1))
    put(cell(document, 2, 1), '<w:r><w:footnoteReference w:id="2"/></w:r>')
    path = words.saved(document, tmp_path / "plan.docx")
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>See the report.</w:t></w:r></w:p></w:footnote>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    parts = {
        "word/footnotes.xml": lambda _: f"<w:footnotes {words.W}>{note}</w:footnotes>".encode(),
        RELATIONS: lambda old: related(old, f'Id="rIdNotes" Type="{kind}" Target="footnotes.xml"'),
    }
    edited(path, parts)
    assert word.read(path).left == ((1, 2, 'a footnote: "See the report."'),)


# Lists


def test_bullets_and_numbers_that_word_only_shows_are_written(tmp_path: Path) -> None:
    document = actions(["", "By 3 March 2008", "", "PM"], ["", "By 4 March 2008", "", "PM"])
    number = numbered(document, [("decimal", "%1."), ("lowerLetter", "%1.%2)"), ("upperRoman", "%3")])
    for row in (2, 3):
        paragraph = cell(document, row, 1).paragraphs[0]
        paragraph.add_run("Do something")
        in_list(paragraph, number)
        for text, level in (("first", 1), ("deep", 2), ("second", 1)):
            in_list(cell(document, row, 1).add_paragraph(text), number, level)
        cell(document, row, 3).paragraphs[0].style = "List Bullet"
        cell(document, row, 3).paragraphs[0].add_run("It is done")
        cell(document, row, 3).add_paragraph("", style="List Bullet")
    rows = grid(document, tmp_path)
    assert rows[1][0] == "1. Do something\n1.a) first\nI deep\n1.b) second"
    assert rows[2][0] == "2. Do something\n2.a) first\nI deep\n2.b) second"
    assert rows[1][2] == "• It is done"


def test_a_list_that_begins_anew_counts_from_where_it_says(tmp_path: Path) -> None:
    document = actions(*([""] for _ in range(5)))
    number = numbered(document, [("upperLetter", "(%1)")])
    root = document.part.numbering_part.element
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    root.append(words.element(f'<w:num w:numId="901"><w:abstractNumId w:val="900"/>{anew}</w:num>'))
    for row, one in enumerate((number, number, "901", "901", number), start=2):
        cell(document, row, 1).paragraphs[0].add_run("x")
        in_list(cell(document, row, 1).paragraphs[0], one)
    assert [row[0] for row in grid(document, tmp_path)[1:]] == ["(A) x", "(B) x", "(E) x", "(F) x", "(G) x"]


def test_a_column_of_nothing_but_list_numbers_is_the_refs(tmp_path: Path) -> None:
    document = actions(["", *action("x")], ["", *action("x")], headings=("No", *words.HEADINGS))
    number = numbered(document, [("decimal", "%1")])
    for row in (2, 3):
        in_list(cell(document, row, 1).paragraphs[0], number)
    assert [row[0].strip() for row in grid(document, tmp_path)[1:]] == ["1", "2"]


# Tables


def test_merged_cells_stand_where_people_see_them(tmp_path: Path) -> None:
    document = actions(action(1), action(2), ["Second part"], action(3))
    cell(document, 2, 4).merge(cell(document, 3, 4))
    cell(document, 4, 1).merge(cell(document, 4, 6))
    book = opened(document, tmp_path)
    assert set(book.merges("Table 1")) == {(2, 4, 3, 4), (4, 1, 4, 6)}
    assert grid(document, tmp_path)[3][:2] == ["Second part", None]


def test_cells_that_begin_at_slightly_different_places_stand_in_the_same_columns(tmp_path: Path) -> None:
    document = actions(action(1), action(2))
    table = document.tables[0]._tbl  # noqa: SLF001 - the library has no door for it
    for place in (1, 3):  # a sliver of a column, which the heading row puts left of an edge and others right of it
        table.tblGrid.insert(place, words.element('<w:gridCol w:w="40"/>'))
    for row, wide in ((0, (0, 1)), (1, (1, 2)), (2, (0, 2))):
        for at in wide:
            table.tr_lst[row].tc_lst[at].get_or_add_tcPr().append(words.element('<w:gridSpan w:val="2"/>'))
    rows = grid(document, tmp_path)
    assert rows[0] == list(words.HEADINGS)
    assert rows[1][:4] == action(1)
    assert rows[2][:4] == action(2)


def test_a_row_whose_edges_somebody_dragged_keeps_its_columns(tmp_path: Path) -> None:
    document = actions(action(1))
    table = document.tables[0]._tbl  # noqa: SLF001 - the library has no door for it
    for _ in range(6):
        table.tblGrid.append(words.element('<w:gridCol w:w="1440"/>'))
    for row, spans in ((0, (2,) * 6), (1, (7, 1, 1, 1, 1, 1))):
        for one, span in zip(table.tr_lst[row].tc_lst, spans, strict=True):
            one.get_or_add_tcPr().append(words.element(f'<w:gridSpan w:val="{span}"/>'))
    assert grid(document, tmp_path)[1][:4] == action(1)


def test_a_table_inside_a_cell_becomes_lines_and_a_table_around_all_is_none(tmp_path: Path) -> None:
    inner = docx.Document()
    outer = inner.add_table(1, 1).rows[0].cells[0]
    plan = outer.add_table(2, 6)
    for row, texts in zip(plan.rows, (words.HEADINGS, [*action(1), "", ""]), strict=True):
        for one, text in zip(row.cells, texts, strict=True):
            one.text = text
    inside = plan.rows[1].cells[4].add_table(2, 2)
    for number, text in enumerate("abcd"):
        inside.rows[number // 2].cells[number % 2].text = text
    rows = grid(inner, tmp_path)
    assert rows[0] == list(words.HEADINGS)
    assert rows[1][4] == "a | b\nc | d"
    assert [one[:2] for one in left(inner, tmp_path)] == [(1, 2)]


def test_tables_with_the_same_headings_are_one_and_others_are_not(tmp_path: Path) -> None:
    document = actions(action(1))
    document.add_paragraph("")
    words.table(document, [words.HEADINGS, action(2)])
    risks = ("Risk", "How likely", "Who", "What then", "Since", "Note")
    words.table(document, [risks, ["Snow", "low", "PM", "x", "y", "z"]])
    words.table(document, [[f"{text} (again)" for text in words.HEADINGS], action(3)])
    book = opened(document, tmp_path)
    assert list(book.made) == ["Tables 1, 2 and 4", "Table 3"]
    assert book.spot("Tables 1, 2 and 4", 4) == (2, 2)
    assert book.spot("Tables 1, 2 and 4", 6) == (4, 2)


def test_a_table_without_headings_right_below_carries_on(tmp_path: Path) -> None:
    document = actions(action(1))
    document.add_page_break()
    words.table(document, [[*action(2), "", ""], [*action(3), "", ""]])
    assert list(opened(document, tmp_path).made) == ["Tables 1 and 2"]
    document.add_paragraph("What else there is")
    words.table(document, [[*action(4), "", ""]])
    assert list(opened(document, tmp_path).made) == ["Tables 1 and 2", "Table 3"]


SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffe\uffff")
TEXTS = st.text(SIGNS, max_size=30)
TABLES = st.integers(1, 6).flatmap(
    lambda wide: st.lists(st.lists(TEXTS, min_size=wide, max_size=wide), min_size=1, max_size=6)
)
CUT_ROWS = st.lists(st.tuples(TEXTS, st.integers(1, 3), st.booleans()), min_size=1, max_size=5)


@settings(max_examples=30)
@given(TABLES)
def test_no_text_of_a_table_is_lost(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    document = docx.Document()
    words.table(document, rows)
    (made,) = opened(document, tmp_path_factory.mktemp("word")).made.values()
    lines = made.lines[made.first - 1 : made.last]
    assert [[squeezed(text) for text in line.cells] for line in lines] == [
        [squeezed(text) for text in row] for row in rows
    ]


@settings(max_examples=30)
@given(st.lists(CUT_ROWS, min_size=1, max_size=5))
def test_no_text_is_lost_however_rows_are_cut(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[tuple[str, int, bool]]]
) -> None:
    document = docx.Document()
    table = document.add_table(len(rows), 15)._tbl  # noqa: SLF001 - the library has no door for such rows
    for row, made in zip(rows, table.tr_lst, strict=True):
        for one in made.tc_lst[len(row) :]:
            made.remove(one)
        for (text, span, goes_on), one in zip(row, made.tc_lst, strict=True):
            one.p_lst[0].add_r().text = text
            one.get_or_add_tcPr().append(words.element(f'<w:gridSpan w:val="{span}"/>'))
            if goes_on and not text.strip():
                one.tcPr.append(words.element("<w:vMerge/>"))
    (sheet,) = opened(document, tmp_path_factory.mktemp("word")).made.values()
    for line, row in zip(sheet.lines[sheet.first - 1 : sheet.last], rows, strict=True):
        assert squeezed("".join(map(str, line.cells))) == squeezed("".join(text for text, _, _ in row))


def squeezed(text: object) -> str:
    return "".join(str(text).split())


# What cannot be read


def edited(path: Path, changes: dict[str, Callable[[bytes], bytes]]) -> None:
    """Write a document again with other parts in it."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, change in changes.items():
        parts[name] = change(parts.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


BOMB = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'


def related(old: bytes, *relations: str) -> bytes:
    """Relations with more of them."""
    more = "".join(f"<Relationship {one}/>" for one in relations)
    return old.replace(b"</Relationships>", more.encode() + b"</Relationships>")


def in_body(xml: bytes) -> Callable[[bytes], bytes]:
    return lambda old: old.replace(b"<w:body>", b"<w:body>" + xml)


def nested(old: bytes) -> bytes:
    deep = b"<w:ins>" * 5000 + b"</w:ins>" * 5000
    return old.replace(b"<w:body>", b"<w:body><w:p>" + deep + b"</w:p>")


def as_slides(old: bytes) -> bytes:
    return old.replace(b"wordprocessingml.document.main", b"presentationml.main")


def very_wide(old: bytes) -> bytes:
    return old.replace(b'<w:tcW w:type="dxa"', b'<w:gridSpan w:val="999999999"/><w:tcW w:type="dxa"')


def without_tables(old: bytes) -> bytes:
    return old.replace(b"<w:tbl>", b"<w:p/><w:x>").replace(b"</w:tbl>", b"</w:x>")


HOSTILE = {
    "entities": (MAIN, lambda _: BOMB, "declares a document type"),
    "entities in another part": ("word/styles.xml", lambda _: BOMB, "declares a document type"),
    "half": (MAIN, lambda old: old[: len(old) // 2], "is damaged: its text cannot be read"),
    "nested": (MAIN, nested, "is damaged: its text cannot be read"),
    "many tags": (MAIN, in_body(b"<w:br/>" * 450_000), "more text than"),
    "many paragraphs": (MAIN, in_body(b"<w:p/>" * 70_000), "more text than"),
    "many cells": (MAIN, in_body(b"<w:tbl><w:tr>" + b"<w:tc/>" * 40_000 + b"</w:tr></w:tbl>"), "more text than"),
    "many insertions": (MAIN, in_body(b"<w:p>" + b"<w:ins/>" * 25_000 + b"</w:p>"), "more tracked changes"),
    "many signs": (MAIN, in_body(b"<w:p><w:r>" + b"<w:sym/>" * 25_000 + b"</w:r></w:p>"), "more tracked changes"),
    "grows": (MAIN, in_body(b" " * 51_000_000), "would grow by"),
    "columns": (MAIN, very_wide, "columns"),
    "no table": (MAIN, without_tables, "has no table"),
    "slides": (TYPES, as_slides, "not a Word document"),
    "climbs out": ("../evil.xml", lambda _: b"<x/>", "points outside it"),
}


@pytest.mark.parametrize(("part", "change", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_or_damaged_document_is_refused_in_a_line(
    tmp_path: Path, part: str, change: Callable[[bytes], bytes], said: str
) -> None:
    path = words.saved(actions(action(1)), tmp_path / "plan.docx")
    edited(path, {part: change})
    with pytest.raises(SheetplanError, match=r"plan\.docx") as problem:
        wordgrid.workbook(path)
    assert said in problem.value.reason
    assert "Excel" not in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"{\\rtf1 text}", "is not a Word document"),
        (ole2("WordDocument"), "is an old Word file (.doc)"),
        (ole2("EncryptedPackage"), "is protected with a password"),
        (b"PK\x03\x04 and no more", "is damaged"),
    ],
    ids=["empty", "rich text", "old", "locked", "cut off"],
)
def test_other_kinds_of_file_are_said(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(data)
    with pytest.raises(SheetplanError) as problem:
        wordgrid.workbook(path)
    assert said in problem.value.reason
    assert "Excel" not in str(problem.value)


def test_a_workbook_with_the_wrong_name_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes((words.SAMPLES / "peer-review" / "plan.xlsx").read_bytes())
    with pytest.raises(SheetplanError, match="is an Excel workbook, not a Word document"):
        wordgrid.workbook(path)


def test_a_strict_document_and_one_with_macros_are_read_the_same(tmp_path: Path) -> None:
    plain = grid(actions(action(1)), tmp_path)
    path = words.saved(actions(action(1)), tmp_path / "strict.docx")
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    edited(path, {MAIN: lambda old: old.replace(words.W[9:-1].encode(), strict)})
    assert list(map(list, wordgrid.workbook(path).plan_grid("Table 1"))) == plain
    macros = words.saved(actions(action(1)), tmp_path / "plan.docm")
    kind = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    usual = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    edited(
        macros, {"[Content_Types].xml": lambda old: old.replace(usual, kind), "word/vbaProject.bin": lambda _: b"\x00"}
    )
    assert list(map(list, wordgrid.workbook(macros).plan_grid("Table 1"))) == plain


def test_a_reference_to_elsewhere_is_not_followed(tmp_path: Path) -> None:
    path = words.saved(actions(action(1)), tmp_path / "plan.docx")
    away = 'Id="x" Type="http://x/attachedTemplate" Target="file:///etc/passwd" TargetMode="External"'
    nowhere = 'Id="y" Type="http://x/styles2" Target="no-such-part.xml"'
    edited(path, {RELATIONS: lambda old: related(old, away, nowhere)})
    assert wordgrid.workbook(path).plan_grid("Table 1")[1][0] == action(1)[0]
