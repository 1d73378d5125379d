"""A plan: what would change where and why, and what is held back. Built once, reviewed, applied at most once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.errors import BadInput
from reconcile.model import App
from reconcile.plans.change import CHANGE_COLUMNS, HELD_COLUMNS

FORMAT = 1


@dataclass(frozen=True)
class Plan:
    """``changes`` has the columns ``CHANGE_COLUMNS``, ``held`` the columns ``HELD_COLUMNS``.

    ``snapshots`` names the snapshot of each app that it was built from; the digests are those of the settings and of the field
    table, so that an apply notices when either has changed (REL-9). ``undo_of`` names the run that this plan takes back.
    """

    plan_id: str
    built_at: datetime
    snapshots: dict[str, str]
    settings_digest: str
    policy_digest: str
    changes: pd.DataFrame
    held: pd.DataFrame
    known_names: dict[str, list[str]] = field(default_factory=dict)
    undo_of: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing to write: what REL-6 promises after a full apply."""
        return self.changes.empty

    def summary(self) -> dict[str, Any]:
        """Counts: ``changes``, ``ticked``, ``operations``, ``creates``, ``clears``, by ``app``, by ``kind``, ``held`` by reason."""
        changes = self.changes
        names = (changes["kind"] == "create") & (changes["entity"] == "client") & (changes["field"] == "name")
        return {
            "plan_id": self.plan_id,
            "changes": len(changes),
            "ticked": int(changes["ticked"].astype(bool).sum()),
            "operations": int(changes["op_id"].nunique()),
            "creates": int(names.sum()),
            "clears": int((changes["kind"] == "clear").sum()),
            "by_app": _counts(changes["app"]),
            "by_kind": _counts(changes["kind"]),
            "held": len(self.held),
            "held_by_reason": _counts(self.held["reason"]),
        }

    def only(self, record_ids: set[str]) -> Plan:
        """The part of the plan that concerns these records, as target or as source (SYN-9)."""
        changes = self.changes[
            self.changes["record_id"].isin(list(record_ids)) | self.changes["source_id"].isin(list(record_ids))
        ]
        ids = list(record_ids)
        held = self.held[self.held["record_id"].isin(ids) | self.held["other_id"].isin(ids)]
        return replace(self, changes=changes.reset_index(drop=True), held=held.reset_index(drop=True))

    def to_json(self) -> str:
        """The whole plan as text: a header, and ``changes`` and ``held`` as rows in the order of their ``…_columns``.

        Its ``seal`` shows whether it was edited by hand.
        """
        body = {
            "format": FORMAT,
            "plan_id": self.plan_id,
            "built_at": self.built_at.isoformat(),
            "snapshots": self.snapshots,
            "settings_digest": self.settings_digest,
            "policy_digest": self.policy_digest,
            "undo_of": self.undo_of,
            "known_names": self.known_names,
            "changes_columns": CHANGE_COLUMNS,
            "changes": list(self.changes.itertuples(index=False, name=None)),
            "held_columns": HELD_COLUMNS,
            "held": list(self.held.itertuples(index=False, name=None)),
        }
        return json.dumps({**body, "seal": _seal(body)}, ensure_ascii=False, default=str)

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """A plan from ``to_json``. Raises ``BadInput`` for text that is no plan, is newer, or was edited."""
        try:
            body = json.loads(text)
            seal, version = body.pop("seal"), body["format"]
            whole = seal == _seal(body)
            changes = frames.frame(body.pop("changes_columns"), body.pop("changes"))
            held = frames.frame(body.pop("held_columns"), body.pop("held"))
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise BadInput("This is not a plan of this toolkit.", title="Not a plan") from error
        if version != FORMAT:
            raise BadInput(
                f"The plan has format {version}; this toolkit reads {FORMAT}.", title="A plan of another version"
            )
        if not whole:
            hint = "Build the plan again and untick what you do not want."
            raise BadInput("The plan was changed after it was built.", title="An edited plan", hint=hint)
        del body["format"]
        body["built_at"] = datetime.fromisoformat(body["built_at"])
        return cls(**body, changes=changes, held=held)

    def _repr_html_(self) -> str:
        counts = self.summary()
        apps = ", ".join(f"{App(app).label} {count:,}" for app, count in counts["by_app"].items())
        return (
            f"<b>Plan {self.plan_id}</b>: {counts['changes']:,} changes in {counts['operations']:,} operations"
            f" ({apps or 'nothing to do'}), {counts['held']:,} held back"
        )


def _counts(column: pd.Series[Any]) -> dict[str, int]:
    return {str(value): int(count) for value, count in column.value_counts().items()}


def _seal(body: dict[str, Any]) -> str:
    """A hash of everything in the plan, taken row by row so that a large one is not written out twice."""
    seal = hashlib.sha256()
    for name in sorted(body):
        rows = body[name] if name in ("changes", "held") else [body[name]]
        for row in rows:
            seal.update(json.dumps([name, row], ensure_ascii=False, sort_keys=True, default=str).encode())
    return seal.hexdigest()
