"""The levels of many pairs of records in every field that their list has, each field seen beside the others.

One street in two towns is two addresses, and a contact or a mailbox that only repeats the name is no evidence beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from reconcile.duplicates.fields import Ints, Levels, Records, Texts
from reconcile.duplicates.levels import FIELDS, Field


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
    near = np.flatnonzero(levels == 1)
    one, other = i[near], j[near]
    used = np.unique(np.concatenate([one, other]))
    plain, own = np.zeros(len(records), dtype=bool), np.zeros(len(records), dtype=bool)
    hosts = np.full(len(records), "", dtype=object)
    for row, mail, name in zip(used.tolist(), records.values["email"][used], records.plain[used], strict=True):
        box, _, hosts[row] = mail.partition("@")
        plain[row] = not any(map(str.isdecimal, box))
        own[row] = any(len(word) > 2 and word in box for word in name.split())
    changed = levels.copy()
    changed[near[(hosts[one] != hosts[other]) & plain[one] & plain[other] & own[one]]] = -1
    return changed
