"""The notebooks run from top to bottom, and the figures that they show are those of the workspace."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from nbclient.exceptions import CellExecutionError

from reconcile.model import App
from reconcile.plans.watch import Watch
from reconcile.reports.document import document
from reconcile.sandbox.server import Sandbox
from reconcile.show.charts import STILL
from reconcile.workspace import Workspace
from tests.apps.small_world import small_world
from tests.conftest import ServedPractice, connected_workspace
from tests.notebooks.conftest import NOTEBOOKS, Kernel, Told, run_on
from tests.practice import ignition, practice, xpm

FIRST_IMPORT = """
import json
print(json.dumps({
    "answer": answer, "links": len(links), "pairs": len(pairs), "newly": len(link_report.linked),
    "doubles": forecast.doubles["XPM"].tolist(), "chart": band_histogram(pairs).to_dict(), "label": comparison.label,
}))
"""
NEAR_DUPLICATES = """
import json
print(json.dumps({
    "flagged": len(flagged), "summary": list(summary.values()), "waterfall": waterfall(pair).to_dict()["title"],
    "steps": len(explained), "enough": bool(tuning.enough),
}))
"""
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

TUNING = """
import json
print(json.dumps({
    "answered": len(answered), "enough": tuning.enough, "said": tuning.said, "example": bool(example),
    "example_scores": example.scores.to_dict("records") if example else [], "scores": tuning.scores.to_dict("records"),
    "weights": len(weights), "moves": moves["pair_id"].tolist() if len(moves) else [], "disagreed": disagreed["name_a"].tolist(),
    "points": int(reliability["pairs"].sum()), "history": len(practice.tuning_history()),
}))
"""
AUDIT = """
import json
print(json.dumps({
    "run": run_id, "facts": dict(report.facts.astype(str).to_numpy().tolist()) if report else {}, "endings": endings,
    "causes": report.causes["outcome"].tolist() if report else [], "links": sorted(set(evidence["link"])) if run else [],
    "stale": int(ages["stale"].sum()) if run else 0, "apps": sorted(differences),
    "others": told.loc[told["author"] == "somebody else", ["name", "after"]].values.tolist() if len(told) else [],
    "undo": len(undo.changes) if undo else 0, "plans": len(list(practice.folder.glob("plans/*"))),
}))
"""


def many_spellings(folder: Path) -> Workspace:
    """Thirty people, in XPM by their full name and in Ignition by an initial."""
    given = ("John", "Mary", "Peter", "Susan", "Ahmed")
    families = ("Trelawny", "Kowalski", "Fairweather", "Okafor", "Hinemoa", "Pritchard")
    people = [(one, family, f"{one}.{family}@post.example".lower()) for family in families for one in given]
    there = [ignition(f"i{n}", f"{family}, {one[0]}", email=email) for n, (one, family, email) in enumerate(people)]
    here = [xpm(f"x{n}", f"{one} {family}", email=email) for n, (one, family, email) in enumerate(people)]
    return practice(folder, *here, *there)


@pytest.fixture(scope="module")
def first_import(kernel: Kernel, served_practice: ServedPractice) -> Told:
    """The first notebook on the served practice: three tests look at what it told."""
    return Told(run_on(kernel, "01_first_import", served_practice.workspace.folder, ask=FIRST_IMPORT))


def test_first_import_tells_the_figures_of_the_workspace(first_import: Told, served_practice: ServedPractice) -> None:
    workspace, found = served_practice.workspace, first_import.figures
    links, pairs, xpm = workspace.links(), workspace.duplicates(), workspace.clients(App.XPM)
    linked = set(links.loc[links["app_a"] == "xpm", "id_a"])
    current = set(xpm.loc[xpm["is_current"].astype(bool), "client_id"])
    assert found["links"] == len(links) > 0
    assert found["pairs"] == len(pairs) > 0
    assert found["answer"]["XPM clients in Ignition already"] == len(current & linked)
    assert found["answer"]["Would be created"] == len(current - linked)
    assert found["answer"]["Created twice"] == len(found["doubles"])
    assert found["answer"]["Pairs that nobody has decided"] == len(pairs)
    assert found["label"] == "same"


def test_first_import_finds_the_doubles_that_the_practice_was_made_with(
    first_import: Told, served_practice: ServedPractice
) -> None:
    """The sandbox knows the truth: which records are one entity. A client called a double must really be one, mostly."""
    doubles = first_import.figures["doubles"]
    truth = pd.read_parquet(served_practice.sandbox.state.folder / "truth.parquet")
    in_ignition = set(truth.loc[truth["app"] == "ignition", "entity"])
    entity = truth[truth["app"] == "xpm"].set_index("name")["entity"]
    right = [name for name in doubles if entity.loc[[name]].iloc[0] in in_ignition]
    assert doubles
    assert len(right) / len(doubles) >= 0.8


def test_chart_counts_every_pair_and_is_drawn_without_the_web(
    first_import: Told, served_practice: ServedPractice
) -> None:
    (rows,) = first_import.figures["chart"]["datasets"].values()
    assert sum(row["pairs"] for row in rows) == len(served_practice.workspace.duplicates())
    kinds = set(first_import.cell("band_histogram(pairs)").outputs[0].data)
    assert "application/vnd.vegalite.v5+json" in kinds
    assert "text/html" not in kinds, "Altair's HTML loads its scripts from another host"


def test_near_duplicates_tells_the_figures_of_the_workspace(kernel: Kernel, served_practice: ServedPractice) -> None:
    workspace = served_practice.workspace
    found = Told(run_on(kernel, "02_near_duplicates", workspace.folder, ask=NEAR_DUPLICATES)).figures
    order = workspace.review_order()
    assert found["flagged"] == len(workspace.duplicates()) > 0
    assert found["summary"] == [len(order.ask), len(order.implied), len(order.broken)]
    assert found["waterfall"].startswith("Why ")
    assert found["steps"] >= 3
    assert found["enough"] is False, "nobody has decided anything there"


def test_differences_are_counted_once_for_every_linked_pair(kernel: Kernel, served_practice: ServedPractice) -> None:
    ws = served_practice.workspace
    found = Told(run_on(kernel, "03_differences_by_field", ws.folder, ask=GAPS)).figures
    links = ws.links()
    ids = {app: set(ws.clients(app)["client_id"]) for app in (App.XPM, App.IGNITION)}
    mine = links[links["app_a"] == "xpm"]
    there = int((mine["id_a"].isin(ids[App.XPM]) & mine["id_b"].isin(ids[App.IGNITION])).sum())
    for row in found["gaps"]:
        assert sum(count for name, count in row.items() if name not in ("field", "label")) == there > 0
    assert any(row["differ"] for row in found["gaps"])
    assert found["values"]
    assert found["planned"] > 0


def test_what_if_compares_plans_and_saves_nothing(kernel: Kernel, served_practice: ServedPractice) -> None:
    ws = served_practice.workspace
    found = Told(run_on(kernel, "04_what_if", ws.folder, ask=PLANS)).figures
    assert found["now"] == len(ws.preview_plan(ws.settings).changes) > 0
    assert found["refused"] == ["two sources"]
    assert found["table"]["now"]["changes"] == found["now"]
    assert found["table"]["names only"]["changes"] < found["now"]
    assert set(found["moved"]) <= {"Fax"}
    assert found["saved"] is True


def test_tuning_says_that_answers_are_missing_and_shows_an_example_that_is_none_of_the_practice_s(
    kernel: Kernel, served_practice: ServedPractice
) -> None:
    told = Told(run_on(kernel, "05_tuning", served_practice.workspace.folder, ask=TUNING))
    found = told.figures
    assert (found["answered"], found["enough"], found["points"]) == (0, False, 0)
    assert "At least 20 answers" in told.shown
    assert found["scores"] == found["moves"] == []
    assert found["example"]
    assert "of an invented practice" in told.shown
    assert {row["measure"] for row in found["example_scores"]} == {"precision", "recall", "F1"}
    assert all(0.5 < row["after"] <= 1 for row in found["example_scores"])


def test_tuning_tells_what_the_workspace_s_answers_would_teach(kernel: Kernel, tmp_path: Path) -> None:
    ws = many_spellings(tmp_path)
    pairs = ws.duplicates()
    ws.decide(list(pairs["pair_id"][:15]), "different", by="Ngaire")
    ws.decide(list(pairs["pair_id"][15:28]), "same", by="Ngaire")
    found = Told(run_on(kernel, "05_tuning", ws.folder, ask=TUNING)).figures
    tuning = ws.tuning()
    assert found["enough"]
    assert (found["said"], found["scores"]) == (tuning.said, tuning.scores.to_dict("records"))
    assert found["weights"] == len(tuning.changes) > 0
    assert set(found["moves"]) == set(ws.tuning_moves(tuning)["pair_id"]) != set()
    assert found["answered"] == found["points"] == 28
    assert sorted(found["disagreed"]) == sorted(pairs["name_a"][:15]), "they look alike and were called different"
    assert not found["example"]
    assert found["history"] == 0, "nothing is taken by looking"


def test_audit_of_a_practice_without_a_run_says_so(kernel: Kernel, served_practice: ServedPractice) -> None:
    told = Told(run_on(kernel, "06_audit_of_a_run", served_practice.workspace.folder, ask=AUDIT))
    assert told.figures["run"] == ""
    assert "No run yet" in told.shown


def test_audit_tells_the_run_as_its_journal_has_it_and_who_else_wrote(kernel: Kernel, tmp_path: Path) -> None:
    with Sandbox(tmp_path / "sandbox", world=small_world()) as sandbox:
        ws = connected_workspace(tmp_path / "practice", sandbox)
        for app in App:
            ws.take_snapshot(app)
        plan = ws.build_plan()
        ignition, xpm = (ws.connections.target(app) for app in (App.IGNITION, App.XPM))
        lena = next(client for client in ws.clients(App.XPM)["client_id"] if client.endswith("2"))
        xpm.update_client(lena, {"partner": "ben@example.test"})  # since the plan was built: its change there is stale
        run = ws.apply(plan, by="Ngaire", watch=Watch(pause=lambda _seconds: None))
        ignition.update_client("cli_1", {"website": "https://elsewhere.example"})
        for app in App:
            ws.take_snapshot(app)
        plans = len(list((ws.folder / "plans").glob("*")))
    notebook = run_on(kernel, "06_audit_of_a_run", ws.folder, ask=AUDIT)
    found = Told(notebook).figures
    assert found["run"] == run.run_id
    assert found["facts"]["Approved by"] == "Ngaire"
    assert found["endings"] == run.summary()["outcomes"]
    assert found["endings"].keys() == {"applied", "stale"}
    assert (found["causes"], found["stale"]) == (["stale"], 1)
    assert found["links"] == ["Ignition's own mapping", "equal names"]
    assert found["apps"] == ["Gusto", "Ignition", "XPM"]
    assert sorted(found["others"]) == [
        ["Harbour Joinery Ltd", "https://elsewhere.example"],
        ["Lena Brook", "Ben Okafor"],
        ["Lena Brook", "ben@example.test"],
    ]
    assert found["undo"] == len(ws.undo(run).changes) > 0
    assert found["plans"] == plans, "the plan that would take it back is not kept"
    text = document(notebook, "Audit of a run")
    assert "Ngaire" in text
    assert "practice." not in text, "what is for whoever runs the notebook is not in the document"


def test_the_report_is_one_document_with_pictures_first_and_what_clients_are_called_escaped(
    kernel: Kernel, tmp_path: Path
) -> None:
    name = '<img src=x onerror="alert(1)">Kea & Sons'
    ws = practice(tmp_path, xpm("x1", name), xpm("x2", name), ignition("i1", name), ignition("i2", "Tui"))
    before = len(ws.links()), len(ws.decision_history())
    ask = 'import json\nprint(json.dumps({"creates": len(forecast.creates)}))'
    notebook = run_on(kernel, "07_first_import_report", ws.folder, ask=ask, **{STILL: "1"})
    assert Told(notebook).figures["creates"] == 2
    text = document(notebook, "Report")
    assert text.count("<svg") == 3
    assert text.index("<svg") < text.index("<table")
    assert not re.findall(r'(?:src|href)="https?:', text), "it loads nothing from anywhere"
    assert "default-src 'none'" in text
    assert "Kea &amp; Sons" in text
    assert "<img" not in text
    assert (len(ws.links()), len(ws.decision_history())) == before, "a report changes nothing"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_workspace_without_snapshots_is_told_what_it_lacks(kernel: Kernel, name: str, tmp_path: Path) -> None:
    with pytest.raises(CellExecutionError, match="snapshot") as told:
        run_on(kernel, name, tmp_path / "empty")
    assert told.value.ename == "SystemExit"
