"""Every workbook that we paint keeps the rules by which everybody can read it, with a screen reader too."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.styles import Color
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

import batches
import everything
import logs
import months_painted
import reminded
import returning
import staff
import viewed
from sheetplan import template
from sheetplan.model import Decisions, Difference, Differences, Side, Wording
from sheetplan.model.desks import CHECKED, Job, Line, Ran
from sheetplan.model.desks import REPORTS as REPORTS_FOLDER
from sheetplan.walks import returns
from sheetplan.walks.publish import Options, publish
from sheetplan.workbook import (
    deciding,
    desk_book,
    differing,
    month_names,
    month_report,
    paint,
    reminder_report,
    report,
    results,
    story_report,
)

ENOUGH_CONTRAST = 4.5
ENOUGH_FOR_SHAPES = 3.0
REPORTS: dict[str, Callable[[], bytes]] = {
    "report": lambda: report.write(batches.everything()),
    "report on nothing": lambda: report.write(batches.batch()),
    "stories": lambda: story_report.write(logs.told_of_all()),
    "no stories": lambda: story_report.write(logs.told_of_none()),
    "differences": lambda: differing.write(differences()),
    "reminders": lambda: reminder_report.write(reminded.everything(), template.meeting_words()),
    "no reminders": lambda: reminder_report.write(reminded.nothing(), template.meeting_words()),
    "month": lambda: month_report.write(months_painted.everything()),
    "month of nothing": lambda: month_report.write(months_painted.nothing()),
    "no differences": lambda: differing.write(replace(differences(), differences=())),
}
TYPED_IN = {"reminders": (template.meeting_words().tab.sheet,)}
"""Reports in which people enter something, and the tabs on which they do."""
ASIDE: dict[str, Callable[[], bytes]] = {
    "decisions": lambda: decisions(Wording("High Street", "words with capitals", ("Plan!A7",), "in High Street")),
    "no decisions": lambda: decisions(),
}
"""What people fill in beside a plan."""
OUTSIDE: dict[str, Callable[[], bytes]] = {
    **{f"{name}, published": lambda name=name: published(name) for name in template.names()},
    **{f"{name}, in short": lambda name=name: published(name, summary=True) for name in template.names()},
}
"""What is for people outside: after the guidance without filters, frozen panes and footers."""


def lines() -> Iterator[Line]:
    """What a run did with files of every sort."""
    desk = Path("desk")
    yield Line(
        "a plan.xlsx", "2 things to put right", "What was found. " * 20, "Send it back.", desk / CHECKED / "a & b.xlsx"
    )
    yield Line(
        "another.xlsx", "In use", "It is open.", "Close it, then do this again.", Path("elsewhere") / "another.xlsx"
    )
    yield Line("Network A", "Not received", "=No plan has come.", "-Ask for it.", None)


DESK = "the settings of a desk"
RESULTS: dict[str, Ran] = {
    "results of a run": Ran(Job.CHECK, date(2026, 1, 31), tuple(lines()), ("Something to know.",)),
    "results of a run on nothing": Ran(Job.UNDO, date(2026, 1, 31), ()),
}
KINDS = {**{name: template.load(name) for name in template.names()}, **everything.kinds()}


def differences() -> Differences:
    """Two plans that differ in every way."""
    sides = (
        Side(name, Path("plan.xlsx"), version, None) for name, version in (("plan.xlsx@0.1", "0.1"), ("plan", None))
    )
    values = ((None, "Text"), (date(2008, 1, 31), date(2008, 3, 31)), (12.0, 12.5), ("A long text " * 40, "Short"))
    cells = [Difference("changed", "Plan", "1", "Call", "field", "A column", *pair) for pair in values]
    rows = [
        Difference(kind, "Plan", "2", "Ask", before="first", after="below 3")
        for kind in ("added", "removed", "archived", "reopened", "moved")
    ]
    return Differences(
        *sides, (*cells, *rows, Difference("removed", "Risks", "What is known by much text")), ("Said.",)
    )


def decisions(*wordings: Wording) -> bytes:
    """The workbook in which it is decided what is published."""
    rules = template.load("peer-review").publishing
    there = Decisions(Path("plan publish decisions.xlsx"))
    return deciding.write(there, wordings, rules, "plan.xlsx", date(2026, 1, 1))


def published(name: str, *, summary: bool = False) -> bytes:
    """A sample as people outside get it."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = staff.sample(name, Path(folder)), Path(folder, "out.xlsx")
        publish(path, Options(out, today=staff.TODAY, as_of=date(2008, 2, 29), summary=summary))
        return out.read_bytes()


