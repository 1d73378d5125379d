"""Xero Practice Manager: reads a practice's clients as a stream, and writes single fields of single records.

The interface is XPM's API 3.1 in XML. It has no version and no idempotency key, so a create is never blindly repeated
(REL-11), and no time of change, which only the filter of ``read_changed_since`` knows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from reconcile.apps.fields import XPM_CONTACT, XPM_WRITE
from reconcile.apps.http import without_secrets
from reconcile.apps.protocols import Failure, Origin
from reconcile.apps.retries import Patience
from reconcile.apps.statuses import NoSuchRecord, no_answer
from reconcile.apps.xpm_api import XpmApi
from reconcile.apps.xpm_wire import client_body, client_from_wire, contact_body
from reconcile.apps.xpm_xml import Document
from reconcile.errors import BadInput, NeedsUser, NotAllowed
from reconcile.model import App, Client, ListItem, Record, Staff

LISTS: Mapping[str, str] = {
    "group": "clientgroup.api/list",
    "category": "category.api/list",
    "template": "template.api/list",
}
"""The plain lists that a snapshot holds (SYN-4), by their kind."""


class XpmSource:
    """One practice's XPM as a source: staff, groups, categories and templates first, then every client.

    ``failures`` names the lists that the connection may not see (categories and templates need a wider scope).
    """

    app = App.XPM

    def __init__(self, base_url: str, token: str, tenant_id: str, *, patience: Patience | None = None) -> None:
        self.api = XpmApi(base_url, token, tenant_id, patience)
        self.failures: list[Failure] = []

    @property
    def origin(self) -> Origin:
        """XPM's address."""
        return Origin("api", without_secrets(self.api.place), "client.api/list, detailed")

    def records(self) -> Iterator[Record]:
        """Yield the practice's records; raises as ``Source.records`` says."""
        self.failures = []
        staff = [_staff(document) for document in self.api.read_list("staff.api/list")]
        yield from staff
        yield from self._list_items()
        emails = {member.staff_id: member.email for member in staff}
        for document in self.api.clients({"detailed": "true"}):
            yield client_from_wire(document, emails)

    def _list_items(self) -> Iterator[ListItem]:
        for kind, path in LISTS.items():
            try:
                documents = self.api.read_list(path)
            except NotAllowed as error:
                if kind == "group":
                    raise
                self.failures.append(Failure(f"XPM's list of each {kind}", error))
                continue
            for document in documents:
                yield ListItem(App.XPM, kind, document["UUID"], document["Name"], document)


