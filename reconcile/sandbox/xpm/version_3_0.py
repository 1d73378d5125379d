"""The older version of XPM's interface, as far as it differs: XML alone, a number first, the UUID last, no address."""

from __future__ import annotations

import re
from typing import Any

from reconcile.sandbox.xpm.wire import Fields, Items

RENAMED_IN_3_1 = {"AccountManagerID": "AccountManagerUUID", "JobManagerID": "JobManagerUUID"}
"""Elements of a body, as version 3.0 calls them and as 3.1 does."""

_NUMBER = re.compile(r"/Client/(\d+)/")


def in_version(value: Any, version: str) -> Any:
    """A record or a list of records as this version writes it."""
    if version != "3.0":
        return value
    if isinstance(value, Items):
        return Items(value.name, [in_version(item, version) for item in value.items])
    return _record(value) if isinstance(value, list) else value


def _record(fields: Fields) -> Fields:
    known = dict(fields)
    number = _NUMBER.search(str(known.get("WebUrl", "")))
    first: Fields = [("ID", number[1])] if number else []
    last: Fields = [("UUID", known["UUID"])] if "UUID" in known else []
    kept = [(name, in_version(value, "3.0")) for name, value in fields if name not in ("UUID", "WebUrl")]
    return [*first, *kept, *last]
