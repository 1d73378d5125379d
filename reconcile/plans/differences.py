"""Differing fields of linked records, as changes: Gusto into Ignition first, then Ignition with XPM (SYN, SET-7, SET-10).

All fields of all pairs of a wave are laid side by side as cells, ``(pair, number, rule_no)`` → Ignition's value ``b`` and the other
app's ``a``; ``number`` is 0 for the client itself, else its contact. What is the same is agreed; the rest is judged by cases.
"""

from __future__ import annotations

from reconcile.model import App
from reconcile.plans.agreed import keep_agreed_now
from reconcile.plans.change import CLEAR, CONTACT_CREATE, CONTACT_UPDATE, CREATE, UPDATE, Held
from reconcile.plans.compared import Compared, Place
from reconcile.plans.conflicts import follow_choices, settle_conflicts
from reconcile.plans.draft import Draft
from reconcile.plans.groups import which_of
from reconcile.plans.lists import Row
from reconcile.plans.values import comparable, folded
from reconcile.policy import FieldRule


def compare_fields(draft: Draft, compared: Compared, *, is_known: bool) -> list[tuple[Place, Held]]:
    """Adds the changes that the pairs of this wave need, and what they agree on now; returns what is held.

    ``is_known`` says whether there are last common values of them.
    """
    tables, app = draft.tables, compared.app.value
    tables.run(_CELLS, cells=_cells(compared))
    held = _name_people(draft, compared)
    tables.run(_COMMON)
    is_different = tables.run(_RAW) > 0
    if is_different:
        tables.put_forms("form", _VALUES, comparable)
        tables.run(_DIFFERING)
    if draft.keeps:
        keep_agreed_now(draft, compared.app, is_different=is_different, is_known=is_known)
    if is_different and tables.run(_JUDGED, app=app) + len(draft.lists.choices):
        held += follow_choices(draft, compared.app, compared)
        held += settle_conflicts(draft, compared.app, compared.rules)
        judged = {row["rule_no"] for row in tables.rows("SELECT DISTINCT rule_no FROM judged")}
        held += _find_people(draft, compared, judged)
        _say_which_group(draft, compared, judged)
        scope = draft.lists.settings.of(compared.app).scope.value.replace("_", " ")
        tables.run(_CHANGES, stage=draft.stage, app=app, label=compared.app.label, scope=scope, **_KINDS)
    return held


_KINDS = {
    "clear": CLEAR,
    "contact_update": CONTACT_UPDATE,
    "update": UPDATE,
    "create": CREATE,
    "contact_create": CONTACT_CREATE,
}


def _cells(compared: Compared) -> str:
    """The query that lays all fields of clients, and of contacts, side by side."""
    app, parts = compared.app, []
    for entity, number, joined in (("client", "0", _CLIENTS), ("contact", "m.number", _CONTACTS)):
        rules = compared.of(entity)
        if rules:
            numbers = ", ".join(str(each) for each, _ in rules)
            here = ", ".join(_other_value(rule) for _, rule in rules)
            there = ", ".join(_ignition_value(rule) for _, rule in rules)
            columns = f"p.pair, {number} AS number, unnest([{numbers}]) AS rule_no, unnest([{here}]) AS a, unnest([{there}]) AS b"
            parts.append(f"SELECT {columns} FROM {joined.replace('$app', app.value)}")  # noqa: S608 - our own names
    return " UNION ALL ".join(parts)


def _other_value(rule: FieldRule) -> str:
    """The other app's value; of several groups the one that Ignition holds already, else the first by name (SYN-4)."""
    if rule.compare != "one-of":
        return f"a.{rule.name}"
    held = _ignition_value(rule)
    return f"CASE WHEN list_contains(a.{rule.name}, {held}) THEN {held} ELSE list_sort(a.{rule.name})[1] END"


def _ignition_value(rule: FieldRule) -> str:
    return f"list_sort(b.{rule.name})[1]" if rule.compare == "one-of" else f"b.{rule.name}"


