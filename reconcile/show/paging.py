"""One page of a long table, and a selection that is kept by ids and not by place.

A grid knows its rows by their place on the screen. After a filter the same place is another record, so what a person ticked is
kept as a set of ids here, and each page of the grid is only told which of its places are in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

PAGE_SIZE = 50


@dataclass(frozen=True, eq=False)
class Part:
    """Some rows of a long table by their ``places`` in it; only those of one page are ever taken out."""

    table: pd.DataFrame
    places: npt.NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True, eq=False)
class TablePage:
    """One page of a table: ``rows`` of it, page ``number`` of ``pages`` (from 1), ``first`` to ``last`` of ``total`` rows.

    ``places`` are the places of its rows in the whole table.
    """

    rows: pd.DataFrame
    places: npt.NDArray[np.intp]
    number: int
    pages: int
    first: int
    last: int
    total: int


def page_of(table: pd.DataFrame | Part, number: int, size: int = PAGE_SIZE) -> TablePage:
    """The page of that number, or the nearest one that there is."""
    pages = max(1, -(-len(table) // size))
    number = min(max(1, number), pages)
    start = (number - 1) * size
    if isinstance(table, Part):
        whole, places = table.table, table.places[start : start + size]
    else:
        whole, places = table, np.arange(start, min(start + size, len(table)))
    rows = whole.iloc[places].reset_index(drop=True)
    return TablePage(rows, places, number, pages, start + 1 if len(rows) else 0, start + len(rows), len(table))


def places_of(shown: Sequence[str], selected: Iterable[str]) -> list[int]:
    """At which places of the rows shown the selected ids stand."""
    chosen = set(selected)
    return [place for place, row_id in enumerate(shown) if row_id in chosen]


def select_places(shown: Sequence[str], places: Iterable[int], selected: Iterable[str]) -> frozenset[str]:
    """The selection after a person ticked exactly these places of the rows shown; rows not shown keep their tick."""
    return (frozenset(selected) - frozenset(shown)) | {shown[place] for place in places if place < len(shown)}


def grid_key(name: str, shown: Sequence[str], generation: int = 0) -> str:
    """A widget key that changes with the ids shown, so that no tick is carried over to other rows."""
    digest = hashlib.sha256("\x1f".join(shown).encode()).hexdigest()[:16]
    return f"{name}-{generation}-{digest}"
