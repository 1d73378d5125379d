"""Guards of plans and applies that nothing else would miss (REL-4, REL-7, REL-8, REL-9)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from reconcile.errors import Brake
from reconcile.model import App
from reconcile.plans import job
from reconcile.plans.brakes import brakes, check_brakes
from reconcile.plans.journal import journal_path, read_story
from reconcile.plans.run import read_run
from reconcile.plans.undo import undo_plan
from reconcile.plans.watch import Watch
from reconcile.policy import Limits, Settings, load_policy
from tests.proofs.app import PlainApp
from tests.proofs.cases import CASES, Apps, Case, whole_plan
from tests.proofs.timeline import Crash, Timeline

UPDATE, CONTACT_UPDATE = CASES[0], CASES[1]


def apply(case: Case, apps: Apps, folder: Path, approved: list[str] | None = None, watch: Watch | None = None) -> None:
    chosen = frozenset(case.plan.changes["change_id"] if approved is None else approved)
    job.carry_out(job.Order(case.plan, chosen, "ann", folder, lambda: apps, load_policy(), lambda _run_id: None), watch)


def endings(case: Case, folder: Path) -> dict[str, str]:
    story = read_story(journal_path(folder, case.plan.plan_id))
    assert story is not None
    fields = dict(zip(case.plan.changes["change_id"], case.plan.changes["field"], strict=True))
    return {fields[change_id]: event["ending"] for change_id, event in story.outcomes.items()}


class Shortening(PlainApp):
    """An app that keeps one character of a value and says nothing."""

    def update_client(self, client_id: str, values: Mapping[str, str]) -> None:
        super().update_client(client_id, {name: value[:1] for name, value in values.items()})


def test_rel_4_what_the_app_made_of_it_is_read_back(tmp_path: Path) -> None:
    timeline = Timeline()
    apps = UPDATE.apps(timeline)
    apps[App.XPM] = Shortening(App.XPM, list(apps[App.XPM].clients.values()), timeline)
    apply(UPDATE, apps, tmp_path)
    assert endings(UPDATE, tmp_path) == {"phone": "applied", "city": "failed"}, "“Hobart” became “H”"


def test_rel_8_a_resumed_run_keeps_to_what_was_approved(tmp_path: Path) -> None:
    """Whoever resumes cannot add to what the run began with."""
    apps = UPDATE.apps(Timeline())
    phone = UPDATE.plan.changes.loc[UPDATE.plan.changes["field"] == "phone", "change_id"].tolist()

    def die(_step: str, _operation: object) -> None:
        raise Crash

    with pytest.raises(Crash):
        apply(UPDATE, apps, tmp_path, phone, Watch(probe=die))
    apply(UPDATE, apps, tmp_path)
    assert endings(UPDATE, tmp_path) == {"phone": "applied"}
    assert apps[App.XPM].clients["x1"].city == "Perth"


def test_rel_7_undo_leaves_alone_what_the_run_did_not_write(tmp_path: Path) -> None:
    apps = UPDATE.apps(Timeline())
    xpm = apps[App.XPM]
    xpm.edit(dataclasses.replace(xpm.clients["x1"], phone="edited since"))
    apply(UPDATE, apps, tmp_path)
    run = read_run(tmp_path, UPDATE.plan, alive=False)
    assert run is not None
    undo = undo_plan(run, UPDATE.plan)
    assert list(undo.changes["field"]) == ["city"]
    assert list(undo.changes["after"]) == ["Perth"]


def test_rel_9_the_brake_of_cleared_values() -> None:
    plan = whole_plan()
    cleared = plan.changes[plan.changes["kind"] == "contact-update"].assign(after="")
    limits = Settings(limits=Limits(clears=0))
    plan = dataclasses.replace(plan, settings_digest=limits.digest, changes=cleared)
    assert brakes(plan, cleared, limits, load_policy(), ()) == ("1 cleared values; the limit is 0.",)
    assert brakes(plan, pd.DataFrame(columns=cleared.columns), limits, load_policy(), ()) == ()


def test_rel_9_field_rules_changed_since_the_plan() -> None:
    other = dataclasses.replace(load_policy(), digest="another")
    found = brakes(whole_plan(), whole_plan().changes, Settings(), other, ())
    assert found == ("The field rules have changed since the plan was built. Build it again.",)
    with pytest.raises(Brake, match="field rules"):
        check_brakes(found, 5, 4)
