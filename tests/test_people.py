"""People in one cell: codes of the role key, alone or several, names, and addresses beside them."""

from __future__ import annotations

import pytest

from sheetplan.model import address_in, people_in

KEY = {"PM": "Project Manager", "MQC": "Main contact", "RF": "Review and follow-up lead"}


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        (None, ()),
        ("  ", ()),
        ("PM", ("PM",)),
        ("pm", ("PM",)),
        ("PM/MQC", ("PM", "MQC")),
        ("PM, MQC and RF.", ("PM", "MQC", "RF")),
        ("PM\nMQC", ("PM", "MQC")),
        ("PM PM", ("PM",)),
        ("PM with MQC", ("PM", "MQC")),
        ("PM to lead; RF to help", ("PM", "RF")),
        ("Project Manager", ("PM",)),
        ("Review and follow-up lead", ("RF",)),
        ("XY ZW", ("XY ZW",)),
        ("PM ZW", ("PM", "ZW")),
        ("WARD SISTER", ("WARD SISTER",)),
        ("Ward sister/PM", ("Ward sister", "PM")),
        ("All staff", ("All staff",)),
        ("the pm team", ("the pm team",)),
        (7.0, ("7",)),
    ],
)
def test_who_stands_in_a_cell(cell: object, people: tuple[str, ...]) -> None:
    assert people_in(cell, KEY) == people


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("Project Manager", "Project Manager", ""),
        ("Project Manager, pm@example.org", "Project Manager", "pm@example.org"),
        ("Project Manager (pm@example.org)", "Project Manager", "pm@example.org"),
        ("Project Manager <mailto:pm@example.org>", "Project Manager", "pm@example.org"),
        ("pm@example.org.", "", "pm@example.org"),
        ("meets @ noon", "meets @ noon", ""),
    ],
)
def test_an_address_is_told_from_a_name(text: str, name: str, address: str) -> None:
    assert address_in(text) == (name, address)
