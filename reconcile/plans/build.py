"""Building a plan: Gusto → Ignition → XPM in one pass, every change with its rule and reason (SET-10).

What linked records need is worked out for all of them at once, in tables (``differences``, ``contacts``, ``additions``); what is
created, linked or held, which is far less, one by one.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pandas as pd

from reconcile import frames
from reconcile.model import App, State
from reconcile.plans.additions import add_contacts
from reconcile.plans.blocks import blocked_records
from reconcile.plans.change import CHANGE_COLUMNS, LINK, Change, Held, held_frame
from reconcile.plans.coming import take_over
from reconcile.plans.compared import Compared, Place, put_rules
from reconcile.plans.creates import create_in_ignition, create_in_xpm, new_clients_of_one_name
from reconcile.plans.differences import WORKED_OUT, compare_fields
from reconcile.plans.doubts import leave_doubtful_links
from reconcile.plans.draft import Draft
from reconcile.plans.lists import Lists
from reconcile.plans.pairing import MATCHED, pair_contacts, waves
from reconcile.plans.plan import Plan
from reconcile.plans.staff import StaffDirectory
from reconcile.plans.tables import Tables, filled
from reconcile.plans.waiting import without_waiting


def build_plan(tables: Tables, lists: Lists, *, keep: bool = True) -> Plan:
    """The plan, from ``lists`` and the ``tables`` that were opened on them.

    The fields on which linked records agree now are noted in the tables, unless ``keep`` is false, for ``agreed.keep_agreed_now``.
    """
    draft = Draft(lists, StaffDirectory.of(dict(lists.staff)), tables, keep)
    blocked = blocked_records(draft)
    _links(draft)
    create_in_ignition(draft, App.XPM, blocked)
    fed = new_clients_of_one_name(draft)
    draft.hand_in([client_id for _, client_id in fed])
    put_rules(draft)
    draft.stage = 1
    _compare(draft, App.GUSTO, fed)
    draft.stage = 2
    _compare(draft, App.XPM, [(client_id.removeprefix("new:xpm:"), client_id) for _, client_id in fed])
    draft.stage = 3
    create_in_xpm(draft, blocked)
    create_in_ignition(draft, App.GUSTO, blocked, without={company for company, _ in fed})
    draft.write_made()
    leave_doubtful_links(draft)
    _attention(draft)
    changes, waiting = without_waiting(_changes(draft), lists.waiting)
    return Plan(
        plan_id=uuid.uuid4().hex[:12],
        built_at=datetime.now(UTC),
        snapshots=dict(lists.snapshots),
        settings_digest=lists.settings.digest,
        policy_digest=lists.policy.digest,
        changes=changes,
        held=held_frame([*draft.held, *waiting]),
        known_names=_known_names(draft, changes),
    )


def _compare(draft: Draft, app: App, more: list[tuple[str, str]]) -> None:
    """The linked records of an app with Ignition's as the plan so far leaves them; ``more`` are pairs that will be linked."""
    compared = Compared.under(draft, app)
    held: list[tuple[Place, Held]] = []
    if compared.is_idle:
        return
    for is_last in waves(draft.tables, app, more):
        pair_contacts(draft.tables, app)
        held += compare_fields(draft, compared)
        add_contacts(draft, compared)
        if app is App.GUSTO or not is_last:
            take_over(draft)
        draft.tables.forget(*WORKED_OUT, *MATCHED)
    draft.tables.forget("pair", "every_pair")
    draft.held += [item for _, item in sorted(held, key=lambda each: each[0])]


def _changes(draft: Draft) -> pd.DataFrame:
    """All changes, columns ``CHANGE_COLUMNS``, in the order in which they came up and are applied.

    One of the same field of the same record takes the place of the one before it.
    """
    columns = {name: _OPERATION if name == "op_id" else f"c.{name}" for name in CHANGE_COLUMNS}
    changes = draft.tables.frame_in_parts(columns, "change c", _ORDER)
    if changes["change_id"].is_unique:
        return changes
    return draft.tables.frame_in_parts(columns, f"{_KEPT} c", "first")


_ORDER = "stage, place, section, person, rule_no"
_KEPT = """(
    SELECT *, min(row(stage, place, section, person, rule_no)) OVER (PARTITION BY change_id) AS first FROM change
    QUALIFY row_number() OVER (PARTITION BY change_id ORDER BY stage DESC, place DESC, section DESC, person DESC, rule_no DESC) = 1
)"""
_OPERATION = """
short_hash(concat_ws(chr(31), 'op', c.app, c.record_id,
    CASE WHEN c.kind IN ('contact-create', 'contact-update') THEN c.entity_id ELSE '' END,
    CASE WHEN c.kind IN ('update', 'clear', 'link') THEN 'update' ELSE c.kind END, c.after_from)) AS op_id
"""


