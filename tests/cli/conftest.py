"""Runs a command as a person or a program would, and a practice of its own for commands that write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from reconcile.cli import app, failures
from reconcile.model import App
from reconcile.sandbox.server import Sandbox
from tests.conftest import ServedPractice, connected_workspace


@dataclass(frozen=True)
class Answer:
    """What a command left: its exit code, what it printed, and what it said beside it."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on stdout; anything before or after it fails."""
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""

    def command(*arguments: object) -> Answer:
        code = failures.run(app, [str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return command


@pytest.fixture
def own_practice(tmp_path) -> Iterator[ServedPractice]:
    """A practice of 25 clients with a snapshot of each app, that the test may change."""
    with Sandbox(tmp_path / "sandbox", clients=25) as sandbox:
        workspace = connected_workspace(tmp_path / "practice", sandbox)
        for each in App:
            workspace.take_snapshot(each)
        yield ServedPractice(sandbox, workspace)
