"""Linking records of XPM or Gusto to Ignition: mappings first, then exactly equal names, never a guess.

Rules: IMP-2 (equal name, not mapped yet), IMP-3 (equal means the very same string), IMP-4 (a mapping stays, whatever the
name), IMP-5 (one name more than once is for a person). Pure functions over DataFrames; nothing is read or stored here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from reconcile import frames
from reconcile.model import App

PROPOSED = ("app_a", "id_a", "name_a", "app_b", "id_b", "name_b", "origin", "rule")
LEFT = ("app", "client_id", "name", "reason", "rule")


@dataclass(frozen=True)
class LinkReport:
    """What a linking pass made of the two lists.

    ``linked``: new links, columns ``PROPOSED``. ``left``: records that need a person or are alone, columns ``LEFT``.
    """

    linked: pd.DataFrame
    left: pd.DataFrame

    def _repr_html_(self) -> str:
        by_reason = self.left.groupby("reason").size().sort_values(ascending=False)
        rest = ", ".join(f"{count:,} {reason}" for reason, count in by_reason.items())
        return f"<b>{len(self.linked):,}</b> newly linked; left: {rest or 'none'}"


def link_exact_names(
    app: App,
    clients: pd.DataFrame,
    ignition: pd.DataFrame,
    links: pd.DataFrame,
    *,
    refused: Collection[tuple[str, str]] = (),
) -> LinkReport:
    """Links one app's clients to Ignition's.

    ``clients`` and ``ignition`` have ``client_id``, ``name``, ``is_current``; ``clients`` also ``number`` (XPM) and ``ignition``
    also ``xpm_id``. ``links`` are the links that exist (``id_a``, ``id_b`` of this app). ``refused`` are (id, Ignition id)
    that a person said are different, or unlinked by hand: they are never linked again.
    """
    taken_a, taken_b = set(links["id_a"]), set(links["id_b"])
    mapped, left = _mapped(app, clients, ignition, (taken_a, taken_b), frozenset(refused))
    taken_a |= set(mapped["id_a"])
    taken_b |= set(mapped["id_b"])
    has_mapping = (
        ignition["xpm_id"].fillna("").astype(bool) if app is App.XPM else pd.Series(False, index=ignition.index)
    )
    unmapped = ignition[~ignition["client_id"].isin(list(taken_b)) & ~has_mapping]
    named, groups = _equal_names(app, clients, unmapped, taken_a, frozenset(refused))
    return LinkReport(
        pd.concat([mapped, named], ignore_index=True),
        pd.concat([left, groups], ignore_index=True),
    )


def _mapped(
    app: App,
    clients: pd.DataFrame,
    ignition: pd.DataFrame,
    taken: tuple[set[str], set[str]],
    refused: frozenset[tuple[str, str]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ignition's own mappings to XPM, by number or UUID (IMP-4)."""
    if app is not App.XPM:
        return frames.frame(PROPOSED, []), frames.frame(LEFT, [])
    own = ignition[ignition["xpm_id"].fillna("").astype(bool) & ~ignition["client_id"].isin(list(taken[1]))]
    wanted = list(own["xpm_id"])
    there = clients[clients["client_id"].isin(wanted) | clients["number"].isin(wanted)]
    ids: dict[str, tuple[str, str]] = {}
    for client_id, number, name in zip(there["client_id"], there["number"], there["name"], strict=True):
        ids[client_id] = (client_id, name)
        if number:
            ids.setdefault(number, (client_id, name))
    several = own["xpm_id"].duplicated(keep=False)
    linked: list[tuple[str, ...]] = []
    left: list[tuple[str, ...]] = []
    for row, twice in zip(frames.rows_of(own), several, strict=True):
        found = ids.get(row["xpm_id"])
        this = (App.IGNITION.value, row["client_id"], row["name"])
        if twice:
            left.append((*this, "several mapped to one XPM client", "IMP-4"))
        elif found is None:
            left.append((*this, "mapped to a client that XPM does not list", "IMP-4"))
        elif (found[0], row["client_id"]) in refused:
            left.append((*this, "unlinked by hand, still mapped in Ignition", "IMP-4"))
        elif found[0] not in taken[0]:
            linked.append((app.value, *found, *this, "app-mapping", "IMP-4"))
    return frames.frame(PROPOSED, linked), frames.frame(LEFT, left)


def _equal_names(
    app: App, clients: pd.DataFrame, unmapped: pd.DataFrame, taken: set[str], refused: frozenset[tuple[str, str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Names that stand exactly once on either side (IMP-2, IMP-3); names that stand more often are left (IMP-5)."""
    current = clients[clients["is_current"].astype(bool) & clients["name"].isin(list(unmapped["name"]))]
    here, there = _ids_by_name(current), _ids_by_name(unmapped)
    linked: list[tuple[str, ...]] = []
    left: list[tuple[str, ...]] = []
    for name, ids in here.items():
        free = [client_id for client_id in ids if client_id not in taken]
        others = there.get(name, [])
        if not free or not others:
            continue
        if len(ids) == 1 and len(others) == 1:
            if (ids[0], others[0]) not in refused:
                linked.append((app.value, ids[0], name, App.IGNITION.value, others[0], name, "exact-name", "IMP-2"))
            continue
        reason = "one name on several clients"
        left.extend((app.value, client_id, name, reason, "IMP-5") for client_id in free)
        left.extend((App.IGNITION.value, client_id, name, reason, "IMP-5") for client_id in others)
    return frames.frame(PROPOSED, linked), frames.frame(LEFT, left)


def _ids_by_name(clients: pd.DataFrame) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for client_id, name in zip(clients["client_id"], clients["name"], strict=True):
        found.setdefault(name, []).append(client_id)
    return found
