"""XPM as a source and as a target, against the sandbox over real HTTP."""

from __future__ import annotations

import datetime as dt

import pytest

from reconcile.apps import Connections, Patience, Target, XpmSource, XpmTarget
from reconcile.errors import NeedsUser, NotAllowed, TryAgain
from reconcile.model import Client, ListItem, Staff, State
from reconcile.sandbox.server import Sandbox

from .scripted import Reply, Scripted, Seen
from .small_world import GONE, HARBOUR, LEAD, OLD
from .stages import xpm_list


@pytest.fixture
def target(connections: Connections, brisk: Patience) -> XpmTarget:
    target = connections.target("xpm", patience=brisk)
    assert isinstance(target, XpmTarget)
    return target


@pytest.fixture
def source(connections: Connections, brisk: Patience) -> XpmSource:
    source = connections.source("xpm", patience=brisk)
    assert isinstance(source, XpmSource)
    return source


def writes(sandbox: Sandbox) -> list[tuple[str, bool]]:
    """The path's end and the effect of every mutating request."""
    return [(row["path"].rpartition("/")[2], row["effect"]) for row in sandbox.requests() if row["mutating"]]


def test_the_whole_practice(source: XpmSource) -> None:
    records = list(source.records())
    clients = {record.client_id: record for record in records if isinstance(record, Client)}
    assert {uuid: client.state for uuid, client in clients.items()} == {
        HARBOUR: State.CLIENT,
        LEAD: State.LEAD,
        OLD: State.ARCHIVED,
        GONE: State.DELETED,
    }
    harbour = clients[HARBOUR]
    assert (harbour.partner, harbour.manager) == ("ana@example.test", "ben@example.test")
    assert harbour.groups == ("Harbour family",)
    assert harbour.other_ids == {"number": "101"}
    assert harbour.address == "Unit 4\n12 Quay Street"
    assert [(c.name, c.is_primary, c.addressee) for c in harbour.contacts] == [("Mia Harbour", True, "Ms M Harbour")]
    assert clients[LEAD].email is None, "XPM leaves the element out"
    assert [record.name for record in records if isinstance(record, Staff)] == ["Ana Petrov", "Ben Okafor"]
    kinds = [record.kind for record in records if isinstance(record, ListItem)]
    assert kinds == ["group", "category", "template"]
    first_client = next(place for place, record in enumerate(records) if isinstance(record, Client))
    assert first_client == len(records) - len(clients), "lists come first"


def test_a_list_out_of_scope_is_a_failure_of_that_list_only(brisk: Patience) -> None:
    def script(seen: Seen) -> Reply:
        if "category" in seen.path:
            return Reply(b"{}", 403, "application/json")
        empty = b"<Response><Status>OK</Status><List /></Response>"
        return Reply(xpm_list([{"id": "1", "name": "A"}]) if seen.path.endswith("/client.api/list") else empty)

    with Scripted(script) as server:
        source = XpmSource(server.url, "t", "tenant", patience=brisk)
        assert [type(record) for record in source.records()] == [Client]
    assert [failure.place for failure in source.failures] == ["XPM's list of each category"]


def test_a_list_that_breaks_in_the_middle_raises_before_its_end(brisk: Patience) -> None:
    many = xpm_list([{"id": str(n), "name": "x" * 200} for n in range(2_000)])

    def script(seen: Seen) -> Reply:
        empty = b"<Response><Status>OK</Status><List /></Response>"
        return Reply(many, cut=True) if seen.path.endswith("/client.api/list") else Reply(empty)

    with Scripted(script) as server:
        records = XpmSource(server.url, "t", "tenant", patience=brisk).records()
        taken: list[object] = []
        with pytest.raises(TryAgain):
            taken.extend(records)
    assert 0 < len(taken) < 2_000, "it is a stream"


def test_the_request_carries_tenant_version_and_accept(brisk: Patience) -> None:
    with Scripted(lambda _: Reply(b"", 401)) as server, pytest.raises(NotAllowed):
        list(XpmSource(server.url + "/", "secret", "tenant-1", patience=brisk).records())
    (seen,) = server.seen
    assert seen.path == "/practicemanager/3.1/staff.api/list"
    assert seen.headers["Authorization"] == "Bearer secret"
    assert seen.headers["Xero-Tenant-Id"] == "tenant-1"
    assert seen.headers["Accept"].startswith("application/xml")


