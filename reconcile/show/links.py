"""The links of a practice as people read them: where each comes from, how old it is, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from reconcile import frames
from reconcile.show.words import ago, app_label

ORIGINS = {
    "exact-name": "equal names",
    "app-mapping": "Ignition's own mapping",
    "decision": "a person's answer",
    "created": "created by a plan",
}
"""Where a link comes from, in words."""

FINE = "–"
LINK_ROWS = ("link_id", "App", "Client there", "Client in Ignition", "From", "Linked", "By", "Look at")


@dataclass(frozen=True)
class LinkFilter:
    """Which links to show; an empty choice lets everything through. ``looks`` are reasons of ``links.check_links``."""

    text: str = ""
    origins: Collection[str] = ()
    looks: Collection[str] = ()

    def rows(self, links: pd.DataFrame) -> pd.DataFrame:
        """The links that fit, in their order. ``links`` as ``with_checks`` gives them."""
        keep = pd.Series(True, index=links.index, dtype=bool)
        wanted = self.text.strip().casefold()
        if wanted:
            named = links["name_a"].fillna("") + "\n" + links["name_b"].fillna("")
            keep &= named.str.casefold().str.contains(wanted, regex=False).astype(bool)
        if self.origins:
            keep &= links["origin"].isin(list(self.origins))
        if self.looks:
            keep &= links["look"].isin(list(self.looks))
        return links[keep]


def with_checks(links: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    """``ws.links()`` with the columns ``look`` (what is wrong, or empty) and ``why`` of ``links.check_links`` beside each.

    A link with several things wrong shows the first.
    """
    first = {row["link_id"]: row for row in reversed(frames.rows_of(checks))}
    found = [first.get(link_id, {"reason": "", "why": ""}) for link_id in links["link_id"]]
    return links.assign(look=[row["reason"] for row in found], why=[row["why"] for row in found])


def link_facets(links: pd.DataFrame) -> dict[str, dict[str, int]]:
    """How many links have each ``origin`` and each thing to ``look`` at, most first."""
    return {
        "origin": dict(Counter(links["origin"]).most_common()),
        "look": dict(Counter(look for look in links["look"] if look).most_common()),
    }


def shown_links(links: pd.DataFrame, now: datetime | None = None) -> pd.DataFrame:
    """The rows of a grid, columns ``LINK_ROWS``."""
    rows = [
        (
            row["link_id"],
            app_label(row["app_a"]),
            row["name_a"],
            row["name_b"],
            f"{ORIGINS.get(row['origin'], row['origin'])} ({row['rule']})",
            ago(row["linked_at"], now),
            row["linked_by"],
            row["look"] or FINE,
        )
        for row in frames.rows_of(links)
    ]
    return frames.frame(LINK_ROWS, rows)
