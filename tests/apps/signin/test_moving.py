"""Plain tokens of a hand-written file move into the store; at no moment are they nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reconcile.apps import Connections
from reconcile.apps.signin.flow import Desk
from reconcile.apps.signin.moving import move_plain_tokens
from reconcile.apps.signin.provider import ProviderName
from reconcile.apps.signin.standing import State, standings
from reconcile.sandbox.clock import utc_now
from reconcile.sandbox.server import Sandbox

PLAIN: dict[str, Any] = {
    "xpm": {"base_url": "https://api.xero.com", "token": "plain-xpm", "tenant_id": "t"},
    "gusto": {"base_url": "https://api.gusto.com", "tokens": ["plain-one", "plain-two"], "version": "2026-06-15"},
    "ignition": {"base_url": "https://developers.ignitionapp.com", "token": "plain-ignition",
                 "mcp_url": "https://mcp.ignitionapp.com/mcp", "export_url": ""},
    "registrations": {"gusto": {"client_id": "ours", "client_secret": "plain-secret"}},
}  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> Desk:
    (tmp_path / "connections.json").write_text(json.dumps(PLAIN))
    return Desk(tmp_path)


def tokens(desk: Desk) -> list[str]:
    found = [desk.store.read(key) for key in desk.connections().grant_keys]
    return [each.access for each in found if each is not None]


def test_an_old_file_is_read_as_it_is(old: Desk) -> None:
    assert Connections.load(old.path).apps == tuple(Connections.from_dict(PLAIN).apps)


def test_tokens_move_once(old: Desk) -> None:
    assert move_plain_tokens(old) == 5
    assert "plain" not in old.path.read_text()
    assert tokens(old) == ["plain-xpm", "plain-one", "plain-two", "plain-ignition", "plain-ignition"]
    assert old.store.read_record("client-gusto") == {"ours": "plain-secret"}
    assert move_plain_tokens(old) == 0
    states = standings(old, utc_now())
    assert {each.state for each in states} == {State.CONNECTED}
    assert {each.provider for each in states} == set(ProviderName)


def test_losing_power_while_moving_loses_no_token(old: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_goes(self: Connections, path: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as power:
        power.setattr(Connections, "save", power_goes)
        with pytest.raises(KeyboardInterrupt):
            move_plain_tokens(old)
    assert json.loads(old.path.read_text()) == PLAIN
    assert move_plain_tokens(old) == 5
    assert len(tokens(old)) == 5


def test_the_sandboxs_tokens_stay_where_they_are(sandbox: Sandbox, tmp_path: Path) -> None:
    Connections.from_dict(sandbox.connections).save(tmp_path / "connections.json")
    before = (tmp_path / "connections.json").read_text()
    assert move_plain_tokens(Desk(tmp_path)) == 0
    assert (tmp_path / "connections.json").read_text() == before


def test_no_file_is_made_where_there_is_none(tmp_path: Path) -> None:
    assert move_plain_tokens(Desk(tmp_path)) == 0
    assert list(tmp_path.iterdir()) == []
