"""A record about to be created in one app out of another's: its fields, its contacts and its link (IMP-1, NEW-1 to NEW-3)."""

from __future__ import annotations

from dataclasses import dataclass

from reconcile.model import App
from reconcile.plans.change import CREATE, LINK, Change, Held
from reconcile.plans.draft import Draft
from reconcile.plans.groups import field_value, which_of
from reconcile.plans.lists import Row
from reconcile.policy import FieldRule, Scope


@dataclass(frozen=True)
class New:
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


def rules_of_new(draft: Draft, source: App, target: App) -> tuple[list[FieldRule], list[FieldRule]]:
    """The fields of a contact, and of a client, that a new record gets."""
    policy, settings = draft.lists.policy, draft.lists.settings
    name_only = settings.of(source if source is not App.IGNITION else target).scope is Scope.CLIENT_NAME
    choose = policy.created_in_xpm if target is App.XPM else policy.imported
    client = [rule for rule in choose("client") if not name_only or rule.scope == "client-name"]
    contact = [] if name_only else list(choose("contact"))
    if source is App.GUSTO:
        client, contact = [rule for rule in client if rule.gusto], [rule for rule in contact if rule.gusto]
    return contact, client


def grounds(draft: Draft, source: App, row: Row) -> tuple[str, str, bool]:
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


def created_value(draft: Draft, row: Row, rule: FieldRule, source: App, target: App) -> str | None:
    """The value of a field that a new client gets; a person whom the target does not know is held instead."""
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


def created_contact(draft: Draft, new: New, contact: Row, rules: list[FieldRule]) -> list[Change]:
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


def link_change(draft: Draft, new: New) -> None:
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
