"""The whole product against a model that is a plain dictionary, as a machine that hypothesis drives.

People edit in all three apps, take snapshots, decide, change settings, build plans, approve a part, apply with faults and crashes,
resume, apply twice, take back. The model knows what every app has to hold after each of these. What a run changed must be what was
approved, and everything else must be as people left it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from reconcile import frames
from reconcile.errors import Brake, NotAllowed
from reconcile.model import App, State
from reconcile.plans.plan import Plan
from reconcile.plans.run import DONE, Run
from reconcile.plans.watch import Watch
from reconcile.policy import Settings
from reconcile.workspace import Workspace
from tests.practice import Records, contact, gusto, ignition, xpm
from tests.proofs.timeline import Crash
from tests.proofs.week import REGIMES
from tests.scenarios.apps import StoryApp

Picture = dict[str, dict[str, Any]]
"""What an app holds: client id → its fields, and its contacts by id."""

CLIENT_FIELDS = ("name", "phone", "city", "fax", "xpm_id", "state")
CONTACT_FIELDS = ("name", "email", "phone", "is_primary")
NAMES = ("Kea Farm", "Moa Motors", "Ruru Optics", "Whio Rafting", "Tui Bakery", "Hoiho Cruises")
values = st.sampled_from(["", "111", "222 22", "3333"])
some_app = st.sampled_from(list(App))
faults = st.sampled_from(["", "", "xpm request", "xpm answer", "ignition request", "ignition answer"])


def picture(app: StoryApp) -> Picture:
    """An app's clients as plain dictionaries."""
    return {
        client.client_id: {
            **{name: getattr(client, name) or "" for name in CLIENT_FIELDS},
            "contacts": {
                person.contact_id: {name: getattr(person, name) or "" for name in CONTACT_FIELDS}
                for person in client.contacts
            },
        }
        for client in app.clients.values()
    }


