"""Contacts of linked clients, matched within their client: who is one person, and who is in one list alone (SYN-1).

First those that were one person before, by their ids, whatever has been edited since; then by email and name, by email, and by
name. A key that stands more than once on a side matches nothing, so two people who share an address are not mixed up. A
contact that stands twice in one list counts once, and one without an email whose name the other list has is that person already.
"""

from __future__ import annotations

from reconcile.plans.tables import Tables

KEYS = (("email", "name"), ("email",), ("name",))
"""What two contacts are matched by, in this order, once those that were matched before are set aside."""


def match_contacts(tables: Tables, *, is_known: bool) -> None:
    """Matches the contacts ``person_a`` and ``person_b`` of each ``pair``: columns ``pair``, ``place`` (its order in the client's
    list), ``contact_id``, ``email``, ``name`` (both as they compare) and ``has_email``.

    ``known`` are the pairs of contacts that were matched before (``pair``, ``id_a``, ``id_b``), if any were. Makes ``matched``
    (``pair``, ``number``: the order in its pair, from 1, ``place_a``, ``place_b``, ``id_a``, ``id_b``), and ``only_a`` and
    ``only_b`` (``pair``, ``place``).
    """
    tables.run("CREATE OR REPLACE TEMP TABLE found (pair INTEGER, round INTEGER, place_a INTEGER, place_b INTEGER)")
    if is_known:
        _match_known(tables)
    left = [_set_aside(tables, side) for side in "ab"]
    for number, keys in enumerate(KEYS, start=1):
        if all(left):
            told = " AND ".join(f"{key} <> ''" for key in keys)
            found = tables.run(_ROUND, round=number, keys=", ".join(keys), told=told)
            left = [count - found for count in left]
    tables.run(_MATCHED)
    for side, other in ("ab", "ba"):
        tables.run(_STRANGERS, side=side, other=other)


def _match_known(tables: Tables) -> None:
    """Each contact in one of the known pairs at most: the first by the order of the two lists."""
    left = tables.run(_KNOWN)
    while left:
        found = tables.run(_FIRST_KNOWN)
        left -= found  # mostly every one is the only one, and nothing is left
        if not found or not left:
            return
        left -= tables.run(_OTHER_KNOWN) - found


def _set_aside(tables: Tables, side: str) -> int:
    """Makes what is left of one side: without those that are matched and their doubles, everybody once. How many that are."""
    tables.run(_BESIDES, side=side)
    return tables.run(_ONCE, side=side)


_KNOWN = """
CREATE OR REPLACE TEMP TABLE known_here AS
SELECT k.pair, a.place AS place_a, b.place AS place_b FROM known k
JOIN person_a a ON a.pair = k.pair AND a.contact_id = k.id_a
JOIN person_b b ON b.pair = k.pair AND b.contact_id = k.id_b
"""
_FIRST_KNOWN = """
INSERT INTO found SELECT pair, 0, place_a, place_b FROM known_here
QUALIFY row_number() OVER (PARTITION BY pair, place_a ORDER BY place_b) = 1
    AND row_number() OVER (PARTITION BY pair, place_b ORDER BY place_a) = 1
"""
_OTHER_KNOWN = """
DELETE FROM known_here WHERE (pair, place_a) IN (SELECT pair, place_a FROM found)
    OR (pair, place_b) IN (SELECT pair, place_b FROM found)
"""
_BESIDES = """
CREATE OR REPLACE TEMP TABLE besides_$side AS FROM person_$side
WHERE (pair, email, name) NOT IN (
    SELECT p.pair, p.email, p.name FROM person_$side p JOIN found f ON f.pair = p.pair AND f.place_$side = p.place
)
"""
_ONCE = """
CREATE OR REPLACE TEMP TABLE left_$side AS FROM besides_$side
QUALIFY row_number() OVER (PARTITION BY pair, email, name ORDER BY place) = 1
"""
_ROUND = """
INSERT INTO found
WITH a AS (
    SELECT pair, place, $keys FROM left_a WHERE $told AND (pair, place) NOT IN (SELECT pair, place_a FROM found)
    QUALIFY count(*) OVER (PARTITION BY pair, $keys) = 1
), b AS (
    SELECT pair, place, $keys FROM left_b WHERE $told AND (pair, place) NOT IN (SELECT pair, place_b FROM found)
    QUALIFY count(*) OVER (PARTITION BY pair, $keys) = 1
)
SELECT pair, $round, a.place, b.place FROM a JOIN b USING (pair, $keys)
"""
_MATCHED = """
CREATE OR REPLACE TEMP TABLE matched AS
SELECT f.pair, CAST(row_number() OVER (PARTITION BY f.pair ORDER BY f.round, f.place_a) AS INTEGER) AS number,
    f.place_a, f.place_b, a.contact_id AS id_a, b.contact_id AS id_b
FROM found f JOIN person_a a ON a.pair = f.pair AND a.place = f.place_a JOIN person_b b ON b.pair = f.pair AND b.place = f.place_b
"""
_STRANGERS = """
CREATE OR REPLACE TEMP TABLE only_$side AS
SELECT pair, place FROM left_$side l
WHERE (pair, place) NOT IN (SELECT pair, place_$side FROM found)
    AND (has_email OR (pair, name) NOT IN (SELECT pair, name FROM besides_$other))
"""
