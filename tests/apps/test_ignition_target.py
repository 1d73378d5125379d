"""Ignition as a target, against the sandbox's MCP server over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reconcile.apps import Connections, IgnitionTarget, Patience, Target
from reconcile.errors import NeedsUser, NotAllowed, TryAgain
from reconcile.model import Client, State
from reconcile.sandbox.server import Sandbox


@pytest.fixture
def target(connections: Connections, brisk: Patience) -> Iterator[IgnitionTarget]:
    target = connections.target("ignition", patience=brisk)
    assert isinstance(target, IgnitionTarget)
    yield target
    target.close()


def read(target: IgnitionTarget, client_id: str) -> Client:
    client = target.read_client(client_id)
    assert client is not None
    return client


def writes(sandbox: Sandbox) -> list[tuple[str, bool]]:
    return [(row["tool"], row["effect"]) for row in sandbox.requests() if row["mutating"]]


def test_it_is_a_target_that_knows_what_the_server_takes(target: IgnitionTarget) -> None:
    assert isinstance(target, Target)
    assert all(target.can_write("client", field) for field in ("name", "postcode", "partner", "groups", "xpm_id"))
    assert not any(target.can_write("client", field) for field in ("url", "created_at", "partner_name", "state"))
    assert target.can_write("contact", "addressee")
    assert not target.can_write("nothing", "name")
    with pytest.raises(NotAllowed, match="url"):
        target.update_client("cli_1", {"url": "x"})


def test_reading_by_any_of_the_three_ids(target: IgnitionTarget) -> None:
    assert {read(target, client_id).client_id for client_id in ("cli_1", "CLI-0001", "1")} == {"cli_1"}
    assert target.read_client("cli_nothing") is None


def test_the_snapshot_and_the_target_agree(target: IgnitionTarget, connections: Connections) -> None:
    listed = next(
        r for r in connections.source("ignition").records() if isinstance(r, Client) and r.client_id == "cli_1"
    )
    now = read(target, "cli_1")
    told = (
        "name",
        "phone",
        "fax",
        "website",
        "address",
        "postcode",
        "partner",
        "manager",
        "xpm_id",
        "structure",
        "state",
    )
    assert {field: getattr(now, field) for field in told} == {field: getattr(listed, field) for field in told}
    assert [c.contact_id for c in now.contacts] == [c.contact_id for c in listed.contacts]


def test_rel_8_an_update_changes_the_named_fields_only(target: IgnitionTarget, sandbox: Sandbox) -> None:
    before = read(target, "cli_1")
    changes = {"postcode": " 0610 ", "groups": "Family", "xpm_id": "", "website": "", "manager": "ANA@example.test"}
    target.update_client("cli_1", changes)
    after = read(target, "cli_1")
    assert (after.postcode, after.groups, after.xpm_id, after.website) == ("0610", ("Family",), "", "")
    assert after.manager == "ana@example.test"
    changed = {"post_code", "group", "xpm_id", "website", "manager_email", "updated_at"}
    assert {key for key in before.raw if before.raw[key] != after.raw[key]} == changed
    assert writes(sandbox) == [("update_client", True)]


def test_no_change_is_no_call(target: IgnitionTarget, sandbox: Sandbox) -> None:
    target.update_client("cli_1", {})
    target.update_contact("cli_1", "901", {})
    assert sandbox.requests() == []


def test_creating_a_client_with_its_contacts(target: IgnitionTarget) -> None:
    contacts = [{"name": "Ida", "email": "Ida@X.test", "is_primary": "Yes"}, {"name": "Kim", "is_primary": "No"}]
    made = target.create_client({"name": " New ", "xpm_id": "102", "partner": "ana@example.test"}, contacts)
    assert (made.name, made.state, made.xpm_id) == ("New", State.LEAD, "102")
    assert [(c.name, c.email, c.is_primary) for c in made.contacts] == [("Ida", "ida@x.test", True), ("Kim", "", False)]
    assert read(target, made.client_id) == made


def test_contacts_are_added_and_changed(target: IgnitionTarget) -> None:
    contact_id = target.create_contact("cli_2", {"name": "Ida", "salutation": "Ms"})
    target.update_contact("cli_2", contact_id, {"phone": "1", "is_primary": "Yes"})
    (contact,) = read(target, "cli_2").contacts
    assert (contact.contact_id, contact.name, contact.salutation) == (contact_id, "Ida", "Ms")
    assert (contact.phone, contact.is_primary) == ("1", True)


def test_imp_2_imp_3_found_by_name_means_byte_equal_archived_ones_too(target: IgnitionTarget) -> None:
    assert [client.client_id for client in target.find_by_name("Lena Brook")] == ["cli_2"]
    assert [client.client_id for client in target.find_by_name("Old Mill Trust")] == ["cli_3"]
    assert target.find_by_name("lena brook") == []
    assert target.find_by_name("Lena") == []


def test_imp_8_the_users(target: IgnitionTarget) -> None:
    assert [user.email for user in target.users()] == ["ana@example.test"]


def test_a_tools_refusal_needs_the_user_and_repeats_no_value(target: IgnitionTarget, sandbox: Sandbox) -> None:
    with pytest.raises(NeedsUser, match="partner_email") as caught:
        target.update_client("cli_1", {"partner": "stranger@example.test"})
    assert "stranger" not in str(caught.value)
    with pytest.raises(NeedsUser):
        target.update_client("cli_1", {"name": ""})
    with pytest.raises(NeedsUser):
        target.update_contact("cli_1", "999", {"name": "x"})
    assert not any(effect for _, effect in writes(sandbox))


@pytest.mark.parametrize(
    ("fault", "effects"), [("500", 0), ("500-after-commit", 1), ("lost-answer", 1), ("dropped", 0)]
)
def test_rel_11_a_create_whose_answer_was_lost_is_never_repeated(
    fault: str, effects: int, target: IgnitionTarget, sandbox: Sandbox
) -> None:
    sandbox.fail_next(fault, app="ignition", mutating=True)  # type: ignore[arg-type]
    with pytest.raises(TryAgain) as caught:
        target.create_client({"name": "Once Only"}, [])
    assert caught.value.sent
    assert len(writes(sandbox)) == 1
    assert len(target.find_by_name("Once Only")) == effects, "and the target works on"


def test_rel_2_a_refused_write_is_repeated_to_one_effect(target: IgnitionTarget, sandbox: Sandbox) -> None:
    sandbox.fail_next("429", app="ignition", mutating=True, times=2)
    target.create_client({"name": "Once Only"}, [])
    assert [effect for _, effect in writes(sandbox)] == [False, False, True]


@pytest.mark.parametrize("fault", ["429", "500", "dropped", "lost-answer", "truncated"])
def test_a_read_outlasts_a_short_outage(fault: str, target: IgnitionTarget, sandbox: Sandbox) -> None:
    sandbox.fail_next(fault, app="ignition", what="get_client", times=2)  # type: ignore[arg-type]
    assert read(target, "cli_1").name == "Harbour Joinery Ltd"
