"""What changed between two snapshots, in words."""

from __future__ import annotations

import pandas as pd

from reconcile import frames
from reconcile.model import CONTACT_TEXT_FIELDS
from reconcile.policy import load_policy
from reconcile.show.words import FIELDS

SHOWN_COLUMNS = ("Client", "What", "Field", "Before", "After")


def difference_counts(rows: pd.DataFrame) -> list[dict[str, str]]:
    """Cards: clients that came, went and changed. ``rows`` as ``ws.compare_snapshots`` gives them."""
    clients = rows[rows["entity"] == "client"]
    added, removed = ((clients["what"] == what).sum() for what in ("added", "removed"))
    whole = clients.loc[clients["what"] != "changed", "client_id"]
    changed = rows.loc[~rows["client_id"].isin(list(whole)), "client_id"].nunique()
    return [
        {"title": "Clients that came", "value": f"{added:,}"},
        {"title": "Clients that went", "value": f"{removed:,}"},
        {"title": "Clients that changed", "value": f"{changed:,}"},
    ]


def shown_differences(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as people read them, columns ``SHOWN_COLUMNS``; an absent value is an empty cell."""
    return frames.frame(
        SHOWN_COLUMNS,
        [
            (row["name"], row["what"], field_word(row["entity"], row["field"]), row["before"] or "", row["after"] or "")
            for row in frames.rows_of(rows)
        ],
    )


def field_word(entity: str, field: str | None) -> str:
    """A field's label as the field table has it."""
    if not field:
        return "the whole client" if entity == "client" else "the whole contact"
    known = {(rule.entity, rule.name): rule.label for rule in load_policy().rules}
    plain = FIELDS.get(field, field.replace("_", " ").capitalize())
    contact = entity == "contact" and field in CONTACT_TEXT_FIELDS
    return known.get((entity, field), f"Contact {plain.lower()}" if contact else plain)
