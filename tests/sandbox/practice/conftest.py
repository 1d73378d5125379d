"""The default practice, built once for all tests of the generator."""

from __future__ import annotations

import pytest

from reconcile.sandbox.practice import build_world
from reconcile.sandbox.world import World


@pytest.fixture(scope="session")
def world() -> World:
    return build_world().materialised()
