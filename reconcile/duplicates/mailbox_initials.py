"""A person's middle initial as the mailbox tells it: hjrowe@ is Harold J Rowe's, and not Harold K Rowe's.

Where two people of a family are called alike, the middle name tells them apart, and it is often in the mailbox alone.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.fields import Ints, Levels, Records
from reconcile.duplicates.parse import parse_name

LIKE_NAMES = 3
"""The last level of the name at which two people are called alike."""


def other_initials(records: Records, i: Ints, j: Ints, names: Levels) -> NDArray[np.bool_]:
    """The pairs of people called alike who have another middle initial, going by a mailbox of their own."""
    found = np.zeros(len(i), dtype=bool)
    emails = records.values.get("email")
    if emails is None:
        return found
    alike = (names >= 0) & (names <= LIKE_NAMES) & np.asarray(emails[i] != emails[j], dtype=bool)
    for place in np.flatnonzero(alike).tolist():
        one, other = int(i[place]), int(j[place])
        a, said_a = middle_initial(str(records.names[one]), str(emails[one]))
        b, said_b = middle_initial(str(records.names[other]), str(emails[other]))
        found[place] = bool(a) and bool(b) and a != b and (said_a or said_b)
    return found


@lru_cache(maxsize=50_000)
def middle_initial(name: str, email: str) -> tuple[str, bool]:
    """The middle initial of a person, "" where none is known, and whether the mailbox alone tells it."""
    entity = parse_name(name).entity
    if not entity.personal or entity.form is not None or not entity.given:
        return "", False
    given = [entity.core[index].key for index in sorted(entity.given)]
    if len(given) > 1:
        return given[1][:1], False
    family = "".join(entity.core[index].key for index in sorted(entity.family_name))
    shaped = re.fullmatch(r"([a-z])[._-]?([a-z])[._-]?(.+?)\d*", email.partition("@")[0])
    if shaped is None or not family or shaped.group(3) != family or shaped.group(1) != given[0][:1]:
        return "", False
    initials = shaped.group(1) + shaped.group(2)
    return ("", False) if given[0].startswith(initials) else (shaped.group(2), True)
