"""Some scenarios once more over HTTP, against the sandbox: what holds for apps in memory holds for apps that are served."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.__main__ import HERE, difference
from tests.scenarios.over_http import play_over_http
from tests.scenarios.reading import read_scenario

SERVED = ("07-two-way-most-recent-change", "14-one-way-from-xpm", "45-edited-meanwhile")


@pytest.mark.parametrize("name", SERVED)
def test_rel_3_syn_1_syn_13_it_comes_out_the_same_over_http(name: str, tmp_path: Path) -> None:
    text = difference(HERE / name, play_over_http(read_scenario(HERE / name), tmp_path))
    assert not text, f"\n{text}"
