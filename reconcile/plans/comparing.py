"""How a record stands beside what a plan says of it: before anything is written, and once it was read back (REL-3, REL-4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from reconcile.model import Client, Contact
from reconcile.plans.operation import Operation, Row, client_value, contact_value, find_contact
from reconcile.plans.outcome import Ending, Outcome
from reconcile.plans.values import comparable, equal

if TYPE_CHECKING:
    from reconcile.apps.protocols import Target

Values = dict[str, str | None]


class Comparing:
    """The endings that follow from values alone, given how fields compare."""

    def __init__(self, compare_of: Callable[[str, str], str]) -> None:
        self._compare_of = compare_of

    def compared(self, target: Target, row: Row, now: str | None, *, sent: bool) -> Outcome | None:
        """The ending of a change before anything is written, or None where it is to be written."""
        compare = self._compare(row)
        record = row["record_id"]
        if equal(compare, now, row["after"]):
            return Outcome(
                row["change_id"], Ending.APPLIED if sent else Ending.ALREADY_THERE, now=now, record_id=record
            )
        if not equal(compare, now, row["before"]):
            reason = f"Planned on “{row['before'] or ''}”, is now “{now or ''}”."
            return Outcome(row["change_id"], Ending.STALE, reason, now, record)
        if not writable(target, row["field"], row["entity"]):
            return Outcome(
                row["change_id"], Ending.REFUSED, f"This connection cannot write {row['field_label']}.", now, record
            )
        return None

    def verified(self, row: Row, now: str | None, record_id: str = "") -> Outcome:
        """Applied means read back and equal, in the app's own spelling (REL-4)."""
        if equal(self._compare(row), now, row["after"]):
            return Outcome(row["change_id"], Ending.APPLIED, now=now, record_id=record_id or row["record_id"])
        reason = f"The app took the call and holds “{now or ''}” instead."
        return Outcome(row["change_id"], Ending.FAILED, reason, now, record_id or row["record_id"])

    def verified_client(self, target: Target, operation: Operation, client: Client) -> list[Outcome]:
        """How the changes of a client ended that holds these values now."""
        outcomes = []
        for row in operation.changes:
            if row["entity"] == "contact":
                contact = self.same_contact(client, self._contact_values(operation, row["entity_id"]))
                outcomes.append(
                    self.verified(row, contact_value(contact, row["field"]) if contact else None, client.client_id)
                )
            elif not writable(target, row["field"]):
                reason = f"This connection cannot write {row['field_label']}."
                outcomes.append(Outcome(row["change_id"], Ending.REFUSED, reason, record_id=client.client_id))
            else:
                outcomes.append(self.verified(row, client_value(client, row["field"]), client.client_id))
        return outcomes

    def same_contact(self, client: Client, values: Mapping[str, str]) -> Contact | None:
        """The client's contact of that name and email, if any."""
        for contact in client.contacts:
            if all(
                comparable(self._compare_of("contact", key), getattr(contact, key))
                == comparable(self._compare_of("contact", key), value)
                for key, value in values.items()
                if key in ("name", "email")
            ):
                return contact
        return None

    def found_contact(self, operation: Operation, contact: Contact | None, *, sent_before: bool) -> list[Outcome]:
        """How the changes of a contact ended that was looked for."""
        if contact is None:
            reason = "The answer was lost, and the contact is not there yet. Look again before adding it."
            return same_for_all(operation, Ending.UNCERTAIN, reason)
        outcomes = []
        for row in operation.changes:
            now = contact_value(contact, row["field"])
            same = equal(self._compare(row), now, row["after"])
            good = Ending.APPLIED if sent_before else Ending.ALREADY_THERE
            reason = "" if same else f"The contact is there and holds “{now or ''}”."
            outcomes.append(Outcome(row["change_id"], good if same else Ending.STALE, reason, now, operation.record_id))
        return outcomes

    @staticmethod
    def _contact_values(operation: Operation, entity_id: str) -> dict[str, str]:
        return {
            row["field"]: row["after"]
            for row in operation.changes
            if row["entity"] == "contact" and row["entity_id"] == entity_id
        }

    def _compare(self, row: Row) -> str:
        return "exact" if row["entity"] == "link" else self._compare_of(row["entity"], row["field"])


def same_for_all(operation: Operation, ending: Ending, reason: str, record_id: str = "") -> list[Outcome]:
    """One ending for all changes of an operation."""
    record = record_id or operation.record_id
    return [Outcome(row["change_id"], ending, reason, record_id=record) for row in operation.changes]


def writable(target: Target, field: str, entity: str = "client") -> bool:
    """Whether a target takes a field."""
    return target.can_write("client" if entity == "link" else entity, field)


def values_of(operation: Operation, client: Client, contact_id: str = "") -> Values | None:
    """What a client, or the contact that the operation is about, holds in the operation's fields; None without that contact."""
    if operation.changes[0]["entity"] != "contact":
        return {row["field"]: client_value(client, row["field"]) for row in operation.changes}
    contact = find_contact(client, contact_id or operation.changes[0]["entity_id"])
    return (
        None if contact is None else {row["field"]: contact_value(contact, row["field"]) for row in operation.changes}
    )
