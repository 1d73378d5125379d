"""A plan's part of Ignition as files: ids filled, new clients apart, and a preview that is read out of the files."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from reconcile import frames
from reconcile.apps.fields import EXPORT_COLUMNS
from reconcile.apps.files.bulk_edit import parsed
from reconcile.model import App
from reconcile.plans.bulk_file import CREATES, UPDATES, Export, bulk_files
from reconcile.plans.change import CHANGE_COLUMNS
from reconcile.plans.operation import Operation
from reconcile.snapshots import schema

BLANK = dict.fromkeys(EXPORT_COLUMNS, "")
ACME = [
    {**BLANK, "Client Id": "7", "Client Name": "Acme", "Phone": "1", "Contact Id": "1", "Contact Name": "Ann", "Notes": "=HYPER"},
    {**BLANK, "Client Id": "7", "Client Name": "Acme", "Phone": "1", "Contact Id": "2", "Contact Name": "Bob", "Notes": "=HYPER"},
]  # fmt: skip


def export(*clients: list[dict[str, str]], users: tuple[str, ...] = ()) -> Export:
    rows = [
        {"client_id": f"cli_{one[0]['Client Id']}", "raw": json.dumps({"export": one}), "partner": "pat@example.com"}
        for one in clients
    ]
    return Export(frames.frame_of_dicts(schema.CLIENT_COLUMNS, rows), frames.frame(schema.CONTACT_COLUMNS), users)


def row(field: str, after: str, **more: Any) -> dict[str, Any]:
    plain = {
        **dict.fromkeys(CHANGE_COLUMNS, ""), "change_id": field, "app": "ignition", "record_id": "cli_7", "client_name": "Acme",
        "kind": "update", "entity": "client", "field": field, "field_label": field.title(), "before": "1", "after": after,
    }  # fmt: skip
    return {**plain, **more}


def operation(*rows: dict[str, Any], verb: str = "update") -> Operation:
    return Operation("o", App.IGNITION, rows[0]["record_id"], verb, rows)


def shown(preview: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    return [(one["what"], one["column"], one["before"], one["after"]) for one in frames.rows_of(preview)]


def test_only_the_clients_that_change_are_in_it_with_all_their_contacts_together() -> None:
    birch = [{**BLANK, "Client Id": "8", "Client Name": "Birch"}]
    found = bulk_files([row("phone", "2")], export(ACME, birch))
    rows = parsed(found.files[UPDATES])
    assert [(one["Client Id"], one["Contact Id"], one["Phone"]) for one in rows] == [("7", "1", "2"), ("7", "2", "2")]
    assert list(found.files) == [UPDATES]
    assert shown(found.preview) == [("updates client", "Phone", "1", "2")]
    assert found.counts()["clients_updated"] == 1


def test_ids_are_never_blank_but_in_the_file_of_new_clients() -> None:
    made = [
        row("name", "New Ltd", kind="create", record_id="new:xpm:x"),
        row("name", "Eve", kind="create", record_id="new:xpm:x", entity="contact", entity_id="new:xpm:c"),
        row("email", "eve@example.com", kind="create", record_id="new:xpm:x", entity="contact", entity_id="new:xpm:c"),
    ]
    found = bulk_files([row("phone", "2"), *made], export(ACME))
    assert all(one["Client Id"] and one["Contact Id"] for one in parsed(found.files[UPDATES]))
    assert [(one["Client Id"], one["Contact Email"]) for one in parsed(found.files[CREATES])] == [
        ("", "eve@example.com")
    ]
    assert found.counts() == {
        "clients_updated": 1, "contacts_updated": 0, "contacts_added": 0, "clients_created": 1, "refused": 0,
    }  # fmt: skip
    assert any("once" in sentence for sentence in found.warnings)


def test_a_contact_is_changed_in_its_own_row() -> None:
    found = bulk_files([row("mobile", "04", entity="contact", entity_id="2", kind="contact-update")], export(ACME))
    assert [one["Contact Mobile"] for one in parsed(found.files[UPDATES])] == ["", "04"]
    assert shown(found.preview) == [("updates contact", "Contact Mobile", "", "04")]


def test_unchanged_cells_that_begin_like_a_formula_stay_and_are_told() -> None:
    found = bulk_files([row("phone", "2")], export(ACME))
    assert {one["Notes"] for one in parsed(found.files[UPDATES])} == {"=HYPER"}
    assert any("2 unchanged cells begin like a formula" in sentence for sentence in found.warnings)


def test_what_goes_by_hand_is_named_in_the_preview() -> None:
    found = bulk_files([row("phone", "2")], export(ACME), [(row("email", "a@example.com"), "No column.")])
    assert found.counts()["refused"] == 1
    assert found.preview["note"].iloc[-1] == "No column."


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (row("email", "a@example.com"), "no column for it"),
        (row("phone", "=1+1"), "formula"),
        (row("partner", "nobody@example.com"), "not known as a user of Ignition"),
        (row("position", "Boss", entity="contact"), "no column for it"),
    ],
)
def test_what_it_cannot_carry(one: dict[str, Any], words: str) -> None:
    assert words in export(ACME).refuses_change(one)


def test_known_users_are_those_of_the_list_and_those_who_stand_somewhere() -> None:
    known = export(ACME, users=("Mia@example.com",))
    assert known.refuses_change(row("partner", "mia@example.com")) == ""
    assert known.refuses_change(row("manager", "pat@example.com")) == ""
    assert known.refuses_change(row("manager", "")) == "", "nobody is no unknown user"


def test_operations_it_cannot_carry_at_all() -> None:
    known = export(ACME)
    assert known.refuses(operation(row("phone", "2"))) == ""
    assert "no row" in known.refuses(operation(row("phone", "2", record_id="cli_9")))
    stranger = row("phone", "2", entity="contact", entity_id="99", kind="contact-update")
    assert "no row" in known.refuses(operation(stranger, verb="contact-update"))
    name = row("name", "New Ltd", kind="create", record_id="new:xpm:x")
    assert "contact" in known.refuses(operation(name, verb="create"))
    assert "not taken from" in export().refuses(operation(row("phone", "2")))
