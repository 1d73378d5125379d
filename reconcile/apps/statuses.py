"""Turns what an app answers, or fails to answer, into the toolkit's errors."""

from __future__ import annotations

import datetime as dt
import email.utils
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reconcile.errors import NeedsUser, NotAllowed, ReconcileError, TryAgain
from reconcile.model import App


class NoSuchRecord(NeedsUser):
    """The app itself says that it has no record of this id (any more)."""

    title = "No such record"


class TokenRefused(NotAllowed):
    """The app does not accept the token at all, as against a request that the token does not cover."""

    title = "The token was refused"


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
        NeedsUser,
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
    if status == 429:
        after = retry_after(headers)
        hint = f"Repeat in {after:.0f} seconds." if after else "Repeat in a minute."
        message = f"{label} asks to wait: too many calls{tail}"
        return TryAgain(message, title="Too many calls", hint=hint, retry_after=after, sent=False)
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
    """The seconds that the app asks to wait: ``Retry-After`` (seconds or a date), or ``X-RateLimit-Reset`` (epoch)."""
    value = headers.get("Retry-After", "").strip()
    now = dt.datetime.now(dt.UTC)
    try:
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
    correlation = headers.get("xero-correlation-id", "").strip()[:80]
    parts = [f": {said}" if said else "", f" [correlation id {correlation}]" if correlation else ""]
    return "".join(parts) or "."
