"""What "the apps agree as the rules say" means, in a few lines of its own: it shares nothing with the product but the field names.

It sees what people typed and, after every sync, what the apps hold. It knows neither snapshots nor plans. A *pair* is an XPM client
and the Ignition client of the same name; names never change here, so nobody else has to be asked who is who.

Two-way (SYN-13 to SYN-16): whenever a pair holds one value for a field again, that is the last value typed on the one side where
somebody typed since they agreed before, or on one of the two where somebody typed on both; and what it was, where nobody did. Of
two values that differ at first XPM's stands, unless it is empty. The website is XPM's alone.

One way, from Gusto through Ignition to XPM (SET-4, SET-10): Ignition holds what Gusto holds of the fields that Gusto feeds, and
what was typed last where it feeds nothing; XPM holds what Ignition holds, unless that is nothing and
the two never agreed on anything there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from reconcile.model import App, Client

BOTH_WAYS = ("phone", "city", "fax")
FED = ("phone", "city")
Key = tuple[str, str]
"""A client's name and a field."""


class Oracle:
    """Follows the fields of the pairs; ``wrong`` are sentences about what is not as the rules say."""

    def __init__(self, apps: Mapping[App, Any], *, two_way: bool) -> None:
        self._apps, self._two_way = apps, two_way
        self._agreed: dict[Key, str] = {}
        self._typed: dict[Key, dict[App, str]] = defaultdict(dict)
        self._ever: set[Key] = set()
        """Where the two sides have agreed on something, so that nothing there now was cleared."""
        self._people: dict[tuple[App, str], set[str]] = defaultdict(set)
        self.wrong: list[str] = []
        self._touched: set[Key] = set()
        for app, one in apps.items():
            for client in one.clients.values():
                self.made(app, client)

    def made(self, app: App, client: Client) -> None:
        """Somebody made a client, with all its values."""
        for field in (*BOTH_WAYS, "website"):
            self._typed[(client.name, field)][app] = getattr(client, field) or ""

    def edited(self, app: App, client_id: str, field: str, value: str) -> None:
        """Somebody typed a value."""
        key = (self._apps[app].clients[client_id].name, field)
        self._typed[key][app] = value
        self._touched.add(key)

    def look(self) -> None:
        """After a sync: where a pair agrees again, on what?"""
        for key, values in self._values():
            if values[App.IGNITION] and values[App.IGNITION] == values[App.XPM]:
                self._ever.add(key)
            if self._two_way and key[1] in BOTH_WAYS and values[App.XPM] == values[App.IGNITION]:
                self._agree(key, values[App.XPM])
        for app, one in self._apps.items():
            for client in one.clients.values():
                names = {person.name for person in client.contacts}
                if self._people[(app, client.client_id)] - names:
                    self.wrong.append(f"{app}: a contact of {client.name} is gone")
                self._people[(app, client.client_id)] |= names

    def judge(self) -> list[str]:
        """At the end: everything that is not as the rules say."""
        return [
            *self.wrong,
            *self._clients(),
            *(told for key, values in self._values() for told in self._field(key, values)),
        ]

    def _agree(self, key: Key, value: str) -> None:
        typed = self._typed.pop(key, {})
        if key in self._agreed:
            allowed = set(typed.values()) or {self._agreed[key]}
        elif key in self._touched:
            allowed = set(typed.values())
        else:
            allowed = {typed.get(App.XPM) or typed.get(App.IGNITION) or ""}
        if value not in allowed:
            self.wrong.append(f"{key}: agreed on {value!r}, and {sorted(allowed)} was typed")
        self._agreed[key] = value

    def _field(self, key: Key, values: dict[App, str]) -> Iterator[str]:
        name, field = key
        here, there = values[App.XPM], values[App.IGNITION]
        if field == "website":
            if self._two_way and here != there and here:
                yield f"{key}: XPM has {here!r} and Ignition {there!r}"
            return
        if self._two_way:
            if here != there:
                yield f"{key}: XPM has {here!r} and Ignition {there!r}"
            return
        company = _of_name(self._apps[App.GUSTO].clients, name)
        fed = getattr(company, field) if company is not None and field in FED else ""
        if fed and there != fed:
            yield f"{key}: Gusto has {fed!r} and Ignition {there!r}"
        if here != there and (there or key in self._ever):
            yield f"{key}: Ignition has {there!r} and XPM {here!r}"

    def _clients(self) -> Iterator[str]:
        """One record of each name in each app, mapped to each other, none lost, none doubled."""
        xpm, ignition = self._apps[App.XPM].clients, self._apps[App.IGNITION].clients
        for app, one in self._apps.items():
            names = [client.name for client in one.clients.values()]
            if len(names) != len(set(names)):
                yield f"{app}: a name stands twice"
        if self._apps[App.GUSTO].writes:
            yield "something was written to Gusto"
        for client in ignition.values():
            other = _of_name(xpm, client.name)
            if other is None and client.state != "lead":
                yield f"{client.name} is not in XPM"
            if other is not None and client.xpm_id != other.other_ids["number"]:
                yield f"{client.name} is mapped to {client.xpm_id!r}"
        yield from (
            f"{client.name} is not in Ignition" for client in xpm.values() if _of_name(ignition, client.name) is None
        )

    def _values(self) -> Iterator[tuple[Key, dict[App, str]]]:
        xpm, ignition = self._apps[App.XPM].clients, self._apps[App.IGNITION].clients
        for here in xpm.values():
            there = _of_name(ignition, here.name)
            if there is not None:
                for field in (*BOTH_WAYS, "website"):
                    values = {App.XPM: getattr(here, field) or "", App.IGNITION: getattr(there, field) or ""}
                    yield (here.name, field), values


def _of_name(clients: Mapping[str, Client], name: str) -> Client | None:
    return next((client for client in clients.values() if client.name == name), None)
