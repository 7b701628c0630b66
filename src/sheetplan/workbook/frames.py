"""Makes a frame of columns that hold anything: all cells go into one array, which costs far less than one each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from sheetplan.model.loading import libraries

if TYPE_CHECKING:
    import pandas as pd


class Every(NamedTuple):
    """A column in which every cell holds the same: it is written at once."""

    value: object


def framed(columns: Mapping[str, Sequence[object] | Every], length: int) -> pd.DataFrame:
    """A frame of these columns, each of this length, as objects that stay what they are; those of one value last."""
    with libraries():
        import numpy as np
        import pandas as pd

    alike = {name: column.value for name, column in columns.items() if isinstance(column, Every)}
    own = {name: column for name, column in columns.items() if not isinstance(column, Every)}
    cells = np.empty((len(columns), length), object)
    every = np.fromiter(chain.from_iterable(own.values()), object, len(own) * length)
    cells[: len(own)] = every.reshape(len(own), length)
    for place, value in zip(cells[len(own) :], alike.values(), strict=True):
        place.fill(value)
    return pd.DataFrame(cells.T, columns=_names((*own, *alike)), dtype=object, copy=False)


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
