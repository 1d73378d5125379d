"""One client beside the page, the value that survives picked in place, and the plan by client and by field."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reconcile.model import Client
from reconcile.pages.plan_groups import client_groups, field_groups
from reconcile.policy.settings import AppSettings, Direction, Scope
from reconcile.show.plan_view import PlanView
from reconcile.workspace import Workspace
from tests.pages.conftest import OpenPage
from tests.pages.reading import html, markdown, press
from tests.practice import ignition, practice, take, xpm

NAMES = ("Hollow -> Timber", "Kelp Fences Pty Ltd")


@pytest.fixture
def conflict(tmp_path: Path) -> Workspace:
    """Two linked clients whose phones both apps changed since they last agreed."""

    def clients(there: str, here: str) -> list[Client]:
        return [
            *(xpm(f"x{number}", name, phone=f"02 5550 {there}{number}") for number, name in enumerate(NAMES)),
            *(ignition(f"i{number}", name, phone=f"02 5550 {here}{number}") for number, name in enumerate(NAMES)),
        ]

    ws = practice(tmp_path, *clients("100", "100"))
    two_way = {"xpm": AppSettings(scope=Scope.EVERYTHING, direction=Direction.TWO_WAY), "gusto": AppSettings()}
    ws.save_settings(ws.settings.model_copy(update=two_way))
    ws.build_plan()
    take(ws, *clients("200", "300"))
    ws.build_plan()
    return ws


def test_the_drawer_opens_at_its_address_with_both_records_and_what_last_agreed(
    conflict: Workspace, open_page: OpenPage
) -> None:
    page = open_page(conflict, "plan", client="xpm:x1")
    shown = html(page)
    for told in ("Kelp Fences Pty Ltd", "02 5550 2001", "02 5550 3001", "02 5550 1001", "Last agreed"):
        assert told in shown
    assert "5550" not in markdown(page)


def test_an_unknown_client_in_the_address_is_told_and_the_page_stands(conflict: Workspace, open_page: OpenPage) -> None:
    shown = html(open_page(conflict, "links", client="xpm:nobody"))
    assert "No such client" in shown
    assert "2 links of 2" in shown


def test_syn_14_a_conflict_is_settled_in_place_and_the_next_plan_follows(
    conflict: Workspace, open_page: OpenPage
) -> None:
    page = open_page(conflict, "plan", part="held", reason="conflict")
    radio = page.radio[0]
    radio.set_value("there").run()
    assert not page.exception
    assert list(conflict.choices()["side"]) == ["there"]
    assert "1 value chosen since this plan was built." in html(page)
    assert "Chosen by" in html(page)
    press(page, "Build again")
    changes = conflict.newest_plan().changes  # type: ignore[union-attr]
    chosen = changes[(changes["field"] == "phone") & changes["ticked"].astype(bool)]
    assert list(zip(chosen["app"], chosen["after"], strict=True)) == [("ignition", "02 5550 2000")]


def test_syn_14_what_is_not_chosen_yet_is_chosen_with_one_press_and_taken_back(
    conflict: Workspace, open_page: OpenPage
) -> None:
    page = open_page(conflict, "plan", part="held", reason="conflict")
    press(page, "Ignition’s values")
    assert list(conflict.choices()["side"]) == ["here", "here"]
    page.radio[0].set_value("as set").run()
    assert list(conflict.choices()["side"]) == ["here"]
    assert len(conflict.choice_history()) == 3


def test_a_value_is_chosen_in_the_drawer(conflict: Workspace, open_page: OpenPage) -> None:
    page = open_page(conflict, "links", client="xpm:x1")
    page.radio[0].set_value("here").run()
    assert list(conflict.choices()["side"]) == ["here"]


def test_the_plan_by_client_joins_what_is_linked_and_by_field_counts(conflict: Workspace) -> None:
    plan = conflict.newest_plan()
    assert plan is not None
    clients = client_groups(plan.changes, conflict.links())
    assert len(clients) == 2
    assert sum(clients["Changes"]) == len(plan.changes)
    view = PlanView(plan.changes)
    fields = field_groups(view, ~np.ones(len(view), dtype=np.bool_))
    assert sum(fields["Changes"]) == len(plan.changes)
    assert set(fields["Ticked"]) == {0}


@pytest.mark.parametrize("part", ["clients", "fields"])
def test_the_plan_is_shown_in_groups(conflict: Workspace, open_page: OpenPage, part: str) -> None:
    page = open_page(conflict, "plan", part=part)
    assert len(page.dataframe[0].value) == (2 if part == "clients" else len({"phone", "xpm link"}))
