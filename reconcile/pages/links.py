"""Links: which record of XPM or Gusto is which client of Ignition, since when, and what is wrong with a link."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from reconcile import frames, show
from reconcile.links import check_links
from reconcile.model import App
from reconcile.pages import menu
from reconcile.pages.allowed import button
from reconcile.pages.client_drawer import drawer, open_client
from reconcile.pages.grid import paged
from reconcile.pages.link_by_hand import link_by_hand
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.top import begin, chosen, nothing_yet, said, showing, telling
from reconcile.show.links import ORIGINS, LinkFilter, link_facets, shown_links, with_checks
from reconcile.show.paging import grid_key
from reconcile.show.words import app_label, count, when
from reconcile.workspace.people import Role

WIDE = {name: st.column_config.Column(width="medium") for name in ("Client there", "Client in Ignition", "From")}


def main() -> None:
    facts = begin("Links", "Which record of XPM or Gusto is which client of Ignition, and how that is known.")
    if App.IGNITION not in facts.clients or len(facts.clients) < 2:
        text = "A link ties a client of Ignition to one of XPM or Gusto; both sides need a snapshot first."
        nothing_yet("⧟", "Nothing to link yet", text, page=menu.SNAPSHOTS, label="Go to Snapshots")
        return
    with showing(), st.expander("Link two clients by hand", icon=":material/add_link:", expanded=facts.links.empty):
        link_by_hand(facts)
    with showing():
        _list(facts)
        drawer(facts)


def _list(facts: Facts) -> None:
    links = facts.kept("checked links", lambda: _checked(facts), facts.version)
    if links.empty:
        text = "Exactly equal names are linked on the First import page; near ones are decided on the Duplicates page."
        nothing_yet("⧟", "No link yet", text, page=menu.FIRST_IMPORT, label="Go to First import")
        return
    rows = _filtered(links)
    st.html(f'<div class="rc-quiet">{count(len(rows), "link")} of {len(links):,}</div>')
    if rows.empty:
        st.html(show.empty_state("⧟", "No link fits", "Remove a filter to see the others."))
        return
    picked = _grid(rows)
    if picked is None:
        st.caption("Pick a row to see both records, and to unlink them.")
    else:
        _one(facts, picked)


def _checked(facts: Facts) -> pd.DataFrame:
    """The links with what is to look at beside each."""
    taken_at = {app: snapshot.taken_at for app, snapshot in facts.ws.newest().items()}
    return with_checks(facts.links, check_links(facts.links, facts.clients, taken_at))


def _filtered(links: pd.DataFrame) -> pd.DataFrame:
    facets = link_facets(links)
    first, second, third = st.columns([8, 11, 9], vertical_alignment="bottom")
    with first:
        text = st.text_input(
            "Name", key="link-name", placeholder="Search a name", icon=":material/search:", type="search", live=True
        )
    with second:
        origins = chosen("Known by", facets["origin"], ORIGINS, "from")
    with third:
        looks = chosen("To look at", facets["look"], {}, "look") if facets["look"] else []
    return LinkFilter(text or "", origins, looks).rows(links)


def _grid(rows: pd.DataFrame) -> dict[str, Any] | None:
    page = paged("links", rows, size=10)
    shown = shown_links(page.rows)
    ids = list(shown["link_id"])
    state = st.dataframe(
        shown.drop(columns="link_id"),
        hide_index=True,
        key=grid_key("links", ids),
        on_select="rerun",
        selection_mode="single-row",
        column_config=WIDE,
    )
    places = state["selection"]["rows"]
    return frames.rows_of(page.rows.iloc[[places[0]]])[0] if places else None


def _one(facts: Facts, link: dict[str, Any]) -> None:
    with st.container(border=True):
        if link["look"]:
            st.html(show.notice(str(link["look"]).capitalize(), str(link["why"]), tone="warn"))
        sides = [_side(facts, link["app_a"], link["id_a"]), _side(facts, App.IGNITION.value, link["id_b"])]
        if sides[0] and sides[1]:
            st.html(show.compare_records(sides[0], sides[1]))
        else:
            gone = app_label(link["app_a"]) if not sides[0] else App.IGNITION.label
            st.html(show.notice(f"{gone} has this record no longer.", "The link stays until you end it.", tone="warn"))
        origin = ORIGINS.get(link["origin"], link["origin"])
        text = f"Linked {when(link['linked_at'], facts.zone)} by {link['linked_by']}: {origin} ({link['rule']})."
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.html(f'<div class="rc-quiet">{text}</div>', width="content")
            open_client(f"{link['app_a']}:{link['id_a']}")
            if button("Unlink…", Role.REVIEWER, icon=":material/link_off:", key=f"unlink-{link['link_id']}"):
                _confirm(link)


def _side(facts: Facts, app: str, client_id: str) -> dict[str, Any]:
    records = facts.ws.records()
    found = frames.rows_of(records[records["id"] == f"{app}:{client_id}"])
    return found[0] if found else {}


@st.dialog("End this link?")
def _confirm(link: dict[str, Any]) -> None:
    text = "From the next plan on they are two clients, and nothing links them again by itself. The link stays in the history."
    st.html(show.notice(f"{link['name_a']} and {link['name_b']}", text, tone="warn"))
    if st.button(
        "End the link",
        type="primary",
        key="end-link",
        on_click=_unlink,
        args=(link["app_a"], link["id_a"], link["id_b"]),
    ):
        st.rerun()  # a press inside a dialog draws the dialog again and nothing else


def _unlink(app: str, client_id: str, ignition_id: str) -> None:
    with telling():
        workspace().unlink(app, client_id, ignition_id)
        said("The link has ended.", "Link the two by hand again if that was a mistake.")


if __name__ == "__main__":
    main()