def _name_people(draft: Draft, compared: Compared) -> list[tuple[Place, Held]]:
    """Looks up a partner or manager whom a list tells by name alone among that app's staff.

    Where nobody knows the email there is nothing to compare: that is set aside, and told where it would flow.
    """
    held: list[tuple[Place, Held]] = []
    for number, rule in compared.of("client", "staff"):
        words = {"rule_no": number, "field": rule.name, "app": compared.app.value}
        rows = draft.tables.rows(_NAMED, **words)
        if not rows:
            continue
        named, aside = [], []
        for row in rows:
            a, b = (
                row[f"value_{side}"] or draft.staff.email_of(app, row[f"name_{side}"]) or row[f"value_{side}"]
                for side, app in (("a", compared.app), ("b", App.IGNITION))
            )
            alone_a, alone_b = bool(row["name_a"]) and not a, bool(row["name_b"]) and not b
            if not (alone_a or alone_b):
                named.append((row["pair"], number, a, b))
                continue
            aside.append((row["pair"], number, None, None))
            if folded("text", row["name_a"]) != folded("text", row["name_b"]):
                if alone_a and number in compared.into_b:
                    held.append(((row["pair"], 0, number, 0), _held(draft, compared.app, rule, row, None, into_b=True)))
                elif not alone_a and number in compared.into_a:
                    held.append(
                        ((row["pair"], 0, number, 0), _held(draft, compared.app, rule, row, None, into_b=False))
                    )
        draft.tables.put("named", ("pair", "rule_no", "a", "b"), [*named, *aside])
        draft.tables.run("DELETE FROM cell WHERE number = 0 AND (pair, rule_no) IN (SELECT pair, rule_no FROM named)")
        draft.tables.put("named", ("pair", "rule_no", "a", "b"), named)
        draft.tables.run("INSERT INTO cell SELECT pair, 0, rule_no, a, b FROM named")
    return held


def _find_people(draft: Draft, compared: Compared, judged: set[int]) -> list[tuple[Place, Held]]:
    """Finds the target's spelling of each partner and manager that is to be written, and takes out who is nobody there."""
    held: list[tuple[Place, Held]] = []
    known: list[tuple[int, int, str]] = []
    for number, rule in compared.of("client", "staff"):
        if number not in judged:
            continue
        for row in draft.tables.rows(_WRITTEN_PEOPLE, rule_no=number, field=rule.name, app=compared.app.value):
            email = draft.staff.email_in(App.IGNITION if row["into_b"] else compared.app, row["value"] or "")
            if email is None:
                item = _held(draft, compared.app, rule, row, row["value"], into_b=row["into_b"])
                held.append(((row["pair"], 0, number, 1), item))
            else:
                known.append((row["pair"], number, email))
    if known:
        draft.tables.put("found_person", ("pair", "rule_no", "email"), known)
        draft.tables.run("INSERT INTO person FROM found_person")
    if held:
        draft.tables.put("aside", ("pair", "rule_no"), [(place[0], place[2]) for place, _ in held])
        draft.tables.run("DELETE FROM judged WHERE number = 0 AND (pair, rule_no) IN (SELECT pair, rule_no FROM aside)")
    return held


def _say_which_group(draft: Draft, compared: Compared, judged: set[int]) -> None:
    rows: list[tuple[int, int, str]] = []
    for number, rule in compared.of("client", "one-of"):
        if number in judged:
            found = draft.tables.rows(_SEVERAL, rule_no=number, field=rule.name, app=compared.app.value)
            rows += [(row["pair"], number, " ".join(which_of(row["groups"]))) for row in found]
    if rows:
        draft.tables.put("found_several", ("pair", "rule_no", "says"), rows)
        draft.tables.run("INSERT INTO several FROM found_several")


def _held(draft: Draft, app: App, rule: FieldRule, row: Row, email: str | None, *, into_b: bool) -> Held:
    source, target = (app, App.IGNITION) if into_b else (App.IGNITION, app)
    here, there = ("b", "a") if into_b else ("a", "b")
    return Held(
        target,
        row[f"id_{here}"],
        row[f"client_{here}"],
        "staff not matched",
        "SYN-3",
        draft.staff.why_not(source, target, email, row[f"name_{there}"]).sentence,
        field=rule.label,
        value_here=row[f"value_{here}"],
        value_there=email,
        other_app=source.value,
        other_id=row[f"id_{there}"],
    )


