"""XPM's calls that change clients: add, update, archive, delete."""

from __future__ import annotations

from reconcile.sandbox.documents import Document
from reconcile.sandbox.state import Edit
from reconcile.sandbox.xpm.calls import Answer, BusinessError, Call
from reconcile.sandbox.xpm.contacts import attach, new_contact
from reconcile.sandbox.xpm.documents import ClientWriter
from reconcile.sandbox.xpm.values import ALWAYS_THERE, UNDERSTOOD, set_client
from reconcile.sandbox.xpm.wire import Body

FRESH: Document = {
    **dict.fromkeys(ALWAYS_THERE, ""),
    **dict.fromkeys(("IsProspect", "IsArchived", "IsDeleted", "GSTRegistered"), "No"),
    **dict.fromkeys(("TaxNumber", "CompanyNumber", "BusinessNumber"), ""),
}
"""What a client has that was created with nothing but a name."""


def add_client(call: Call) -> Answer:
    """Create a client with its contacts. Names need not be unique, and nothing makes a repeated call harmless."""
    body = call.body(UNDERSTOOD)
    document: Document = {**FRESH, "Contacts": [], "Groups": [], "Notes": [], "Relationships": []}
    set_client(call.state, document, {"Name": "", **body})
    for contact in body.get("Contacts", ()):
        attach(document, new_contact(call.state, contact), contact)
    document["UUID"] = call.state.new_uuid("xpm-client")
    document["Number"] = call.state.next_number("xpm-client")
    call.state.put_xpm_client(document)
    call.changed(True)
    return _answer(call, "Add", document["UUID"])


def update_client(call: Call) -> Answer:
    """Change the elements of a client that the body has."""
    body = call.body(UNDERSTOOD)
    return _edit(call, "Update", body, lambda document: set_client(call.state, document, body))


def archive_client(call: Call) -> Answer:
    """Archive a client; there is no way back in the interface."""
    return _edit(call, "Archive", call.body(UNDERSTOOD), lambda document: document.update(IsArchived="Yes"))


def delete_client(call: Call) -> Answer:
    """Mark a client as deleted."""
    _edit(call, "Delete", call.body(UNDERSTOOD), lambda document: document.update(IsDeleted="Yes"))
    return Answer("Delete", [])


def _edit(call: Call, method: str, body: Body, edit: Edit) -> Answer:
    client_id = str(body.get("UUID", ""))
    document = call.state.xpm_client(client_id)
    if document is None or document["UUID"] != client_id or document.get("IsDeleted") == "Yes":
        raise BusinessError("Invalid client identifier")
    call.changed(call.state.change("xpm", client_id, edit))
    return _answer(call, method, client_id)


def _answer(call: Call, method: str, client_id: str) -> Answer:
    document = call.state.xpm_client(client_id) or {}
    return Answer(method, [("Client", ClientWriter(call.state).client(document))])
