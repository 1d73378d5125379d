"""Who did what in a practice, when, and on what evidence: everything that people decided, linked, set and applied."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.model import App

ACTIVITY_COLUMNS = ("at", "by", "kind", "what", "about", "evidence", "note", "reference")
"""``kind`` is one of ``KINDS``; ``about`` names clients; ``evidence`` is what it was done on; ``reference`` is an id."""

ANSWER, VALUE, LINK, RUN, SETTING, TUNING = "answer", "value", "link", "run", "setting", "tuning"
KINDS = (ANSWER, VALUE, LINK, RUN, SETTING, TUNING)

_ANSWERS = {"same": "Same client", "different": "Different clients", "later": "Put off", None: "Answer taken back"}
_Row = dict[str, Any]


def answers(decisions: pd.DataFrame) -> Iterator[_Row]:
    """Answers on pairs, from ``ws.decision_history()``."""
    columns = ("pair_id", "decision", "decided_by", "decided_at", "note", "evidence")
    for pair_id, verdict, by, at, note, text in zip(*(decisions[name] for name in columns), strict=True):
        said = json.loads(text)
        a, b = str(said.pop("a", "")), str(said.pop("b", ""))
        names = [str(said.get(f"name {end}", end)) for end in (a, b)]
        yield {
            "at": at,
            "by": by,
            "kind": ANSWER,
            "what": _ANSWERS.get(verdict, str(verdict)),
            "about": " / ".join(names),
            "evidence": _evidence(said, (a, b)),
            "note": note or "",
            "reference": pair_id,
        }


def _evidence(said: dict[str, str], ends: tuple[str, str]) -> str:
    """The two apps, and the values that were compared, field by field."""
    fields = dict.fromkeys(key.partition(" ")[0] for key in said if not key.startswith("name "))
    apps = " and ".join(_app(end.partition(":")[0]) for end in ends)
    values = [(field, [said.get(f"{field} {end}", "") for end in ends]) for field in fields]
    told = [
        f"{field.replace('_', ' ')}: {' / '.join(value or '–' for value in both)}"
        for field, both in values
        if any(both)
    ]
    return "; ".join([apps, *told])


def _app(name: str) -> str:
    return App(name).label if name in set(App) else name


def values(choices: pd.DataFrame) -> Iterator[_Row]:
    """Values that were chosen, from ``ws.choice_history()``."""
    for row in frames.rows_of(choices):
        sides = {"here": App.IGNITION.label, "there": _app(row["app"])}
        side = sides.get(row["side"])
        yield {
            "at": row["decided_at"],
            "by": row["decided_by"],
            "kind": VALUE,
            "what": f"{side}’s {row['field']} chosen" if side else f"Choice of {row['field']} taken back",
            "about": row["name"],
            "evidence": f"{sides['there']}: {row['value_there'] or '–'}; {sides['here']}: {row['value_here'] or '–'}",
            "note": row["note"] or "",
            "reference": row["client_id"],
        }


def links(table: pd.DataFrame, decided: Collection[datetime]) -> Iterator[_Row]:
    """Links made and ended. Those of one pass are one row; what followed from an answer at that moment is told with the answer."""
    moments = set(decided)
    for (at, by, origin), part in table.groupby(["linked_at", "linked_by", "origin"], sort=False):
        if at not in moments:
            first = part.iloc[0]
            one = len(part) == 1
            yield {
                "at": at,
                "by": by,
                "kind": LINK,
                "what": "Linked" if one else f"{len(part):,} clients linked",
                "about": _ends(first["name_a"], first["name_b"]) if one else "",
                "evidence": f"{_ORIGINS.get(str(origin), str(origin))} ({', '.join(sorted(set(part['rule'])))})",
                "note": "",
                "reference": first["link_id"] if one else "",
            }
    for row in frames.rows_of(table[table["ended_at"].notna()]):
        if row["ended_at"] not in moments:
            yield {
                "at": row["ended_at"],
                "by": row["ended_by"],
                "kind": LINK,
                "what": "Link ended",
                "about": _ends(row["name_a"], row["name_b"]),
                "evidence": f"It came from {_ORIGINS.get(row['origin'], row['origin'])}",
                "note": "",
                "reference": row["link_id"],
            }


_ORIGINS = {
    "exact-name": "equal names",
    "app-mapping": "Ignition's own mapping",
    "decision": "a person's word",
    "created": "one was created from the other",
}


def _ends(a: str, b: str) -> str:
    return a if a == b else f"{a} / {b}"


def runs(table: pd.DataFrame) -> Iterator[_Row]:
    """Plans applied, handed over or taken back, from ``ws.runs()``."""
    for row in frames.rows_of(table):
        if not isinstance(row["started_at"], datetime):
            continue
        told = [f"{row['applied']:,} in the apps"]
        told += [f"{row['waiting']:,} handed over"] if row["waiting"] else []
        told += [f"{row['not_applied']:,} not applied"] if row["not_applied"] else []
        yield {
            "at": row["started_at"],
            "by": row["by"],
            "kind": RUN,
            "what": f"Applied {row['total']:,} changes"
            if not row["undo_of"]
            else f"Took back {row['total']:,} changes",
            "about": "",
            "evidence": f"{row['state']}: {', '.join(told)}",
            "note": f"Takes back run {row['undo_of']}" if row["undo_of"] else "",
            "reference": row["run_id"],
        }


def settings(rows: Iterable[tuple[datetime, str, str]]) -> Iterator[_Row]:
    """Settings saved, with what was changed from what they were before."""
    before: dict[str, Any] = {}
    for at, by, text in rows:
        now = dict(_leaves(json.loads(text)))
        changed = [
            f"{name}: {before.get(name, '–')} → {value}" for name, value in now.items() if before.get(name) != value
        ]
        told = "; ".join(changed) if before else "; ".join(f"{name}: {value}" for name, value in now.items())
        yield {
            "at": at, "by": by, "kind": SETTING, "what": "Settings saved", "about": "", "evidence": told, "note": "",
            "reference": "",
        }  # fmt: skip
        before = now


def _leaves(document: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in document.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}".replace("_", " "), value


def tunings(history: pd.DataFrame) -> Iterator[_Row]:
    """When the matcher was let learn from answers, from ``ws.tuning_history()``."""
    for row in frames.rows_of(history):
        taken = row["action"] == "taken"
        yield {
            "at": row["at"],
            "by": row["by"],
            "kind": TUNING,
            "what": "The matcher learns from the answers" if taken else "The matcher learns from the list alone",
            "about": "",
            "evidence": f"{row['answers']:,} answers" if taken else "",
            "note": row["said"],
            "reference": "",
        }
