"""From the state's XPM documents to the elements of an answer, in the order of version 3.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reconcile.sandbox.documents import Document
from reconcile.sandbox.state import SandboxState
from reconcile.sandbox.xpm.elements import CLIENT_ORDER, CONTACT_ORDER, NOTE_ORDER, RELATION_ORDER
from reconcile.sandbox.xpm.wire import Fields, Items

PIECE = 200
"""Clients whose relations are looked up together while a list is streamed."""

WEB = "https://practicemanager.xero.com"


class ClientWriter:
    """Turns client documents into elements; looks up the names of staff, groups and related clients in the state."""

    def __init__(self, state: SandboxState) -> None:
        self._state = state
        self._staff = {entry["UUID"]: entry["Name"] for entry in state.listed("xpm", "staff")}
        self._groups = {entry["UUID"]: entry["Name"] for entry in state.listed("xpm", "group")}

    def clients(self, documents: Iterable[Document], *, detailed: bool) -> Iterator[Fields]:
        """Clients with contacts and, where ``detailed``, notes, groups and relationships; streamed."""
        for piece in batched_lists(documents):
            names = self._state.names("xpm", sorted({other for document in piece for other in _others(document)}))
            for document in piece:
                yield self._client(document, names, contacts=True, detailed=detailed)

    def client(self, document: Document) -> Fields:
        """One client with everything."""
        return next(self.clients([document], detailed=True))

    def base(self, document: Document) -> Fields:
        """A client as the paged list has it: without contacts, notes, groups and relationships."""
        return self._client(document, self._state.names("xpm", _others(document)), contacts=False, detailed=False)

    def _client(self, document: Document, names: dict[str, str], *, contacts: bool, detailed: bool) -> Fields:
        people = {"AccountManager": self._staff, "JobManager": self._staff, "BillingClient": names}
        fields: Fields = []
        for element in CLIENT_ORDER:
            if element not in document:
                continue
            value = document[element]
            fields.append((element, named(value, people[element]) if element in people else str(value)))
        if contacts:
            fields.append(
                ("Contacts", Items("Contact", [pick(item, CONTACT_ORDER) for item in _list(document, "Contacts")]))
            )
        if detailed:
            fields += self._details(document, names)
        fields.append(("WebUrl", f"{WEB}/Client/{document['Number']}/Detail"))
        return fields

    def _details(self, document: Document, names: dict[str, str]) -> Fields:
        notes = [pick(note, NOTE_ORDER) for note in _list(document, "Notes")]
        groups = [named(group, self._groups) for group in _list(document, "Groups")]
        relations = []
        for relation in _list(document, "Relationships"):
            related = {**relation, "RelatedClient": named(relation["RelatedClient"], names)}
            relations.append([(name, related[name]) for name in RELATION_ORDER if name in related])
        return [
            ("Notes", Items("Note", notes)),
            ("Groups", Items("Group", groups)),
            ("Relationships", Items("Relationship", relations)),
        ]


def named(uuid: str, names: dict[str, str]) -> Fields:
    """A reference to another record: its UUID and its name."""
    return [("UUID", uuid), ("Name", names.get(uuid, ""))]


def pick(document: Document, order: tuple[str, ...]) -> Fields:
    """The elements that a document has, in this order."""
    return [(name, str(document[name])) for name in order if name in document]


def batched_lists(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Documents in pieces of `PIECE`."""
    piece: list[Document] = []
    for document in documents:
        piece.append(document)
        if len(piece) == PIECE:
            yield piece
            piece = []
    if piece:
        yield piece


def _list(document: Document, name: str) -> list[Any]:
    found: list[Any] = document.get(name, [])
    return found


def _others(document: Document) -> list[str]:
    others = [relation["RelatedClient"] for relation in _list(document, "Relationships")]
    return [*others, document["BillingClient"]] if "BillingClient" in document else others
