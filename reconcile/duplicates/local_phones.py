"""Telephone numbers without the code of their area, read as the number of the same list that ends with them.

One app has "(08) 5550 1234" and the other "5550 1234": nine and eight digits of one number.
"""

from __future__ import annotations

from collections.abc import Iterable

LOCAL = (7, 8)
"""Digits of a number without its area's code."""


def with_area_codes(phones: Iterable[str]) -> list[str]:
    """Telephone keys, where a local number is the end of just one longer number of the list with that number's digits."""
    every = list(phones)
    known = frozenset(every)
    local = frozenset(phone for phone in known if len(phone) in LOCAL)
    if not local:
        return every
    longer: dict[str, set[str]] = {}
    for phone in known:
        for size in LOCAL:
            if len(phone) > size and phone[-size:] in local:
                longer.setdefault(phone[-size:], set()).add(phone)
    whole = {end: next(iter(found)) for end, found in longer.items() if len(found) == 1}
    return [whole.get(phone, phone) for phone in every]
