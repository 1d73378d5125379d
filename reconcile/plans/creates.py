"""Clients that stand in one app alone: created in the other, or held with the reason (IMP-1, NEW-1 to NEW-4)."""

from __future__ import annotations

from collections.abc import Collection

from reconcile.model import App, State
from reconcile.plans.change import CREATE, Held
from reconcile.plans.draft import Draft
from reconcile.plans.lists import Row
from reconcile.plans.new_record import New, created_contact, created_value, grounds, link_change, rules_of_new
from reconcile.policy import Scope

Blocked = dict[tuple[App, str], Held]
"""Records that must not be created anywhere yet, with the reason."""


def create_in_ignition(draft: Draft, app: App, blocked: Blocked, without: Collection[str] = ()) -> None:
    """Adds the creates of an app's clients that stand alone; ``without`` are ids that will be linked to a new client instead."""
    if draft.lists.settings.of(app).scope is Scope.NOTHING or App.IGNITION not in draft.lists.files:
        return
    rows = draft.tables.rows(_ALONE, app=app.value)
    people: dict[str, list[Row]] = {}
    for person in draft.tables.rows(_PEOPLE_ALONE, app=app.value) if rows else []:
        people.setdefault(person["client_id"], []).append(person)
    for row in rows:
        if row["client_id"] not in without:
            _create(draft, row, people.get(row["client_id"], []), (app, App.IGNITION), blocked)


_ALONE = """
SELECT * FROM ${app}_client WHERE is_current AND client_id NOT IN (SELECT id_a FROM link WHERE app_a = '$app') ORDER BY client_id
"""
_PEOPLE_ALONE = """
SELECT * FROM ${app}_contact WHERE client_id NOT IN (SELECT id_a FROM link WHERE app_a = '$app') ORDER BY client_id, position_no
"""


def create_in_xpm(draft: Draft, blocked: Blocked) -> None:
    """Adds the creates of Ignition's clients that XPM does not have, with the values that Ignition will hold (NEW-1)."""
    if draft.lists.settings.xpm.scope is Scope.NOTHING or App.XPM not in draft.lists.files:
        return
    tells = draft.tables.number("SELECT count(xpm_id) FROM ignition_client") > 0
    for client_id in draft.fetch(_WITHOUT_XPM):
        row = draft.client(client_id)
        if tells and row["xpm_id"] is None and row["state"] != State.LEAD.value:
            draft.held.append(_mapping_unknown(row))
            continue
        _create_in_xpm(draft, row, blocked)


_WITHOUT_XPM = (
    "is_current AND NOT is_new(client_id) AND NOT is_told(xpm_id)"
    " AND client_id NOT IN (SELECT id_b FROM link WHERE app_a = 'xpm')"
)


def _mapping_unknown(row: Row) -> Held:
    """A client whose mapping this snapshot does not tell, though it tells others': it may be in XPM already (IMP-4)."""
    why = (
        "Ignition's export tells which XPM client each is mapped to, and nothing in it could be found to be this one. It may be"
        " in XPM already. Look it up in Ignition, and link it by hand on the Links page or correct its name there."
    )
    reason = "mapping to XPM not known"
    return Held(
        App.XPM,
        row["client_id"],
        row["name_now"],
        reason,
        "IMP-4",
        why,
        other_app="ignition",
        other_id=row["client_id"],
    )


def new_clients_of_one_name(draft: Draft) -> list[tuple[str, str]]:
    """Gusto's clients that stand alone beside a client of exactly their name that this plan creates in Ignition out of XPM.

    Once that is created, the two are linked by their name (IMP-2); so the plan treats them as linked already (SET-10). The
    company's id and the new client's.
    """
    names = [
        (change.after, change.record_id)
        for change in draft.made
        if (change.kind, change.entity, change.field, change.source_app) == (CREATE, "client", "name", App.XPM)
    ]
    if not names or App.GUSTO not in draft.lists.files:
        return []
    draft.tables.put("new_name", ("name", "record_id"), names)
    return [(row["client_id"], row["record_id"]) for row in draft.tables.rows(_OF_ONE_NAME)]


_OF_ONE_NAME = """
WITH company AS (
    SELECT client_id, name FROM gusto_client WHERE is_current QUALIFY count(*) OVER (PARTITION BY name) = 1
), new AS (
    SELECT name, record_id FROM new_name QUALIFY count(*) OVER (PARTITION BY name) = 1
)
SELECT c.client_id, n.record_id FROM company c JOIN new n USING (name)
WHERE c.client_id NOT IN (SELECT id_a FROM link WHERE app_a = 'gusto') AND c.name NOT IN (SELECT name FROM ignition_client)
ORDER BY c.client_id
"""


def _create_in_xpm(draft: Draft, row: Row, blocked: Blocked) -> None:
    """A client of Ignition goes to XPM once a proposal of it has been accepted (NEW-1); a lead waits.

    One in a state that nobody knows is not created either; the held list has it already.
    """
    if row["state"] == State.UNKNOWN.value:
        return
    if row["state"] == State.LEAD.value:
        trigger = (
            "a proposal is accepted"
            if draft.lists.settings.create_trigger == "accepted"
            else "its first workflow is deployed"
        )
        why = (
            f"A client made in Ignition is created in XPM once {trigger}. If XPM needs it sooner, create it in XPM, sync,"
            " and then propose to it (NEW-4)."
        )
        draft.held.append(
            Held(
                App.XPM,
                row["client_id"],
                row["name"],
                "lead",
                "NEW-1",
                why,
                other_app="ignition",
                other_id=row["client_id"],
            )
        )
        return
    _create(draft, row, draft.contacts(row["client_id"]), (App.IGNITION, App.XPM), blocked)


def _create(draft: Draft, row: Row, people: list[Row], way: tuple[App, App], blocked: Blocked) -> None:
    source, target = way
    stop = blocked.get((source, row["client_id"]))
    if stop is not None:
        draft.held.append(stop)
        return
    record_id = f"new:{source}:{row['client_id']}"
    new = New(record_id, row, source, target, *grounds(draft, source, row))
    contact_rules, client_rules = rules_of_new(draft, source, target)
    for rule in client_rules:
        value = created_value(draft, row, rule, source, target)
        if value:
            draft.add(new.change(rule, value, draft))
    for contact in list(people):
        for change in created_contact(draft, new, contact, contact_rules):
            draft.add(change)
    if App.XPM in (source, target):
        link_change(draft, new)
