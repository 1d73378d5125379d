"""The overview: one next step, and what needs attention."""

from __future__ import annotations

import re
from pathlib import Path

from reconcile.model import State
from reconcile.workspace import Workspace
from tests.pages.conftest import OTHERS, OpenPage
from tests.pages.reading import html
from tests.practice import ignition, practice, xpm


def test_the_next_step_follows_the_work(ws: Workspace, open_page: OpenPage) -> None:
    assert "Next: review the first import" in html(open_page(ws, "overview"))
    ws.link_exact_names()
    assert "Next: decide" in html(open_page(ws, "overview"))
    pairs = ws.duplicates()
    ws.decide(list(pairs["pair_id"]), "different")
    assert "Next: build a plan" in html(open_page(ws, "overview"))
    ws.build_plan()
    assert "Next: review the plan" in html(open_page(ws, "overview"))


def test_there_is_exactly_one_primary_button(ws: Workspace, open_page: OpenPage) -> None:
    page = open_page(ws, "overview")
    assert [entry.key for entry in page.button if entry.proto.type == "primary"] == ["next-step-button"]


def test_the_funnel_counts_every_current_client_once(ws: Workspace, open_page: OpenPage) -> None:
    ws.link_exact_names()
    shown = html(open_page(ws, "overview"))
    current = 5 + len(OTHERS) // 2  # XPM's; the archived one is not among them
    numbers = [
        int(number)
        for number in re.findall(r"XPM</th><td>(\d+)</td>.*?<td>(\d+)</td><td>(\d+)</td><td>(\d+)</td>", shown)[0]
    ]
    assert numbers[0] == current == sum(numbers[1:])


def test_syn_7_a_client_archived_on_one_side_needs_attention(tmp_path: Path, open_page: OpenPage) -> None:
    ws = practice(
        tmp_path,
        xpm("x1", "Kite Café", number="7"),
        ignition("i1", "Kite Café", xpm_id="7", state=State.ARCHIVED),
    )
    ws.link_exact_names()
    assert "1 client: archived on one side" in html(open_page(ws, "overview"))
