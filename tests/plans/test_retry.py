"""Trying again what failed, and nothing else; what was not put in place by cause; and the report that is filed."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from reconcile import frames
from reconcile.errors import NeedsUser, NotAllowed, TryAgain
from reconcile.plans.causes import CAUSE_COLUMNS, causes_of
from reconcile.plans.plan import Plan
from reconcile.plans.report import REPORT_COLUMNS
from reconcile.plans.run import OUTCOME_COLUMNS, Run
from reconcile.policy import Limits, Settings
from reconcile.show.run_document import run_document
from tests.plans.test_apply import Rig, first_plan, patient

RIG = Rig


def out_of_order(rig: Rig, monkeypatch: pytest.MonkeyPatch, plan: Plan) -> Run:
    """A run during which XPM is away from the first call on."""

    def away(_client_id: str) -> Any:
        raise TryAgain("XPM answered with an error of its own (HTTP 503)", title="XPM is out of order", sent=False)

    with monkeypatch.context() as patched:
        patched.setattr(rig.xpm, "read_client", away)
        patched.setattr(rig.xpm, "find_by_name", away)
        return rig.workspace().apply(plan, watch=patient())


def test_rel_2_only_what_failed_is_tried_again_and_arrives(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = first_plan(rig)
    run = out_of_order(rig, monkeypatch, plan)
    by_app = run.outcomes.groupby("app")["outcome"].agg(set).to_dict()
    assert by_app["xpm"] == {"failed"}
    done = set(run.outcomes.loc[run.outcomes["outcome"] == "applied", "change_id"])
    writes = list(rig.writes)

    again = rig.workspace().retry(run)
    assert again.retry_of == run.run_id
    assert not done & set(again.changes["change_id"])
    left = set(run.outcomes["change_id"]) - done
    assert set(again.changes["change_id"]) == left, "also what was set aside only because it follows"
    assert rig.workspace().plan(again.plan_id).changes.equals(again.changes)
    second = rig.workspace().apply(again, watch=patient())
    assert set(second.outcomes["outcome"]) == {"applied"}
    assert len(rig.writes) - len(writes) == again.summary()["operations"]
    assert len(rig.writes) == len(set(rig.writes)), "nothing was written twice"
    made = next(client for client in rig.xpm.clients.values() if client.name == "Moa Motors")
    assert rig.ignition.clients["i2"].xpm_id == made.other_ids["number"], "the link that follows from the new client"
    assert rig.plan().changes.query("ticked").empty
    with pytest.raises(NotAllowed, match="applied already"):
        rig.workspace().apply(again, watch=patient())
    with pytest.raises(NeedsUser, match="failed so"):
        rig.workspace().retry(second)


def test_rel_3_an_edit_since_is_held_or_stale_and_not_overwritten(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = first_plan(rig)
    run = out_of_order(rig, monkeypatch, plan)
    rig.xpm.edit("x1", phone="edited since")
    blind = rig.workspace().retry(run)
    stale = rig.workspace().apply(blind, watch=patient())
    assert rig.xpm.clients["x1"].phone == "edited since"
    assert "stale" in set(stale.outcomes.loc[stale.outcomes["record_id"] == "x1", "outcome"])
    rig.snapshots(rig.workspace())
    seen = rig.workspace().retry(run)
    held = seen.held[(seen.held["record_id"] == "x1") & (seen.held["field"] == "Phone")]
    assert held["why"].str.contains("is “edited since” in the newest snapshot").any()
    phones = seen.changes[(seen.changes["record_id"] == "x1") & (seen.changes["entity"] == "client")]
    assert "phone" not in set(phones["field"])


def test_rel_11_an_uncertain_create_comes_unticked_and_is_not_doubled(rig: Rig) -> None:
    plan = first_plan(rig)
    rig.xpm.lose_answer = True
    only = plan.changes[(plan.changes["app"] == "xpm") & (plan.changes["kind"] == "create")]
    run = rig.workspace().apply(plan, list(only["change_id"]), watch=patient())
    assert set(run.outcomes["outcome"]) == {"uncertain"}
    again = rig.workspace().retry(run)
    assert len(again.changes) == len(only)
    assert not again.changes["ticked"].any(), "a person decides"
    second = rig.workspace().apply(again, list(again.changes["change_id"]), watch=patient())
    assert set(second.outcomes["outcome"]) == {"stale"}, "it is there: its name was looked for"
    assert sum(client.name == "Moa Motors" for client in rig.xpm.clients.values()) == 1
    rig.snapshots(rig.workspace())
    seen = rig.workspace().retry(run)
    assert seen.is_empty
    assert seen.held["why"].str.contains("exactly this name").any()


def test_an_uncertain_update_is_read_first_and_found_there(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = first_plan(rig)
    read = rig.xpm.read_client

    def away_after_the_write(client_id: str) -> Any:
        if rig.xpm.writes:
            raise TryAgain("away", sent=True)
        return read(client_id)

    chosen = plan.changes[(plan.changes["record_id"] == "x1") & (plan.changes["kind"] == "update")]
    upstream = plan.changes[plan.changes["change_id"].isin(list(chosen["depends_on"]))]
    with monkeypatch.context() as patched:
        patched.setattr(rig.xpm, "read_client", away_after_the_write)
        run = rig.workspace().apply(plan, [*upstream["change_id"], *chosen["change_id"]], watch=patient())
    writes = list(rig.writes)
    again = rig.workspace().retry(run, ["uncertain"])
    assert list(again.changes["ticked"]) == [True] * len(chosen)
    second = rig.workspace().apply(again, watch=patient())
    assert set(second.outcomes["outcome"]) == {"already there"}
    assert rig.writes == writes


def test_a_field_that_a_new_client_did_not_take_is_an_update_of_that_client(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = first_plan(rig)
    create = rig.xpm.create_client

    def without_phone(values: Any, contacts: Any) -> Any:
        return create({name: value for name, value in values.items() if name != "phone"}, contacts)

    with monkeypatch.context() as patched:
        patched.setattr(rig.xpm, "create_client", without_phone)
        run = rig.workspace().apply(plan, watch=patient())
    failed = run.outcomes[run.outcomes["outcome"] == "failed"]
    assert list(failed["field"]) == ["phone"]
    again = rig.workspace().retry(run)
    made = next(client.client_id for client in rig.xpm.clients.values() if client.name == "Moa Motors")
    assert [(row["kind"], row["record_id"]) for row in again.changes.to_dict("records")] == [("update", made)]
    rig.workspace().apply(again, watch=patient())
    assert rig.xpm.clients[made].phone == "09 555 0001"


def test_wrong_requests_are_told(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = first_plan(rig)
    with pytest.raises(NeedsUser, match="no run"):
        rig.workspace().retry(plan.plan_id)
    run = out_of_order(rig, monkeypatch, plan)
    with pytest.raises(NeedsUser, match="is not tried again"):
        rig.workspace().retry(run, ["stale"])
    with pytest.raises(NeedsUser, match="failed so"):
        rig.workspace().retry(run, ["uncertain"])


def outcome(ending: str, reason: str, **further: str) -> dict[str, str]:
    return {"app": "xpm", "record_id": "x", "outcome": ending, "reason": reason, "way": "directly", **further}


def test_failures_of_one_cause_are_one_row_with_what_to_do() -> None:
    rows = [
        outcome("failed", "The app took the call and holds “1” instead.", record_id="x1"),
        outcome("failed", "The app took the call and holds “2” instead.", record_id="x2"),
        outcome(
            "uncertain", "The answer was lost. A client of this name is there now (a1): look whether it is this one."
        ),
        outcome("refused", "Cancelled before it was sent."),
        outcome("stale", "Planned on “1”, is now “2”."),
        outcome("stale", "Planned on “3”, is now “4”.", app="ignition"),
        outcome("refused", "Handed over", way="by hand"),
        outcome("applied", ""),
    ]
    causes = causes_of(frames.frame_of_dicts(OUTCOME_COLUMNS, rows)).to_dict("records")
    assert tuple(causes[0]) == CAUSE_COLUMNS
    assert [(row["outcome"], row["changes"], row["again"]) for row in causes] == [
        ("failed", 2, True), ("refused", 1, True), ("refused", 1, False), ("uncertain", 1, True), ("stale", 1, False),
        ("stale", 1, False),
    ]  # fmt: skip
    assert causes[0]["cause"] == "The app took the call and holds “…” instead."
    assert "correct the value" in causes[0]["todo"]
    assert "do not create it again" in causes[3]["todo"]
    assert all(row["todo"] for row in causes)


def test_the_report_says_who_when_on_what_evidence_and_every_outcome(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.workspace().save_settings(Settings(limits=Limits(changes=1)))
    plan = rig.workspace().build_plan()
    ticked = int(plan.changes["ticked"].sum())
    rig.ignition.edit("i1", phone="<b>edited</b>")
    run = rig.workspace().apply(plan, by="Ngaire", release=ticked, watch=patient())
    report = rig.workspace().run_report(run)
    assert tuple(report.changes.columns) == REPORT_COLUMNS
    assert set(report.changes["change_id"]) == set(run.outcomes["change_id"])
    facts = {row["what"]: row["value"] for row in report.facts.to_dict("records")}
    assert facts["Approved by"] == "Ngaire"
    assert "the limit is 1" in facts["Brake released"]
    assert plan.snapshots["xpm"] in facts["Evidence: snapshot of XPM"]
    assert "2 clients" in facts["Evidence: snapshot of XPM"]
    page = run_document(report)
    assert "Ngaire" in page
    assert "<b>edited" not in page
    assert "&lt;b&gt;edited&lt;/b&gt;" in page
    assert not [word for word in ("<script", "src=", "href=", "url(") if word in page]
    book = openpyxl.load_workbook(io.BytesIO(report.excel()))
    assert book.sheetnames == ["Summary", "Changes", "Causes"]
    assert len(list(book["Changes"].iter_rows(min_row=2))) == len(run.outcomes)
    assert len(list(book["Causes"].iter_rows(min_row=2))) == len(report.causes) > 0
