"""What a provider's refusals (RFC 6749, 4.1.2.1 and 5.2) mean to a person."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reconcile.apps.signin.provider import Provider
from reconcile.apps.statuses import without_values
from reconcile.errors import NeedsUser, NotAllowed, ReconcileError, TryAgain

AGAIN = "Open Settings, Connections, and press Re-connect; on the command line it is `connect WORKSPACE {name}`."


class SignInAgain(NotAllowed):
    """The provider does not renew the access any more: only a person can bring it back, by signing in."""

    title = "Sign in again"


def sign_in_again(provider: Provider, because: str = "") -> SignInAgain:
    """The grant was withdrawn, or not used for so long that it ran out, or its token was used twice."""
    return SignInAgain(
        f"{provider.label} does not renew the access to {provider.opens} any more{because}: it was withdrawn there, or not "
        "used for too long.",
        title=f"Sign in to {provider.label} again",
        hint=AGAIN.format(name=provider.name.value),
    )


def refusal(provider: Provider, code: str, said: str = "", secrets: Iterable[str] = ()) -> ReconcileError:
    """The error for a provider's error code; ``said`` are its own words, from which ``secrets`` are taken out."""
    label = provider.label
    words = without_values(said, secrets, longest=200).strip().rstrip(".")
    tail = f" {label} says: {words}." if words else ""
    if code == "access_denied":
        return NotAllowed(
            f"{label} was not allowed to give access.{tail}",
            title="Not connected",
            hint=f"Connect again and allow it, as somebody who may: {_who(provider)}.",
        )
    if code in ("invalid_client", "unauthorized_client"):
        return NotAllowed(
            f"{label} does not know this client id, or its secret is another one.{tail}",
            title=f"{label} refuses the registered app",
            hint="Compare the client id and the secret with those of the app that you registered there.",
        )
    if code == "invalid_grant":
        return NotAllowed(
            f"{label} does not accept the answer of this sign-in: it was used already, or took too long.{tail}",
            title="Not connected",
            hint="Connect again.",
        )
    if code in ("temporarily_unavailable", "server_error", "slow_down"):
        return TryAgain(f"{label} cannot sign anybody in at the moment.{tail}", hint="Repeat it in some minutes.")
    hints = {
        "invalid_scope": "Check which scopes the registered app may ask for.",
        "invalid_request": "Check that the redirect URI is registered there exactly as it is shown in Settings.",
        "redirect_uri_mismatch": "Register the redirect URI there exactly as it is shown in Settings.",
    }
    shown = code if re.fullmatch(r"[a-z_]{1,40}", code) else "an error of its own"
    hint = hints.get(code, "Check the registered app and its addresses.")
    return NeedsUser(f"{label} refused to sign in ({shown}).{tail}", title="Not connected", hint=hint)


def _who(provider: Provider) -> str:
    return {
        "xpm": "a Xero user whose XPM privileges include connecting third-party add-ons",
        "gusto": "the company's primary or full-access admin",
        "ignition": "an administrator of the practice in Ignition",
    }[provider.app.value]
