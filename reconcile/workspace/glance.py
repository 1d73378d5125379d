"""A practice at a glance, as a notebook shows it: what there is, and the call that comes next."""

from __future__ import annotations

from reconcile import frames
from reconcile.model import App
from reconcile.plans import shelf
from reconcile.workspace.telling import Telling

_COLUMNS = ("app", "snapshot", "clients", "current")


def at_a_glance(practice: Telling) -> str:
    """The newest snapshots, how much is linked, answered, planned and applied, and the next step; escaped HTML.

    It reads no snapshot and looks for no pairs, so that it shows at once however large the practice is.
    """
    newest = practice.newest()
    rows = [
        (app.label, f"{taken.taken_at:%d %b %Y %H:%M} UTC", f"{taken.clients:,}", f"{taken.current:,}")
        for app, taken in newest.items()
    ]
    facts = {
        "links": len(practice.links()),
        "answers": len(practice.decisions()),
        "plans": len(shelf.plan_ids(practice.folder / "plans")),
        "runs": len(list((practice.folder / "runs").glob("*.jsonl"))),
    }
    told = {**facts, "next": _next(practice, facts)}
    return frames.in_html(practice.name, told, frames.frame(_COLUMNS, rows) if rows else None)


def _next(practice: Telling, facts: dict[str, int]) -> str:
    """The call that usually follows."""
    newest = practice.newest()
    missing = [app for app in App if app not in newest]
    if App.IGNITION in missing or len(missing) > 1:
        return f".take_snapshot({missing[0].value!r}), or of a file"
    if not facts["links"]:
        return ".link_exact_names()"
    if not facts["answers"]:
        return ".duplicates(), then .decide(pair_id, …)"
    if not facts["plans"]:
        return ".build_plan()"
    return ".run_report(…), .runs()" if facts["runs"] else ".newest_plan(), then .apply(plan)"