def _links(draft: Draft) -> None:
    """Links that Ignition does not show yet: its mapping to XPM is written (IMP-2), where the export tells mappings at all."""
    for row in draft.tables.rows(_UNMAPPED):
        draft.add(
            Change(
                app=App.IGNITION,
                record_id=row["id_b"],
                client_name=row["name"],
                kind=LINK,
                entity="link",
                entity_id="",
                field="xpm_id",
                field_label="XPM link",
                before=row["xpm_id"],
                after=row["number"],
                source_app=App.XPM,
                source_id=row["id_a"],
                rule=row["rule"],
                why=_LINK_WHY[row["origin"]],
            )
        )


_UNMAPPED = """
SELECT l.id_a, l.id_b, l.rule, l.origin, b.name, b.xpm_id, coalesce(nullif(a.number, ''), a.client_id) AS number
FROM link l JOIN xpm_client a ON a.client_id = l.id_a JOIN ignition_client b ON b.client_id = l.id_b
WHERE l.app_a = 'xpm' AND b.xpm_id IS NOT NULL AND b.xpm_id NOT IN (coalesce(nullif(a.number, ''), a.client_id), a.client_id)
ORDER BY l.place
"""
_LINK_WHY = {
    "exact-name": "The two names are exactly equal and neither was linked, so they are one client and nothing is created again.",
    "app-mapping": "Ignition's own mapping.",
    "decision": "A person decided that the two are one client.",
    "created": "One was created from the other.",
}


def _attention(draft: Draft) -> None:
    """What the checks found: reported here so that nobody has to look elsewhere, and never planned (SYN-7, SYN-8, IMP-5)."""
    for row in frames.rows_of(draft.lists.attention):
        draft.held.append(Held(App(row["app"]), row["client_id"], row["name"], row["reason"], row["rule"], row["why"]))
    told = {(item.app.value, item.record_id) for item in draft.held if item.rule == "IMP-5"}
    for row in frames.rows_of(draft.lists.left):
        if (row["app"], row["client_id"]) in told:
            continue
        why = {
            "several mapped to one XPM client": "Ignition maps several clients to one XPM client; correct it under Clients → Apps.",
            "mapped to a client that XPM does not list": "Ignition maps it to an XPM client that is not in XPM's list any more.",
            "unlinked by hand, still mapped in Ignition": (
                "Its link was ended here by hand, and Ignition still maps the two: change the mapping in Ignition."
            ),
        }.get(row["reason"], "One name stands on several clients, so nothing is linked by itself: decide who is who.")
        draft.held.append(Held(App(row["app"]), row["client_id"], row["name"], row["reason"], row["rule"], why))
    parts = [
        filled(_IN_STATE, {"place": place, "app": app.value, "state": State.UNKNOWN.value})
        for place, app in enumerate(draft.lists.files)
    ]
    for row in draft.tables.rows(" UNION ALL ".join(parts) + " ORDER BY ALL") if parts else []:
        app = App(row["app"])
        why = f"{app.label} gives it a state that this toolkit does not know; look at the record there."
        draft.held.append(Held(app, row["client_id"], row["name"], "unknown state", "SYN-8", why))


_IN_STATE = "SELECT $place AS place, '$app' AS app, client_id, name FROM ${app}_client WHERE state = '$state'"


def _known_names(draft: Draft, changes: pd.DataFrame) -> dict[str, list[str]]:
    """For each name about to be created, the records that bear it already: a further one means that somebody was faster."""
    names = (changes["kind"] == "create") & (changes["entity"] == "client") & (changes["field"] == "name")
    known: dict[str, list[str]] = {}
    if not names.any():
        return known
    draft.tables.put("wanted", ("app", "name"), list(zip(changes["app"][names], changes["after"][names], strict=True)))
    for app in draft.lists.files:
        for row in draft.tables.rows(_BEARERS, app=app.value):
            known.setdefault(f"{app.value}:{row['name']}", []).append(row["client_id"])
    return known


_BEARERS = """
SELECT client_id, name FROM ${app}_client WHERE name IN (SELECT name FROM wanted WHERE app = '$app') ORDER BY client_id
"""
