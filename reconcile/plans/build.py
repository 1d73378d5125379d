"""Building a plan: Gusto → Ignition → XPM in one pass, every change with its rule and reason (SET-10)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pandas as pd

from reconcile import frames
from reconcile.model import App, State
from reconcile.plans.blocks import blocked_records
from reconcile.plans.change import LINK, Change, Held, changes_frame, held_frame
from reconcile.plans.contacts import compare_contacts
from reconcile.plans.creates import create_in_ignition, create_in_xpm, new_clients_of_one_name
from reconcile.plans.differences import compare_fields
from reconcile.plans.doubts import leave_doubtful_links
from reconcile.plans.draft import Draft
from reconcile.plans.lists import Lists, Row
from reconcile.plans.pairing import Pairing
from reconcile.plans.plan import Plan
from reconcile.plans.staff import StaffDirectory
from reconcile.plans.store import AGREED_COLUMNS
from reconcile.plans.waiting import without_waiting


def build_plan(lists: Lists) -> tuple[Plan, pd.DataFrame]:
    """The plan, and the fields on which linked records agree now (``AGREED_COLUMNS``), to be kept as last common values.

    Reads nothing but ``lists``.
    """
    draft = Draft(lists, StaffDirectory.of(dict(lists.staff)))
    blocked = blocked_records(lists)
    _links(draft)
    create_in_ignition(draft, App.XPM, blocked)
    fed = new_clients_of_one_name(draft)
    for company, client in [*_linked(draft, App.GUSTO), *fed]:
        _compare(draft, App.GUSTO, company, client)
    for record, client in [*_linked(draft, App.XPM), *_made_from_xpm(draft, fed)]:
        _compare(draft, App.XPM, record, client)
    create_in_xpm(draft, blocked)
    create_in_ignition(draft, App.GUSTO, blocked, without={company["client_id"] for company, _ in fed})
    leave_doubtful_links(draft)
    _attention(draft)
    changes = without_waiting(draft, lists.waiting)
    plan = Plan(
        plan_id=uuid.uuid4().hex[:12],
        built_at=datetime.now(UTC),
        snapshots=dict(lists.snapshots),
        settings_digest=lists.settings.digest,
        policy_digest=lists.policy.digest,
        changes=changes_frame(changes),
        held=held_frame(draft.held),
        known_names=_known_names(lists, changes),
    )
    return plan, frames.frame(AGREED_COLUMNS, draft.agreed)


def _linked(draft: Draft, app: App) -> list[tuple[Row, Row]]:
    """The linked pairs of an app, with Ignition's record as the plan so far leaves it."""
    return [(here, draft.client(there["client_id"])) for here, there in draft.lists.linked(app)]


def _made_from_xpm(draft: Draft, fed: list[tuple[Row, Row]]) -> list[tuple[Row, Row]]:
    """The XPM clients whose new record in Ignition Gusto feeds too: they may differ from it before they are linked."""
    xpm = draft.lists.records.get(App.XPM, {})
    return [(xpm[client["client_id"].removeprefix("new:xpm:")], client) for _, client in fed]


def _compare(draft: Draft, app: App, here: Row, there: Row) -> None:
    compare_fields(draft, Pairing(app, here, there, "client", here, there, here["client_id"], there["client_id"]))
    compare_contacts(draft, app, here, there)


def _links(draft: Draft) -> None:
    """Links that Ignition does not show yet: its mapping to XPM is written (IMP-2), where the export tells mappings at all."""
    xpm, ignition = draft.lists.records.get(App.XPM, {}), draft.lists.records.get(App.IGNITION, {})
    for link in frames.rows_of(draft.lists.links):
        a, b = xpm.get(link["id_a"]), ignition.get(link["id_b"])
        if link["app_a"] != App.XPM.value or a is None or b is None or b["xpm_id"] is None:
            continue
        number = a.get("number") or a["client_id"]
        if b["xpm_id"] in (number, a["client_id"]):
            continue
        draft.add(
            Change(
                app=App.IGNITION,
                record_id=b["client_id"],
                client_name=b["name"],
                kind=LINK,
                entity="link",
                entity_id="",
                field="xpm_id",
                field_label="XPM link",
                before=b["xpm_id"],
                after=number,
                source_app=App.XPM,
                source_id=a["client_id"],
                rule=link["rule"],
                why=_LINK_WHY[link["origin"]],
            )
        )


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
    for app, records in draft.lists.records.items():
        for record in records.values():
            if record["state"] == State.UNKNOWN.value:
                why = f"{app.label} gives it a state that this toolkit does not know; look at the record there."
                draft.held.append(Held(app, record["client_id"], record["name"], "unknown state", "SYN-8", why))


def _known_names(lists: Lists, changes: list[Change]) -> dict[str, list[str]]:
    """For each name about to be created, the records that bear it already: a further one means that somebody was faster."""
    wanted = {
        (change.app, change.after)
        for change in changes
        if change.kind == "create" and (change.entity, change.field) == ("client", "name")
    }
    known: dict[str, list[str]] = {}
    for app, records in lists.records.items():
        for record in records.values():
            if (app, record["name"]) in wanted:
                known.setdefault(f"{app.value}:{record['name']}", []).append(record["client_id"])
    return known
