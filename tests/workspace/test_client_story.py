"""One client's story: its records, what was agreed, said, planned and done."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconcile.errors import NeedsUser
from reconcile.workspace import Workspace
from tests.practice import ignition, practice, xpm

NAME = "Hollow Timber Pty Ltd"


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    found = practice(
        tmp_path,
        xpm("x1", NAME, phone="02 5550 1000", email="office@hollow.example", fax="02 5550 7771"),
        ignition("i1", NAME, phone="02 5550 1000", email="hello@hollow.example", fax="02 5550 7772"),
        xpm("x2", "Hollow <Timber> Trust", phone="02 5550 1000"),
    )
    found.build_plan()
    return found


def test_the_records_that_are_linked_come_along_side_by_side(ws: Workspace) -> None:
    story = ws.client_story("i1")
    assert list(story.records["record"]) == ["xpm:x1", "ignition:i1"]
    email = story.fields.set_index("field").loc["email"]
    assert [email["xpm:x1"], email["ignition:i1"]] == ["office@hollow.example", "hello@hollow.example"]
    assert story.fields.set_index("field")["common"]["phone"] == "02 5550 1000"
    assert list(story.links["rule"]) == ["IMP-2"]
    assert list(story.survivors["field"]) == ["fax"]
    assert set(story.changes["record_id"]) <= {"x1", "i1"}
    assert story.name == NAME


def test_another_record_can_be_seen_beside_it_and_no_name_is_taken_for_html(ws: Workspace) -> None:
    story = ws.client_story("xpm:x1", "xpm:x2")
    assert list(story.records["record"]) == ["xpm:x1", "xpm:x2", "ignition:i1"]
    assert "<Timber>" not in story._repr_html_()
    assert "&lt;Timber&gt;" in story._repr_html_()


def test_dup_4_answers_and_ended_links_are_part_of_it(ws: Workspace) -> None:
    ws.unlink("xpm", "x1", "i1", by="Kim")
    pair = ws.duplicates().iloc[0]["pair_id"]
    ws.decide(pair, "different", by="Lee", note="two offices")
    story = ws.client_story("x1", "i1")
    assert list(story.links["ended_by"]) == ["Kim"]
    assert list(story.decisions["note"]) == ["two offices"]


def test_an_unknown_client_is_said_to_be_unknown(ws: Workspace) -> None:
    with pytest.raises(NeedsUser):
        ws.client_story("nobody at all")
