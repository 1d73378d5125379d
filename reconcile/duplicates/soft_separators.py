"""Which separators of DUP-3 hold against any other evidence, and which may be a slip, a short form, an address or a code."""

from __future__ import annotations

from rapidfuzz.distance import OSA, JaroWinkler

from reconcile.duplicates.fields import Records, plain_name
from reconcile.duplicates.like_given_names import can_be_one
from reconcile.duplicates.names import Verdict
from reconcile.duplicates.nicknames import are_man_and_woman, begins
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.separators import Separator
from reconcile.duplicates.states import COUNTRIES
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
        return _may_be_slip(item.value_a, item.value_b) or _can_be_one(item, towns.records, one, other)
    if item.name == "place":
        if not one_sided:
            return _may_be_slip(item.value_a, item.value_b)
        stated = item.value_b if item.value_a == "none" else item.value_a
        if plain_name(stated) in COUNTRIES and _are_at_one_home(towns.records, one, other):
            return reached_alike(towns.records, one, other)
        return towns.is_own(one, other, plain_name(stated)) or not towns.is_firm(one, other)
    if item.name == "generation":
        return one_sided and reached_alike(towns.records, one, other)
    digits = sum(sign.isdecimal() for sign in item.value_a + item.value_b)
    return item.name == "number" and one_sided and digits >= LONG_NUMBER


def can_be_one_person(verdict: Verdict, records: Records, one: int, other: int) -> bool:
    """Whether nothing but given names separates two records, and these can be one person's, as the contacts have it."""
    return bool(verdict.separators) and all(
        item.name == "given-name" and _can_be_one(item, records, one, other) for item in verdict.separators
    )


def _can_be_one(item: Separator, records: Records, one: int, other: int) -> bool:
    """Whether two given names can be one, of two records with one mailbox or telephone, or of whom one is the other's contact.

    Two full names of which one begins the other need more than that; of a couple at one home the initials are enough.
    """
    if "none" in (item.value_a, item.value_b):
        return False
    reached, asked = reached_alike(records, one, other), _is_asked_for(records, one, other)
    at_home = _are_at_one_home(records, one, other)
    if not (reached or asked or at_home):
        return False
    sizes = {_people_in(str(records.names[row])) for row in (one, other)}
    couples = len(sizes) == 1 and sizes != {1}
    if len(sizes) > 1 or (not couples and 1 in (len(item.value_a), len(item.value_b))):
        return False
    if can_be_one(item.value_a, item.value_b):
        return reached or asked or couples
    return (asked or (reached and at_home)) and begins(item.value_a.lower(), item.value_b.lower())


def _are_at_one_home(records: Records, one: int, other: int) -> bool:
    """Whether two records have an address in common."""
    homes = records.values.get("address")
    return homes is not None and bool(homes[one]) and homes[one] == homes[other]


def _people_in(name: str) -> int:
    """Of how many people a name is."""
    couple = parse_name(name).entity.couple
    return len(couple.people) if couple is not None else 1


def _is_asked_for(records: Records, one: int, other: int) -> bool:
    """Whether one asks for somebody who is called as the other record is, in whatever order."""
    contacts = records.values.get("contact_name")
    if contacts is None:
        return False
    return any(
        contacts[row] and sorted(contacts[row].split()) == sorted(records.plain[asked].split())
        for row, asked in ((one, other), (other, one))
    )


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
