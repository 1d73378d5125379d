"""What linked records agree on in the newest snapshots is kept as last common values, the third side of the next comparison.

A value is kept as of the time when the app that was seen earlier of the two was seen. What has been written since is not replaced:
an app that could not be read for a night holds more than its snapshot. What is kept already stays as it is.
"""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb

from reconcile.model import App
from reconcile.plans.draft import Draft
from reconcile.plans.tables import Tables


def seen_by(draft: Draft, app: App) -> datetime:
    """As of when the newest snapshots of an app and of Ignition tell what the two agree on."""
    now = datetime.now(UTC)
    return min(draft.lists.seen.get(app, now), draft.lists.seen.get(App.IGNITION, now))


def note_agreed(draft: Draft, seen: datetime, *, is_different: bool) -> None:
    """Notes what the pairs of this wave agree on besides whole records that are seen the first time.

    That is what two spell differently, out of ``differing`` where there is any, and what is alike in records of which other values
    are known. A field that a planned change will set is left out.
    """
    parts = ([_ALIKE] if is_different else []) + ([_MOVED] if draft.tables.is_known else [])
    if parts:
        known = {"known": _KNOWN, "fresh": _FRESH} if draft.tables.is_known else {"known": "false", "fresh": ""}
        words = {name: text.replace("$seen", seen.isoformat()) for name, text in known.items()}
        draft.tables.run(_NOTED, agreeing=" UNION ALL ".join(parts), seen=seen.isoformat(), **words)


def keep_agreed_now(tables: Tables, practice: duckdb.DuckDBPyConnection) -> None:
    """Keeps what was noted in the practice's database, all of it or nothing, while that is open."""
    if not tables.number(_NEWS):
        return
    steps = ([_FORGOTTEN] if tables.is_known else []) + [_KEPT_ALONE, _KEPT_TOGETHER]
    tables.write_into(practice, steps)


_ALIKE = "SELECT d.pair, d.number, d.rule_no, d.a, d.b FROM differing d WHERE d.form_a = d.form_b"
_MOVED = """
SELECT r.pair, r.number, f.rule_no, r.held[f.position] AS a, r.held[f.position] AS b FROM record r SEMI JOIN pair USING (pair)
JOIN field_place f ON f.fields = r.fields AND f.is_client = (r.number = 0) WHERE r.is_moved
"""
_KNOWN = "k.pair IS NOT NULL"
_FRESH = """
LEFT JOIN common_cell k ON k.pair = g.pair AND k.number = g.number AND k.rule_no = g.rule_no
WHERE k.pair IS NULL
    OR (k.agreed_at <= TIMESTAMPTZ '$seen' AND (
        coalesce(k.value_a, '') <> coalesce(g.a, '') OR coalesce(k.value_b, '') <> coalesce(g.b, '')
    ))
"""
_NOTED = """
INSERT INTO agreeing BY NAME
WITH fresh AS (SELECT g.*, $known AS is_known FROM ($agreeing) g $fresh)
SELECT g.pair, r.entity, coalesce(m.id_a || '|' || m.id_b, '') AS entity_id, r.name AS field, g.a, g.b, g.is_known,
    TIMESTAMPTZ '$seen' AS seen
FROM fresh g JOIN pair p USING (pair) JOIN rule r USING (rule_no) LEFT JOIN matched m ON m.pair = g.pair AND m.number = g.number
WHERE NOT EXISTS (
    SELECT 1 FROM planned u WHERE u.record_id = p.id_b AND u.entity_id = coalesce(m.id_b, '')
        AND (u.field = r.name OR (u.field = 'name' AND (is_new(p.id_b) OR is_new(coalesce(m.id_b, '')))))
)
"""
_NEWS = "SELECT (SELECT count(*) FROM record WHERE is_first) + (SELECT count(*) FROM agreeing)"
_FORGOTTEN = """
DELETE FROM $practice.agreed WHERE (app_a, id_a, id_b, entity, entity_id, field) IN (
    SELECT l.app_a, l.id_a, l.id_b, g.entity, g.entity_id, g.field FROM agreeing g JOIN link l ON l.place = g.pair WHERE g.is_known
)
"""
_KEPT_ALONE = """
INSERT INTO $practice.agreed
SELECT l.app_a, l.id_a, l.id_b, g.entity, g.entity_id, g.field, g.a, g.b, g.seen FROM agreeing g JOIN link l ON l.place = g.pair
"""
_KEPT_TOGETHER = """
INSERT INTO $practice.agreed_records
SELECT l.app_a, l.id_a, l.id_b, r.entity_id, r.fields, r.held, r.seen FROM record r JOIN link l ON l.place = r.pair
WHERE r.is_first AND r.fields <> ''
"""
