"""The flagged pairs of a practice: what the matcher found in the newest snapshots, with links and decisions taken in (DUP-1)."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from reconcile import frames
from reconcile.duplicates.clusters import clusters
from reconcile.duplicates.find import find_duplicates
from reconcile.duplicates.judging import keeping
from reconcile.duplicates.learning import Answers
from reconcile.duplicates.records import RECORD_COLUMNS
from reconcile.duplicates.verdict_store import keep_judgements, read_judgements, rules

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
    "evidence",
    "cluster_id",
)

PAIR_COLUMNS = (
    "pair_id", "app_a", "id_a", "name_a", "app_b", "id_b", "name_b", "probability", "band", "label", "kinds", "separators",
    "reasons", "evidence", "cluster_id", "decision", "decided_by", "decided_at", "note",
)  # fmt: skip


_LISTS = ("kinds", "separators", "reasons", "evidence")
_EVIDENCE = ("name", "email", "phone", "address", "postcode", "contact_name")
_ANSWER = ("decision", "decided_by", "decided_at", "note")


def pair_id(one: str, other: str) -> str:
    """The id of a pair of records (each ``app:client_id``), whichever is named first."""
    return hashlib.sha256("\x1f".join(sorted((one, other))).encode()).hexdigest()[:12]


def find_pairs(records: pd.DataFrame, folder: Path, key: str, answers: Answers | None = None) -> pd.DataFrame:
    """The matcher's answer for these records, kept in ``folder`` under ``key`` so that it is worked out once.

    How rare a name or an email is depends on the whole list, so a pair on the border may fall below it in a new snapshot though
    nothing about the pair has changed. A pair that was flagged stays flagged until its evidence changes or a person decides.
    ``answers`` are those that a person let the weights be learnt from (DUP-9); the key has to tell them apart. A matcher of other
    ``rules`` finds them anew.
    """
    path = folder / f"{hashlib.sha256(f'{rules()} {key}'.encode()).hexdigest()[:16]}.parquet"
    with contextlib.suppress(OSError, pa.ArrowInvalid):  # a file that is torn is found anew like one that is not there
        return pd.read_parquet(path)
    if records.empty:
        return frames.frame(_FOUND)
    verdicts = folder / f"names-{rules()}.verdicts"
    with keeping(read_judgements(verdicts)) as judgements:
        pairs = find_duplicates(records.drop(columns=["client_id", "state", "url"]), answers=answers)
    keep_judgements(verdicts, judgements)
    pairs = _with_earlier(_fingerprinted(pairs, records), records, folder)
    pairs = pairs.assign(cluster_id=clusters(pairs))
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    pairs.to_parquet(part)
    part.replace(path)
    return pairs


def _fingerprinted(pairs: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """The pairs with ``said``: a hash of everything that both records say."""
    known = {row["id"]: row for row in frames.rows_of(records)}
    prints = []
    for a, b in zip(pairs["id_a"], pairs["id_b"], strict=True):
        said = json.dumps(evidence_of(known[a], known[b]), sort_keys=True) if a in known and b in known else ""
        prints.append(hashlib.sha256(said.encode()).hexdigest()[:16] if said else "")
    return pairs.assign(said=pd.Series(prints, index=pairs.index, dtype=object))


def _with_earlier(pairs: pd.DataFrame, records: pd.DataFrame, folder: Path) -> pd.DataFrame:
    earlier = sorted(folder.glob("*.parquet"), key=lambda path: path.stat().st_mtime_ns)
    if not earlier:
        return pairs
    try:
        before = pd.read_parquet(earlier[-1])
    except (OSError, pa.ArrowInvalid):
        return pairs
    before = before[before["label"] == "same"]
    still = _fingerprinted(before, records)
    unchanged = before[(still["said"] == before["said"]) & (before["said"] != "")]
    flagged = pairs[pairs["label"] == "same"]
    known = {frozenset(ends) for ends in zip(flagged["id_a"], flagged["id_b"], strict=True)}
    missing = [frozenset(ends) not in known for ends in zip(unchanged["id_a"], unchanged["id_b"], strict=True)]
    kept = unchanged[pd.Series(missing, index=unchanged.index, dtype=bool)]
    if kept.empty:
        return pairs
    again = {frozenset(ends) for ends in zip(kept["id_a"], kept["id_b"], strict=True)}
    others = [frozenset(ends) not in again for ends in zip(pairs["id_a"], pairs["id_b"], strict=True)]
    return pd.concat([pairs[pd.Series(others, index=pairs.index, dtype=bool)], kept], ignore_index=True)


def with_equal_names(pairs: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Adds the pairs of records of one name in two apps that the evidence left out: a person sees them (IMP-5).

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
                if app != other_app and both not in known:
                    rows.append(_equal_pair(one, other, name))
    return pd.concat([pairs, pd.DataFrame(rows)], ignore_index=True) if rows else pairs


def _equal_pair(one: str, other: str, name: str) -> dict[str, Any]:
    reason = "The names are exactly equal, but nothing else says that they are one client: they may be two of one name."
    return {
        "id_a": one, "id_b": other, "name_a": name, "name_b": name, "probability": 0.5, "band": "possible", "label": "same",
        "kinds": ["identical"], "separators": [], "reasons": [reason], "evidence": [], "cluster_id": None,
    }  # fmt: skip


def components(links: pd.DataFrame) -> dict[str, str]:
    """For each linked record (``app:id``) the Ignition record that its links lead to: equal values are one client already."""
    found: dict[str, str] = {}
    for app_a, id_a, app_b, id_b in zip(links["app_a"], links["id_a"], links["app_b"], links["id_b"], strict=True):
        root = f"{app_b}:{id_b}"
        found[root] = root
        found[f"{app_a}:{id_a}"] = root
    return found


def with_records(pairs: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """All pairs with both records' columns, likeliest first, nothing decided.

    It depends on the snapshots alone, so it is worked out once for them.
    """
    place = {record_id: number for number, record_id in enumerate(records["id"])}
    columns = {str(name): records[name].to_numpy(dtype=object) for name in records.columns}
    apart = _kept_apart(columns["name"].tolist(), columns["app"].tolist())
    found = with_equal_names(pairs, records)
    met = [
        (chance, name, pair_id(one, other), number, place[one], place[other])
        for number, (one, other, name, chance) in enumerate(
            zip(*(found[column] for column in ("id_a", "id_b", "name_a", "probability")), strict=True)
        )
        if one in place and other in place and apart(place[one], place[other])
    ]
    met.sort(key=lambda row: (-row[0], row[1], row[2]))
    pair, a, b = (np.array([row[part] for row in met], dtype=np.intp) for part in (3, 4, 5))
    of_pairs = {name: found[name].to_numpy(dtype=object)[pair] for name in _FOUND if name not in ("id_a", "id_b")}
    ends = {f"{name}_{side}": columns[name][rows] for name in ("app", *SHOWN) for side, rows in (("a", a), ("b", b))}
    ids = {"id_a": columns["client_id"][a], "id_b": columns["client_id"][b]}
    made: dict[str, Any] = {**of_pairs, **ends, **ids, "pair_id": [row[2] for row in met]}
    for name in _LISTS:
        made[name] = [list(values) for values in of_pairs[name]]
    nothing = [None] * len(met)
    suffixed = [f"{column}_{side}" for column in SHOWN for side in ("a", "b")]
    return pd.DataFrame({name: pd.Series(made.get(name, nothing), dtype=object) for name in (*PAIR_COLUMNS, *suffixed)})


def _kept_apart(names: Sequence[str], apps: Sequence[str]) -> Callable[[int, int], bool]:
    """Tells of two records whether a person has to decide them, by their places.

    One name, once in Gusto, once in XPM and at most once in Ignition: exact names link both there, so nobody need.
    """
    bearers = Counter(zip(names, apps, strict=True))

    def apart(a: int, b: int) -> bool:
        name = names[a]
        if name != names[b] or {apps[a], apps[b]} != {"gusto", "xpm"}:
            return True
        once = all(bearers[(name, app)] == 1 for app in ("gusto", "xpm")) and bearers[(name, "ignition")] <= 1
        return not once

    return apart


def with_answers(pairs: pd.DataFrame, links: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """The pairs of ``with_records`` that are not one client by their links, with the decisions that stand.

    A decision stands as long as the evidence that it was given on does: after a change of name, email, phone or address the pair
    comes back undecided (DUP-4).
    """
    roots = components(links)
    ends = zip(pairs["app_a"], pairs["id_a"], pairs["app_b"], pairs["id_b"], strict=True)
    keys = [(f"{app_a}:{id_a}", f"{app_b}:{id_b}") for app_a, id_a, app_b, id_b in ends]
    apart = pd.Series([a not in roots or roots[a] != roots.get(b) for a, b in keys], index=pairs.index, dtype=bool)
    found = pairs[apart].reset_index(drop=True)
    place = {key: number for number, key in enumerate(found["pair_id"])}
    answered = {name: list(found[name]) for name in _ANSWER}
    for answer in frames.rows_of(decisions[decisions["pair_id"].isin(list(place))]):
        number = place[answer["pair_id"]]
        if _stands(json.loads(answer["evidence"]), found.iloc[number]):
            for name in _ANSWER:
                answered[name][number] = answer[name]
    return found.assign(
        **{name: pd.Series(values, index=found.index, dtype=object) for name, values in answered.items()}
    )


def evidence_of(a: dict[str, Any], b: dict[str, Any]) -> dict[str, str]:
    """What a decision is given on: the names and the evidence fields of both records, by ``field app:id``."""
    return {f"{name} {row['id']}": row.get(name) or "" for row in (a, b) for name in _EVIDENCE}


def _stands(evidence: dict[str, str], pair: pd.Series[Any]) -> bool:
    """Whether a decision's evidence is still what the records say."""
    sides = [
        {"id": f"{pair[f'app_{side}']}:{pair[f'id_{side}']}", **{name: pair[f"{name}_{side}"] for name in _EVIDENCE}}
        for side in ("a", "b")
    ]
    return {key: value for key, value in evidence.items() if key not in ("a", "b")} == evidence_of(*sides)