class XpmTarget:
    """One practice's XPM as a target. Staff are named by email; the target knows their ids."""

    app = App.XPM

    def __init__(self, base_url: str, token: str, tenant_id: str, *, patience: Patience | None = None) -> None:
        self.api = XpmApi(base_url, token, tenant_id, patience)
        self._emails: dict[str, str | None] | None = None

    def can_write(self, entity: str, field: str) -> bool:
        """Whether XPM's interface takes this field."""
        return field in {"client": XPM_WRITE.keys() - {"contacts"}, "contact": XPM_CONTACT.keys()}.get(entity, set())

    def read_client(self, client_id: str) -> Client | None:
        """The client as XPM holds it now; ``None`` if XPM does not know the id."""
        try:
            answer = self.api.read(f"client.api/get/{client_id}")
        except NoSuchRecord:
            return None
        return self._client(answer)

    def find_by_name(self, name: str) -> list[Client]:
        """The clients of exactly this name, out of XPM's search, which is wider (IMP-3, NEW-2)."""
        documents = self._searched({"query": name, "detailed": "true"})
        return [client_from_wire(document, self._staff()) for document in documents if document.get("Name") == name]

    def read_changed_since(self, when: dt.datetime) -> list[Client]:
        """The clients that changed since a moment (with a time zone), as XPM's own filter tells."""
        since = when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S")
        documents = self.api.clients({"detailed": "true", "modifiedsince": since})
        return [client_from_wire(document, self._staff()) for document in documents]

    def create_client(self, values: Mapping[str, str], contacts: Sequence[Mapping[str, str]]) -> Client:
        """Create a client with its contacts in one call, and return it as XPM now holds it."""
        self._check("client", values)
        for contact in contacts:
            self._check("contact", contact)
        body = client_body(self._with_staff_ids(values), contacts=[_contact_values(contact) for contact in contacts])
        sent = [*values.values(), *(value for contact in contacts for value in contact.values())]
        return self._client_of_write(self.api.write("POST", "client.api/add", body, sent))

    def update_client(self, client_id: str, values: Mapping[str, str]) -> None:
        """Write these fields and no other."""
        self._check("client", values)
        if values:
            body = client_body(self._with_staff_ids(values), uuid=client_id)
            self.api.write("PUT", "client.api/update", body, list(values.values()))

    def create_contact(self, client_id: str, values: Mapping[str, str]) -> str:
        """Add a contact to a client; returns its UUID."""
        self._check("contact", values)
        body = contact_body(_contact_values(values), client_uuid=client_id)
        answer = self.api.write("POST", "client.api/contact", body, list(values.values()))
        uuid = answer.get("Contact", {}).get("UUID") if isinstance(answer.get("Contact"), dict) else None
        if not uuid:
            raise no_answer(App.XPM)
        return str(uuid)

    def update_contact(self, client_id: str, contact_id: str, values: Mapping[str, str]) -> None:
        """Write these fields of a contact, as it stands at this client."""
        self._check("contact", values)
        if values:
            body = contact_body(_contact_values(values), client_uuid=client_id)
            params = {"clientUuid": client_id}
            self.api.write("PUT", f"client.api/contact/{contact_id}", body, list(values.values()), params)

    def _check(self, entity: str, values: Mapping[str, str]) -> None:
        refused = sorted(field for field in values if not self.can_write(entity, field))
        if refused:
            raise NotAllowed(f"XPM's interface does not take these fields of a {entity}: {', '.join(refused)}.")

    def _searched(self, params: Mapping[str, str]) -> list[Document]:
        answer = self.api.read("client.api/search", params)
        clients = answer.get("Clients")
        return [client for client in clients if isinstance(client, dict)] if isinstance(clients, list) else []

    def _staff(self) -> dict[str, str | None]:
        if self._emails is None:
            staff = [_staff(document) for document in self.api.read_list("staff.api/list")]
            self._emails = {member.staff_id: member.email for member in staff}
        return self._emails

    def _client(self, answer: Document) -> Client:
        document = answer.get("Client")
        if not isinstance(document, dict):
            raise BadInput("XPM's answer holds no client.", title="This is not XPM's answer")
        return client_from_wire(document, self._staff())

    def _client_of_write(self, answer: Document) -> Client:
        try:
            return self._client(answer)
        except BadInput as error:
            raise no_answer(App.XPM) from error

    def _with_staff_ids(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values with each staff email replaced by the staff member's UUID; XPM's staff are known by email."""
        roles = {role: values[role] for role in ("partner", "manager") if values.get(role)}
        ids = {(email or "").strip().casefold(): uuid for uuid, email in self._staff().items()} if roles else {}
        for role, email in roles.items():
            if email.strip().casefold() not in ids:
                raise NeedsUser(
                    f"The {role} is not among XPM's staff.",
                    title=f"No such staff member in XPM ({role})",
                    hint="Add the person in XPM, or make the email addresses in the two apps equal.",
                )
        return {**values, **{role: ids[email.strip().casefold()] for role, email in roles.items()}}


def _staff(document: Document) -> Staff:
    return Staff(App.XPM, document["UUID"], document["Name"], document.get("Email"), document)


def _contact_values(values: Mapping[str, str]) -> dict[str, str]:
    """XPM writes flags as Yes and No."""
    flags = {"true": "Yes", "yes": "Yes", "false": "No", "no": "No"}
    return {f: flags.get(v.casefold(), v) if f == "is_primary" else v for f, v in values.items()}
