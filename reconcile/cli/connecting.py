"""``connect``, ``connections`` and ``disconnect``: a practice signs its own accounts in, and out again."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reconcile.cli import voice
from reconcile.cli.arguments import Folder, Json, existing_workspace
from reconcile.cli.callback import PORT, Listener
from reconcile.errors import NeedsUser

if TYPE_CHECKING:
    from reconcile.apps.signin.accounts import Account
    from reconcile.apps.signin.flow import Finished
    from reconcile.workspace import Workspace

_App = Annotated[str, typer.Argument(metavar="APP", help="xpm, gusto, ignition (reading) or ignition-mcp (writing).")]

WAIT_SECONDS = 900.0
"""How long the command waits for the person; a state lasts no longer either."""

_COLUMNS = {
    "provider": "App",
    "name": "Practice or company",
    "state": "State",
    "since": "Connected",
    "until": "Renewed by",
    "kept": "Kept",
    "address": "Address",
}


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(connect)
    app.command()(connections)
    app.command()(disconnect)


def connect(
    folder: Folder,
    app: _App,
    client_id: Annotated[
        str, typer.Option("--client-id", help="The id of the app that you registered with the provider; it is kept.")
    ] = "",
    practice: Annotated[
        str, typer.Option("--practice", help="Which practice, by name or id, where Xero shows several.")
    ] = "",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Where the answer comes back to on this machine.")
    ] = PORT,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the address in a browser.")] = True,
    paste: Annotated[
        bool, typer.Option("--paste", help="The browser is on another machine: paste the address it ends at.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Connect an app: sign in to it in a browser. With Gusto, once for each company."""
    from reconcile.workspace import open_workspace

    workspace = open_workspace(folder)
    workspace.move_plain_tokens()
    _register(workspace, app, client_id, ask=not as_json)
    done = _waiting_for_a_choice(workspace, app, practice)
    if done is None:
        with Listener(port) as listener:
            begun = workspace.connect(app, listener.redirect_uri)
            _show(begun.address, browser=browser and not paste)
            answer = _pasted() if paste else listener.wait(WAIT_SECONDS)
        done = workspace.answer_sign_in(answer)
    account = done.account or _chosen(workspace, done, practice, ask=not as_json)
    document = {"provider": app, "name": account.name, "id": account.id, "state": "connected"}
    voice.say(as_json, document, voice.facts("Connected", [(done.provider.label, account.name)]))


def connections(folder: Folder, as_json: Json = False) -> None:
    """Show what is connected, since when, and where somebody has to sign in again."""
    workspace = existing_workspace(folder)
    moved = workspace.move_plain_tokens()
    if moved:
        voice.note(f"{moved} plain token(s) of connections.json were moved to where tokens are kept.")
    rows = workspace.connection_states()
    voice.say(as_json, {"connections": rows}, voice.table("Connections", rows, _COLUMNS))


def disconnect(
    folder: Folder,
    app: _App,
    company: Annotated[str, typer.Option("--company", help="Only this company of Gusto's, by name or id.")] = "",
    forget: Annotated[
        bool, typer.Option("--forget", help="Only forget it here; the provider is not asked to withdraw the access.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Disconnect an app: withdraw the access at the provider, then forget it here."""
    workspace = existing_workspace(folder)
    key = _key_of(workspace, app, company) if company else ""
    ended = workspace.disconnect(app, key=key, forget=forget)
    document = {"provider": app, "names": list(ended.names), "withdrawn": ended.withdrawn}
    withdrawn = "the access is withdrawn" if ended.withdrawn else "forgotten here; withdraw it in the app itself too"
    voice.say(as_json, document, voice.facts("Disconnected", [(ended.provider.label, withdrawn)]))


def _register(workspace: Workspace, app: str, client_id: str, *, ask: bool) -> None:
    """Keeps a client id that was given, and asks for a secret that is needed and not known where nobody sees it typed."""
    if client_id:
        workspace.register_client(app, client_id)
    known = workspace.client_id(app)
    lacks = bool(known) and workspace.provider(app).secret_required and not workspace.has_client_secret(app)
    if lacks and ask and sys.stdin.isatty():
        typed = typer.prompt("Client secret", hide_input=True, default="", err=True)
        workspace.register_client(app, known, str(typed))


def _waiting_for_a_choice(workspace: Workspace, app: str, practice: str) -> Finished | None:
    """The sign-in that only waits for its practice, where one is named now."""
    if not practice:
        return None
    rows = workspace.connection_states()
    waiting = rows[(rows["provider"] == app) & (rows["state"] == "not finished")]
    for key in reversed(list(waiting["key"])):
        choices = workspace.account_choices(key)
        found = _named(choices, practice)
        if found is not None:
            return workspace.choose_account(key, found.id)
    return None


def _show(address: str, *, browser: bool) -> None:
    voice.stderr().print("Sign in at this address:")
    sys.stderr.write(address + "\n")  # whole, on one line, to be copied
    sys.stderr.flush()
    if browser:
        with suppress(webbrowser.Error):
            webbrowser.open(address)


def _pasted() -> str:
    voice.stderr().print("When the browser ends at an address that does not open, paste it here:")
    return sys.stdin.readline()


def _chosen(workspace: Workspace, done: Finished, practice: str, *, ask: bool) -> Account:
    """One of several practices: the one that was named, or that somebody picks."""
    choices = list(done.choices)
    found = _named(choices, practice)
    if found is None and not practice and ask and sys.stdin.isatty():
        for number, each in enumerate(choices, start=1):
            voice.stderr().print(f"{number}  {voice.safe(each.name)}")
        picked = int(typer.prompt("Which practice", type=int, err=True))
        found = choices[picked - 1] if 0 < picked <= len(choices) else None
    if found is None:
        names = ", ".join(repr(voice.safe(each.name)) for each in choices)
        raise NeedsUser(
            f"Xero shows several practices: {names}.",
            title="Which practice?",
            hint="You are signed in. Repeat the command with --practice and the name; no browser is needed again.",
        )
    workspace.choose_account(done.key, found.id)
    return found


def _named(choices: Sequence[Account], practice: str) -> Account | None:
    wanted = practice.strip().casefold()
    found = [each for each in choices if wanted and wanted in (each.id.casefold(), each.name.casefold())]
    return found[0] if len(found) == 1 else None


def _key_of(workspace: Workspace, app: str, company: str) -> str:
    grants: list[Any] = [grant for name, grant in workspace.connections.grants if name.value == app]
    wanted = company.strip().casefold()
    found = [grant.key for grant in grants if wanted in (grant.id.casefold(), grant.name.casefold())]
    if len(found) != 1:
        raise NeedsUser(
            "Not exactly one connected company has this name or id.",
            title="No such company" if not found else "Which company?",
            hint="`connections` lists them; an id is always exact.",
        )
    return str(found[0])
