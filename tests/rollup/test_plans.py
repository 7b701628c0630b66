"""Which files are one plan, which of its states counts, and what is kept of a plan that did not come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import batches
from monthly import AUGUST, OCTOBER, SEPTEMBER, TODAY, came, month, refs, state
from sheetplan.model import Expected, PlanInMonth, PlanState, PreviousReport, Register, Rollup, TrendPoint, months

OVERDUE = "ref | due\n1 | 1 Sep 2026\n2 | 1 Aug 2026"
OPEN = "ref | due\n1 | 1 Dec 2026"


def report_of(last: date, *plans: tuple[PlanInMonth, PlanState], **more: object) -> PreviousReport:
    """An earlier report, as it is read again."""
    facts: dict[str, object] = {"trend": (), "asked": (), "edited": False}
    known = {plan.known_by: (plan, one) for plan, one in plans}
    return PreviousReport(Path("earlier.xlsx"), last, known, **facts | more)  # type: ignore[arg-type]  # as its fields


def known(organisation: str, one: PlanState, like: Rollup | None = None) -> tuple[PlanInMonth, PlanState]:
    """How a plan stood in an earlier report."""
    before = month(came(organisation, one), last=one.day, today=one.day) if like is None else like
    (plan,) = before.plans
    return replace(plan, compared=False, file="", trend=(), must_fix=None, to_check=None), replace(
        one, whole_archive=False
    )


def names(report: Rollup) -> list[str]:
    return [plan.name for plan in report.plans]


# A plan that was not received


def test_a_plan_of_an_earlier_version_counts_with_its_last_figures_and_is_marked() -> None:
    held = state(SEPTEMBER, OVERDUE)
    report = month(came("Area", held, held), came("Branch", state(OCTOBER, OPEN), state(SEPTEMBER, OPEN)))
    area, branch = report.plans
    assert (area.received, area.day, branch.received) == (False, SEPTEMBER, True)
    assert report.figures["overdue"] == report.figures["overdue_last_month"] == 2
    assert [months.value(row, "received") for row in report.actions] == [months.NO, months.NO, months.YES]
    assert "1 plan was not received (Area)." in [months.said(one) for one in report.headlines]
    assert "Ask Area for its plan: its figures are still those of 30 Sep 2026." in report.proposed


def test_plans_that_were_not_received_are_counted_and_not_their_organisations() -> None:
    held = state(SEPTEMBER, OPEN)
    report = month(came("Area", held, held, file="a.xlsx"), came("Area", held, held, file="b.xlsx"))
    assert "2 plans were not received (Area)." in [months.said(one) for one in report.headlines]


def test_a_plan_in_no_file_keeps_the_figures_of_the_report_before() -> None:
    previous = report_of(SEPTEMBER, known("Area", state(SEPTEMBER, OVERDUE)))
    report = month(came("Branch", state(OCTOBER, OPEN)), previous=previous)
    area = report.plans[0]
    assert (area.name, area.received, area.file, area.day) == ("area", False, "", SEPTEMBER)
    assert report.figures["overdue"] == report.figures["overdue_last_month"] == 2
    assert "No file of it was found" in area.said[0]
    assert any("earlier.xlsx" in sentence for sentence in report.said)


def test_a_plan_in_no_file_may_be_compared_where_others_of_its_kind_may() -> None:
    previous = report_of(SEPTEMBER, known("Area", state(SEPTEMBER, OVERDUE)))
    assert month(came("Branch", state(OCTOBER, OPEN), compared=True), previous=previous).plans[0].compared
    assert not month(came("Branch", state(OCTOBER, OPEN)), previous=previous).plans[0].compared


def test_the_report_before_gives_a_plan_without_versions_its_figures_of_a_month_earlier() -> None:
    previous = report_of(SEPTEMBER, known("Area", state(SEPTEMBER, OVERDUE)))
    now = state(
        OCTOBER, "ref | due | status | achieved\n1 | 1 Sep 2026 | Complete | 9 Oct 2026\n2 | 1 Aug 2026 | Overdue |"
    )
    report = month(came("Area", now), previous=previous)
    (plan,) = report.plans
    assert (plan.received, plan.day_before) == (True, SEPTEMBER)
    assert (report.figures["completed"], report.figures["first_seen"], report.figures["overdue_last_month"]) == (
        1,
        0,
        2,
    )


def test_a_plans_own_version_stands_before_the_report_of_the_same_day() -> None:
    previous = report_of(SEPTEMBER, known("Area", state(SEPTEMBER, OPEN)))
    report = month(came("Area", state(OCTOBER, OPEN), state(SEPTEMBER, OVERDUE)), previous=previous)
    assert report.figures["overdue_last_month"] == 2


def test_an_old_file_does_not_take_the_place_of_newer_figures_of_the_report_before() -> None:
    previous = report_of(SEPTEMBER, known("Area", state(SEPTEMBER, OVERDUE)))
    old = state(AUGUST, OPEN)
    report = month(came("Area", old, old), previous=previous)
    assert (report.figures["overdue"], report.plans[0].day) == (2, SEPTEMBER)
    assert any("newer figures" in sentence for sentence in report.said)


def test_a_plan_of_which_only_later_versions_are_there_keeps_the_figures_of_the_report_before() -> None:
    previous = report_of(SEPTEMBER, known("Area", state(SEPTEMBER, OVERDUE)))
    assert month(came("Area", None), previous=previous).figures["overdue"] == 2
    alone = month(came("Area", None))
    assert alone.plans == ()
    assert any('"area"' in sentence and "is not counted" in sentence for sentence in alone.said)


# The register


LINES = (
    Expected("Area", "peer-review", date(2026, 11, 6), "the matron"),
    Expected("Area", "care-improvement", date(2026, 11, 6), "the matron"),
    Expected("county", None, None),
)


def test_who_sent_nothing_is_missing_unless_an_older_plan_of_that_kind_is_counted() -> None:
    held = state(SEPTEMBER, OPEN)
    batch = batches.batch(not_sent=LINES)
    previous = report_of(SEPTEMBER, known("Area", held))
    report = month(batch=batch, previous=previous)
    assert [(one.organisation, one.template) for one in report.missing] == [
        ("Area", "care-improvement"),
        ("county", None),
    ]
    assert "3 plans were not received (Area and county)." in [months.said(one) for one in report.headlines]
    assert "Ask county for its plan." in report.proposed


def test_what_could_not_be_read_in_the_register_is_said() -> None:
    register = Register(Path("register.xlsx"), LINES, said=('D9 holds "soon", which is no date.',))
    assert month(batch=batches.batch(register=register)).said == ('D9 holds "soon", which is no date.',)


# Several files of one plan


def both(first: Mapping[str, object], second: Mapping[str, object], *days: date) -> Rollup:
    tables = (OVERDUE, OPEN)
    files = ("area.xlsx", "area (1).xlsx")
    plans = [
        came("Area", state(day, table), file=file, plan_id="p1", **facts)
        for day, table, file, facts in zip(days, tables, files, (first, second), strict=True)
    ]
    return month(*plans)


def test_of_two_files_the_one_with_the_newer_position_date_counts_and_the_other_is_named() -> None:
    for days, overdue in (((OCTOBER, date(2026, 10, 2)), 2), ((date(2026, 10, 2), OCTOBER), 0)):
        report = both({}, {}, *days)
        assert len(report.plans) == 1
        assert report.figures["overdue"] == overdue
        (said,) = report.said
        assert "as a file of the same plan: it is of 2 Oct 2026, and not of 31 Oct 2026." in said


def test_of_two_files_of_one_day_the_one_saved_last_counts_and_that_they_differ_is_said() -> None:
    report = both({"saved": TODAY}, {"saved": OCTOBER}, OCTOBER, OCTOBER)
    assert report.figures["overdue"] == 2
    assert report.said == (
        (
            '"area" is counted, and "area (1)" is not, as a file of the same plan: '
            "both are of 31 Oct 2026, and they differ."
        ),
    )


def test_of_two_files_that_hold_the_same_nothing_is_said() -> None:
    assert both({"content": "same"}, {"content": "same"}, OCTOBER, OCTOBER).said == ()


def test_an_older_file_gives_the_figures_of_a_month_earlier() -> None:
    report = both({}, {}, OCTOBER, SEPTEMBER)
    assert report.plans[0].day_before == SEPTEMBER
    assert report.figures["open_last_month"] == 1
    assert refs(report, range(len(report.actions))) == ["1", "2"]


def test_two_organisations_whose_plans_go_back_to_one_workbook_have_a_plan_each() -> None:
    report = month(
        came("Area", state(OCTOBER, OVERDUE), plan_id="p1"), came("Branch", state(OCTOBER, OPEN), plan_id="p1")
    )
    assert [plan.organisation for plan in report.plans] == ["Area", "Branch"]
    assert len({plan.known_by for plan in report.plans}) == 2
    assert any("name different organisations" in sentence for sentence in report.said)


def test_no_two_plans_are_called_the_same() -> None:
    report = month(
        came("Area", state(OCTOBER, OPEN), file="one/plan.xlsx", plan_id="p1"),
        came("Area", state(OCTOBER, OVERDUE), file="two/plan.xlsx", plan_id="p2"),
    )
    assert names(report) == ["plan", "plan (2)"]
    assert [months.value(row, "plan") for row in report.actions] == ["plan", "plan (2)", "plan (2)"]
    assert [line.name for line in report.views.plans] == names(report)


def test_plans_stand_by_organisation_and_name_whatever_came_first() -> None:
    plans = [came(name, state(OCTOBER, OPEN)) for name in ("branch", "Area", "centre")]
    assert names(month(*plans)) == names(month(*reversed(plans))) == ["area", "branch", "centre"]


# The trend, the box


def test_the_trend_is_told_from_the_plans_own_version_history() -> None:
    history = (
        (date(2026, 5, 31), {"Overdue": 1}),
        (date(2026, 7, 15), {"Overdue": 4}),
        (date(2025, 1, 1), {"Overdue": 9}),
    )
    report = month(came("Area", state(OCTOBER, OVERDUE), state(SEPTEMBER, OPEN), history=history))
    points = {point.month: point.overdue for point in report.trend}
    assert next(iter(points)) == date(2025, 11, 30)
    assert [points[day] for day in (date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 31))] == [
        9,
        1,
        1,
        4,
    ]
    assert (points[SEPTEMBER], points[OCTOBER]) == (0, 2)


def test_the_trend_begins_with_the_first_month_of_which_anything_is_known() -> None:
    report = month(came("Area", state(OCTOBER, OPEN), history=((date(2026, 7, 31), {"Overdue": 4}),)))
    assert [point.month for point in report.trend] == [date(2026, 7, 31), AUGUST, SEPTEMBER, OCTOBER]


def test_plans_without_a_past_of_their_own_have_the_one_of_the_report_before() -> None:
    earlier = (TrendPoint(AUGUST, 3, {"Overdue": 7}), TrendPoint(SEPTEMBER, 3, {"Overdue": 8}))
    previous = report_of(SEPTEMBER, known("Area", state(SEPTEMBER, OVERDUE)), trend=earlier)
    report = month(came("Area", state(OCTOBER, OVERDUE)), previous=previous)
    assert [(point.month, point.plans, point.overdue) for point in report.trend] == [
        (AUGUST, 3, 7),
        (SEPTEMBER, 1, 2),
        (OCTOBER, 1, 2),
    ]


def test_what_people_wrote_in_the_box_stays_and_what_was_asked_before_is_told() -> None:
    plan = came("Area", state(OCTOBER, "ref | due\n1 |"))
    previous = report_of(SEPTEMBER, asked=("Ask Area.",), edited=True)
    fresh = month(plan, previous=previous)
    assert fresh.asked == fresh.proposed == ("Agree a date for the action that has none.",)
    assert fresh.asked_before == ("Ask Area.",)
    kept = month(plan, same=report_of(OCTOBER, asked=("Thank Area.",), edited=True))
    assert kept.asked == ("Thank Area.",)
    assert kept.proposed == fresh.proposed
    emptied = month(plan, same=report_of(OCTOBER, asked=(), edited=True))
    assert emptied.asked == (), "who wants nothing asked gets nothing proposed again"
    untouched = month(plan, same=report_of(OCTOBER, asked=("An older proposal.",), edited=False))
    assert untouched.asked == fresh.proposed


# Headlines


@pytest.mark.parametrize(
    ("now", "before", "headline"),
    [
        (
            OVERDUE,
            OPEN,
            "2 actions are overdue, 2 more than last month; 1 of them has been so for more than 90 days.",
        ),
        (OPEN, OVERDUE, "No action is overdue, 2 fewer than last month."),
        ("ref | due\n1 | 1 Sep 2026", None, "1 action is overdue."),
        ("ref | due\n1 | 1 Jan 2026", None, "1 action is overdue; it has been so for more than 90 days."),
        (
            "ref | due\n1 | 1 Sep 2026\n2 | 1 Oct 2026",
            None,
            "2 actions are overdue; none of them has been so for more than 90 days.",
        ),
    ],
)
def test_the_first_headline_is_of_what_is_overdue(now: str, before: str | None, headline: str) -> None:
    report = month(came("Area", state(OCTOBER, now), None if before is None else state(SEPTEMBER, before)))
    assert months.said(report.headlines[0]) == headline


def test_a_headline_says_how_many_were_done_in_time_and_how_many_were_recorded_late() -> None:
    before = "ref | due\n1 | 1 Dec 2026\n2 | 1 Dec 2026\n3 | 1 Sep 2026"
    now = "ref | due | status | achieved\n1 | 1 Dec 2026 | Complete | 9 Oct 2026\n"
    late = f"{now}2 | 1 Dec 2026 | Complete | 9 Sep 2026\n3 | 1 Sep 2026 | Complete | 9 Oct 2026"
    report = month(came("Area", state(OCTOBER, late), state(SEPTEMBER, before)))
    said = "3 actions were completed in October, 2 by the date first agreed; 1 was done earlier and recorded now."
    assert months.said(report.headlines[1]) == said
    still = f"{now}2 | 1 Dec 2026 | Not yet due |\n3 | 1 Sep 2026 | Overdue |"
    report = month(came("Area", state(OCTOBER, still), state(SEPTEMBER, before)))
    assert months.said(report.headlines[1]) == "1 action was completed in October, 1 by the date first agreed."


def test_every_number_of_a_headline_is_the_count_of_the_rows_it_names() -> None:
    report = month(came("Area", state(OCTOBER, OVERDUE), state(SEPTEMBER, OPEN)))
    counts = [part for sentence in report.headlines for part in sentence if isinstance(part, months.Count)]
    assert counts
    assert [one.now for one in counts] == [len(report.rows(one.figure)) for one in counts]
