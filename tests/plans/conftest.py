"""A practice with its first plan, for tests that go on from there; their module says in ``RIG`` which apps it has."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.plans.test_apply import Rig


@pytest.fixture(scope="module")
def begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice as it was when the plan was built: copied by every test."""
    folder = tmp_path_factory.mktemp("begun")
    request.module.RIG(folder).plan()
    return folder


@pytest.fixture
def rig(request: pytest.FixtureRequest, tmp_path: Path, begun: Path) -> Rig:
    """A copy of one's own."""
    shutil.copytree(begun, tmp_path / "practice")
    made: Rig = request.module.RIG(tmp_path / "practice")
    return made
