"""Differing fields of linked records, as changes: Gusto into Ignition first, then Ignition with XPM (SYN, SET-7, SET-10).

All fields of all pairs of a wave are laid side by side (``cells``). What says the same is agreed; the rest is judged by cases.
"""

from __future__ import annotations

from reconcile.plans.agreed import note_agreed, seen_by
from reconcile.plans.cells import find_common, lay_side_by_side, put_cells
from reconcile.plans.change import CLEAR, CONTACT_CREATE, CONTACT_UPDATE, CREATE, UPDATE, Held
from reconcile.plans.compared import Compared, Place
from reconcile.plans.conflicts import follow_choices, settle_conflicts
from reconcile.plans.draft import Draft
from reconcile.plans.groups import which_of
from reconcile.plans.staff_fields import add_named, find_people, name_people
from reconcile.plans.values import comparable
from reconcile.plans.verdict import What


def compare_fields(draft: Draft, compared: Compared) -> list[tuple[Place, Held]]:
    """Adds the changes that the pairs of this wave need, and notes what they agree on now; returns what is held."""
    tables, app, seen = draft.tables, compared.app.value, seen_by(draft, compared.app)
    held, named = name_people(draft, compared)
    if not lay_side_by_side(draft, compared, seen, has_apart=bool(named)) + len(named):
        return held  # all is as it was agreed before
    different = put_cells(draft) + add_named(draft, named)
    if tables.is_known:
        find_common(draft)
    if different:
        tables.run(_RAW, **(_KNOWN if tables.is_known else _UNKNOWN))
        tables.put_forms("form", _VALUES, comparable)
        tables.run(_DIFFERING, **(_COMMON_FORMS if tables.is_known else _NO_FORMS))
    if draft.keeps:
        note_agreed(draft, seen, is_different=different > 0)
    if different and tables.run(_JUDGED, app=app) + len(draft.lists.choices):
        held += follow_choices(draft, compared.app, compared)
        found = tables.rows("SELECT DISTINCT rule_no, what FROM judged")
        judged = {row["rule_no"] for row in found}
        if What.CONFLICT.value in {row["what"] for row in found}:
            held += settle_conflicts(draft, compared.app, compared.rules)
        held += find_people(draft, compared, judged)
        _say_which_group(draft, compared, judged)
        scope = draft.lists.settings.of(compared.app).scope.value.replace("_", " ")
        tables.run(_CHANGES, stage=draft.stage, app=app, label=compared.app.label, scope=scope, **_KINDS)
    return held


WORKED_OUT = ("cell", "raw", "form", "differing", "judged", "common_cell", "field_place")
"""The tables that stand between the records and the changes."""

_KINDS = {
    "clear": CLEAR,
    "contact_update": CONTACT_UPDATE,
    "update": UPDATE,
    "create": CREATE,
    "contact_create": CONTACT_CREATE,
}


def _say_which_group(draft: Draft, compared: Compared, judged: set[int]) -> None:
    rows: list[tuple[int, int, str]] = []
    for number, rule in compared.of("client", "one-of"):
        if number in judged:
            found = draft.tables.rows(_SEVERAL, rule_no=number, field=rule.name, app=compared.app.value)
            rows += [(row["pair"], number, " ".join(which_of(row["groups"]))) for row in found]
    if rows:
        draft.tables.put("found_several", ("pair", "rule_no", "says"), rows)
        draft.tables.run("INSERT INTO several FROM found_several")


