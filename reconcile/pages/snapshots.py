"""Snapshots: taking them from the apps and from files, their history, and what changed between two."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from reconcile import frames, show
from reconcile.errors import ReconcileError
from reconcile.model import App
from reconcile.pages.allowed import button
from reconcile.pages.connections import sign_in_again
from reconcile.pages.grid import COUNTED, read_only
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.top import begin, chosen, showing
from reconcile.pages.upload import upload
from reconcile.show.changes import facet
from reconcile.show.differences import difference_counts, shown_differences
from reconcile.show.notices import cards
from reconcile.show.words import ago, app_label, count, when
from reconcile.workspace.people import Role

_COUNTS = ("Clients", "Current", "Archived", "Contacts", "Staff")


def main() -> None:
    facts = begin("Snapshots", "A snapshot is a copy of an app's client list. Taking one writes nothing to the app.")
    with showing():
        sign_in_again(facts)
        _take(facts)
    apps, file, difference = "History", "From a file", "What changed"
    tab_history, tab_file, tab_difference = st.tabs([apps, file, difference])
    with tab_history, showing():
        _history(facts)
    with tab_file, showing():
        upload()
    with tab_difference, showing():
        _difference(facts)


def _take(facts: Facts) -> None:
    connected = facts.ws.connections.apps
    columns = st.columns(3)
    for column, app in zip(columns, (App.XPM, App.IGNITION, App.GUSTO), strict=True):
        with column, st.container(border=True):
            taken = facts.ws.newest().get(app)
            note = f"{taken.clients:,} clients, taken {ago(taken.taken_at)}" if taken else "No snapshot yet"
            st.html(
                f"<strong>{app.label}</strong><br>{note}<br><span class='rc-quiet'>{escape(_place(facts, app))}</span>"
            )
            if app in connected and (takes := _takes(facts, app)):
                st.caption(takes)
            label = f"Take a snapshot of {app.label}"
            if button(
                label, Role.REVIEWER, key=f"take-{app}", icon=":material/photo_camera:", disabled=app not in connected
            ):
                _take_these([app])
    if not connected:
        text = "Upload the lists that the apps export under “From a file”, or connect the apps under Settings."
        st.html(show.notice("No app is connected to this practice.", text))
    elif button("Take all", Role.REVIEWER, type="primary", key="take-all", icon=":material/photo_library:"):
        _take_these(list(connected))


def _place(facts: Facts, app: App) -> str:
    """Where the connection leads, without its token."""
    connection = getattr(facts.ws.connections, app.value)
    return f"connected to {connection.base_url}" if connection is not None else "not connected"


def _takes(facts: Facts, app: App) -> str:
    """How many calls a snapshot takes and how long that is, before it is begun (REL-14)."""
    try:
        estimate = facts.ws.estimate_snapshot(app)
    except ReconcileError:  # a connection that has to be put right first says so under Settings
        return ""
    return estimate.sentence.removeprefix(f"{app.label}: ").capitalize() if estimate is not None else ""


def _take_these(apps: list[App]) -> None:
    """Reads one app after another; one that fails leaves the others' snapshots as they are."""
    ws = workspace()
    expected = {app: snapshot.clients for app, snapshot in ws.newest().items()}
    went_well = True
    for app in apps:
        went_well &= _take_one(app, expected.get(app, 0))
    if went_well:
        st.rerun()


def _take_one(app: App, expected: int) -> bool:
    with st.status(f"Reading {app.label}…", expanded=True) as status:
        bar = st.progress(0.0, text="Asking for the clients")

        def read(number: int) -> None:
            share = min(number / expected, 0.99) if expected else 0.5
            bar.progress(share, text=f"{number:,} clients read")

        done = False
        with showing():
            taken = workspace().take_snapshot(app, progress=read)
            bar.progress(1.0, text=f"{count(taken.clients, 'client')}, {count(taken.contacts, 'contact')}")
            done = True
        status.update(
            label=f"{app.label}: {'done' if done else 'nothing was stored'}", state="complete" if done else "error"
        )
    return done


def _history(facts: Facts) -> None:
    table = facts.ws.snapshots()
    if table.empty:
        st.html(
            show.empty_state(
                "◌", "No snapshot yet", "Take one of each app above, or read an export under “From a file”."
            )
        )
        return
    st.caption("A snapshot is never changed. Everything is worked out from the newest one of each app.")
    columns = {**dict.fromkeys(_COUNTS, COUNTED), "Notes": st.column_config.Column(width="large")}
    read_only("snapshots", table, lambda rows: _shown(facts, rows), columns)


def _shown(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    return frames.frame(
        ("App", "Taken", "From", *_COUNTS, "Seconds", "Notes"),
        [
            (
                app_label(row["app"]),
                when(row["taken_at"], facts.zone),
                row["origin_place"],
                row["clients"],
                row["current"],
                row["archived"],
                row["contacts"],
                row["staff"],
                round(row["seconds"], 1),
                "; ".join(row["notes"]),
            )
            for row in frames.rows_of(rows)
        ],
    )


def _difference(facts: Facts) -> None:
    history = facts.ws.snapshot_list()
    several = [app for app in App if sum(snapshot.app is app for snapshot in history) > 1]
    if not several:
        st.html(
            show.empty_state(
                "⇄", "Nothing to compare yet", "It takes two snapshots of one app to see what changed between them."
            )
        )
        return
    names = {
        snapshot.snapshot_id: f"{when(snapshot.taken_at, facts.zone)} · {snapshot.clients:,} clients"
        for snapshot in history
    }
    first, second, third = st.columns(3)
    app = first.selectbox("App", several, format_func=lambda value: value.label, key="difference-app")
    ids = [snapshot.snapshot_id for snapshot in reversed(history) if snapshot.app is app]
    newer = second.selectbox("Newer", ids[:-1], format_func=names.__getitem__, key="difference-newer")
    older = third.selectbox("Older", ids[ids.index(newer) + 1 :], format_func=names.__getitem__, key="difference-older")
    rows = facts.ws.compare_snapshots(older, newer)
    if rows.empty:
        st.html(show.notice("The two snapshots are equal.", tone="good"))
        return
    st.html(cards(difference_counts(rows)))
    whats = chosen("What", facet(rows, "what"), {}, "difference")
    read_only("difference", rows[rows["what"].isin(whats)] if whats else rows, shown_differences)


if __name__ == "__main__":
    main()
