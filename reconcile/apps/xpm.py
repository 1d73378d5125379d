"""Xero Practice Manager: reads a practice's clients as a stream, and writes single fields of single records.

The interface is XPM's API 3.1, or 3.0, in XML or JSON. Its records have no version and its writes no idempotency key,
so a create is never blindly repeated (REL-11), and they tell no time of change, which only the filter of
``read_changed_since`` knows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from reconcile.apps.budget import Budget
from reconcile.apps.credentials import Credential
from reconcile.apps.estimate import Counts
from reconcile.apps.fields import XPM_CONTACT, XPM_WRITE
from reconcile.apps.http import without_secrets
from reconcile.apps.protocols import Failure, Origin
from reconcile.apps.retries import Patience
from reconcile.apps.statuses import NoSuchRecord, no_answer
from reconcile.apps.xpm_answers import Form
from reconcile.apps.xpm_api import OVERLAP, XpmApi
from reconcile.apps.xpm_bodies import Version, client_body, contact_body
from reconcile.apps.xpm_bounds import Document, not_xpm
from reconcile.apps.xpm_wire import client_from_wire, emails_of, staff_from_wire
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
    at_once = 1

    def __init__(
        self,
        base_url: str,
        token: str | Credential,
        tenant_id: str,
        *,
        patience: Patience | None = None,
        form: Form = "xml",
        version: Version = "3.1",
    ) -> None:
        self.api = XpmApi(base_url, token, tenant_id, patience, form=form, version=version)
        self.failures: list[Failure] = []

    @property
    def origin(self) -> Origin:
        """XPM's address."""
        return Origin("api", without_secrets(self.api.place), "client.api/list, detailed")

    @property
    def budget(self) -> Budget:
        """What the tenant grants."""
        return self.api.session.budget(self.api.place)

    def calls_needed(self, _: Counts) -> int:
        """How many calls a snapshot takes: staff, each plain list, and the one big list."""
        return 2 + len(LISTS)

    def records(self) -> Iterator[Record]:
        """Yield the practice's records; raises as ``Source.records`` says."""
        self.failures = []
        staff = _staff(self.api)
        yield from staff
        yield from self._list_items()
        emails = emails_of(staff)
        for document in self.api.clients({"detailed": "true"}):
            yield client_from_wire(document, emails)

    def read_changed_since(self, when: dt.datetime, *, overlap: dt.timedelta = OVERLAP) -> list[Client]:
        """The clients that XPM says have changed since a moment: a cheap look at what moved, not a proof of what did not.

        ``when`` must have a time zone. XPM is asked for ``overlap`` before it, in whole seconds of UTC, because its
        clock and this machine's differ: so clients that changed shortly before may be among the answer, and what
        counts is whether their fields are other than in the snapshot.

        It can tell new clients, edits, and clients archived or marked as deleted since, where the app lists those. It
        cannot tell what is gone altogether (a client removed or merged away is simply not in any list), nor which field
        changed or when; and whether an edit of a contact, a group or a custom field counts as one of its client, Xero
        does not say. Only a new snapshot tells all of that.
        """
        return _changed(self.api, emails_of(_staff(self.api)), when, overlap)

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

    def __init__(
        self,
        base_url: str,
        token: str | Credential,
        tenant_id: str,
        *,
        patience: Patience | None = None,
        form: Form = "xml",
        version: Version = "3.1",
    ) -> None:
        self.api = XpmApi(base_url, token, tenant_id, patience, form=form, version=version)
        self._known: list[Staff] | None = None

    @property
    def budget(self) -> Budget:
        """What the tenant grants."""
        return self.api.session.budget(self.api.place)

    @property
    def calls(self) -> int:
        """How many requests were sent so far, repeats included."""
        return self.api.session.calls

    def can_write(self, entity: str, field: str) -> bool:
        """Whether XPM's interface takes this field."""
        return field in {"client": XPM_WRITE.keys() - {"contacts"}, "contact": XPM_CONTACT.keys()}.get(entity, set())

    def read_client(self, client_id: str) -> Client | None:
        """The client as XPM holds it now; ``None`` if XPM does not know the id."""
        try:
            answer = self.api.read(f"client.api/get/{quote(client_id, safe='')}")
        except NoSuchRecord:
            return None
        return self._client(answer)

    def find_by_name(self, name: str) -> list[Client]:
        """The clients of exactly this name, out of XPM's search, which is wider (IMP-3, NEW-2)."""
        documents = self.api.search(name)
        found = [document for document in documents if document.get("Name") == name]
        return [client_from_wire(document, self._staff()) for document in found]

    def read_changed_since(self, when: dt.datetime, *, overlap: dt.timedelta = OVERLAP) -> list[Client]:
        """The clients that XPM says have changed since a moment; see ``XpmSource.read_changed_since``."""
        return _changed(self.api, self._staff(), when, overlap)

    def create_client(self, values: Mapping[str, str], contacts: Sequence[Mapping[str, str]]) -> Client:
        """Create a client with its contacts in one call, and return it as XPM now holds it."""
        self._check("client", values)
        for contact in contacts:
            self._check("contact", contact)
        people = [_contact_values(contact) for contact in contacts]
        body = client_body(self._with_staff_ids(values), contacts=people, form=self.api.form, version=self.api.version)
        sent = [*values.values(), *(value for contact in contacts for value in contact.values())]
        return self._client_of_write(self.api.write("POST", "client.api/add", body, sent))

    def update_client(self, client_id: str, values: Mapping[str, str]) -> None:
        """Write these fields and no other."""
        self._check("client", values)
        if values:
            named = self._with_staff_ids(values)
            body = client_body(named, uuid=client_id, form=self.api.form, version=self.api.version)
            self.api.write("PUT", "client.api/update", body, list(values.values()))

    def create_contact(self, client_id: str, values: Mapping[str, str]) -> str:
        """Add a contact to a client; returns its UUID."""
        self._check("contact", values)
        body = contact_body(_contact_values(values), client_uuid=client_id, form=self.api.form)
        answer = self.api.write("POST", "client.api/contact", body, list(values.values()))
        uuid = answer.get("Contact", {}).get("UUID") if isinstance(answer.get("Contact"), dict) else None
        if not uuid:
            raise no_answer(App.XPM)
        return str(uuid)

    def update_contact(self, client_id: str, contact_id: str, values: Mapping[str, str]) -> None:
        """Write these fields of a contact, as it stands at this client."""
        self._check("contact", values)
        if values:
            body = contact_body(_contact_values(values), client_uuid=client_id, form=self.api.form)
            params = {"clientUuid": client_id}
            self.api.write(
                "PUT", f"client.api/contact/{quote(contact_id, safe='')}", body, list(values.values()), params
            )

    def _check(self, entity: str, values: Mapping[str, str]) -> None:
        refused = sorted(field for field in values if not self.can_write(entity, field))
        if refused:
            raise NotAllowed(f"XPM's interface does not take these fields of a {entity}: {', '.join(refused)}.")

    def _members(self) -> list[Staff]:
        if self._known is None:
            self._known = _staff(self.api)
        return self._known

    def _staff(self) -> dict[str, str | None]:
        return emails_of(self._members())

    def _client(self, answer: Document) -> Client:
        document = answer.get("Client")
        if not isinstance(document, dict):
            raise not_xpm("XPM's answer holds no client.")
        return client_from_wire(document, self._staff())

    def _client_of_write(self, answer: Document) -> Client:
        try:
            return self._client(answer)
        except BadInput as error:
            raise no_answer(App.XPM) from error

    def _with_staff_ids(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values with each staff email replaced by the staff member's id; XPM's staff are known by email."""
        roles = {role: values[role] for role in ("partner", "manager") if values.get(role)}
        members = self._members() if roles else []
        ids = {(member.email or "").strip().casefold(): self._id_to_write(member) for member in members}
        for role, email in roles.items():
            if email.strip().casefold() not in ids:
                raise NeedsUser(
                    f"The {role} is not among XPM's staff.",
                    title=f"No such staff member in XPM ({role})",
                    hint="Add the person in XPM, or make the email addresses in the two apps equal.",
                )
        return {**values, **{role: ids[email.strip().casefold()] for role, email in roles.items()}}

    def _id_to_write(self, member: Staff) -> str:
        """The UUID; version 3.0 takes the number instead, where the staff list tells it."""
        return str(member.raw.get("ID") or member.staff_id) if self.api.version == "3.0" else member.staff_id


def _staff(api: XpmApi) -> list[Staff]:
    return [staff_from_wire(document) for document in api.read_list("staff.api/list")]


def _changed(api: XpmApi, emails: Mapping[str, str | None], when: dt.datetime, overlap: dt.timedelta) -> list[Client]:
    return [client_from_wire(document, emails) for document in api.changed_since(when, overlap)]


def _contact_values(values: Mapping[str, str]) -> dict[str, str]:
    """XPM writes flags as Yes and No."""
    flags = {"true": "Yes", "yes": "Yes", "false": "No", "no": "No"}
    return {f: flags.get(v.casefold(), v) if f == "is_primary" else v for f, v in values.items()}
