"""Turns what an app answers, or fails to answer, into the toolkit's errors."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reconcile.apps.limits import MINUTE, PROBLEM
from reconcile.errors import NeedsUser, NotAllowed, ReconcileError, TryAgain
from reconcile.model import App

UNAUTHORIZED, NOT_ACCEPTABLE, TOO_MANY = 401, 406, 429

_CORRELATION_ID = re.compile(r"[\w.:-]{1,80}", re.ASCII)

CORRELATION = ("xero-correlation-id", "x-request-id", "x-correlation-id", "request-id")
"""Headers in which an app names a request, for its support; XPM's is known, the others are usual."""


class NoSuchRecord(NeedsUser):
    """The app itself says that it has no record of this id (any more)."""

    title = "No such record"


class TokenRefused(NotAllowed):
    """The app does not accept the token at all, as against a request that the token does not cover."""

    title = "The token was refused"


class VersionNotServed(NeedsUser):
    """The app does not serve the version or the format that was asked for (406)."""

    title = "This version of the interface is not served"


class TooManyCalls(TryAgain):
    """The app asks to wait (429); such a call was certainly not applied."""

    title = "Too many calls"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one HTTP status means: the class of error and its words; ``{app}`` stands for the app's name."""

    kind: type[NeedsUser]
    title: str
    message: str
    hint: str


MEANINGS: Mapping[int, Meaning] = {
    400: Meaning(
        NeedsUser, "{app} refused the request", "{app} says that a value is not valid.", "Correct it and repeat."
    ),
    401: Meaning(
        TokenRefused,
        "The token was refused",
        "{app} does not accept the access token.",
        "Connect {app} again, then repeat.",
    ),
    403: Meaning(
        NotAllowed,
        "No access",
        "{app} knows the token but does not allow this request.",
        "Check which practice was connected, and what the connection was allowed to see and change.",
    ),
    404: Meaning(
        NoSuchRecord,
        "Not found",
        "{app} has nothing at this address.",
        "Take a new snapshot, and check the connection.",
    ),
    406: Meaning(
        VersionNotServed,
        "This version of the interface is not served",
        "{app} does not answer in the version or format that was asked for.",
        "Put a current version into the connection.",
    ),
    409: Meaning(
        NeedsUser,
        "Changed meanwhile",
        "{app} holds another version of this record.",
        "Take a new snapshot and build the plan again.",
    ),
    422: Meaning(
        NeedsUser, "{app} refused the request", "{app} says that a value is not valid.", "Correct it and repeat."
    ),
}
"""The statuses that say what is wrong; the request was not applied."""

EXPIRED_HINT = "The access has expired: connect {app} again, then repeat."


def error_for_status(app: App, status: int, headers: Mapping[str, str], said: str = "") -> ReconcileError:
    """The error for an HTTP status that is not a success.

    ``said`` is the app's own explanation, already free of what was sent. Only a 429 is certainly not applied among the
    errors that may pass by themselves; after a 5xx a write may have happened.
    """
    label, tail = app.label, _tail(headers, said)
    if status == TOO_MANY:
        return _too_many(label, headers, tail)
    if status >= 500 or status == 408:
        message = f"{label} answered with an error of its own (HTTP {status}){tail}"
        hint = f"Repeat later; if it stays, ask {label}'s support."
        return TryAgain(message, title=f"{label} is out of order", hint=hint, retry_after=retry_after(headers))
    if 300 <= status < 400:
        message = f"{label} points to another address (HTTP {status}), which was not followed{tail}"
        return NeedsUser(message, title="Moved", hint=f"Check {label}'s address in the connection.")
    meaning = MEANINGS.get(status, MEANINGS[400])
    kind = NeedsUser if meaning.kind is NoSuchRecord and not said else meaning.kind  # else the address is wrong
    hint = EXPIRED_HINT if status == 401 and "expired" in said.lower() else meaning.hint
    return kind(
        meaning.message.format(app=label) + f" (HTTP {status}){tail}",
        title=meaning.title.format(app=label),
        hint=hint.format(app=label),
    )


def _too_many(label: str, headers: Mapping[str, str], tail: str) -> TooManyCalls:
    """XPM says beside the status which limit was met; where one of a minute gives no time, a minute is enough."""
    problem = headers.get(PROBLEM, "").strip().lower()
    after = retry_after(headers)
    if after is None and "minute" in problem:
        after = MINUTE
    hint = f"Repeat in {_duration(after)}." if after else "Repeat in a minute."
    if problem == "day":
        hint = "Go on tomorrow: what is done stays done."
    limit = f" (the limit of the {problem})" if problem in ("minute", "day") else ""
    return TooManyCalls(f"{label} asks to wait: too many calls{limit}{tail}", hint=hint, retry_after=after, sent=False)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 2 * MINUTE else f"{seconds / MINUTE:.0f} minutes"


def not_reachable(app: App) -> TryAgain:
    """The connection could not be made at all: the request never left."""
    return TryAgain(
        f"No connection to {app.label} could be made.",
        title=f"{app.label} is not reachable",
        hint="Check the network and the address of the connection, then repeat.",
        sent=False,
    )


def no_answer(app: App) -> TryAgain:
    """The request went out, and no whole answer came back."""
    return TryAgain(
        f"The connection to {app.label} broke, or took too long, before the whole answer was there.",
        title=f"{app.label} did not answer in full",
        hint="Repeat it; a write is looked up first, because it may have happened.",
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that the app asks to wait: ``Retry-After`` (seconds or a date), or ``X-RateLimit-Reset`` (epoch).

    A date is taken against the answer's own ``Date``, where it has one: this computer's clock may be wrong.
    """
    value = headers.get("Retry-After", "").strip()
    try:
        now = _now(headers)
        if value:
            return max(
                0.0, float(value) if _is_number(value) else _until(email.utils.parsedate_to_datetime(value), now)
            )
        reset = headers.get("X-RateLimit-Reset", "").strip()
        if _is_number(reset):
            return max(0.0, float(reset) - now.timestamp())
    except (ValueError, OverflowError):
        return None
    return None


def _now(headers: Mapping[str, str]) -> dt.datetime:
    try:
        told = email.utils.parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, OverflowError):
        return dt.datetime.now(dt.UTC)
    return told if told.tzinfo else told.replace(tzinfo=dt.UTC)


def _is_number(value: str) -> bool:
    return value.replace(".", "", 1).isdigit() and value.isascii()


def _until(moment: dt.datetime, now: dt.datetime) -> float:
    return ((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)) - now).total_seconds()


def without_values(text: str, values: Iterable[str], *, longest: int = 300) -> str:
    """An app's explanation without the values that were sent, so that it may stand in a message or a log."""
    for value in sorted({v for v in values if len(v.strip()) > 2}, key=len, reverse=True):
        text = text.replace(value, "…").replace(value.strip(), "…")
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _tail(headers: Mapping[str, str], said: str) -> str:
    found = (headers.get(name, "").strip() for name in CORRELATION)
    correlation = next((value for value in found if _CORRELATION_ID.fullmatch(value)), "")
    parts = [f": {said}" if said else "", f" [correlation id {correlation}]" if correlation else ""]
    return "".join(parts) or "."
