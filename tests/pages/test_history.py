"""History: who did what, on what evidence, searched, filtered and exported."""

from __future__ import annotations

import pandas as pd

from reconcile.pages.activity import csv_of, entries_of
from reconcile.workspace import Workspace
from tests.pages.conftest import OpenPage
from tests.pages.reading import html


def answered(ws: Workspace) -> str:
    pair = ws.duplicates().iloc[0]
    ws.decide(pair["pair_id"], "same", by="Kim", note="asked the partner")
    ws.undo_decision(pair["pair_id"], by="Lee")
    return str(pair["name_a"])


def test_decisions_taken_back_stay_in_the_history(ws: Workspace, open_page: OpenPage) -> None:
    name = answered(ws)
    table = open_page(ws, "history", part="everything").dataframe[0].value
    assert [(row["What"], row["By"]) for row in table.to_dict("records")] == [
        ("Answer taken back", "Lee"),
        ("Same client", "Kim"),
    ]
    assert all(name in about for about in table["About"])
    assert "phone: " in table["On what evidence"].iloc[1]


def test_it_is_filtered_by_kind_and_person_and_searched_from_the_address(ws: Workspace, open_page: OpenPage) -> None:
    answered(ws)
    ws.link_exact_names(by="Kim")
    ws.save_settings(ws.settings.model_copy(update={"first_winner": "ignition"}), by="Ann")
    assert open_page(ws, "history", part="everything", kind="link").dataframe[0].value["By"].to_list() == ["Kim"]
    page = open_page(ws, "history", part="everything", by="Ann")
    assert "first winner: ignition" in page.dataframe[0].value["On what evidence"].iloc[0]
    assert "1 entry of 4" in html(page)
    rows = ws.activity()
    assert len(entries_of(rows, "ASKED the partner", [], [])) == 1
    assert entries_of(rows, "no such thing", [], []).empty


def test_a_link_that_followed_from_an_answer_is_told_with_the_answer(ws: Workspace) -> None:
    pair = next(row for row in ws.duplicates().to_dict("records") if row["app_a"] != row["app_b"])
    ws.decide(pair["pair_id"], "same", by="Kim")
    assert list(ws.activity()["kind"]) == ["answer"]
    ws.link("xpm", "x5", "i1", by="Lee")
    ws.unlink("xpm", "x5", "i1", by="Lee")
    assert list(ws.activity()["what"]) == ["Link ended", "Linked", "Same client"]


def test_an_export_is_opened_as_text_and_runs_nothing() -> None:
    text = csv_of(pd.DataFrame({"About": ["=HYPERLINK(1)", "Ünal & Söhne"]})).decode("utf-8-sig")
    assert text.splitlines()[1:] == ["'=HYPERLINK(1)", "Ünal & Söhne"]
