"""Who looks at the pages: nobody signs in on one's own machine; everybody does where the app is served to others.

Two ways of signing in are known: OpenID Connect (Streamlit's own ``st.login``, configured under ``[auth]`` in ``secrets.toml``),
and a header that a proxy on this machine sets after it has checked the person (``RECONCILE_USER_HEADER`` names it). Where either is
configured it is asked for always. Where neither is, requests that come from elsewhere are turned away.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from reconcile.errors import NotAllowed
from reconcile.workspace.people import Person, read_people

HEADER = "RECONCILE_USER_HEADER"
LOCAL = ("127.0.0.1", "localhost", "::1")
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")


def sign_in_configured() -> bool:
    """Whether people have to sign in here."""
    return bool(os.environ.get(HEADER)) or _oidc_configured()


def check_who_is_served(headers: Mapping[str, str]) -> None:
    """Raises ``NotAllowed`` where the app is served beyond this machine in a way in which nobody could tell who is at work."""
    address = str(st.get_option("server.address") or "")
    if os.environ.get(HEADER) and address not in LOCAL:
        raise NotAllowed(
            "A header says who is signed in, and the pages can be reached without the proxy that sets it.",
            title="The proxy can be walked around",
            hint='Leave server.address at "127.0.0.1" and let the proxy on this machine be the only way in.',
        )
    if sign_in_configured():
        return
    if address not in LOCAL or not _is_local(headers):
        raise NotAllowed(
            "The pages are served to others, and nothing here says who they are.",
            title="Nobody is served without signing in",
            hint="Set up [auth] in secrets.toml or RECONCILE_USER_HEADER, as the README says under “Serving it to others”.",
        )


def signed_in() -> str | None:
    """The email of the person at the page, in small letters; None where nobody has to sign in. Stops the page to ask for it."""
    check_who_is_served(st.context.headers)
    if not sign_in_configured():
        return None
    header = os.environ.get(HEADER)
    if header:
        name = str(st.context.headers.get(header) or "").strip().lower()
        if not name:
            raise NotAllowed(
                "The proxy in front of the pages did not say who you are.",
                title="Not signed in",
                hint="Sign in where you usually do, and open the page again.",
            )
        return name
    return _by_oidc()


def person_in(folder: Path, name: str | None) -> Person | None:
    """The signed-in person with the role of this practice, None for the user of this machine.

    Raises ``NotAllowed`` for a person whom this practice does not name.
    """
    if name is None:
        return None
    role = read_people(folder).get(name)
    if role is None:
        raise NotAllowed(
            f"{name} is not among the people of this practice.",
            title="No way in",
            hint="An approver can add you under Settings, or with `python -m reconcile people`.",
        )
    return Person(name, role)


def practices_of(folders: list[Path], name: str | None) -> list[Path]:
    """The practices among these that the person may see."""
    return [folder for folder in folders if name is None or name in read_people(folder)]


def _is_local(headers: Mapping[str, str]) -> bool:
    """Whether a request was made on this machine, and not handed on by a proxy."""
    host = (
        str(headers.get("Host") or "").rpartition("]")[0].lstrip("[")
        or str(headers.get("Host") or "").partition(":")[0]
    )
    return host in ("", *LOCAL) and not any(headers.get(name) for name in FORWARDED)


def _oidc_configured() -> bool:
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets


def _by_oidc() -> str:
    if not st.user.is_logged_in:
        raise _AskToSignIn
    email = str(st.user.get("email") or "").strip().lower()
    if not email or st.user.get("email_verified") is False:
        raise NotAllowed(
            "The sign-in gave no confirmed email address.",
            title="Not signed in",
            hint="Confirm your address with the provider, and sign in again.",
        )
    return email


class _AskToSignIn(NotAllowed):
    """Nobody has signed in yet."""

    def __init__(self) -> None:
        super().__init__("These pages are for the people of a practice.", title="Sign in first")


def offer_sign_in(error: NotAllowed) -> None:
    """Draws the button that leads to the provider, where that is what is missing."""
    if isinstance(error, _AskToSignIn):
        st.button("Sign in", type="primary", icon=":material/login:", key="sign-in", on_click=st.login)
