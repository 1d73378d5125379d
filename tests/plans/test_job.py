"""A run as a job: what it tells those who look on, here and from another program, while it waits for an app's limit (REL-14)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reconcile.apps.waits import Wait, waits
from reconcile.model import Client
from reconcile.plans import job
from reconcile.plans.run import read_run
from reconcile.plans.watch import Watch
from reconcile.policy import load_policy
from tests.plans.test_drift import Listing, app_of, carry_out, phones

HOUR = "XPM takes no more calls in this hour"


class Slow(Listing):
    """An app whose limit is met at the first read."""

    def read_client(self, client_id: str) -> Client | None:
        if not self.made["read"]:
            waits(1800, HOUR)
        return super().read_client(client_id)


@pytest.fixture
def app() -> Slow:
    plain = app_of(2)
    return Slow(plain.app, list(plain.clients.values()))


def test_rel_14_a_run_that_waits_says_why_and_until_when_to_whoever_looks(tmp_path: Path, app: Slow) -> None:
    plan, heard, seen = phones(2), [], []
    path = tmp_path / "runs"

    def hears(wait: Wait) -> None:
        heard.append(wait)
        elsewhere = read_run(path, plan, alive=True)
        assert elsewhere is not None
        seen.append(elsewhere.waits)

    run = carry_out(tmp_path, plan, app, watch=Watch(pause=lambda _: None, waits=hears))
    (wait,) = heard
    assert wait.why == HOUR
    assert timedelta(minutes=29) < wait.until - datetime.now(UTC) <= timedelta(minutes=30)
    assert seen == [(wait.until, HOUR)], "another program reads it in the journal"
    assert run.waits is None, "a run that is done waits for nothing"


def test_the_progress_of_a_background_run_has_its_last_wait(tmp_path: Path, app: Slow) -> None:
    progress = job.Progress("p1")
    plan = phones(2)
    order = job.Order(
        plan,
        frozenset(plan.changes["change_id"]),
        "ann",
        tmp_path / "runs",
        lambda: {app.app: app},
        load_policy(),
        lambda _run_id: None,
    )
    job.carry_out(order, progress=progress)
    assert progress.wait is not None
    assert progress.wait.why == HOUR
    assert not progress.wait.is_over
