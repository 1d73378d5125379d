"""The given name of a person written with an initial, as the contact tells it: "R Rowe" is Rosa where one asks for Rosa Rowe.

Husband and wife often share the initial, the home and the mailbox, and then their contacts alone tell them apart.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.couple import is_initial
from reconcile.duplicates.fields import Ints, Levels, Records
from reconcile.duplicates.mailbox_initials import LIKE_NAMES
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.relation import relate
from reconcile.duplicates.words import known_given_names


def other_given_names(records: Records, i: Ints, j: Ints, names: Levels) -> NDArray[np.bool_]:
    """The pairs of people called alike of whom one has an initial, and by the contacts they are two."""
    found = np.zeros(len(i), dtype=bool)
    contacts = records.values.get("contact_name")
    if contacts is None:
        return found
    told = np.asarray(contacts != "", dtype=bool)
    alike = (names >= 0) & (names <= LIKE_NAMES) & (told[i] | told[j])
    for place in np.flatnonzero(alike).tolist():
        one, other = int(i[place]), int(j[place])
        a, by_contact_a = given_name(str(records.names[one]), str(contacts[one]))
        b, by_contact_b = given_name(str(records.names[other]), str(contacts[other]))
        if a is not None and b is not None and (by_contact_a or by_contact_b):
            found[place] = {a.key, b.key} <= known_given_names() and relate(a, b, given=True) is None
    return found


@lru_cache(maxsize=50_000)
def given_name(name: str, contact: str) -> tuple[Token | None, bool]:
    """A person's first given name written out, None where it is not known, and whether the contact alone tells it."""
    entity = parse_name(name).entity
    if not entity.personal or entity.form is not None or entity.estate or not entity.given:
        return None, False
    first = entity.core[min(entity.given)]
    if not is_initial(first):
        return first, False
    asked = parse_name(contact).entity if contact else None
    if asked is None or not asked.personal or not asked.given:
        return None, False
    families = [{one.core[place].key for place in one.family_name} for one in (entity, asked)]
    known = asked.core[min(asked.given)]
    told = families[0] == families[1] and not is_initial(known) and known.key.startswith(first.key)
    return (known, True) if told else (None, False)
