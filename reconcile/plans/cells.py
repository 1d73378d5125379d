"""Linked records side by side: what the two have alike, and the cells in which they differ.

A *record* is a linked client (``number`` 0) or one of its matched contacts; a *cell* is a field of it, ``(pair, number,
rule_no)`` → Ignition's value ``b`` and the other app's ``a``. Most fields of most records are alike, so those stay together, as
``fields`` and ``held``, and only the others become cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from reconcile.plans.compared import Compared
from reconcile.plans.draft import Draft
from reconcile.plans.tables import filled
from reconcile.policy import FieldRule


def lay_side_by_side(draft: Draft, compared: Compared, seen: datetime, *, has_apart: bool) -> int:
    """Adds the records of this wave to ``record``: those in which something differs, or is not what was agreed before. How many.

    ``apart`` are the fields that are compared otherwise; ``has_apart`` says whether there are any. ``seen`` is as of when the two
    are known to be as they are.
    """
    tables = draft.tables
    has_planned = draft.keeps and tables.number("SELECT count(*) FROM (FROM planned LIMIT 1)") > 0
    number = 0
    for entity in ("client", "contact"):
        if compared.of(entity):
            side = _Side(compared, entity, has_apart=has_apart and entity == "client", has_planned=has_planned)
            now = side.query(keeps=draft.keeps)
            number += tables.run(
                _AGAIN if tables.is_known else _FIRST, now=now, seen=seen.isoformat(), keeps=draft.keeps
            )
    return number


def put_cells(draft: Draft) -> int:
    """Makes ``cell``, what differs in the records of this wave; how many these are."""
    return draft.tables.run(_CELLS)


def find_common(draft: Draft) -> None:
    """Makes ``field_place``, where a field stands among those of a record, and ``common_cell``, what is known of the cells."""
    draft.tables.run(_PLACES)
    draft.tables.run(_COMMON)


class _Side:
    """The query that lays the records of one entity side by side."""

    def __init__(self, compared: Compared, entity: str, *, has_apart: bool, has_planned: bool) -> None:
        self._rules = compared.of(entity)
        self._app, self._entity = compared.app.value, entity
        self._has_apart, self._has_planned = has_apart, has_planned

    def query(self, *, keeps: bool) -> str:
        """Columns ``pair``, ``number``, ``entity_id``, ``fields``, ``held``, ``rules``, ``a``, ``b`` (NULL if nothing differs)."""
        words = {
            "names": _list(f"'{rule.name}'" for _, rule in self._rules),
            "numbers": _list(str(number) for number, _ in self._rules),
            "every": ",".join(rule.name for _, rule in self._rules),
            "here": _list(_other_value(rule) for _, rule in self._rules),
            "there": _list(_ignition_value(rule) for _, rule in self._rules),
            "alike": self._alike(),
            "differ": _list(self._differs(number, rule) for number, rule in self._rules),
            "number": "0" if self._entity == "client" else "m.number",
            "entity_id": "''" if self._entity == "client" else "m.id_a || '|' || m.id_b",
            "joined": self._joined(),
            "kept": _KEPT if keeps else _NOTHING_KEPT,
        }
        return filled(_SIDE, {**words, "kept": filled(words["kept"], words)})

    def _joined(self) -> str:
        joined = (_CLIENTS if self._entity == "client" else _CONTACTS).replace("$app", self._app)
        apart = " LEFT JOIN apart n ON n.pair = p.pair" if self._has_apart else ""
        person = "''" if self._entity == "client" else "m.id_b"
        planned = f" LEFT JOIN {_PLANNED} u ON u.record_id = p.id_b AND u.entity_id = {person}"
        return joined + apart + (planned if self._has_planned else "")

    def _differs(self, number: int, rule: FieldRule) -> str:
        unlike = f"coalesce({_other_value(rule)}, '') <> coalesce({_ignition_value(rule)}, '')"
        return unlike + self._unless_apart(number, rule)

    def _alike(self) -> str:
        """What is agreed on: what is the same, unless a planned change will set it."""
        found = []
        for number, rule in self._rules:
            same = f"coalesce({_other_value(rule)}, '') = coalesce({_ignition_value(rule)}, '')"
            unplanned = ""
            if self._has_planned:
                person = "''" if self._entity == "client" else "m.id_b"
                made = f"((is_new(p.id_b) OR is_new({person})) AND list_contains(u.fields, 'name'))"
                unplanned = f" AND NOT coalesce(list_contains(u.fields, '{rule.name}') OR {made}, false)"
            found.append(same + self._unless_apart(number, rule) + unplanned)
        return _list(found)

    def _unless_apart(self, number: int, rule: FieldRule) -> str:
        if not (self._has_apart and rule.compare == "staff"):
            return ""
        return f" AND NOT coalesce(list_contains(n.rules, {number}), false)"


def _list(parts: Iterable[str]) -> str:
    return f"[{', '.join(parts)}]"


def _other_value(rule: FieldRule) -> str:
    """The other app's value; of several groups the one that Ignition holds already, else the first by name (SYN-4)."""
    if rule.compare != "one-of":
        return f"a.{rule.name}"
    held = _ignition_value(rule)
    return f"CASE WHEN list_contains(a.{rule.name}, {held}) THEN {held} ELSE list_sort(a.{rule.name})[1] END"


