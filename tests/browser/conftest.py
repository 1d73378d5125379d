"""A practice that the sandbox serves, the app on a port of its own, and a browser that may reach this machine alone."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from reconcile.model import App
from reconcile.sandbox.server import Sandbox
from reconcile.workspace import Workspace
from tests.conftest import ROOT, connected_workspace

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
IDLE = "() => new Promise(done => requestIdleCallback(() => setTimeout(() => requestIdleCallback(() => done()), 50)))"
"""Until the browser has nothing left to do: a button that is in sight hears its key only once its effects have run."""

SECONDS = 30_000
"""How long a test waits for the page, in milliseconds: the machine may be busy."""

expect.set_options(timeout=SECONDS)


@dataclass(frozen=True)
class Served:
    """The app's address, and the practice that it shows."""

    url: str
    workspace: Workspace


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A generated practice with links and a plan, in the app."""
    with Sandbox(tmp_path_factory.mktemp("sandbox"), clients=60) as sandbox:
        workspace = connected_workspace(tmp_path_factory.mktemp("practice"), sandbox)
        for app in App:
            workspace.take_snapshot(app)
        workspace.build_plan()
        with _app(workspace.folder) as url:
            yield Served(url, workspace)


@contextlib.contextmanager
def _app(folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with app_on(folder, port) as url:
        yield url


@contextlib.contextmanager
def app_on(folder: Path, port: int, *options: str) -> Iterator[str]:
    """The app on a port, with options of Streamlit's; yields its address."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), *options]
    surroundings = {**os.environ, "RECONCILE_WORKSPACE": str(folder)}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=quiet, stderr=quiet) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/_stcore/health")
            yield url
        finally:
            process.terminate()


def _wait_for(url: str) -> None:
    for _ in range(300):
        with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(url, timeout=1):
            return
        time.sleep(0.1)
    pytest.fail("The app did not start.")


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One browser a file. It keeps an event loop running, beside which other files' tests could not start theirs."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Opens tabs; at the end the test fails where one of them asked another host for anything."""
    outside: list[str] = []
    with contextlib.ExitStack() as stack:

        def opened() -> Page:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            stack.callback(context.close)
            context.on("request", lambda request: outside.extend(_elsewhere(request.url)))
            page = context.new_page()
            page.set_default_timeout(SECONDS)
            return page

        yield opened
    assert not outside


def at_rest(page: Page) -> None:
    """Waits until the page's script has run to its end: what is pressed before that may fall on a painting that goes away."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.evaluate(IDLE)


def _elsewhere(url: str) -> list[str]:
    parts = urlsplit(url)
    return [] if parts.scheme in ("data", "blob") or parts.hostname == "127.0.0.1" else [url]
