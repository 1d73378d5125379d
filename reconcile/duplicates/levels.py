"""How far two records agree in one field, as a level: what the weights are learnt for.

Every field has its levels from full agreement down to difference; -1 means that one side has no value (neutral).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Indel

from reconcile.duplicates.fields import Records, Texts, domain_of, postal_area
from reconcile.duplicates.signatures import THREADS
from reconcile.duplicates.words import full_names, known_given_names, name_variants

Ints = NDArray[np.int64]
Levels = NDArray[np.int8]
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Field:
    """A field's levels: their sentences, and what is usual for two records of one client (``usual``, sums to 1).

    ``chance`` is how often two records of two clients of one practice stand there, where no list is at hand to count in.
    From the first level of ``fixed`` up to the second, a list cannot teach that it is much commoner among matches.
    """

    name: str
    sentences: tuple[str, ...]
    usual: tuple[float, ...]
    compare: Callable[[Texts, Texts], Levels]
    chance: tuple[float, ...] = ()
    fixed: tuple[int, int] = (99, 99)

    @property
    def size(self) -> int:
        """How many levels there are."""
        return len(self.usual)


def _scores(a: Texts, b: Texts, scorer: Callable[..., float]) -> NDArray[np.float32]:
    return process.cpdist(a, b, scorer=scorer, dtype=np.float32, workers=THREADS)


def _levels(a: Texts, b: Texts, steps: list[NDArray[np.bool_]]) -> Levels:
    """The first step that holds, else the last level; -1 where a side is empty."""
    found = np.full(len(a), len(steps), dtype=np.int8)
    for level in range(len(steps) - 1, -1, -1):
        found[steps[level]] = level
    present = np.asarray([bool(x) and bool(y) for x, y in zip(a, b, strict=True)], dtype=bool)
    found[~present] = -1
    return found


def _equal(a: Texts, b: Texts) -> NDArray[np.bool_]:
    return np.asarray(a == b, dtype=bool)


def email_levels(a: Texts, b: Texts) -> Levels:
    """Equal; misspelt or the same mailbox elsewhere; same own domain; different."""
    near = _scores(a, b, Indel.normalized_similarity) >= 0.84
    boxes_a, boxes_b = _part(a, 0), _part(b, 0)
    box = np.asarray([x == y and len(x) >= 6 for x, y in zip(boxes_a, boxes_b, strict=True)], dtype=bool)
    domains = zip(*_each(domain_of, a, b), strict=True)
    domain = np.asarray([bool(x) and x == y for x, y in domains], dtype=bool)
    own = domain & ~near
    slip = near & (~domain | (_scores(boxes_a, boxes_b, OSA.normalized_similarity) >= 0.7))
    return _levels(a, b, [_equal(a, b), slip | box, own | domain])


def _part(values: Texts, side: int) -> Texts:
    return np.asarray([*(value.partition("@")[0 if side == 0 else 2] for value in values), None], dtype=object)[:-1]


def phone_levels(a: Texts, b: Texts) -> Levels:
    """Equal; one digit off; different."""
    near = _scores(a, b, OSA.distance) <= 1
    return _levels(a, b, [_equal(a, b), near])


def website_levels(a: Texts, b: Texts) -> Levels:
    """Same host; another."""
    return _levels(a, b, [_equal(a, b)])


def address_levels(a: Texts, b: Texts) -> Levels:
    """Equal; misspelt; much the same; the same street; part in common; different."""
    squeezed_a, squeezed_b = (np.asarray([*side, None], dtype=object)[:-1] for side in _each(_squeezed, a, b))
    letters = _scores(squeezed_a, squeezed_b, Indel.normalized_similarity)
    words = np.maximum(_scores(a, b, fuzz.token_sort_ratio) / 100, letters)
    subset = _scores(a, b, fuzz.token_set_ratio) / 100
    digits = np.asarray([_same_number(*pair) for pair in zip(*_each(_numbers, a, b), strict=True)], dtype=bool)
    boxes = np.logical_or(*(np.asarray(side, dtype=bool) for side in _each(_is_box, a, b)))
    near, street = (words >= 0.86) & digits, (words >= 0.86) & ~boxes
    some = [(subset >= 0.9) & digits, street, (words >= 0.65) & digits]
    return _levels(a, b, [_equal(squeezed_a, squeezed_b), near, *some])


_BOX = re.compile(r"\b(box|bag|gpo|posbus)\b")
"""Of two boxes at a post office the number is all there is."""


def _each(read: Callable[[str], Read], a: Texts, b: Texts) -> tuple[list[Read], list[Read]]:
    """What both sides' values say, each distinct value read once."""
    known = {value: read(value) for value in dict.fromkeys(chain(a, b))}
    return [known[value] for value in a], [known[value] for value in b]


