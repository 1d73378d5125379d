"""Towns of the practice in its clients' names: "Redwood Cafe Quarry Bay" and "Redwood Cafe Saltmere" are two branches.

No list has every place; the towns in which this practice's clients are tell what a place is in their names (DUP-3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.fields import Records, Texts, plain_name
from reconcile.duplicates.legal_forms import plain_forms
from reconcile.duplicates.name_documents import words_of_names
from reconcile.duplicates.names import Verdict
from reconcile.duplicates.normalise import LONGEST_NAME, is_bare
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.separators import Separator, separator_of
from reconcile.duplicates.states import region_keys, town_key

_WHERE = ("city", "postcode", "address")


def _towns_of(postcodes: Texts, cities: Texts) -> dict[str, frozenset[str]]:
    """The towns of each postcode, as the records that say both have them."""
    found: dict[str, set[str]] = {}
    for postcode, city in zip(postcodes, cities, strict=True):
        found.setdefault(postcode, set()).add(city)
    return {postcode: frozenset(towns - {""}) for postcode, towns in found.items()}


@dataclass(frozen=True, slots=True)
class Towns:
    """The towns of a list; nothing where it has no such column."""

    records: Records
    known: frozenset[str]

    @classmethod
    def of(cls, records: Records) -> Towns:
        """The towns that the list's addresses name."""
        column = records.values.get("city")
        return cls(
            records, frozenset(town for town in set(column) if len(town) > 2) if column is not None else frozenset()
        )

    def separator(self, one: int, other: int, verdict: Verdict) -> Separator | None:
        """What separates two records whose names differ in a town: another one, or one that is neither's own."""
        if not self.known or (verdict.separators and any(item.name != "place" for item in verdict.separators)):
            return None
        parts = [part for left in verdict.left for part in left.split(" / ")]
        parts += [value for item in verdict.separators for value in (item.value_a, item.value_b) if value != "none"]
        if not parts or not self._are_towns(parts):
            return None
        if not self.is_firm(one, other) or any(self._of_person(row) for row in (one, other)):
            return None
        names = (f" {self.records.plain[one]} ", f" {self.records.plain[other]} ")
        mine, theirs = ([part for part in parts if f" {plain_name(part)} " in name] for name in names)
        if not (mine and theirs) and self.is_own(one, other, plain_name(parts[0])):
            return None
        return separator_of("place", " ".join(mine) or "none", " ".join(theirs) or "none")

    def _are_towns(self, parts: Sequence[str]) -> bool:
        for part in parts:
            plain = part.lower() if is_bare(part) and len(part) <= LONGEST_NAME else plain_name(part)
            if town_key(plain) not in self.known:
                return False
        return True

    def is_own(self, one: int, other: int, place: str) -> bool:
        """Whether a place is the town of both, or part of their addresses: then it may be but that, and no branch.

        Of a record that says no town, the towns of its postcode are asked; one that says nothing at all of where it is may be
        there too, if the two have mailbox and telephone in common.
        """
        place = town_key(region_keys([place])[0])
        columns = [self.records.values[name] for name in ("city", "region", "address") if name in self.records.values]
        inside = [self._is_in(row, place, columns) for row in (one, other)]
        if any(inside) and self._reached_wholly_alike(one, other):
            return all(found or self._is_nowhere(row) for row, found in zip((one, other), inside, strict=True))
        return not columns or all(inside)

    def _is_nowhere(self, row: int) -> bool:
        """Whether a record says nothing of where it is."""
        return not any(self.records.values[name][row] for name in _WHERE if name in self.records.values)

    def _reached_wholly_alike(self, one: int, other: int) -> bool:
        """Whether two records have both mailbox and telephone in common."""
        columns = [self.records.values.get(name) for name in ("email", "phone")]
        return all(column is not None and column[one] and column[one] == column[other] for column in columns)

    def _is_in(self, row: int, place: str, columns: Sequence[Texts]) -> bool:
        if any(f" {place} " in f" {column[row]} " for column in columns):
            return True
        cities, postcodes = self.records.values.get("city"), self.records.values.get("postcode")
        if postcodes is None or cities is None or cities[row] or not postcodes[row]:
            return False
        return place in self.records.once("towns of postcodes", lambda: _towns_of(postcodes, cities))[postcodes[row]]

    def is_firm(self, one: int, other: int) -> bool:
        """Whether the rest of two names is enough to be a firm's: two words, or a legal form."""
        shared = set(self.records.plain[one].split()).intersection(self.records.plain[other].split())
        if len(shared) > 1:
            return True
        return any(parse_name(str(self.records.names[row])).entity.form is not None for row in (one, other))

    def bare(self) -> NDArray[np.bool_]:
        """By record: whether the name is nothing but towns and a legal form, so that a town is all that tells it from others."""
        words = frozenset(word for town in self.known for word in town.split())
        words |= frozenset(word for form in plain_forms() for word in form.split())
        counted = words_of_names(self.records)
        other = np.asarray([word not in words for word in counted.words], dtype=bool)[counted.codes]
        names = np.repeat(np.arange(len(self.records)), np.diff(counted.starts))
        return np.asarray(np.bincount(names[other], minlength=len(self.records)) == 0, dtype=bool)

    def _of_person(self, row: int) -> bool:
        entity = parse_name(str(self.records.names[row])).entity
        return entity.form is None and (entity.personal or entity.couple is not None)