class Painted(NamedTuple):
    book: openpyxl.Workbook
    parts: dict[str, str]
    covers: tuple[str, ...]
    """Tabs that are forms and hold no table."""
    begun: tuple[str, ...]
    """Tabs whose rows are begun for people to fill in, or that say that an empty cell does not apply."""
    typed_in: bool = True
    """Whether people enter anything there."""
    colours: int = 2
    """More pairs of a text and its fill than these must be there, or too few were looked at."""
    outside: bool = False
    """Whether it is for people outside."""
    opens: int = 0
    """How many files it leads to."""


@cache
def painted(name: str) -> Painted:
    if name in REPORTS:
        typed_in, month = name in TYPED_IN, name.startswith("month")
        begun = (month_names.ACTIONS,) if month else TYPED_IN.get(name, ())
        return opened(REPORTS[name](), (), begun)._replace(typed_in=typed_in or month)
    if name in OUTSIDE:
        return opened(OUTSIDE[name](), (), ())._replace(typed_in=False, outside=True)
    if name in ASIDE:
        return opened(ASIDE[name](), (), ("Decisions",))._replace(colours=1)
    if name == DESK:
        content = desk_book.write(template.names(), date(2026, 1, 1))
        return opened(content, (), (desk_book.SETTINGS, desk_book.NEW_PLAN))
    if name in RESULTS:
        ran, desk = RESULTS[name], Path("desk")
        found = opened(results.write(ran, desk, desk / REPORTS_FOLDER), (), ())
        return found._replace(typed_in=False, opens=sum(line.place is not None for line in ran.lines))
    kind = KINDS[name]
    content = paint.plan(kind, title="", organisation="", plan_id="a-plan", created=date(2026, 1, 1))
    return opened(content, (kind.cover_sheet,), tuple(t.sheet for t in kind.tabs))._replace(colours=8)


def opened(content: bytes, covers: tuple[str, ...], begun: tuple[str, ...]) -> Painted:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {part: package.read(part).decode(errors="replace") for part in package.namelist()}
    return Painted(openpyxl.load_workbook(io.BytesIO(content)), parts, covers, begun)


@pytest.fixture(params=[*KINDS, *REPORTS, *ASIDE, *OUTSIDE, *RESULTS, DESK])
def workbook(request: pytest.FixtureRequest) -> Painted:
    return painted(request.param)


def filled(sheet: Worksheet) -> Iterator[Cell]:
    return (cell for row in sheet.iter_rows() for cell in row if cell.value not in (None, ""))


def table_of(sheet: Worksheet) -> Table:
    (table,) = sheet.tables.values()
    return table


def data_sheets(workbook: Painted) -> Iterator[Worksheet]:
    return (sheet for sheet in workbook.book.worksheets if sheet.title not in workbook.covers)


def test_the_document_has_a_title(workbook: Painted) -> None:
    assert workbook.book.properties.title


def test_sheet_names_are_unique_and_say_something(workbook: Painted) -> None:
    names = [name.casefold() for name in workbook.book.sheetnames]
    assert len(set(names)) == len(names)
    assert not [name for name in names if re.fullmatch(r"sheet\s*\d*", name)]


def test_a1_says_what_the_sheet_is_and_row_2_what_is_on_it(workbook: Painted) -> None:
    values = openpyxl.load_workbook(io.BytesIO(saved(workbook)), data_only=True)
    for sheet in values.worksheets:
        assert str(sheet["A1"].value).startswith(f"{sheet.title}: ")
        assert len(str(sheet["A2"].value)) > 20


def saved(workbook: Painted) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, text in workbook.parts.items():
            package.writestr(name, text)
    return target.getvalue()


def test_data_are_in_one_real_table_a_sheet_from_column_a(workbook: Painted) -> None:
    for sheet in data_sheets(workbook):
        assert table_of(sheet).ref.startswith("A"), sheet.title
        assert not re.fullmatch(r"Table\d*", table_of(sheet).displayName), sheet.title
    for name in workbook.covers:
        assert not workbook.book[name].tables


