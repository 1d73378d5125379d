"""Gusto: the companies behind a practice's stored grants, as one list of clients.

Gusto has no list of an accountant's companies: one token is one company. It is only ever read: there is a source and,
on purpose, no target (SET-6, REL-10).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from reconcile.apps.gusto_wire import client_from_company
from reconcile.apps.http import Answer, Session, without_secrets
from reconcile.apps.json_answers import JSON, json_object, json_objects
from reconcile.apps.protocols import Failure, Origin
from reconcile.apps.retries import Patience
from reconcile.apps.statuses import NoSuchRecord, TokenRefused
from reconcile.errors import NeedsUser, NotAllowed
from reconcile.model import App, Client, Record

VERSION = "2026-06-15"
"""The newest version of Gusto's interface that this reader was written for."""


CONCURRENT = 5
"""Companies that are read at the same time; Gusto's limit is per grant."""


class GustoSource:
    """A practice's Gusto as a source, over any number of tokens.

    A grant that was revoked is one company's failure: it is named in ``failures``, and the other companies are read.
    Anything that may pass by itself (a limit, an outage) ends the snapshot instead, because a company that is only
    away for the moment must not look as if it had gone.
    """

    app = App.GUSTO

    def __init__(
        self, base_url: str, tokens: Sequence[str], *, version: str = VERSION, patience: Patience | None = None
    ) -> None:
        self._base = base_url.rstrip("/")
        self._tokens = tuple(tokens)
        headers = {"X-Gusto-API-Version": version}
        self.session = Session(App.GUSTO, headers=headers, patience=patience, concurrent=CONCURRENT, explain=_explain)
        self.failures: list[Failure] = []

    @property
    def origin(self) -> Origin:
        """Gusto's address and the number of grants."""
        return Origin("api", without_secrets(self._base), f"{len(self._tokens)} grants")

    def records(self) -> Iterator[Record]:
        """Yield one client per company; raises as ``Source.records`` says.

        ``NeedsUser`` without any grant; the first grant's ``NotAllowed`` if every one was refused.
        """
        self.failures = []
        if not self._tokens:
            raise NeedsUser(
                "No company has granted access to its Gusto yet.",
                title="No Gusto company is connected",
                hint="Connect each company in turn: in Gusto, one grant is one company.",
            )
        seen: set[str] = set()
        with ThreadPoolExecutor(CONCURRENT, thread_name_prefix="gusto") as pool:
            readings = [pool.submit(self._read, token, place) for place, token in enumerate(self._tokens, start=1)]
            try:
                for reading in readings:
                    client, failures = reading.result()
                    self.failures += failures
                    if client is not None and client.client_id not in seen:
                        seen.add(client.client_id)
                        yield client
            finally:
                pool.shutdown(cancel_futures=True)
        if not seen:
            raise self.failures[0].error

    def _read(self, token: str, place: int) -> tuple[Client | None, list[Failure]]:
        """One grant's company, and what of it could not be read."""
        name = f"Gusto grant {place} of {len(self._tokens)}"
        try:
            company, locations = self._company(token, place)
        except (NotAllowed, NoSuchRecord) as error:
            return None, [Failure(name, error)]
        try:
            admins = self._pages(f"companies/{company['uuid']}/admins", token)
        except TokenRefused as error:
            return None, [Failure(name, error)]
        except NotAllowed as error:  # a grant without their scope still has the company's own two people
            return client_from_company(company, locations, []), [Failure(f"{name}: its admins", error)]
        return client_from_company(company, locations, admins), []

    def _company(self, token: str, place: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        owner = json_object(App.GUSTO, self._get("token_info", token)).get("resource")
        if not isinstance(owner, dict) or owner.get("type") != "Company" or not owner.get("uuid"):
            raise NotAllowed(
                f"Grant {place} belongs to no company.",
                title="Not a company's grant",
                hint="Connect the company itself, as its primary or full-access admin.",
            )
        company = json_object(App.GUSTO, self._get(f"companies/{owner['uuid']}", token))
        return {**company, "uuid": owner["uuid"]}, self._pages(f"companies/{owner['uuid']}/locations", token)

    def _pages(self, path: str, token: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        page, pages = 1, 1
        while page <= pages:
            params = {} if page == 1 else {"page": str(page)}
            answer = self.session.get(f"{self._base}/v1/{path}", params, accept=JSON, token=token)
            found += json_objects(App.GUSTO, answer)
            total = answer.headers.get("X-Total-Pages", "1")
            page, pages = page + 1, int(total) if total.isascii() and total.isdigit() else 1
        return found

    def _get(self, path: str, token: str) -> Answer:
        return self.session.get(f"{self._base}/v1/{path}", accept=JSON, token=token)


def _explain(body: bytes, media_type: str) -> str:
    """The messages of Gusto's error envelope."""
    try:
        said = json.loads(body) if media_type == "application/json" else {}
    except ValueError:
        return ""
    errors = said.get("errors") if isinstance(said, dict) else None
    messages = [str(error.get("message") or "") for error in errors or [] if isinstance(error, dict)]
    return "; ".join(message for message in messages if message)
