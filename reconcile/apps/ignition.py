"""Ignition as a source: the Reporting API's clients and contacts, joined with the client export and the users.

The API knows no addresses and no XPM Id; the export knows them, but neither the slug nor archived clients. Either is
enough for a snapshot; together they are a whole one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from reconcile.apps.files.ignition_export import WITH_ITS_CLIENT, ExportClient, parse_export
from reconcile.apps.files.tables import text_table
from reconcile.apps.http import Session, without_secrets
from reconcile.apps.ignition_join import join_export
from reconcile.apps.ignition_mcp import McpTools
from reconcile.apps.ignition_wire import client_from_row, staff_from_user
from reconcile.apps.json_answers import JSON, json_object
from reconcile.apps.protocols import Failure, Origin
from reconcile.apps.retries import Patience
from reconcile.errors import BadInput, NotAllowed
from reconcile.model import App, Record, Staff

PAGE = "100"
MOST_PAGES = 100_000  # a paginator that never ends must not hang a snapshot
CSV = ("text/csv", "application/csv", "application/octet-stream")


class IgnitionSource:
    """A practice's Ignition as a source.

    Without ``export_url`` addresses, structure and XPM Ids are absent (not empty). Without ``mcp_url`` the users are
    those who are a partner or manager somewhere. ``failures`` names what could not be read or joined.
    """

    app = App.IGNITION

    def __init__(
        self, base_url: str, token: str, *, export_url: str = "", mcp_url: str = "", patience: Patience | None = None
    ) -> None:
        self._base = base_url.rstrip("/") + "/external/api/v1/reporting"
        self._export_url = export_url
        self._mcp_url = mcp_url
        self._token = token
        self.session = Session(App.IGNITION, token=token, patience=patience, explain=explain)
        self.failures: list[Failure] = []

    @property
    def origin(self) -> Origin:
        """Ignition's address, and what was read beside the Reporting API."""
        beside = [name for name, url in (("client export", self._export_url), ("users", self._mcp_url)) if url]
        return Origin("api", without_secrets(self._base), ", ".join(["Reporting API", *beside]))

    def records(self) -> Iterator[Record]:
        """Yield the users and every client, archived ones too; raises as ``Source.records`` says."""
        self.failures = []
        rows = {str(row.get("slug")): row for row in self._pages("clients")}
        rows |= {str(row.get("slug")): row for row in self._pages("clients", {"state": "archived"})}
        contacts: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for contact in (*self._pages("contacts"), *self._pages("contacts", {"state": "archived"})):
            owner = contact.get("client")
            held = contacts[str(owner.get("slug")) if isinstance(owner, Mapping) else ""]
            held += [contact] if contact not in held else []
        joined = self._joined(rows, contacts)
        yield from self._users(rows)
        for slug, row in rows.items():
            yield client_from_row(row, contacts.get(slug, []), joined.get(slug))

    def _pages(self, path: str, params: Mapping[str, str] | None = None) -> Iterator[dict[str, Any]]:
        cursor = ""
        for _ in range(MOST_PAGES):
            query = {"limit": PAGE, **(params or {}), **({"cursor": cursor} if cursor else {})}
            page = json_object(App.IGNITION, self.session.get(f"{self._base}/{path}", query, accept=JSON))
            rows, meta = page.get("data"), page.get("meta")
            pagination = meta.get("pagination") if isinstance(meta, dict) else None
            if not isinstance(rows, list) or not isinstance(pagination, dict):
                raise BadInput("A page of Ignition's answer has no data.", title="This is not Ignition's answer")
            yield from rows
            following = str(pagination.get("next_cursor") or "")
            if not pagination.get("has_more") or not following:
                return
            if following == cursor:
                break
            cursor = following
        raise BadInput("Ignition's pages do not come to an end.", title="This is not Ignition's answer")

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
                with McpTools(self._mcp_url, self._token, patience=self.session.patience) as tools:
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
