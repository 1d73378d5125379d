"""Links that may join two different clients: what would be written over them is left for a person (IMP-2, IMP-4).

Two people of one name may have been taken for one, or a record may have been reused for somebody else since it was linked. The
apps keep such links, so they stay linked here; but nothing is written over them unasked.
"""

from __future__ import annotations

from reconcile.duplicates.legal_forms import plain_forms
from reconcile.duplicates.names import compare_names
from reconcile.duplicates.normalise import clean, tokenise
from reconcile.model import App
from reconcile.plans.change import Held
from reconcile.plans.draft import Draft
from reconcile.plans.lists import Row
from reconcile.plans.tables import filled
from reconcile.plans.values import folded

EQUAL_NAME = "equal name, nothing else agrees"
OTHER_NAME = "names no longer agree"
_EQUAL_NAME = (
    "They were linked because their names are exactly equal, but no email, phone number or address of theirs agrees. If they are"
    " one client, tick the changes; if they are two of one name, end the link."
)
_OTHER_NAME = (
    "They are linked, and their names have nothing in common any more: a record may have been reused for somebody else. If it is"
    " one client under a new name, tick the changes; if they are two, end the link."
)

UNLIKE = 0.05
"""Two names that are one client's with less than this probability have nothing to do with each other."""


def leave_doubtful_links(draft: Draft) -> None:
    """Unticks every change over a doubtful link and says why in the held list."""
    doubtful: dict[tuple[str, str], str] = {}
    for held in _doubtful(draft):
        draft.held.append(held)
        for end in ((held.app.value, held.record_id), (App.IGNITION.value, held.other_id)):
            doubtful.setdefault(end, held.reason)
    if doubtful:
        draft.tables.put("doubt", ("app", "id", "reason"), [(*end, reason) for end, reason in doubtful.items()])
        draft.tables.run(_UNTICKED)


_UNTICKED = """
UPDATE change SET ticked = false, why = why || ' Unticked: ' || coalesce(
    (SELECT reason FROM doubt WHERE app = change.app AND id = change.record_id),
    (SELECT reason FROM doubt WHERE app = change.source_app AND id = change.source_id)) || '.'
WHERE (app, record_id) IN (SELECT app, id FROM doubt) OR (source_app, source_id) IN (SELECT app, id FROM doubt)
"""


def _doubtful(draft: Draft) -> list[Held]:
    """In the order of the links."""
    draft.tables.run(_CURRENT)
    other = [row for row in draft.tables.rows(_RENAMED) if _unlike(row["name_a"], row["name_b"])]
    found = [(row["place"], _held(row, OTHER_NAME, "IMP-4", _OTHER_NAME)) for row in other]
    found += [(row["place"], _held(row, EQUAL_NAME, "IMP-2", _EQUAL_NAME)) for row in _nothing_agrees(draft)]
    return [held for _, held in sorted(found, key=lambda each: each[0])]


def _held(row: Row, reason: str, rule: str, why: str) -> Held:
    return Held(
        App(row["app"]),
        row["id_a"],
        row["name_a"],
        reason,
        rule,
        why,
        value_here=row["name_a"],
        value_there=row["name_b"],
        other_app="ignition",
        other_id=row["id_b"],
    )


def _unlike(one: str, other: str) -> bool:
    """Not a word in common beside legal forms, and the matcher finds no other way in which they could be one name."""
    if one == other or _words(one) & _words(other):
        return False
    comparison = compare_names(one, other)
    return comparison.label == "different" and comparison.probability < UNLIKE


def _words(name: str) -> set[str]:
    return {token.key for token in tokenise(clean(name))} - plain_forms()


_CURRENT = """
CREATE OR REPLACE TEMP TABLE current_link AS
SELECT l.place, l.app_a AS app, l.id_a, l.id_b, l.origin, a.name AS name_a, b.name AS name_b FROM link l
JOIN (
    SELECT 'xpm' AS app, client_id, name, is_current FROM xpm_client
    UNION ALL SELECT 'gusto', client_id, name, is_current FROM gusto_client
) a ON a.app = l.app_a AND a.client_id = l.id_a
JOIN ignition_client b ON b.client_id = l.id_b WHERE a.is_current AND b.is_current
"""
_RENAMED = """
SELECT * FROM current_link WHERE origin <> 'decision' AND name_a <> name_b
"""


def _nothing_agrees(draft: Draft) -> list[Row]:
    """The links by equal names on whose two sides at least two kinds of evidence stand, none of which has a value in common.

    Where the very same value stands on both sides there is no doubt, so nothing of those is brought into its comparable form.
    """
    draft.tables.run(
        "CREATE OR REPLACE TEMP TABLE one_name AS FROM current_link WHERE origin = 'exact-name' AND name_a = name_b"
    )
    if not draft.tables.number("SELECT count(*) FROM one_name"):
        return []
    parts = [_CLIENT_VALUES + " UNION ALL " + _CONTACT_VALUES] * 3
    sides = (("a", App.XPM), ("a", App.GUSTO), ("b", App.IGNITION))
    values = [filled(part, {"side": side, "app": app.value}) for part, (side, app) in zip(parts, sides, strict=True)]
    draft.tables.run("CREATE OR REPLACE TEMP TABLE value AS $values", values=" UNION ALL ".join(values))
    draft.tables.run(_IN_DOUBT)
    draft.tables.put_forms("value_form", "SELECT kind, value FROM in_doubt", folded)
    draft.tables.run(_EVIDENCE)
    return draft.tables.rows(_NOTHING_AGREES)


_CLIENT_VALUES = """
SELECT o.place, '$side' AS side, unnest(['email', 'phone', 'text', 'text']) AS kind,
    unnest([c.email, c.phone, c.address, c.postal_address]) AS value
FROM one_name o JOIN ${app}_client c ON c.client_id = o.id_$side AND '$app' IN (o.app, 'ignition')
"""
_CONTACT_VALUES = """
SELECT o.place, '$side', unnest(['email', 'phone', 'phone']), unnest([c.email, c.phone, c.mobile])
FROM one_name o JOIN ${app}_contact c ON c.client_id = o.id_$side AND '$app' IN (o.app, 'ignition')
"""
_IN_DOUBT = """
CREATE OR REPLACE TEMP TABLE in_doubt AS FROM value WHERE value <> '' AND place NOT IN (
    SELECT one.place FROM value one JOIN value other USING (place, kind, value)
    WHERE one.side = 'a' AND other.side = 'b'
        AND regexp_matches(value, CASE WHEN kind = 'phone' THEN '[0-9]' ELSE '[0-9A-Za-z]' END)
)
"""
_EVIDENCE = """
CREATE OR REPLACE TEMP TABLE evidence AS
SELECT DISTINCT d.place, d.side, d.kind, f.form FROM in_doubt d JOIN value_form f USING (kind, value) WHERE f.form <> ''
"""
_NOTHING_AGREES = """
WITH kinds AS (
    SELECT place, kind FROM evidence GROUP BY place, kind HAVING count(DISTINCT side) = 2
), enough AS (
    SELECT place FROM kinds GROUP BY place HAVING count(*) >= 2
), shared AS (
    SELECT one.place FROM evidence one JOIN evidence other USING (place, kind, form) WHERE one.side = 'a' AND other.side = 'b'
)
SELECT o.* FROM one_name o SEMI JOIN enough USING (place) ANTI JOIN shared USING (place)
"""
