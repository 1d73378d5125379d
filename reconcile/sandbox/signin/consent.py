"""The page on which somebody allows a program to use an app: who asks, for what, and for which practice or company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from starlette.responses import HTMLResponse

from reconcile.sandbox.signin.services import Service

HEAD = (
    "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title><style>"
    "body{{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;color:#16211f}}"
    "form{{border:1px solid #d5dfdd;border-radius:.6rem;padding:1.2rem 1.5rem}}label{{display:block;margin:.4rem 0}}"
    "select{{font:inherit;max-width:100%}}small{{color:#566}}button{{font:inherit;padding:.5rem 1.2rem;margin:1rem .6rem 0 0;"
    "border-radius:.4rem;border:1px solid #0f766e;background:#fff;cursor:pointer}}"
    "button[value=allow]{{background:#0f766e;color:#fff}}</style></head><body><h1>{title}</h1>"
)
TAIL = (
    "<p><small>This is the sandbox on this machine; nobody signs in to a real account here.</small></p></body></html>"
)


def consent_page(service: Service, asked: Mapping[str, str], accounts: Sequence[tuple[str, str]]) -> HTMLResponse:
    """The question. ``accounts`` are (id, name): all of Xero's may be allowed at once, of Gusto's companies one."""
    kept = "".join(
        f"<input type='hidden' name='{escape(name)}' value='{escape(value)}'>" for name, value in asked.items()
    )
    scope = asked.get("scope") or "what the registered app may see"
    body = (
        f"<form method='post' action='{service.authorize}'>{kept}"
        f"<p><strong>{escape(asked['client_id'])}</strong> asks for access: {escape(scope)}.</p>"
        f"{_choice(service, accounts)}"
        "<button name='decision' value='allow'>Allow access</button>"
        "<button name='decision' value='deny'>Cancel</button></form>"
    )
    return HTMLResponse(HEAD.format(title=f"Sign in to {escape(service.label)}") + body + TAIL)


def refusal_page(service: Service, reason: str) -> HTMLResponse:
    """What is shown where nobody can be sent back: the program or its address is not known."""
    title = f"Sign in to {escape(service.label)}"
    return HTMLResponse(HEAD.format(title=title) + f"<p role='alert'>{escape(reason)}</p>" + TAIL, status_code=400)


def _choice(service: Service, accounts: Sequence[tuple[str, str]]) -> str:
    if service.name == "gusto":
        options = "".join(f"<option value='{escape(key)}'>{escape(name)}</option>" for key, name in accounts)
        return f"<label>Company <select name='account'>{options}</select></label>"
    return "".join(
        f"<label><input type='checkbox' name='account' value='{escape(key)}' checked> {escape(name)}</label>"
        for key, name in accounts
    )
