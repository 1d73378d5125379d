"""``demo`` and ``sandbox``: the three apps on this machine, and the whole demo around them."""

from __future__ import annotations

import logging
import signal
from pathlib import Path
from typing import Annotated

import typer

from reconcile.cli import voice
from reconcile.cli.arguments import Json
from reconcile.errors import Bug
from reconcile.model import App
from reconcile.sandbox.demo import DEMO_FOLDER, SANDBOX_FOLDER, DemoInfo, ensure_demo, stop_demo
from reconcile.sandbox.faults import Faults
from reconcile.sandbox.page import APP_PORT, Page
from reconcile.sandbox.server import DEFAULT_PORT, Sandbox, serve
from reconcile.sandbox.signin.grants import SignInRules

_SandboxFolder = Annotated[Path, typer.Option("--sandbox-folder", help="Where the three apps keep their data.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(demo)
    app.command()(sandbox)


def demo(
    folder: Annotated[Path, typer.Option("--folder", help="The demo practice's workspace.")] = Path(DEMO_FOLDER),
    sandbox_folder: _SandboxFolder = Path(SANDBOX_FOLDER),
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port of the pages.")] = APP_PORT,
    sandbox_port: Annotated[
        int | None, typer.Option("--sandbox-port", min=1, max=65535, help="The port of the three apps; any free one.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Start the three apps, the demo practice and the pages, and stay until Ctrl-C."""
    _end_in_order_when_told_to()
    page = Page(port, workspace=folder)
    page.check_port()
    try:
        info = ensure_demo(folder, sandbox_folder, port=sandbox_port, tell=voice.note)
        with page:
            _announce(as_json, page, info)
            code = page.wait()
        if code:
            raise Bug("The pages ended by themselves.", hint="Look at the messages above this one.")
    except KeyboardInterrupt:
        voice.note("Stopped. Your decisions and plans are kept.")
    finally:
        stop_demo(sandbox_folder)


def _announce(as_json: bool, page: Page, info: DemoInfo) -> None:
    document = {
        "url": page.url,
        "sandbox_url": info.sandbox_url,
        "workspace": info.folder,
        "snapshots_taken": list(info.taken),
    }
    lines = (
        ("Open", page.url),
        ("Practice", info.folder),
        ("Sandbox", f"{info.sandbox_url} plays {', '.join(app.label for app in App)}"),
        ("Stop", "Ctrl-C"),
    )
    voice.say(as_json, document, voice.facts("The demo is running", lines))


def sandbox(
    folder: Annotated[Path, typer.Option("--folder", help="Where the apps keep their data.")] = Path(SANDBOX_FOLDER),
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Their port; 0 is any free one.")
    ] = DEFAULT_PORT,
    clients: Annotated[int, typer.Option("--clients", min=1, help="How many XPM clients a new practice has.")] = 420,
    seed: Annotated[int, typer.Option("--seed", help="The same seed makes the same practice.")] = 2026,
    reset: Annotated[bool, typer.Option("--reset", help="Forget everything and begin anew.")] = False,
    faults: Annotated[str, typer.Option("--faults", help="What goes wrong how often: 429=0.1,500=0.05,slow=0.1.")] = "",
    token_seconds: Annotated[
        float | None,
        typer.Option("--token-seconds", min=1, help="How long an access token that is signed in for lasts."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Serve XPM, Ignition and Gusto on this machine until Ctrl-C, with an invented practice."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    logging.getLogger("uvicorn.error").addFilter(_is_no_echo_of_ctrl_c)

    def ready(running: Sandbox) -> None:
        running.set_sign_in(SignInRules(access_seconds=token_seconds))
        document = {"url": running.url, "folder": folder, "connections": folder / "connections.json"}
        lines = [(app.label, running.connections[app.value]["base_url"]) for app in App]
        more = [("Tokens", str(document["connections"])), ("Stop", "Ctrl-C")]
        voice.say(as_json, document, voice.facts("The sandbox is running", [*lines, *more]))

    serve(folder, port, clients=clients, seed=seed, reset=reset, faults=Faults.parse(faults), ready=ready)


def _end_in_order_when_told_to() -> None:
    """A polite kill ends it like Ctrl-C; Ctrl-C works even where a shell started it in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _is_no_echo_of_ctrl_c(record: logging.LogRecord) -> bool:
    """An impatient second Ctrl-C makes the server log how it was cut off; a person who stops it need not see that."""
    return "CancelledError" not in record.getMessage()