_CLIENTS = "pair p JOIN $app_client a ON a.client_id = p.id_a JOIN coming_client b ON b.client_id = p.id_b"
_CONTACTS = (
    "matched m JOIN pair p USING (pair) JOIN $app_contact a ON a.client_id = p.id_a AND a.position_no = m.place_a"
    " JOIN coming_contact b ON b.client_id = p.id_b AND b.position_no = m.place_b"
)
_CELLS = "CREATE OR REPLACE TEMP TABLE cell AS $cells"

_NAMED = """
SELECT p.pair, p.id_a, p.id_b, p.name_a AS client_a, p.name_b AS client_b, a.$field AS value_a, b.$field AS value_b,
    a.${field}_name AS name_a, b.${field}_name AS name_b
FROM pair p JOIN ${app}_client a ON a.client_id = p.id_a JOIN coming_client b ON b.client_id = p.id_b
WHERE (is_told(a.${field}_name) AND NOT is_told(a.$field)) OR (is_told(b.${field}_name) AND NOT is_told(b.$field))
ORDER BY p.pair
"""
_WRITTEN_PEOPLE = """
SELECT j.pair, p.id_a, p.id_b, p.name_a AS client_a, p.name_b AS client_b, a.$field AS value_a, b.$field AS value_b,
    a.${field}_name AS name_a, b.${field}_name AS name_b, j.what = 'to b' AS into_b,
    CASE WHEN j.what = 'to b' THEN j.a ELSE j.b END AS value
FROM judged j JOIN pair p USING (pair)
JOIN ${app}_client a ON a.client_id = p.id_a JOIN coming_client b ON b.client_id = p.id_b
WHERE j.rule_no = $rule_no AND j.what IN ('to a', 'to b') ORDER BY j.pair
"""
_SEVERAL = """
SELECT j.pair, a.$field AS groups FROM judged j JOIN pair p USING (pair) JOIN ${app}_client a ON a.client_id = p.id_a
WHERE j.rule_no = $rule_no AND j.what IN ('to b', 'clear b') AND len(a.$field) > 1
"""
_COMMON = """
CREATE OR REPLACE TEMP TABLE common_cell AS
SELECT k.pair, 0 AS number, r.rule_no, k.value_a, k.value_b, k.agreed_at FROM common k JOIN rule r ON r.name = k.field
WHERE k.entity = 'client' AND r.entity = 'client'
UNION ALL
SELECT k.pair, m.number, r.rule_no, k.value_a, k.value_b, k.agreed_at FROM common k JOIN rule r ON r.name = k.field
JOIN matched m ON m.pair = k.pair AND m.id_a || '|' || m.id_b = k.entity_id
WHERE k.entity = 'contact' AND r.entity = 'contact'
"""
_RAW = """
CREATE OR REPLACE TEMP TABLE raw AS
SELECT c.*, r.compare, k.pair IS NOT NULL AS is_known, k.value_a, k.value_b
FROM cell c JOIN rule r USING (rule_no) LEFT JOIN common_cell k USING (pair, number, rule_no) WHERE c.a IS DISTINCT FROM c.b
"""
_VALUES = """
SELECT compare AS kind, unnest([a, b, value_a, value_b]) AS value FROM raw WHERE compare <> 'exact'
"""
_DIFFERING = """
CREATE OR REPLACE TEMP TABLE differing AS
SELECT c.*, CASE compare WHEN 'exact' THEN coalesce(a, '') ELSE coalesce(fa.form, '') END AS form_a,
    CASE compare WHEN 'exact' THEN coalesce(b, '') ELSE coalesce(fb.form, '') END AS form_b,
    CASE compare WHEN 'exact' THEN coalesce(value_a, '') ELSE coalesce(ka.form, '') END AS common_a,
    CASE compare WHEN 'exact' THEN coalesce(value_b, '') ELSE coalesce(kb.form, '') END AS common_b
FROM raw c
LEFT JOIN form fa ON fa.kind = compare AND fa.value = a LEFT JOIN form fb ON fb.kind = compare AND fb.value = b
LEFT JOIN form ka ON ka.kind = compare AND ka.value = value_a LEFT JOIN form kb ON kb.kind = compare AND kb.value = value_b
"""
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
