"""XPM's two spellings of a name: ``GSTRegistered`` in XML is ``gstRegistered`` in JSON."""

from __future__ import annotations

import re
from functools import lru_cache

LISTS = frozenset(
    {"Contacts", "Notes", "Groups", "Relationships", "StaffList", "Clients", "Categories", "Templates", "CustomFields"}
)
"""Elements that hold a list, also where it has one member or none."""

_RUNS = re.compile(r"[A-Z]{2,}(?=[A-Z][a-z]|$)")
_WORDS = re.compile(r"(?:Uuid|Gst)(?=[A-Z]|$)")


@lru_cache(maxsize=1024)
def json_name(element: str) -> str:
    """The JSON name of an element: ``UUID`` is ``uuid``, ``AccountManagerUUID`` is ``accountManagerUuid``."""
    words = _RUNS.sub(lambda run: run[0].capitalize(), element)
    return words[:1].lower() + words[1:]


@lru_cache(maxsize=1024)
def element_name(name: str) -> str:
    """The element of a JSON name: the reverse of ``json_name`` for all of XPM's names."""
    if name == "id":
        return "ID"
    return _WORDS.sub(lambda word: word[0].upper(), name[:1].upper() + name[1:])
