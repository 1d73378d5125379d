"""People who go by a given name of another language: "NGUYEN, Van Duc", to be asked for as Oscar Nguyen, is Oscar Nguyen.

Names of China, Korea and Vietnam often have an English given name beside them, and no list tells which. The contact of a
person's own record is mostly that person, so a contact who is called as another record of the same mailbox or telephone
says that the two are one. Husband and wife share as much, but then both of them stand in the app that has either.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.apps import APP
from reconcile.duplicates.fields import Ints, Levels, Records
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.words import word_set

NEARLY_UNLIKE = 3
"""The level of the name from which on two people are not called alike."""
Person = tuple[frozenset[str], int]
"""The words of a person's name, and how many of them are given names."""


def known_as(
    records: Records, i: Ints, j: Ints, levels: dict[str, Levels], bars: NDArray[np.int8]
) -> NDArray[np.bool_]:
    """The pairs of two apps that are one person under two given names, by the contact of one of them."""
    found = np.zeros(len(i), dtype=bool)
    contacts, apps = records.values.get("contact_name"), records.values.get(APP)
    if contacts is None or apps is None or not {"email", "phone"} & set(levels):
        return found
    shared = np.zeros(len(i), dtype=bool)
    for name in ("email", "phone"):
        if name in levels:
            shared |= levels[name] == 0
    shared &= (levels["name"] >= NEARLY_UNLIKE) & (bars != 2)
    for place in np.flatnonzero(shared & np.asarray(apps[i] != apps[j], dtype=bool)).tolist():
        one, other = int(i[place]), int(j[place])
        if not (_is_called(records, one, contacts[other]) or _is_called(records, other, contacts[one])):
            continue
        a, b = _person(str(records.names[one])), _person(str(records.names[other]))
        if a is not None and b is not None and {a[1], b[1]} == {1, 2} and _one_family(a, b):
            found[place] = not (_stands_in(records, a, str(apps[other])) or _stands_in(records, b, str(apps[one])))
    return found


def _is_called(records: Records, row: int, contact: str) -> bool:
    """Whether a record bears the name of a contact, in whatever order."""
    return contact != "" and _words(str(records.plain[row])) == _words(contact)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@lru_cache(maxsize=50_000)
def _person(name: str) -> Person | None:
    """A bare person with one given name or two; None of any other name."""
    entity = parse_name(name).entity
    if not entity.personal or entity.form is not None or entity.estate or not entity.family_name:
        return None
    return entity.words, len(entity.given)


def _one_family(a: Person, b: Person) -> bool:
    """Whether the two share nothing but one family name of China, Korea or Vietnam."""
    common = a[0] & b[0]
    return len(common) == 1 and common <= word_set("family_names")


def _stands_in(records: Records, person: Person, app: str) -> bool:
    """Whether an app has a record of this name, in whatever order."""
    return (app, person[0]) in records.once("names in apps", lambda: _names_in_apps(records))


def _names_in_apps(records: Records) -> frozenset[tuple[str, frozenset[str]]]:
    pairs = zip(records.values[APP].tolist(), records.plain.tolist(), strict=True)
    return frozenset((str(app), _words(name)) for app, name in pairs)
