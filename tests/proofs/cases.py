"""The small plans that are carried out under every schedule: an update, a contact's, a new contact, a link, a new client.

They are parts of one plan that the product built from snapshots of a practice of three clients.
"""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reconcile import frames
from reconcile.model import App, Client, Contact
from reconcile.plans.operation import client_value, contact_value, find_contact
from reconcile.plans.plan import Plan
from tests.practice import contact, ignition, practice, xpm
from tests.proofs.app import PlainApp
from tests.proofs.timeline import Timeline

Apps = dict[App, PlainApp]
Edit = Callable[[Apps], None]

SAME_FIELD, OTHER_FIELD = "the same field", "another field"
PLANNED_VALUE, OLD_VALUE = "the planned value", "the old value again"
GONE, SAME_NAME = "the client is gone", "one of the same name"


def _xpm() -> list[Client]:
    ann = contact("a1", "Ann", email="ann@kea.example", phone="1")
    return [
        xpm("x1", "Kea Farm", number="1", phone="1", city="Perth", contacts=(ann,)),
        xpm("x2", "Tui Bakery", number="2", phone="7"),
    ]


def _ignition() -> list[Client]:
    people = (contact("b1", "Ann", email="ann@kea.example", phone="2"), contact("b2", "Bo", email="bo@kea.example"))
    return [
        ignition("i1", "Kea Farm", xpm_id="1", phone="2", city="Hobart", contacts=people),
        ignition("i2", "Tui Bakery", xpm_id="", phone="7"),
        ignition("i3", "Moa Motors", phone="09", contacts=(contact("b3", "Mo", email="mo@moa.example"),)),
    ]


@functools.cache
def whole_plan() -> Plan:
    """The plan of the practice, as the product builds it."""
    with tempfile.TemporaryDirectory() as folder:
        return practice(Path(folder), *_xpm(), *_ignition()).build_plan()


@dataclass(frozen=True)
class Case:
    """A part of the plan: ``app`` is the one it writes to, ``kinds`` the kinds of its changes, ``edits`` what people do meanwhile.

    ``record_id`` is the client that they do it to, and ``makes`` says that a client or a contact is created.
    """

    name: str
    app: App
    kinds: tuple[str, ...]
    record_id: str
    makes: str = ""
    edits: tuple[str, ...] = ()

    @property
    def several(self) -> bool:
        """Whether it has several writes to one app, which that may read back together."""
        return len(self.kinds) > 2

    @functools.cached_property
    def plan(self) -> Plan:
        """The plan of these changes alone."""
        changes = whole_plan().changes
        mine = changes["kind"].isin(list(self.kinds)) & ((changes["app"] == self.app.value) | (self.makes == "client"))
        linking = changes["kind"] != "link"
        if self.makes == "client":
            linking = linking | (changes["after_from"] != "")
        elif self.name == "link":
            linking = changes["after_from"] == ""
        return replace(whole_plan(), changes=changes[mine & linking].reset_index(drop=True))

    @functools.cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Its changes."""
        return frames.rows_of(self.plan.changes)

    def apps(self, timeline: Timeline, kind: type[PlainApp] = PlainApp) -> Apps:
        """Both apps as they were when the plan was built."""
        return {App.XPM: kind(App.XPM, _xpm(), timeline), App.IGNITION: kind(App.IGNITION, _ignition(), timeline)}

    def foreign_hands(self, apps: Apps) -> dict[str, Callable[[], None]]:
        """What people do in the app meanwhile, by kind."""
        return {kind: functools.partial(self._edit, apps[self.app], kind) for kind in self.edits}

    def _edit(self, app: PlainApp, kind: str) -> None:
        if kind == SAME_NAME:
            name = str(self.rows[0]["client_name"])
            app.edit(Client(self.app, "somebody's", name, xpm_id="", other_ids={"number": "500"}))
            return
        if kind == GONE:
            app.remove(self.record_id)
            return
        client = app.clients[self.record_id]
        if self.makes == "contact":
            person = contact("somebody's", "Bo", email="bo@kea.example")
            app.edit(
                replace(client, contacts=(*client.contacts, person)) if kind == SAME_FIELD else replace(client, fax="5")
            )
        elif self.name == "contact update":
            fields = {"mobile": "5"} if kind == OTHER_FIELD else {"phone": self._value(kind, "2", "1")}
            people = tuple(replace(one, **fields) if one.contact_id == "a1" else one for one in client.contacts)
            app.edit(replace(client, contacts=people))
        elif kind == OTHER_FIELD:
            app.edit(replace(client, fax="5"))
        elif self.name == "link":
            app.edit(replace(client, xpm_id=self._value(kind, "2", "")))
        else:
            app.edit(replace(client, phone=self._value(kind, "2", "1")))

    @staticmethod
    def _value(kind: str, after: str, before: str) -> str:
        return {PLANNED_VALUE: after, OLD_VALUE: before}.get(kind, "99")


def value_of(client: Client, row: dict[str, Any]) -> str | None:
    """The value that a client's record has of the field of a change; None where its contact is not there."""
    if row["entity"] != "contact":
        return client_value(client, row["field"])
    found: Contact | None = find_contact(client, row["entity_id"])
    return contact_value(found, row["field"]) if found else None


EDITS = (SAME_FIELD, OTHER_FIELD, PLANNED_VALUE, OLD_VALUE, GONE)
CASES = (
    Case("update", App.XPM, ("update",), "x1", edits=EDITS),
    Case("contact update", App.XPM, ("contact-update",), "x1", edits=EDITS),
    Case("contact create", App.XPM, ("contact-create",), "x1", makes="contact", edits=(SAME_FIELD, OTHER_FIELD, GONE)),
    Case(
        "three of a client",
        App.XPM,
        ("update", "contact-update", "contact-create"),
        "x1",
        edits=(SAME_FIELD, OTHER_FIELD, OLD_VALUE),
    ),
    Case("link", App.IGNITION, ("link",), "i2", edits=EDITS),
    Case("client create", App.XPM, ("create", "link"), "i3", makes="client", edits=(SAME_NAME,)),
)
