"""Towns of the practice in its clients' names: "Redwood Cafe Quarry Bay" and "Redwood Cafe Saltmere" are two branches.

No list has every place; the towns in which this practice's clients are tell what a place is in their names (DUP-3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.fields import Records, plain_name
from reconcile.duplicates.legal_forms import plain_forms
from reconcile.duplicates.names import Verdict
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.separators import Separator, separator_of


@dataclass(frozen=True, slots=True)
class Towns:
    """The towns of a list; nothing where it has no such column."""

    records: Records
    known: frozenset[str]

    @classmethod
    def of(cls, records: Records) -> Towns:
        """The towns that the list's addresses name."""
        column = records.values.get("city")
        return cls(records, frozenset(town for town in column if len(town) > 2) if column is not None else frozenset())

    def separator(self, one: int, other: int, verdict: Verdict) -> Separator | None:
        """What separates two records whose names differ in a town: another one, or one that is neither's own."""
        stated = [value for item in verdict.separators for value in (item.value_a, item.value_b) if value != "none"]
        if not self.known or any(item.name != "place" for item in verdict.separators):
            return None
        parts = [part for left in verdict.left for part in left.split(" / ")] + stated
        if not parts or not all(plain_name(part) in self.known for part in parts):
            return None
        if any(self._of_person(row) for row in (one, other)) or not self.is_firm(one, other):
            return None
        names = (f" {self.records.plain[one]} ", f" {self.records.plain[other]} ")
        mine, theirs = ([part for part in parts if f" {plain_name(part)} " in name] for name in names)
        if not (mine and theirs) and self.is_own(one, other, plain_name(parts[0])):
            return None
        return separator_of("place", " ".join(mine) or "none", " ".join(theirs) or "none")

    def is_own(self, one: int, other: int, place: str) -> bool:
        """Whether a place is the town of both, or part of their addresses: then it may be but that, and no branch."""
        columns = [self.records.values[name] for name in ("city", "region", "address") if name in self.records.values]
        return not columns or all(any(f" {place} " in f" {column[row]} " for column in columns) for row in (one, other))

    def is_firm(self, one: int, other: int) -> bool:
        """Whether the rest of two names is enough to be a firm's: two words, or a legal form."""
        shared = set(self.records.plain[one].split()) & set(self.records.plain[other].split())
        stated = any(parse_name(str(self.records.names[row])).entity.form for row in (one, other))
        return len(shared) > 1 or stated

    def bare(self) -> NDArray[np.bool_]:
        """By record: whether the name is nothing but towns and a legal form, so that a town is all that tells it from others."""
        words = frozenset(word for town in self.known for word in town.split())
        words |= frozenset(word for form in plain_forms() for word in form.split())
        return np.asarray([words.issuperset(name.split()) for name in self.records.plain], dtype=bool)

    def _of_person(self, row: int) -> bool:
        entity = parse_name(str(self.records.names[row])).entity
        return entity.form is None and (entity.personal or entity.couple is not None)
