"""The app that a practice registers with a provider before anybody can sign in: its client id, secret and redirect URI."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from reconcile.pages.allowed import may, why_not
from reconcile.pages.practice import workspace
from reconcile.pages.top import telling
from reconcile.workspace import Workspace
from reconcile.workspace.people import Role

if TYPE_CHECKING:
    from reconcile.apps.signin.provider import Provider

HERE = "http://localhost:8501/settings"
"""The address of this page where the browser does not tell it."""

WHERE = {
    "xpm": "developer.xero.com, My Apps. XPM needs Xero's permission for the app.",
    "gusto": "dev.gusto.com, where Gusto has to approve the app before it sees real companies.",
    "ignition": "Ignition's developer pages; ask Ignition's support for access to the Reporting API.",
    "ignition-mcp": "Ignition's developer pages; it is not known for sure how the MCP server registers apps.",
}


def registration(ws: Workspace, name: str) -> str:
    """The form of a provider's registration; returns the redirect URI once somebody can sign in, else ``""``."""
    provider, client_id = ws.provider(name), ws.client_id(name)
    ready = bool(client_id) and (not provider.secret_required or ws.has_client_secret(name))
    redirect_uri = ws.redirect_uri(name) or st.context.url or HERE
    with st.expander(f"The app registered with {provider.label}", expanded=not ready, icon=":material/badge:"):
        st.html(_needs(name, provider, redirect_uri))
        _form(name, client_id, ws.redirect_uri(name), has_secret=ws.has_client_secret(name))
    return redirect_uri if ready else ""


def _needs(name: str, provider: Provider, redirect_uri: str) -> str:
    secret = "needs a secret" if provider.secret_required else "works with PKCE, with or without a secret"
    scopes = f" Scopes: <code>{escape(provider.scopes)}</code>." if provider.scopes else ""
    unsure = [fact for fact, _ in provider.unsure if fact.endswith("_url") or fact == "scopes"]
    doubt = f" Not confirmed by {escape(provider.label)}: {escape(_words(unsure))}." if unsure else ""
    return (
        f"<div class='rc-quiet'>Register an app at {escape(WHERE[name])} It {secret}.{scopes}{doubt}</div>"
        f"<div>Redirect URI, exactly: <code>{escape(redirect_uri)}</code></div>"
    )


def _words(facts: list[str]) -> str:
    named = {
        "base_url": "the interface's address",
        "authorize_url": "the sign-in address",
        "token_url": "the token address",
        "revoke_url": "the address for withdrawing",
        "scopes": "the scopes",
    }
    return ", ".join(named[fact] for fact in facts)


def _form(name: str, client_id: str, redirect_uri: str, *, has_secret: bool) -> None:
    with st.form(f"registration-{name}", border=False):
        st.text_input("Client id", value=client_id, key=f"client-id-{name}", autocomplete="off")
        hint = "kept; type a new one to replace it" if has_secret else "only if the app has one"
        st.text_input("Client secret", type="password", key=f"secret-{name}", placeholder=hint, autocomplete="off")
        st.text_input(
            "Another redirect URI",
            value=redirect_uri,
            key=f"redirect-{name}",
            placeholder="only behind a proxy whose address is another",
            autocomplete="off",
        )
        st.form_submit_button(
            "Keep",
            on_click=_keep,
            args=(name,),
            disabled=not may(Role.APPROVER),
            help=why_not(Role.APPROVER) or None,
        )


def _keep(name: str) -> None:
    state = st.session_state
    with telling():
        workspace().register_client(
            name,
            str(state[f"client-id-{name}"]),
            str(state.get(f"secret-{name}") or ""),
            redirect_uri=str(state.get(f"redirect-{name}") or ""),
        )
    state[f"secret-{name}"] = ""  # it is not kept in the page