def test_an_expired_token_says_so_with_the_correlation_id(brisk: Patience) -> None:
    body = b'{"Title":"Unauthorized","Status":401,"Detail":"TokenExpired: token expired"}'
    reply = Reply(body, 401, "application/json", {"xero-correlation-id": "corr-1"})
    with Scripted(lambda _: reply) as server, pytest.raises(NotAllowed) as caught:
        list(XpmSource(server.url, "t", "tenant", patience=brisk).records())
    assert caught.value.title == "The token was refused"
    assert "expired" in caught.value.hint
    assert "corr-1" in caught.value.message


def test_wrong_credentials_at_the_sandbox(sandbox: Sandbox, brisk: Patience) -> None:
    base, tenant = sandbox.connections["xpm"]["base_url"], sandbox.connections["xpm"]["tenant_id"]
    with pytest.raises(NotAllowed):
        list(XpmSource(base, "wrong", tenant, patience=brisk).records())
    with pytest.raises(NotAllowed):
        list(XpmSource(base, sandbox.connections["xpm"]["token"], "wrong", patience=brisk).records())


def test_it_is_a_target_that_knows_what_it_can_write(target: XpmTarget) -> None:
    assert isinstance(target, Target)
    assert target.can_write("client", "website")
    assert target.can_write("contact", "is_primary")
    assert not target.can_write("client", "groups")
    assert not target.can_write("client", "contacts")
    assert not target.can_write("nothing", "name")
    with pytest.raises(NotAllowed, match="groups"):
        target.update_client(HARBOUR, {"groups": "x"})


def test_reading_one_client(target: XpmTarget, source: XpmSource) -> None:
    listed = next(r for r in source.records() if isinstance(r, Client) and r.client_id == HARBOUR)
    assert target.read_client(HARBOUR) == listed, "both ways of reading agree in every field"
    assert target.read_client("c1000000-0000-4000-8000-00000000ffff") is None


def test_a_wrong_address_is_not_a_client_that_is_gone(brisk: Patience) -> None:
    with Scripted(lambda _: Reply(b"<html>404</html>", 404, "text/html")) as server, pytest.raises(NeedsUser):
        XpmTarget(server.url, "t", "tenant", patience=brisk).read_client(HARBOUR)


@pytest.mark.parametrize(("name", "found"), [("Gone & Co", 0), ("Lena Brook", 1), ("lena brook", 0), ("Lena", 0)])
def test_imp_3_found_by_name_means_byte_equal(name: str, found: int, target: XpmTarget) -> None:
    assert len(target.find_by_name(name)) == found


def test_new_2_all_clients_of_one_name_are_found(target: XpmTarget) -> None:
    first, second = (target.create_client({"name": "Twin Trust"}, []) for _ in range(2))
    assert {client.client_id for client in target.find_by_name("Twin Trust")} == {first.client_id, second.client_id}


def test_rel_8_an_update_changes_the_named_fields_only(target: XpmTarget, sandbox: Sandbox) -> None:
    before = target.read_client(HARBOUR)
    changes = {"website": "https://new.test", "manager": "ANA@example.test ", "city": "", "name": "Harbour & Søn"}
    target.update_client(HARBOUR, changes)
    after = target.read_client(HARBOUR)
    assert before is not None
    assert after is not None
    assert (after.website, after.manager, after.city, after.name) == (
        "https://new.test",
        "ana@example.test",
        "",
        "Harbour & Søn",
    )
    same = set(before.raw) - {"Website", "JobManager", "City", "Name"}
    assert {key: before.raw[key] for key in same} == {key: after.raw[key] for key in same}
    assert writes(sandbox) == [("update", True)]


def test_a_partner_can_be_cleared(target: XpmTarget) -> None:
    target.update_client(HARBOUR, {"partner": ""})
    client = target.read_client(HARBOUR)
    assert client is not None
    assert client.partner_name is None


