"""What a way into an app (a source) and a way out to it (a target) can be asked for.

Every source passes the same test suite (``tests/apps/contract``), so whoever takes a snapshot need not know whether
its records come from an API, a file or a list in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from reconcile.errors import ReconcileError
from reconcile.model import App, Client, Record


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the records of a snapshot come from: ``place`` is a URL without secrets, or a file's name."""

    kind: Literal["api", "file", "records"]
    place: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A part that a source could not read although the rest went well, e.g. one Gusto company's revoked grant.

    ``hides`` says that a whole client is missing from the records because of it: ``client_id`` where that is known. Such a
    client has not vanished from the app.
    """

    place: str
    error: ReconcileError
    client_id: str = ""
    hides: bool = False


@runtime_checkable
class Source(Protocol):
    """Reads one app's records, once from start to end."""

    app: App

    @property
    def origin(self) -> Origin:
        """Where the records come from."""
        ...

    def records(self) -> Iterator[Record]:
        """Yield the app's clients, staff and list items.

        Raises ``NotAllowed``, ``TryAgain`` or ``BadInput``; a stream that breaks raises before it ends, so that whoever
        reaches the end has seen everything.
        """
        ...


@runtime_checkable
class Target(Protocol):
    """Writes one app's clients, field by field, with the canonical field names of ``reconcile.model``.

    ``TryAgain(sent=False)`` says that nothing was applied, ``TryAgain(sent=True)`` that it may have been; ``NeedsUser``
    is the app's own refusal. A value ``""`` clears the field; a field that is not named is left alone.
    """

    app: App

    def read_client(self, client_id: str) -> Client | None:
        """The client as the app holds it now; ``None`` if there is no such record any more."""
        ...

    def find_by_name(self, name: str) -> list[Client]:
        """The clients whose name is exactly this one (IMP-3)."""
        ...

    def create_client(self, values: Mapping[str, str], contacts: Sequence[Mapping[str, str]]) -> Client:
        """Create a client with its contacts and return it as the app now holds it."""
        ...

    def update_client(self, client_id: str, values: Mapping[str, str]) -> None:
        """Write these fields of a client and no other."""
        ...

    def create_contact(self, client_id: str, values: Mapping[str, str]) -> str:
        """Add a contact to a client and return the contact's id."""
        ...

    def update_contact(self, client_id: str, contact_id: str, values: Mapping[str, str]) -> None:
        """Write these fields of a contact and no other."""
        ...

    def can_write(self, entity: str, field: str) -> bool:
        """Whether the app's interface takes this field of a ``client`` or a ``contact``."""
        ...


@runtime_checkable
class SaysWhatItLacks(Protocol):
    """A target that can say before the first write which operations its interface does not take."""

    def lacks(self, verb: str, entity: str, field: str) -> str:
        """Why this field cannot be written by this kind of operation, in a sentence; nothing where it can.

        ``verb`` is create, update, contact-create or contact-update; ``entity`` is client, link or contact.
        """
        ...


@runtime_checkable
class KeepsVersions(Protocol):
    """A target whose app gives every saved state of a client a version and refuses a write that expects an older one.

    With it an edit between the last read and the write is not overwritten either. Neither XPM's nor Ignition's interface offers
    this today, so their targets do not.
    """

    def version(self, client: Client) -> str:
        """The version of a client as it was read; never empty."""
        ...

    def expecting(self, client_id: str, version: str) -> Target:
        """This target for one write: it raises ``errors.Moved`` where the client is of another version by then."""
        ...


@runtime_checkable
class ListsChanges(Protocol):
    """A target whose app lists, in one call, the clients that have changed since a moment; XPM's does."""

    def read_changed_since(self, when: datetime) -> list[Client]:
        """The clients that the app says have changed, as they are now; ``when`` must have a time zone."""
        ...


@runtime_checkable
class CountsCalls(Protocol):
    """A target that counts its calls."""

    @property
    def calls(self) -> int:
        """How many requests it has sent so far, repeats included."""
        ...
