"""Which separators of DUP-3 hold against any other evidence, and which may be a slip, a short form, an address or a code."""

from __future__ import annotations

from rapidfuzz.distance import OSA, JaroWinkler

from reconcile.duplicates.fields import Records, plain_name
from reconcile.duplicates.names import Verdict
from reconcile.duplicates.nicknames import are_man_and_woman, is_part_of
from reconcile.duplicates.separators import Separator
from reconcile.duplicates.towns import Towns
from reconcile.duplicates.words import known_given_names

LONG_NUMBER = 4
"""Digits from which on a number that one side lacks may be a code."""
MOST_SLIPS = 2
"""Letters by which two given names differ at most where one is a slip of the other."""


def is_hard(verdict: Verdict, towns: Towns, one: int, other: int) -> bool:
    """Whether a separator holds against any other evidence; an unknown given name that is near may be a slip."""
    return any(not _is_soft(item, towns, one, other) for item in verdict.separators)


def _is_soft(item: Separator, towns: Towns, one: int, other: int) -> bool:
    """A near given name may be a slip, and "senior" is often left out; the client's own town, or a long number, on one side
    only may be an address or a code.
    """
    one_sided = "none" in (item.value_a, item.value_b)
    if item.name == "given-name":
        return _may_be_slip(item.value_a, item.value_b) or _may_be_short(item, towns.records, one, other)
    if item.name == "place":
        if not one_sided:
            return _may_be_slip(item.value_a, item.value_b)
        stated = item.value_b if item.value_a == "none" else item.value_a
        return towns.is_own(one, other, plain_name(stated)) or not towns.is_firm(one, other)
    if item.name == "generation":
        return one_sided and reached_alike(towns.records, one, other)
    digits = sum(sign.isdecimal() for sign in item.value_a + item.value_b)
    return item.name == "number" and one_sided and digits >= LONG_NUMBER


def _may_be_short(item: Separator, records: Records, one: int, other: int) -> bool:
    """Whether one given name may be short for the other, of two records with one mailbox or telephone."""
    return reached_alike(records, one, other) and is_part_of(item.value_a.lower(), item.value_b.lower())


def reached_alike(records: Records, one: int, other: int) -> bool:
    """Whether two records have a mailbox or a telephone in common."""
    columns = [records.values[name] for name in ("email", "phone") if name in records.values]
    return any(column[one] and column[one] == column[other] for column in columns)


def _may_be_slip(a: str, b: str) -> bool:
    x, y = a.lower().strip("."), b.lower().strip(".")
    known = known_given_names()
    if x in known and y in known:
        return False
    if len(x) < 3 or len(y) < 3:
        return False
    if sorted(x) == sorted(y):
        return True
    few = OSA.distance(x, y, score_cutoff=MOST_SLIPS) <= MOST_SLIPS and not are_man_and_woman(x, y)
    return few and JaroWinkler.similarity(x, y) >= 0.84
