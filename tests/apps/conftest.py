"""What the tests of the apps share: a sandbox with a small world, and patience that does not wait."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reconcile.apps import Connections, Patience
from reconcile.sandbox.server import Sandbox

from .small_world import small_world


@pytest.fixture
def brisk() -> Patience:
    """Repeats as in earnest, but without waiting."""
    return Patience(attempts=3, connect_timeout=2.0, read_timeout=5.0, sleep=lambda _: None)


@pytest.fixture
def once() -> Patience:
    """No repeats."""
    return Patience(attempts=1, connect_timeout=2.0, read_timeout=5.0, sleep=lambda _: None)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """The three apps with the small world, fresh for each test."""
    with Sandbox(tmp_path / "sandbox", world=small_world()) as running:
        yield running


@pytest.fixture
def connections(sandbox: Sandbox) -> Connections:
    """The connections of that sandbox."""
    return Connections.from_dict(sandbox.connections)
