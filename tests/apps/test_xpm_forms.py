"""XPM in each of its versions and spellings, against the sandbox: they read alike and write alike."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest

from reconcile.apps import Connections, Patience, SavedAnswerSource, XpmSource, XpmTarget
from reconcile.apps.credentials import FixedToken
from reconcile.errors import BadInput, NeedsUser, ReconcileError
from reconcile.model import Client, Staff
from reconcile.sandbox.server import Sandbox
from reconcile.snapshots import list_snapshots, read_table, take_snapshot

from .scripted import Reply, Scripted, Seen
from .small_world import GONE, HARBOUR, LEAD, OLD
from .stages import xpm_list

WAYS = [{"form": "xml"}, {"form": "json"}, {"version": "3.0"}]
XML, JSON = "application/xml", "application/json"
EMPTY = {XML: b"<Response><Status>OK</Status><StaffList /></Response>", JSON: b'{"status":"OK","staffList":[]}'}


def source(sandbox: Sandbox, patience: Patience, **way: Any) -> XpmSource:
    access = sandbox.connections["xpm"]
    return XpmSource(access["base_url"], FixedToken(access["token"]), access["tenant_id"], patience=patience, **way)


def target(sandbox: Sandbox, patience: Patience, **way: Any) -> XpmTarget:
    access = sandbox.connections["xpm"]
    return XpmTarget(access["base_url"], FixedToken(access["token"]), access["tenant_id"], patience=patience, **way)


def test_xml_and_json_give_the_same_records_to_the_last_field(sandbox: Sandbox, brisk: Patience) -> None:
    spelt = [list(source(sandbox, brisk, form=form).records()) for form in ("xml", "json")]
    assert spelt[0] == spelt[1]
    assert sum(isinstance(record, Client) for record in spelt[0]) == 4


def test_version_3_0_gives_the_same_clients_but_for_their_address(sandbox: Sandbox, brisk: Patience) -> None:
    new, old = (
        [record for record in source(sandbox, brisk, version=version).records() if isinstance(record, Client)]
        for version in ("3.1", "3.0")
    )
    assert [(c.client_id, c.name, c.state, c.partner, c.groups, c.contacts) for c in old] == [
        (c.client_id, c.name, c.state, c.partner, c.groups, c.contacts) for c in new
    ]
    assert [next(iter(c.raw)) for c in old] == ["ID"] * 4
    assert [list(c.raw)[-1] for c in old] == ["UUID"] * 4
    assert [c.other_ids for c in old] == [{"id": c.other_ids["number"]} for c in new], (
        "its number is not yet proven the same"
    )


@pytest.mark.parametrize("way", WAYS)
def test_rel_8_writes_do_the_same_in_every_way(way: dict[str, Any], sandbox: Sandbox, brisk: Patience) -> None:
    app = target(sandbox, brisk, **way)
    made = app.create_client(
        {"name": "New & Søn", "partner": "ben@example.test", "website": "a.test"}, [{"name": "Ida"}]
    )
    assert (made.name, made.partner, made.website) == ("New & Søn", "ben@example.test", "a.test")
    app.update_client(HARBOUR, {"city": "", "manager": "ANA@example.test", "phone": "1"})
    contact = app.create_contact(LEAD, {"name": "Ida", "is_primary": "Yes"})
    app.update_contact(LEAD, contact, {"mobile": "2"})
    harbour, lead = app.read_client(HARBOUR), app.read_client(LEAD)
    assert harbour is not None
    assert lead is not None
    assert (harbour.city, harbour.manager, harbour.phone) == ("", "ana@example.test", "1")
    assert [(c.name, c.mobile, c.is_primary) for c in lead.contacts] == [("Ida", "2", True)]
    assert [client.client_id for client in app.find_by_name("New & Søn")] == [made.client_id]
    assert app.read_client("c1000000-0000-4000-8000-00000000ffff") is None


@pytest.mark.parametrize("way", WAYS)
def test_a_business_error_in_a_200_is_seen_on_reads_and_writes(
    way: dict[str, Any], sandbox: Sandbox, brisk: Patience
) -> None:
    app = target(sandbox, brisk, **way)
    with pytest.raises(NeedsUser, match="XPM says"):
        app.create_client({"name": ""}, [])
    with pytest.raises(NeedsUser, match="XPM says"):
        app.update_contact(HARBOUR, "nobody", {"name": "A"})
    with pytest.raises(NeedsUser, match="XPM says"):
        app.find_by_name("")


@pytest.mark.parametrize("asked", ["xml", "json"])
def test_an_answer_is_understood_in_the_spelling_that_was_not_asked_for(asked: Any, brisk: Patience) -> None:
    kind = JSON if asked == "xml" else XML

    def script(seen: Seen) -> Reply:
        if not seen.path.endswith("/client.api/list"):
            return Reply(EMPTY[kind], media_type=kind)
        body = (
            xpm_list([{"id": "1", "name": "A"}])
            if kind == XML
            else b'{"status":"OK","clients":[{"uuid":"1","name":"A"}]}'
        )
        return Reply(body, media_type=kind + "; charset=utf-8")

    with Scripted(script) as server:
        records = list(XpmSource(server.url, "t", "tenant", patience=brisk, form=asked).records())
    assert [record.name for record in records] == ["A"]
    assert server.seen[0].headers["Accept"].startswith(f"application/{asked}")


CLIENTS = [{"id": str(number), "name": "x" * 200} for number in range(3_000)]
WHOLE = xpm_list(CLIENTS)
BROKEN = {
    "truncated": Reply(WHOLE, cut=True),
    "without its end": Reply(WHOLE[:-20]),
    "another end": Reply(WHOLE.replace(b"</Response>", b"</Answer>")),
    "refused at the end": Reply(
        WHOLE.replace(b"<Status>OK</Status>", b"").replace(
            b"</Response>", b"<Status>ERROR</Status><ErrorDescription>Timeout</ErrorDescription></Response>"
        )
    ),
    "without a status": Reply(WHOLE.replace(b"<Status>OK</Status>", b"")),
    "the same client twice": Reply(xpm_list([*CLIENTS, CLIENTS[0]])),
    "a client without an id": Reply(WHOLE.replace(b"<UUID>2999</UUID>", b"")),
    "not UTF-8": Reply(WHOLE.replace(b"x</Name>", b"\xff</Name>", 2_999)),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_list_leaves_no_half_snapshot_on_disk(how: str, tmp_path: Path, once: Patience) -> None:
    def script(seen: Seen) -> Reply:
        return BROKEN[how] if seen.path.endswith("/client.api/list") else Reply(EMPTY[XML])

    with Scripted(script) as server, pytest.raises(ReconcileError) as caught:
        take_snapshot(tmp_path / "snapshots", XpmSource(server.url, "t", "tenant", patience=once))
    assert caught.value.hint
    assert list((tmp_path / "snapshots").iterdir()) == []
    assert list_snapshots(tmp_path / "snapshots") == []


def test_a_saved_answer_in_json_is_read_like_one_in_xml(sandbox: Sandbox, brisk: Patience, tmp_path: Path) -> None:
    taken = {}
    for form, accept in (("xml", XML), ("json", JSON)):
        api = source(sandbox, brisk).api
        paths = {}
        for name in ("client", "staff"):
            answer = api.session.get(api.url(f"{name}.api/list"), {"detailed": "true"}, accept=(accept,))
            paths[name] = tmp_path / f"{name}.{form}"
            paths[name].write_bytes(b"\n" + answer.body if form == "json" else answer.body)
        saved = SavedAnswerSource(paths["client"], staff_path=paths["staff"])
        snapshot = take_snapshot(tmp_path / form, saved)
        taken[form] = read_table(snapshot.path, "clients").to_dict("records")
    assert taken["xml"] == taken["json"]
    assert len(taken["xml"]) == 4
    assert taken["xml"][0]["partner"]


@pytest.mark.parametrize("way", WAYS)
def test_what_moved_since_a_moment_is_told_with_an_overlap(
    way: dict[str, Any], sandbox: Sandbox, brisk: Patience
) -> None:
    reader = source(sandbox, brisk, **way)
    time.sleep(1.1)
    between = dt.datetime.now(dt.UTC)
    none = dt.timedelta(0)
    assert reader.read_changed_since(between + dt.timedelta(seconds=1), overlap=none) == []
    time.sleep(1.1)
    sandbox.edit("xpm", HARBOUR, {"Phone": "1"})
    elsewhere = between.astimezone(dt.timezone(dt.timedelta(hours=13)))
    assert [client.client_id for client in reader.read_changed_since(elsewhere, overlap=none)] == [HARBOUR]
    assert {client.client_id for client in reader.read_changed_since(between)} == {HARBOUR, LEAD, OLD, GONE}, (
        "five minutes more"
    )
    query = [row["query"] for row in sandbox.requests() if "modifiedsince" in row["query"]][-2]
    assert f"modifiedsince={between:%Y-%m-%dT%H}%3A{between:%M}%3A{between:%S}" in query, "whole seconds of UTC"


def test_archived_and_deleted_clients_are_told_and_those_that_are_gone_are_not(
    sandbox: Sandbox, brisk: Patience
) -> None:
    app = target(sandbox, brisk)
    time.sleep(1.1)
    before = dt.datetime.now(dt.UTC)
    sandbox.edit("xpm", HARBOUR, {"IsArchived": "Yes"})
    sandbox.edit("xpm", LEAD, {"IsDeleted": "Yes"})
    sandbox.state.remove("xpm", OLD)
    told = app.read_changed_since(before, overlap=dt.timedelta(0))
    assert {client.client_id: client.state.value for client in told} == {HARBOUR: "archived", LEAD: "deleted"}


def test_a_moment_without_a_time_zone_is_a_mistake(sandbox: Sandbox, brisk: Patience) -> None:
    with pytest.raises(ValueError, match="time zone"):
        source(sandbox, brisk).read_changed_since(dt.datetime(2026, 1, 1))  # noqa: DTZ001 - that is the mistake


def test_an_id_cannot_leave_its_place_in_the_address(brisk: Patience) -> None:
    with Scripted(lambda _: Reply(EMPTY[XML])) as server, pytest.raises(BadInput):
        XpmTarget(server.url, "t", "tenant", patience=brisk).read_client("../staff.api/list?x=/")
    assert server.seen[0].path.endswith("client.api/get/..%2Fstaff.api%2Flist%3Fx%3D%2F")


def test_staff_come_once_and_first(sandbox: Sandbox, brisk: Patience) -> None:
    first = next(source(sandbox, brisk, form="json").records())
    assert isinstance(first, Staff)


@pytest.mark.parametrize("way", WAYS)
def test_a_connection_may_say_in_which_way_xpm_is_spoken_to(
    way: dict[str, str], sandbox: Sandbox, tmp_path: Path
) -> None:
    file = tmp_path / "connections.json"
    Connections.from_dict({"xpm": {**sandbox.connections["xpm"], **way}}).save(file)
    read = Connections.load(file).source("xpm")
    assert isinstance(read, XpmSource)
    assert {"form": read.api.form, "version": read.api.version}.items() >= way.items()
    assert sum(isinstance(record, Client) for record in read.records()) == 4
