"""What should happen to one field of two linked records: the whole of SYN-13 to SYN-16, as one pure function."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from reconcile.plans.values import comparable


class What(enum.Enum):
    """The answer for one field. ``A`` is the other app, ``B`` is Ignition."""

    NOTHING = "nothing"
    TO_B = "to b"
    TO_A = "to a"
    CLEAR_B = "clear b"
    CLEAR_A = "clear a"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, by which rule, in a sentence; ``lost`` is a value that the write would overwrite after an edit there."""

    what: What
    rule: str = ""
    why: str = ""
    lost: str | None = None


_NOTHING = Verdict(What.NOTHING)

Common = tuple[str | None, str | None]
"""The last common value, as A spelt it and as B spelt it."""


def one_way(compare: str, source: str | None, target: str | None, common: Common | None, *, to_b: bool) -> Verdict:
    """One-way flow: the source's value wins; an empty one clears only where the source had a value before (SYN-15, SYN-16).

    ``common`` is (source's, target's) spelling of the last common value.
    """
    here, there = comparable(compare, source), comparable(compare, target)
    if here == there:
        return _NOTHING
    edited = common is not None and there != comparable(compare, common[1]) and there != ""
    lost = target if edited else None
    if here == "":
        if common is None or comparable(compare, common[0]) == "":
            return _NOTHING
        return Verdict(
            What.CLEAR_B if to_b else What.CLEAR_A, "SYN-16", "It was cleared at the source since the last sync.", lost
        )
    return Verdict(What.TO_B if to_b else What.TO_A, lost=lost)


def two_way(
    compare: str, a: str | None, b: str | None, common: Common | None, *, winner_is_a: bool, newest: str | None
) -> Verdict:
    """Two-way flow by what changed since the last common value.

    ``newest`` is ``"a"`` or ``"b"`` where the settings let the newest change win and the times tell which that is, else None.
    """
    here, there = comparable(compare, a), comparable(compare, b)
    if here == there:
        return _NOTHING
    if common is None:
        return _difference(here, there, winner_is_a=winner_is_a, why="No common value is known yet")
    moved_a, moved_b = here != comparable(compare, common[0]), there != comparable(compare, common[1])
    if moved_a and moved_b:
        if newest is None:
            return Verdict(What.CONFLICT, "SYN-14", "Changed in both apps since the last sync.")
        return _follow(
            here if newest == "a" else there,
            from_a=newest == "a",
            rule="SYN-14",
            why="Changed in both; the newest wins.",
        )
    if moved_a or moved_b:
        return _follow(here if moved_a else there, from_a=moved_a, rule="SYN-13", why="The most recent change wins.")
    return _difference(
        here, there, winner_is_a=winner_is_a, why="The two differ though neither changed since the last sync"
    )


@dataclass(frozen=True, slots=True)
class Case:
    """All that a verdict on two differing values depends on: which are empty, and which moved from a known common value."""

    to_a: bool
    to_b: bool
    a_empty: bool
    b_empty: bool
    is_known: bool
    a_moved: bool
    b_moved: bool


def verdicts(*, winner_is_a: bool) -> Iterator[tuple[Case, Verdict]]:
    """The verdict of every case in which two values differ; ``lost`` is the value of the side that is written, or None.

    A whole list of differences is judged by looking its cases up here, so that the rules stand in one place.
    """
    for flags in itertools.product((False, True), repeat=len(Case.__slots__)):
        case = Case(*flags)
        impossible = (case.a_empty and case.b_empty) or (not case.is_known and (case.a_moved or case.b_moved))
        if not impossible and (case.to_a or case.to_b):
            yield case, _of_case(case, winner_is_a=winner_is_a)


def _of_case(case: Case, *, winner_is_a: bool) -> Verdict:
    a, b = "" if case.a_empty else "a", "" if case.b_empty else "b"
    common = ("old" if case.a_moved else a, "old" if case.b_moved else b) if case.is_known else None
    if case.to_a and case.to_b:
        return two_way("exact", a, b, common, winner_is_a=winner_is_a, newest=None)
    if case.to_b:
        return one_way("exact", a, b, common, to_b=True)
    return one_way("exact", b, a, (common[1], common[0]) if common else None, to_b=False)


def _follow(value: str, *, from_a: bool, rule: str, why: str) -> Verdict:
    if value == "":
        return Verdict(What.CLEAR_B if from_a else What.CLEAR_A, "SYN-16", "It was cleared since the last sync.")
    return Verdict(What.TO_B if from_a else What.TO_A, rule, why)


def _difference(here: str, there: str, *, winner_is_a: bool, why: str) -> Verdict:
    """The settings say who wins, but an empty value never replaces one that is there (SYN-15)."""
    from_a = (winner_is_a and here != "") or there == ""
    what = What.TO_B if from_a else What.TO_A
    return Verdict(
        what, "SYN-15", f"{why}; the settings say whose value stands, and an empty one never replaces another."
    )
