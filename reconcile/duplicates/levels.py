"""How far two records agree in one field, as a level: what the weights are learnt for.

Every field has its levels from full agreement down to difference; -1 means that one side has no value (neutral).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Indel

from reconcile.duplicates.fields import Records, Texts, domain_of, postal_area

Ints = NDArray[np.int64]
Levels = NDArray[np.int8]


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
    return process.cpdist(a, b, scorer=scorer, dtype=np.float32, workers=1)


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
    domain = np.asarray(
        [bool(domain_of(x)) and domain_of(x) == domain_of(y) for x, y in zip(a, b, strict=True)], dtype=bool
    )
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
    squeezed_a, squeezed_b = _squeezed(a), _squeezed(b)
    letters = _scores(squeezed_a, squeezed_b, Indel.normalized_similarity)
    words = np.maximum(_scores(a, b, fuzz.token_sort_ratio) / 100, letters)
    subset = _scores(a, b, fuzz.token_set_ratio) / 100
    digits = np.asarray([_same_number(x, y) for x, y in zip(a, b, strict=True)], dtype=bool)
    boxes = np.asarray([bool(_BOX.search(x) or _BOX.search(y)) for x, y in zip(a, b, strict=True)], dtype=bool)
    near, street = (words >= 0.86) & digits, (words >= 0.86) & ~boxes
    some = [(subset >= 0.9) & digits, street, (words >= 0.65) & digits]
    return _levels(a, b, [_equal(squeezed_a, squeezed_b), near, *some])


_BOX = re.compile(r"\b(box|bag|gpo|posbus)\b")
"""Of two boxes at a post office the number is all there is."""


def _squeezed(values: Texts) -> Texts:
    return np.asarray([*(value.replace(" ", "") for value in values), None], dtype=object)[:-1]


def _same_number(a: str, b: str) -> bool:
    """Whether both have a number in common, or one has none."""
    numbers_a, numbers_b = ({word for word in text.split() if word.isdecimal()} for text in (a, b))
    return bool(numbers_a & numbers_b) or not numbers_a or not numbers_b


def postcode_levels(a: Texts, b: Texts) -> Levels:
    """Equal, as far as both go (ZIP and ZIP+4); equal but for the last part; one sign off; different."""
    part = np.asarray([postal_area(x) == postal_area(y) for x, y in zip(a, b, strict=True)], dtype=bool)
    shorter = np.asarray(
        [x in {y, postal_area(y)} or y == postal_area(x) for x, y in zip(a, b, strict=True)], dtype=bool
    )
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
            same[place] = x == y or (some[place] and one[-1] == other[-1] and one[0][0] == other[0][0])
    return _levels(a, b, [same, some])


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
            found[name] = field.compare(records.values[name][i], records.values[name][j])
    if "email" in found:
        found["email"] = _without_namesakes(records, i, j, found["email"])
    if "contact_name" in found:
        found["contact_name"] = _without_own_contacts(records, i, j, found["contact_name"])
    return found


def _without_own_contacts(records: Records, i: Ints, j: Ints, levels: Levels) -> Levels:
    """A contact that only repeats the client's name is no evidence beside the name."""
    contacts = records.values["contact_name"]
    pairs = zip(contacts, records.plain, strict=True)
    own = np.asarray(
        [bool(contact) and set(contact.split()) <= set(name.split()) for contact, name in pairs], dtype=bool
    )
    return np.where(own[i] | own[j], -1, levels).astype(np.int8)


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
