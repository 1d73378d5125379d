"""States, countries and towns under the names that they are called by in full: SA is South Australia, Mt Elm is Mount Elm."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from reconcile.duplicates.words import inverse, table

COUNTRIES = frozenset(
    {"australia", "au", "aus", "new zealand", "nz", "us", "usa", "united states", "uk", "united kingdom", "canada"}
    | {"ireland", "south africa", "singapore"}
)
"""Countries as they stand in brackets behind a name."""


@cache
def _states_by_name() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for state, others in table("states").items():
        for name in (state, *others):
            found.setdefault(name, set()).add(state)
    return {name: frozenset(states) for name, states in found.items()}


def are_one_state(a: str, b: str) -> bool:
    """Whether two texts, folded, can name one state."""
    known = _states_by_name()
    return not known.get(a, frozenset()).isdisjoint(known.get(b, frozenset()))


def region_keys(folded: Sequence[str]) -> list[str]:
    """Folded regions, states by their names in full."""
    known = inverse("states")
    return [known.get(text, text) for text in folded]


def town_key(folded: str) -> str:
    """A folded town with "Mount" spelt out."""
    return "mount" + folded[2:] if folded.startswith("mt ") else folded


def town_keys(folded: Sequence[str]) -> list[str]:
    """:func:`town_key` of every town."""
    return [town_key(text) for text in folded]