def test_imp_8_an_unknown_staff_member_needs_the_user_and_sends_nothing(target: XpmTarget, sandbox: Sandbox) -> None:
    with pytest.raises(NeedsUser, match="partner") as caught:
        target.update_client(HARBOUR, {"partner": "stranger@example.test"})
    assert "stranger" not in str(caught.value)
    assert writes(sandbox) == []


def test_no_change_is_no_call(target: XpmTarget, sandbox: Sandbox) -> None:
    target.update_client(HARBOUR, {})
    target.update_contact(HARBOUR, "x", {})
    assert sandbox.requests() == []


def test_creating_a_client_with_its_contacts(target: XpmTarget) -> None:
    contacts = [{"name": "Ida", "email": "ida@x.test", "is_primary": "yes", "addressee": "Ms I"}, {"name": "Kim"}]
    made = target.create_client({"name": "  New & Shiny  ", "partner": "ben@example.test", "phone": "1"}, contacts)
    assert (made.name, made.partner, made.phone) == ("New & Shiny", "ben@example.test", "1")
    assert [(c.name, c.email, c.is_primary, c.addressee) for c in made.contacts] == [
        ("Ida", "ida@x.test", True, "Ms I"),
        ("Kim", "", False, ""),
    ]
    assert target.read_client(made.client_id) == made


def test_contacts_are_added_and_changed(target: XpmTarget) -> None:
    contact_id = target.create_contact(LEAD, {"name": "Ida", "position": "Clerk"})
    target.update_contact(LEAD, contact_id, {"mobile": "021 1", "is_primary": "Yes"})
    client = target.read_client(LEAD)
    assert client is not None
    (contact,) = client.contacts
    assert (contact.contact_id, contact.name, contact.position) == (contact_id, "Ida", "Clerk")
    assert (contact.mobile, contact.is_primary) == ("021 1", True)


def test_the_apps_own_refusal_needs_the_user(target: XpmTarget) -> None:
    with pytest.raises(NeedsUser, match="XPM says"):
        target.create_client({"name": " "}, [])
    with pytest.raises(NeedsUser):
        target.update_client("c1000000-0000-4000-8000-00000000ffff", {"fax": "1"})


@pytest.mark.parametrize(
    ("fault", "effects"), [("500", 0), ("500-after-commit", 1), ("lost-answer", 1), ("dropped", 0)]
)
def test_rel_11_a_create_whose_answer_was_lost_is_never_repeated(
    fault: str, effects: int, target: XpmTarget, sandbox: Sandbox
) -> None:
    sandbox.fail_next(fault, app="xpm", mutating=True)  # type: ignore[arg-type]
    with pytest.raises(TryAgain) as caught:
        target.create_client({"name": "Once Only"}, [])
    assert caught.value.sent
    assert len(writes(sandbox)) == 1
    assert len(target.find_by_name("Once Only")) == effects


def test_rel_2_a_refused_write_is_repeated_to_one_effect(target: XpmTarget, sandbox: Sandbox) -> None:
    sandbox.fail_next("429", app="xpm", mutating=True, times=2)
    target.create_client({"name": "Once Only"}, [])
    assert [effect for _, effect in writes(sandbox)] == [False, False, True]


@pytest.mark.parametrize(
    "body", [b"<Response><Status>OK</Status><Cli", b"<Response><Status>OK</Status></Response>", b"<html/>"]
)
def test_rel_11_an_answer_to_a_write_that_cannot_be_read_leaves_it_open(body: bytes, brisk: Patience) -> None:
    with Scripted(lambda _: Reply(body)) as server, pytest.raises(TryAgain) as caught:
        XpmTarget(server.url, "t", "tenant", patience=brisk).create_client({"name": "A"}, [])
    assert caught.value.sent
    assert len(server.seen) == 1


def test_what_changed_since_a_moment(target: XpmTarget) -> None:
    now = dt.datetime.now(dt.UTC)
    assert target.read_changed_since(now + dt.timedelta(hours=1)) == []
    everything = target.read_changed_since(now.astimezone(dt.timezone(dt.timedelta(hours=13))) - dt.timedelta(hours=1))
    assert {client.client_id for client in everything} == {HARBOUR, LEAD, OLD, GONE}
