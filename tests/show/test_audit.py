"""An audit's tables: what a change rested on, how old that was, and who wrote what between two snapshots."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.duplicates.flagged import pair_id
from reconcile.links import LINK_COLUMNS
from reconcile.plans.plan import Plan
from reconcile.plans.run import OUTCOME_COLUMNS, Run
from reconcile.show.audit import evidence_ages, resting_on, with_author

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def changes(*rows: dict[str, Any]) -> pd.DataFrame:
    return frames.frame_of_dicts(("app", "record_id", "source_app", "source_id", "client_name"), list(rows))


def link(app: str, one: str, other: str, origin: str, by: str = "Ngaire") -> dict[str, Any]:
    ends = {"app_a": app, "id_a": one, "app_b": "ignition", "id_b": other}
    return {**ends, "origin": origin, "linked_by": by, "linked_at": NOON}


LINKS = frames.frame_of_dicts(
    LINK_COLUMNS, [link("xpm", "x1", "i1", "decision"), link("gusto", "g1", "i1", "exact-name", "Tom")]
)


def rests(*, app: str, record: str, source: str, source_id: str) -> dict[str, Any]:
    decisions = pd.DataFrame(
        {
            "pair_id": [pair_id("xpm:x1", "ignition:i1")],
            "decision": ["same"],
            "decided_by": ["Ngaire"],
            "note": ["phoned"],
        }
    )
    row = {"app": app, "record_id": record, "source_app": source, "source_id": source_id}
    (found,) = frames.rows_of(resting_on(changes(row), LINKS, decisions))
    return found


def test_a_change_rests_on_the_link_of_its_two_records_and_on_the_answer_that_made_it() -> None:
    for ends in (("ignition", "i1", "xpm", "x1"), ("xpm", "x1", "ignition", "i1")):
        found = rests(**dict(zip(("app", "record", "source", "source_id"), ends, strict=True)))
        assert (found["link"], found["linked_by"], found["linked_at"]) == ("a person's answer", "Ngaire", NOON)
        assert (found["answer"], found["answered_by"], found["note"]) == ("Same client", "Ngaire", "phoned")


def test_values_between_xpm_and_gusto_rest_on_both_links_to_ignition() -> None:
    found = rests(app="xpm", record="x1", source="gusto", source_id="g1")
    assert (found["link"], found["linked_by"]) == ("a person's answer + equal names", "Ngaire, Tom")


def test_the_link_to_a_client_that_the_plan_created_is_the_one_that_the_run_made() -> None:
    created = frames.frame_of_dicts(LINK_COLUMNS, [link("xpm", "x5", "i5", "created")])
    row = {"app": "ignition", "record_id": "i5", "source_app": "xpm", "source_id": "new:ignition:i5"}
    none = pd.DataFrame(columns=["pair_id", "decision"])
    (found,) = frames.rows_of(resting_on(changes(row), created, none))
    assert (found["link"], found["linked_by"]) == ("created by a plan", "Ngaire")


def test_a_change_within_one_record_or_without_a_link_rests_on_none() -> None:
    assert rests(app="ignition", record="i1", source="ignition", source_id="i1")["link"] == ""
    assert rests(app="ignition", record="i9", source="xpm", source_id="x9")["link"] == ""


def outcomes(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {"app": "xpm", "kind": "update", "entity": "client", "outcome": "applied"}
    return frames.frame_of_dicts(OUTCOME_COLUMNS, [{**plain, **row} for row in rows])


def test_the_age_of_each_snapshot_when_the_run_was_approved() -> None:
    done = outcomes({"outcome": "stale"}, {"outcome": "applied"}, {"app": "ignition"})
    run = Run("p1", "p1", "Ngaire", NOON, NOON, "done", 3, done)
    empty = frames.frame(())
    plan = Plan("p1", NOON, {"xpm": "s1", "ignition": "gone"}, "", "", empty, empty)
    xpm, ignition = frames.rows_of(evidence_ages(run, plan, {"s1": NOON - timedelta(hours=5)}))
    assert (xpm["approved_after"], xpm["changes"], xpm["stale"]) == (timedelta(hours=5), 2, 1)
    assert (ignition["app"], ignition["taken_at"], ignition["approved_after"]) == ("Ignition", None, None)


def test_what_changed_is_told_apart_from_what_the_run_wrote() -> None:
    done = outcomes(
        {"record_id": "x1", "field": "phone", "after": "555 1", "now": "5551"},
        {"record_id": "x1", "field": "partner", "after": "ann@x.example", "now": "ann@x.example"},
        {"record_id": "x1", "field": "city", "after": "Napier", "outcome": "stale"},
        {"record_id": "x9", "field": "name", "after": "Kea", "kind": "create"},
    )
    seen = {
        ("x1", "phone", "5551"): "this run",
        ("x1", "phone", "5559"): "somebody else",
        ("x1", "partner_name", "Ann"): "this run",
        ("x2", "partner_name", "Ann"): "somebody else",
        ("x1", "city", "Napier"): "somebody else",
        ("x9", None, None): "this run",
        ("x8", None, None): "somebody else",
    }
    differences = pd.DataFrame(
        [*seen, ("x1", "updated_at", "now")], columns=["client_id", "field", "after"], dtype=object
    )
    told = with_author(differences, done)
    assert dict(zip(seen, told["author"], strict=True)) == seen
