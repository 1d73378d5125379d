"""What all tests share: which of them run, the browser, and a practice that the sandbox serves."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

from reconcile.apps import Connections
from reconcile.model import App
from reconcile.sandbox.server import Sandbox
from reconcile.workspace import Workspace, open_workspace

ROOT = Path(__file__).resolve().parents[1]
# how long an example takes says more about the machine than about the code
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")
os.environ.setdefault("RECONCILE_KEYRING", "off")  # no test may touch the keyring of whoever runs it
# no test may leave notes in the home of whoever runs it
os.environ.setdefault("RECONCILE_STATE", tempfile.mkdtemp(prefix="reconcile-state-"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_HINT = "The browser tests need Chromium: `apt-get install chromium`."


FIRST = ("workspace/test_whole_job", "browser/", "cli/test_serving", "notebooks/", "reports/", "workspace/", "pages/")
"""Files of few tests that take long: begun last, one of them would have a processor wait at the end of the suite."""


def _turn(item: pytest.Item) -> int:
    name = item.path.relative_to(ROOT / "tests").as_posix()
    return next((turn for turn, start in enumerate(FIRST) if name.startswith(start)), len(FIRST))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long tests run only where they are asked for: `make soak`, or a ``-m`` that names them."""
    items.sort(key=_turn)
    if "soak" in (config.option.markexpr or ""):
        return
    long = [item for item in items if item.get_closest_marker("soak")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Chromium's program. Without it tests are skipped, or fail where RECONCILE_REQUIRE_BROWSER is 1.

    A check that is meant to run the browser tests must not pass by skipping them.
    """
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if found is not None:
        return found
    if os.environ.get("RECONCILE_REQUIRE_BROWSER") == "1":
        pytest.fail(BROWSER_HINT, pytrace=False)
    pytest.skip(BROWSER_HINT)


@dataclass(frozen=True)
class ServedPractice:
    """A running sandbox, and a workspace that is connected to it."""

    sandbox: Sandbox
    workspace: Workspace


@pytest.fixture(scope="session")
def served_practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPractice]:
    """A generated practice of 60 clients with a snapshot of each app: for tests that only read."""
    with Sandbox(tmp_path_factory.mktemp("sandbox"), clients=60) as sandbox:
        workspace = connected_workspace(tmp_path_factory.mktemp("practice"), sandbox)
        for app in App:
            workspace.take_snapshot(app)
        yield ServedPractice(sandbox, workspace)


def connected_workspace(folder: Path, sandbox: Sandbox) -> Workspace:
    """A workspace that is connected to a sandbox, without snapshots yet."""
    workspace = open_workspace(folder)
    Connections.from_dict(sandbox.connections).save(folder / "connections.json")
    return workspace
