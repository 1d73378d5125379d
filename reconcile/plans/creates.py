"""Clients that stand in one app alone: created in the other, or held with the reason (IMP-1, NEW-1 to NEW-4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from reconcile.model import App, State
from reconcile.plans.change import CREATE, LINK, Change, Held
from reconcile.plans.draft import Draft
from reconcile.plans.groups import field_value, which_of
from reconcile.plans.lists import Row
from reconcile.policy import FieldRule, Scope


@dataclass(frozen=True)
class _New:
    """A record about to be created in ``target`` out of ``row``, on the grounds of a rule."""

    record_id: str
    row: Row
    source: App
    target: App
    rule_id: str
    why: str
    ticked: bool

    def change(self, rule: FieldRule, value: str, draft: Draft, *, contact_id: str = "") -> Change:
        """One field of the new record, or of a contact that it is created with."""
        leading = rule.name == "name" and not contact_id
        upstream = draft.planned(self.row["client_id"], contact_id, rule.name) if self.source is App.IGNITION else None
        which = which_of(self.row.get("groups") or []) if rule.compare == "one-of" else []
        return Change(
            app=self.target,
            record_id=self.record_id,
            client_name=self.row["name"],
            kind=CREATE,
            entity="contact" if contact_id else "client",
            entity_id=f"new:{self.source}:{contact_id}" if contact_id else "",
            field=rule.name,
            field_label=rule.label,
            before=None,
            after=value,
            source_app=self.source,
            source_id=self.row["client_id"],
            rule=self.rule_id if leading else self._rule_of(rule),
            why=" ".join([self.why, rule.why, *which]),
            ticked=self.ticked and (upstream is None or upstream.ticked),
            risk="medium" if leading else "low",
            depends_on=upstream.change_id if upstream is not None else "",
        )

    def _rule_of(self, rule: FieldRule) -> str:
        """The import is XPM's into Ignition; any other new record is given what syncs that way."""
        return rule.import_rule if rule.import_rule and self.source is App.XPM else rule.rule


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
    new = _New(record_id, row, source, target, *_grounds(draft, source, row))
    contact_rules, client_rules = _rules(draft, source, target)
    for rule in client_rules:
        value = _created_value(draft, row, rule, source, target)
        if value:
            draft.add(new.change(rule, value, draft))
    for contact in list(people):
        for change in _created_contact(draft, new, contact, contact_rules):
            draft.add(change)
    if App.XPM in (source, target):
        _link(draft, new)


def _rules(draft: Draft, source: App, target: App) -> tuple[list[FieldRule], list[FieldRule]]:
    policy, settings = draft.lists.policy, draft.lists.settings
    name_only = settings.of(source if source is not App.IGNITION else target).scope is Scope.CLIENT_NAME
    choose = policy.created_in_xpm if target is App.XPM else policy.imported
    client = [rule for rule in choose("client") if not name_only or rule.scope == "client-name"]
    contact = [] if name_only else list(choose("contact"))
    if source is App.GUSTO:
        client, contact = [rule for rule in client if rule.gusto], [rule for rule in contact if rule.gusto]
    return contact, client


def _grounds(draft: Draft, source: App, row: Row) -> tuple[str, str, bool]:
    """The rule, the sentence, and whether the create is ticked."""
    if source is App.GUSTO:
        return "SET-5", "This company is in Gusto only; it comes into Ignition when a person picks it.", False
    if source is App.IGNITION and draft.lists.settings.create_trigger == "workflow":
        why = (
            "It is a client in Ignition and XPM has no such client. Ignition does not tell whether a workflow was deployed:"
            " tick it if one was."
        )
        return "NEW-2", why, False
    if source is App.IGNITION:
        return "NEW-1", "A proposal was accepted in Ignition, and XPM has no such client.", True
    imported = draft.lists.imported
    if imported is None or row["client_id"] in imported:
        picked = draft.lists.settings.import_mode == "all"
        return "IMP-1", "First import: a current XPM client becomes a lead in Ignition.", picked
    two_way = draft.lists.settings.xpm.direction.value == "two_way"
    return "NEW-3", "Created in XPM since the first import; it can be picked into Ignition.", two_way


def _created_value(draft: Draft, row: Row, rule: FieldRule, source: App, target: App) -> str | None:
    value = field_value(rule, row)
    if rule.compare != "staff" or not (value or row.get(f"{rule.name}_name")):
        return value
    value = value or draft.staff.email_of(source, row.get(f"{rule.name}_name"))
    known = draft.staff.email_in(target, value) if value else None
    if known is None:
        why = draft.staff.why_not(source, target, value, row.get(f"{rule.name}_name")).sentence
        why = f"{why} The client is created without a {rule.label.lower()}."
        draft.held.append(
            Held(
                source,
                row["client_id"],
                row["name"],
                "staff not matched",
                rule.import_rule or rule.rule,
                why,
                field=rule.label,
                value_here=value,
                other_app=target.value,
            )
        )
    return known


def _created_contact(draft: Draft, new: _New, contact: Row, rules: list[FieldRule]) -> list[Change]:
    """The fields of a contact that a new client is created with; a contact without a name cannot be."""
    if not contact.get("name"):
        return []
    found = []
    for rule in rules:
        value = contact.get(rule.name)
        if isinstance(value, bool):
            value = "Yes" if value else ""
        if value:
            found.append(new.change(rule, value, draft, contact_id=contact["contact_id"]))
    return found


def _link(draft: Draft, new: _New) -> None:
    """Ignition's own mapping to XPM, part of the new record or written to the old one once XPM has given the number."""
    row, makes_ignition = new.row, new.source is App.XPM
    draft.add(
        Change(
            app=App.IGNITION,
            record_id=new.record_id if makes_ignition else row["client_id"],
            client_name=str(row.get("name_now", row["name"])),
            kind=CREATE if makes_ignition else LINK,
            entity="link",
            entity_id="",
            field="xpm_id",
            field_label="XPM link",
            before=None if makes_ignition else row.get("xpm_id"),
            after=(row.get("number") or row["client_id"]) if makes_ignition else "",
            source_app=App.XPM,
            source_id=row["client_id"] if makes_ignition else f"new:ignition:{row['client_id']}",
            rule=new.rule_id,
            why="The two records are linked, so that they stay one client.",
            ticked=new.ticked,
            after_from="" if makes_ignition else f"new:ignition:{row['client_id']}",
        )
    )
