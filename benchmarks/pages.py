"""How long a person waits for the pages, measured in a real browser: ``python -m benchmarks.pages``.

Practices of several sizes are made without HTTP, linked and planned; then the app is started on a port of its own and Chromium
opens it. A time is from the click or the key to the painting of what it brought. ``--folder`` keeps the practices for next time.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer
from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

from reconcile.apps.gusto_wire import client_from_company
from reconcile.apps.ignition_wire import client_from_record
from reconcile.apps.protocols import Origin
from reconcile.apps.xpm_wire import client_from_wire
from reconcile.model import App, Client
from reconcile.sandbox.practice import build_world
from reconcile.workspace import Workspace, open_workspace

SIZES = (1_000, 15_000, 100_000)
ROOT = Path(__file__).resolve().parents[1]
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
PAGES = {
    "Overview": "",
    "First import": "first_import",
    "Duplicates": "duplicates",
    "Links": "links",
    "Plan": "plan",
    "History": "history",
}
KEYS = 12
"""Answers given one after another; the median is told."""
REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'
PATIENCE = 900_000
"""Milliseconds that the first load may take at most."""


@dataclass
class Made:
    """A source of records at hand."""

    app: App
    clients: Iterable[Client]

    @property
    def origin(self) -> Origin:
        """Where the snapshot will say that its records are from."""
        return Origin("records", "the benchmark")

    def records(self) -> Iterator[Client]:
        """The clients."""
        yield from self.clients


@dataclass
class Waited:
    """What was measured of one size: what was waited for, how long, how much of it the server worked, and the aim; in milliseconds.

    On a machine that is busy with other things the server's work tells more than the waiting.
    """

    clients: int
    about: str
    server: psutil.Process
    rows: list[tuple[str, float, float, float | None]] = field(default_factory=list)

    def add(self, what: str, times: Sequence[tuple[float, float]], aim: float | None = None) -> None:
        """Keeps the middle of some times (waited, worked) with their aim."""
        waited, worked = (statistics.median(column) for column in zip(*times, strict=True))
        self.rows.append((what, waited, worked, aim))

    def timed(self, press: Callable[[], Any], until: Callable[[], Any]) -> tuple[float, float]:
        """How long it takes from a press until something is there, and how long the server works meanwhile."""
        begun = self.begin()
        press()
        until()
        return self.since(begun)

    def begin(self) -> tuple[float, float]:
        """Now, for ``since``."""
        return time.perf_counter(), self._worked()

    def since(self, begun: tuple[float, float]) -> tuple[float, float]:
        """How long it took since then, and how long the server worked."""
        return (time.perf_counter() - begun[0]) * 1_000, (self._worked() - begun[1]) * 1_000

    def _worked(self) -> float:
        spent = self.server.cpu_times()
        return float(spent.user + spent.system)


def prepared(clients: int, folder: Path) -> Workspace:
    """A practice of this size with links, pairs and a plan; taken as it is where the folder has one."""
    workspace = open_workspace(folder)
    if not workspace.newest():
        world = build_world(clients)
        workspace.take_snapshot(Made(App.XPM, (client_from_wire(_xpm(one), {}) for one in world.xpm_clients)))
        workspace.take_snapshot(Made(App.IGNITION, map(client_from_record, world.ignition_clients)))
        companies = (
            client_from_company(one["company"], one["locations"], one["admins"]) for one in world.gusto_companies
        )
        workspace.take_snapshot(Made(App.GUSTO, companies))
    if workspace.newest_plan() is None:
        workspace.build_plan()
    return workspace


def _xpm(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in {"Groups", "AccountManager", "JobManager"}}


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The app with this practice on a free port; yields its address and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    surroundings = {**os.environ, "RECONCILE_WORKSPACE": str(folder)}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=quiet, stderr=quiet) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            while True:
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                    break
                time.sleep(0.05)
            yield address, psutil.Process(process.pid)
        finally:
            process.terminate()


def measure(clients: int, folder: Path) -> Waited:
    """All that is waited for in a practice of this size."""
    workspace = prepared(clients, folder)
    plan = workspace.newest_plan()
    pairs = workspace.duplicates()
    about = f"{len(pairs):,} pairs, {len(plan.changes) if plan else 0:,} changes planned"
    browser_path = next(
        (path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None
    )
    with served(folder) as (address, server), sync_playwright() as playwright:
        found = Waited(clients, about, server)
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE)
        _loads(page, address, found)
        _keys(page, address, found)
        _filters(page, address, found)
        browser.close()
    return found


def _loads(page: Page, address: str, found: Waited) -> None:
    """Each page once as the first visitor after a start finds it, and once more.

    Of the first load it is also told when everything is there: a page shows what it has at once and fills in the rest.
    """
    for turn in ("first", "again"):
        for title, path in PAGES.items():
            begun = found.begin()
            page.goto(f"{address}/{path}")
            _useful(page)
            found.add(f"{title}, {turn} load", [found.since(begun)], 1_000 if turn == "again" else None)
            page.locator(REST).wait_for()
            if turn == "first":
                found.add(f"{title}, first load, all of it", [found.since(begun)])
        if turn == "first":  # until it is known which way each change takes: that is worked out beside the pages
            page.goto(f"{address}/plan")
            page.locator(".st-key-apply button:enabled").wait_for()
    for title in ("Plan", "Duplicates", "Overview"):
        link = page.get_by_role("link", name=title, exact=True)
        heading = page.locator("h1.rc-heading")
        before = heading.inner_text()
        spent = found.timed(link.click, partial(_changed, page, before))
        found.add(f"{title}, from the menu", [spent], 1_000)


def _useful(page: Page) -> None:
    """The heading and something of what the page is for."""
    page.locator("h1.rc-heading").wait_for()
    page.locator(
        ".rc-cards, .rc-compare, .rc-empty, [data-testid='stDataFrame'], .rc-steps, .rc-endings"
    ).first.wait_for()


def _changed(page: Page, before: str) -> None:
    page.wait_for_function("was => document.querySelector('h1.rc-heading')?.innerText !== was", arg=before)
    _useful(page)
    page.locator(REST).wait_for()


def _keys(page: Page, address: str, found: Waited) -> None:
    """A key and the next pair painted, the answer written."""
    page.goto(f"{address}/duplicates")
    place = page.locator('[class*="st-key-same-"]')
    place.get_by_role("button").wait_for()
    page.locator(REST).wait_for()
    page.wait_for_timeout(500)
    times = []
    for key in "nj" * (KEYS // 2):
        painted = re.search(r"st-key-(same-\S+)", place.get_attribute("class") or "")
        if painted is None:
            break
        times.append(found.timed(partial(page.keyboard.press, key), partial(_gone, page, painted[1])))
        page.locator(REST).wait_for()
        page.wait_for_timeout(250)
    if times:
        found.add("Key press to the next pair, the middle one", times, 150)
        found.add("Key press to the next pair, the longest", [max(times)])


def _gone(page: Page, name: str) -> None:
    page.wait_for_function(
        "name => !document.querySelector('.st-key-' + name) && document.querySelector('[class*=\"st-key-same-\"] button')",
        arg=name,
        polling="raf",
    )


def _filters(page: Page, address: str, found: Waited) -> None:
    """A filter pressed and what is left painted: of the pairs, of the plan, and by search in the plan."""
    page.goto(f"{address}/duplicates")
    _useful(page)
    page.locator(REST).wait_for()
    pill = page.locator(".st-key-band button").last
    found.add("Filter of the pairs", [_pressed(page, pill.click, found)], 1_000)
    page.goto(f"{address}/plan")
    page.locator("[data-testid='stDataFrame']").first.wait_for()
    page.locator(REST).wait_for()
    pill = page.locator(".st-key-what button").first
    found.add("Filter of the plan", [_pressed(page, pill.click, found)], 1_000)
    untick = page.get_by_role("button", name=re.compile("^Untick these"))
    if untick.count():
        page.get_by_role(
            "button", name=re.compile("^Tick these")
        ).click()  # ticks are kept, from an earlier measuring too
        page.wait_for_timeout(3_000)
        page.locator(REST).wait_for()
        apply = page.locator(".st-key-apply button")
        spent = found.timed(untick.click, partial(_reworded, page, apply.inner_text()))
        found.add("Untick all that a filter shows", [spent], 1_000)


def _reworded(page: Page, was: str) -> None:
    """Until the button that applies speaks of another number of changes."""
    changed = "was => ![was, undefined].includes(document.querySelector('.st-key-apply button')?.innerText)"
    page.wait_for_function(changed, arg=was, polling="raf")


def _pressed(page: Page, press: Callable[[], Any], found: Waited) -> tuple[float, float]:
    """From a press to the end of the rerun that it started."""
    page.wait_for_timeout(300)
    page.evaluate(
        """selector => { window.ran = new Promise(done => {
            const app = document.querySelector('[data-testid="stApp"]');
            let begun = false;
            new MutationObserver(() => {
                const state = app.getAttribute('data-test-script-state');
                if (state !== 'notRunning') begun = true;
                else if (begun) requestAnimationFrame(() => done());
            }).observe(app, {attributes: true});
        }); }""",
        REST,
    )
    return found.timed(press, lambda: page.evaluate("window.ran"))


def table_of(found: Waited) -> Table:
    """The times of one size beside their aims."""
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    title = f"{found.clients:,} XPM clients: {found.about}; the machine had {busy:.1f} times as much to do as it can do at once"
    table = Table(title=title, title_justify="left")
    for heading in ("Waited for", "Milliseconds", "Server's work", "Aim", ""):
        table.add_column(heading, justify="left" if heading in ("Waited for", "") else "right")
    for what, milliseconds, worked, aim in found.rows:
        kept = "" if aim is None else ("kept" if milliseconds < aim else "missed")
        table.add_row(what, f"{milliseconds:,.0f}", f"{worked:,.0f}", f"{aim:,.0f}" if aim else "", kept)
    return table


def main(
    clients: Annotated[
        list[int] | None, typer.Option("--clients", min=20, help="XPM clients; may be repeated.")
    ] = None,
    folder: Annotated[Path | None, typer.Option("--folder", help="Keep the practices here for the next time.")] = None,
) -> None:
    """Measures each size in turn and prints a table for each."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="reconcile-bench-") as temporary:
        for size in clients or SIZES:
            console.print(table_of(measure(size, (folder or Path(temporary)) / f"practice-{size}")))


if __name__ == "__main__":
    typer.run(main)
