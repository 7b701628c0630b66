"""The JSON of `check` is what its schema says, for one plan and for many; and the schema says all that stands there."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from jsonschema import Draft202012Validator

import batches
import kinds
from plans import plan, signatures
from schemas import complete
from sheetplan import checks, render
from sheetplan.model import Checked, Judged, Refusal

HOUSE = Path(__file__).resolve().parent.parent
SCHEMA = json.loads((HOUSE / "docs" / "check-json.schema.json").read_text(encoding="utf-8"))
ALONE = ("as_of", "plans", "refused", "passed_over")


@cache
def strict() -> Draft202012Validator:
    closed = complete(SCHEMA)
    # Where two parts say together what stands in one object, neither knows the other's keys.
    for name in ("not_sent", "waived"):
        both = closed["properties"][name]["items"]["allOf"]
        definition = deepcopy(closed["$defs"][both[0]["$ref"].rpartition("/")[2]])
        del definition["unevaluatedProperties"]
        del both[1]["unevaluatedProperties"]
        both[0] = definition
        closed["properties"][name]["items"]["unevaluatedProperties"] = False
    return Draft202012Validator(closed, format_checker=Draft202012Validator.FORMAT_CHECKER)


def faults(text: str) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in strict().iter_errors(json.loads(text))]


def checked(*plans: Judged) -> Checked:
    refused = (Refusal("a.xlsx", "a.xlsx has a password.", "Ask for one without."),)
    return Checked(batches.DAY, plans, refused, ((".hidden", "hidden"),), batches.DAY)


def with_deadlines() -> Judged:
    """A plan of a kind that has deadlines, milestones and tabs, all used."""
    known = kinds.whole()
    made = plan(
        "ref | action | timescale\n1 | Review it all | By 31 Jan 2008; by 30 Jun 2008",
        kind=known,
        on=batches.DAY,
        signatures=signatures(known, "A | Lead | 30 Apr 2008\nB | Chair | 30 Jul 2008"),
    )
    return Judged(made, batches.DAY, checks.judge(made, today=batches.DAY, day=batches.DAY), None)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("made", [batches.everything, batches.batch])
def test_what_many_files_give_is_as_the_schema_says(made: Any) -> None:
    assert faults(render.batch_json(made())) == []


def test_what_one_plan_gives_is_as_the_schema_says() -> None:
    text = render.check_json(checked(batches.judged(batches.BLANKS), with_deadlines()))
    assert faults(text) == []
    assert set(json.loads(text)) == set(ALONE)
    assert any(one["deadlines"] for one in json.loads(text)["plans"])


def test_many_files_give_all_that_one_plan_gives_and_every_key_of_the_schema() -> None:
    batch = batches.everything()
    many = json.loads(render.batch_json(batch))
    one = json.loads(render.check_json(batch.checked))
    assert set(many) == set(SCHEMA["properties"])
    assert [set(plan) for plan in many["plans"]] == [set(plan) for plan in one["plans"]]
    assert {key: many[key] for key in ALONE if key != "plans"} == {key: one[key] for key in ALONE if key != "plans"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("as_of",), "29 Feb 2008"),
        (("plans", 1, "findings", 0, "level"), "error"),
        (("plans", 1, "findings", 0, "cell"), "row 7"),
        (("plans", 1, "actions", 0, "ref"), 1),
        (("plans", 1, "statuses", "Overdue"), None),
        (("submissions", 0, "known_by"), None),
        (("not_sent", 0, "days_late"), 0),
        (("twice", 0, "same"), "no"),
        (("register", "extra"), 1),
        (("waived", 0, "extra"), 1),
        (("extra",), 1),
    ],
)
def test_the_schema_notices_what_is_otherwise(path: tuple[str | int, ...], value: object) -> None:
    data = json.loads(render.batch_json(batches.everything()))
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not strict().is_valid(data)


def test_of_two_files_none_is_called_the_newer_where_nothing_tells() -> None:
    batch = batches.everything()
    known = json.loads(render.batch_json(batch))["twice"][0]
    assert known["paths"] == [known["newer"], known["older"]]
    unknown = replace(batch, newer_by=("Nothing says which of parish.xlsx and parish (1).xlsx is the newer.",))
    text = render.batch_json(unknown)
    assert faults(text) == []
    assert json.loads(text)["twice"] == [known | {"newer": None, "older": None}]


@pytest.mark.parametrize("key", SCHEMA["properties"])
def test_no_key_may_be_missing_over_many_files(key: str) -> None:
    data = json.loads(render.batch_json(batches.everything()))
    del data[key]
    if key == "submissions":
        assert strict().is_valid(data)
    else:
        with pytest.raises(jsonschema.ValidationError):
            strict().validate(data)


def test_later_versions_may_add_keys() -> None:
    data = json.loads(render.batch_json(batches.everything()))
    data["later"] = data["submissions"][0]["later"] = 1
    assert Draft202012Validator(SCHEMA).is_valid(data)
