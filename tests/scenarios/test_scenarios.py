"""Every scenario comes out as its folder says, and every rule has one.

Where a change of the product changes an expectation, `python -m tests.scenarios --rewrite` writes it anew; whoever commits that
has read it against the rules first.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.scenarios.__main__ import difference, folders, played
from tests.scenarios.reading import RULE, read_scenario

ROOT = Path(__file__).resolve().parents[2]
RULES = {
    f"{group}-{number}"
    for group, last in {"IMP": 9, "SYN": 16, "NEW": 4, "SET": 10, "WHY": 6}.items()
    for number in range(1, last + 1)
}
"""Every rule of the apps that the toolkit follows."""


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_it_comes_out_as_expected(folder: Path) -> None:
    text = difference(folder, played(folder))
    assert not text, f"\n{text}\n\nIf this is right, `python -m tests.scenarios --rewrite {folder.name.split('-')[0]}`."


def test_every_rule_has_a_scenario() -> None:
    shown = {rule for folder in folders() for rule in read_scenario(folder).rules}
    assert sorted(RULES - shown) == [], "these rules are in no scenario"


def test_the_rules_here_are_those_that_were_written_down() -> None:
    path = ROOT.parent / "shared" / "spec" / "rules.md"
    if not path.exists():
        pytest.skip(f"the rules themselves are not beside the project ({path.name})")
    told = {rule for line in path.read_text(encoding="utf-8").splitlines() for rule in RULE.findall(line[:12])}
    assert {rule for rule in told if rule[:3] in ("IMP", "SYN", "NEW", "SET", "WHY")} == RULES


def test_there_are_enough_and_each_has_a_number_and_a_title_of_its_own() -> None:
    found = [read_scenario(folder) for folder in folders()]
    assert len(found) >= 40
    assert all(re.fullmatch(r"\d{2}-[a-z0-9-]+", scenario.name) for scenario in found)
    assert len({scenario.name[:2] for scenario in found}) == len(found)
    assert len({scenario.title for scenario in found}) == len(found)
