"""The connections file: for its owner only, and silent about tokens."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.apps import Connections, GustoSource, IgnitionSource, IgnitionTarget, XpmSource, XpmTarget
from reconcile.apps.signin.grant import Grant, ProviderName
from reconcile.apps.signin.provider import providers
from reconcile.errors import BadInput, NeedsUser, NotAllowed
from reconcile.model import App

SECRET = "token-that-nobody-may-see"
ALL: dict[str, Any] = {
    "xpm": {"base_url": "https://api.xero.com", "token": SECRET, "tenant_id": "t"},
    "gusto": {"base_url": "http://127.0.0.1:1/gusto", "tokens": [SECRET, SECRET], "version": "2026-06-15"},
    "ignition": {
        "base_url": "http://localhost:1/ignition",
        "token": SECRET,
        "mcp_url": "https://mcp.ignitionapp.com/mcp",
        "export_url": "",
    },
}


def test_saved_and_loaded_it_is_the_same_and_only_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "connections.json"
    path.write_text("old")
    path.chmod(0o644)
    connections = Connections.from_dict(ALL)
    connections.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Connections.load(path) == connections
    assert json.loads(path.read_text()) == ALL
    assert [file.name for file in tmp_path.iterdir()] == ["connections.json"]


def test_tokens_do_not_show(tmp_path: Path) -> None:
    connections = Connections.from_dict(ALL)
    sources = [connections.source(app) for app in App]
    assert SECRET not in f"{connections!r} {connections} {sources!r} {[source.origin for source in sources]}"


def test_every_app_has_its_ways() -> None:
    connections = Connections.from_dict(ALL)
    assert connections.apps == tuple(App)
    assert isinstance(connections.source("xpm"), XpmSource)
    assert isinstance(connections.source(App.GUSTO), GustoSource)
    assert isinstance(connections.source(App.IGNITION), IgnitionSource)
    assert isinstance(connections.target("xpm"), XpmTarget)
    assert isinstance(connections.target("ignition"), IgnitionTarget)


def test_what_is_not_connected_needs_the_user() -> None:
    assert Connections().apps == ()
    with pytest.raises(NeedsUser, match="XPM is not connected"):
        Connections().source("xpm")
    reading = Connections.from_dict({"ignition": {**ALL["ignition"], "mcp_url": ""}})
    with pytest.raises(NeedsUser, match="reading only"):
        reading.target("ignition")


def test_set_6_gusto_is_no_target() -> None:
    with pytest.raises(NotAllowed, match="SET-6"):
        Connections.from_dict(ALL).target("gusto")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://api.xero.com", "https"),
        ("ftp://127.0.0.1/", "web address"),
        ("nonsense", "web address"),
        ("https://user:pw@api.xero.com", "user name"),
    ],
)
def test_a_token_is_sent_nowhere_unsafe(url: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason) as caught:
        Connections.from_dict({"xpm": {**ALL["xpm"], "base_url": url}})
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"xpm": {"base_url": "https://x.test"}}', '{"xpm": 3}', "\x00"])
def test_a_spoilt_file_is_bad_input(text: str, tmp_path: Path) -> None:
    path = tmp_path / "connections.json"
    path.write_text(text)
    with pytest.raises(BadInput):
        Connections.load(path)


def test_no_file_needs_the_user(tmp_path: Path) -> None:
    with pytest.raises(NeedsUser, match="not there"):
        Connections.load(tmp_path / "connections.json")


@given(
    st.dictionaries(st.sampled_from(["base_url", "token", "tenant_id"]), st.one_of(st.text(), st.integers(), st.none()))
)
def test_whatever_is_wrong_is_told_without_values(xpm: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as caught:
        Connections.from_dict({"xpm": {**xpm, "token": [SECRET]}})
    assert SECRET not in str(caught.value)


def test_signing_in_again_keeps_the_way_in_which_xpm_is_spoken_to() -> None:
    spoken = {"base_url": "https://api.xero.com", "token": "t", "tenant_id": "1", "form": "json", "version": "3.1"}
    again = Connections.from_dict({"xpm": spoken}).granted(providers()[ProviderName.XPM], Grant(key="k", id="2"))
    assert again.xpm is not None
    assert (again.xpm.tenant_id, again.xpm.way) == ("2", {"form": "json", "version": "3.1"})
    assert again.xpm.token.get_secret_value() == ""
