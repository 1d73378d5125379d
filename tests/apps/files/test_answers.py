"""Saved answers of the three apps, recognised by what is in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reconcile.apps import Connections, SavedAnswerSource, XpmSource
from reconcile.apps.files import open_list
from reconcile.apps.files.answers import Answer, answer_of
from reconcile.errors import BadInput
from reconcile.model import App, Client, Record, Staff

COMPANY: dict[str, Any] = {
    "uuid": "g-1",
    "name": "Kowhai Inc",
    "entity_type": "LLC",
    "company_status": "Approved",
    "not_yet": 1,
}
LOCATION = {
    "uuid": "l-1",
    "company_uuid": "g-1",
    "street_1": "1 Quay St",
    "city": "Reno",
    "zip": "89501",
    "filing_address": True,
}
ADMIN = {"uuid": "a-1", "first_name": "Ana", "last_name": "Petrov", "email": "ana@x.example"}
ROW = {"slug": "cli_1", "name": "Harbour Ltd", "state": "active", "partner": {"name": "Ben", "email": "ben@x.example"}}
PERSON = {"slug": "con_1", "id": 7, "client": {"slug": "cli_1"}, "name": "Ana", "is_primary": True}
LAST = {"pagination": {"has_more": False, "next_cursor": None}}
MORE = {"pagination": {"has_more": True, "next_cursor": "x"}}


def saved(folder: Path, name: str, *values: Any) -> Path:
    path = folder / name
    path.write_text(
        "\n".join(value if isinstance(value, str) else json.dumps(value) for value in values), encoding="utf-8"
    )
    return path


def clients(records: list[Record]) -> list[Client]:
    return [record for record in records if isinstance(record, Client)]


@pytest.mark.parametrize(
    "values",
    [
        (COMPANY, LOCATION, ADMIN),
        ([COMPANY], [LOCATION], [ADMIN]),
        ({"company": COMPANY, "locations": [LOCATION], "admins": [ADMIN]},),
        ({**COMPANY, "locations": [LOCATION]}, [ADMIN]),
    ],
)
def test_gusto_in_every_way_of_saving_it(values: tuple[Any, ...], tmp_path: Path) -> None:
    reading = open_list(saved(tmp_path, "answer.json", *values))
    (client,) = clients(list(reading.source.records()))
    assert (reading.app, client.client_id, client.name, client.city) == (App.GUSTO, "g-1", "Kowhai Inc", "Reno")
    assert client.contacts[0].email == "ana@x.example"
    assert client.raw["company"]["not_yet"] == 1


def test_gusto_s_answers_in_several_files(tmp_path: Path) -> None:
    paths = [saved(tmp_path, f"{n}.json", value) for n, value in enumerate((COMPANY, [LOCATION], [ADMIN]))]
    source = open_list(paths[0], more=paths[1:]).source
    assert clients(list(source.records()))[0].address == "1 Quay St"
    assert source.origin.place == "0.json, 1.json, 2.json"


def test_admins_of_nobody_are_left_out_and_told(tmp_path: Path) -> None:
    source = SavedAnswerSource(saved(tmp_path, "a.json", [COMPANY, {**COMPANY, "uuid": "g-2"}], [ADMIN]))
    assert [len(client.contacts) for client in clients(list(source.records()))] == [0, 0]
    assert "Admins whose company is not told" in source.notes[0]


def test_ignition_s_pages_together(tmp_path: Path) -> None:
    first = saved(tmp_path, "1.json", {"data": [ROW], "meta": MORE}, {"data": [{**ROW, "slug": "cli_2"}], "meta": LAST})
    people = saved(tmp_path, "2.json", {"data": [PERSON], "meta": LAST})
    found = clients(list(SavedAnswerSource(first, more=[people]).records()))
    assert [(client.client_id, len(client.contacts), client.partner) for client in found] == [
        ("cli_1", 1, "ben@x.example"),
        ("cli_2", 0, "ben@x.example"),
    ]


def test_a_page_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="before the last page"):
        list(SavedAnswerSource(saved(tmp_path, "1.json", {"data": [ROW], "meta": MORE})).records())


def test_answers_of_two_apps_are_not_one_list(tmp_path: Path) -> None:
    gusto, ignition = saved(tmp_path, "g.json", COMPANY), saved(tmp_path, "i.json", {"data": [ROW], "meta": LAST})
    with pytest.raises(BadInput, match="comes from Ignition, not from Gusto"):
        list(SavedAnswerSource(gusto, more=[ignition]).records())
    with pytest.raises(BadInput, match="comes from Gusto, not from XPM"):
        open_list(gusto, App.XPM)


@pytest.mark.parametrize(("value", "what"), [([ADMIN], "no company"), ({"data": [PERSON], "meta": LAST}, "no clients")])
def test_an_answer_without_clients_says_what_is_missing(value: Any, what: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=what) as caught:
        list(SavedAnswerSource(saved(tmp_path, "a.json", value)).records())
    assert caught.value.hint


XPM = '{"status":"OK","clients":[{"uuid":"u-1","name":"Harbour Ltd","accountManager":{"uuid":"s-1","name":"Ana"}}]}'
XPM_STAFF = '{"status":"OK","staffList":[{"uuid":"s-1","name":"Ana","email":"ana@x.example"}]}'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_xpm_s_json_of_3_1(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(XPM, encoding=encoding)
    assert answer_of(path) is Answer.XPM_CLIENTS
    records = list(open_list(path, more=[saved(tmp_path, "staff.json", XPM_STAFF)]).source.records())
    assert [type(record) for record in records] == [Staff, Client]
    assert clients(records)[0].partner == "ana@x.example"


def test_xpm_s_list_and_staff_as_the_app_sends_them(connections: Connections, tmp_path: Path) -> None:
    live = connections.source("xpm")
    assert isinstance(live, XpmSource)
    paths = []
    for name, call in (("staff.xml", "staff.api/list"), ("list.xml", "client.api/list?detailed=true")):
        answer = live.api.session.get(live.api.url(call), accept=("application/xml",))
        paths.append(tmp_path / name)
        paths[-1].write_bytes(answer.body)
    found = open_list(paths[0], more=paths[1:])
    assert (found.app, found.what) == (App.XPM, "answer")
    wanted = [record for record in live.records() if isinstance(record, Client | Staff)]
    assert list(found.source.records()) == wanted
    with pytest.raises(BadInput, match="lists staff, no clients"):
        list(SavedAnswerSource(paths[0]).records())
