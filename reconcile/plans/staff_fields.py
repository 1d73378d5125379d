"""Partners and managers of linked records, who are compared by email: looked up where a list tells a name alone (SYN-3, WHY-2)."""

from __future__ import annotations

from reconcile.model import App
from reconcile.plans.change import Held
from reconcile.plans.compared import Compared, Place
from reconcile.plans.draft import Draft
from reconcile.plans.lists import Row
from reconcile.plans.values import folded
from reconcile.policy import FieldRule

Named = dict[tuple[int, int], tuple[str | None, str | None] | None]
"""(Pair, rule) → both sides' emails, or None where there is nothing to compare."""


def name_people(draft: Draft, compared: Compared) -> tuple[list[tuple[Place, Held]], Named]:
    """Looks up a partner or manager whom a list tells by name alone among that app's staff; makes ``apart`` of them, if any.

    Where nobody knows the email there is nothing to compare: that is set aside, and held where it would flow.
    """
    held: list[tuple[Place, Held]] = []
    named: Named = {}
    apart: dict[int, list[int]] = {}
    rules = compared.of("client", "staff")
    for number, rule in rules if _some_are_named(draft, compared.app, rules) else []:
        for row in draft.tables.rows(_NAMED, field=rule.name, app=compared.app.value):
            apart.setdefault(row["pair"], []).append(number)
            a, b = (
                row[f"value_{side}"] or draft.staff.email_of(app, row[f"name_{side}"]) or row[f"value_{side}"]
                for side, app in (("a", compared.app), ("b", App.IGNITION))
            )
            alone_a, alone_b = bool(row["name_a"]) and not a, bool(row["name_b"]) and not b
            if not (alone_a or alone_b):
                named[row["pair"], number] = (a, b)
                continue
            named[row["pair"], number] = None
            if folded("text", row["name_a"]) != folded("text", row["name_b"]):
                into_b = alone_a and number in compared.into_b
                if into_b or (not alone_a and number in compared.into_a):
                    held.append(
                        ((row["pair"], 0, number, 0), _held(draft, compared.app, rule, row, None, into_b=into_b))
                    )
    if apart:
        draft.tables.put("apart", ("pair", "rules"), list(apart.items()))
    return held, named


def _some_are_named(draft: Draft, app: App, rules: list[tuple[int, FieldRule]]) -> bool:
    """Whether any record of either list tells somebody by name alone."""
    told = " OR ".join(f"(is_told({rule.name}_name) AND NOT is_told({rule.name}))" for _, rule in rules)
    return bool(rules) and draft.tables.number(_SOME_NAMED, app=app.value, told=told) > 0


def add_named(draft: Draft, named: Named) -> int:
    """Adds those who were found to ``cell``; returns how many they are."""
    rows = [(*place, *values) for place, values in named.items() if values is not None]
    if not rows:
        return 0
    draft.tables.put("named", ("pair", "rule_no", "a", "b"), rows)
    return draft.tables.run("INSERT INTO cell SELECT pair, 0, rule_no, a, b FROM named")


def find_people(draft: Draft, compared: Compared, judged: set[int]) -> list[tuple[Place, Held]]:
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


_SOME_NAMED = """
SELECT count(*) FROM ((SELECT 1 FROM ${app}_client WHERE $told LIMIT 1) UNION ALL (SELECT 1 FROM coming_client WHERE $told LIMIT 1))
"""
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
