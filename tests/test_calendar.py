"""Calendars: read again by a parser, the same from the same, events that move and are not doubled, safe names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import icalendar
import pytest

import reminded
from sheetplan import render
from sheetplan.model import Reminders
from sheetplan.render.calendar import file_name

MILESTONES = "action | timescale\n1. Report | 31 Jan 2008: draft\\n30 Apr 2008: report"


def events(found: Reminders, name: str = "All actions.ics") -> list[Mapping[str, Any]]:
    parsed = icalendar.Calendar.from_ical(render.calendars(found)[name])
    assert parsed["version"] == "2.0"
    return list(parsed.walk("VEVENT"))


def days(found: Reminders, name: str = "All actions.ics") -> dict[str, date]:
    return {str(one["summary"]): one["dtstart"].dt for one in events(found, name)}


def test_the_same_reminders_give_the_same_bytes() -> None:
    assert render.calendars(reminded.everything()) == render.calendars(reminded.everything())


def test_each_owner_has_a_calendar_and_one_has_all_each_once() -> None:
    found = reminded.of(reminded.opened())
    assert set(render.calendars(found)) == {
        "All actions.ics",
        "PM, Project Manager.ics",
        "MQC, Main contact.ics",
        "XY.ics",
    }
    assert days(found, "MQC, Main contact.ics") == {
        "Overdue: 2. Teach it": date(2008, 2, 20),
        "3. Tell everybody": date(2008, 3, 15),
    }
    assert len(events(found)) == 7
    assert days(found)["Overdue: 8. Order the chairs"] == date(2007, 12, 1)


def test_a_plan_without_dates_gives_no_calendar() -> None:
    assert render.calendars(reminded.of(reminded.opened("action | timescale\n1. Go on | Ongoing"))) == {}
    assert render.calendars(reminded.nothing()) == {}


def test_events_last_the_whole_day_and_take_nobodys_time() -> None:
    for one in events(reminded.everything()):
        assert type(one["dtstart"].dt) is date
        assert one["dtend"].dt - one["dtstart"].dt == timedelta(days=1)
        assert one["transp"] == "TRANSPARENT"
        assert one["dtstamp"].dt.replace(tzinfo=None) == datetime(2008, 2, 29)


def test_what_is_to_come_is_announced_a_week_before_and_what_is_overdue_says_so() -> None:
    for one in events(reminded.of(reminded.opened())):
        alarms = one.walk("VALARM")  # type: ignore[attr-defined]  # a component is more than a mapping
        if str(one["summary"]).startswith("Overdue: "):
            assert alarms == []
            assert "Overdue by" in one["description"]
        else:
            assert [alarm["trigger"].dt for alarm in alarms] == [timedelta(days=-7)]


def test_an_event_whose_date_moved_is_the_same_and_newer() -> None:
    (before,) = events(reminded.of(reminded.opened("action | timescale\n1. Do it | By 31 Mar 2008")))
    later = reminded.opened("action | timescale\n1. Do it well | By 30 Apr 2008", on=date(2008, 3, 31))
    (after,) = events(reminded.of(later))
    assert before["uid"] == after["uid"]
    assert before["sequence"] < after["sequence"]


def test_events_of_two_plans_are_two() -> None:
    one, other = (
        reminded.opened("action | timescale\n1. Do it | By 31 Mar 2008", path=p) for p in ("a.xlsx", "b.xlsx")
    )
    assert len({str(event["uid"]) for event in events(reminded.of(one, other))}) == 2


def test_events_of_plans_whose_files_have_one_name_are_several() -> None:
    table = "action | timescale\n1. Do it | By 31 Mar 2008"
    plans = [replace(reminded.opened(table, path="plan.xlsx"), file=f"{name}/plan.xlsx") for name in ("north", "south")]
    assert len({str(event["uid"]) for event in events(reminded.of(*plans))}) == 2


def test_each_milestone_has_an_event_of_its_own() -> None:
    found = events(reminded.of(reminded.opened(MILESTONES)))
    assert [(str(one["summary"]), one["dtstart"].dt) for one in found] == [
        ("Overdue: Milestone of 1. 31 Jan 2008: draft", date(2008, 1, 31)),
        ("Milestone of 1. 30 Apr 2008: report", date(2008, 4, 30)),
    ]
    assert len({str(one["uid"]) for one in found}) == 2


def test_what_people_wrote_cannot_end_a_line_or_begin_another_event() -> None:
    text = "1. Do, it; now\\nEND:VEVENT\\nBEGIN:VEVENT\\nSUMMARY:no"
    found = events(reminded.of(reminded.opened(f"action | timescale\n{text} | By 31 Mar 2008")))
    assert [str(one["summary"]) for one in found] == ["1. Do, it; now END:VEVENT BEGIN:VEVENT SUMMARY:no"]
    data = render.calendars(reminded.everything())["All actions.ics"]
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("PM", "PM"),
        ("PM/MQC", "PM MQC"),
        ('a<b>:"c"|?*\\d', "a b c d"),
        ("con", "_con"),
        ("LPT1.x", "_LPT1.x"),
        ("..", "_"),
        (" dots. ", "dots"),
        ("x" * 200, "x" * 80),
        ("../../etc", "etc"),
        ("line\nbreak", "line break"),
    ],
)
def test_every_system_takes_the_names_of_the_files(called: str, name: str) -> None:
    assert file_name(called) == name


def test_two_owners_whose_names_are_alike_have_two_files() -> None:
    table = "action | timescale | responsibility\n1. A | By 1 Mar 2008 | A*B\n2. B | By 1 Mar 2008 | a?b"
    names = render.calendars(reminded.of(reminded.opened(table, people={})))
    assert set(names) == {"All actions.ics", "A B.ics", "a b (2).ics"}
