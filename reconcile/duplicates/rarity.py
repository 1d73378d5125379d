"""How much an agreement can be worth at most, given how many records of the list have the value (DUP-5)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.fields import Ints, Levels, Records
from reconcile.duplicates.finer import BEARERS, SHARED, Floats, bearers
from reconcile.duplicates.groups import distinct
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.shared_words import shared_words
from reconcile.duplicates.words import known_given_names, phrases, word_set

FIRM_BITS = 13.0
"""From so many bits on, the words that two firms share are rare for a name."""
MOST_FOR_A_FIRM = 3.5
"""Bits that a rare name of two firms is worth more than a person's."""
OTHER_CONTACT = 2.0
"""Bits that another person to ask for speaks less against two firms than against two people."""
REACHED_APART = -4.0
"""Bits that speak against two people of one name who have another mailbox and another telephone: they seldom change both, and
father and son, or two strangers, have each their own.
"""
TWICE_IN_A_FAMILY = -4.0
"""Bits: so much seldomer two of a family's entities that are no people bear one name than two of its people do."""
NEAR_WORD = 0.7
"""What a word that is only near is worth of a word that is unique."""


class Rarity:
    """How many records have what the pairs of a list agree in, counted once."""

    def __init__(self, records: Records, i: Ints, j: Ints, levels: Mapping[str, Levels]) -> None:
        self._size, self._pairs, self._levels = len(records), len(i), levels
        self._bearers = {name: bearers(records, name, i, j) for name in SHARED if name in levels}
        self._words = shared_words(records, i, j, levels["name"])

    def caps(self, copies: float = 1.0) -> dict[str, Floats]:
        """The most that agreement can be worth, in bits, by field and pair: a mailbox of many clients says little.

        ``copies`` is how often a record's client is thought to stand in the list besides.
        """
        found = {}
        for name, number in self._bearers.items():
            many = (self._levels[name] == 0) & (number > BEARERS[-1])
            found[name] = np.where(many, np.log2(self._size / np.maximum(1.0, number - copies)), np.inf)
        found["name"] = self._name_caps(copies)
        return found

    def extras(self, records: Records, i: Ints, j: Ints, copies: float = 1.0) -> dict[str, Floats]:
        """What pairs of firms get besides, in bits by field and pair.

        The level of a name is worth what it is worth for all names, most of them people's, of whom several are called alike;
        two firms hardly ever are where their words are rare. And a firm has more people whom one can ask for than a person.
        """
        firms = _firms(records, i, j, self._levels["name"])
        rare = np.clip(self._name_caps(copies) - FIRM_BITS, 0.0, MOST_FOR_A_FIRM)
        found = {"name": np.where(firms & (self._levels["name"] >= 0) & (self._levels["name"] <= 1), rare, 0.0)}
        if "contact_name" in self._levels:
            found["contact_name"] = np.where(firms & (self._levels["contact_name"] == 2), OTHER_CONTACT, 0.0)
        if "email" in self._levels and "phone" in self._levels:
            apart = (self._levels["email"] == 3) & (self._levels["phone"] == 2)
            found["phone"] = np.where(_people(records, i, j, self._levels["name"], apart), REACHED_APART, 0.0)
        return found

    def kin(self, records: Records, i: Ints, j: Ints) -> Floats:
        """What is added to the log2 odds that two records are relatives: father and son may be called alike, but a family hardly
        ever has two companies, trusts or funds of one name.
        """
        levels = self._levels["name"]
        found = np.zeros(len(i))
        for place in np.flatnonzero((levels >= 0) & (levels <= 1)).tolist():
            people = _is_person(str(records.names[i[place]])) or _is_person(str(records.names[j[place]]))
            found[place] = 0.0 if people else TWICE_IN_A_FAMILY
        return found

    def _name_caps(self, copies: float) -> Floats:
        """A shared name is worth no more than its words are rare."""
        shared = self._words
        bits = np.log2(self._size / np.maximum(1.0, shared.bearers - copies))
        worth = np.bincount(shared.pair, weights=bits[shared.word], minlength=len(shared.places))
        caps = np.full(self._pairs, np.inf)
        caps[shared.places] = worth + shared.near * (float(np.log2(self._size)) * NEAR_WORD)
        return caps


def _people(records: Records, i: Ints, j: Ints, levels: Levels, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The pairs of people who are called alike, among these pairs."""
    found = np.zeros(len(i), dtype=bool)
    for place in np.flatnonzero(among & (levels >= 0) & (levels <= 3)).tolist():
        found[place] = _is_person(str(records.names[i[place]])) and _is_person(str(records.names[j[place]]))
    return found


@lru_cache(maxsize=50_000)
def _is_person(name: str) -> bool:
    entity = parse_name(name).entity
    return entity.personal and entity.form is None


def _firms(records: Records, i: Ints, j: Ints, levels: Levels) -> NDArray[np.bool_]:
    """The pairs of like names both of which are a firm's, and no person's or couple's."""
    found = np.zeros(len(i), dtype=bool)
    places = np.flatnonzero((levels >= 0) & (levels <= 2))
    known = {
        row: _is_firm(str(records.names[row])) for row in distinct(np.concatenate([i[places], j[places]])).tolist()
    }
    found[places] = [
        known[one] and known[other] for one, other in zip(i[places].tolist(), j[places].tolist(), strict=True)
    ]
    return found


@lru_cache(maxsize=50_000)
def _is_firm(name: str) -> bool:
    """Whether a name is a company's, a society's or a business's, with two words of its own or more, one of them in no list.

    Trusts and funds of one family are called alike, and so are the Riverside Opticians of two towns.
    """
    parsed = parse_name(name)
    entity = parsed.entity
    if entity.personal or entity.couple is not None or (entity.form is not None and entity.form.kind in _ALIKE):
        return False
    own = [token.key for part in (entity, *parsed.aliases) for token in part.core if not token.is_sign]
    told = [
        word for word in own if word not in phrases("group_words")
    ]  # a family's Investments are called like another's
    return len(told) > 1 and any(len(word) > 3 and word not in _usual_words() for word in told)


@cache
def _usual_words() -> frozenset[str]:
    return word_set("business_words") | word_set("places") | known_given_names()


_ALIKE = frozenset({"trust", "super-fund", "gp"})
