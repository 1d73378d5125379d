"""Which way each change of a plan takes into its app, as the pages need it: by place, and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from reconcile.plans.ways import DIRECTLY
from reconcile.show.ticks import Mask, Places


@dataclass(frozen=True, eq=False)
class PlanWays:
    """``kinds`` are the different apps, ways and reasons; ``codes`` the number of each change's, in the plan's order."""

    kinds: tuple[tuple[str, str, str], ...]
    codes: npt.NDArray[np.intp]
    direct: Mask

    @classmethod
    def of(cls, ways: pd.DataFrame) -> PlanWays:
        """From ``ws.ways`` of all of a plan's changes."""
        codes, kinds = pd.MultiIndex.from_frame(ways[["app", "way", "reason"]].astype(str)).factorize()
        found = tuple((str(app), str(way), str(reason)) for app, way, reason in kinds)
        return cls(found, codes, _lookup([way == DIRECTLY for _, way, _ in found])[codes])

    def of_places(self, places: Places) -> Sequence[str]:
        """The way of each of these changes."""
        return [self.kinds[code][1] for code in self.codes[places]]

    def counts(self, within: Mask) -> dict[tuple[str, ...], int]:
        """How many of these changes each app, way and reason has."""
        numbers = np.bincount(self.codes[within], minlength=len(self.kinds))
        return {kind: int(number) for kind, number in zip(self.kinds, numbers, strict=True) if number}


def _lookup(values: list[bool]) -> Mask:
    return np.array(values, dtype=np.bool_)
