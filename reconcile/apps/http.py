"""The one HTTP session that every app's calls go through: timeouts, repeats, limits, and errors that people can read."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

import requests
import urllib3
from requests.structures import CaseInsensitiveDict

from reconcile.apps.budget import Budget, budget_of
from reconcile.apps.credentials import Credential, credential, grant_of, token_for, token_instead
from reconcile.apps.limits import GUSTO_COUNTS_PER_GRANT, SERVICE
from reconcile.apps.pace import Pace
from reconcile.apps.quiet import quiet_libraries
from reconcile.apps.retries import Patience, retrying
from reconcile.apps.statuses import TOO_MANY, UNAUTHORIZED, error_for_status, no_answer, retry_after, without_values
from reconcile.apps.transport import Bearer, Body, as_errors, requests_session
from reconcile.errors import BadInput, ReconcileError
from reconcile.model import App

quiet_libraries()

Explain = Callable[[bytes, str], str]
"""Reads an error answer (body, media type) and returns the app's own words for it, or ``""``."""

_LONGEST_ERROR_BODY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its status is a success and its media type one of those asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """The content type without its parameters, lower-case."""
        return media_type(self.headers)


@dataclass(frozen=True, slots=True)
class _Request:
    """What of a request is the same at every try; ``sent`` are values that no message may repeat."""

    method: str
    url: str
    params: Mapping[str, str]
    accept: Collection[str]
    signer: Credential
    body: bytes | None = None
    content_type: str = ""
    sent: Collection[str] = ()

    @property
    def headers(self) -> dict[str, str]:
        return {"Accept": ", ".join(self.accept)} | ({"Content-Type": self.content_type} if self.content_type else {})


