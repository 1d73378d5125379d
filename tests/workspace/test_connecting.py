"""What the pages and the command line share when a practice signs in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reconcile.apps.signin.provider import ProviderName, providers
from reconcile.errors import NeedsUser
from reconcile.workspace import Workspace, open_workspace


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "practice")


def test_a_registration_is_kept_and_its_secret_apart(ws: Workspace) -> None:
    ws.register_client("gusto", " our-id ", "our-secret")
    assert ws.client_id("gusto") == "our-id"
    assert ws.has_client_secret("gusto")
    assert "our-secret" not in (ws.folder / "connections.json").read_text()
    ws.register_client("gusto", "our-id", redirect_uri="https://practice.test/settings")
    assert ws.has_client_secret("gusto"), "an empty secret keeps the one that is known"
    assert ws.redirect_uri("gusto") == "https://practice.test/settings"
    ws.register_client("gusto", "another-id")
    assert not ws.has_client_secret("gusto")


def test_a_secret_in_a_hand_written_file_is_moved_with_the_first_change(ws: Workspace) -> None:
    written = {"registrations": {"gusto": {"client_id": "our-id", "client_secret": "our-secret"}}}
    (ws.folder / "connections.json").write_text(json.dumps(written))
    assert ws.has_client_secret("gusto")
    ws.register_client("gusto", "our-id")
    assert "our-secret" not in (ws.folder / "connections.json").read_text()
    assert ws.has_client_secret("gusto")


@pytest.mark.parametrize("uri", ["http://practice.test/", "settings", "https://me:pw@practice.test/"])
def test_a_redirect_uri_that_cannot_be_used_is_refused(ws: Workspace, uri: str) -> None:
    with pytest.raises(NeedsUser) as caught:
        ws.register_client("xpm", "our-id", redirect_uri=uri)
    assert "pw" not in str(caught.value)
    assert ws.client_id("xpm") == ""


def test_nothing_is_connected_and_nothing_to_sign_in_to(ws: Workspace) -> None:
    assert ws.connection_states().empty
    assert ws.apps_to_sign_in_again() == ()
    with pytest.raises(NeedsUser, match="no sign-in of this name"):
        ws.connect("quickbooks", "http://localhost:1/")
    with pytest.raises(NeedsUser, match="not connected"):
        ws.disconnect("xpm")
    assert not (ws.folder / "connections.json").exists()


def test_the_table_of_providers_says_how_sure_it_is() -> None:
    table = providers()
    assert set(table) == set(ProviderName)
    for provider in table.values():
        for url in (provider.base_url, provider.authorize_url, provider.token_url):
            assert url.startswith("https://")
        assert provider.pkce
    assert "authorize_url" not in dict(table[ProviderName.XPM].unsure)
    assert {"authorize_url", "token_url", "scopes"} <= set(dict(table[ProviderName.IGNITION_MCP].unsure))


def test_a_token_never_goes_from_another_server_to_the_tables(ws: Workspace) -> None:
    addresses = {"authorize_url": "http://127.0.0.1:1/a", "token_url": "http://127.0.0.1:1/t"}
    (ws.folder / "connections.json").write_text(json.dumps({"registrations": {"xpm": addresses}}))
    assert ws.provider("xpm").revoke_url == ""