class PracticeMachine(RuleBasedStateMachine):
    """``model`` is what every app has to hold, ``plan`` the plan at hand, ``run`` the last run that ended."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.apps = {app: StoryApp(app) for app in App}
        self.model: dict[App, Picture] = {}
        self.plan: Plan | None = None
        self.run: Run | None = None
        self.broken_off: tuple[Plan, set[str]] | None = None
        self.edited_meanwhile = False
        self.made = 0

    @initialize(regime=st.sampled_from(REGIMES))
    def begin(self, regime: Settings) -> None:
        """A linked client, one in each app alone, and a company in Gusto."""
        ann = contact("a1", "Ann", email="ann@kea.example", phone="1")
        for client in (
            xpm("x1", "Kea Farm", number="1", phone="111", city="", fax="", contacts=(ann,)),
            xpm("x2", "Moa Motors", number="2", phone="", city="222 22", fax=""),
            ignition(
                "i1", "Kea Farm", xpm_id="1", phone="3333", city="", fax="", contacts=(replace(ann, contact_id="b1"),)
            ),
            ignition("i2", "Ruru Optics", phone="111", city="", fax=""),
            gusto("g1", "Kea Farm", phone="222 22"),
        ):
            self.apps[client.app].clients[client.client_id] = client
        self.workspace = self._opened()
        self.workspace.save_settings(regime)
        self._agree()
        self.build(fresh=True)

    @rule(app=some_app, which=st.integers(0, 5), field=st.sampled_from(["phone", "city", "fax"]), value=values)
    def edit(self, app: App, which: int, field: str, value: str) -> None:
        """Somebody types a value."""
        client_id = list(self.apps[app].clients)[which % len(self.apps[app].clients)]
        self.apps[app].edit(client_id, **{field: value})
        self.model[app][client_id][field] = value

    @rule(app=st.sampled_from([App.XPM, App.IGNITION]), which=st.integers(0, 5))
    def archive(self, app: App, which: int) -> None:
        """Somebody archives a client, or takes it out of the archive."""
        client_id = list(self.apps[app].clients)[which % len(self.apps[app].clients)]
        before = self.apps[app].clients[client_id].state
        usual = State.CLIENT if app is App.XPM else State.ACTIVE
        state = usual if before is State.ARCHIVED else State.ARCHIVED
        self.apps[app].edit(client_id, state=state)
        self.model[app][client_id]["state"] = state

    @rule(app=st.sampled_from([App.XPM, App.IGNITION]), name=st.sampled_from(NAMES))
    def add_client(self, app: App, name: str) -> None:
        """Somebody makes a client, perhaps one of a name that is there."""
        self.made += 1
        client_id = f"{app}-by-hand-{self.made}"
        fields = {"phone": "", "city": "", "fax": ""}
        made = (
            xpm(client_id, name, number=f"8{self.made}", **fields)
            if app is App.XPM
            else ignition(client_id, name, **fields)
        )
        self.apps[app].clients[client_id] = made
        self.model[app] = picture(self.apps[app])

    @rule(app=st.sampled_from([App.XPM, App.IGNITION]), which=st.integers(0, 5))
    def add_contact(self, app: App, which: int) -> None:
        """Somebody adds a contact."""
        self.made += 1
        client = list(self.apps[app].clients.values())[which % len(self.apps[app].clients)]
        person = contact(f"{app}-c{self.made}", f"Person {self.made}", email=f"p{self.made}@by.example")
        self.apps[app].edit(client.client_id, contacts=(*client.contacts, person))
        self.model[app] = picture(self.apps[app])

    @rule()
    def restart(self) -> None:
        """The program is closed and opened again."""
        self.workspace = self._opened()

    @rule()
    def snapshots(self) -> None:
        """Snapshots of all three apps."""
        for app in self.apps.values():
            self.workspace.take_snapshot(Records(app.app, app.records()))

    @rule(verdict=st.sampled_from(["same", "different", "later"]), which=st.integers(0, 3))
    def decide(self, verdict: Any, which: int) -> None:
        """A person answers on a flagged pair."""
        pairs = list(self.workspace.duplicates()["pair_id"])
        if pairs:
            self.workspace.decide(pairs[which % len(pairs)], verdict, by="ann")

    @precondition(lambda self: self.broken_off is None)
    @rule(settings=st.sampled_from(REGIMES))
    def save_settings(self, settings: Settings) -> None:
        """Other settings; a plan that was built under the ones before trips a brake (REL-9)."""
        self.workspace.save_settings(settings)
        if self.plan is not None and len(self.plan.changes) and self.plan.settings_digest != settings.digest:
            with pytest.raises(Brake, match="settings have changed"):
                self.workspace.apply(self.plan, list(self.plan.changes["change_id"]), watch=self._watch())
            self.plan = None

    @precondition(lambda self: self.broken_off is None)
    @rule(fresh=st.booleans())
    def build(self, fresh: bool) -> None:
        """A plan, from fresh snapshots or from those at hand."""
        if fresh:
            self.snapshots()
        self.plan = self.workspace.build_plan()
        assert not (set(self.plan.changes["app"]) & {"gusto"}), "SET-6"

    @precondition(lambda self: self.plan is not None and self.broken_off is None)
    @rule(data=st.data(), fault=faults, crash=st.integers(0, 14), meanwhile=st.integers(0, 6))
    def apply(self, data: st.DataObject, fault: str, crash: int, meanwhile: int) -> None:
        """A part of the plan is approved and applied; something gets lost, somebody edits meanwhile, the program dies."""
        assert self.plan is not None
        plan, ids = self.plan, list(self.plan.changes["change_id"])
        if not ids:
            return
        left_out = data.draw(st.sets(st.sampled_from(ids), min_size=min(1, len(ids) - 1), max_size=2), label="left out")
        approved = {one for one in ids if one not in left_out}
        if fault:
            app, what = fault.split()
            setattr(self.apps[App(app)], f"lose_{what}", True)
        self.edited_meanwhile, self.plan = False, None
        try:
            run = self.workspace.apply(
                plan, list(approved), by="ann", release=len(approved), watch=self._watch(crash, meanwhile)
            )
        except Crash:
            self.broken_off = (plan, approved)
            return
        self._check(plan, approved, run)

    @precondition(lambda self: self.broken_off is not None)
    @rule(afresh=st.booleans())
    def resume(self, afresh: bool) -> None:
        """The program is started again and goes on with the run (REL-12)."""
        assert self.broken_off is not None
        plan, approved = self.broken_off
        if afresh:
            self.restart()
        run = self.workspace.apply(plan, by="bob", watch=self._watch())
        self.broken_off = None
        self._check(plan, approved, run)

    @precondition(lambda self: self.run is not None and self.broken_off is None)
    @rule()
    def apply_again(self) -> None:
        """A plan is used once (REL-5)."""
        assert self.run is not None
        before = self._writes()
        with pytest.raises(NotAllowed):
            self.workspace.apply(self.workspace.plan(self.run.plan_id), watch=self._watch())
        assert self._writes() == before

    @precondition(lambda self: self.run is not None and self.broken_off is None)
    @rule()
    def undo(self) -> None:
        """The last run is taken back: every value that it wrote and nobody has edited since is what it was (REL-7)."""
        assert self.run is not None
        taken_back, self.run = self.run, None
        plan = self.workspace.undo(taken_back)
        ids = list(plan.changes["change_id"])
        if not ids:
            return
        before = {app: picture(one) for app, one in self.apps.items()}
        self.edited_meanwhile = False
        run = self.workspace.apply(plan, ids, by="ann", release=len(ids), watch=self._watch())
        self._check(plan, set(ids), run)
        for row in frames.rows_of(plan.changes):
            ending = run.outcomes.set_index("change_id").loc[row["change_id"], "outcome"]
            held = _value(before[App(row["app"])], row)
            assert ending in ("applied", "already there", "stale"), f"REL-7: {ending}"
            assert (ending == "stale") == (held not in (row["before"] or "", row["after"])), f"REL-7: {row}"
        self.run = None

    @precondition(lambda self: self.broken_off is None)
    @rule()
    def settle(self) -> None:
        """Everything is applied without a fault; then there is nothing left to do (REL-6)."""
        for _round in range(3):
            self.snapshots()
            self.plan = self.workspace.build_plan()
            ids = set(self.plan.changes["change_id"])
            if not ids:
                return
            plan, self.plan, self.edited_meanwhile = self.plan, None, False
            run = self.workspace.apply(plan, list(ids), by="ann", release=len(ids), watch=self._watch())
            self._check(plan, ids, run)
        raise AssertionError(f"REL-6: there is always something left: {plan.changes.to_string()}")

    @invariant()
    def every_app_holds_what_the_model_says(self) -> None:
        """Nothing is lost and nothing written that nobody approved (REL-3, REL-8); Gusto is never written (REL-10)."""
        assert self.apps[App.GUSTO].writes == [], "REL-10"
        if self.model and self.broken_off is None:
            for app, one in self.apps.items():
                assert picture(one) == self.model[app]

    def teardown(self) -> None:
        """Whatever broke off is brought to its end, and then everything is settled."""
        try:
            if self.model:
                if self.broken_off is not None:
                    self.resume(afresh=True)
                self.settle()
        finally:
            shutil.rmtree(self.folder)

    def _opened(self) -> Workspace:
        machine = self

        class Wired(Workspace):
            def _targets(self, _plan: Plan) -> Mapping[App, Any]:
                return machine.apps

            def directly(self, _plan: Plan, approved: Iterable[str] | None = None) -> list[str]:
                return list(approved or ())

        return Wired(self.folder)

    def _watch(self, crash: int = 0, meanwhile: int = 0) -> Watch:
        steps = Counter[str]()

        def probe(step: str, _operation: object) -> None:
            steps[""] += 1
            steps[step] += 1
            if step == "answered" and steps[step] == meanwhile:
                self.edited_meanwhile = True
                self.edit(App.IGNITION if meanwhile % 2 else App.XPM, meanwhile, "phone", "444")
            if steps[""] == crash:
                raise Crash(step)

        return Watch(pause=lambda _seconds: None, probe=probe)

    def _writes(self) -> list[Any]:
        return [list(app.writes) for app in self.apps.values()]

    def _agree(self) -> None:
        self.model = {app: picture(one) for app, one in self.apps.items()}

    def _check(self, plan: Plan, approved: set[str], run: Run) -> None:
        """What a run did: every change has its ending, and what is different now was approved."""
        assert run.state == DONE, "REL-12"
        assert set(run.outcomes["change_id"]) == approved, "REL-1"
        rows = [row for row in frames.rows_of(plan.changes) if row["change_id"] in approved]
        endings = {row["change_id"]: row for row in frames.rows_of(run.outcomes)}
        for app, one in self.apps.items():
            one.lose_answer = one.lose_request = False
            mine = [row for row in rows if row["app"] == app.value]
            _only_what_was_approved(self.model[app], picture(one), mine, endings)
        for row in rows:
            if endings[row["change_id"]]["outcome"] == "applied" and not self.edited_meanwhile:
                found = _value(
                    picture(self.apps[App(row["app"])]), {**row, "record_id": endings[row["change_id"]]["record_id"]}
                )
                assert row["after_from"] or found in (row["after"], None), f"REL-4: {row}"
        self._agree()
        self.run = run


def _only_what_was_approved(before: Picture, now: Picture, rows: list[dict[str, Any]], endings: dict[str, Any]) -> None:
    """Every difference is an approved change that was, or may have been, applied (REL-2, REL-8)."""
    assert set(before) <= set(now), "a client is gone"
    planned = Counter(
        row["after"] for row in rows if (row["kind"], row["entity"], row["field"]) == ("create", "client", "name")
    )
    made = Counter(client["name"] for client_id, client in now.items() if client_id not in before)
    assert not made - planned, f"REL-2, REL-8: made {made}, approved {planned}"
    for client_id, was in before.items():
        mine = [row for row in rows if row["record_id"] == client_id]
        for field in CLIENT_FIELDS:
            if now[client_id][field] != was[field]:
                row = next((row for row in mine if row["entity"] != "contact" and row["field"] == field), None)
                assert row is not None, f"REL-8: {client_id}'s {field} was not approved"
                assert endings[row["change_id"]]["outcome"] in ("applied", "uncertain"), f"REL-1: {row}"
        _only_approved_contacts(was["contacts"], now[client_id]["contacts"], mine)


def _only_approved_contacts(before: Picture, now: Picture, rows: list[dict[str, Any]]) -> None:
    assert set(before) <= set(now), "a contact is gone"
    planned = Counter(row["after"] for row in rows if (row["kind"], row["field"]) == ("contact-create", "name"))
    assert not Counter(now[one]["name"] for one in now if one not in before) - planned, (
        "REL-8: a contact was not approved"
    )
    primary = any(row["field"] == "is_primary" for row in rows)
    for contact_id, was in before.items():
        for field in CONTACT_FIELDS:
            if now[contact_id][field] != was[field] and not (field == "is_primary" and primary):
                approved = {row["field"] for row in rows if row["entity_id"] == contact_id}
                assert field in approved, f"REL-8: {contact_id}'s {field} was not approved"


def _value(held: Picture, row: Mapping[str, Any]) -> Any:
    """The value that an app holds of a change's field; None where it is not looked at here."""
    client = held.get(row["record_id"])
    if client is None:
        return None
    if row["entity"] == "contact":
        client = client["contacts"].get(row["entity_id"])
        if client is None or row["field"] == "is_primary":
            return None
    return client.get(row["field"])
