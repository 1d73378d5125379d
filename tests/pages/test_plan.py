"""The plan: what is ticked, what is held, and the question before an apply."""

from __future__ import annotations

import threading
import time
import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from reconcile.pages import practice
from reconcile.plans.job import apply_lock
from reconcile.plans.journal import Journal
from reconcile.policy.settings import Limits
from reconcile.workspace import Workspace
from tests.pages.conftest import OpenPage
from tests.pages.reading import button, html, press


@pytest.fixture
def decided(ws: Workspace) -> Workspace:
    """Everything decided, so that the plan creates and changes."""
    ws.link_exact_names()
    ws.decide(list(ws.duplicates()["pair_id"]), "different")
    return ws


def test_the_plan_is_built_by_a_press_and_shown(decided: Workspace, open_page: OpenPage) -> None:
    page = open_page(decided, "plan")
    assert "No plan yet" in html(page)
    press(page, "Build the plan")
    plan = decided.newest_plan()
    assert plan is not None
    assert f"Plan {plan.plan_id}" in page.caption[0].value
    ticked = int(plan.changes["ticked"].sum())
    assert button(page, "Apply").label == f"Apply {ticked} changes…"


def test_unticking_all_leaves_nothing_to_apply_and_ticking_brings_it_back(
    decided: Workspace, open_page: OpenPage
) -> None:
    plan = decided.build_plan()
    page = open_page(decided, "plan")
    press(page, f"Untick these {len(plan.changes)}")
    assert button(page, "Apply 0 changes").disabled
    press(page, f"Tick these {len(plan.changes)}")
    assert not button(page, f"Apply {len(plan.changes)} changes").disabled


def test_ticks_of_rows_that_a_filter_hides_stay(decided: Workspace, open_page: OpenPage) -> None:
    plan = decided.build_plan()
    only = plan.changes.iloc[-1]["field_label"]
    number = int((plan.changes["field_label"] == only).sum())
    ticked = int(plan.changes["ticked"].sum())
    page = open_page(decided, "plan", field=only)
    press(page, f"Untick these {number}")
    left = int(button(page, "Apply").label.split()[1])
    assert left < ticked
    page.multiselect(key="field").set_value([]).run()
    assert int(button(page, "Apply").label.split()[1]) == left


def test_rel_9_a_brake_is_shown_and_asks_for_the_number(decided: Workspace, open_page: OpenPage) -> None:
    decided.save_settings(decided.settings.model_copy(update={"limits": Limits(changes=1)}))
    decided.build_plan()
    page = open_page(decided, "plan")
    assert "the limit is 1." in html(page)
    press(page, "Apply")
    assert "Stopped before the first write" in html(page)
    page.text_input(key="release").input("1")
    page.button(key="apply-now").click().run()
    assert decided.runs().empty
    assert "release the brake" in html(page)


def test_the_question_says_how_many_operations_for_each_app(decided: Workspace, open_page: OpenPage) -> None:
    plan = decided.build_plan()
    page = open_page(decided, "plan")
    press(page, "Apply")
    ticked = plan.changes[plan.changes["ticked"].astype(bool)]
    for app, part in ticked.groupby("app"):
        name = {"xpm": "XPM", "ignition": "Ignition"}[str(app)]
        assert f"{name}: {part['op_id'].nunique()} operation" in html(page)


def test_without_a_connection_an_apply_hands_over_what_to_do_by_hand(decided: Workspace, open_page: OpenPage) -> None:
    plan = decided.build_plan()
    page = open_page(decided, "plan")
    assert "XPM is not connected" in html(page)
    press(page, "Apply")
    assert "Nothing is written: all is handed over to you" in html(page)
    page.button(key="apply-now").click().run()
    for _ in range(40):
        if "were handed over" in html(page):
            break
        page.run()
    ticked = int(plan.changes["ticked"].sum())
    assert f"0 of {ticked} changes are in the apps; {ticked} were handed over." in html(page)
    assert len(decided.waiting()) == ticked
    assert {getattr(found, "label", "") for found in page.get("download_button")} >= {
        "checklist.xlsx",
        "checklist.html",
    }


def test_dup_4_what_is_held_is_grouped_by_its_reason(ws: Workspace, open_page: OpenPage) -> None:
    plan = ws.build_plan()
    page = open_page(ws, "plan", part="held")
    labels = [expander.label for expander in page.expander]
    for reason, number in plan.summary()["held_by_reason"].items():
        assert f"{reason.capitalize()} · {number}" in labels


def test_a_plan_that_cannot_be_read_is_built_again(decided: Workspace, open_page: OpenPage) -> None:
    plan = decided.build_plan()
    (decided.folder / "plans" / f"{plan.plan_id}.json").write_text("{}")
    page = open_page(decided, "plan")
    press(page, "Build the plan")
    assert button(page, "Apply").label.startswith("Apply")


