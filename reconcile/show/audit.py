"""What an audit of a run asks: what each change rested on, how old its evidence was, and what else has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.duplicates.flagged import pair_id
from reconcile.model import App
from reconcile.plans.plan import Plan
from reconcile.plans.run import Run
from reconcile.show.links import ORIGINS
from reconcile.show.words import VERDICTS

EVIDENCE_COLUMNS = (
    "change_id", "client_name", "app", "field_label", "rule", "why", "link", "linked_by", "linked_at", "answer", "answered_by",
    "note",
)  # fmt: skip
AGE_COLUMNS = ("app", "taken_at", "approved_after", "changes", "stale")

_BOOKKEEPING = ("updated_at",)
"""What an app writes by itself beside every value."""


def resting_on(changes: pd.DataFrame, links: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """What each change of a run rests on, columns ``EVIDENCE_COLUMNS``.

    ``changes`` are a run report's, ``links`` and ``decisions`` the workspace's: the link between the record that the value came
    from and the one that got it, and the answer on that pair where a person gave one. A change within one record needs no link.
    """
    ties = _Ties(links)
    answers = {row["pair_id"]: row for row in frames.rows_of(decisions)}
    rows = []
    for change in frames.rows_of(changes):
        ends = (f"{change['app']}:{change['record_id']}", f"{change['source_app']}:{change['source_id']}")
        tied, answer = ties.between(*ends), answers.get(pair_id(*ends), {})
        rows.append(
            {
                **change,
                "link": " + ".join(ORIGINS.get(link["origin"], link["origin"]) for link in tied),
                "linked_by": ", ".join(dict.fromkeys(link["linked_by"] for link in tied)),
                "linked_at": max((link["linked_at"] for link in tied), default=None),
                "answer": VERDICTS[answer["decision"]][1] if answer else "",
                "answered_by": answer.get("decided_by", ""),
                "note": answer.get("note") or "",
            }
        )
    return frames.frame_of_dicts(EVIDENCE_COLUMNS, rows)


class _Ties:
    """The links, looked up by the records that they join; XPM's and Gusto's meet in Ignition's."""

    def __init__(self, links: pd.DataFrame) -> None:
        self._of: dict[str, list[dict[str, Any]]] = {}
        self._created: dict[str, dict[str, Any]] = {}
        for row in frames.rows_of(links):
            here, ignition = f"{row['app_a']}:{row['id_a']}", f"{row['app_b']}:{row['id_b']}"
            self._of.setdefault(here, []).append(row)
            if row["origin"] == "created":
                self._created[here] = self._created[ignition] = row

    def between(self, one: str, other: str) -> list[dict[str, Any]]:
        """The link between two records, the two over Ignition's record where neither is that, none where nothing joins them.

        ``other`` may be a record that the same plan created out of the first one.
        """
        if ":new:" in other and one in self._created:
            return [self._created[one]]
        ours, theirs = self._of.get(one, []), self._of.get(other, [])
        direct = [row for row in (*ours, *theirs) if f"{row['app_b']}:{row['id_b']}" in (one, other)]
        if direct or one == other:
            return direct[:1] if one != other else []
        return next(([a, b] for a in ours for b in theirs if a["id_b"] == b["id_b"]), [])


def evidence_ages(run: Run, plan: Plan, taken: Mapping[str, datetime]) -> pd.DataFrame:
    """How old the snapshots were when the run was approved, columns ``AGE_COLUMNS``.

    ``taken`` are the times of the snapshots that are still there, by their id. ``approved_after`` is the age as a ``timedelta``
    (None where the snapshot is gone), ``changes`` how many changes the app got, ``stale`` how many of them found their record
    moved since the plan was built.
    """
    rows = []
    for app, snapshot_id in plan.snapshots.items():
        mine, moment = run.outcomes[run.outcomes["app"] == app], taken.get(snapshot_id)
        age = run.started_at - moment if moment is not None else None
        rows.append((App(app).label, moment, age, len(mine), int(mine["outcome"].isin(["stale", "conflict"]).sum())))
    return frames.frame(AGE_COLUMNS, rows)


def with_author(differences: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """What changed between two snapshots of an app, with ``author``: *this run* where it wrote the value, else *somebody else*.

    ``differences`` as ``ws.compare_snapshots`` gives them, ``outcomes`` the run's of the same app. The time that an app notes
    beside every change is left out.
    """
    done = outcomes[outcomes["outcome"] == "applied"]
    created = set(done.loc[done["kind"] == "create", "record_id"])
    written = {(row["record_id"], row["field"], row["now"] or row["after"]) for row in frames.rows_of(done)}
    fields = {(record, field) for record, field, _ in written}

    def author(row: dict[str, Any]) -> str:
        told, named = (row["client_id"], row["field"], row["after"]), (row["field"] or "").removesuffix("_name")
        follows = (
            named != row["field"] and (row["client_id"], named) in fields
        )  # a partner's name comes with the partner
        mine = row["client_id"] in created or told in written or follows
        return "this run" if mine else "somebody else"

    told = differences[~differences["field"].isin(_BOOKKEEPING)].reset_index(drop=True)
    return told.assign(author=pd.Series(list(map(author, frames.rows_of(told))), index=told.index, dtype=object))
