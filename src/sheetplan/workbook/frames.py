"""Makes a frame of columns that hold anything: all cells go into one array, which costs far less than one each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from sheetplan.model.loading import libraries

if TYPE_CHECKING:
    import pandas as pd


def framed(columns: Mapping[str, Sequence[object]], length: int) -> pd.DataFrame:
    """A frame of these columns, each of this length, as objects that stay what they are."""
    with libraries():
        import numpy as np
        import pandas as pd

    every = np.fromiter(chain.from_iterable(columns.values()), object, len(columns) * length)
    whole = every.reshape(len(columns), length).T
    return pd.DataFrame(whole, columns=_names(tuple(columns)), dtype=object, copy=False)


def nothing(names: tuple[str, ...]) -> pd.DataFrame:
    """A frame of these columns without a row."""
    return _nothing(names).copy(deep=False)  # it has no cell that could change in both


@lru_cache(maxsize=8)
def _nothing(names: tuple[str, ...]) -> pd.DataFrame:
    return framed(dict.fromkeys(names, ()), 0)


@lru_cache(maxsize=64)
def _names(names: tuple[str, ...]) -> pd.Index:
    """The names of columns, which plans of one kind share and nothing changes."""
    import pandas as pd

    return pd.Index(names)
