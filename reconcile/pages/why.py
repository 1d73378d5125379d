"""Why isn't it syncing: a client and a field, what was checked, and the one thing to do (WHY-1 to WHY-6)."""

from __future__ import annotations

import streamlit as st

from reconcile import frames, show
from reconcile.pages import menu
from reconcile.pages.practice import Facts
from reconcile.pages.top import begin, nothing_yet, showing
from reconcile.show.diagnosis import diagnosis
from reconcile.show.words import app_label

NO_FIELD = "No field in particular"
SHOWN = 12
"""How many of the clients found are listed; more letters bring fewer."""


def main() -> None:
    facts = begin("Why isn't it syncing?", "Name a client, and the field that stays behind if it is one field.")
    if not facts.clients:
        text = "The answer is worked out from snapshots. Take one of each app first."
        nothing_yet("?", "No snapshot yet", text, page=menu.SNAPSHOTS, label="Go to Snapshots")
        return
    with showing():
        left, right = st.columns([3, 2], vertical_alignment="bottom")
        with left:
            client = _client(facts)
        with right:
            field = _field(facts)
        _address(client, field)
        if client:
            st.html(diagnosis(facts.ws.why(client, None if field == NO_FIELD else field)))
        else:
            text = "Search the client by its name. It may stand in any of the apps; take the record that was changed."
            st.html(show.empty_state("?", "Which client?", text))


def _client(facts: Facts) -> str:
    """The record that a person searched and picked, as ``app:id``; at first the one in the page's address."""
    named = st.query_params.get("client", "")
    if named and "why-name" not in st.session_state:
        st.session_state["why-name"] = _name_of(facts, named)
    text = st.text_input(
        "Client", key="why-name", placeholder="Search a name", icon=":material/search:", type="search", live=True
    )
    found = facts.ws.search(text or "", limit=SHOWN)
    ids = [f"{row['app']}:{row['client_id']}" for row in frames.rows_of(found)]
    if not ids:
        if text:
            st.html('<div class="rc-quiet">No current client has a name with this in it.</div>')
        return ""
    words = {
        key: f"{app_label(row['app'])} · {row['name']}" for key, row in zip(ids, frames.rows_of(found), strict=True)
    }
    if st.session_state.get("why-client") not in ids:
        st.session_state["why-client"] = named if named in ids else ids[0]
    return str(
        st.selectbox(
            "Clients found", ids, format_func=words.__getitem__, key="why-client", label_visibility="collapsed"
        )
    )


def _name_of(facts: Facts, named: str) -> str:
    app, _, client_id = named.partition(":")
    for known, table in facts.clients.items():
        if known.value == app:
            for name in table.loc[table["client_id"] == client_id, "name"]:
                return str(name)
    return ""


def _field(facts: Facts) -> str:
    """The field, by its label; a contact's with the word before it."""
    names = {NO_FIELD: NO_FIELD}
    for row in facts.ws.policy.rules:
        names[f"{row.entity}.{row.name}"] = row.label if row.entity == "client" else f"{row.label} (of a contact)"
    if st.session_state.get("why-field") not in names:
        wanted = st.query_params.get("field", "")
        st.session_state["why-field"] = wanted if wanted in names else NO_FIELD
    return str(st.selectbox("Field", list(names), format_func=names.__getitem__, key="why-field"))


def _address(client: str, field: str) -> None:
    """Keeps the question in the page's address, so that it can be sent to a colleague."""
    wanted = {"client": client, "field": "" if field == NO_FIELD else field}
    for name, value in wanted.items():
        if value and st.query_params.get(name) != value:
            st.query_params[name] = value
        elif not value:
            st.query_params.pop(name, None)


if __name__ == "__main__":
    main()
