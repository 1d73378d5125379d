"""Which changes can only be applied together: a field of a new client needs the client, a follower what it follows.

Ticking a change ticks what it needs; unticking one unticks what needs it. So no approved plan has a hole in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

_CREATES = ("create", "contact-create")


@dataclass(frozen=True)
class Needs:
    """``of`` are the changes that each change needs, ``by`` those that need it, both by change id."""

    of: Mapping[str, frozenset[str]]
    by: Mapping[str, frozenset[str]]

    def tick(self, selected: Iterable[str], change_ids: Iterable[str]) -> frozenset[str]:
        """The selection with these changes and everything that they need."""
        return frozenset(selected) | _closure(self.of, change_ids)

    def untick(self, selected: Iterable[str], change_ids: Iterable[str]) -> frozenset[str]:
        """The selection without these changes and everything that needs them."""
        return frozenset(selected) - _closure(self.by, change_ids)

    def settle(self, before: Iterable[str], after: Iterable[str]) -> frozenset[str]:
        """The selection that a person meant who went from ``before`` to ``after`` in one step."""
        was, now = frozenset(before), frozenset(after)
        return self.tick(self.untick(was, was - now), now - was)


def needs(changes: pd.DataFrame) -> Needs:
    """The needs of a plan's changes (``plans.CHANGE_COLUMNS``); a change without any has no entry."""
    rows = [_Row(*values) for values in zip(*(changes[name] for name in _Row._fields), strict=True)]
    leading = {
        (row.op_id, row.entity, row.entity_id): row.change_id
        for row in rows
        if row.kind in _CREATES and row.field == "name"
    }
    made = {
        row.record_id: row.change_id
        for row in rows
        if (row.kind, row.entity, row.field) == ("create", "client", "name")
    }
    of: dict[str, frozenset[str]] = {}
    by: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.depends_on or row.after_from or row.kind in _CREATES:
            of[row.change_id] = wanted = _wanted(row, leading, made) - {row.change_id}
            for change_id in wanted:
                by[change_id].add(row.change_id)
    return Needs(of, {change_id: frozenset(found) for change_id, found in by.items()})


class _Row(NamedTuple):
    """What a change needs others by."""

    change_id: str
    op_id: str
    record_id: str
    kind: str
    entity: str
    entity_id: str
    field: str
    after_from: str
    depends_on: str


def _wanted(row: _Row, leading: Mapping[tuple[str, str, str], str], made: Mapping[str, str]) -> frozenset[str]:
    found = {row.depends_on, made.get(row.after_from or "", "")}
    if row.kind in _CREATES:
        found.add(leading.get((row.op_id, row.entity, row.entity_id), ""))
    if row.kind == "create":
        found.add(made.get(row.record_id, ""))
    return frozenset(found - {"", None})


def _closure(edges: Mapping[str, frozenset[str]], start: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        change_id = waiting.pop()
        if change_id not in found:
            found.add(change_id)
            following = edges.get(change_id)
            if following:
                waiting.extend(following)
    return frozenset(found)
