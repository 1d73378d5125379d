"""The calls of XPM's API below its source and its target: paths, headers, and answers that can be trusted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reconcile.apps.http import Answer, Session
from reconcile.apps.retries import Patience
from reconcile.apps.statuses import no_answer
from reconcile.apps.xpm_wire import named_items
from reconcile.apps.xpm_xml import Document, read_answer, stream_clients
from reconcile.errors import BadInput, NeedsUser, TryAgain
from reconcile.model import App

XML = ("application/xml", "text/xml")
CONCURRENT = 5  # Xero's limit for one tenant


class XpmApi:
    """The calls of one practice's XPM, below the source and the target."""

    def __init__(self, base_url: str, token: str, tenant_id: str, patience: Patience | None = None) -> None:
        self.place = base_url.rstrip("/") + "/practicemanager/3.1"
        headers = {"Xero-Tenant-Id": tenant_id}
        self.session = Session(
            App.XPM, token=token, headers=headers, patience=patience, concurrent=CONCURRENT, explain=_explain
        )

    def url(self, path: str) -> str:
        """The whole address of one of the API's paths."""
        return f"{self.place}/{path}"

    def read(self, path: str, params: Mapping[str, str] | None = None) -> Document:
        """A whole answer as a document."""
        return read_answer(self.session.get(self.url(path), params, accept=XML).body)

    def read_list(self, path: str) -> list[Document]:
        """The members of a plain list."""
        return named_items(self.read(path))

    def clients(self, params: Mapping[str, str]) -> Iterator[Document]:
        """Stream the clients of the big list."""
        with self.session.stream(self.url("client.api/list"), params, accept=XML) as body:
            yield from stream_clients(body)

    def write(
        self, method: str, path: str, body: bytes, values: Sequence[str], params: Mapping[str, str] | None = None
    ) -> Document:
        """Send a write and return its answer; ``values`` are kept out of every message."""
        url = self.url(path)
        answer = self.session.send(method, url, body, content_type=XML[0], accept=XML, params=params, sent=values)
        return _answer_of_write(answer, values)


def _answer_of_write(answer: Answer, sent: Sequence[str]) -> Document:
    """The answer to a write that XPM has accepted; one that cannot be read leaves open whether it was applied."""
    try:
        return read_answer(answer.body, sent=sent)
    except (BadInput, TryAgain) as error:
        raise no_answer(App.XPM) from error


def _explain(body: bytes, media_type: str) -> str:
    """XPM's own words in an error answer: JSON from Xero's gateway, JSON or XML from XPM itself."""
    try:
        if media_type.endswith("json"):
            said: Any = json.loads(body)
            return str(said.get("Detail") or said.get("errorDescription") or "") if isinstance(said, dict) else ""
        if media_type in XML:
            read_answer(body)
    except BadInput:
        return ""
    except NeedsUser as error:
        return error.message.removeprefix("XPM says: ").removesuffix(".")
    except (ValueError, TryAgain):
        return ""
    return ""
