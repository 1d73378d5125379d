"""Settings: scope and direction per app, what a sync under them would overwrite, and the limits of an apply (SET-1 to SET-9)."""

from __future__ import annotations

import zoneinfo
from typing import Any

import streamlit as st

from reconcile import show
from reconcile.errors import ReconcileError
from reconcile.model import App
from reconcile.pages.allowed import button
from reconcile.pages.answers import choices, receive_answer
from reconcile.pages.connections import panel
from reconcile.pages.grid import read_only
from reconcile.pages.people import people
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.top import begin, said, showing, telling
from reconcile.policy.settings import AppSettings, Direction, Limits, Nightly, Scope, Settings, recommended_settings
from reconcile.show.changes import shown_changes
from reconcile.show.words import count
from reconcile.workspace.people import Role

SCOPES = {Scope.EVERYTHING: "Everything", Scope.CLIENT_NAME: "Client name only", Scope.NOTHING: "Nothing"}
CONFLICTS = {"ask": "Ask: nothing is written until a person has chosen", "newest": "The newest change wins"}
TRIGGERS = {"accepted": "A proposal of it is accepted", "workflow": "Its first workflow is deployed"}
IMPORTS = {"all": "Every current XPM client becomes a lead", "pick": "Only the clients that a person picks"}
NIGHTS = {
    "nothing": "Nothing: a night only reads and plans",
    "fill": "Values for fields that are empty, contacts that are missing",
    "update": "Also new values in place of old ones that nobody edited",
}
WINNERS = {"xpm": "XPM's value stands", "ignition": "Ignition's value stands"}


def main() -> None:
    receive_answer()
    facts = begin("Settings", "What the apps exchange and in which direction, and where an apply stops by itself.")
    with showing():
        choices(facts)
    with showing():
        now = facts.settings
        wanted = _form(now)
        if wanted is not None:
            _review(facts, now, wanted)
        people(facts)
    with showing():
        panel(facts)


def _form(now: Settings) -> Settings | None:
    """The settings as the page shows them; None where they are refused, which is then shown in place."""
    values: dict[str, Any] = {}
    left, right = st.columns(2)
    with left, st.container(border=True):
        st.subheader("XPM")
        values["xpm"] = _app(App.XPM, now.xpm)
    with right, st.container(border=True):
        st.subheader("Gusto")
        values["gusto"] = _app(App.GUSTO, now.gusto)
    values |= _choices(now)
    values["limits"] = _limits(now.limits)
    values["nightly"] = _nightly(now.nightly)
    try:
        wanted = Settings(**values)
        wanted.check()
    except ReconcileError as error:
        st.html(show.problem(error))
        st.button("Save", type="primary", disabled=True, key="save")
        return None
    return wanted


def _app(app: App, now: AppSettings) -> AppSettings:
    directions = {
        Direction.FROM_APP: f"From {app.label} to Ignition",
        Direction.TO_APP: f"From Ignition to {app.label}",
        Direction.TWO_WAY: "Two-way",
    }
    scope = _select("Sync data", SCOPES, now.scope, f"{app}-scope")
    direction = _select("Sync direction", directions, now.direction, f"{app}-direction", off=scope is Scope.NOTHING)
    return AppSettings(scope=scope, direction=direction)


def _select(label: str, words: dict[Any, str], now: Any, key: str, *, off: bool = False) -> Any:
    options = list(words)
    return st.selectbox(label, options, index=options.index(now), format_func=words.__getitem__, key=key, disabled=off)


def _choices(now: Settings) -> dict[str, Any]:
    zones = sorted(zoneinfo.available_timezones())
    left, right = st.columns(2)
    with left:
        found = {
            "conflict": _select("When both sides changed one field", CONFLICTS, now.conflict, "conflict"),
            "first_winner": _select(
                "When two linked records differ from the start", WINNERS, now.first_winner, "first-winner"
            ),
            "timezone": st.selectbox(
                "The practice's time zone", zones, index=zones.index(now.timezone), key="timezone"
            ),
        }
    with right:
        found |= {
            "import_mode": _select("First import", IMPORTS, now.import_mode, "import-mode"),
            "create_trigger": _select(
                "A client of Ignition is created in XPM when", TRIGGERS, now.create_trigger, "trigger"
            ),
        }
    return found


def _limits(now: Limits) -> Limits:
    st.subheader("Brakes")
    st.caption("An apply that goes past one of these stops before its first write and asks for the number of changes.")
    columns = st.columns(4)
    counts = {"changes": "Changes", "creates": "New clients", "clears": "Cleared values"}
    values = {
        name: int(column.number_input(label, min_value=0, value=getattr(now, name), step=1, key=f"limit-{name}"))
        for column, (name, label) in zip(columns, counts.items(), strict=False)
    }
    text = "An app's list may shrink to this share of its last snapshot"
    percent = columns[3].number_input(
        "Least share of the last list, %", 0, 100, round(now.shrink * 100), key="limit-shrink", help=text
    )
    return Limits(**values, shrink=int(percent) / 100)


def _nightly(now: Nightly) -> Nightly:
    st.subheader("Every night")
    st.caption("`python -m reconcile schedule` syncs at midnight. It never creates or clears anything by itself.")
    left, right = st.columns(2)
    with left:
        apply = _select("A night may apply by itself", NIGHTS, now.apply, "nightly-apply")
    limit = right.number_input(
        "At most so many changes a night", 1, 1_000, now.limit, key="nightly-limit", disabled=apply == "nothing"
    )
    return Nightly(apply=apply, limit=int(limit))


def _review(facts: Facts, now: Settings, wanted: Settings) -> None:
    """Before settings are kept: what the next sync under them would overwrite (SET-9)."""
    changed = wanted != now
    if changed and len(facts.ws.newest()) > 1:
        _overwritten(facts, wanted)
    with st.container(horizontal=True, vertical_alignment="center"):
        button("Save", Role.APPROVER, type="primary", key="save", disabled=not changed, on_click=_save, args=(wanted,))
        if wanted != recommended_settings():
            st.caption("Recommended with all three apps: everything from Gusto, everything to XPM (SET-4).")
        if not changed:
            st.caption("These settings are in force.")


def _overwritten(facts: Facts, wanted: Settings) -> None:
    with st.spinner("Working out what the next sync would overwrite…"):
        plan = facts.ws.preview_plan(wanted)
    rows = plan.changes[(plan.changes["before"].fillna("") != "") & plan.changes["ticked"].astype(bool)]
    text = f"{count(len(plan.changes), 'change')} in all, {len(plan.held):,} held back."
    tone = "warn" if len(rows) else "good"
    st.html(
        show.notice(f"The next sync under these settings would overwrite {count(len(rows), 'value')}.", text, tone=tone)
    )
    if len(rows):
        read_only("overwritten", rows, shown_changes)


def _save(wanted: Settings) -> None:
    with telling():
        workspace().save_settings(wanted)
        said("The settings are saved.", "A plan that was built before shows a brake; build it again.")


if __name__ == "__main__":
    main()