def _squeezed(value: str) -> str:
    return value.replace(" ", "")


def _is_box(value: str) -> bool:
    return _BOX.search(value) is not None


def _numbers(value: str) -> frozenset[str]:
    return frozenset(word for word in value.split() if word.isdecimal())


def _same_number(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether both have a number in common, or one has none."""
    return not a or not b or not a.isdisjoint(b)


def postcode_levels(a: Texts, b: Texts) -> Levels:
    """Equal, as far as both go (ZIP and ZIP+4); equal but for the last part; one sign off; different."""
    area_a, area_b = (np.asarray(side, dtype=object) for side in _each(postal_area, a, b))
    part = _equal(area_a, area_b)
    shorter = _equal(a, b) | _equal(a, area_b) | _equal(area_a, b)
    return _levels(a, b, [shorter, part, _scores(a, b, OSA.distance) <= 1])


def city_levels(a: Texts, b: Texts) -> Levels:
    """Equal or one part of the other; misspelt; different."""
    part = np.asarray([len(x) > 3 and len(y) > 3 and (x in y or y in x) for x, y in zip(a, b, strict=True)], dtype=bool)
    return _levels(a, b, [_equal(a, b) | part, _scores(a, b, OSA.normalized_similarity) >= 0.6])


def region_levels(a: Texts, b: Texts) -> Levels:
    """Equal; different."""
    return _levels(a, b, [_equal(a, b)])


def contact_levels(a: Texts, b: Texts) -> Levels:
    """One person, by family name and given name or its initial; a name in common; different."""
    same, some = np.zeros(len(a), dtype=bool), np.zeros(len(a), dtype=bool)
    for place, (x, y) in enumerate(zip(a, b, strict=True)):
        if x and y:
            one, other = x.split(), y.split()
            some[place] = bool(set(one) & set(other))
            same[place] = x == y or (some[place] and one[-1] == other[-1] and _one_given_name(one[0], other[0]))
    return _levels(a, b, [same, some])


@lru_cache(maxsize=50_000)
def _one_given_name(x: str, y: str) -> bool:
    """Whether two given names can be one person's: equal, an initial, a nickname, or a slip."""
    if x == y or (1 in (len(x), len(y)) and x[0] == y[0]):
        return True
    known = known_given_names()
    if x in known and y in known:
        return bool(full_names(x) & full_names(y)) or (x[0] == y[0] and bool(_variants(x) & _variants(y)))
    return x[0] == y[0] and OSA.distance(x, y, score_cutoff=1) <= 1


def _variants(name: str) -> frozenset[int]:
    return frozenset(number for number, _ in name_variants().get(name, ()))


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field(
            "email",
            (
                "The email is the same.",
                "The email is nearly the same.",
                "The mail domain is the same.",
                "The emails differ.",
            ),
            (0.70, 0.08, 0.06, 0.16),
            email_levels,
            (0.004, 0.002, 0.01, 0.984),
        ),
        Field(
            "phone",
            ("The phone number is the same.", "The phone numbers differ in one digit.", "The phone numbers differ."),
            (0.75, 0.05, 0.20),
            phone_levels,
            (0.003, 0.001, 0.996),
        ),
        Field(
            "website",
            ("The website is the same.", "The websites differ."),
            (0.85, 0.15),
            website_levels,
            (0.003, 0.997),
        ),
        Field(
            "address",
            (
                "The address is the same.",
                "The address is nearly the same.",
                "The address is much the same.",
                "The street is the same, the number another.",
                "The addresses have a part in common.",
                "The addresses differ.",
            ),
            (0.55, 0.15, 0.07, 0.02, 0.05, 0.16),
            address_levels,
            (0.002, 0.001, 0.002, 0.004, 0.03, 0.961),
            fixed=(2, 5),
        ),
        Field(
            "postcode",
            (
                "The postcode is the same.",
                "The postcode is the same but for its last part.",
                "The postcodes differ in one place.",
                "The postcodes differ.",
            ),
            (0.78, 0.02, 0.05, 0.15),
            postcode_levels,
            (0.04, 0.02, 0.02, 0.92),
        ),
        Field(
            "city",
            ("The town is the same.", "The town is nearly the same.", "The towns differ."),
            (0.75, 0.08, 0.17),
            city_levels,
            (0.08, 0.02, 0.90),
        ),
        Field("region", ("The region is the same.", "The regions differ."), (0.9, 0.1), region_levels, (0.35, 0.65)),
        Field(
            "contact_name",
            ("The contact is the same person.", "The contacts share a name.", "The contacts differ."),
            (0.80, 0.08, 0.12),
            contact_levels,
            (0.003, 0.01, 0.987),
        ),
    )
}
"""The fields beside the name, with their levels."""

