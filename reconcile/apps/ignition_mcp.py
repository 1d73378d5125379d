"""Ignition's MCP server as plain calls: which tools it has, what they take, and their errors in the toolkit's words."""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Callable, Collection, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from reconcile.apps.budget import budget_of
from reconcile.apps.credentials import Credential, credential, grant_of, token_for, token_instead
from reconcile.apps.http import without_secrets, wrong_media_type
from reconcile.apps.mcp_outcome import INVALID_REQUEST, LineBroken, Outcome, Said, ToolAnswer
from reconcile.apps.pace import Pace
from reconcile.apps.retries import Patience, retrying
from reconcile.apps.statuses import (
    NoSuchRecord,
    TokenRefused,
    error_for_status,
    no_answer,
    not_reachable,
    retry_after,
    without_values,
)
from reconcile.errors import BadInput, NeedsUser, NotAllowed, ReconcileError, TryAgain
from reconcile.model import App

if TYPE_CHECKING:
    from reconcile.apps.mcp_line import Line

Answered = TypeVar("Answered")

GREETING = 3
"""Requests that opening a connection takes: two of the greeting, and the list of tools."""

RATE_LIMITED = "RATE_LIMITED"
MOST_PAGES = 10_000


class McpTools:
    """The tools of one practice's Ignition, for any number of threads, one call at a time.

    The connection is opened by the first call and again after a break. Close it, or use it in a ``with``. ``greetings`` are the
    requests that opening connections has taken.
    """

    def __init__(self, url: str, token: str | Credential, *, patience: Patience | None = None) -> None:
        self.place = without_secrets(url)
        self._url, self._signer, self._token = url, credential(token), ""
        self._patience = patience or Patience()
        budget = budget_of("mcp", App.IGNITION.label, url, grant_of(self._signer))
        self.pace = Pace(App.IGNITION.label, sleep=self._patience.sleep, budget=budget)
        self._lines: list[Line] = []  # none or one; a list, so that the finalizer need not hold this object
        self._lock = threading.RLock()
        self._finalizer = weakref.finalize(self, _close, self._lines)
        self._schemas: dict[str, dict[str, Any]] | None = None
        self.greetings = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"McpTools({self.place!r})"

    @property
    def calls(self) -> int:
        """How many tool calls were made so far, repeats included."""
        return self.pace.calls

    def close(self) -> None:
        """End the connection; the next call opens another."""
        with self._lock:
            _close(self._lines)

    def schemas(self) -> Mapping[str, dict[str, Any]]:
        """Tool → its input schema, as the server publishes them; asks the server once."""
        with self._lock:
            if self._schemas is None:
                retrying(self._patience, safe=True)(self._renewing, self._line)
            return self._schemas or {}

    def arguments_of(self, tool: str) -> Mapping[str, Any]:
        """Argument name → its JSON schema, as the server publishes them; empty for a tool that it does not have."""
        properties = self.schemas().get(tool, {}).get("properties")
        return properties if isinstance(properties, Mapping) else {}

    def call(
        self, tool: str, arguments: Mapping[str, Any], *, safe: bool, sent: Collection[str] = ()
    ) -> dict[str, Any]:
        """Call a tool and return its record.

        A ``safe`` call (a read) is repeated after any ``TryAgain``, a write only where it was certainly not applied.
        ``sent`` are values that no message may repeat. Raises ``NoSuchRecord``, ``NeedsUser``, ``NotAllowed``,
        ``TryAgain``; for a read also ``BadInput``, where the answer is no record.
        """

        def once() -> dict[str, Any]:
            with self._lock:
                answer = self._renewing(lambda: self._answer(tool, arguments, sent))
            return _record(answer, safe=safe)

        return retrying(self._patience, safe=safe)(once)

    def call_list(self, tool: str, key: str, arguments: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Call a reading tool and return the members of its list ``key``, over all pages."""
        found: list[dict[str, Any]] = []
        query: dict[str, Any] = dict(arguments or {})
        sent = [str(value) for value in query.values()]
        for _ in range(MOST_PAGES):
            page = self.call(tool, query, safe=True, sent=sent)
            members = page.get(key, page.get("result", page.get("data")))
            if not isinstance(members, list):
                raise _no_record()
            found += [member for member in members if isinstance(member, dict)]
            if not page.get("next_cursor"):
                return found
            query["cursor"] = page["next_cursor"]
        raise BadInput("Ignition's pages do not come to an end.", title="This is not Ignition's answer")

    def _answer(self, tool: str, arguments: Mapping[str, Any], sent: Collection[str]) -> ToolAnswer:
        line = self._line()
        if tool not in line.schemas:
            raise NotAllowed(f"Ignition's MCP server has no tool {tool!r}.", title="Ignition cannot do this")
        self.pace.before_call()
        try:
            answer = line.call(tool, arguments)
        except LineBroken as broken:
            self.pace.after_answer(broken.outcome.headers)
            _close(self._lines)
            raise _meaning(broken, sent) from broken
        self.pace.after_answer(line.outcome.headers)
        if answer.is_error:
            raise _tool_error(answer.text, sent)
        return answer

    def _renewing(self, work: Callable[[], Answered]) -> Answered:
        """The same once more with another token, where there is one: a call whose token was refused was not applied."""
        try:
            return work()
        except TokenRefused:
            if token_instead(self._signer, self._token) is None:
                raise
            _close(self._lines)
            return work()

    def _line(self) -> Line:
        token = token_for(self._signer)
        if token != self._token:
            _close(self._lines)
            self._token = token
        if not self._lines:
            from reconcile.apps.mcp_line import Line  # only here: it loads the MCP library

            for _ in range(GREETING):
                self.pace.budget.take(self._patience.sleep)
            self.greetings += GREETING
            try:
                line = Line(self._url, self._token, self._patience)
            except LineBroken as broken:
                raise _no_greeting(broken) from broken
            finally:
                for _ in range(GREETING):
                    self.pace.budget.unanswered()
            self._lines.append(line)
            self._schemas = line.schemas
        return self._lines[0]


def _close(lines: list[Line]) -> None:
    while lines:
        lines.pop().close()


def _record(answer: ToolAnswer, *, safe: bool) -> dict[str, Any]:
    """The answer's structured content, or its text as JSON; a write whose answer is no record may have happened."""
    value = answer.structured
    if value is None:
        try:
            value = json.loads(answer.text)
        except ValueError:
            value = None
    if isinstance(value, list):
        value = {"result": value}
    if not isinstance(value, dict):
        raise _no_record() if safe else no_answer(App.IGNITION)
    return value


def _no_record() -> BadInput:
    return BadInput(
        "A tool of Ignition's answered with something else than a record.", title="This is not Ignition's answer"
    )


def _no_greeting(broken: LineBroken) -> ReconcileError:
    """Why no connection came about; the call itself was not sent."""
    if broken.said is not None and broken.said.code == INVALID_REQUEST and broken.outcome.status == 200:
        return wrong_media_type(App.IGNITION, broken.outcome.headers.get("Content-Type", ""))
    error = _meaning(broken, ())
    if isinstance(error, TryAgain):
        error.sent = False
    return error


def _meaning(broken: LineBroken, sent: Collection[str]) -> ReconcileError:
    """What a call without a tool's answer means, by what the HTTP layer saw and by what the server said."""
    outcome, said = broken.outcome, broken.said
    if outcome.refused or not outcome.sent:
        return not_reachable(App.IGNITION)
    if said is not None and (limited := _rate_limit(said, outcome)) is not None:
        return limited
    refusal = without_values(said.message, sent) if said is not None and said.is_refusal else ""
    if outcome.status is not None and outcome.status >= 300:
        return error_for_status(App.IGNITION, outcome.status, outcome.headers, refusal)
    if not refusal:
        return no_answer(App.IGNITION)
    return NeedsUser(f"Ignition's MCP server says: {refusal}.", title="Ignition refused the request")


def _rate_limit(said: Said, outcome: Outcome) -> TryAgain | None:
    """Ignition says ``RATE_LIMITED`` with ``data.retryAfter`` in seconds; such a call was not applied."""
    data = said.data if isinstance(said.data, dict) else {}
    if RATE_LIMITED not in (said.message, data.get("code")) and "retryAfter" not in data:
        return None
    asked = data.get("retryAfter")
    after = float(asked) if isinstance(asked, int | float) else retry_after(outcome.headers)
    limited = error_for_status(App.IGNITION, 429, {"Retry-After": str(after)} if after is not None else {})
    return limited if isinstance(limited, TryAgain) else None


def _tool_error(text: str, sent: Collection[str]) -> NeedsUser:
    """A tool's own error: it was understood and refused, so nothing was applied."""
    said = without_values(text, sent).rstrip(".")
    missing = "not found" in said.casefold() or "no such" in said.casefold() or "does not exist" in said.casefold()
    kind = NoSuchRecord if missing else NeedsUser
    return kind(f"Ignition says: {said}.", title="Ignition refused the request", hint="Correct it and repeat.")
