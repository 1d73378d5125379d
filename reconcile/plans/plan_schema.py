"""The published JSON Schema of a plan's file, by the version of its format: what other programs may rely on."""

from __future__ import annotations

from typing import Any

from reconcile.model import App
from reconcile.plans.change import CHANGE_COLUMNS, HELD_COLUMNS, KINDS
from reconcile.plans.plan import FORMAT

_TEXT: dict[str, Any] = {"type": "string"}
_MAYBE: dict[str, Any] = {"type": ["string", "null"]}
_HASH: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{12}$"}
_DIGEST: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_APP: dict[str, Any] = {"enum": [app.value for app in App]}
_EXACTLY: dict[str, Any] = {"type": "object", "additionalProperties": False}

_WORDS = {
    "change_id": "The change: the same field of the same record has the same id in every plan.",
    "op_id": "The call that carries it; changes of one call share it.",
    "item_id": "The held item: the same in every plan.",
    "app": "The app that is written to, or that holds the record.",
    "record_id": "The record's id in that app; new:<app>:<id> for one that is made from that source record.",
    "client_name": "The client's name when the plan was built.",
    "kind": "What the change does.",
    "entity": "What the field belongs to: client, link or contact.",
    "entity_id": "The contact's id, where it belongs to one.",
    "field": "The field's name (of a change), or its words (of a held item).",
    "field_name": "The field's name, where a person may choose between the two values.",
    "field_label": "The field in words.",
    "before": "What the record held; null where the app did not send the field at all.",
    "after": "What it shall hold; empty clears it.",
    "source_app": "Where the value comes from.",
    "source_id": "The record that it comes from.",
    "rule": "The rule that it follows from.",
    "why": "The reason in a sentence.",
    "reason": "Why it is held back, in a few words.",
    "risk": "How much a mistake would cost.",
    "ticked": "Whether it is applied unless somebody decides otherwise.",
    "after_from": "The new record whose number is the value, where that is not known before it is made.",
    "depends_on": "The change that has to be applied first.",
    "value_here": "What the record holds.",
    "value_there": "What its counterpart holds.",
    "other_app": "The counterpart's app.",
    "other_id": "The counterpart's id.",
}
_KINDS: dict[str, dict[str, Any]] = {
    "change_id": _HASH,
    "op_id": _HASH,
    "item_id": _HASH,
    "app": _APP,
    "kind": {"enum": list(KINDS)},
    "entity": {"enum": ["client", "link", "contact"]},
    "before": _MAYBE,
    "value_here": _MAYBE,
    "value_there": _MAYBE,
    "source_app": _APP,
    "risk": {"enum": ["low", "medium", "high"]},
    "ticked": {"type": "boolean"},
}


def plan_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of the files that ``plan_file.sealed`` writes; its ``$id`` carries the format's version."""
    members = {
        "format": {"const": FORMAT, "description": "The version of this format."},
        "plan_id": {**_TEXT, "pattern": "^[0-9A-Za-z]+$", "description": "The plan's id; a plan is used once."},
        "built_at": {**_TEXT, "format": "date-time", "description": "When it was built, with its time zone."},
        "snapshots": _by_app("The snapshot of each app that it was built from.", _TEXT),
        "settings_digest": {**_TEXT, "description": "The settings it was built under: an apply notices a change."},
        "policy_digest": {**_TEXT, "description": "The field table it was built under."},
        "undo_of": {**_TEXT, "description": "The run that it takes back, or empty."},
        "retry_of": {**_TEXT, "description": "The run whose failures it tries again, or empty."},
        "known_names": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": _TEXT},
            "description": "<app>:<name> of each client to be created, and who bore that name already.",
        },
        "changes": _rows("What would change, in the order in which it is applied.", CHANGE_COLUMNS),
        "held": _rows("What the plan saw and will not do, with the reason.", HELD_COLUMNS),
        "digest": {**_DIGEST, "description": "SHA-256 over all of the above."},
    }
    marks = {
        "practice": {**_TEXT, "pattern": "^[0-9a-f]{16}$", "description": "Whose plan it is."},
        "seal": {
            **_DIGEST,
            "description": "The digest under the practice's key: an edited plan cannot be sealed again.",
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:reconcile:plan:{FORMAT}",
        "title": "A plan: what would change in which app and why, and what is held back",
        **_EXACTLY,
        "required": [*members, *marks],
        "properties": members | marks,
    }


def _by_app(words: str, values: dict[str, Any]) -> dict[str, Any]:
    names = [app.value for app in App]
    return {"type": "object", "propertyNames": {"enum": names}, "additionalProperties": values, "description": words}


def _rows(words: str, columns: tuple[str, ...]) -> dict[str, Any]:
    properties = {name: {**_KINDS.get(name, _TEXT), "description": _WORDS[name]} for name in columns}
    return {
        "type": "array",
        "description": words,
        "items": {**_EXACTLY, "required": list(columns), "properties": properties},
    }
