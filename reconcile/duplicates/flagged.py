"""The flagged pairs of a practice: what the matcher found in the newest snapshots, with links and decisions taken in (DUP-1)."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.duplicates.clusters import clusters
from reconcile.duplicates.find import find_duplicates
from reconcile.duplicates.records import RECORD_COLUMNS

MATCHER_VERSION = "1"
"""Raised whenever the matcher's answers change, so that stored pairs are found anew."""

SHOWN = tuple(column for column in RECORD_COLUMNS if column not in ("id", "app", "client_id", "name"))
"""The columns of both records that a pair carries with the suffixes ``_a`` and ``_b``."""

_FOUND = (
    "id_a",
    "id_b",
    "name_a",
    "name_b",
    "probability",
    "band",
    "label",
    "kinds",
    "separators",
    "reasons",
    "cluster_id",
)

PAIR_COLUMNS = (
    "pair_id", "app_a", "id_a", "name_a", "app_b", "id_b", "name_b", "probability", "band", "label", "kinds", "separators",
    "reasons", "cluster_id", "decision", "decided_by", "decided_at", "note",
)  # fmt: skip


def pair_id(one: str, other: str) -> str:
    """The id of a pair of records (each ``app:client_id``), whichever is named first."""
    return hashlib.sha256("\x1f".join(sorted((one, other))).encode()).hexdigest()[:12]


def find_pairs(records: pd.DataFrame, folder: Path, key: str) -> pd.DataFrame:
    """The matcher's answer for these records, kept in ``folder`` under ``key`` so that it is worked out once."""
    path = folder / f"{hashlib.sha256(f'{MATCHER_VERSION} {key}'.encode()).hexdigest()[:16]}.parquet"
    if path.exists():
        return pd.read_parquet(path)
    if records.empty:
        return frames.frame(_FOUND)
    pairs = find_duplicates(records.drop(columns=["client_id", "state", "url"]))
    pairs = pairs.assign(cluster_id=clusters(pairs))
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    pairs.to_parquet(part)
    part.replace(path)
    return pairs


def with_equal_names(pairs: pd.DataFrame, records: pd.DataFrame, linked: set[frozenset[str]]) -> pd.DataFrame:
    """Adds the pairs of unlinked records of one name in two apps that the evidence left out: a person sees them (IMP-5).

    A name that stands on a great many records is paired with the first of each app only: the group is one thing to settle.
    """
    known = {frozenset((a, b)) for a, b in zip(pairs["id_a"], pairs["id_b"], strict=True)}
    by_name: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for record_id, app, name in zip(records["id"], records["app"], records["name"], strict=True):
        by_name[name].append((record_id, app))
    rows: list[dict[str, Any]] = []
    for name, members in by_name.items():
        for number, (one, app) in enumerate(members[:10]):
            for other, other_app in members[number + 1 : 10]:
                both = frozenset((one, other))
                if app != other_app and both not in known and both not in linked:
                    rows.append(_equal_pair(one, other, name))
    return pd.concat([pairs, pd.DataFrame(rows)], ignore_index=True) if rows else pairs


def _equal_pair(one: str, other: str, name: str) -> dict[str, Any]:
    reason = "The names are exactly equal, but nothing else says that they are one client: they may be two of one name."
    return {
        "id_a": one, "id_b": other, "name_a": name, "name_b": name, "probability": 0.5, "band": "possible", "label": "same",
        "kinds": ["identical"], "separators": [], "reasons": [reason], "cluster_id": None,
    }  # fmt: skip


def components(links: pd.DataFrame) -> dict[str, str]:
    """For each linked record (``app:id``) the Ignition record that its links lead to: equal values are one client already."""
    found: dict[str, str] = {}
    for app_a, id_a, app_b, id_b in zip(links["app_a"], links["id_a"], links["app_b"], links["id_b"], strict=True):
        root = f"{app_b}:{id_b}"
        found[root] = root
        found[f"{app_a}:{id_a}"] = root
    return found


def flagged_pairs(
    pairs: pd.DataFrame, records: pd.DataFrame, links: pd.DataFrame, decisions: pd.DataFrame
) -> pd.DataFrame:
    """The pairs that are not linked, columns ``PAIR_COLUMNS`` and both records' ``SHOWN`` columns, likeliest first.

    A decision stands as long as the evidence that it was given on does: after a change of name, email, phone or address the pair
    comes back undecided (DUP-4).
    """
    roots = components(links)
    linked = {frozenset((record, root)) for record, root in roots.items() if record != root}
    pairs = with_equal_names(pairs, records, linked)
    known = {row["id"]: row for row in frames.rows_of(records)}
    answers = {row["pair_id"]: row for row in frames.rows_of(decisions)}
    bearers = Counter((row["name"], row["app"]) for row in known.values())
    rows = []
    for pair in frames.rows_of(pairs):
        a, b = known.get(pair["id_a"]), known.get(pair["id_b"])
        same_client = pair["id_a"] in roots and roots[pair["id_a"]] == roots.get(pair["id_b"])
        if a is not None and b is not None and not same_client and not _meet_in_ignition(a, b, bearers):
            rows.append(_row(pair, a, b, answers))
    rows.sort(key=lambda row: (-row["probability"], row["name_a"], row["pair_id"]))
    suffixed = [f"{column}_{side}" for column in SHOWN for side in ("a", "b")]
    return frames.frame_of_dicts((*PAIR_COLUMNS, *suffixed), rows)


def _meet_in_ignition(a: dict[str, Any], b: dict[str, Any], bearers: Counter[tuple[str, str]]) -> bool:
    """One name, once in Gusto, once in XPM and at most once in Ignition: exact names link both there, so nobody need decide it."""
    apps = {a["app"], b["app"]}
    once = all(bearers[(a["name"], app)] == 1 for app in ("gusto", "xpm")) and bearers[(a["name"], "ignition")] <= 1
    return apps == {"gusto", "xpm"} and a["name"] == b["name"] and once


def evidence_of(a: dict[str, Any], b: dict[str, Any]) -> dict[str, str]:
    """What a decision is given on: the names and the evidence fields of both records, by ``field app:id``."""
    fields = ("name", "email", "phone", "address", "postcode", "contact_name")
    return {f"{name} {row['id']}": row.get(name) or "" for row in (a, b) for name in fields}


def _stands(evidence: dict[str, str], a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Whether a decision's evidence is still what the records say."""
    return {key: value for key, value in evidence.items() if key not in ("a", "b")} == evidence_of(a, b)


def _row(
    pair: dict[str, Any], a: dict[str, Any], b: dict[str, Any], answers: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    key = pair_id(pair["id_a"], pair["id_b"])
    answer = answers.get(key)
    if answer is not None and not _stands(json.loads(answer["evidence"]), a, b):
        answer = None
    row = {
        **{column: pair[column] for column in ("probability", "band", "label", "cluster_id", "name_a", "name_b")},
        **{column: list(pair[column]) for column in ("kinds", "separators", "reasons")},
        "pair_id": key,
        "app_a": a["app"], "id_a": a["client_id"], "app_b": b["app"], "id_b": b["client_id"],
    }  # fmt: skip
    if answer is not None:
        row.update({column: answer[column] for column in ("decision", "decided_by", "decided_at", "note")})
    for column in SHOWN:
        row[f"{column}_a"], row[f"{column}_b"] = a[column], b[column]
    return row
