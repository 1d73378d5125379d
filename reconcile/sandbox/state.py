"""What the three sandbox apps hold, in ``state.sqlite``, and the edits a person could make in them.

The server and the tests use the same object: the server answers from it, a test edits "in the app" through it. It may
be open in several processes at once.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from reconcile.sandbox.clock import parse_time, timestamp, utc_now, wire_time
from reconcile.sandbox.documents import EDITION, Document, DocumentStore, Row
from reconcile.sandbox.identity import identify
from reconcile.sandbox.loading import highest_numbers, rows_of, write_truth
from reconcile.sandbox.world import World

Edit = Callable[[Document], None]
"""Changes a document in place."""

NAMESPACE = uuid.UUID("6f6e9a1c-2f0b-4f0e-9a53-2b6f3d1c7e10")
"""Ids and tokens that the sandbox makes up are derived from this, so that one history always gives the same ids."""


class SandboxState:
    """The documents of the three apps in one folder. ``clock`` tells the time of changes; it must be in UTC.

    A time of change is kept per document. XPM never shows it (only ``modifiedsince`` uses it), Ignition shows it as
    ``updated_at``.
    """

    def __init__(self, folder: str | Path, *, clock: Callable[[], datetime] = utc_now) -> None:
        self.folder = Path(folder)
        self._clock = clock
        self._store = DocumentStore(self.folder / "state.sqlite", identify)

    def close(self) -> None:
        """Close the file; the state cannot be used afterwards."""
        self._store.close()

    def is_empty(self) -> bool:
        """True before a world has been loaded."""
        return not self._store.note("loaded_at")

    def load(self, world: World) -> None:
        """Fill the empty state from a world, reading each of its iterables once, and write ``truth.parquet``."""
        loaded_at = self._clock()
        highest: dict[str, int] = {}
        self._store.put(highest_numbers(rows_of(world, loaded_at), highest))
        for counter, number in highest.items():
            self._store.set_note(counter, str(number))
        write_truth(world.truth, self.folder / "truth.parquet")
        self._store.set_note("loaded_at", loaded_at.isoformat())

    def reset(self) -> None:
        """Forget everything, as before the first start."""
        self._store.clear()

    def hide(self, *names: str) -> None:
        """From now on Ignition does without these, all at once: an MCP tool (``update_contact``), an argument of one
        (``update_client.fax``), or a column that the bulk edit then ignores (``XPM Id``)."""
        self._store.set_note("hidden", "\n".join(names))

    def hidden(self) -> tuple[str, ...]:
        """What Ignition does without."""
        return tuple(filter(None, self._store.note("hidden").split("\n")))

    def loaded_at(self) -> datetime:
        """When the world was loaded."""
        return parse_time(self._store.note("loaded_at"))

    def edition(self) -> str:
        """Another text after every write."""
        return self._store.note(EDITION)

    def xpm_client(self, client_id: str) -> Document | None:
        """The XPM client of this UUID, by XML element names, or ``None``."""
        return self.client("xpm", client_id)

    def put_xpm_client(self, document: Document) -> None:
        """Store an XPM client as it is, new or in place of the one with its UUID."""
        self.put("xpm", document)

    def xpm_clients(self, modified_since: datetime | None = None) -> Iterator[Document]:
        """Every XPM client, or those changed at or after a time (UTC); streamed."""
        return (row.document for row in self.rows("xpm", since=modified_since))

    def ignition_client(self, client_id: str) -> Document | None:
        """The Ignition client of this slug, reference (``CLI-0001``) or number, or ``None``."""
        return self.client("ignition", client_id)

    def put_ignition_client(self, document: Document) -> None:
        """Store an Ignition client, new or in place of the one with its slug; its time of change is now."""
        self.put("ignition", document)

    def ignition_clients(self, modified_since: datetime | None = None) -> Iterator[Document]:
        """Every Ignition client, archived ones too, or those updated at or after a time (UTC); streamed."""
        return (row.document for row in self.rows("ignition", since=modified_since))

    def gusto_company(self, company_id: str) -> Document | None:
        """The Gusto company of this UUID, or ``None``."""
        return self.client("gusto", company_id)

    def put_gusto_company(self, document: Document) -> None:
        """Store a Gusto company, new or in place of the one with its UUID."""
        self.put("gusto", document)

    def gusto_companies(self, modified_since: datetime | None = None) -> Iterator[Document]:
        """Every Gusto company with its token, or those changed at or after a time (UTC); streamed."""
        return (row.document for row in self.rows("gusto", since=modified_since))

    def client(self, app: str, client_id: str) -> Document | None:
        """One client of an app by any of its ids or aliases, or ``None``."""
        row = self._store.get(app, "client", client_id)
        return row.document if row else None

    def rows(
        self, app: str, *, since: datetime | None = None, after: int = 0, name_contains: str = "", alias: str = ""
    ) -> Iterator[Row]:
        """Clients of an app with their place, for the lists that the servers page through; streamed."""
        text = timestamp(since) if since else ""
        return self._store.rows(app, "client", since=text, after=after, name_contains=name_contains, alias=alias)

    def listed(self, app: str, kind: str) -> list[Document]:
        """A small list: XPM ``staff``, ``group``, ``category``, ``template``; Ignition ``user``."""
        return [row.document for row in self._store.rows(app, kind)]

    def names(self, app: str, ids: list[str]) -> dict[str, str]:
        """The names of these XPM clients by id."""
        return self._store.names(app, "client", ids)

    def count(self, app: str) -> int:
        """How many clients an app holds."""
        return self._store.count(app, "client")

    def put(self, app: str, document: Document) -> None:
        """Store a client document of an app, stamped as changed now."""
        now = self._clock()
        self._store.put([Row(app, "client", timestamp(now), _stamped(app, None, document, now))])

    def change(self, app: str, client_id: str, edit: Edit) -> bool:
        """Edit one client inside one transaction; True where that changed anything.

        Raises ``KeyError`` for an unknown id. An exception of ``edit`` leaves the client as it was. ``edit`` itself
        must not write to the state: the transaction holds the only place for a writer.
        """

        def edited(row: Row) -> Row | None:
            document = copy.deepcopy(row.document)
            edit(document)
            if document == row.document:
                return None
            now = self._clock()
            return Row(app, "client", timestamp(now), _stamped(app, row.document, document, now))

        return self._store.change(app, "client", client_id, edited)

    def edit(self, app: str, client_id: str, values: Mapping[str, Any]) -> bool:
        """What a person does in the app: set these fields (wire names; ``None`` removes one) of one client.

        Gusto's fields are those of the company. Raises ``KeyError`` for an unknown id.
        """
        return self.change(app, client_id, lambda document: _merge(_fields(app, document), values))

    def edit_contact(self, app: str, client_id: str, contact_id: str, values: Mapping[str, Any]) -> bool:
        """The same for one contact of an XPM or Ignition client, or one admin of a Gusto company."""
        contacts, key = {"xpm": ("Contacts", "UUID"), "ignition": ("contacts", "id"), "gusto": ("admins", "uuid")}[app]

        def edit(document: Document) -> None:
            found = [contact for contact in document[contacts] if str(contact[key]) == str(contact_id)]
            if not found:
                raise KeyError(contact_id)
            _merge(found[0], values)

        return self.change(app, client_id, edit)

    def remove(self, app: str, client_id: str) -> None:
        """Take a client away for good, as a merge in the app does with the loser."""
        self._store.remove(app, "client", client_id)

    def keep(self, app: str, kind: str, document: Document) -> None:
        """Store a small document that is no client's (what signing in needs), by its ``id``."""
        self._store.put([Row(app, kind, timestamp(self._clock()), {"name": "", **document})])

    def kept(self, app: str, kind: str, document_id: str) -> Document | None:
        """Such a document, or ``None``."""
        row = self._store.get(app, kind, document_id)
        return row.document if row else None

    def change_kept(self, app: str, kind: str, document_id: str, edit: Edit) -> None:
        """Edit such a document inside one transaction; an exception of ``edit`` leaves it as it was. Raises ``KeyError``."""

        def edited(row: Row) -> Row:
            document = copy.deepcopy(row.document)
            edit(document)
            return Row(app, kind, row.modified, document)

        self._store.change(app, kind, document_id, edited)

    def next_number(self, counter: str) -> int:
        """The next free number: ``xpm-client``, ``ignition-client``, ``ignition-reference``, ``ignition-contact``, …"""
        return self._store.count_up(counter)

    def new_uuid(self, what: str) -> str:
        """A UUID that has not been given before; the same history gives the same one."""
        return str(uuid.uuid5(NAMESPACE, f"{what}/{self.next_number(f'uuid-{what}')}"))


def _fields(app: str, document: Document) -> Document:
    company: Document = document["company"] if app == "gusto" else document
    return company


def _merge(fields: Document, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if value is None:
            fields.pop(name, None)
        else:
            fields[name] = value


def _stamped(app: str, before: Document | None, document: Document, now: datetime) -> Document:
    """Ignition shows when a client and each of its contacts changed; the other two show nothing."""
    if app != "ignition":
        return document
    known = {contact["id"]: contact for contact in (before or {}).get("contacts", ())}
    time = wire_time(now)
    contacts = [
        contact if contact == known.get(contact["id"]) else {"created_at": time, **contact, "updated_at": time}
        for contact in document.get("contacts", ())
    ]
    return {"created_at": time, **document, "contacts": contacts, "updated_at": time}
