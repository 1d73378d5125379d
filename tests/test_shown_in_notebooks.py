"""What a person meets in a notebook shows itself there: briefly, escaped, and an error without a page of traceback."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

import reconcile
from reconcile import show
from reconcile.apps import Connections
from reconcile.apps.estimate import Estimate
from reconcile.duplicates import Evidence, explain_pair
from reconcile.duplicates.tuning import Tuning
from reconcile.errors import Bug, NeedsUser, ReconcileError
from reconcile.model import App
from reconcile.plans.change import Change, Held
from reconcile.plans.checklist_sheet import SheetTicks
from reconcile.plans.job import Progress
from reconcile.plans.outcome import Ending, Outcome
from reconcile.policy import FieldRule, Policy
from reconcile.reports import Kept, Making, Report
from reconcile.show.first_import import Import, first_import
from reconcile.snapshots import Snapshot
from reconcile.workspace import Workspace, open_workspace
from reconcile.workspace.nights import Night
from tests.pages.conftest import RECORDS
from tests.practice import ignition, practice, xpm

EVIL = '<script>alert("Kea & Sons")</script>'
NOW = datetime(2026, 3, 1, tzinfo=UTC)

NOT_FOR_NOTEBOOKS = {"Abilities", "Account", "Begun", "Ended", "Finished", "Provider", "RecipeBook"}
"""What only the pages hold in their hands: signing in takes a browser, and columns are confirmed at an upload."""


def names_of_types() -> dict[str, type]:
    """The toolkit's classes by name: some are imported for type checking alone."""
    found: dict[str, type] = {}
    for layer in ("apps", "duplicates", "links", "plans", "policy", "snapshots", "workspace"):
        package = importlib.import_module(f"reconcile.{layer}")
        for part in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            members = vars(importlib.import_module(part.name)).values()
            found |= {member.__name__: member for member in members if inspect.isclass(member)}
    return found


def answered_by_a_workspace() -> set[type]:
    """The toolkit's classes that the public methods and properties of a workspace say they return."""
    known, found = names_of_types(), set()
    for name in dir(Workspace):
        member = inspect.getattr_static(Workspace, name)
        call = member.fget if isinstance(member, property) else member
        if name.startswith("_") or not inspect.isfunction(call):
            continue
        around = known | vars(inspect.getmodule(inspect.unwrap(call)))
        said = [around.get(word) for word in re.findall(r"\w+", str(call.__annotations__.get("return", "")))]
        found |= {one for one in said if inspect.isclass(one) and one.__module__.startswith("reconcile.")}
    return found


def test_everything_that_a_workspace_answers_with_shows_itself() -> None:
    met = answered_by_a_workspace() | {Workspace, Change, Held, Outcome, Evidence, FieldRule, Policy, Import}
    met |= {Report, Kept, Making, Tuning, reconcile.Comparison, reconcile.Settings, Snapshot, show.Block}
    bare = {one.__name__ for one in met if not hasattr(one, "_repr_html_") and not hasattr(one, "__members__")}
    assert len(met) > 30
    assert bare == NOT_FOR_NOTEBOOKS


class Tags(HTMLParser):
    """Every tag and attribute of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A practice in which everything that people may write is a script."""
    named = {"phone": "02 5550 1001", "address": "1 Quay St", "email": "hello@kea.example", "city": EVIL}
    folder = tmp_path_factory.mktemp("evil") / "<script>"
    folder.mkdir()
    return practice(
        folder,
        xpm("x1", EVIL, **named),
        xpm("x2", f"{EVIL} Ltd", **named),
        ignition("i1", EVIL, **(named | {"phone": "02 5550 9999"})),
        ignition("i2", f"{EVIL} Limited", **named),
    )


def handed(ws: Workspace) -> reconcile.Run:
    return ws.hand_over(ws.build_plan(), way="by hand", by=EVIL)


def import_of(ws: Workspace) -> Import:
    return first_import({app: ws.clients(app) for app in App}, ws.links(), ws.duplicates())


ASKED: dict[str, Callable[[Workspace], Any]] = {
    "workspace": lambda ws: ws,
    "snapshot": lambda ws: ws.newest()[App.XPM],
    "links": lambda ws: ws.would_link(),
    "comparison": lambda ws: explain_pair(*show.sides_of(ws.duplicates().iloc[0])),
    "order": lambda ws: ws.review_order(),
    "queue": lambda ws: ws.review_queue(),
    "import": import_of,
    "plan": lambda ws: ws.preview_plan(ws.settings),
    "run": handed,
    "report of a run": lambda ws: ws.run_report(handed(ws)),
    "handed over": lambda ws: ws.handed_over(handed(ws)),
    "files": lambda ws: ws.handed_over(handed(ws)).bulk,
    "diagnosis": lambda ws: ws.why("xpm:x1", "city"),
    "story": lambda ws: ws.client_story("xpm:x1", "ignition:i2"),
    "settings": lambda ws: ws.settings,
    "policy": lambda ws: ws.policy,
    "rule": lambda ws: ws.policy.find("city"),
    "connections": lambda ws: ws.connections,
}
"""What a practice answers with."""

