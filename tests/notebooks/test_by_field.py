"""Differences by field and what-if: the figures that the notebooks show are those of the workspace."""

from __future__ import annotations

from reconcile.model import App
from tests.conftest import ROOT
from tests.notebooks.test_notebooks import execute, printed

BY_FIELD = ROOT / "notebooks" / "03_differences_by_field.ipynb"
WHAT_IF = ROOT / "notebooks" / "04_what_if.ipynb"

GAPS = """
import json
print(json.dumps({"gaps": gaps.to_dict("records"), "values": different.values.tolist(), "planned": len(planned)}))
"""
PLANS = """
import json
print(json.dumps({
    "now": plan_now.summary()["changes"], "refused": list(refused), "table": comparison.to_dict("index"),
    "moved": moved[moved.fillna(1) != 0].index.tolist(), "saved": practice.settings == now,
}))
"""


def test_differences_are_counted_once_for_every_linked_pair(served_practice):
    ws = served_practice.workspace
    found = printed(execute(BY_FIELD, ws.folder, ask=GAPS))
    links = ws.links()
    ids = {app: set(ws.clients(app)["client_id"]) for app in (App.XPM, App.IGNITION)}
    mine = links[links["app_a"] == "xpm"]
    there = int((mine["id_a"].isin(ids[App.XPM]) & mine["id_b"].isin(ids[App.IGNITION])).sum())
    for row in found["gaps"]:
        assert sum(count for name, count in row.items() if name not in ("field", "label")) == there > 0
    assert any(row["differ"] for row in found["gaps"])
    assert found["values"]
    assert found["planned"] > 0


def test_what_if_compares_plans_and_saves_nothing(served_practice):
    ws = served_practice.workspace
    found = printed(execute(WHAT_IF, ws.folder, ask=PLANS))
    assert found["now"] == len(ws.preview_plan(ws.settings).changes) > 0
    assert found["refused"] == ["two sources"]
    assert found["table"]["now"]["changes"] == found["now"]
    assert found["table"]["names only"]["changes"] < found["now"]
    assert set(found["moved"]) <= {"Fax"}
    assert found["saved"] is True
