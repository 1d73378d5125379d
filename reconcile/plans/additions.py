"""Contacts that one list alone has are added to the other, and XPM's primary contact may become the default (SYN-1, SYN-2)."""

from __future__ import annotations

from reconcile.model import App
from reconcile.plans.change import CONTACT_CREATE, CONTACT_UPDATE, CREATE
from reconcile.plans.compared import Compared
from reconcile.plans.draft import Draft

_WHEN_UNSET = "from-xpm-when-unset"


def add_contacts(draft: Draft, compared: Compared) -> None:
    """Adds what the contacts of this wave need that stand in one list alone; contacts are never deleted."""
    rules = draft.lists.policy.rules
    for source, flowing in ((compared.app, compared.into_b), (App.IGNITION, compared.into_a)):
        numbers = [n for n in sorted(flowing) if rules[n].entity == "contact" and rules[n].sync != _WHEN_UNSET]
        if any(rules[number].name == "name" for number in numbers):
            _add(draft, compared.app, source, {number: rules[number].name for number in numbers})
    if compared.app is App.XPM:
        for number in sorted(compared.into_b):
            if rules[number].sync == _WHEN_UNSET:
                _default_contact(draft, number)


def _add(draft: Draft, app: App, source: App, fields: dict[int, str]) -> None:
    """New contacts in the other app for those that only the source has; one without a name cannot be added."""
    from_ignition = source is App.IGNITION
    draft.tables.run(
        _ADDED,
        stage=draft.stage,
        section=3 if from_ignition else 2,
        side="b" if from_ignition else "a",
        other="a" if from_ignition else "b",
        people="coming_contact" if from_ignition else f"{app.value}_contact",
        source=source.value,
        target=app.value if from_ignition else App.IGNITION.value,
        label=source.label,
        numbers=", ".join(map(str, fields)),
        values=", ".join(f"c.{name}" for name in fields.values()),
        create=CREATE,
        contact_create=CONTACT_CREATE,
    )


def _default_contact(draft: Draft, number: int) -> None:
    """XPM's primary contact becomes the default where Ignition has none set (SYN-2), be it there already or added just now."""
    draft.tables.run(
        _DEFAULT,
        stage=draft.stage,
        rule_no=number,
        create=CREATE,
        contact_create=CONTACT_CREATE,
        contact_update=CONTACT_UPDATE,
    )


_ADDED = """
INSERT INTO change BY NAME
WITH fields AS (
    SELECT o.pair, o.place, p.id_$side AS source_id, p.id_$other AS record_id, p.name_$other AS client_name, p.id_b,
        c.contact_id,
        unnest([$numbers]) AS rule_no, unnest([$values]) AS after
    FROM only_$side o JOIN pair p USING (pair) JOIN $people c ON c.client_id = p.id_$side AND c.position_no = o.place
    WHERE is_told(c.name)
)
SELECT $stage AS stage, f.pair AS place, $section AS section, f.place AS person, f.rule_no, '$target' AS app, f.record_id,
    f.client_name,
    CASE WHEN is_new(f.record_id) THEN '$create' ELSE '$contact_create' END AS kind, 'contact' AS entity,
    'new:$source:' || f.contact_id AS entity_id, r.name AS field, r.label AS field_label, NULL AS before, f.after,
    '$source' AS source_app, f.source_id, r.rule,
    r.why || ' This contact is in $label only, so it is added; contacts are never deleted.' AS why, 'low' AS risk,
    coalesce(u.ticked, n.ticked, true) AS ticked, '' AS after_from,
    CASE WHEN '$source' = 'ignition' THEN coalesce(u.change_id, n.change_id, '') ELSE '' END AS depends_on,
    short_hash(concat_ws(chr(31), '$target', f.record_id, 'contact', 'new:$source:' || f.contact_id, r.name)) AS change_id
FROM fields f JOIN rule r USING (rule_no)
LEFT JOIN planned u ON u.record_id = f.id_b AND u.entity_id = f.contact_id AND u.field = r.name
LEFT JOIN planned n ON n.record_id = f.id_b AND n.entity_id = f.contact_id AND n.field = 'name'
    AND (is_new(f.id_b) OR is_new(f.contact_id))
WHERE is_told(f.after)
"""
_DEFAULT = """
INSERT INTO change BY NAME
WITH here AS (
    SELECT p.pair, c.position_no AS place, c.contact_id, c.name FROM pair p
    JOIN xpm_contact c ON c.client_id = p.id_a WHERE c.is_primary
), alone AS (
    SELECT pair FROM here GROUP BY pair HAVING count(*) = 1
), unset AS (
    SELECT h.* FROM here h SEMI JOIN alone USING (pair)
    WHERE h.pair NOT IN (SELECT p.pair FROM pair p JOIN coming_contact c ON c.client_id = p.id_b WHERE c.is_primary)
), people AS (
    SELECT u.pair, u.contact_id, m.id_b AS person_id FROM unset u JOIN matched m ON m.pair = u.pair AND m.place_a = u.place
    UNION ALL
    SELECT u.pair, u.contact_id, 'new:xpm:' || u.contact_id FROM unset u JOIN only_a o ON o.pair = u.pair AND o.place = u.place
    WHERE is_told(u.name)
)
SELECT $stage AS stage, w.pair AS place, 4 AS section, 0 AS person, 0 AS rule_no, 'ignition' AS app, p.id_b AS record_id,
    p.name_b AS client_name,
    CASE WHEN NOT is_new(w.person_id) THEN '$contact_update' WHEN is_new(p.id_b) THEN '$create' ELSE '$contact_create' END AS kind,
    'contact' AS entity, w.person_id AS entity_id, r.name AS field, r.label AS field_label,
    CASE WHEN is_new(w.person_id) THEN NULL ELSE 'No' END AS before, 'Yes' AS after, 'xpm' AS source_app,
    p.id_a AS source_id, r.rule, r.why,
    'low' AS risk, true AS ticked, '' AS after_from, '' AS depends_on,
    short_hash(concat_ws(chr(31), 'ignition', p.id_b, 'contact', w.person_id, r.name)) AS change_id
FROM people w JOIN pair p USING (pair) JOIN rule r ON r.rule_no = $rule_no
"""
