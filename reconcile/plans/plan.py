"""A plan: what would change where and why, and what is held back. Built once, reviewed, applied at most once."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import datetime
from typing import Any

import orjson
import pandas as pd

from reconcile import frames
from reconcile.errors import BadInput
from reconcile.model import App
from reconcile.plans.change import CHANGE_COLUMNS, HELD_COLUMNS, Change, Held
from reconcile.plans.plan_rows import Rows, digest_of, written

FORMAT = 2
"""The format that is written (``plan_schema``); 1, whose rows were lists beside their columns, is still read."""


@dataclass(frozen=True)
class Plan:
    """``changes`` has the columns ``CHANGE_COLUMNS``, ``held`` the columns ``HELD_COLUMNS``.

    ``snapshots`` names the snapshot of each app that it was built from; the digests are those of the settings and of the field
    table, so that an apply notices when either has changed (REL-9). ``undo_of`` names the run that this plan takes back,
    ``retry_of`` the run whose failures it tries again.
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
    retry_of: str = ""

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

    def ticked(self, ticks: Iterable[bool]) -> Plan:
        """The same plan with these changes ticked: a truth value for each, in its order."""
        chosen = pd.Series([bool(tick) for tick in ticks], index=self.changes.index, dtype=object)
        return replace(self, changes=self.changes.assign(ticked=chosen))

    def to_json(self) -> str:
        """The whole plan as text, as ``plan_schema`` describes it: a header, and ``changes`` and ``held`` as objects.

        Its ``digest`` shows whether it was changed by accident. A file that is handed on is sealed besides (``plan_file``).
        """
        return b"".join(self.document()).decode()

    def document(self, further: Callable[[str], Mapping[str, str]] = lambda _: {}) -> Iterator[bytes]:
        """The same as bytes in parts, because a plan may have a million rows; ``further`` members by its digest end it."""
        return written(self._body(), further)

    @property
    def digest(self) -> str:
        """A hash of everything in the plan."""
        return digest_of(self._body())

    def _body(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "plan_id": self.plan_id,
            "built_at": self.built_at.isoformat(),
            "snapshots": self.snapshots,
            "settings_digest": self.settings_digest,
            "policy_digest": self.policy_digest,
            "undo_of": self.undo_of,
            "retry_of": self.retry_of,
            "known_names": self.known_names,
            "changes": Rows(self.changes, CHANGE_COLUMNS),
            "held": Rows(self.held, HELD_COLUMNS),
        }

    @classmethod
    def from_json(cls, text: str | bytes) -> Plan:
        """A plan from ``to_json``. Raises ``BadInput`` for text that is no plan, is newer, or was edited."""
        try:
            body = orjson.loads(text)
            version = body["format"]
        except (ValueError, KeyError, TypeError) as error:
            raise _no_plan() from error
        if version not in (1, FORMAT):
            raise BadInput(
                f"The plan has format {version}; this toolkit reads {FORMAT}.", title="A plan of another version"
            )
        return cls._of_columns(body) if version == 1 else cls._of_objects(body)

    @classmethod
    def _of_objects(cls, body: dict[str, Any]) -> Plan:
        members: dict[str, Any] = {name: body.get(name) for name in _MEMBERS}
        if body.get("digest") != digest_of(members):
            raise edited() if "digest" in body else _no_plan()
        try:
            return cls._made(members, members.pop("changes"), members.pop("held"))
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise _no_plan() from error

    @classmethod
    def _of_columns(cls, body: dict[str, Any]) -> Plan:
        try:
            seal = body.pop("seal")
            whole = seal == _seal_of_columns(body)
            if not whole:
                raise edited()
            return cls._made(body, _named(body, "changes"), _named(body, "held"))
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise _no_plan() from error

    @classmethod
    def _made(cls, members: dict[str, Any], changes: list[dict[str, Any]], held: list[dict[str, Any]]) -> Plan:
        rest = {name: value for name, value in members.items() if name != "format"}
        rest["built_at"] = datetime.fromisoformat(rest["built_at"])
        return cls(**rest, changes=_frame(Change, CHANGE_COLUMNS, changes), held=_frame(Held, HELD_COLUMNS, held))

    def _repr_html_(self) -> str:
        counts = self.summary()
        apps = ", ".join(f"{App(app).label} {count:,}" for app, count in counts["by_app"].items())
        return (
            f"<b>Plan {html.escape(self.plan_id)}</b>: {counts['changes']:,} changes in {counts['operations']:,} operations"
            f" ({apps or 'nothing to do'}), {counts['held']:,} held back"
        )


def _counts(column: pd.Series[Any]) -> dict[str, int]:
    return {str(value): int(count) for value, count in column.value_counts().items()}


_MEMBERS = (
    "format", "plan_id", "built_at", "snapshots", "settings_digest", "policy_digest", "undo_of", "retry_of", "known_names",
    "changes", "held",
)  # fmt: skip


def edited() -> BadInput:
    """What is said of a plan that is not what was written."""
    hint = "Build the plan again and untick what you do not want."
    return BadInput("The plan was changed after it was built.", title="An edited plan", hint=hint)


def _no_plan() -> BadInput:
    return BadInput("This is not a plan of this toolkit.", title="Not a plan")


def _named(body: dict[str, Any], table: str) -> list[dict[str, Any]]:
    """The rows of format 1, each with the names of its columns."""
    columns = body.pop(f"{table}_columns")
    return [dict(zip(columns, row, strict=True)) for row in body.pop(table)]


def _frame(kind: type[Change | Held], columns: tuple[str, ...], rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a table; a column that an older file did not have yet gets its default."""
    defaults = {entry.name: entry.default for entry in fields(kind) if entry.default is not MISSING}
    found = []
    rows.reverse()
    while rows:  # each is given up as it is read: there may be a million
        row = rows.pop()
        whole = defaults | row if len(row) < len(columns) else row
        found.append([whole[name] for name in columns])
    return frames.frame(columns, found)


def _seal_of_columns(body: dict[str, Any]) -> str:
    """The hash that format 1 was kept with."""
    seal = hashlib.sha256()
    for name in sorted(body):
        rows = body[name] if name in ("changes", "held") else [body[name]]
        for row in rows:
            seal.update(json.dumps([name, row], ensure_ascii=False, sort_keys=True, default=str).encode())
    return seal.hexdigest()
