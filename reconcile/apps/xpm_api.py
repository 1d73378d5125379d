"""The calls of XPM's API below its source and its target: paths, headers, and answers that can be trusted."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reconcile.apps.credentials import Credential
from reconcile.apps.http import Answer, Session
from reconcile.apps.retries import Patience
from reconcile.apps.statuses import no_answer
from reconcile.apps.xpm_answers import JSON_TYPES, XML_TYPES, Form, accepted, read_answer, stream_clients
from reconcile.apps.xpm_bodies import Version
from reconcile.apps.xpm_bounds import Document
from reconcile.apps.xpm_wire import named_items
from reconcile.errors import BadInput, NeedsUser, TryAgain
from reconcile.model import App

CONCURRENT = 5  # Xero's limit for one tenant

OVERLAP = dt.timedelta(minutes=5)
"""How far XPM's clock and this machine's may lie apart without a change being missed."""


class XpmApi:
    """The calls of one practice's XPM, below the source and the target.

    ``form`` is the spelling that is asked for and written; answers are understood in both, because Xero's document
    knows JSON only while its pages show XML too. Version 3.0 speaks XML alone.
    """

    def __init__(
        self,
        base_url: str,
        token: str | Credential,
        tenant_id: str,
        patience: Patience | None = None,
        *,
        form: Form = "xml",
        version: Version = "3.1",
    ) -> None:
        self.form: Form = form if version == "3.1" else "xml"
        self.version: Version = version
        self.place = f"{base_url.rstrip('/')}/practicemanager/{version}"
        self._accept = accepted(self.form) if version == "3.1" else XML_TYPES
        headers = {"Xero-Tenant-Id": tenant_id}
        self.session = Session(
            App.XPM, token=token, headers=headers, patience=patience, concurrent=CONCURRENT, explain=_explain
        )

    def url(self, path: str) -> str:
        """The whole address of one of the API's paths."""
        return f"{self.place}/{path}"

    def read(self, path: str, params: Mapping[str, str] | None = None) -> Document:
        """A whole answer as a document."""
        answer = self.session.get(self.url(path), params, accept=self._accept)
        return read_answer(answer.body, answer.media_type)

    def read_list(self, path: str) -> list[Document]:
        """The members of a plain list."""
        return named_items(self.read(path))

    def search(self, name: str) -> Iterator[Document]:
        """The clients that XPM's search finds, which are more than those of exactly this name."""
        found = self.session.get(
            self.url("client.api/search"), {"query": name, "detailed": "true"}, accept=self._accept
        )
        return stream_clients(io.BytesIO(found.body), found.media_type)

    def clients(self, params: Mapping[str, str]) -> Iterator[Document]:
        """Stream the clients of the big list."""
        with self.session.stream(self.url("client.api/list"), params, accept=self._accept) as body:
            yield from stream_clients(body, body.media_type)

    def changed_since(self, when: dt.datetime, overlap: dt.timedelta = OVERLAP) -> Iterator[Document]:
        """Stream the clients that XPM says have changed since a moment; see ``XpmSource.read_changed_since``."""
        if when.tzinfo is None:
            raise ValueError("a moment without a time zone could be any of twenty-six hours")
        since = (when - overlap).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return self.clients({"detailed": "true", "modifiedsince": since})

    def write(
        self, method: str, path: str, body: bytes, values: Sequence[str], params: Mapping[str, str] | None = None
    ) -> Document:
        """Send a write and return its answer; ``values`` are kept out of every message."""
        written = XML_TYPES[0] if self.form == "xml" else JSON_TYPES[0]
        answer = self.session.send(
            method, self.url(path), body, content_type=written, accept=self._accept, params=params, sent=values
        )
        return _answer_of_write(answer, values)


def _answer_of_write(answer: Answer, sent: Sequence[str]) -> Document:
    """The answer to a write that XPM has accepted; one that cannot be read leaves open whether it was applied."""
    try:
        return read_answer(answer.body, answer.media_type, sent=sent)
    except (BadInput, TryAgain) as error:
        raise no_answer(App.XPM) from error


def _explain(body: bytes, media_type: str) -> str:
    """XPM's own words in an error answer: JSON from Xero's gateway, JSON or XML from XPM itself."""
    try:
        if media_type.endswith("json"):
            said: Any = json.loads(body)
            return str(said.get("Detail") or said.get("errorDescription") or "") if isinstance(said, dict) else ""
        if media_type in XML_TYPES:
            read_answer(body, media_type)
    except BadInput:
        return ""
    except NeedsUser as error:
        return error.message.removeprefix("XPM says: ").removesuffix(".")
    except (ValueError, RecursionError, TryAgain):
        return ""
    return ""
