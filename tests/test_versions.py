"""Names and numbers of the copies that are kept beside a plan."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetplan import versions
from sheetplan.model import Version

DAY = date(2026, 10, 31)
WRITTEN = datetime(2026, 11, 2, 9, 30, tzinfo=timezone.utc)  # noqa: UP017 - datetime.UTC reads as a clock here
ONE = Version(
    "0.1", DAY, WRITTEN, "Coordinator", "First draft", {"Overdue": 12, "Archived": 0}, "6 archived", "p v0.1.xlsx", "ab"
)
NAMES = [
    "plan.xlsx",
    "Action plan.xlsm",
    "plan (1).xlsx",
    "plan [final] v2.xlsx",
    "plan v0.1 2026-01-01.xlsx",
    "north.east.plan.xlsx",
    "Cynllun gweithredu – Sir Fôn.xlsx",
    "plan+ $1 ^x.xlsx",
    "PLAN.XLSX",
]


@pytest.mark.parametrize(
    ("there", "draft", "approved"),
    [
        ([], "0.1", "1.0"),
        (["0.1"], "0.2", "1.0"),
        (["0.1", "0.2", "0.9"], "0.10", "1.0"),
        (["0.9", "0.10"], "0.11", "1.0"),
        (["0.10", "0.9"], "0.11", "1.0"),
        (["0.4", "1.0"], "1.1", "2.0"),
        (["0.4", "1.0", "1.1"], "1.2", "2.0"),
        (["9.0", "10.0"], "10.1", "11.0"),
    ],
)
def test_drafts_count_up_and_approval_makes_a_whole_number(there: list[str], draft: str, approved: str) -> None:
    assert versions.next_number(there, approve=False) == draft
    assert versions.next_number(there, approve=True) == approved


@given(st.lists(st.booleans(), max_size=25))
def test_a_number_is_never_given_twice_and_always_the_highest(approvals: list[bool]) -> None:
    numbers: list[str] = []
    for approve in approvals:
        numbers.append(versions.next_number(numbers, approve=approve))
    assert len(set(numbers)) == len(numbers)
    assert numbers == sorted(numbers, key=lambda number: [int(part) for part in number.split(".")])


def test_what_the_copies_are_called() -> None:
    plan = Path("plans") / "Action plan.xlsx"
    assert versions.folder(plan) == Path("plans") / "Action plan versions"
    assert versions.file_name(plan, "0.4", DAY) == "Action plan v0.4 2026-10-31.xlsx"
    assert versions.received_name(plan, "0.4", DAY) == "Action plan before v0.4 2026-10-31.xlsx"


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_copy_is_known_by_its_name(name: str) -> None:
    plan = Path(name)
    written = [versions.file_name(plan, number, DAY) for number in ("0.10", "0.9", "1.0")]
    others = [name, versions.received_name(plan, "0.9", DAY), "versions.json", "received", f"~${written[0]}"]
    assert versions.from_names(plan, [*written, *others]) == (
        ("0.9", DAY, written[1]),
        ("0.10", DAY, written[0]),
        ("1.0", DAY, written[2]),
    )


@pytest.mark.parametrize(
    "name",
    [
        "plan v0.4.xlsx",
        "plan v0.4 2026-10-31.xlsm",
        "plan v0.4 2026-10-31 (1).xlsx",
        "plan v4 2026-10-31.xlsx",
        "other plan v0.4 2026-10-31.xlsx",
        "planx v0.4 2026-10-31.xlsx",
        "plan v0.4 2026-02-31.xlsx",
        "plan v0.4 2026-13-01.xlsx",
    ],
)
def test_other_names_are_passed_over(name: str) -> None:
    assert versions.from_names(Path("plan.xlsx"), [name, "plan v0.1 2026-10-31.xlsx"]) == (
        ("0.1", DAY, "plan v0.1 2026-10-31.xlsx"),
    )


def test_numbers_in_names_are_not_given_again() -> None:
    plan = Path("plan.xlsx")
    names = ["plan v0.4 2026-10-31.xlsx", "plan before v0.5 2026-10-31.xlsm", "Plan v1.0 (1).docx", "planx v9.0 a.xlsx"]
    assert versions.taken(plan, [*names, "plan v7.xlsx", "versions.json"]) == ("0.4", "0.5", "1.0")


@pytest.mark.parametrize(
    ("text", "is_one"), [("0.1", True), ("1.10", True), ("", False), ("1", False), ("draft", False), ("1.2.3", False)]
)
def test_what_is_a_number(text: str, is_one: bool) -> None:
    assert versions.is_number(text) is is_one


# The sidecar


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_list_in_another_encoding_is_read(encoding: str) -> None:
    listed = [replace(ONE, note="Sir Fôn – für alle")]
    data = versions.to_json(listed).encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    assert versions.from_json(versions.decoded(data)) == tuple(listed)


TEXT = st.text(max_size=30)
VERSIONS = st.builds(
    Version,
    number=st.from_regex(r"[0-9]{1,2}\.[0-9]{1,2}", fullmatch=True),
    position_date=st.dates(),
    written=st.datetimes(timezones=st.one_of(st.none(), st.just(WRITTEN.tzinfo))),
    by=TEXT,
    note=TEXT,
    counts=st.dictionaries(TEXT, st.integers(0, 999)),
    changed=TEXT,
    file=TEXT,
    sha256=TEXT,
    received=st.one_of(st.none(), TEXT),
    received_sha256=st.one_of(st.none(), TEXT),
)


@given(st.lists(VERSIONS, max_size=3))
def test_what_is_written_is_read_back_the_same(listed: list[Version]) -> None:
    assert versions.from_json(versions.to_json(listed)) == tuple(listed)


def test_the_sidecar_can_be_read_by_people() -> None:
    text = versions.to_json([replace(ONE, note="Sir Fôn")])
    assert '"note": "Sir Fôn"' in text
    assert text.endswith("}\n")


def test_a_word_of_a_later_program_does_not_spoil_the_list() -> None:
    row = json.loads(versions.to_json([ONE]))["versions"][0] | {"colour": "blue"}
    assert versions.from_json(json.dumps({"versions": [row], "kept_by": "x"})) == (ONE,)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "{}", "null", "3", '"x"', '{"versions": null}', '{"versions": 3}', '{"versions": [3]}',
        '{"versions": [{}]}', '{"versions": {"a": 1}}', '{"versions": ["a"]}', '{"versions": [[]]}', "\ufeff{}",
    ],
)  # fmt: skip
def test_rubbish_is_no_list(text: str) -> None:
    assert versions.from_json(text) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("position_date", "31 Oct 2026"),
        ("position_date", None),
        ("written", "soon"),
        ("written", 3),
        ("number", ...),
        ("number", "first"),
        ("number", 1),
        ("counts", None),
        ("counts", "many"),
    ],
)
def test_a_list_with_a_broken_entry_is_no_list(field: str, value: object) -> None:
    row = json.loads(versions.to_json([ONE]))["versions"][0]
    if value is ...:
        del row[field]
    else:
        row[field] = value
    assert versions.from_json(json.dumps({"versions": [row]})) is None
