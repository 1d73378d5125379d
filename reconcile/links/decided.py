"""Links that follow from people's decisions: a pair said to be the same client, across two apps (DUP-4)."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from reconcile import frames
from reconcile.links.exact import PROPOSED
from reconcile.model import App


def decided_links(pairs: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """New links (columns ``PROPOSED``) that join records said to be the same with Ignition's record of that client.

    Records that decisions and links tie together form a group. Where a group has exactly one record in Ignition and one in
    another app, the two are linked; any other group needs a merge by hand first and gets none. A *different* between two of
    its records contradicts the rest, and such a group is left alone too.
    """
    groups, names = _groups(pairs, _around(pairs, links))
    contradicted = {
        groups[one]
        for one, other in _pairs(pairs, "different")
        if one in groups and groups.get(one) == groups.get(other)
    }  # fmt: skip
    members: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record, root in groups.items():
        app, _, client_id = record.partition(":")
        members[root][app].append(client_id)
    linked = set(zip(links["app_a"], links["id_a"], strict=True))
    rows = []
    for root, by_app in members.items():
        ignition = by_app.get(App.IGNITION.value, [])
        for app in (App.XPM.value, App.GUSTO.value):
            ids = by_app.get(app, [])
            if len(ignition) == 1 and len(ids) == 1 and (app, ids[0]) not in linked and root not in contradicted:
                a, b = f"{app}:{ids[0]}", f"{App.IGNITION.value}:{ignition[0]}"
                rows.append((app, ids[0], names[a], App.IGNITION.value, ignition[0], names[b], "decision", "DUP-4"))
    return frames.frame(PROPOSED, rows)


def _around(pairs: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """The links that decided records hang on: of a hundred thousand links there are few, and the rest says nothing new."""
    reached = {record for pair in _pairs(pairs, "same") for record in pair}
    if not reached:
        return links.head(0)
    ends = [links[f"app_{side}"].astype(str) + ":" + links[f"id_{side}"].astype(str) for side in "ab"]
    while True:
        chosen = ends[0].isin(list(reached)) | ends[1].isin(list(reached))
        further = {record for side in ends for record in side[chosen]} - reached
        if not further:
            return links[chosen]
        reached |= further


def _pairs(pairs: pd.DataFrame, verdict: str) -> list[tuple[str, str]]:
    chosen = pairs[pairs["decision"] == verdict]
    return [
        (f"{app_a}:{id_a}", f"{app_b}:{id_b}")
        for app_a, id_a, app_b, id_b in zip(
            chosen["app_a"], chosen["id_a"], chosen["app_b"], chosen["id_b"], strict=True
        )
    ]


def _groups(pairs: pd.DataFrame, links: pd.DataFrame) -> tuple[dict[str, str], dict[str, str]]:
    """Records (``app:id``) by the root of their group, and their names: union-find over decisions and links."""
    parent: dict[str, str] = {}

    def root(record: str) -> str:
        parent.setdefault(record, record)
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    names: dict[str, str] = {}
    for table, chosen in ((links, links.index), (pairs, pairs.index[pairs["decision"] == "same"])):
        for row in frames.rows_of(table.loc[chosen]):
            a, b = f"{row['app_a']}:{row['id_a']}", f"{row['app_b']}:{row['id_b']}"
            names[a], names[b] = row["name_a"], row["name_b"]
            parent[root(a)] = root(b)
    return {record: root(record) for record in list(parent)}, names