_SEVERAL = """
SELECT j.pair, a.$field AS groups FROM judged j JOIN pair p USING (pair) JOIN ${app}_client a ON a.client_id = p.id_a
WHERE j.rule_no = $rule_no AND j.what IN ('to b', 'clear b') AND len(a.$field) > 1
"""
_RAW = """
CREATE OR REPLACE TEMP TABLE raw AS
SELECT c.*, r.compare, $common FROM cell c JOIN rule r USING (rule_no) $joined
"""
_KNOWN = {
    "common": "k.pair IS NOT NULL AS is_known, k.value_a, k.value_b",
    "joined": "LEFT JOIN common_cell k USING (pair, number, rule_no)",
}
_UNKNOWN = {
    "common": "false AS is_known, CAST(NULL AS VARCHAR) AS value_a, CAST(NULL AS VARCHAR) AS value_b",
    "joined": "",
}
_VALUES = """
SELECT compare AS kind, unnest([a, b, value_a, value_b]) AS value FROM raw WHERE compare <> 'exact'
"""
_DIFFERING = """
CREATE OR REPLACE TEMP TABLE differing AS
SELECT c.*, CASE compare WHEN 'exact' THEN coalesce(a, '') ELSE coalesce(fa.form, '') END AS form_a,
    CASE compare WHEN 'exact' THEN coalesce(b, '') ELSE coalesce(fb.form, '') END AS form_b, $common
FROM raw c
LEFT JOIN form fa ON fa.kind = compare AND fa.value = a LEFT JOIN form fb ON fb.kind = compare AND fb.value = b
$joined
"""
_COMMON_FORMS = {
    "common": """CASE compare WHEN 'exact' THEN coalesce(value_a, '') ELSE coalesce(ka.form, '') END AS common_a,
    CASE compare WHEN 'exact' THEN coalesce(value_b, '') ELSE coalesce(kb.form, '') END AS common_b""",
    "joined": "LEFT JOIN form ka ON ka.kind = compare AND ka.value = value_a"
    " LEFT JOIN form kb ON kb.kind = compare AND kb.value = value_b",
}
_NO_FORMS = {"common": "'' AS common_a, '' AS common_b", "joined": ""}
_JUDGED = """
CREATE OR REPLACE TEMP TABLE judged AS
WITH cases AS (
    SELECT d.*, r.${app}_to_a AS to_a, r.${app}_to_b AS to_b, form_a = '' AS a_empty, form_b = '' AS b_empty,
        is_known AND form_a <> common_a AS a_moved, is_known AND form_b <> common_b AS b_moved
    FROM differing d JOIN rule r USING (rule_no) WHERE form_a <> form_b
)
SELECT pair, number, rule_no, a, b, is_known, value_a, value_b, v.what, v.says, v.why, false AS is_proposed,
    CASE WHEN v.is_lost THEN CASE WHEN to_b THEN b ELSE a END END AS lost
FROM cases JOIN verdict v USING (to_a, to_b, a_empty, b_empty, is_known, a_moved, b_moved) WHERE v.what <> 'nothing'
"""
_CHANGES = """
INSERT INTO change BY NAME
WITH turned AS (
    SELECT j.*, r.entity, r.name AS field, r.label, r.compare, r.rule AS own_rule, r.why AS own_why, p.name_a, p.name_b,
        p.id_a, p.id_b, coalesce(m.id_a, '') AS person_a, coalesce(m.id_b, '') AS person_b,
        j.what IN ('to b', 'clear b') AS into_b, j.what IN ('clear a', 'clear b') AS is_clear,
        coalesce(u.change_id, n.change_id) AS upstream, coalesce(u.ticked, n.ticked, true) AS upstream_ticked
    FROM judged j JOIN pair p USING (pair) JOIN rule r USING (rule_no)
    LEFT JOIN matched m ON m.pair = j.pair AND m.number = j.number
    LEFT JOIN planned u ON u.record_id = p.id_b AND u.entity_id = coalesce(m.id_b, '') AND u.field = r.name
    LEFT JOIN planned n ON n.record_id = p.id_b AND n.entity_id = coalesce(m.id_b, '') AND n.field = 'name'
        AND (is_new(p.id_b) OR is_new(coalesce(m.id_b, '')))
), aimed AS (
    SELECT *, CASE WHEN into_b THEN 'ignition' ELSE '$app' END AS target,
        CASE WHEN into_b THEN '$app' ELSE 'ignition' END AS source,
        CASE WHEN into_b THEN 'Ignition' ELSE '$label' END AS target_label,
        CASE WHEN into_b THEN '$label' ELSE 'Ignition' END AS source_label,
        CASE WHEN into_b THEN id_b ELSE id_a END AS record_id, CASE WHEN into_b THEN person_b ELSE person_a END AS person_id,
        CASE WHEN into_b THEN b ELSE a END AS held, CASE WHEN into_b THEN a ELSE b END AS value
    FROM turned
), told AS (
    SELECT *, is_new(record_id) OR is_new(person_id) AS is_made,
        CASE WHEN is_new(record_id) OR is_new(person_id) THEN NULL ELSE held END AS before
    FROM aimed
)
SELECT $stage AS stage, t.pair AS place, CASE WHEN t.number = 0 THEN 0 ELSE 1 END AS section, t.number AS person, t.rule_no,
    t.target AS app, t.record_id, CASE WHEN t.into_b THEN t.name_b ELSE t.name_a END AS client_name,
    CASE WHEN t.is_clear AND t.entity = 'client' THEN '$clear' WHEN is_new(t.record_id) THEN '$create'
        WHEN t.is_made THEN '$contact_create' WHEN t.entity = 'contact' THEN '$contact_update' ELSE '$update' END AS kind,
    t.entity, t.person_id AS entity_id, t.field, t.label AS field_label, t.before,
    CASE WHEN t.is_clear THEN '' WHEN t.compare = 'staff' THEN e.email
        ELSE coalesce(t.value, '') END AS after,
    t.source AS source_app, CASE WHEN t.into_b THEN t.id_a ELSE t.id_b END AS source_id,
    coalesce(nullif(t.says, ''), t.own_rule) AS rule,
    concat_ws(' ', t.own_why,
        coalesce(nullif(t.why, ''), t.source_label || '''s value goes to ' || t.target_label || ' (data: $scope).'),
        g.says,
        CASE WHEN t.lost <> '' THEN 'An edit made in ' || t.target_label || ' since the last sync is overwritten: “' || t.lost
            || '” will be lost (SET-7).' END) AS why,
    CASE WHEN t.is_clear OR t.is_proposed OR t.lost <> '' THEN 'high' WHEN is_told(t.before) THEN 'medium' ELSE 'low' END AS risk,
    NOT t.is_clear AND NOT t.is_proposed AND t.upstream_ticked AS ticked, '' AS after_from,
    CASE WHEN t.into_b THEN '' ELSE coalesce(t.upstream, '') END AS depends_on,
    short_hash(concat_ws(chr(31), t.target, t.record_id, t.entity, t.person_id, t.field)) AS change_id
FROM told t LEFT JOIN person e ON e.pair = t.pair AND e.rule_no = t.rule_no
LEFT JOIN several g ON g.pair = t.pair AND g.rule_no = t.rule_no
"""