RELATIVES: dict[str, tuple[float, ...]] = {
    "email": (0.40, 0.03, 0.07, 0.50),
    "phone": (0.40, 0.02, 0.58),
    "website": (0.30, 0.70),
    "address": (0.60, 0.10, 0.03, 0.01, 0.03, 0.23),
    "postcode": (0.80, 0.02, 0.02, 0.16),
    "city": (0.82, 0.03, 0.15),
    "region": (0.95, 0.05),
    "contact_name": (0.40, 0.40, 0.20),
}
"""By field: where two clients of one household or group usually stand."""


def field_levels(records: Records, i: Ints, j: Ints) -> dict[str, Levels]:
    """The level of every pair in every field that the list has."""
    found = {}
    for name, field in FIELDS.items():
        if name in records.values:
            found[name] = _compared(field, records.values[name], i, j)
    if "address" in found:
        found["address"] = _in_one_place(found)
    if "email" in found:
        found["email"] = _without_namesakes(records, i, j, found["email"])
    if "contact_name" in found:
        found["contact_name"] = _without_own_contacts(records, i, j, found["contact_name"])
    return found


def _compared(field: Field, values: Texts, i: Ints, j: Ints) -> Levels:
    """The levels of one field, each pair of values compared once: there are few pairs of towns, and fewer of regions."""
    codes, distinct = pd.factorize(values)
    pairs, back = np.unique(codes[i] * np.int64(len(distinct)) + codes[j], return_inverse=True)
    one, other = np.divmod(pairs, max(1, len(distinct)))
    return field.compare(distinct[one], distinct[other])[back]


SOME_PART, OTHER_PLACE = 4, {"postcode": 3, "city": 2}
"""The level of addresses with a part in common, and the levels of places that differ."""


def _in_one_place(levels: Mapping[str, Levels]) -> Levels:
    """One street and number, or one box, in two towns are two addresses: all that is known of the place differs."""
    known = [(levels[name], other) for name, other in OTHER_PLACE.items() if name in levels]
    elsewhere = np.zeros(len(levels["address"]), dtype=bool)
    for own, other in known:
        elsewhere |= own == other
    for own, other in known:
        elsewhere &= (own == other) | (own < 0)
    return np.where(elsewhere & (levels["address"] >= 0), np.maximum(levels["address"], SOME_PART), levels["address"])


def _without_own_contacts(records: Records, i: Ints, j: Ints, levels: Levels) -> Levels:
    """A contact that only repeats the client's name is no evidence beside the name; nor is a family name that both names have."""
    contacts = records.values["contact_name"]
    said = [frozenset(contact.split()) for contact in contacts]
    named = [frozenset(name.split()) for name in records.plain]
    own = np.asarray([bool(words) and words <= name for words, name in zip(said, named, strict=True)], dtype=bool)
    found = np.where(own[i] | own[j], -1, levels).astype(np.int8)
    for place in np.flatnonzero(found == 1):
        a, b = i[place], j[place]
        if said[a] & said[b] <= named[a] & named[b]:
            found[place] = -1
    return found


def _without_namesakes(records: Records, i: Ints, j: Ints, levels: Levels) -> Levels:
    """A mailbox that only repeats the name, at another provider, is no evidence beside the name."""
    changed = levels.copy()
    emails = records.values["email"]
    for place in np.flatnonzero(levels == 1):
        box_a, _, domain_a = emails[i[place]].partition("@")
        box_b, _, domain_b = emails[j[place]].partition("@")
        words = [word for word in records.plain[i[place]].split() if len(word) > 2]
        if (
            domain_a != domain_b
            and not any(sign.isdecimal() for sign in box_a + box_b)
            and any(word in box_a for word in words)
        ):
            changed[place] = -1
    return changed