def test_nothing_stands_beside_or_below_a_table(workbook: Painted) -> None:
    for sheet in data_sheets(workbook):
        _, _, last_column, last_row = openpyxl.utils.range_boundaries(table_of(sheet).ref)
        assert (sheet.max_column, sheet.max_row) == (last_column, last_row), sheet.title


def test_headings_are_on_one_row_one_line_and_neither_blank_nor_repeated(workbook: Painted) -> None:
    for sheet in data_sheets(workbook):
        table = table_of(sheet)
        headings = [cell.value for cell in sheet[table.ref][0]]
        assert headings == [column.name for column in table.tableColumns], sheet.title
        assert all(isinstance(text, str) and text.strip() and "\n" not in text for text in headings), sheet.title
        assert len({text.casefold() for text in headings}) == len(headings), sheet.title


def test_no_cells_are_merged(workbook: Painted) -> None:
    assert not [sheet.title for sheet in workbook.book.worksheets if sheet.merged_cells.ranges]


def test_no_blank_rows_or_cells_between_data(workbook: Painted) -> None:
    for sheet in data_sheets(workbook):
        rows = [[cell.value for cell in row if cell.data_type != "f"] for row in sheet[table_of(sheet).ref][1:]]
        used = [any(value is not None for value in row) for row in rows]
        assert all(above or not below for above, below in pairwise(used)), sheet.title
        if sheet.title not in workbook.begun:
            assert all(None not in row for row, is_used in zip(rows, used, strict=True) if is_used), sheet.title


def test_text_is_wrapped_or_has_the_whole_row_to_itself(workbook: Painted) -> None:
    for sheet in workbook.book.worksheets:
        widths = {at: d.width for d in sheet.column_dimensions.values() for at in range(d.min, d.max + 1)}
        # Neighbours of one width share an entry.
        room = sum(d.width * (d.max - d.min + 1) for d in sheet.column_dimensions.values() if not d.hidden)
        for cell in filled(sheet):
            alone = not any(other.value for other in sheet[cell.row] if other.column != cell.column)
            short = len(str(cell.value)) <= widths[cell.column]
            # A formula's text is looked at in LibreOffice's pages; its own length says nothing.
            fits = alone and (cell.data_type == "f" or len(str(cell.value)) <= room)
            assert cell.alignment.wrap_text or fits or short, f"{sheet.title}!{cell.coordinate}"


def test_every_cell_of_a_table_wraps_what_people_will_type(workbook: Painted) -> None:
    for sheet in data_sheets(workbook):
        for row in sheet[table_of(sheet).ref]:
            assert all(cell.alignment.wrap_text for cell in row), sheet.title
            assert all(cell.alignment.vertical in ("top", "center") for cell in row), sheet.title


def test_text_stands_out_from_its_fill(workbook: Painted) -> None:
    pairs = {
        (
            colour_of(cell.font.color, "000000"),
            colour_of(cell.fill.fgColor if cell.fill.patternType else None, "FFFFFF"),
        )
        for sheet in workbook.book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    }
    pairs |= {
        (colour_of(rule.dxf.font.color, "000000"), colour_of(rule.dxf.fill.bgColor, "FFFFFF"))
        for sheet in workbook.book.worksheets
        for rules in sheet.conditional_formatting
        for rule in rules.rules
    }
    assert len(pairs) > workbook.colours
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < ENOUGH_CONTRAST} == {}


def colour_of(colour: Color | None, otherwise: str) -> str:
    """RRGGBB; a theme's first colours are its text and its paper."""
    if colour is None:
        return otherwise
    if colour.type == "theme":
        return {0: "FFFFFF", 1: "000000"}[colour.theme]
    return otherwise if colour.type == "indexed" else str(colour.rgb)[-6:]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as the web's accessibility guidelines (WCAG 2) measure it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_measure_of_contrast_is_the_known_one() -> None:
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("7A1208", "F4CDC6") == pytest.approx(7.5, abs=0.05)


def test_a_colour_never_stands_without_its_word(workbook: Painted) -> None:
    for sheet in workbook.book.worksheets:
        for rules in sheet.conditional_formatting:
            for rule in rules.rules:
                words = rule.text if rule.type == "beginsWith" else rule.formula[0].strip('"')
                assert rule.type in ("cellIs", "beginsWith"), sheet.title
                assert words, sheet.title