class Session:
    """One app's HTTP calls, from any number of threads, at most ``concurrent`` at a time.

    ``token`` is a token or a credential: its token is asked for before every call, and once more after a 401, which was
    certainly not applied. What one grant may send is counted for all sessions of the process together (``budget``).
    """

    def __init__(
        self,
        app: App,
        *,
        token: str | Credential = "",
        headers: Mapping[str, str] | None = None,
        patience: Patience | None = None,
        concurrent: int = 5,
        explain: Explain | None = None,
    ) -> None:
        self.app = app
        self.patience = patience or Patience()
        self.pace = Pace(app.label, sleep=self.patience.sleep)
        self._signer = credential(token)
        self._explain = explain
        self._slots = threading.BoundedSemaphore(concurrent)
        self._requests = requests_session(headers or {}, concurrent)
        # The tenant stands in a header: what two tenants may send is counted apart.
        self._scope = hashlib.blake2b(repr(sorted((headers or {}).items())).encode(), digest_size=8).hexdigest()

    def __repr__(self) -> str:
        return f"Session({self.app.value!r}, calls={self.calls})"

    @property
    def calls(self) -> int:
        """How many requests were sent so far, repeats included."""
        return self.pace.calls

    def budget(self, url: str, token: str | Credential = "") -> Budget:
        """What the grant behind this token, or the session's own, may send to this address."""
        signer = credential(token) if token else self._signer
        shared = self.app is App.GUSTO and not GUSTO_COUNTS_PER_GRANT
        grant = "" if shared else grant_of(signer)
        return budget_of(SERVICE[self.app], self.app.label, url, f"{self._scope}-{grant}")

    def close(self) -> None:
        """Give the connections back."""
        self._requests.close()

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        accept: Collection[str],
        token: str | Credential = "",
    ) -> Answer:
        """Read a whole answer, repeating the call where that may help.

        Raises ``NotAllowed`` (401, 403), ``NeedsUser`` (other refusals), ``BadInput`` (another media type than those in
        ``accept``) or ``TryAgain``.
        """

        request = _Request("GET", url, params or {}, accept, credential(token) if token else self._signer)

        def once() -> Answer:
            with self._open(request) as response:
                answer = Answer(response.status_code, response.headers, _whole(self.app, response))
            if answer.media_type not in accept:
                raise wrong_media_type(self.app, answer.media_type)
            return answer

        return retrying(self.patience, safe=True)(once)

    @contextmanager
    def stream(self, url: str, params: Mapping[str, str] | None = None, *, accept: Collection[str]) -> Iterator[Body]:
        """Open an answer for reading as it arrives; only the opening is repeated, never what was read already."""

        request = _Request("GET", url, params or {}, accept, self._signer)

        def once() -> tuple[requests.Response, ExitStack]:
            with ExitStack() as stack:
                response = stack.enter_context(self._open(request))
                return response, stack.pop_all()

        response, opened = retrying(self.patience, safe=True)(once)
        with opened:
            if media_type(response.headers) not in accept:
                raise wrong_media_type(self.app, media_type(response.headers))
            yield Body(self.app, response)

    def send(
        self,
        method: str,
        url: str,
        body: bytes,
        *,
        content_type: str,
        accept: Collection[str],
        params: Mapping[str, str] | None = None,
        sent: Collection[str] = (),
    ) -> Answer:
        """Send a write once; it is repeated only where it was certainly not applied.

        ``sent`` are the values in the body, which no message may repeat.
        An answer that cannot be read after the app has accepted the write is ``TryAgain(sent=True)``.
        """

        request = _Request(method, url, params or {}, accept, self._signer, body, content_type, sent)

        def once() -> Answer:
            with self._open(request) as response:
                answer = Answer(response.status_code, response.headers, _whole(self.app, response))
            if answer.media_type not in accept:
                raise no_answer(self.app)
            return answer

        return retrying(self.patience, safe=False)(once)

    @contextmanager
    def _open(self, request: _Request) -> Iterator[requests.Response]:
        """A successful answer; a token that was refused is renewed once."""
        tokens = [token_for(request.signer)]
        with self._slots, ExitStack() as opened:
            response = opened.enter_context(self._answer(request, tokens[0]))
            if response.status_code == UNAUTHORIZED and (other := token_instead(request.signer, tokens[0])):
                opened.close()
                tokens.append(other)
                response = opened.enter_context(self._answer(request, other))
            if not 200 <= response.status_code < 300:
                raise self._refusal(response, [*request.sent, *request.params.values()], tokens)
            yield response

    @contextmanager
    def _answer(self, request: _Request, token: str) -> Iterator[requests.Response]:
        """Whatever the app answers, within the limits of the grant."""
        budget = self.budget(request.url, request.signer)
        with budget.slots:
            self.pace.before_call(budget)
            try:
                with as_errors(self.app):
                    response = self._requests.request(
                        request.method,
                        request.url,
                        params=dict(request.params),
                        data=request.body,
                        headers=request.headers,
                        auth=Bearer(token),
                        timeout=(self.patience.connect_timeout, self.patience.read_timeout),
                        allow_redirects=False,
                        stream=True,
                    )
            except BaseException:
                budget.unanswered()
                raise
            with response:
                self.pace.after_answer(response.headers, budget)
                if response.status_code == TOO_MANY and (wait := retry_after(response.headers)) is not None:
                    budget.hold(wait)
                yield response

    def _refusal(self, response: requests.Response, values: Collection[str], tokens: Collection[str]) -> ReconcileError:
        said, sent = "", [*values, *tokens]
        if self._explain is not None:
            try:
                body = response.raw.read(_LONGEST_ERROR_BODY, decode_content=True)
            except (urllib3.exceptions.HTTPError, OSError):
                body = b""
            said = without_values(self._explain(body, media_type(response.headers)), sent).rstrip(".")
        headers = CaseInsensitiveDict(
            {name: v for name, v in response.headers.items() if not any(t in v for t in tokens)}
        )
        return error_for_status(self.app, response.status_code, headers, said)


def media_type(headers: Mapping[str, str]) -> str:
    """The media type of an answer, lower-case and without parameters."""
    return headers.get("Content-Type", "").partition(";")[0].strip().lower()


def wrong_media_type(app: App, found: str) -> BadInput:
    """The answer is not of the kind asked for, e.g. a network's own sign-in page in HTML."""
    return BadInput(
        f"{app.label} answered with {found or 'content of no stated type'}.",
        title=f"This is not {app.label}'s answer",
        hint="Check the address of the connection, and whether a proxy or a sign-in page stands between.",
    )


def without_secrets(url: str) -> str:
    """The address without user, password, query and fragment, for messages and origins."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _whole(app: App, response: requests.Response) -> bytes:
    try:
        return response.content
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise no_answer(app) from error
