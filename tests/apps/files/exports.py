"""Ignition's client export, written as Ignition writes it, from clients that a test makes up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from reconcile.apps.fields import EXPORT_CLIENT, EXPORT_COLUMNS, EXPORT_CONTACT
from reconcile.model import App, Client, Contact, State

STATES = (State.LEAD, State.ACTIVE, State.INACTIVE, State.LOST, State.ARCHIVED)


def export_rows(client: Client) -> list[dict[str, str]]:
    """A client's rows: one for each contact, or one without."""
    own = {column: getattr(client, field) or "" for field, column in EXPORT_CLIENT.items()}
    own |= {
        "Client Id": client.client_id,
        "Client State": client.state.value,
        "Client Group Name": "".join(client.groups),
    }
    own |= {
        "Client Reference": client.other_ids.get("reference", ""),
        "External Client ID": client.other_ids.get("external", ""),
    }
    rows = []
    for contact in client.contacts:
        told = {column: getattr(contact, field) or "" for field, column in EXPORT_CONTACT.items()}
        primary = {True: "Yes", False: "No", None: ""}[contact.is_primary]
        rows.append({**own, **told, "Contact Id": contact.contact_id, "Is Primary Contact": primary})
    return rows or [{**own, "Contact Id": ""}]


def export_csv(rows: Iterable[Mapping[str, str]], columns: Sequence[str] = EXPORT_COLUMNS) -> bytes:
    """UTF-8, line feeds, every field quoted."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
number = st.integers(1, 10**9).map(str)
contact = st.builds(
    Contact,
    contact_id=number,
    is_primary=st.sampled_from([True, False]),
    **dict.fromkeys(EXPORT_CONTACT, text),
)


@st.composite
def clients(draw: st.DrawFn) -> Client:
    """Any client that an export can hold."""
    contacts = tuple(draw(st.lists(contact, max_size=3, unique_by=lambda each: each.contact_id)))
    primary = next((each for each in contacts if each.is_primary), contacts[0] if contacts else None)
    client_id = draw(number)
    others = {kind: draw(text) for kind in ("reference", "external")}
    group = draw(text)
    fields: dict[str, Any] = {field: draw(text) for field in EXPORT_CLIENT if field != "name"}
    return Client(
        App.IGNITION,
        client_id,
        draw(text.filter(bool)),
        state=draw(st.sampled_from(STATES)),
        email=primary.email if primary else None,
        groups=(group,) if group else (),
        contacts=contacts,
        other_ids={"number": client_id} | {kind: value for kind, value in others.items() if value},
        **fields,
    )
