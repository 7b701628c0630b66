"""A plan's frames: their rows as records, and frames with columns besides."""

from __future__ import annotations

from datetime import date

import pandas as pd

from plans import plan
from sheetplan.model import extended, records, rows_kept


def frame() -> pd.DataFrame:
    return plan("action | timescale\n1. Train | By 31/03/2008\n2. Write | Ongoing").actions


def test_a_frame_with_columns_besides_is_what_assign_gives() -> None:
    before = frame()
    unchanged = before.copy()
    columns = {"at_pair": [(1, 2), (3, 4)], "timescale": [None, date(2008, 3, 31)], "at_none": [(), ()]}
    made = extended(before, columns)
    pd.testing.assert_frame_equal(before, unchanged)
    wanted = unchanged.assign(**{name: pd.Series(values, dtype=object) for name, values in columns.items()})
    pd.testing.assert_frame_equal(made, wanted)
    pd.testing.assert_frame_equal(extended(before.iloc[:0], {"at_pair": []}), wanted[[*before, "at_pair"]].iloc[:0])


def test_rows_that_are_kept_are_those_that_are_made_anew() -> None:
    with rows_kept():
        before = frame()
        made = extended(before, {"at_day": [None, date(2008, 3, 31)], "timescale": ["x", "y"]})
        kept = records(made)
        assert records(made) is kept
    assert kept == records(made)
    assert list(kept[0]) == list(made.columns)


def test_rows_are_not_kept_where_a_frame_may_be_changed() -> None:
    changed = frame()
    assert records(changed)[0]["timescale"] == "By 31/03/2008"
    changed.loc[0, "timescale"] = "Soon"
    assert records(changed)[0]["timescale"] == "Soon"
