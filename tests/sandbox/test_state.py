"""The state that the three apps answer from, and the edits that people make in them."""

from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from reconcile.sandbox.state import SandboxState


class Clock:
    """A clock that is moved by hand."""

    def __init__(self):
        self.now = datetime(2026, 5, 1, 12, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def state(tmp_path, known, clock):
    filled = SandboxState(tmp_path, clock=clock)
    filled.load(known.world())
    return filled


def test_a_fresh_state_is_empty_until_a_world_is_loaded(tmp_path, known):
    state = SandboxState(tmp_path)
    assert state.is_empty()
    state.load(known.world())
    assert not state.is_empty()
    assert [state.count(app) for app in ("xpm", "ignition", "gusto")] == [4, 3, 1]
    state.reset()
    assert state.is_empty()
    assert list(state.xpm_clients()) == []


def test_another_object_on_the_same_folder_sees_the_same(tmp_path, state, known):
    other = SandboxState(tmp_path)
    state.edit("xpm", known.SMITH, {"Phone": "1"})
    assert other.xpm_client(known.SMITH)["Phone"] == "1"
    other.put_xpm_client(known.xpm_client("new", 600, "New"))
    assert state.xpm_client("new")["Name"] == "New"


def test_the_truth_is_written_as_parquet(tmp_path, state, known):
    (row,) = pq.read_table(tmp_path / "truth.parquet").to_pylist()
    assert row == {
        "app": "xpm", "client_id": known.HARBOUR, "entity": "e1", "family": "f1", "name": "Harbour Joinery Ltd",
        "relation": "company", "kinds": "legal-suffix+case",
    }  # fmt: skip


def test_changes_since_a_time(state, known, clock):
    clock.now += timedelta(hours=1)
    state.edit("xpm", known.KOWHAI, {"Phone": "1"})
    state.edit("gusto", known.COMPANY, {"name": "Other LLC"})
    assert [client["UUID"] for client in state.xpm_clients(clock.now)] == [known.KOWHAI]
    assert len(list(state.xpm_clients(clock.now - timedelta(hours=2)))) == 4
    assert list(state.xpm_clients(clock.now + timedelta(seconds=1))) == []
    assert [each["company"]["name"] for each in state.gusto_companies(clock.now)] == ["Other LLC"]


def test_ignitions_own_times_count_from_the_start(state):
    assert len(list(state.ignition_clients(datetime(2026, 1, 2, tzinfo=UTC)))) == 3
    assert list(state.ignition_clients(datetime(2026, 1, 3, tzinfo=UTC))) == []


def test_an_edit_that_changes_nothing_is_none(state, known, clock):
    clock.now += timedelta(hours=1)
    assert state.edit("xpm", known.HARBOUR, {"City": "Nelson"}) is False
    assert list(state.xpm_clients(clock.now)) == []
    assert state.edit("xpm", known.HARBOUR, {"City": "Picton"}) is True


def test_an_edit_can_remove_an_element(state, known):
    state.edit("xpm", known.HARBOUR, {"AccountManager": None, "Nothing": None})
    assert "AccountManager" not in state.xpm_client(known.HARBOUR)


def test_contacts_are_edited_in_each_app(state, known):
    state.edit_contact("xpm", known.HARBOUR, known.TOM, {"Phone": "1"})
    state.edit_contact("ignition", "CLI-0001", "71", {"phone": "2"})
    state.edit_contact("gusto", known.COMPANY, known.ADMIN, {"phone": "3"})
    assert state.xpm_client(known.HARBOUR)["Contacts"][0]["Phone"] == "1"
    assert state.ignition_client("cli_1001")["contacts"][1]["phone"] == "2"
    assert state.gusto_company(known.COMPANY)["admins"][0]["phone"] == "3"


@pytest.mark.parametrize("app", ["xpm", "ignition", "gusto"])
def test_an_edit_of_nobody_is_an_error(state, known, app):
    with pytest.raises(KeyError):
        state.edit(app, "nobody", {"Name": "x"})
    with pytest.raises(KeyError):
        state.edit_contact("xpm", known.HARBOUR, "nobody", {"Name": "x"})


def test_a_removed_client_is_gone(state, known):
    state.remove("xpm", known.SMITH)
    assert state.xpm_client(known.SMITH) is None
    assert known.SMITH not in {client["UUID"] for client in state.xpm_clients()}


def test_new_numbers_go_on_after_the_worlds(state):
    assert state.next_number("xpm-client") == 505
    assert state.next_number("ignition-client") == 1004
    assert state.next_number("ignition-reference") == 4
    assert state.next_number("ignition-contact") == 73


def test_one_history_gives_the_same_ids(tmp_path, known):
    first, second = SandboxState(tmp_path / "a"), SandboxState(tmp_path / "b")
    assert [first.new_uuid("x"), first.new_uuid("x")] == [second.new_uuid("x"), second.new_uuid("x")]
    assert first.new_uuid("x") != first.new_uuid("y")
