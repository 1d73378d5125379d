"""Records that must not be created anywhere yet: near duplicates that nobody has decided, and equal names (DUP-4, IMP-5)."""

from __future__ import annotations

from reconcile import frames
from reconcile.model import App
from reconcile.plans.change import Held
from reconcile.plans.draft import Draft
from reconcile.plans.lists import Row


def blocked_records(draft: Draft) -> dict[tuple[App, str], Held]:
    """The held item of each record that stands in a flagged pair which is not settled; the likeliest pair is the one named."""
    found: dict[tuple[App, str], Held] = {}
    pairs = sorted(frames.rows_of(draft.lists.pairs), key=lambda pair: -float(pair["probability"] or 0))
    linked = _linked_records(draft) if pairs else set()
    for pair in pairs:
        if pair["label"] != "same" or pair["decision"] == "different":
            continue
        for here, there in (("a", "b"), ("b", "a")):
            key = (App(pair[f"app_{here}"]), pair[f"id_{here}"])
            if key not in found:
                found[key] = _held(pair, here, there, linked)
    return found


def _linked_records(draft: Draft) -> set[tuple[str, str]]:
    rows = draft.tables.rows("SELECT app_a AS app, id_a AS id FROM link UNION SELECT 'ignition', id_b FROM link")
    return {(row["app"], row["id"]) for row in rows}


def _held(pair: Row, here: str, there: str, linked: set[tuple[str, str]]) -> Held:
    app, other = App(pair[f"app_{here}"]), App(pair[f"app_{there}"])
    name, other_name = pair[f"name_{here}"], pair[f"name_{there}"]
    where = f"inside {app.label}" if app is other else f"in {other.label}"
    rule = "IMP-5" if name == other_name else "DUP-4"
    if pair["decision"] == "same":
        taken = (other.value, pair[f"id_{there}"]) in linked
        reason = "duplicate to merge"
        why = f"A person said that “{other_name}” {where} is the same client" + (
            ", and that one is linked already. Merge the two by hand, or archive one."
            if taken
            else ". Merge or link the two first."
        )
    else:
        reason = "near duplicate not decided" if rule == "DUP-4" else "equal name not decided"
        why = f"“{other_name}” {where} may be the same client. Creating it now would make a duplicate: decide the pair first."
    return Held(app, pair[f"id_{here}"], name, reason, rule, why, value_here=name, value_there=other_name,
                other_app=other.value, other_id=pair[f"id_{there}"])  # fmt: skip
