"""Which changes of a plan are ticked, and which of them can only be applied together.

A field of a new client needs the client, a follower what it follows. Ticking a change ticks what it needs; unticking one unticks
what needs it. So no approved plan has a hole in it. Changes are known by their places in the plan, which never change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Mask: TypeAlias = npt.NDArray[np.bool_]
"""A truth value for each change of a plan, in its order; taken for a value: nobody writes into one that another may hold."""

Places: TypeAlias = npt.NDArray[np.intp]
"""Places of changes in their plan."""

_CREATES = ("create", "contact-create")


@dataclass(frozen=True, eq=False)
class Needs:
    """The change at each place of ``of`` needs the one at the same position of ``wanted``."""

    of: Places
    wanted: Places

    def tick(self, ticked: Mask, places: Places) -> Mask:
        """The ticks with these changes and everything that they need."""
        return ticked | _reached(self.of, self.wanted, _at(places, len(ticked)))

    def untick(self, ticked: Mask, places: Places) -> Mask:
        """The ticks without these changes and everything that needs them."""
        return ticked & ~_reached(self.wanted, self.of, _at(places, len(ticked)))

    def settle(self, before: Mask, after: Mask) -> Mask:
        """The ticks that a person meant who went from ``before`` to ``after`` in one step."""
        less = self.untick(before, np.flatnonzero(before & ~after))
        return self.tick(less, np.flatnonzero(after & ~before))


def ticked_of(changes: pd.DataFrame) -> Mask:
    """The ticks with which a plan was built."""
    return _true(changes["ticked"])


def needs(changes: pd.DataFrame) -> Needs:
    """The needs of a plan's changes (``plans.CHANGE_COLUMNS``)."""
    kind, named = changes["kind"], _true(changes["field"] == "name")
    creating, created = _true(kind.isin(_CREATES)), _true(kind == "create")
    made = created & named & _true(changes["entity"] == "client")
    whole = changes["op_id"] + "\x1f" + changes["entity"] + "\x1f" + changes["entity_id"]
    edges = [
        _pointing(changes["depends_on"], _true(changes["depends_on"] != ""), changes["change_id"], ~_none(changes)),
        _pointing(changes["after_from"], _true(changes["after_from"] != ""), changes["record_id"], made),
        _pointing(whole, creating, whole, creating & named),
        _pointing(changes["record_id"], created, changes["record_id"], made),
    ]
    of, wanted = (np.concatenate(side) for side in zip(*edges, strict=True))
    return Needs(of[of != wanted], wanted[of != wanted])


def _pointing(words: pd.Series, where: Mask, keys: pd.Series, among: Mask) -> tuple[Places, Places]:
    """Each place of ``where`` beside the place of ``among`` whose key is its word; those whose word is no key are left out."""
    targets = pd.Series(np.flatnonzero(among), index=keys[among])
    targets = targets[~targets.index.duplicated(keep="last")]
    found = targets.index.get_indexer(pd.Index(words[where], dtype=object))
    return np.flatnonzero(where)[found >= 0], targets.to_numpy()[found[found >= 0]]


def _true(values: pd.Series) -> Mask:
    return values.to_numpy(dtype=np.bool_)


def _none(changes: pd.DataFrame) -> Mask:
    return np.zeros(len(changes), dtype=np.bool_)


def _at(places: Places, number: int) -> Mask:
    found = np.zeros(number, dtype=np.bool_)
    found[places] = True
    return found


def _reached(sources: Places, targets: Places, found: Mask) -> Mask:
    """These changes and everything that the edges lead to from them."""
    number = -1
    while number != (number := int(found.sum())):
        found[targets[found[sources]]] = True
    return found
