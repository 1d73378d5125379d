"""What makes a row of Ignition's client export one to trust, and what its cells mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from reconcile.apps.fields import EXPORT_CONTACT
from reconcile.apps.files.rejected import Rejected
from reconcile.model import State

REQUIRED = ("Client Id", "Client Name", "Contact Id")
"""The columns without which a row cannot be told from another."""

SAME_IN_A_CLIENT = ("Client Name", "Client Reference", "Client State", "XPM Id")
"""The columns that must be equal in all rows of one client."""

OTHER_IDS: Mapping[str, str] = {
    "number": "Client Id",
    "reference": "Client Reference",
    "external": "External Client ID",
    "slug": "Client Slug",
}
"""The client's ids in a row. No export is known to have the slug (``cli_…``); one that does keeps it."""

_AS_IGNITION_WROTE_IT = "Keep the ids as Ignition wrote them; export the clients again if they are lost."
_PROPOSAL = re.compile(r"^(?P<name>.*?)\s*[(\[:](?P<state>[^()\[\]:]*)[)\]]?$", re.DOTALL)


def is_of_contact(column: str) -> bool:
    """Whether a column belongs to the row's contact rather than to its client."""
    return column.startswith(("Contact ", "Is "))


def fault_of(line: int, cells: Mapping[str, str], row: tuple[str | None, ...]) -> Rejected | None:
    """What is wrong with a row by itself; ``cells`` are its values by header, ``row`` the same in order."""
    if not is_number(cells["Client Id"]):
        return Rejected(line, "Client Id", "the client's id is not a number", _AS_IGNITION_WROTE_IT, row)
    if not cells["Client Name"]:
        return Rejected(line, "Client Name", "the client has no name", "Fill in the client's name.", row)
    has_contact = any(cells.get(column) for column in EXPORT_CONTACT.values())
    if not is_number(cells["Contact Id"]) and (cells["Contact Id"] or has_contact):
        return Rejected(line, "Contact Id", "the contact's id is not a number", _AS_IGNITION_WROTE_IT, row)
    return None


def against_its_client(
    line: int, cells: Mapping[str, str], row: tuple[str | None, ...], before: Sequence[Mapping[str, str]]
) -> Rejected | None:
    """What is wrong with a row beside the earlier rows of its client."""
    if not before:
        return None
    for column in SAME_IN_A_CLIENT:
        if cells.get(column) != before[0].get(column):
            hint = "Make the rows of one client agree in what is the client's own."
            return Rejected(line, column, "two rows of one client differ", hint, row)
    if any(cells.get("Contact Id") == other.get("Contact Id") for other in before):
        return Rejected(line, "Contact Id", "one contact stands twice at one client", "Remove one of the rows.", row)
    return None


def other_ids(row: Mapping[str, str]) -> dict[str, str]:
    """The client's further ids in a row, those that are filled in."""
    return {kind: row[column] for kind, column in OTHER_IDS.items() if row.get(column)}


def state_of(value: object) -> State:
    """Ignition's state; one that is not known to us is ``unknown``, not an error."""
    text = str(value or "").strip().lower()
    return State(text) if text in set(State) else State.UNKNOWN


def proposals(text: str) -> list[dict[str, str]]:
    """The proposals of a ``Proposal List`` cell, ``name (state)`` separated by ``|``; the state is ``""`` if untold."""
    found = []
    for part in filter(None, (part.strip() for part in text.split("|"))):
        match = _PROPOSAL.match(part)
        name, state = (match["name"], match["state"].strip().lower()) if match else (part, "")
        found.append({"name": name, "state": state})
    return found


def yes_no(value: str | None) -> bool | None:
    """``Yes`` or ``No`` as a flag; anything else is untold."""
    return {"yes": True, "no": False}.get((value or "").strip().lower())


def is_number(text: str) -> bool:
    """Whether a text is digits and nothing else."""
    return text.isascii() and text.isdigit()
