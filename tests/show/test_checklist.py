"""The checklist as a page to print."""

from __future__ import annotations

from reconcile import frames
from reconcile.plans.checklist import CHECKLIST_COLUMNS
from reconcile.show.checklist import printable


def item(name: str, **values: object) -> dict[str, object]:
    plain = {
        "change_id": "c1", "done": False, "app": "xpm", "client_name": name, "url": "https://example.com/Client/1/Detail",
        "task": "Change", "field_label": "Phone", "before": "1", "after": "2", "why": "Because.", "rule": "SYN-1",
    }  # fmt: skip
    return {**plain, **values}


def page(*items: dict[str, object]) -> str:
    return printable(frames.frame_of_dicts(CHECKLIST_COLUMNS, list(items)), "Checklist")


def test_it_is_whole_grouped_by_client_and_links_to_each_record() -> None:
    html = page(item("Acme"), item("Acme", field_label="Fax", done=True), item("Birch", app="ignition", url=""))
    assert html.count("<section>") == 2
    assert html.count('type="checkbox"') == 3
    assert html.count(" checked>") == 1
    assert html.count('href="https://example.com/Client/1/Detail"') == 1
    assert "3 items, 1 done." in html
    assert "@media print" in html
    for outside in ("<script", "src=", "@import", "<link"):
        assert outside not in html


def test_values_are_escaped_and_no_address_can_run() -> None:
    html = page(item("<b>Acme</b>", after="<script>alert(1)</script>", url="javascript:alert(1)"))
    assert "<script>" not in html
    assert "<b>" not in html
    assert "javascript:" not in html


def test_nothing_to_do_is_said() -> None:
    assert "nothing to do by hand" in page()
