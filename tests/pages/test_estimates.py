"""How many calls something takes is said beside the button that begins it (REL-14)."""

from __future__ import annotations

from tests.conftest import ServedPractice
from tests.pages.conftest import OpenPage


def test_rel_14_beside_taking_a_snapshot(served_practice: ServedPractice, open_page: OpenPage) -> None:
    page = open_page(served_practice.workspace, "snapshots")
    told = [caption.value for caption in page.caption]
    assert any(text.startswith("5 calls, ") and "left today" in text for text in told), told


def test_rel_14_beside_applying(served_practice: ServedPractice, open_page: OpenPage) -> None:
    plan = served_practice.workspace.build_plan()
    told = [caption.value for caption in open_page(served_practice.workspace, "plan").caption]
    for estimate in served_practice.workspace.estimate_apply(plan):
        assert any(f"{estimate.app.label}: {estimate.calls:,} calls, " in text for text in told), told
