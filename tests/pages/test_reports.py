"""Reports: asked for by a press, found in the list when they are made."""

from __future__ import annotations

import time

from reconcile.reports import kept_reports, made_by
from reconcile.workspace import Workspace
from tests.pages.conftest import OpenPage
from tests.pages.reading import html, press


def test_a_press_makes_the_report_and_the_page_lists_it(ws: Workspace, open_page: OpenPage) -> None:
    page = press(open_page(ws, "reports"), "Make it")
    making = made_by(ws.folder)
    assert making is not None
    for _ in range(900):
        if making.is_over:
            break
        time.sleep(0.1)
    page.run()
    assert "“First import” is ready." in html(page)
    assert len(kept_reports(ws.folder)) == 1
    assert any("First import ·" in str(entry.value) for entry in page.text)
