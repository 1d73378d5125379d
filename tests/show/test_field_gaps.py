"""How far linked records agree, field by field."""

from __future__ import annotations

from pathlib import Path

from reconcile import frames
from reconcile.model import App
from reconcile.policy import load_policy
from reconcile.show.field_gaps import field_gaps, gap_chart
from tests.practice import ignition, practice, xpm

PAIRS = (
    ({"phone": "02 5550 1001", "city": "Hay"}, {"phone": "(02) 5550 1001", "city": "Hay"}),
    ({"phone": "02 5550 1002", "city": "Hay"}, {"phone": "02 5550 9999", "city": "Bourke"}),
    ({"phone": "02 5550 1003"}, {"city": "Hay"}),
    ({"city": ""}, {}),
)


def test_each_linked_pair_counts_once_in_every_field(tmp_path: Path) -> None:
    records = [
        record
        for n, (here, there) in enumerate(PAIRS)
        for record in (xpm(f"x{n}", f"Client {n}", **here), ignition(f"i{n}", f"Client {n}", **there))
    ]
    ws = practice(tmp_path, *records, xpm("x9", "Alone"))
    ws.link_exact_names()
    clients = {app: ws.clients(app) for app in (App.XPM, App.IGNITION)}
    gaps = field_gaps(ws.links(), clients, load_policy(), App.XPM)
    rows = {row["field"]: row for row in frames.rows_of(gaps)}
    phone, city = rows["phone"], rows["city"]
    assert (phone["spelt differently"], phone["differ"], phone["only here"], phone["empty in both"]) == (1, 1, 1, 1)
    assert (city["agree"], city["differ"], city["only in Ignition"], city["empty in both"]) == (1, 1, 1, 1)
    assert set(gaps.drop(columns=["field", "label"]).sum(axis=1)) == {len(PAIRS)}


def test_the_chart_holds_counts_and_no_client(tmp_path: Path) -> None:
    ws = practice(tmp_path, xpm("x1", "Kea Farm", phone="1"), ignition("i1", "Kea Farm", phone="2"))
    ws.link_exact_names()
    clients = {app: ws.clients(app) for app in (App.XPM, App.IGNITION)}
    drawn = str(gap_chart(field_gaps(ws.links(), clients, load_policy(), App.XPM)).to_dict())
    assert "Phone" in drawn
    assert "Kea" not in drawn
