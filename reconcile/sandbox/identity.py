"""Under which ids and names each app's documents are found.

Ignition knows one client by three ids (``cli_…``, ``CLI-0001`` and a number), a Gusto token stands for one company, and
contacts and groups lead to the clients that hold them.
"""

from __future__ import annotations

from reconcile.sandbox.documents import Document, Identity


def contact_alias(contact_id: object) -> str:
    """The alias under which the client of a contact is found."""
    return f"contact:{contact_id}"


def group_alias(group_id: object) -> str:
    """The alias under which the members of an XPM client group are found."""
    return f"group:{group_id}"


def token_alias(token: str) -> str:
    """The alias under which the company of a Gusto token is found."""
    return f"token:{token}"


def identify(app: str, kind: str, document: Document) -> Identity:
    """The id, name and aliases of a document of one app; ``kind`` is ``client`` or the name of a small list."""
    if app == "gusto" and kind == "client":
        company = document["company"]
        return Identity(company["uuid"], company["name"], (token_alias(document["token"]),))
    if kind != "client":
        return Identity(str(document.get("UUID") or document["id"]), str(document.get("Name") or document.get("name")))
    if app == "xpm":
        contacts = tuple(contact_alias(contact["UUID"]) for contact in document.get("Contacts", ()))
        groups = tuple(group_alias(group) for group in document.get("Groups", ()))
        return Identity(document["UUID"], document["Name"], contacts + groups)
    contacts = tuple(contact_alias(contact["id"]) for contact in document.get("contacts", ()))
    return Identity(document["slug"], document["name"], (str(document["id"]), document["reference"], *contacts))
