"""The document store: one SQLite file that threads and processes share."""

import multiprocessing
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from reconcile.sandbox.documents import PIECE, DocumentStore, Row
from reconcile.sandbox.identity import identify


def row(number, modified="2026-01-01", **more):
    return Row("xpm", "client", modified, {"UUID": f"u{number}", "Name": f"Client {number}", "Number": number, **more})


@pytest.fixture
def store(tmp_path):
    return DocumentStore(tmp_path / "state.sqlite", identify)


def numbers(rows):
    return [found.document["Number"] for found in rows]


def test_what_is_put_is_got(store):
    store.put([row(1, Odd='ä "quoted"\n')])
    assert store.get("xpm", "client", "u1").document["Odd"] == 'ä "quoted"\n'
    assert store.get("xpm", "client", "u2") is None
    assert store.get("gusto", "client", "u1") is None


def test_a_replaced_document_keeps_its_place(store):
    store.put([row(1), row(2)])
    store.put([row(1, Fresh="yes")])
    assert [found.document.get("Fresh") for found in store.rows("xpm", "client")] == ["yes", None]


def test_aliases_follow_the_document(store):
    store.put([row(1, Contacts=[{"UUID": "a"}]), row(2, Contacts=[{"UUID": "a"}, {"UUID": "b"}])])
    assert numbers(store.rows("xpm", "client", alias="contact:a")) == [1, 2]
    store.put([row(2, Contacts=[{"UUID": "b"}])])
    assert numbers(store.rows("xpm", "client", alias="contact:a")) == [1]
    assert store.get("xpm", "client", "contact:b").document["Number"] == 2
    store.remove("xpm", "client", "u2")
    assert store.get("xpm", "client", "contact:b") is None


def test_rows_are_filtered_and_come_in_order(store):
    store.put([row(3, "2026-01-03"), row(1, "2026-01-01"), row(2, "2026-01-02", Name="ÄHRE")])
    assert numbers(store.rows("xpm", "client")) == [3, 1, 2]
    assert numbers(store.rows("xpm", "client", since="2026-01-02")) == [3, 2]
    assert numbers(store.rows("xpm", "client", name_contains="ähr")) == [2]
    assert numbers(store.rows("xpm", "client", name_contains="%")) == []
    first = next(store.rows("xpm", "client"))
    assert numbers(store.rows("xpm", "client", after=first.seq)) == [1, 2]


def test_a_list_longer_than_a_piece_has_everything_once_even_while_it_changes(store):
    store.put(row(number) for number in range(PIECE * 2 + 1))
    found = []
    for each in store.rows("xpm", "client"):
        found.append(each.document["Number"])
        store.put([replace(each, modified="2026-02-01")])
    assert found == list(range(PIECE * 2 + 1))


def test_a_failing_edit_changes_nothing(store):
    store.put([row(1)])

    def edit(found):
        found.document["Name"] = "changed"
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 (the edit's own)
        store.change("xpm", "client", "u1", edit)
    assert store.get("xpm", "client", "u1").document["Name"] == "Client 1"
    with pytest.raises(KeyError):
        store.change("xpm", "client", "nobody", lambda found: found)


def plus_one(found):
    return replace(found, document={**found.document, "Number": found.document["Number"] + 1})


def count_in(path, times):
    """Add one to a document's number, again and again, from wherever this runs."""
    store = DocumentStore(path, identify)
    for _ in range(times):
        store.change("xpm", "client", "u0", plus_one)
        store.count_up("counter")


def test_no_change_is_lost_between_threads_and_processes(tmp_path, store):
    store.put([row(0)])
    path = tmp_path / "state.sqlite"
    others = [multiprocessing.get_context("spawn").Process(target=count_in, args=(path, 20)) for _ in range(2)]
    for process in others:
        process.start()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: count_in(path, 20), range(4)))
    for process in others:
        process.join()
    assert store.get("xpm", "client", "u0").document["Number"] == 120
    assert store.count_up("counter") == 121


def test_notes_names_counts_and_clearing(store):
    store.put([row(1), row(2)])
    store.set_note("key", "value")
    assert store.note("key") == "value"
    assert store.names("xpm", "client", ["u1", "nobody"]) == {"u1": "Client 1"}
    assert store.count("xpm", "client") == 2
    store.clear()
    assert (store.note("key"), store.count("xpm", "client")) == ("", 0)


def test_a_second_writer_waits_until_the_first_is_done(store):
    store.put([row(0)])
    inside = threading.Event()

    def slow(found):
        inside.set()
        time.sleep(0.2)
        return plus_one(found)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(store.change, "xpm", "client", "u0", slow)
        assert inside.wait(5)
        store.change("xpm", "client", "u0", plus_one)
        assert first.result() is True
    assert store.get("xpm", "client", "u0").document["Number"] == 2
