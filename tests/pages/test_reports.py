"""Reports: asked for by a press, found in the list when they are made."""

from __future__ import annotations

import time

import pytest

from reconcile.reports import job, kept_reports, made_by
from reconcile.workspace import Workspace
from tests.pages.conftest import OpenPage
from tests.pages.reading import html, press


def test_a_press_makes_the_report_and_the_page_lists_it(ws: Workspace, open_page: OpenPage) -> None:
    page = open_page(ws, "reports")
    assert page.button(key="make-06_audit_of_a_run").disabled, "there is no run to tell of"
    page.button(key="make-07_first_import_report").click().run()
    assert not page.exception
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


def test_the_audit_of_the_run_that_is_looked_at_is_made_from_the_history(
    ws: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two runs the older one is picked; what is started is that one's, and the page leads on to the reports."""
    ws.link_exact_names()
    ws.decide(list(ws.duplicates()["pair_id"]), "different")
    runs = [ws.apply(ws.build_plan(), by="Kim").run_id for _ in range(2)]
    begun: list[tuple[str, str]] = []
    monkeypatch.setattr(job, "_make", lambda _practice, making: begun.append((making.report.name, making.run_id)))
    page = open_page(ws, "history")
    page.selectbox(key="run").set_value(runs[0]).run()
    press(page, "Audit, as a document")
    assert begun == [("06_audit_of_a_run", runs[0])]
    assert "Making" in str([bar.text for bar in page.get("progress")]) or "Reports" in html(page)
