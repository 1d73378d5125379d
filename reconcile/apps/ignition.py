"""Ignition as a source: the Reporting API's clients and contacts, joined with the client export and the users.

The API knows no addresses and no XPM Id; the export knows them, but neither the slug nor archived clients. Either is
enough for a snapshot; together they are a whole one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from reconcile.apps.budget import Budget
from reconcile.apps.credentials import Credential
from reconcile.apps.estimate import Counts
from reconcile.apps.files.ignition_export import WITH_ITS_CLIENT, ExportClient, parse_export
from reconcile.apps.files.tables import text_table
from reconcile.apps.http import Session, without_secrets
from reconcile.apps.ignition_join import join_export
from reconcile.apps.ignition_mcp import McpTools
from reconcile.apps.ignition_reporting import PAGE_SIZE, ArchivedRefused, ReportingApi
from reconcile.apps.ignition_wire import client_from_row, staff_from_user
from reconcile.apps.protocols import Failure, Origin
from reconcile.apps.retries import Patience
from reconcile.errors import BadInput, NotAllowed
from reconcile.model import App, Record, Staff

CSV = ("text/csv", "application/csv", "application/octet-stream")


class IgnitionSource:
    """A practice's Ignition as a source.

    Without ``export_url`` addresses, structure and XPM Ids are absent (not empty). Without ``mcp_url`` the users are
    those who are a partner or manager somewhere. ``failures`` names what could not be read or joined.
    """

    app = App.IGNITION
    at_once = 1

    def __init__(
        self,
        base_url: str,
        token: str | Credential,
        *,
        export_url: str = "",
        mcp_url: str = "",
        mcp_token: str | Credential = "",
        patience: Patience | None = None,
    ) -> None:
        self._export_url = export_url
        self._mcp_url = mcp_url
        self._mcp_token = mcp_token or token
        self.session = Session(App.IGNITION, token=token, patience=patience, explain=explain)
        self.api = ReportingApi(base_url, self.session)
        self.failures: list[Failure] = []

    @property
    def origin(self) -> Origin:
        """Ignition's address, and what was read beside the Reporting API."""
        beside = [name for name, url in (("client export", self._export_url), ("users", self._mcp_url)) if url]
        return Origin("api", without_secrets(self.api.place), ", ".join(["Reporting API", *beside]))

    @property
    def budget(self) -> Budget:
        """What the Reporting API grants."""
        return self.session.budget(self.api.place)

    def calls_needed(self, known: Counts) -> int:
        """How many calls of the Reporting API a snapshot takes: each list in pages, archived ones apart, and the export.

        The last snapshot's contacts are taken for evenly spread; every page that begins is counted.
        """
        current, archived = known.clients - known.archived, known.archived
        pages = sum(-(-count // PAGE_SIZE) or 1 for count in (current, archived))
        share = archived / known.clients if known.clients else 0.0
        theirs = round(known.contacts * share)
        pages += sum(-(-count // PAGE_SIZE) or 1 for count in (known.contacts - theirs, theirs))
        return pages + bool(self._export_url)

    def records(self) -> Iterator[Record]:
        """Yield the users and every client, archived ones too; raises as ``Source.records`` says."""
        self.failures = []
        try:
            rows = {str(row.get("slug")): row for row in self.api.all("clients")}
        except ArchivedRefused as refused:  # without its archived clients a list looks as if they had vanished
            raise refused.error from refused
        contacts = self._contacts()
        joined = self._joined(rows, contacts)
        yield from self._users(rows)
        for slug, row in rows.items():
            yield client_from_row(row, contacts.get(slug, []), joined.get(slug))

    def _contacts(self) -> dict[str, list[dict[str, Any]]]:
        """Slug of a client → its contacts' rows. Archived clients' contacts are read where the API takes the question."""
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        try:
            for contact in self.api.all("contacts"):
                owner = contact.get("client")
                found[str(owner.get("slug")) if isinstance(owner, Mapping) else ""].append(contact)
        except ArchivedRefused as refused:
            self.failures.append(Failure("The contacts of Ignition's archived clients", refused.error))
        return found

    def _joined(
        self, rows: Mapping[str, dict[str, Any]], contacts: Mapping[str, list[dict[str, Any]]]
    ) -> dict[str, ExportClient]:
        if not self._export_url:
            return {}
        export, rejected = parse_export(text_table(self.session.get(self._export_url, accept=CSV).body))
        joined = join_export(list(rows.values()), contacts, export)
        left = len(export) - len(joined)
        if rejected:
            first = next(fault for fault in rejected if fault.reason != WITH_ITS_CLIENT)
            error = BadInput(f"{len(rejected)} rows: {first.reason}", line=first.line, column=first.column)
            self.failures.append(Failure("Ignition's client export", error))
        if left:
            text = f"{left} clients of the export are not among the Reporting API's."
            self.failures.append(Failure("Ignition's client export", BadInput(text, title="Not joined")))
        return joined

    def _users(self, rows: Mapping[str, dict[str, Any]]) -> Iterator[Staff]:
        if self._mcp_url:
            try:
                with McpTools(self._mcp_url, self._mcp_token, patience=self.session.patience) as tools:
                    yield from [staff_from_user(user) for user in tools.call_list("list_users", "users")]
                    return
            except NotAllowed as error:
                self.failures.append(Failure("Ignition's users", error))
        people = [row.get(role) for row in rows.values() for role in ("partner", "manager")]
        named = {
            str(person["email"]): person for person in people if isinstance(person, Mapping) and person.get("email")
        }
        yield from (staff_from_user(person) for person in named.values())


def explain(body: bytes, media_type: str) -> str:
    """Ignition's own words in an error answer."""
    try:
        said = json.loads(body) if media_type == "application/json" else {}
    except ValueError:
        return ""
    error = said.get("error") if isinstance(said, dict) else None
    return str(error.get("message") or "") if isinstance(error, dict) else str(error or "")
