"""A month's report as one page: safe, whole by itself, readable without sight, colour or script, and right."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

import batches
from monthly import OCTOBER, SEPTEMBER, came, month, state
from sheetplan import render
from sheetplan.model import Expected, PreviousReport, Refusal, Rollup, Status, long_day, months
from sheetplan.model.colours import CHARTED, INK, LINE, NAVY, QUIET, STATUSES, WHITE
from sheetplan.render import month_page

BEFORE = """
    ref | due         | status      | achieved
    1   | 1 Sep 2026  | Overdue     |
    2   | 1 Oct 2026  | Due soon    |
    3   | 1 Oct 2026  | Due soon    |
    4   | 5 Dec 2026  | Not yet due |
    5   | 1 Jan 2026  | Overdue     |
    6   |             | No due date |
    """
NOW = """
    ref | owner | due         | first      | status      | achieved    | moved | reason
    1   | PM    | 1 Sep 2026  |            | Overdue     |             |       |
    2   | PM    | 1 Oct 2026  |            | Complete    | 20 Oct 2026 |       |
    3   | RF    | 1 Oct 2026  |            | Complete    | 2 Aug 2026  |       |
    4   | PM/RF | 30 Nov 2026 | 5 Dec 2026 | Due soon    |             | 1     | x
    5   |       | 1 Jan 2026  |            | Overdue     |             |       |
    7   | PM    | 1 Nov 2026  |            | Due soon    |             |       |
    """
VOID = {"meta", "br", "hr", "img", "input", "link", "area", "base", "col", "embed", "source", "track", "wbr"}


@dataclass
class Node:
    name: str
    given: dict[str, str]
    inside: list[Node | str] = field(default_factory=list)

    def all(self, name: str | None = None) -> Iterator[Node]:
        for one in self.inside:
            if isinstance(one, Node):
                if name in (None, one.name):
                    yield one
                yield from one.all(name)

    def text(self) -> str:
        return "".join(one if isinstance(one, str) else one.text() for one in self.inside)


class Reader(HTMLParser):
    """Reads a page, and refuses one whose elements are not closed in the order in which they were opened."""

    def __init__(self) -> None:
        """Begins with nothing."""
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert len(given) == len(attrs), f"{tag} has an attribute twice"
        node = Node(tag, given)
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().name == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(text: str) -> Node:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == [reader.root]
    return reader.root


def october(**more: object) -> Rollup:
    """A month in which everything happens that can happen."""
    line = Expected("County", "care-improvement", date(2026, 11, 6), "the matron", row=5)
    refused = Refusal("plans/bad.xlsx", "bad.xlsx is damaged.", "Ask for it again.")
    batch = batches.batch(batches.sent("plans/bad.xlsx", None, refused=refused), not_sent=(line,), said=("Said.",))
    held = state(SEPTEMBER, "ref | due\nB1 | 1 Sep 2026")
    plans = (
        came("Area", state(OCTOBER, NOW), state(SEPTEMBER, BEFORE), compared=True, said=("It was saved since.",)),
        came("Area", state(OCTOBER, "ref | due\nA1 | 1 Sep 2026"), compared=True, file="area-2.xlsx"),
        came("Branch", held, held, compared=True, history=((date(2026, 3, 31), {"Overdue": 4, "Complete": 2}),)),
        came("Centre", state(OCTOBER, "ref | due\nC1 | 1 Sep 2026")),
    )
    asked = {
        "by_owner": True,
        "previous": PreviousReport(Path("september.xlsx"), SEPTEMBER, {}, (), ("Ask.",), edited=True),
    }
    return month(*plans, batch=batch, **asked | more)


@cache
def page() -> Node:
    return read(render.rollup_html(october()))


def place(name: str) -> Node:
    (found,) = (node for node in page().all() if node.given.get("id") == name)
    return found


def cells(node: Node) -> list[list[str]]:
    """The rows of the first table in it, without its headings."""
    table = next(node.all("table"))
    rows = (row for part in table.all() if part.name in ("tbody", "tfoot") for row in part.all("tr"))
    return [[cell.text() for cell in row.all() if cell.name in ("th", "td")] for row in rows]


# Nothing that stands in a plan does anything

NASTY = (
    '<script>alert(1)</script><img src=x onerror=alert(1)>" onload="x\' &amp; \u202etxt.exe\u202c javascript:alert(1)'
)


def nasty() -> Rollup:
    table = f"ref | text | owner | due | typed\n{NASTY} | {NASTY} | {NASTY} | 1 Sep 2026 | {NASTY}"
    line = Expected(NASTY, NASTY, None, NASTY)
    refused = Refusal(NASTY, NASTY, NASTY)
    batch = batches.batch(batches.sent("a.xlsx", None, refused=refused), not_sent=(line,), said=(NASTY,))
    plans = [
        came(
            f"{at}{NASTY}",
            state(OCTOBER, table, version=NASTY),
            title=NASTY,
            said=(NASTY,),
            rag=((NASTY, NASTY),),
            compared=True,
            file=f"{at}{NASTY.replace('/', '')}.xlsx",
        )
        for at in (1, 2)
    ]
    previous = PreviousReport(Path(NASTY.replace("/", "")), SEPTEMBER, {}, (), (NASTY,), edited=True)
    return month(*plans, batch=batch, by_owner=True, previous=previous)


def test_what_was_typed_in_a_plan_is_text_and_nothing_else() -> None:
    text = render.rollup_html(nasty())
    found = read(text)
    assert not [node.name for node in found.all() if node.name in ("script", "img", "iframe", "object", "link")]
    assert not [name for node in found.all() for name in node.given if name.startswith("on")]
    assert not set("\u202e\u202c\u2066\u200f") & set(text)
    assert sum("<script>alert(1)</script>" in node.text() for node in found.all("td")) > 4


def test_the_page_asks_for_nothing_from_outside_and_forbids_it() -> None:
    for report in (nasty(), october()):
        text = render.rollup_html(report)
        found = read(text)
        for node in found.all():
            assert not set(node.given) & {"src", "srcset", "action", "background", "data", "style", "xlink:href"}
            assert node.given.get("href", "#").startswith("#")
        style = next(found.all("style")).text()
        assert not re.search(r"url\(|@import|expression|https?:", style)
        (policy,) = (node.given["content"] for node in found.all("meta") if "http-equiv" in node.given)
        assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_the_same_month_gives_the_same_page_to_the_byte() -> None:
    assert render.rollup_html(october()) == render.rollup_html(october())


# It can be read without sight, with the keys alone, and on paper


def test_the_page_has_a_language_a_title_landmarks_and_a_way_to_skip_to_them() -> None:
    (root,) = page().all("html")
    assert root.given["lang"] == "en-GB"
    assert next(node.text() for node in root.all("title")) == "Action plans in October 2026"
    (body,) = root.all("body")
    first = next(body.all())
    assert (first.name, first.given["href"]) == ("a", "#report")
    assert place("report").name == "main"
    assert [len(list(body.all(name))) for name in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]


def test_headings_go_down_one_step_at_a_time() -> None:
    levels = [int(node.name[1]) for node in page().all() if re.fullmatch(r"h[1-6]", node.name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_name_stands_once_and_every_pointer_points_somewhere() -> None:
    names = Counter(node.given["id"] for node in page().all() if "id" in node.given)
    assert set(names.values()) == {1}
    links = [node.given["href"][1:] for node in page().all("a")]
    labels = [name for node in page().all() for name in node.given.get("aria-labelledby", "").split()]
    assert set(links) | set(labels) <= set(names)
    assert len(links) > 10


def test_every_part_has_a_label_of_its_own() -> None:
    labelled = [
        node.given["aria-labelledby"] for node in page().all() if node.name == "section" or "role" in node.given
    ]
    texts = [" ".join(place(name).text() for name in label.split()) for label in labelled]
    assert len(set(texts)) == len(texts)


def test_every_table_has_a_caption_headings_with_a_scope_and_a_frame_that_the_keys_reach() -> None:
    tables = list(page().all("table"))
    framed = [node for node in page().all("div") if node.given.get("class") == "scroll"]
    assert len(tables) == len(framed) > 10
    assert all(node.given["tabindex"] == "0" and node.given["role"] == "region" for node in framed)
    for table in tables:
        (caption,) = table.all("caption")
        assert caption.text().strip()
        (head,) = table.all("thead")
        assert all(node.given["scope"] == "col" and node.text().strip() for node in head.all("th"))
        for row in (row for part in table.all() if part.name in ("tbody", "tfoot") for row in part.all("tr")):
            (named,) = row.all("th")
            assert named.given["scope"] in ("row", "rowgroup")
            width = sum(int(cell.given.get("colspan", 1)) for cell in row.all() if cell.name in ("th", "td"))
            assert width == len(list(head.all("th")))


def test_every_chart_says_its_finding_and_its_figures_and_stands_beside_its_table() -> None:
    report = october()
    figures = list(page().all("figure"))
    titles = [months.said(report.views.status_title), months.said(report.views.overdue_title), report.views.trend_title]
    assert [next(one.all("h3")).text() for one in figures] == titles
    for one, title in zip(figures, titles, strict=True):
        (drawn,) = one.all("svg")
        assert drawn.given["role"] == "img"
        assert next(drawn.all("title")).text() == title
        told, (table,) = next(drawn.all("desc")).text(), one.all("table")
        numbers = [cell.text() for cell in table.all("td") if cell.text().isdecimal()]
        assert numbers
        assert set(re.findall(r"\b\d+\b", re.sub(r"\b20\d\d\b|\d+ to \d+ days|than \d+ days", "", told))) <= set(
            numbers
        )


def drawn(which: int) -> Node:
    return next(list(page().all("figure"))[which].all("svg"))


def test_a_bar_is_as_long_as_its_number_and_has_the_colour_of_its_status() -> None:
    report = october()
    bars = [(node.given["fill"], float(node.given["width"].rstrip("%"))) for node in drawn(0).all("rect")]
    figures = [(report.figures[now.name], report.figures[before.name]) for now, before in report.views.statuses[:-1]]
    most = max(max(pair) for pair in figures)
    longest = max(width for _, width in bars)
    wanted = [
        (f"#{colour}", number / most * longest)
        for (now, _), numbers in zip(report.views.statuses, figures, strict=False)
        for number, colour in zip(numbers, (CHARTED[Status(now.label)], WHITE), strict=True)
        if number
    ]
    assert [(colour, pytest.approx(width, abs=0.01)) for colour, width in wanted] == bars


def test_a_mark_stands_as_high_as_its_number_over_its_month() -> None:
    report = october()
    circles = [(float(node.given["cx"].rstrip("%")), float(node.given["cy"])) for node in drawn(2).all("circle")]
    points = report.trend
    assert len(circles) == len(points) > 5
    assert [across for across, _ in circles] == sorted({across for across, _ in circles})
    (ground,) = {float(node.given["y1"]) for node in drawn(2).all("line") if node.given["x2"] == "100%"}
    heights = [ground - down for _, down in circles]
    most = max(point.open for point in points)
    assert heights == [pytest.approx(point.open / most * max(heights), abs=0.1) for point in points]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_text_can_be_read_on_what_lies_behind_it() -> None:
    pairs = [(one.fill, one.text) for one in STATUSES.values()]
    pairs += [(WHITE, INK), (WHITE, NAVY), (NAVY, WHITE), (WHITE, QUIET)]
    # The numbers of a line are written in its colour.
    pairs += [(WHITE, CHARTED[Status.OVERDUE]), (WHITE, CHARTED[Status.COMPLETE])]
    assert min(contrast(*pair) for pair in pairs) >= 4.5
    assert min(contrast(WHITE, colour) for colour in (*CHARTED.values(), QUIET)) >= 3
    used = {colour.upper() for colour in re.findall(r"#([0-9A-Fa-f]{6})\b", render.rollup_html(october()))}
    assert used <= {
        INK,
        NAVY,
        QUIET,
        LINE,
        WHITE,
        *CHARTED.values(),
        *(part for one in STATUSES.values() for part in one[:2]),
    }


def test_a_status_is_never_said_by_its_colour_alone() -> None:
    words = {node.text() for node in page().all("span") if "status" in node.given.get("class", "").split()}
    assert words
    assert words <= {str(status) for status in Status}


def test_on_paper_headings_are_repeated_and_neither_charts_nor_rows_are_split() -> None:
    style = next(page().all("style")).text()
    paper = style[style.index("@media print") :]
    assert "thead { display: table-header-group" in paper
    assert re.search(r"\btr, figure[^{]*\{ break-inside: avoid", paper)
    assert "size: A4" in style


# It says what the report says


def test_the_headlines_and_the_box() -> None:
    report = october()
    lines = [node.text() for node in place("summary").all("li")]
    assert lines == [*map(months.said, report.headlines), *report.asked, "Ask."]


def test_the_statuses_now_and_last_month() -> None:
    report = october()
    rows = {name: rest for name, *rest in cells(place("charts"))}
    assert rows["Overdue"] == ["5", "3", "+2"]
    assert rows["Due soon"] == ["2", "2", "0"]
    assert rows["Not yet due"] == ["0", "1", "\u22121"]
    assert rows["Open"] == [str(report.figures["open"]), str(report.figures["open_last_month"]), "0"]
    assert rows["All"][0] == str(report.figures["actions"])


def test_where_no_month_before_is_known_nothing_is_said_of_it() -> None:
    found = read(render.rollup_html(month(came("Area", state(OCTOBER, "ref | due\n1 | 1 Sep 2026")))))
    (figure, *_) = found.all("figure")
    assert cells(figure)[0] == ["Overdue", "1", "–", "–"]
    assert "last month" not in next(figure.all("svg")).text()


def test_organisations_that_are_not_compared_stand_by_themselves() -> None:
    rows = cells(place("organisations"))
    assert [row[0] for row in rows] == [
        "Compared with one another, the most overdue first",
        "Area",
        "Branch (not received)",
        "Not compared with others, by name",
        "Centre",
        "All",
    ]
    report = october()
    assert rows[1][1:] == ["2", *(str(report.views.organisations[0].counts[one.name]) for one in report.views.columns)]


def test_where_nobody_is_compared_that_is_said() -> None:
    found = read(render.rollup_html(month(came("Area", state(OCTOBER, "ref | due\n1 | 1 Sep 2026")))))
    assert "not compared with one another" in found.text()
    assert "most overdue first" not in found.text()


def test_each_row_of_the_bridge_adds_up_from_left_to_right() -> None:
    rows = [row for row in cells(place("bridge")) if len(row) > 1]
    assert [row[0] for row in rows] == ["area", "area-2", "All of Area", "branch (not received)", "centre", "All plans"]
    signs = [node.text()[0] for node in next(place("bridge").all("thead")).all("th")][2:-1]
    assert signs == ["+", "+", "+", "\u2212", "\u2212", "\u2212"]
    for _, *numbers in rows:
        opened, *steps, still = map(int, numbers)
        assert opened + sum(step if sign == "+" else -step for sign, step in zip(signs, steps, strict=True)) == still
    assert "1 action of 1 plan that was not received" in place("bridge").text()


@pytest.mark.parametrize("name", ["overdue", "due", "completed", "moved", "changed"])
def test_a_list_has_its_rows_in_their_order(name: str) -> None:
    report = october()
    listed = getattr(report.views, name)
    shown = [[months.value(report.actions[at], field) for field in listed.columns] for at in listed.rows]
    wanted = [
        [long_day(one) if isinstance(one, date) else "–" if one in (None, "") else str(one) for one in row]
        for row in shown
    ]
    assert cells(place(name)) == wanted
    headings = [node.text() for node in next(place(name).all("thead")).all("th")]
    assert headings == [months.FIELDS[field] for field in listed.columns]


def test_which_plan_it_is_is_not_said_where_each_organisation_has_one() -> None:
    found = read(render.rollup_html(month(came("Area", state(OCTOBER, "ref | due\n1 | 1 Sep 2026")))))
    (listed,) = (node for node in found.all("section") if node.given["id"] == "overdue")
    assert [node.text() for node in next(listed.all("thead")).all("th")][:3] == ["Organisation", "Ref", "Action"]


def test_an_empty_list_says_so() -> None:
    found = read(render.rollup_html(month(came("Area", state(OCTOBER, "ref | due\n1 | 5 Dec 2027")))))
    for words in (
        "No action is overdue.",
        "No action was completed in October 2026.",
        "No date was moved in October 2026.",
    ):
        assert words in found.text()


def test_owners_stand_there_only_where_they_are_wanted() -> None:
    assert [row[0] for row in cells(place("owners"))] == ["PM", "RF", "No owner named"]
    plain = read(render.rollup_html(october(by_owner=False)))
    assert not [node for node in plain.all() if node.given.get("id") == "owners"]
    assert "#owners" not in {node.given["href"] for node in plain.all("a")}


def test_what_the_figures_rest_on() -> None:
    text = place("plans").text()
    assert "branch: these are its figures of 30 Sep 2026." in text
    assert "the matron" in text
    assert "bad.xlsx is damaged. Ask for it again." in text
    notes = place("notes").text()
    assert "area: It was saved since." in notes
    assert "Said." in notes
    assert "Peer review: Red: Overdue. Blue: Complete." in notes
    assert all(word in notes for word, _ in october().definitions)


def test_a_month_without_plans_is_a_page_too() -> None:
    found = read(render.rollup_html(month()))
    assert "No plan was found that has figures for this month." in found.text()


def test_a_month_that_has_not_ended_says_so() -> None:
    plan = came("Area", state(date(2026, 10, 5), "ref | due\n1 | 5 Dec 2026"))
    assert "the month has not ended" in render.rollup_html(month(plan, today=date(2026, 10, 9)))


def test_of_very_many_rows_the_first_stand_there_and_it_is_said_where_the_others_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(month_page, "MOST", 3)
    table = "ref | due\n" + "\n".join(f"{at} | 1 Sep 2026" for at in range(1, 6))
    found = read(render.rollup_html(month(came("Area", state(OCTOBER, table)))))
    for name in ("overdue", "actions"):
        (part,) = (node for node in found.all("section") if node.given["id"] == name)
        assert len(cells(part)) == 3
        assert "These are the first 3 of 5." in part.text()
    assert cells(next(found.all("figure")))[0][:2] == ["Overdue", "5"]
