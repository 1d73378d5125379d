"""A plan's changes made ready to be looked through: what a filter, a count or a tick costs hardly depends on how many there are.

The words of the columns that are filtered and counted are numbered once; the rest stays in the plan, and of it only the rows of
one page are taken out.
"""

from __future__ import annotations

import functools
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reconcile import frames
from reconcile.show.paging import Part
from reconcile.show.ticks import Mask, Needs, Places, needs, ticked_of

OPERATION_COLUMNS = ("app", "operations", "changes", "creates", "clears")

SEARCHED = ("client_name", "before", "after", "record_id", "source_id")
"""Where a search looks."""


@dataclass(frozen=True)
class ChangeFilter:
    """What to show of a plan; an empty choice shows all. ``search`` looks into names, values and ids, in any case.

    ``ticked`` is *all*, *ticked* or *unticked*.
    """

    apps: Collection[str] = ()
    kinds: Collection[str] = ()
    fields: Collection[str] = ()
    search: str = ""
    ticked: str = "all"


@dataclass(frozen=True, eq=False)
class Coded:
    """A column as numbers: the words that stand in it, and at each place the number of its word."""

    words: tuple[str, ...]
    codes: npt.NDArray[np.intp]

    @classmethod
    def of(cls, values: pd.Series) -> Coded:
        """A column of texts."""
        codes, words = pd.factorize(values)
        return cls(tuple(map(str, words)), codes)

    def counts(self, within: Mask | None = None) -> dict[str, int]:
        """How often each word stands there, most first; ``within`` some of the places."""
        codes = self.codes if within is None else self.codes[within]
        numbers = np.bincount(codes, minlength=len(self.words))
        return {self.words[code]: int(numbers[code]) for code in np.argsort(-numbers, kind="stable") if numbers[code]}

    def among(self, words: Collection[str]) -> Mask:
        """Where one of these words stands."""
        return np.array([word in words for word in self.words], dtype=np.bool_)[self.codes]

    def distinct(self, within: Mask) -> Mask:
        """Which words stand in these places, by their numbers."""
        return np.bincount(self.codes[within], minlength=len(self.words)) > 0


class PlanView:
    """The changes of a plan (``plans.CHANGE_COLUMNS``), which are read and never changed."""

    def __init__(self, changes: pd.DataFrame) -> None:
        self.changes = changes
        self.app, self.kind, self.field_label = (Coded.of(changes[name]) for name in ("app", "kind", "field_label"))
        self.operation = Coded.of(changes["op_id"])
        named = (changes["entity"] == "client") & (changes["field"] == "name")
        self.creates: Mask = self.kind.among(["create"]) & named.to_numpy(dtype=np.bool_)
        self.clears: Mask = self.kind.among(["clear"])
        self.built_with: Mask = ticked_of(changes)

    def __len__(self) -> int:
        return len(self.changes)

    def make_ready(self) -> None:
        """Works out what the first tick and the first search need, so that neither has to wait for it."""
        self.needs  # noqa: B018 - it is kept from then on
        self._searched  # noqa: B018 - so is this

    @functools.cached_property
    def emptied(self) -> Mask:
        """Which changes leave nothing behind."""
        nothing = (self.changes["after"] == "") & (self.changes["after_from"] == "")
        return self.clears | nothing.to_numpy(dtype=np.bool_)

    @functools.cached_property
    def into_nothing(self) -> Mask:
        """Which changes give a value to a field that has none."""
        before = self.changes["before"]
        return (before.isna() | (before == "")).to_numpy(dtype=np.bool_)

    @functools.cached_property
    def needs(self) -> Needs:
        """What each change needs."""
        return needs(self.changes)

    @functools.cached_property
    def operation_app(self) -> npt.NDArray[np.intp]:
        """The number of its app's word for each operation."""
        found = np.zeros(len(self.operation.words), dtype=np.intp)
        found[self.operation.codes] = self.app.codes
        return found

    def calls(self, within: Mask) -> dict[str, int]:
        """How many operations these changes are, by app, most first."""
        numbers = np.bincount(self.operation_app[self.operation.distinct(within)], minlength=len(self.app.words))
        return {
            self.app.words[code]: int(numbers[code]) for code in np.argsort(-numbers, kind="stable") if numbers[code]
        }

    def by_app(self, within: Mask) -> pd.DataFrame:
        """What an apply of these changes would do in each app, columns ``OPERATION_COLUMNS``; an operation is one call."""
        calls = self.calls(within)
        numbers = [self.app.counts(mask & within) for mask in (within, self.creates, self.clears)]
        rows = [(app, calls[app], *(found.get(app, 0) for found in numbers)) for app in sorted(calls)]
        return frames.frame(OPERATION_COLUMNS, rows)

    def places(self, wanted: ChangeFilter, ticked: Mask) -> Places:
        """Where the changes stand that fit, in the plan's order."""
        keep = np.ones(len(self), dtype=np.bool_)
        for column, words in ((self.app, wanted.apps), (self.kind, wanted.kinds), (self.field_label, wanted.fields)):
            if words:
                keep &= column.among(words)
        if wanted.ticked != "all":
            keep &= ticked == (wanted.ticked == "ticked")
        if wanted.search.strip():
            keep &= self._found(wanted.search.strip())
        return np.flatnonzero(keep)

    def part(self, places: Places) -> Part:
        """These changes, to be shown a page at a time."""
        return Part(self.changes, places)

    def ids(self, ticked: Mask) -> frozenset[str]:
        """The ids of the ticked changes."""
        return frozenset(self.changes["change_id"].to_numpy()[ticked])

    def _found(self, search: str) -> Mask:
        wanted = pc.utf8_lower(pa.scalar(search, pa.large_string())).as_py()
        found = pc.match_substring(self._searched, wanted or "")
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)

    @functools.cached_property
    def _searched(self) -> pa.LargeStringArray:
        """What a search looks through: one text for each change."""
        columns: list[Any] = [
            pa.array(self.changes[name], type=pa.large_string(), from_pandas=True) for name in SEARCHED
        ]
        between: Any = pa.scalar("\x1f", pa.large_string())
        joined = pc.binary_join_element_wise(*columns, between, null_handling="replace", null_replacement="")
        lowered: pa.LargeStringArray = pc.utf8_lower(joined)
        return lowered
