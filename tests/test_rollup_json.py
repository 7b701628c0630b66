"""A month's report for other programs: the JSON is as its schema says, and the CSV has the same rows."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import batches
from monthly import OCTOBER, SEPTEMBER, came, month, state
from schemas import complete
from sheetplan import render
from sheetplan.model import Expected, PreviousReport, Refusal, Rollup, months

DOCS = Path(__file__).resolve().parent.parent / "docs"
SCHEMA = json.loads((DOCS / "rollup-json.schema.json").read_text(encoding="utf-8"))
STRICT = Draft202012Validator(complete(SCHEMA), format_checker=Draft202012Validator.FORMAT_CHECKER)
BEFORE = """
    ref | due         | status      | achieved
    1   | 1 Sep 2026  | Overdue     |
    2   | 1 Oct 2026  | Due soon    |
    3   | 5 Dec 2026  | Not yet due |
    4   | 1 Sep 2026  | Complete    | 1 Sep 2026
    """
NOW = """
    ref | text   | owner | due         | first      | status   | achieved    | moved | typed | differs
    1   | =1+1   | PM    | 1 Sep 2026  |            | Overdue  |             |       | Done  | x
    2   | @Later |       | 1 Oct 2026  |            | Complete | 2 Aug 2026  |       |       |
    3   | Write  | PM/RF | 30 Nov 2026 | 5 Dec 2026 | Due soon |             | 1     |       |
    """


def october(**more: object) -> Rollup:
    line = Expected("County", None, date(2026, 11, 6), "the matron", row=5)
    refused = Refusal("plans/bad.xlsx", "bad.xlsx is damaged.", "Ask for it again.")
    sent = batches.sent("plans/bad.xlsx", None, refused=refused)
    batch = batches.batch(sent, not_sent=(line,), passed_over=(("plans/~$a.xlsx", "Excel's mark"),), said=("Said.",))
    held = state(SEPTEMBER, "ref | due\nB1 | 1 Sep 2026")
    previous = PreviousReport(Path("september.xlsx"), SEPTEMBER, {}, (), ("Ask.",), edited=True)
    plans = (
        came(
            "Area", state(OCTOBER, NOW, must_fix=1, to_check=2), state(SEPTEMBER, BEFORE), said=("It was saved since.",)
        ),
        came("Branch", held, held, history=((date(2026, 3, 31), {"Overdue": 4, "Complete": 2}),)),
    )
    return month(*plans, batch=batch, **{"by_owner": True, "previous": previous} | more)


@pytest.fixture(scope="module")
def printed() -> Any:
    return json.loads(render.rollup_json(october()))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("more", [{}, {"by_owner": False, "previous": None}])
def test_what_is_printed_is_as_the_schema_says(more: dict[str, object]) -> None:
    printed = json.loads(render.rollup_json(october(**more)))
    assert [f"{error.json_path}: {error.message}" for error in STRICT.iter_errors(printed)] == []


def test_a_month_without_plans_is_as_the_schema_says_too() -> None:
    printed = json.loads(render.rollup_json(month()))
    assert [error.message for error in STRICT.iter_errors(printed)] == []
    assert printed["figures"]["actions"] == 0


@pytest.mark.parametrize("key", SCHEMA["properties"])
def test_no_key_may_be_missing(key: str, printed: Any) -> None:
    assert not STRICT.is_valid({name: value for name, value in printed.items() if name != key})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("month",), "October"),
        (("end",), "31 Oct 2026"),
        (("figures", "overdue"), -1),
        (("figures", "more"), 1),
        (("plans", 0, "version"), 1),
        (("plans", 0, "trend", 0), {"Late": 1}),
        (("actions", 0, "status"), "Late"),
        (("actions", 0, "change"), "Gone"),
        (("actions", 0, "open"), "Yes"),
        (("actions", 0, "due"), "soon"),
        (("extra",), 1),
    ],
)
def test_the_schema_notices_what_is_otherwise(path: tuple[str | int, ...], value: object, printed: Any) -> None:
    data = json.loads(json.dumps(printed))
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not STRICT.is_valid(data)


def test_later_versions_may_add_keys(printed: Any) -> None:
    assert Draft202012Validator(SCHEMA).is_valid(printed | {"later": 1})


def test_the_figures_are_counts_of_the_actions_that_stand_beside_them(printed: Any) -> None:
    report = october()
    counted = {
        "open": sum(one["open"] for one in printed["actions"]),
        "open_last_month": sum(one["open_before"] for one in printed["actions"]),
        "overdue": sum(one["status"] == "Overdue" and one["where"] == "Plan" for one in printed["actions"]),
        "moved": sum(one["moved"] for one in printed["actions"]),
        "recorded_late": sum(one["recorded_late"] is True for one in printed["actions"]),
        "open_not_received": sum(one["open"] and not one["received"] for one in printed["actions"]),
    }
    assert counted == {
        "open": 3,
        "open_last_month": 4,
        "overdue": 2,
        "moved": 1,
        "recorded_late": 1,
        "open_not_received": 1,
    }
    assert {name: printed["figures"][name] for name in counted} == counted
    assert printed["figures"] == dict(report.figures)
    for part in ("plans", "organisations"):
        for name, number in printed["figures"].items():
            assert sum(one["figures"][name] for one in printed[part]) == number


def test_owners_are_told_only_where_they_are_wanted(printed: Any) -> None:
    assert [(one["owner"], one["figures"]["open"]) for one in printed["owners"]] == [
        ("PM", 2),
        ("RF", 1),
        ("No owner named", 1),
    ]
    assert json.loads(render.rollup_json(october(by_owner=False)))["owners"] is None


def test_the_csv_has_the_same_rows_and_its_text_stays_text(printed: Any) -> None:
    text = render.rollup_csv(october())
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == list(months.FIELDS) == list(printed["actions"][0])
    assert [row["action"] for row in rows][:2] == ["'=1+1", "'@Later"]
    words = {True: "Yes", False: "No", None: ""}
    for row, one in zip(rows, printed["actions"], strict=True):
        plain = {
            name: words[value] if value is None or value is True or value is False else str(value)
            for name, value in one.items()
        }
        assert {name: value.removeprefix("'") for name, value in row.items()} == plain


def test_the_page_of_the_documentation_names_every_key_figure_and_column() -> None:
    page = (DOCS / "rollup.md").read_text(encoding="utf-8")
    defined = SCHEMA["$defs"]
    names = [*SCHEMA["properties"], *defined["plan"]["properties"], *months.FIELDS]
    # Of those of a month earlier the page names one, and says so.
    names += [
        name
        for name in defined["figures"]["properties"]
        if name in ("overdue_last_month", "actions_last_month", "open_last_month") or not name.endswith("_last_month")
    ]
    assert [name for name in names if f"`{name}`" not in page] == []
