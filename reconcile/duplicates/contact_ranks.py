"""Father and son of one name as their contacts tell them: "Ian Rowe Snr" is not to be asked for at Ian Rowe Jnr's.

The clients' names are often equal, and the rank stands only with the person whom one can ask for.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.fields import Ints, Levels, Records
from reconcile.duplicates.mailbox_initials import LIKE_NAMES
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.words import inverse

_TOLD = frozenset(
    {"jr", "jnr", "junior", "sr", "snr", "senior", "son", "father", "daughter", "mother", "ii", "iii", "iv"}
)
"""Words of rank that are nobody's family name."""


def other_ranks(records: Records, i: Ints, j: Ints, names: Levels) -> NDArray[np.bool_]:
    """The pairs of people called alike who are of two generations, going by their names and their contacts."""
    found = np.zeros(len(i), dtype=bool)
    contacts = records.values.get("contact_name")
    if contacts is None:
        return found
    told = np.asarray([_TOLD.intersection(contact.split()) != set() for contact in contacts], dtype=bool)
    alike = (names >= 0) & (names <= LIKE_NAMES) & (told[i] | told[j])
    for place in np.flatnonzero(alike).tolist():
        one, other = int(i[place]), int(j[place])
        a = rank(str(records.names[one]), str(contacts[one]))
        b = rank(str(records.names[other]), str(contacts[other]))
        found[place] = bool(a and b and a != b)
    return found


@lru_cache(maxsize=50_000)
def rank(name: str, contact: str) -> str:
    """The rank of a person, by the own name or by a contact of that name; "" where neither tells it."""
    entity = parse_name(name).entity
    if not entity.personal or entity.form is not None:
        return ""
    words = contact.split()
    if entity.generation or len(words) < 3 or words[-1] not in _TOLD or words[-2] not in entity.words:
        return entity.generation
    return inverse("generation_words")[words[-1]]
