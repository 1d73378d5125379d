"""Snapshots appear whole or not at all, keep every value as it came, and say what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconcile.errors import BadInput, NeedsUser, TryAgain
from reconcile.model import App, Client, Contact, ListItem, Record, Staff, State
from reconcile.snapshots import SnapshotWriter, compare_snapshots, list_snapshots, read_table, take_snapshot
from reconcile.snapshots.store import read_meta
from tests.practice import Records, gusto, xpm

TEXT = st.one_of(st.none(), st.just(""), st.text(max_size=30))


def test_every_field_comes_back_as_it_was(tmp_path: Path) -> None:
    client = Client(
        App.XPM, "x1", "Māori Ülé 茶", state=State.ARCHIVED, phone="", fax=None, groups=("B", "A"), other_ids={"number": "7"},
        contacts=(Contact("c1", "Ann", email="", is_primary=None), Contact("c2", None, is_primary=False)),
        raw={"ReferralSource": "never synced", "Nested": {"Absent": None, "Empty": ""}},
    )  # fmt: skip
    snapshot = take_snapshot(
        tmp_path, Records(App.XPM, [client, Staff(App.XPM, "s1", "Bob", None), ListItem(App.XPM, "group", "g1", "A")])
    )
    row = read_table(snapshot.path, "clients").iloc[0].to_dict()
    assert (row["name"], row["phone"], row["fax"], row["groups"], row["number"]) == (
        "Māori Ülé 茶",
        "",
        None,
        ["B", "A"],
        "7",
    )
    assert (row["state"], row["is_current"]) == ("archived", False)
    assert json.loads(row["raw"]) == client.raw
    people = read_table(snapshot.path, "contacts")
    assert list(people["contact_id"]) == ["c1", "c2"]
    assert list(people["email"]) == ["", None]
    assert list(people["is_primary"]) == [None, False]
    assert read_table(snapshot.path, "staff").iloc[0]["email"] is None
    assert (
        snapshot.clients,
        snapshot.contacts,
        snapshot.staff,
        snapshot.items,
        snapshot.current,
        snapshot.archived,
    ) == (1, 2, 1, 1, 0, 1)
    assert (snapshot.origin_kind, snapshot.origin_place) == ("records", "a test")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(min_size=1, max_size=60), phone=TEXT, address=TEXT, groups=st.lists(st.text(max_size=5), max_size=3)
)
def test_any_text_survives(
    tmp_path: Path, name: str, phone: str | None, address: str | None, groups: list[str]
) -> None:
    client = xpm("x1", name, phone=phone, address=address, groups=tuple(groups))
    snapshot = take_snapshot(tmp_path, Records(App.XPM, [client]))
    row = read_table(snapshot.path, "clients").iloc[0]
    assert (row["name"], row["phone"], row["address"], row["groups"]) == (name, phone, address, groups)
    snapshot.path.unlink()


class Breaking(Records):
    """A source that breaks off after some records."""

    def records(self) -> Iterator[Record]:
        yield from super().records()
        raise TryAgain("the connection broke")


def test_a_broken_stream_leaves_no_half_snapshot(tmp_path: Path) -> None:
    with pytest.raises(TryAgain):
        take_snapshot(tmp_path, Breaking(App.XPM, [xpm(f"x{number}", "A") for number in range(5_000)]))
    assert list(tmp_path.iterdir()) == []
    assert list_snapshots(tmp_path) == []


def test_a_reader_never_sees_a_half_snapshot(tmp_path: Path) -> None:
    done = threading.Event()
    seen: list[int] = []

    def watch() -> None:
        while not done.is_set():
            seen.extend(snapshot.clients for snapshot in list_snapshots(tmp_path))

    watcher = threading.Thread(target=watch)
    watcher.start()
    for _ in range(3):
        take_snapshot(tmp_path, Records(App.XPM, [xpm(f"x{number}", "A") for number in range(2_500)]))
    done.set()
    watcher.join()
    assert set(seen) <= {2_500}


def test_a_killed_writer_leaves_nothing_that_counts(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from reconcile.snapshots import SnapshotWriter\n"
        "from reconcile.model import App, Client\n"
        "writer = SnapshotWriter(Path(sys.argv[1]), App.XPM)\n"
        "for number in range(3000): writer.add(Client(App.XPM, str(number), 'A'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert list(tmp_path.iterdir()) != []
    assert list_snapshots(tmp_path) == []
    assert take_snapshot(tmp_path, Records(App.XPM, [xpm("x1", "A")])).clients == 1


@pytest.mark.parametrize(
    ("clients", "words"),
    [
        ([xpm("x1", "A"), xpm("x1", "B")], "more than once"),
        ([xpm("", "A")], "without an id"),
        ([gusto("g1", "A")], "Gusto came in"),
    ],
)
def test_bad_lists_are_refused_whole(tmp_path: Path, clients: list[Client], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        take_snapshot(tmp_path, Records(App.XPM, clients))
    assert list_snapshots(tmp_path) == []


def test_an_empty_list_is_refused_unless_allowed(tmp_path: Path) -> None:
    with pytest.raises(NeedsUser, match="no clients at all"):
        take_snapshot(tmp_path, Records(App.XPM, []))
    assert take_snapshot(tmp_path, Records(App.XPM, []), allow_empty=True).clients == 0


def test_an_unknown_state_is_kept_and_told(tmp_path: Path) -> None:
    snapshot = take_snapshot(tmp_path, Records(App.XPM, [xpm("x1", "A", state=State.UNKNOWN)]))
    assert "1 clients are in a state" in snapshot.notes[0]


def test_a_name_of_ten_thousand_characters(tmp_path: Path) -> None:
    snapshot = take_snapshot(tmp_path, Records(App.XPM, [xpm("x1", "N" * 10_000)]))
    assert len(read_table(snapshot.path, "clients")["name"].iloc[0]) == 10_000


def test_a_file_that_is_no_snapshot_is_said(tmp_path: Path) -> None:
    path = tmp_path / "20260101T000000000Z-xpm-abcdef.duckdb"
    path.write_bytes(b"not a database")
    with pytest.raises(NeedsUser, match="cannot be opened"):
        list_snapshots(tmp_path)


def test_a_snapshot_of_a_newer_toolkit_is_said(tmp_path: Path) -> None:
    snapshot = take_snapshot(tmp_path, Records(App.XPM, [xpm("x1", "A")]))
    with duckdb.connect(str(snapshot.path)) as connection:
        connection.execute("UPDATE meta SET version = 99")
    with pytest.raises(NeedsUser, match="newer version"):
        list_snapshots(tmp_path)


def test_the_writer_forgets_everything_when_left(tmp_path: Path) -> None:
    with SnapshotWriter(tmp_path, App.XPM) as writer:
        writer.add(xpm("x1", "A"))
    assert list(tmp_path.iterdir()) == []


def test_compare_names_what_came_went_and_changed(tmp_path: Path) -> None:
    older = take_snapshot(
        tmp_path,
        Records(App.XPM, [xpm("x1", "A", phone="1", fax=None, contacts=(Contact("c1", "Ann"),)), xpm("x2", "B")]),
    )
    newer = take_snapshot(
        tmp_path,
        Records(
            App.XPM,
            [xpm("x1", "A", phone="2", fax="", contacts=(Contact("c1", "Anna"), Contact("c2", "Bo"))), xpm("x3", "C")],
        ),
    )
    rows = {(row["what"], row["entity"], row["entity_id"], row["field"]): (row["before"], row["after"])
            for row in compare_snapshots(older, newer).to_dict("records")}  # fmt: skip
    assert rows == {
        ("changed", "client", "x1", "phone"): ("1", "2"),
        ("changed", "client", "x1", "fax"): (None, ""),
        ("changed", "contact", "c1", "name"): ("Ann", "Anna"),
        ("added", "contact", "c2", "name"): (None, "Bo"),
        ("removed", "client", "x2", None): (None, None),
        ("added", "client", "x3", None): (None, None),
    }
    assert compare_snapshots(newer, newer).empty


def test_compare_refuses_two_apps(tmp_path: Path) -> None:
    one = take_snapshot(tmp_path, Records(App.XPM, [xpm("x1", "A")]))
    other = take_snapshot(tmp_path, Records(App.GUSTO, [gusto("g1", "A")]))
    with pytest.raises(NeedsUser, match="cannot be compared"):
        compare_snapshots(one, other)


def test_meta_of_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(NeedsUser):
        read_meta(tmp_path / "20260101T000000000Z-xpm-none.duckdb")
