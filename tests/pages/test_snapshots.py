"""Snapshots from a file, their history and their differences."""

from __future__ import annotations

from reconcile.workspace import Workspace
from tests.pages.conftest import RECORDS, OpenPage
from tests.pages.reading import html, press
from tests.practice import take, xpm

LIST = b"Client No,Business Name,E-mail\n17,Harbour Glass Ltd,info@harbour.example\n18,Inlet Sails Ltd,hello@inlet.example\n"
EXPORT = (
    b"Client Id,Client Name,Client State,Contact Id,Contact Name,Contact Email,Is Primary Contact\n"
    b"41,Kowhai Trust,active,91,Ana Kowhai,ana@kowhai.example,Yes\n"
)


def test_a_list_s_columns_are_recognised_shown_and_taken(empty: Workspace, open_page: OpenPage) -> None:
    page = open_page(empty, "snapshots")
    page.file_uploader(key="file").set_value(("clients.csv", LIST, "text/csv")).run()
    assert page.selectbox(key="column-clients.csv-id").value == "Client No"
    assert page.selectbox(key="column-clients.csv-name").value == "Business Name"
    press(page, "Take the snapshot")
    assert list(empty.clients("xpm")["name"]) == ["Harbour Glass Ltd", "Inlet Sails Ltd"]
    assert "The snapshot is taken" in html(page)


def test_a_column_chosen_twice_is_refused_in_place(empty: Workspace, open_page: OpenPage) -> None:
    page = open_page(empty, "snapshots")
    page.file_uploader(key="file").set_value(("clients.csv", LIST, "text/csv")).run()
    page.selectbox(key="column-clients.csv-name").select("E-mail").run()
    assert "A column is used twice" in html(page)
    assert empty.snapshots().empty


def test_ignition_s_own_export_is_known_by_its_columns(empty: Workspace, open_page: OpenPage) -> None:
    page = open_page(empty, "snapshots")
    page.selectbox(key="file-app").select_index(1).run()
    page.file_uploader(key="file").set_value(("export.csv", EXPORT, "text/csv")).run()
    assert "This is Ignition&#x27;s client export." in html(page)
    press(page, "Take the snapshot")
    assert list(empty.clients("ignition")["name"]) == ["Kowhai Trust"]


def test_a_damaged_file_is_told_by_its_line_and_stores_nothing(empty: Workspace, open_page: OpenPage) -> None:
    page = open_page(empty, "snapshots")
    page.file_uploader(key="file").set_value(("clients.csv", LIST + b'19,"never closed\n', "text/csv")).run()
    assert "line 4" in html(page)
    assert empty.snapshots().empty


def test_the_difference_of_two_snapshots_is_counted(ws: Workspace, open_page: OpenPage) -> None:
    changed = xpm(
        "x1", "Bramble Joinery Pty Ltd", phone="02 5550 7777", address="1 Quay St", email="hello@bramble.example"
    )
    rest = [record for record in RECORDS if record.app.value == "xpm" and record.client_id not in ("x1", "x2")]
    take(ws, changed, *rest)
    shown = html(open_page(ws, "snapshots"))
    assert 'Clients that went</div><div class="rc-value">1<' in shown
    assert 'Clients that changed</div><div class="rc-value">1<' in shown
