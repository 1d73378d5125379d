"""What linked records agree on in the newest snapshots is kept as last common values, the third side of the next comparison.

A value is kept as of the time when the app that was seen earlier of the two was seen. What has been written since is not replaced:
an app that could not be read for a night holds more than its snapshot. What is kept already stays as it is.
"""

from __future__ import annotations

from datetime import UTC, datetime

from reconcile.model import App
from reconcile.plans.draft import Draft


def keep_agreed_now(draft: Draft, app: App, *, is_different: bool, is_known: bool) -> None:
    """Keeps what the pairs of this wave agree on, out of ``cell`` and, where there is any, ``differing``.

    ``is_known`` says whether there are last common values of them. A field that a planned change will set is left out.
    """
    now = datetime.now(UTC)
    seen = min(draft.lists.seen.get(app, now), draft.lists.seen.get(App.IGNITION, now)).isoformat()
    fresh = {"agreeing": _ALIKE if is_different else _THE_SAME, "seen": seen}
    if not is_known:
        draft.tables.run(_FRESH, what="VIEW", **fresh)
    elif draft.tables.run(_FRESH, what="TABLE", **fresh):
        draft.tables.run(_FORGOTTEN, app=app.value, placed=_PLACED)
    else:
        return
    draft.tables.run(_AGREED, app=app.value, seen=seen, placed=_PLACED)
    draft.tables.run("DROP $what fresh", what="TABLE" if is_known else "VIEW")


_THE_SAME = "SELECT pair, number, rule_no, a, b FROM cell"
_ALIKE = """
SELECT pair, number, rule_no, a, b FROM cell WHERE a IS NOT DISTINCT FROM b
UNION ALL SELECT pair, number, rule_no, a, b FROM differing WHERE form_a = form_b
"""
_FRESH = """
CREATE OR REPLACE TEMP $what fresh AS
SELECT g.*, k.pair IS NOT NULL AS is_known FROM ($agreeing) g LEFT JOIN common_cell k USING (pair, number, rule_no)
WHERE k.pair IS NULL
    OR (k.agreed_at <= TIMESTAMPTZ '$seen' AND (k.value_a IS DISTINCT FROM g.a OR k.value_b IS DISTINCT FROM g.b))
"""
_PLACED = """
FROM fresh g JOIN pair p USING (pair) JOIN rule r USING (rule_no) LEFT JOIN matched m ON m.pair = g.pair AND m.number = g.number
WHERE NOT EXISTS (
    SELECT 1 FROM planned u WHERE u.record_id = p.id_b AND u.entity_id = coalesce(m.id_b, '')
        AND (u.field = r.name OR (u.field = 'name' AND (is_new(p.id_b) OR is_new(coalesce(m.id_b, '')))))
)
"""
_FORGOTTEN = """
DELETE FROM agreed WHERE app_a = '$app' AND (id_a, id_b, entity, entity_id, field) IN (
    SELECT (p.id_a, p.id_b, r.entity, coalesce(m.id_a || '|' || m.id_b, ''), r.name) $placed AND g.is_known
)
"""
_AGREED = """
INSERT INTO agreed
SELECT '$app', p.id_a, p.id_b, r.entity, coalesce(m.id_a || '|' || m.id_b, ''), r.name, g.a, g.b, TIMESTAMPTZ '$seen'
$placed
"""
