"""What a grant opens: XPM's practices to choose from, Gusto's one company, Ignition's practice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass

import requests

from reconcile.apps.credentials import Credential
from reconcile.apps.http import Session
from reconcile.apps.json_answers import JSON, json_object, json_objects
from reconcile.apps.retries import Patience
from reconcile.apps.signin.authority import PATIENCE
from reconcile.apps.signin.provider import Provider, ProviderName
from reconcile.apps.statuses import error_for_status
from reconcile.apps.transport import Bearer, as_errors, requests_session
from reconcile.errors import NeedsUser, NotAllowed
from reconcile.model import App

PRACTICE_TYPES = ("PRACTICEMANAGER", "PRACTICE")
"""Xero's sample code names the first type, its specification's prose the second."""

TIMEOUT = (PATIENCE.connect_timeout, PATIENCE.read_timeout)

GUSTO_VERSION_HEADER = "X-Gusto-API-Version"


@dataclass(frozen=True, slots=True)
class Account:
    """What can be connected: an id and a name; ``connection_id`` is Xero's id of the connection itself."""

    id: str
    name: str
    connection_id: str = ""


def accounts(
    provider: Provider, credential: Credential, *, version: str, patience: Patience = PATIENCE
) -> list[Account]:
    """What the grant opens; for XPM it may be several, of which one is chosen. Raises ``NeedsUser`` where it is nothing."""
    readers: Mapping[ProviderName, Callable[[Session, str], list[Account]]] = {
        ProviderName.XPM: _practices,
        ProviderName.GUSTO: _company,
        ProviderName.IGNITION: _reporting,
    }
    reader = readers.get(provider.name)
    if reader is None:  # an MCP server tells nothing about whose it is
        return [Account("", provider.label)]
    headers = {GUSTO_VERSION_HEADER: version} if provider.app is App.GUSTO else {}
    session = Session(provider.app, token=credential, headers=headers, patience=patience)
    with closing(session):
        return reader(session, provider.base_url.rstrip("/"))


def end_connection(provider: Provider, credential: Credential, connection_id: str) -> bool:
    """Ends one of Xero's connections; returns whether the grant opens nothing else any more."""
    url = f"{provider.base_url.rstrip('/')}/connections"
    with closing(requests_session({}, 1)) as session, as_errors(provider.app):
        session.headers["Accept"] = "application/json"

        def ask(method: str, address: str) -> requests.Response:
            signed = Bearer(credential.token())
            answer = session.request(method, address, auth=signed, timeout=TIMEOUT, allow_redirects=False)
            return _check(provider, answer)

        if connection_id:
            ask("DELETE", f"{url}/{connection_id}")
        left = ask("GET", url)
    try:
        return not left.json()
    except ValueError:
        return False


def _check(provider: Provider, response: requests.Response) -> requests.Response:
    """The answer, if it is a success; one that is gone already (404) is as good as ended."""
    if not 200 <= response.status_code < 300 and response.status_code != 404:
        raise error_for_status(provider.app, response.status_code, response.headers)
    return response


def _practices(session: Session, base: str) -> list[Account]:
    rows = json_objects(App.XPM, session.get(f"{base}/connections", accept=JSON))
    found = [
        Account(
            str(row["tenantId"]), str(row.get("tenantName") or "A practice without a name"), str(row.get("id") or "")
        )
        for row in rows
        if row.get("tenantType") in PRACTICE_TYPES and row.get("tenantId")
    ]
    if not found:
        raise NeedsUser(
            "Xero shows no practice of Xero Practice Manager to whoever signed in.",
            title="No practice to connect",
            hint="Sign in as somebody whose XPM privileges include connecting third-party add-ons, and choose the practice.",
        )
    return sorted(found, key=lambda account: account.name.casefold())


def _company(session: Session, base: str) -> list[Account]:
    owner = json_object(App.GUSTO, session.get(f"{base}/v1/token_info", accept=JSON)).get("resource")
    if not isinstance(owner, dict) or owner.get("type") != "Company" or not owner.get("uuid"):
        raise NotAllowed(
            "Gusto's grant belongs to no company.",
            title="Not a company's grant",
            hint="Connect again and choose the company, as its primary or full-access admin.",
        )
    company = json_object(App.GUSTO, session.get(f"{base}/v1/companies/{owner['uuid']}", accept=JSON))
    return [Account(str(owner["uuid"]), str(company.get("name") or "A company without a name"))]


def _reporting(session: Session, base: str) -> list[Account]:
    """One call that only a granted token gets through; Ignition does not tell the practice's name."""
    json_object(App.IGNITION, session.get(f"{base}/external/api/v1/reporting/clients", {"limit": "1"}, accept=JSON))
    return [Account("", "Ignition")]