def _ignition_value(rule: FieldRule) -> str:
    return f"list_sort(b.{rule.name})[1]" if rule.compare == "one-of" else f"b.{rule.name}"


_CLIENTS = "pair p JOIN $app_client a ON a.client_id = p.id_a JOIN coming_client b ON b.client_id = p.id_b"
_CONTACTS = (
    "matched m JOIN pair p USING (pair) JOIN $app_contact a ON a.client_id = p.id_a AND a.position_no = m.place_a"
    " JOIN coming_contact b ON b.client_id = p.id_b AND b.position_no = m.place_b"
)
_PLANNED = "(SELECT record_id, entity_id, list(field) AS fields FROM planned GROUP BY record_id, entity_id)"

_SIDE = """
SELECT pair, number, entity_id, $kept, CASE WHEN list_contains(differ, true) THEN list_where($numbers, differ) END AS rules,
    CASE WHEN list_contains(differ, true) THEN list_where(here, differ) END AS a,
    CASE WHEN list_contains(differ, true) THEN list_where(there, differ) END AS b
FROM (
    SELECT p.pair, $number AS number, $entity_id AS entity_id, $here AS here, $there AS there, $alike AS alike, $differ AS differ
    FROM $joined
)
"""
_KEPT = """
CASE WHEN list_contains(alike, false) THEN array_to_string(list_where($names, alike), ',') ELSE '$every' END AS fields,
CASE WHEN list_contains(alike, false) THEN list_where(there, alike) ELSE there END AS held
"""
_NOTHING_KEPT = "'' AS fields, CAST([] AS VARCHAR[]) AS held"

_FIRST = """
INSERT INTO record BY NAME
SELECT *, true AS is_first, false AS is_moved, TIMESTAMPTZ '$seen' AS seen FROM ($now)
"""
_AGAIN = """
INSERT INTO record BY NAME
WITH told AS (
    SELECT n.*, k.pair IS NULL AND o.pair IS NULL AS is_first,
        k.pair IS NULL OR o.pair IS NOT NULL OR k.fields <> n.fields OR k.held IS DISTINCT FROM n.held AS is_other
    FROM ($now) n LEFT JOIN kept_record k ON k.pair = n.pair AND k.entity_id = n.entity_id
    LEFT JOIN (SELECT DISTINCT pair, entity_id FROM kept) o ON o.pair = n.pair AND o.entity_id = n.entity_id
)
SELECT * EXCLUDE is_other, is_other AND NOT is_first AND $keeps AS is_moved, TIMESTAMPTZ '$seen' AS seen FROM told
WHERE is_other OR rules IS NOT NULL
"""
_CELLS = """
CREATE OR REPLACE TEMP TABLE cell AS
SELECT pair, number, unnest(rules) AS rule_no, unnest(a) AS a, unnest(b) AS b FROM record SEMI JOIN pair USING (pair)
WHERE rules IS NOT NULL
"""
_PLACES = """
CREATE OR REPLACE TEMP TABLE field_place AS
SELECT d.fields, d.is_client, r.rule_no, d.position FROM (
    SELECT fields, is_client, unnest(string_split(fields, ',')) AS name,
        generate_subscripts(string_split(fields, ','), 1) AS position
    FROM (
        SELECT fields, number = 0 AS is_client FROM record WHERE is_moved
        UNION SELECT fields, entity_id = '' FROM kept_record
    )
) d JOIN rule r ON r.name = d.name AND r.entity = CASE WHEN d.is_client THEN 'client' ELSE 'contact' END
"""
_COMMON = """
CREATE OR REPLACE TEMP TABLE common_cell AS
WITH asked AS (
    SELECT pair, number, rule_no FROM cell
    UNION SELECT r.pair, r.number, f.rule_no FROM record r SEMI JOIN pair USING (pair)
    JOIN field_place f ON f.fields = r.fields AND f.is_client = (r.number = 0) WHERE r.is_moved
), alone AS (
    SELECT k.pair, coalesce(m.number, 0) AS number, r.rule_no, k.value_a, k.value_b, k.agreed_at
    FROM kept k SEMI JOIN pair USING (pair) JOIN rule r ON r.name = k.field AND r.entity = k.entity
    LEFT JOIN matched m ON k.entity = 'contact' AND m.pair = k.pair AND m.id_a || '|' || m.id_b = k.entity_id
    WHERE k.entity = 'client' OR m.pair IS NOT NULL
), together AS (
    SELECT q.pair, q.number, q.rule_no, k.held[f.position] AS value, k.agreed_at
    FROM asked q JOIN record r USING (pair, number) JOIN kept_record k ON k.pair = r.pair AND k.entity_id = r.entity_id
    JOIN field_place f ON f.fields = k.fields AND f.is_client = (k.entity_id = '') AND f.rule_no = q.rule_no
)
SELECT * FROM alone UNION ALL
SELECT pair, number, rule_no, value, value, agreed_at FROM together ANTI JOIN alone USING (pair, number, rule_no)
"""
