"""XPM's calls about contacts. One person may be a contact of several clients, with a place of its own at each."""

from __future__ import annotations

from reconcile.sandbox.documents import Document
from reconcile.sandbox.identity import contact_alias
from reconcile.sandbox.state import Edit, SandboxState
from reconcile.sandbox.xpm.calls import Answer, BusinessError, Call, HttpError, listing
from reconcile.sandbox.xpm.documents import pick
from reconcile.sandbox.xpm.elements import CONTACT_ORDER
from reconcile.sandbox.xpm.values import AT_CLIENT, UNDERSTOOD, person_of, place_of
from reconcile.sandbox.xpm.wire import Body, Fields

EMPTY_CONTACT = dict.fromkeys(("Name", "Salutation", "Addressee", "Mobile", "Email", "Phone"), "")
MOST_ATTACHED = 10


def get_contact(call: Call) -> Answer:
    """One contact; its position and whether it is primary only where ``clientUuid`` says at which client."""
    client_id = call.query.get("clientUuid", "")
    return _answer(call, client_id or contact_alias(call.identifier), call.identifier, at_client=bool(client_id))


def add_contact(call: Call) -> Answer:
    """Create a contact and attach it to the client that the body names."""
    body = call.body(UNDERSTOOD)
    client_id = _client_of(body)
    if call.state.xpm_client(client_id) is None:
        raise BusinessError("Invalid client identifier")
    contact = new_contact(call.state, body)
    call.changed(call.state.change("xpm", client_id, lambda document: attach(document, contact, body)))
    return _answer(call, client_id, contact["UUID"], at_client=True)


def update_contact(call: Call) -> Answer:
    """Change a person at every client, its place only at the client that the address or the body names."""
    body = call.body(UNDERSTOOD)
    if "Name" in body and not person_of(body)["Name"]:
        raise BusinessError("Contact name is required")
    client_id = call.query.get("clientUuid") or _client_of(body)
    holders = _holders(call)
    if not holders or client_id not in ("", *holders):
        raise BusinessError("Invalid contact identifier")
    for holder in holders:
        place = body if holder == client_id else {}
        call.changed(call.state.change("xpm", holder, _update(call.identifier, body, place)))
    return _answer(call, client_id or holders[0], call.identifier, at_client=bool(client_id))


def delete_contact(call: Call) -> Answer:
    """Take a contact off one client, or off all of them."""
    client_id = call.query.get("clientUuid", "")
    holders = [holder for holder in _holders(call) if client_id in ("", holder)]
    if not holders:
        raise BusinessError("Invalid contact identifier")
    answer = _answer(call, holders[0], call.identifier, at_client=False)
    for holder in holders:
        call.changed(call.state.change("xpm", holder, lambda document: _detach(document, call.identifier)))
    return answer


def attach_contacts(call: Call) -> Answer:
    """Attach up to ten existing contacts to a client, each with its place there."""
    wanted = call.body(UNDERSTOOD).get("Contacts", [])
    if not 1 <= len(wanted) <= MOST_ATTACHED:
        raise HttpError(400, f"Between 1 and {MOST_ATTACHED} contacts are expected")
    if call.state.xpm_client(call.identifier) is None:
        raise HttpError(404, "Client not found")
    people = [(_person(call.state, place), place) for place in wanted]

    def attach_all(document: Document) -> None:
        for person, place in people:
            attach(document, person, place)

    call.changed(call.state.change("xpm", call.identifier, attach_all))
    client = call.state.xpm_client(call.identifier) or {}
    contacts = [pick(contact, ("UUID", "Position", "IsPrimary")) for contact in client["Contacts"]]
    return Answer("Contacts", [("Client", [("UUID", client["UUID"]), *listing("Contacts", "Contact", contacts)])])


def new_contact(state: SandboxState, body: Body) -> Document:
    """A person out of a body, with an id of its own. Raises `BusinessError` without a name."""
    person = {**EMPTY_CONTACT, **person_of(body)}
    if not person["Name"]:
        raise BusinessError("Contact name is required")
    return {"UUID": state.new_uuid("xpm-contact"), **person}


def attach(document: Document, person: Document, place: Body) -> None:
    """Put a person into a client's contacts; the only primary contact of a client is the one that was named last."""
    _detach(document, person["UUID"])
    document["Contacts"] = [*document.get("Contacts", ()), {**person, "IsPrimary": "No", "Position": ""}]
    _place(document, person["UUID"], place)


def _update(contact_id: str, body: Body, place: Body) -> Edit:
    def edit(document: Document) -> None:
        contact = find(document, contact_id)
        if contact is not None:
            contact.update(person_of(body))
            _place(document, contact_id, place)

    return edit


def find(document: Document | None, contact_id: str) -> Document | None:
    """The contact of this UUID at a client, or ``None``."""
    contacts = (document or {}).get("Contacts", ())
    return next((contact for contact in contacts if contact["UUID"] == contact_id), None)


def _place(document: Document, contact_id: str, place: Body) -> None:
    values = place_of(place)
    for contact in document["Contacts"]:
        if contact["UUID"] == contact_id:
            contact.update(values)
        elif values.get("IsPrimary") == "Yes":
            contact["IsPrimary"] = "No"


def _detach(document: Document, contact_id: str) -> None:
    document["Contacts"] = [contact for contact in document.get("Contacts", ()) if contact["UUID"] != contact_id]


def _person(state: SandboxState, place: Body) -> Document:
    contact_id = str(place.get("UUID", ""))
    contact = find(state.client("xpm", contact_alias(contact_id)), contact_id)
    if contact is None:
        raise HttpError(404, "Contact not found")
    return {name: value for name, value in contact.items() if name not in AT_CLIENT}


def _holders(call: Call) -> list[str]:
    return [row.document["UUID"] for row in call.state.rows("xpm", alias=contact_alias(call.identifier))]


def _client_of(body: Body) -> str:
    client = body.get("Client")
    return str(client.get("UUID", "")) if isinstance(client, dict) else ""


def _answer(call: Call, client_id: str, contact_id: str, *, at_client: bool) -> Answer:
    contact = find(call.state.client("xpm", client_id), contact_id)
    if contact is None:
        raise BusinessError("Invalid contact identifier")
    fields: Fields = [(name, contact[name]) for name in CONTACT_ORDER if name in contact]
    kept = fields if at_client else [(name, value) for name, value in fields if name not in AT_CLIENT]
    return Answer("Contact", [("Contact", kept)])
