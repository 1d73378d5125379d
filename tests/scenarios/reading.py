"""Reading ``scenario.txt``: a title, some prose, the rules that it is about, and then what is there and what happens, in order.

    Ignition's edit is overwritten by XPM

    Why this matters, in a few sentences.

    Rules: SYN-1 SET-7

    Settings
      XPM: everything, from XPM
      Gusto: nothing
      conflict: newest

    XPM
      staff Ann Lee: ann@practice.example
      client Kea Farm (x1), archived
        number: 11
        contact Ann Kea (c1)
          email: ann@kea.example
          default: yes
      x2 phone: 02 5550 2222           an edit; nothing after the colon clears the field
      x2 contact c7 email: new@kea.example
      x2 is archived                   or is gone

    Plan from fresh snapshots
    Apply what is ticked

The sections and what may stand below them are in ``playing.STEPS``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from reconcile.model import CLIENT_TEXT_FIELDS, CONTACT_TEXT_FIELDS, App, Client, Contact, State
from reconcile.policy import AppSettings, Direction, Scope, Settings
from tests.scenarios.outline import Line, ScenarioError, outline

RULE = re.compile(r"\b(?:IMP|SYN|NEW|SET|WHY|DUP|REL)-\d+\b")
_CLIENT = re.compile(r"client (?P<name>.+) \((?P<id>\w+)\)(?:, (?P<state>\w+))?")
_CONTACT = re.compile(r"contact (?P<name>.*?) ?\((?P<id>\w+)\)")
_SCOPES = {"everything": Scope.EVERYTHING, "client name": Scope.CLIENT_NAME, "nothing": Scope.NOTHING}
_STATE = {App.XPM: State.CLIENT, App.IGNITION: State.ACTIVE, App.GUSTO: State.ACTIVE}
APPS = {app.label: app for app in App}

_OTHERS = {"partner_name", "manager_name", "url", "created_at", "updated_at"}
ABSENT = {
    App.XPM: {"email", "structure", "partner", "manager", "xpm_id", *_OTHERS},
    App.IGNITION: _OTHERS,
    App.GUSTO: set(CLIENT_TEXT_FIELDS),
}
"""The fields that an app leaves out of its answer where they are empty; the others it sends empty."""


@dataclass(frozen=True)
class Scenario:
    """A story: its name (the folder's), its title, the rules that it shows, and its sections in order."""

    name: str
    title: str
    rules: tuple[str, ...]
    steps: tuple[Line, ...]


def read_scenario(folder: Path) -> Scenario:
    """The scenario in a folder. Raises ``ScenarioError`` where its text cannot be understood."""
    lines = outline((folder / "scenario.txt").read_text(encoding="utf-8"))
    start = next((number for number, line in enumerate(lines) if line.text.startswith("Rules:")), None)
    if start is None or start == 0:
        raise ScenarioError(f"{folder.name}: a title comes first, and a line “Rules: …” after the prose")
    rules = tuple(RULE.findall(lines[start].text))
    if not rules:
        raise lines[start].error("no rule is named")
    return Scenario(folder.name, lines[0].text, rules, tuple(lines[start + 1 :]))


def settings_of(lines: list[Line], before: Settings) -> Settings:
    """Settings after the lines of a section: an app's scope and direction in words, or ``name: value`` as the command line has it.

    Nothing is checked against the rules here: whether the toolkit refuses them is what a scenario shows.
    """
    document = before.model_dump(mode="json")
    for line in lines:
        name, value = line.pair()
        if name in APPS:
            document[APPS[name].value] = _app_settings(line, value).model_dump(mode="json")
            continue
        *path, last = name.split(".")
        place: Any = document
        for part in path:
            place = place[part]
        if last not in place:
            raise line.error("there is no such setting")
        place[last] = value
    return Settings.model_validate(document)


def _app_settings(line: Line, value: str) -> AppSettings:
    scope, _, direction = (part.strip() for part in value.partition(","))
    if scope not in _SCOPES:
        raise line.error(f"the scope is one of {', '.join(_SCOPES)}")
    words = {"": Direction.FROM_APP, "two-way": Direction.TWO_WAY}
    found = words.get(direction, {"from": Direction.FROM_APP, "to": Direction.TO_APP}.get(direction.partition(" ")[0]))
    if found is None:
        raise line.error("the direction is from the app, to the app, or two-way")
    return AppSettings(scope=_SCOPES[scope], direction=found)


def is_client(line: Line) -> bool:
    """Whether a line brings a new client in."""
    return _CLIENT.fullmatch(line.text) is not None


def client_of(app: App, line: Line) -> Client:
    """A client with its fields and contacts."""
    found = _CLIENT.fullmatch(line.text)
    if found is None:
        raise line.error("“client NAME (ID)” is expected")
    state = State(found["state"]) if found["state"] else _STATE[app]
    client = blank(Client(app, found["id"], found["name"], state=state))
    for below in line.below:
        if below.text.startswith("contact "):
            client = replace(client, contacts=(*client.contacts, contact_of(app, below)))
        else:
            client = with_field(client, below, *below.pair())
    return client


def blank(client: Client) -> Client:
    """A client whose untold fields are what the app sends for them: an empty text, or nothing at all."""
    untold = ABSENT[client.app]
    empty: dict[str, Any] = {
        name: "" for name in CLIENT_TEXT_FIELDS if name not in untold and getattr(client, name) is None
    }
    return replace(client, **empty)


def contact_of(app: App, line: Line) -> Contact:
    """A contact with its fields."""
    found = _CONTACT.fullmatch(line.text)
    if found is None:
        raise line.error("“contact NAME (ID)” is expected")
    empty: dict[str, Any] = {} if app is App.GUSTO else dict.fromkeys(CONTACT_TEXT_FIELDS, "")
    contact = replace(Contact(found["id"], is_primary=False), **(empty | {"name": found["name"]}))
    for below in line.below:
        contact = with_contact_field(contact, below, *below.pair())
    return contact


def with_field(client: Client, line: Line, name: str, value: str) -> Client:
    """A client with one field changed, by its name in the toolkit; ``number`` and ``groups`` too."""
    name = name.replace(" ", "_")
    if name == "number":
        return replace(client, other_ids={**client.other_ids, "number": value})
    if name == "groups":
        return replace(client, groups=tuple(part.strip() for part in value.split(";") if part.strip()))
    if name == "tax_number":
        return replace(client, raw={**client.raw, "TaxNumber": value})
    return _replaced(client, line, name, value)


def with_contact_field(contact: Contact, line: Line, name: str, value: str) -> Contact:
    """A contact with one field changed; ``default`` is yes or no."""
    if name == "default":
        return replace(contact, is_primary=value == "yes")
    return _replaced(contact, line, name, value)


_Record = TypeVar("_Record", Client, Contact)


def _replaced(record: _Record, line: Line, name: str, value: str) -> _Record:
    if not hasattr(record, name):
        raise line.error(f"there is no field {name!r}")
    fields: dict[str, Any] = {name: value}
    return replace(record, **fields)
