"""The scenarios' own language: what is understood, and what is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconcile.model import App, State
from reconcile.policy import Direction, Scope, Settings
from tests.scenarios.outline import ScenarioError, outline, value_of, written
from tests.scenarios.playing import play
from tests.scenarios.reading import client_of, read_scenario, settings_of

CLIENT = """
client Kea (Farm) Ltd (x1), archived
  number: 11
  address: Level 2⏎1 High Street
  city: "Orange "
  groups: Wool; Farmers
  contact Ann Kea (c1)
    email: ann@kea.example
    default: yes
"""


def test_an_outline_follows_the_indentation() -> None:
    top = outline("one\n  two\n    three\n  # a remark\n\n  four\nfive\n")
    assert [line.text for line in top] == ["one", "five"]
    assert [(line.text, line.number, [inner.text for inner in line.below]) for line in top[0].below] == [
        ("two", 2, ["three"]), ("four", 6, []),
    ]  # fmt: skip


@pytest.mark.parametrize("value", ["", "plain", "two\nlines", " padded ", "a: colon"])
def test_a_value_can_be_written_and_read_back(value: str) -> None:
    assert value_of(written(value)) == value


def test_a_client_with_everything() -> None:
    client = client_of(App.XPM, outline(CLIENT)[0])
    assert (client.name, client.client_id, client.state) == ("Kea (Farm) Ltd", "x1", State.ARCHIVED)
    assert (client.address, client.city, client.groups) == ("Level 2\n1 High Street", "Orange ", ("Wool", "Farmers"))
    assert (client.email, client.phone) == (None, ""), "XPM leaves an empty email out and sends an empty phone"
    assert [(one.name, one.email, one.is_primary) for one in client.contacts] == [("Ann Kea", "ann@kea.example", True)]


def test_settings_in_words() -> None:
    found = settings_of(outline("XPM: client name, two-way\nGusto: nothing\nlimits.creates: 2\n"), Settings())
    assert (found.xpm.scope, found.xpm.direction, found.gusto.scope) == (
        Scope.CLIENT_NAME,
        Direction.TWO_WAY,
        Scope.NOTHING,
    )
    assert found.limits.creates == 2


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Title\n\nprose\n", "Rules"),
        ("Rules: SYN-1\n", "a title"),
        ("Title\n\nRules: none\n", "line 3"),
        ("Title\n\nRules: SYN-1\nXPM\n  x1 phone: 1\n", "line 5"),
        ("Title\n\nRules: SYN-1\nXPM\n  client Kea (x1)\n    shoe size: 9\n", "line 6"),
        ("Title\n\nRules: SYN-1\nSettings\n  XPM: sideways\n", "line 5"),
        ("Title\n\nRules: SYN-1\nDance\n", "line 4"),
    ],
)
def test_what_is_not_understood_is_told_with_its_line(tmp_path: Path, text: str, where: str) -> None:
    (tmp_path / "scenario.txt").write_text(text, encoding="utf-8")
    place = tmp_path / "practice"
    place.mkdir()
    with pytest.raises(ScenarioError, match=where):
        play(read_scenario(tmp_path), place)
