"""How far two values of one field agree, value by value: emails, telephones, addresses, postcodes, towns, contacts.

Every function takes two columns of texts and gives a level a pair, 0 for full agreement; -1 means that one side has no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import chain
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Indel

from reconcile.duplicates.fields import Ints, Levels, Texts, domain_of, postal_area
from reconcile.duplicates.signatures import THREADS
from reconcile.duplicates.word_counts import count_words
from reconcile.duplicates.words import full_names, known_given_names, name_variants

Read = TypeVar("Read")


BELOW = 0.99
PAIRS_AT_ONCE = 200_000
WORTH_THREADS = 1_000
"""Pairs from which on threads, and words in numbers, earn their start, which takes longer than a few pairs."""


def _scores(a: Texts, b: Texts, scorer: Callable[..., float], least: float | None = None) -> NDArray[np.float32]:
    """The scores of pairs of texts; those well under ``least`` as 0, which is faster."""
    workers = THREADS if len(a) >= WORTH_THREADS else 1
    cutoff = None if least is None else BELOW * least  # rapidfuzz drops what is exactly at its cutoff
    return process.cpdist(a, b, scorer=scorer, score_cutoff=cutoff, dtype=np.float32, workers=workers)


def _levels(a: Texts, b: Texts, steps: list[NDArray[np.bool_]]) -> Levels:
    """The first step that holds, else the last level; -1 where a side is empty."""
    found = np.full(len(a), len(steps), dtype=np.int8)
    for level in range(len(steps) - 1, -1, -1):
        found[steps[level]] = level
    found[~(a.astype(bool) & b.astype(bool))] = -1
    return found


def _equal(a: Texts, b: Texts) -> NDArray[np.bool_]:
    return np.asarray(a == b, dtype=bool)


MOST_SLIPS = 2
"""Letters by which two mailboxes at one provider differ at most where one is a slip of the other."""


def email_levels(a: Texts, b: Texts) -> Levels:
    """Equal; misspelt or the same mailbox elsewhere; same own domain; different."""
    one, other, mails = _coded(a, b)
    boxes = _part(mails, 0)
    near = _scores(a, b, Indel.normalized_similarity, 0.84) >= 0.84
    for place in np.flatnonzero(near).tolist():
        near[place] = not _is_other_box(a[place], b[place])
    box = _same_of(boxes, 6, one, other)
    domain = _same_of(np.asarray([*map(domain_of, mails), None], dtype=object)[:-1], 1, one, other)
    own, slip = domain & ~near, near & ~domain
    beside = np.flatnonzero(near & domain)
    slip[beside] = _scores(boxes[one[beside]], boxes[other[beside]], OSA.normalized_similarity, 0.7) >= 0.7
    return _levels(a, b, [_equal(a, b), slip | box, own | domain])


def _coded(a: Texts, b: Texts) -> tuple[Ints, Ints, Texts]:
    """Both sides' values by number, and the distinct values."""
    codes, distinct = pd.factorize(np.concatenate([a, b]))
    return codes[: len(a)], codes[len(a) :], distinct


def _same_of(parts: Texts, shortest: int, one: Ints, other: Ints) -> NDArray[np.bool_]:
    """Where two values, by number, have one part, and it is not too short."""
    codes, _ = pd.factorize(parts)
    long = np.asarray([len(part) >= shortest for part in parts], dtype=bool)
    return np.asarray((codes[one] == codes[other]) & long[one], dtype=bool)


