"""History: the decisions with their names of that day."""

from __future__ import annotations

from reconcile.workspace import Workspace
from tests.pages.conftest import OpenPage


def test_decisions_taken_back_stay_in_the_history(ws: Workspace, open_page: OpenPage) -> None:
    pair = ws.duplicates().iloc[0]["pair_id"]
    ws.decide(pair, "same", by="Kim")
    ws.undo_decision(pair, by="Lee")
    table = open_page(ws, "history").dataframe[0].value
    assert [(row["Answer"], row["By"]) for row in table.to_dict("records")] == [
        ("↶ Taken back", "Lee"),
        ("✓ Same client", "Kim"),
    ]
