"""A small practice with everything that the pages have to show, and a way to open a page of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from reconcile.model import State
from reconcile.workspace import Workspace, open_workspace
from tests.practice import contact, gusto, ignition, practice, xpm

ROOT = Path(__file__).resolve().parents[2]

OpenPage = Callable[..., AppTest]

_ONE = [
    "Amber",
    "Cedar",
    "Elder",
    "Granite",
    "Indigo",
    "Jasper",
    "Lotus",
    "Marble",
    "Nectar",
    "Onyx",
    "Pebble",
    "Quartz",
    "Raven",
    "Saffron",
    "Thistle",
    "Umber",
]
_TWO = [
    "Printing",
    "Dental",
    "Freight",
    "Optics",
    "Survey",
    "Toys",
    "Vets",
    "Glass",
    "Timber",
    "Salon",
    "Tiles",
    "Linen",
    "Boats",
    "Tours",
    "Fencing",
    "Honey",
]
_THREE = [
    "Aurora",
    "Beacon",
    "Cobalt",
    "Drift",
    "Echo",
    "Flint",
    "Grove",
    "Haven",
    "Iris",
    "Juniper",
    "Kelp",
    "Lantern",
    "Mistral",
    "North",
    "Orchid",
    "Prairie",
]
_FOUR = [
    "Legal",
    "Motors",
    "Catering",
    "Pools",
    "Books",
    "Drones",
    "Solar",
    "Pumps",
    "Cranes",
    "Bikes",
    "Lamps",
    "Signs",
    "Kites",
    "Doors",
    "Wines",
    "Clocks",
]

OTHERS = tuple(
    client
    for n, (one, two, three, four) in enumerate(zip(_ONE, _TWO, _THREE, _FOUR, strict=True))
    for client in (
        xpm(f"f{n}", f"{one} {two} Pty Ltd", phone=f"03 5551 {31 * n + 200:04}", address=f"{7 * n + 10} Hill Rd"),
        ignition(f"k{n}", f"{three} {four} Ltd", phone=f"07 5552 {57 * n + 300:04}", address=f"{3 * n + 90} Park Ave"),
    )
)
"""Clients of one app each: the matcher learns from a list what is usual in it."""

RECORDS = (
    xpm("x1", "Bramble Joinery Pty Ltd", phone="02 5550 1001", address="1 Quay St", email="hello@bramble.example"),
    xpm("x2", "Coral Plumbing Pty Ltd", phone="02 5550 1002", address="2 Quay St"),
    xpm("x3", "Dune & Sons Pty Ltd", phone="02 5550 1003", address="3 Quay St"),
    xpm("x4", "Ember Bakery Pty Ltd", phone="02 5550 1004", address="4 Quay St", contacts=(contact("c4", "Jo Ember"),)),
    xpm("x5", "Fern -> Co **Pty** www.fern.example", phone="02 5550 1005"),
    xpm("x6", "Gale Roofing", state=State.ARCHIVED),
    ignition("i1", "Bramble Joinery Pty Ltd", phone="02 5550 9999", address="1 Quay St"),
    ignition("i2", "Coral Plumbing Pty Limited", phone="02 5550 1002", address="2 Quay St"),
    ignition("i3", "Dune and Sons Pty Ltd", phone="02 5550 1003", address="3 Quay St"),
    ignition("i4", "Ember Bakery P/L", phone="02 5550 1004", address="4 Quay St"),
    gusto("g1", "Coral Plumbing", phone="02 5550 1002", address="2 Quay St"),
    *OTHERS,
)


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    """Three apps: one exact name, three near duplicates, one client alone, with a name that markdown would change."""
    return practice(tmp_path, *RECORDS)


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    """A practice without anything."""
    return open_workspace(tmp_path / "practice")


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Opens a page of a practice by its script's name, with the address's parameters, and runs it once."""

    def opened(workspace: Workspace, name: str, **parameters: str) -> AppTest:
        monkeypatch.chdir(ROOT)
        monkeypatch.setenv("RECONCILE_WORKSPACE", str(workspace.folder))
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        page.run()
        page.switch_page(f"reconcile/pages/{name}.py")
        for key, value in parameters.items():
            page.query_params[key] = value
        page.run()
        assert not page.exception, page.exception
        return page

    return opened
