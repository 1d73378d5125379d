"""Ignition as it will be: what the changes of a wave make of its clients and contacts, for what is compared after them (SET-10)."""

from __future__ import annotations

from reconcile.plans.change import LINK
from reconcile.plans.draft import Draft


def take_over(draft: Draft) -> None:
    """Writes this wave's changes of Ignition into ``coming_client``, ``coming_contact`` and ``planned``."""
    tables = draft.tables
    tables.run(_TAKEN, stage=draft.stage, link=LINK)
    fields = tables.rows("SELECT DISTINCT entity, field FROM taken ORDER BY entity, field")
    if not fields:
        return
    tables.thaw()
    tables.run(
        "DELETE FROM planned WHERE (record_id, entity_id, field) IN (SELECT record_id, entity_id, field FROM taken)"
    )
    tables.run("INSERT INTO planned SELECT record_id, entity_id, field, change_id, ticked FROM taken")
    tables.run(_NEW_CONTACTS)
    for row in fields:
        value = {"groups": "[t.after]", "is_primary": "t.after = 'Yes'"}.get(row["field"], "t.after")
        same = "t.record_id = c.client_id" + (" AND t.entity_id = c.contact_id" if row["entity"] == "contact" else "")
        tables.run(_WRITTEN, entity=row["entity"], field=row["field"], value=value, same=same)


_TAKEN = """
CREATE OR REPLACE TEMP TABLE taken AS
SELECT c.* FROM change c SEMI JOIN pair p ON p.pair = c.place
WHERE c.stage = $stage AND c.app = 'ignition' AND c.kind <> '$link'
"""
_NEW_CONTACTS = """
INSERT INTO coming_contact BY NAME
WITH new AS (
    SELECT record_id AS client_id, entity_id AS contact_id, min(section) AS section, min(person) AS person FROM taken
    WHERE entity = 'contact' AND (record_id, entity_id) NOT IN (SELECT client_id, contact_id FROM coming_contact)
    GROUP BY record_id, entity_id
)
SELECT client_id, contact_id, CAST(coalesce((SELECT max(c.position_no) FROM coming_contact c WHERE c.client_id = new.client_id), -1)
    + row_number() OVER (PARTITION BY client_id ORDER BY section, person) AS INTEGER) AS position_no
FROM new
"""
_WRITTEN = """
UPDATE coming_$entity AS c SET $field = $value FROM taken t WHERE t.entity = '$entity' AND t.field = '$field' AND $same
"""