MADE: dict[str, Any] = {
    "evidence": Evidence(EVIL, 1.0, EVIL, EVIL, EVIL),
    "tuning": Tuning(True, EVIL, {frozenset((EVIL, "b")): True}),
    "change": Change(App.XPM, EVIL, EVIL, "update", "client", "", "name", EVIL, EVIL, EVIL, App.XPM, "x", "r", EVIL),
    "held": Held(App.XPM, EVIL, EVIL, EVIL, "r", EVIL),
    "outcome": Outcome(EVIL, Ending.APPLIED, EVIL, EVIL),
    "ticks": SheetTicks((EVIL,), (EVIL,)),
    "progress": Progress(EVIL, current=EVIL, problem=EVIL),
    "estimate": Estimate(App.XPM, 12, 3.0),
    "night": Night(NOW, NOW, failed={"xpm": EVIL}, reason=EVIL),
    "report": Report(EVIL, EVIL, EVIL, Path(EVIL)),
    "kept": Kept(EVIL, NOW, Path(EVIL)),
    "making": Making(Report(EVIL, EVIL, EVIL, Path(EVIL)), problem=NeedsUser(EVIL)),
}
"""What is handed on by something else, or lies in one of those."""


def shown_of(evil: Workspace, name: str) -> str:
    found = MADE[name] if name in MADE else ASKED[name](evil)
    return str(found._repr_html_())


@pytest.mark.parametrize("name", [*ASKED, *MADE])
def test_what_clients_are_called_is_escaped_and_it_is_short(evil: Workspace, name: str) -> None:
    shown = shown_of(evil, name)
    assert Tags(shown).tags <= {
        "b",
        "p",
        "div",
        "span",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "strong",
        "em",
        "ul",
        "li",
        "h4",
        "h5",
    }
    assert shown.count("<tr") <= 80
    assert "object at 0x" not in shown


def test_a_script_s_name_is_shown_as_text(evil: Workspace) -> None:
    for name in ("story", "diagnosis", "run", "held", "night"):
        assert "&lt;script&gt;" in shown_of(evil, name)


def test_a_token_is_never_shown() -> None:
    place = {"base_url": "http://127.0.0.1:1/gusto", "tokens": ["very-secret"], "token": "very-secret"}
    found = Connections.from_dict({"gusto": place})
    assert "127.0.0.1" in found._repr_html_()
    assert "secret" not in found._repr_html_()


def test_a_workspace_says_what_comes_next(tmp_path: Path) -> None:
    ws = open_workspace(tmp_path / "practice")
    assert ".take_snapshot(" in ws._repr_html_()
    ws = practice(tmp_path, *RECORDS)
    assert ".link_exact_names()" in ws._repr_html_()
    ws.link_exact_names()
    assert ".duplicates()" in ws._repr_html_()
    ws.decide(list(ws.duplicates()["pair_id"]), "same")
    assert ".build_plan()" in ws._repr_html_()
    plan = ws.build_plan()
    assert ".apply(plan)" in ws._repr_html_()
    ws.hand_over(plan, way="by hand")
    assert ".runs()" in ws._repr_html_()


def test_completion_offers_public_names_alone(evil: Workspace) -> None:
    names = dir(evil)
    assert {"take_snapshot", "link_exact_names", "duplicates", "build_plan", "apply", "why"} <= set(names)
    assert not [name for name in names if name.startswith("_")]
    assert all(hasattr(evil, name) for name in names)


@pytest.fixture
def cell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], str]:
    """Runs a cell as a notebook does and returns what it printed."""
    shell = InteractiveShell()

    def ran(source: str) -> str:
        shell.run_cell(source)
        return capsys.readouterr().out

    return ran


def test_an_error_is_readable_in_a_cell(cell: Callable[[str], str], tmp_path: Path) -> None:
    told = cell(f"import reconcile\nws = reconcile.open_workspace({str(tmp_path / 'p')!r})\nws.build_plan()")
    assert "✕ Not enough snapshots" in told
    assert "→ Take the missing snapshots first." in told
    assert "(line 3 of the cell: ws.build_plan())" in told
    assert len(told.strip().splitlines()) == 4
    assert "Traceback" not in told


def test_a_fault_of_the_toolkit_keeps_its_traceback(cell: Callable[[str], str]) -> None:
    told = cell("from reconcile.errors import Bug\nraise Bug('A promise was broken.')")
    assert "Traceback" in told
    assert "A promise was broken." in told


def test_every_kind_of_error_shows_itself_so() -> None:
    for kind in ReconcileError.__subclasses__():
        assert (kind("What happened.")._render_traceback_()[0].startswith("✕")) is (kind is not Bug)
