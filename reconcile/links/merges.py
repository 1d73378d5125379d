"""Merges that nobody told us of: a record is gone, and another record of its app has gained its contacts (SYN-8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reconcile import frames

_Person = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Merge:
    """The record that seems to have taken the vanished one in, and how many of its contacts it has gained."""

    into_id: str
    into_name: str
    gained: int


def suspected_merges(
    gone: Collection[str], before: pd.DataFrame, now: pd.DataFrame, names: dict[str, str]
) -> dict[str, Merge]:
    """The vanished ids of one app that were probably merged, by id.

    ``before`` are the contacts of a snapshot that still had the records, ``now`` those of the newest (``client_id``, ``name``,
    ``email``); ``names`` are the present clients' names by id. A contact counts where its email and name, or its email alone
    where it has no name, were not at the other client before.
    """
    then, today = _people(before), _people(now)
    found: dict[str, Merge] = {}
    owners: dict[_Person, set[str]] = {}
    for client_id, people in today.items():
        for person in people:
            owners.setdefault(person, set()).add(client_id)
    for client_id in gone:
        gained: Counter[str] = Counter()
        for person in then.get(client_id, ()):
            gained.update(other for other in owners.get(person, ()) if person not in then.get(other, ()))
        if gained:
            into, number = min(gained.items(), key=lambda item: (-item[1], item[0]))
            found[client_id] = Merge(into, names.get(into, into), number)
    return found


def _people(contacts: pd.DataFrame) -> dict[str, set[_Person]]:
    found: dict[str, set[_Person]] = {}
    for row in frames.rows_of(contacts):
        person = _person(row)
        if any(person):
            found.setdefault(row["client_id"], set()).add(person)
    return found


def _person(row: dict[str, Any]) -> _Person:
    return " ".join((row["name"] or "").split()).casefold(), (row["email"] or "").strip().casefold()