def test_everything_is_in_arial_of_at_least_11_points(workbook: Painted) -> None:
    fonts = {(cell.font.name, cell.font.sz) for s in workbook.book.worksheets for row in s.iter_rows() for cell in row}
    assert {name for name, _ in fonts} == {"Arial"}
    # A font of a scheme is shown as the theme's, which is another one.
    assert "<scheme " not in workbook.parts["xl/styles.xml"]
    assert min(size for _, size in fonts) >= 11
    footers = re.findall(r"<oddFooter>(.*?)</oddFooter>", "".join(workbook.parts.values()))
    assert len(footers) == (0 if workbook.outside else len(workbook.book.worksheets))
    assert all("Arial" in footer and "&amp;11" in footer for footer in footers)


def added_alone(found: Painted, names: list[str]) -> None:
    """Of a workbook that somebody else made, the tabs that were added: all else in it is as the sender made it."""
    for sheet in found.book.sheetnames:
        if sheet not in names:
            del found.book[sheet]
    assert found.book.sheetnames == names
    for check in (
        test_data_are_in_one_real_table_a_sheet_from_column_a,
        test_nothing_stands_beside_or_below_a_table,
        test_headings_are_on_one_row_one_line_and_neither_blank_nor_repeated,
        test_no_cells_are_merged,
        test_text_is_wrapped_or_has_the_whole_row_to_itself,
        test_text_stands_out_from_its_fill,
        test_it_prints_on_a4_one_page_wide_with_its_headings_on_each,
    ):
        check(found)
    for sheet in found.book.worksheets:
        assert str(sheet["A1"].value).startswith(f"{sheet.title}: ")
        assert len(str(sheet["A2"].value)) > 20


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl, of what the sender has
@pytest.mark.parametrize("name", template.names())
def test_tabs_that_are_added_to_a_returned_copy_are_as_easy_to_read(name: str, tmp_path: Path) -> None:
    path = Path(shutil.copy(staff.SAMPLES / name / "plan.xlsx", tmp_path / "plan.xlsx"))
    (done,) = returns.write(returning.batch(path), tmp_path / "returned")
    assert done.file is not None
    added = template.load(name).returns
    found = opened(done.file.read_bytes(), (added.start,), ())
    added_alone(found, [added.start, added.checks])
    test_a_colour_never_stands_without_its_word(found)
    fonts = {(cell.font.name, cell.font.sz) for sheet in found.book.worksheets for cell in filled(sheet)}
    assert {font for font, _ in fonts} == {"Arial"}
    assert min(size for _, size in fonts) >= 11


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl, of what the sender has
@pytest.mark.parametrize("name", [*viewed.ASKS, "small"])
def test_tabs_that_only_show_a_plan_are_as_easy_to_read(name: str, tmp_path: Path) -> None:
    if name == "small":
        path = viewed.small(tmp_path)
        viewed.updated(path)
    else:
        path, _ = viewed.sample(name, tmp_path)
    found = opened(path.read_bytes(), (viewed.DASHBOARD,), (viewed.TIMELINE,))
    added_alone(found, [viewed.DASHBOARD, viewed.TIMELINE])
    test_every_cell_of_a_table_wraps_what_people_will_type(found)
    for sheet in found.book.worksheets:
        assert {chosen.activeCell for chosen in sheet.sheet_view.selection} == {"A1"}
        assert "Arial" in sheet.oddFooter.left.text or sheet.oddFooter.left.font == "Arial,Regular"
        assert sheet.page_setup.orientation == "landscape"
    fonts = {(cell.font.name, cell.font.sz) for sheet in found.book.worksheets for cell in filled(sheet)}
    assert {font for font, _ in fonts} == {"Arial"}
    assert min(size for _, size in fonts) >= 11


def test_what_is_coloured_on_a_timeline_has_a_mark_and_its_words(tmp_path: Path) -> None:
    path, _ = viewed.sample("project-plan", tmp_path)
    sheet = openpyxl.load_workbook(path)[viewed.TIMELINE]
    (table,) = sheet.tables.values()
    seen = 0
    for row in sheet[table.ref][1:]:
        for cell in row[3:]:
            if cell.fill.patternType:
                assert cell.value, cell.coordinate
                seen += 1
        if any(cell.value for cell in row[4:]):
            assert row[3].value not in (None, "No due date"), row[0].coordinate
    assert seen > 60


