"""Roles in the place of people: what a column of people says, and by what words somebody is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

import plans
from sheetplan import template
from sheetplan.model import Plan
from sheetplan.share.ordinary import in_template
from sheetplan.share.people import People
from sheetplan.share.suspects import Teller

PLAN = plans.plan("action | responsibility\n1. Book it | PM")
KEY = {
    "PM": "Project Manager",
    "MQC": "Main contact. Used once.",
    "QQ": "Quenby Quibbler, Care manager",
    "ZQ": "Priya Zorblat",
}


def people(plan: Plan = PLAN, key: dict[str, str] | None = None) -> People:
    teller = Teller(template.name_words(), in_template(plan.template))
    return People(replace(plan, people=KEY if key is None else key), teller, "A named person")


@pytest.mark.parametrize(
    ("cell", "text", "named"),
    [
        (None, "", ()),
        ("PM", "Project Manager", ()),
        ("pm", "Project Manager", ()),
        ("PM/MQC", "Project Manager; Main contact", ()),
        ("PM, PM", "Project Manager", ()),
        ("Project manager", "Project Manager", ()),
        ("PM – Preparation of Action Plan for MQC\nMQC – link to QIA", "Project Manager; Main contact", ()),
        ("PM to lead, with Quenby Quibbler", "Project Manager; A named person", ("Quenby Quibbler",)),
        ("QQ", "Care manager", ()),
        ("ZQ and PM", "A named person; Project Manager", ()),
        ("Quenby", "A named person", ("Quenby",)),
        ("Quenby Quibbler (Care manager)", "Care manager", ("Quenby Quibbler",)),
        ("Quibbler – manager", "manager", ("Quibbler",)),
        ("Quenby Quibbler Care manager", "A named person", ("Quenby Quibbler Care manager",)),
        ("Quibbler Manager", "A named person", ("Quibbler Manager",)),
        ("XY", "A named person", ("XY",)),
        ("All staff & HR", "All staff; HR", ()),
        ("Head of Estates", "Head of Estates", ()),
    ],
)
def test_a_cell_says_roles_and_never_names(cell: str | None, text: str, named: tuple[str, ...]) -> None:
    said = people().said(cell)
    assert (said.text, said.named) == (text, named)


def test_codes_that_stand_for_somebody_are_known_and_no_short_forms() -> None:
    who = people()
    assert who.codes == {"QQ", "ZQ"}
    assert who.roles == {"PM": "Project Manager", "MQC": "Main contact"}


def test_a_plan_without_a_key_still_says_no_names() -> None:
    who = people(key={})
    assert who.said("PM").text == "A named person"
    assert who.said("Quality lead").text == "Quality lead"


def test_names_are_known_from_wherever_the_plan_has_them() -> None:
    plan = plans.plan("action | responsibility\n1. Book it | Rumbold Trask\n2. Ask | PM")
    plan = replace(
        plan,
        saved_by="Ottoline Vexley",
        history_lines=({"by": "Wystan Brackle"},),
        cover={"title": "Plan of Somebody Else", "signed_name": "Perpetua Quince"},
    )
    told = people(plan).told(plan)
    wanted = {"quenby", "quibbler", "zorblat", "rumbold", "trask", "ottoline", "vexley", "wystan", "brackle"}
    assert told >= wanted | {"perpetua", "quince"}
    assert told.isdisjoint({"project", "manager", "care", "plan", "pm", "somebody"})