def test_rel_2_an_interrupted_run_is_shown_with_resume(decided: Workspace, open_page: OpenPage) -> None:
    plan = decided.build_plan()
    with Journal.begin(decided.folder / "runs", plan.plan_id, by="Kim", approved=list(plan.changes["change_id"])):
        pass  # nothing but the beginning of a run is in its journal, as after a crash
    page = open_page(decided, "plan")
    assert "This run was interrupted." in html(page)
    assert f"0 of {len(plan.changes)} changes have their ending." in html(page)
    assert button(page, "Resume")
    assert "resume the interrupted run" in html(open_page(decided, "overview"))


def test_a_plan_that_is_handed_on_is_loaded_and_an_edited_one_is_refused(
    decided: Workspace, open_page: OpenPage
) -> None:
    plan = decided.build_plan()
    data = decided.plan_file(plan)
    newer = decided.build_plan()
    page = open_page(decided, "plan")
    assert f"Plan {newer.plan_id}" in page.caption[0].value
    assert {found.label for found in page.get("download_button")} >= {"JSON, to hand on", "Excel", "HTML, to print"}
    page.file_uploader(key="plan-file").set_value([("plan.json", data, "application/json")]).run()
    press(page, "Load this plan")
    assert f"Plan {plan.plan_id} was loaded." in html(page)
    assert f"Plan {plan.plan_id}" in page.caption[0].value
    spoilt = data.replace(b'"ticked":true', b'"ticked":false', 1)
    page.file_uploader(key="plan-file").set_value([("plan.json", spoilt, "application/json")]).run()
    press(page, "Load this plan")
    assert "The plan was changed after it was built." in html(page)


def test_failures_of_a_run_are_grouped_and_tried_again_and_the_run_can_be_filed(
    decided: Workspace, open_page: OpenPage
) -> None:
    plan = decided.build_plan()
    chosen = list(plan.changes.loc[plan.changes["ticked"].astype(bool), "change_id"])
    with Journal.begin(decided.folder / "runs", plan.plan_id, by="Kim", approved=chosen) as journal:
        for change_id in chosen:
            event = {"ending": "failed", "reason": "XPM is out of order: away.", "now": None, "record_id": ""}
            journal.write("outcome", change_id=change_id, **event, calls={"xpm": 3})
        journal.write("end", least={"xpm": 1})
    page = open_page(decided, "history")
    assert "Not put in place, by cause" in [found.value for found in page.subheader]
    assert any("XPM: " in found.value and "1 are the least possible" in found.value for found in page.caption)
    assert {found.label for found in page.get("download_button")} >= {"Report, to print", "Report, Excel"}
    assert button(page, f"Try {len(chosen)} changes again")
    again = decided.retry(plan.plan_id)
    page = open_page(decided, "plan")
    assert f"This plan tries again what failed in run {plan.plan_id}." in html(page)
    assert f"Plan {again.plan_id}" in page.caption[0].value


def test_rel_14_a_run_that_waits_for_a_limit_says_so_and_until_when(decided: Workspace, open_page: OpenPage) -> None:
    plan = decided.build_plan()
    until = datetime.now(UTC) + timedelta(minutes=40)
    with (
        apply_lock(decided.folder / "runs"),
        Journal.begin(decided.folder / "runs", plan.plan_id, by="Kim", approved=list(plan.changes["change_id"])) as run,
    ):
        run.write("waits", until=until.isoformat(), why="Ignition takes no more calls in this hour")
        page = open_page(decided, "plan")
        shown = until.astimezone(zoneinfo.ZoneInfo(decided.settings.timezone))
        assert f"Ignition takes no more calls in this hour; it goes on at {shown:%H:%M:%S}." in html(page)


def test_a_long_plan_is_shown_before_it_is_known_which_way_each_change_takes(
    decided: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can be approved until then; the figures come by themselves when they are there."""
    plan = decided.build_plan()
    may_go_on = threading.Event()
    ways = Workspace.ways

    def held_up(self: Workspace, *arguments: Any, **options: Any) -> pd.DataFrame:
        may_go_on.wait(30)
        return ways(self, *arguments, **options)

    monkeypatch.setattr(practice, "LONG", 0)
    monkeypatch.setattr(Workspace, "ways", held_up)
    page = open_page(decided, "plan")
    assert "being worked out" in html(page)
    assert len(page.dataframe[0].value) == min(len(plan.changes), 50)
    assert button(page, "Apply").disabled
    may_go_on.set()
    for _ in range(100):
        page.run()
        if not button(page, "Apply").disabled:
            break
        time.sleep(0.05)
    assert not button(page, "Apply").disabled
    assert "being worked out" not in html(page)
    assert "XPM is not connected" in html(page)