def test_the_charts_of_a_dashboard_have_their_figures_in_words(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    found = opened(path.read_bytes(), (), ())
    test_charts_have_a_text_and_shapes_that_stand_out(found)
    told = re.findall(r'descr="([^"]+)"', "".join(text for name, text in found.parts.items() if "drawing" in name))
    assert "Overdue 2; Due soon 1; Not yet due 1" in told[0]
    assert "PM 3 open, 2 overdue; QL 2 open, 1 overdue" in told[1]
    assert all("The figures stand in the table beside it." in text for text in told)


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_is_for_people_outside_has_no_filters_panes_headers_or_footers(name: str) -> None:
    workbook = painted(name)
    for sheet in workbook.book.worksheets:
        assert table_of(sheet).autoFilter is None, sheet.title
        assert sheet.auto_filter.ref is None, sheet.title
        assert sheet.freeze_panes is None, sheet.title
        assert not [column for column, found in sheet.column_dimensions.items() if found.hidden], sheet.title
    assert not [name for name, text in workbook.parts.items() if "<headerFooter" in text]


def test_it_prints_on_a4_one_page_wide_with_its_headings_on_each(workbook: Painted) -> None:
    for sheet in data_sheets(workbook):
        assert sheet.page_setup.paperSize == 9, sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.page_setup.fitToWidth in (None, 1), sheet.title
        assert sheet.print_title_rows, sheet.title


def test_it_opens_on_the_first_sheet_with_a1_selected(workbook: Painted) -> None:
    assert workbook.book.active == workbook.book.worksheets[0]
    for at, sheet in enumerate(workbook.book.worksheets):
        assert bool(sheet.sheet_view.tabSelected) == (at == 0), sheet.title
        assert {s.activeCell for s in sheet.sheet_view.selection} == {"A1"}, sheet.title
        assert sheet.sheet_state == "visible"


def test_there_are_no_macros_links_or_references_to_other_files(workbook: Painted) -> None:
    assert not [name for name in workbook.parts if re.search(r"vba|externalLink|connections|embeddings", name)]
    links = [
        cell.hyperlink for s in workbook.book.worksheets for row in s.iter_rows() for cell in row if cell.hyperlink
    ]
    assert len(links) == workbook.opens
    assert sum(text.count('TargetMode="External"') for text in workbook.parts.values()) == workbook.opens
    # Where there are any, they lead to files from the workbook's own place, and say where.
    assert all(str(link.target).startswith("../") and str(link.tooltip).startswith("Opens ") for link in links)


def test_messages_are_as_short_as_excel_demands(workbook: Painted) -> None:
    rules = [rule for sheet in workbook.book.worksheets for rule in sheet.data_validations.dataValidation]
    assert bool(rules) == workbook.typed_in
    for rule in rules:
        assert max(len(rule.promptTitle or ""), len(rule.errorTitle or "")) <= 32, rule.sqref
        assert max(len(rule.prompt or ""), len(rule.error or "")) <= 255, rule.sqref


def test_rows_fit_themselves_when_somebody_types(workbook: Painted) -> None:
    sheets = [text for name, text in workbook.parts.items() if name.startswith("xl/worksheets/sheet")]
    assert not [text for text in sheets if "customHeight" in text]
    assert all(' ht="' in text for text in sheets)


def test_charts_have_a_text_and_shapes_that_stand_out(workbook: Painted) -> None:
    drawings = [text for name, text in workbook.parts.items() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)]
    charts = [text for name, text in workbook.parts.items() if name.startswith("xl/charts/chart")]
    assert sum(text.count("<xdr:graphicFrame ") for text in drawings) == len(charts)
    assert all(len(re.findall(r'descr="[^"]{40,}"', text)) == text.count("<xdr:graphicFrame ") for text in drawings)
    for text in charts:
        shapes = re.findall(r"<c:ser>.*?</c:ser>", text)
        fills = {re.search(r'<a:srgbClr val="(\w{6})"', shape.split("<c:spPr>")[1]) for shape in shapes}
        colours = {found.group(1) for found in fills if found}
        assert len(colours) == len(shapes)
        assert {colour for colour in colours if contrast(colour, "FFFFFF") < ENOUGH_FOR_SHAPES} == set()
