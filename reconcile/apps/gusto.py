"""Gusto: the companies behind a practice's stored grants, as one list of clients.

Gusto has no list of an accountant's companies: one token is one company. It is only ever read: there is a source and,
on purpose, no target (SET-6, REL-10).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from reconcile.apps.budget import Budget
from reconcile.apps.credentials import Credential, credential, holder_of
from reconcile.apps.estimate import Counts
from reconcile.apps.gusto_wire import client_from_company
from reconcile.apps.http import Answer, Session, without_secrets
from reconcile.apps.json_answers import JSON, json_object, json_objects
from reconcile.apps.limits import GUSTO_COUNTS_PER_GRANT
from reconcile.apps.protocols import Failure, Origin
from reconcile.apps.retries import Patience
from reconcile.apps.statuses import NoSuchRecord, TokenRefused, VersionNotServed
from reconcile.errors import NeedsUser, NotAllowed
from reconcile.model import App, Client, Record

VERSION = "2026-06-15"
"""The newest version of Gusto's interface that this reader was written for."""

CONCURRENT = 12
"""Companies that are read at the same time; Gusto's limit is per grant, so they do not use up one another's calls."""

FACTS = ("company", "locations", "admins")
"""What is asked for each company, a call each; a grant that does not tell its company is asked for that first."""


@dataclass(frozen=True, slots=True)
class _Grant:
    """One grant, its place in the list, and the company that it is known to open."""

    signer: Credential
    place: str
    uuid: str = ""


class GustoSource:
    """A practice's Gusto as a source, over any number of tokens or credentials.

    A grant that was revoked is one company's failure: it is named in ``failures``, and the other companies are read.
    Anything that may pass by itself (a limit, an outage) ends the snapshot instead, because a company that is only
    away for the moment must not look as if it had gone.
    """

    app = App.GUSTO
    at_once = CONCURRENT if GUSTO_COUNTS_PER_GRANT else 1

    def __init__(
        self,
        base_url: str,
        tokens: Sequence[str | Credential],
        *,
        version: str = VERSION,
        patience: Patience | None = None,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._version = version
        self._grants = [_grant(token, number, len(tokens)) for number, token in enumerate(tokens, start=1)]
        headers = {"X-Gusto-API-Version": version}
        self.session = Session(App.GUSTO, headers=headers, patience=patience, concurrent=CONCURRENT, explain=_explain)
        self.failures: list[Failure] = []

    @property
    def origin(self) -> Origin:
        """Gusto's address and the number of grants."""
        return Origin("api", without_secrets(self._base), f"{len(self._grants)} grants")

    @property
    def budget(self) -> Budget:
        """What each grant may send: they are counted apart."""
        return self.session.budget(self._base, self._grants[0].signer if self._grants else "")

    def calls_needed(self, _: Counts) -> int:
        """How many calls a snapshot takes: as many for each grant, whatever the last snapshot held."""
        return sum(len(FACTS) + (not grant.uuid) for grant in self._grants)

    def records(self) -> Iterator[Record]:
        """Yield one client per company; raises as ``Source.records`` says.

        ``NeedsUser`` without any grant; the first grant's ``NotAllowed`` if every one was refused.
        """
        self.failures = []
        if not self._grants:
            raise NeedsUser(
                "No company has granted access to its Gusto yet.",
                title="No Gusto company is connected",
                hint="Connect each company in turn: in Gusto, one grant is one company.",
            )
        seen: set[str] = set()
        with ThreadPoolExecutor(CONCURRENT, thread_name_prefix="gusto") as pool:
            readings = [pool.submit(self._read, grant) for grant in self._grants]
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
        self.failures = [failure for failure in self.failures if failure.client_id not in seen or not failure.hides]

    def _read(self, grant: _Grant) -> tuple[Client | None, list[Failure]]:
        """One grant's company, and what of it could not be read."""
        uuid = grant.uuid
        try:
            uuid = uuid or self._uuid(grant)
            company = json_object(App.GUSTO, self._get(f"companies/{uuid}", grant))
            locations = self._pages(f"companies/{uuid}/locations", grant)
        except (NotAllowed, NoSuchRecord) as error:
            return None, [Failure(grant.place, error, uuid, hides=True)]
        except VersionNotServed as error:
            raise self._other_version(error) from error
        company = {**company, "uuid": uuid}
        try:
            admins = self._pages(f"companies/{uuid}/admins", grant)
        except TokenRefused as error:
            return None, [Failure(grant.place, error, uuid, hides=True)]
        except NotAllowed as error:  # a grant without their scope still has the company's own two people
            return client_from_company(company, locations, []), [Failure(f"{grant.place}: its admins", error, uuid)]
        return client_from_company(company, locations, admins), []

    def _uuid(self, grant: _Grant) -> str:
        owner = json_object(App.GUSTO, self._get("token_info", grant)).get("resource")
        if not isinstance(owner, dict) or owner.get("type") != "Company" or not owner.get("uuid"):
            raise NotAllowed(
                f"{grant.place} belongs to no company.",
                title="Not a company's grant",
                hint="Connect the company itself, as its primary or full-access admin.",
            )
        return str(owner["uuid"])

    def _pages(self, path: str, grant: _Grant) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        page, pages = 1, 1
        while page <= pages:
            params = {} if page == 1 else {"page": str(page)}
            answer = self._get(path, grant, params)
            found += json_objects(App.GUSTO, answer)
            total = answer.headers.get("X-Total-Pages", "1")
            page, pages = page + 1, int(total) if total.isascii() and total.isdigit() else 1
        return found

    def _get(self, path: str, grant: _Grant, params: Mapping[str, str] | None = None) -> Answer:
        return self.session.get(f"{self._base}/v1/{path}", params, accept=JSON, token=grant.signer)

    def _other_version(self, error: NeedsUser) -> VersionNotServed:
        text = f"Gusto does not serve version {self._version} of its interface any more, or not yet."
        hint = f"This toolkit was written for {VERSION}: set the connection's version to that, or look for a newer toolkit."
        return VersionNotServed(f"{text} {error.message}", hint=hint)


def _grant(token: str | Credential, number: int, of: int) -> _Grant:
    signer = credential(token)
    uuid, name = holder_of(signer)
    return _Grant(signer, f"Gusto grant {number} of {of}" + (f" ({name})" if name else ""), uuid)


def _explain(body: bytes, media_type: str) -> str:
    """The messages of Gusto's error envelope."""
    try:
        said = json.loads(body) if media_type == "application/json" else {}
    except ValueError:
        return ""
    errors = said.get("errors") if isinstance(said, dict) else None
    messages = [str(error.get("message") or "") for error in errors or [] if isinstance(error, dict)]
    return "; ".join(message for message in messages if message)
