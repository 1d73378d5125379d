"""The linked records of one app, about to be compared: which pairs, in which order, and as what they were known last time.

An Ignition client that several records of an app are linked to is compared with them one after another, each time as the
plan so far leaves it: the pairs go in *waves*, and all but a few are in the first.
"""

from __future__ import annotations

from collections.abc import Iterator

from reconcile.model import App
from reconcile.plans.contacts import match_contacts
from reconcile.plans.tables import Tables, filled
from reconcile.plans.values import folded


def waves(tables: Tables, app: App, more: list[tuple[str, str]]) -> Iterator[bool]:
    """Makes ``pair`` for one wave after another; says each time whether it is the last.

    ``more`` are pairs of ids that are compared as if linked.
    """
    if not more and app not in tables.linked:
        return
    number = tables.run(_LINKED, app=app.value)
    if more:
        tables.put("more_pair", ("number", "id_a", "id_b"), [(number, *ids) for number, ids in enumerate(more)])
        number += tables.run(_MORE, app=app.value, first=_FIRST[app])
    if not number:
        return
    last = tables.number("SELECT max(wave) FROM every_pair")
    for wave in range(1, last + 1):
        tables.run("CREATE OR REPLACE TEMP TABLE pair AS FROM every_pair WHERE wave = $wave", wave=wave)
        yield wave == last


def pair_contacts(tables: Tables, app: App) -> None:
    """Makes ``matched``, ``only_a`` and ``only_b`` for the pairs of this wave (``contacts.match_contacts``)."""
    lists = {"a": f"{app.value}_contact", "b": "coming_contact"}
    values = [filled(_VALUES, {"side": side, "table": table}) for side, table in lists.items()]
    tables.put_forms("person_form", " UNION ALL ".join(values), folded)
    for side, table in lists.items():
        tables.run(_PERSON, side=side, table=table)
    match_contacts(tables, is_known=tables.is_known and tables.run(_KNOWN) > 0)


MATCHED = (
    "person_form", "person_a", "person_b", "known", "known_here", "found", "besides_a", "besides_b", "left_a", "left_b",
    "matched", "only_a", "only_b",
)  # fmt: skip
"""The tables in which the contacts of a wave are matched."""

_FIRST = {App.GUSTO: 1_000_000_000, App.XPM: 1_500_000_000}
"""Where the numbers begin of the pairs that are compared as if linked; a link's is its place."""

_LINKED = """
CREATE OR REPLACE TEMP TABLE every_pair AS
SELECT l.place AS pair, l.id_a, l.id_b, a.name AS name_a, b.name AS name_b,
    CAST(row_number() OVER (PARTITION BY l.id_b ORDER BY l.place) AS INTEGER) AS wave
FROM link l JOIN ${app}_client a ON a.client_id = l.id_a JOIN ignition_client b ON b.client_id = l.id_b
WHERE l.app_a = '$app' AND a.is_current AND b.is_current
"""
_MORE = """
INSERT INTO every_pair SELECT $first + m.number, m.id_a, m.id_b, a.name, b.name_now, 1
FROM more_pair m JOIN ${app}_client a ON a.client_id = m.id_a JOIN coming_client b ON b.client_id = m.id_b
"""
_VALUES = """
SELECT unnest(['email', 'text']) AS kind, unnest([c.email, c.name]) AS value FROM pair p JOIN $table c ON c.client_id = p.id_$side
"""
_PERSON = """
CREATE OR REPLACE TEMP TABLE person_$side AS
SELECT p.pair, c.position_no AS place, c.contact_id, coalesce(e.form, '') AS email, coalesce(n.form, '') AS name,
    is_told(c.email) AS has_email
FROM pair p JOIN $table c ON c.client_id = p.id_$side
LEFT JOIN person_form e ON e.kind = 'email' AND e.value = c.email
LEFT JOIN person_form n ON n.kind = 'text' AND n.value = c.name
"""
_KNOWN = """
CREATE OR REPLACE TEMP TABLE known AS
SELECT DISTINCT pair, left(entity_id, strpos(entity_id, '|') - 1) AS id_a, substr(entity_id, strpos(entity_id, '|') + 1) AS id_b
FROM (
    SELECT pair, entity_id FROM kept WHERE entity = 'contact'
    UNION ALL SELECT pair, entity_id FROM kept_record WHERE entity_id <> ''
) SEMI JOIN pair USING (pair)
"""
