"""Every source on a stage where a test decides what it reads: the same clients, in each way's own format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reconcile.apps import (
    FileSource,
    GustoSource,
    IgnitionExportSource,
    IgnitionSource,
    Patience,
    SavedAnswerSource,
    Source,
    XpmSource,
)
from reconcile.apps.credentials import Credential
from reconcile.apps.fields import EXPORT_COLUMNS
from reconcile.model import App

from .scripted import Reply, Seen

Clients = Sequence[Mapping[str, str]]
"""Clients as ``{"id", "name"}`` with, where a test wants it, ``phone`` and an ``unknown`` field."""

TOKEN = "token-that-nobody-may-see"
JSON = "application/json"


@dataclass(frozen=True)
class ApiStage:
    """A source that reads over HTTP. ``last`` is part of the path of its last kind of request; ``signed`` opens it with a token,
    which ends in the place of the client where one token is one client."""

    name: str
    media_type: str
    last: str
    signed: Callable[[str, Patience, str | Credential], Source]
    reply: Callable[[Clients, Seen], Reply]
    unknown: Callable[[Mapping[str, Any]], Any]

    def build(self, url: str, patience: Patience) -> Source:
        """The source with the token that no message may show."""
        return self.signed(url, patience, f"{TOKEN}-0")


@dataclass(frozen=True)
class FileStage:
    """A source that reads a file."""

    name: str
    file_name: str
    build: Callable[[Path], Source]
    content: Callable[[Clients], bytes]
    unknown: Callable[[Mapping[str, Any]], Any]


def xpm_list(clients: Clients) -> bytes:
    """XPM's big list."""
    elements = {"id": "UUID", "name": "Name", "phone": "Phone", "unknown": "NotYetKnown"}
    members = (
        "".join(f"<{element}>{escape(client[key])}</{element}>" for key, element in elements.items() if key in client)
        for client in clients
    )
    inside = "".join(f"<Client>{member}<Contacts /></Client>" for member in members)
    return f'<Response api-method="List"><Status>OK</Status><Clients>{inside}</Clients></Response>'.encode()


def _xpm(clients: Clients, seen: Seen) -> Reply:
    empty = b'<Response api-method="List"><Status>OK</Status><StaffList /></Response>'
    return Reply(xpm_list(clients) if seen.path.endswith("client.api/list") and "group" not in seen.path else empty)


def _gusto(clients: Clients, seen: Seen) -> Reply:
    place = int(seen.headers["Authorization"].rpartition("-")[2])
    client = clients[place]
    company = {"uuid": client["id"], "name": client["name"], **_named(client, {"unknown": "not_yet_known"})}
    location = {"uuid": "l", "filing_address": True, "active": True, **_named(client, {"phone": "phone_number"})}
    answers: dict[str, Any] = {"token_info": {"resource": {"type": "Company", "uuid": client["id"]}}}
    answers |= {client["id"]: company, "locations": [location], "admins": []}
    return _json(answers[seen.path.rpartition("/")[2]])


def _ignition(clients: Clients, seen: Seen) -> Reply:
    keys = {"id": "slug", "name": "name", "phone": "phone", "unknown": "not_yet_known"}
    hidden = seen.path.endswith("contacts") or seen.query.get("state") == "archived"
    rows = [] if hidden else [_named(client, keys) for client in clients]
    return _json({"data": rows, "meta": {"pagination": {"has_more": False, "next_cursor": None}}})


def export_csv(clients: Clients) -> bytes:
    """Ignition's client export; the phone column is there if a client has a phone."""
    keys = {"id": "Client Id", "name": "Client Name", "phone": "Phone", "unknown": "Not Yet Known"}
    return _csv(clients, keys, [column for column in EXPORT_COLUMNS if column != "Phone"])


def _listing(clients: Clients) -> bytes:
    return _csv(clients, {"id": "Code", "name": "Client name", "phone": "Phone", "unknown": "Shoe size"}, [])


def _csv(clients: Clients, keys: Mapping[str, str], further: Sequence[str]) -> bytes:
    used = [header for key, header in keys.items() if key in ("id", "name") or any(key in client for client in clients)]
    out = io.StringIO()
    writer = csv.DictWriter(
        out, [*dict.fromkeys([*used, *further])], restval="", quoting=csv.QUOTE_ALL, lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(_named(client, keys) for client in clients)
    return out.getvalue().encode()


def _named(client: Mapping[str, str], keys: Mapping[str, str]) -> dict[str, str]:
    return {name: client[key] for key, name in keys.items() if key in client}


def _json(value: Any) -> Reply:
    return Reply(json.dumps(value).encode(), media_type=JSON)


def gusto_tokens(count: int) -> list[str]:
    """Tokens that end in the place of their company."""
    return [f"{TOKEN}-{place}" for place in range(count)]


API_STAGES = (
    ApiStage(
        "xpm",
        "application/xml",
        "/client.api/list",
        lambda url, patience, token: XpmSource(url, token, "tenant", patience=patience),
        _xpm,
        lambda raw: raw["NotYetKnown"],
    ),
    ApiStage(
        "gusto",
        JSON,
        "/admins",
        lambda url, patience, token: GustoSource(url, [token], patience=patience),
        _gusto,
        lambda raw: raw["company"]["not_yet_known"],
    ),
    ApiStage(
        "ignition",
        JSON,
        "/contacts",
        lambda url, patience, token: IgnitionSource(url, token, patience=patience),
        _ignition,
        lambda raw: raw["not_yet_known"],
    ),
)

FILE_STAGES = (
    FileStage("saved-answer", "list.xml", SavedAnswerSource, xpm_list, lambda raw: raw["NotYetKnown"]),
    FileStage("export", "clients.csv", IgnitionExportSource, export_csv, lambda raw: raw["Not Yet Known"]),
    FileStage("file", "any.csv", lambda path: FileSource(App.XPM, path), _listing, lambda raw: raw["Shoe size"]),
)