def _is_other_box(a: str, b: str) -> bool:
    """Two mailboxes at one provider that are no slip of each other: g.rowe and gordon.rowe, rowe1 and rowe2."""
    (box_a, _, host_a), (box_b, _, host_b) = a.partition("@"), b.partition("@")
    if host_a != host_b:
        return False
    digits = ["".join(filter(str.isdecimal, box)) for box in (box_a, box_b)]
    return digits[0] != digits[1] or OSA.distance(box_a, box_b, score_cutoff=MOST_SLIPS) > MOST_SLIPS


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
    letters = _scores(squeezed_a, squeezed_b, Indel.normalized_similarity, 0.65)
    words = np.maximum(_scores(a, b, fuzz.token_sort_ratio, 65) / 100, letters)
    subset = _scores(a, b, fuzz.token_set_ratio, 90) / 100
    equal = _equal(squeezed_a, squeezed_b)
    for place in np.flatnonzero((subset >= 0.99) & ~equal).tolist():
        equal[place] = _is_one_street(a[place], b[place])
    digits, boxes = np.zeros(len(a), dtype=bool), np.zeros(len(a), dtype=bool)
    near = np.flatnonzero((words >= 0.65) | (subset >= 0.9))  # for all others numbers and boxes change nothing
    digits[near] = [_same_number(*pair) for pair in zip(*_each(_numbers, a[near], b[near]), strict=True)]
    boxes[near] = np.logical_or(*(np.asarray(side, dtype=bool) for side in _each(_is_box, a[near], b[near])))
    close, street = (words >= 0.86) & digits, (words >= 0.86) & ~boxes
    some = [(subset >= 0.9) & digits, street, (words >= 0.65) & digits]
    return _levels(a, b, [equal, close, *some])


_STREET = re.compile(
    r"(?P<street>.*\b(?:street|road|avenue|drive|lane|court|crescent|boulevard|highway|parade|terrace|close|grove|box \d+))\b"
    r" ?(?P<place>.*)"
)
"""A street or a box, and the town that some apps write behind it in one field."""
_IN_A_HOUSE = re.compile(
    r"\b(?:suite|unit|apartment|apt|flat|level|floor|room|shop|office|building|\d{1,3})\b|[a-z]\d|\d[a-z]"
)
"""What stands behind a street and is no town: of two suites in one house the number is all there is."""


@lru_cache(maxsize=100_000)
def _street_and_place(address: str) -> tuple[str, frozenset[str]]:
    parted = _STREET.fullmatch(address)
    if parted is None or not any(sign.isdecimal() for sign in parted["street"]) or _IN_A_HOUSE.search(parted["place"]):
        return "", frozenset()
    return parted["street"].replace(" ", ""), frozenset(parted["place"].split())


def _is_one_street(a: str, b: str) -> bool:
    """Whether two addresses are one but for the town, which one of them leaves out or says more of."""
    street_a, place_a = _street_and_place(a)
    street_b, place_b = _street_and_place(b)
    return bool(street_a) and street_a == street_b and (place_a <= place_b or place_b <= place_a)


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
    return _levels(a, b, [_equal(a, b) | part, _scores(a, b, OSA.normalized_similarity, 0.6) >= 0.6])


def region_levels(a: Texts, b: Texts) -> Levels:
    """Equal; different."""
    return _levels(a, b, [_equal(a, b)])


def contact_levels(a: Texts, b: Texts) -> Levels:
    """One person, by family name and given name or its initial; a name in common; different."""
    one, other, contacts = _coded(a, b)
    some = _share_words(contacts, one, other)
    split = [contact.split() or [""] for contact in contacts]
    last = np.asarray([*(words[-1] for words in split), None], dtype=object)[:-1]
    same = some & (one == other)
    for place in np.flatnonzero(some & ~same & _same_of(last, 1, one, other)).tolist():
        same[place] = _one_given_name(split[one[place]][0], split[other[place]][0])
    return _levels(a, b, [same, some])


def _share_words(values: Texts, one: Ints, other: Ints) -> NDArray[np.bool_]:
    """Where two values, by number, have a word in common."""
    if len(one) < WORTH_THREADS:
        words = [frozenset(value.split()) for value in values]
        pairs = zip(one.tolist(), other.tolist(), strict=True)
        return np.asarray([not words[x].isdisjoint(words[y]) for x, y in pairs], dtype=bool)
    has, found = count_words(values).matrix(np.int8), np.zeros(len(one), dtype=bool)
    for start in range(0, len(one), PAIRS_AT_ONCE):
        part = slice(start, start + PAIRS_AT_ONCE)
        found[part] = np.diff(has[one[part]].multiply(has[other[part]]).indptr) > 0
    return found


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
