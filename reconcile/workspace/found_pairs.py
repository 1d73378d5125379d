"""The records and the pairs of snapshots, worked out once: snapshots never change."""

from __future__ import annotations

import functools
from pathlib import Path

import pandas as pd

from reconcile import frames
from reconcile.duplicates import flagged
from reconcile.duplicates.records import RECORD_COLUMNS, matching_records
from reconcile.duplicates.tuning_store import tuning_key
from reconcile.model import App
from reconcile.workspace.history import stored_table

Taught = tuple[tuple[frozenset[str], bool], ...]
"""The answers that the matcher learnt from (``Answers``), as they can be a key."""

Files = tuple[tuple[App, Path], ...]
"""The newest snapshot's file of each app."""

ENDS = ("app_a", "id_a", "name_a", "app_b", "id_b", "name_b")
"""The columns of the two records of a pair."""


@functools.lru_cache(maxsize=4)
def records_of(snapshots: Files) -> pd.DataFrame:
    """All apps' clients as the matcher compares them: ``duplicates.records.RECORD_COLUMNS``; never to be changed."""
    if not snapshots:
        return frames.frame(RECORD_COLUMNS)
    clients = {app: stored_table(path, "clients") for app, path in snapshots}
    contacts = {app: stored_table(path, "contacts") for app, path in snapshots}
    return matching_records(clients, contacts)


@functools.lru_cache(maxsize=4)
def records_by_id(snapshots: Files) -> dict[str, dict[str, str]]:
    """The same by ``id``."""
    return {row["id"]: row for row in frames.rows_of(records_of(snapshots))}


@functools.lru_cache(maxsize=4)
def pairs_of(folder: Path, snapshots: Files, taught: Taught) -> pd.DataFrame:
    """All pairs of these snapshots, linked and decided ones too; never to be changed."""
    answers = dict(taught)
    tuned = tuning_key(answers)
    key = ",".join(sorted(path.stem for _, path in snapshots))
    records = records_of(snapshots)
    found = flagged.find_pairs(records, folder / tuned if tuned else folder, key, answers)
    return flagged.with_records(found, records)


@functools.lru_cache(maxsize=4)
def names_of_pairs(folder: Path, snapshots: Files, taught: Taught) -> pd.DataFrame:
    """The flagged pairs' ids, ends, names and probabilities, likeliest first; never to be changed."""
    pairs = pairs_of(folder, snapshots, taught)
    return pairs.loc[pairs["label"] == "same", ["pair_id", *ENDS, "probability"]]


@functools.lru_cache(maxsize=4)
def ends_of_pairs(folder: Path, snapshots: Files, taught: Taught) -> dict[str, tuple[str, str]]:
    """The ids of both records of each pair, by pair id."""
    pairs = pairs_of(folder, snapshots, taught)
    ends = zip(pairs["pair_id"], pairs["app_a"], pairs["id_a"], pairs["app_b"], pairs["id_b"], strict=True)
    return {pair: (f"{app_a}:{id_a}", f"{app_b}:{id_b}") for pair, app_a, id_a, app_b, id_b in ends}
