"""Where the clients stand: each current one in exactly one place."""

from __future__ import annotations

from reconcile import frames, show
from reconcile.model import App

CLIENTS = {
    App.XPM: frames.frame(("client_id", "is_current"), [("x1", True), ("x2", True), ("x3", True), ("x4", False)]),
    App.IGNITION: frames.frame(("client_id", "is_current"), [("i1", True), ("i2", True)]),
}
LINKS = frames.frame(("app_a", "id_a", "app_b", "id_b"), [("xpm", "x1", "ignition", "i1")])
PAIRS = frames.frame(
    ("app_a", "id_a", "app_b", "id_b", "label", "decision"),
    [("xpm", "x2", "ignition", "i2", "same", "later"), ("xpm", "x3", "ignition", "i2", "same", "different")],
)


def test_linked_undecided_and_alone_make_up_the_current_clients() -> None:
    table = show.standing(CLIENTS, LINKS, PAIRS)
    assert [tuple(row) for row in table.itertuples(index=False)] == [
        ("xpm", 3, 1, 1, 1, 0),
        ("ignition", 2, 1, 1, 0, 0),
    ]


def test_the_funnel_shows_the_numbers_as_text() -> None:
    shown = show.funnel(show.standing(CLIENTS, LINKS, PAIRS))
    assert ">XPM</th><td>3</td>" in shown
