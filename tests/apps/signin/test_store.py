"""Tokens on the disk: sealed where there is a keyring, for their owner alone where there is none, and never half."""

from __future__ import annotations

import json
import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.apps.signin import seal
from reconcile.apps.signin.store import TokenStore
from reconcile.apps.signin.tokens import Tokens
from reconcile.errors import NeedsUser, NotAllowed, TryAgain

TOKENS = Tokens("access-that-nobody-may-see", "refresh-that-nobody-may-see", expires_at=5.0)


class Ring(keyring.backend.KeyringBackend):
    """A keyring like the operating system's, as far as a program sees it."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library has no types here
        self.held: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.held[service, username] = password

    def _check(self) -> None:
        if self.locked:
            raise keyring.errors.KeyringLocked("locked")


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ring]:
    """A machine with a keyring."""
    before, made = keyring.get_keyring(), Ring()
    monkeypatch.delenv(seal.SWITCH, raising=False)
    monkeypatch.setattr(seal, "_keys", {})
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def kept(tmp_path: Path) -> TokenStore:
    return TokenStore(tmp_path)


def test_without_a_keyring_the_file_is_its_owners_alone(kept: TokenStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(seal.SWITCH, "off")
    kept.write("xpm-1", TOKENS)
    path = kept.folder / "xpm-1.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
    assert kept.read("xpm-1") == TOKENS
    assert not kept.is_sealed("xpm-1")


def test_with_a_keyring_the_file_is_sealed(kept: TokenStore, ring: Ring) -> None:
    kept.write("xpm-1", TOKENS)
    text = (kept.folder / "xpm-1.json").read_text()
    assert "nobody-may-see" not in text
    assert kept.is_sealed("xpm-1")
    seal._keys.clear()  # another program
    assert TokenStore(kept.folder.parent).read("xpm-1") == TOKENS
    assert len(ring.held) == 1, "one small key, however many tokens"


def test_a_locked_keyring_is_told_and_nothing_is_lost(kept: TokenStore, ring: Ring) -> None:
    kept.write("xpm-1", TOKENS)
    seal._keys.clear()
    ring.locked = True
    with pytest.raises(NeedsUser, match="keyring") as caught:
        kept.read("xpm-1")
    assert "RECONCILE_KEYRING=off" in caught.value.hint
    with pytest.raises(NeedsUser):
        kept.write("xpm-1", Tokens("newer"))
    ring.locked = False
    assert kept.read("xpm-1") == TOKENS


def test_a_key_that_was_seen_once_is_not_asked_for_between_an_answer_and_its_storing(
    kept: TokenStore, ring: Ring
) -> None:
    kept.write("xpm-1", TOKENS)
    ring.locked = True
    kept.write("xpm-1", Tokens("newer"))
    assert kept.read("xpm-1") == Tokens("newer")


def test_a_keyring_that_was_emptied_means_signing_in_again(kept: TokenStore, ring: Ring) -> None:
    kept.write("xpm-1", TOKENS)
    seal._keys.clear()
    ring.held.clear()
    with pytest.raises(NotAllowed) as caught:
        kept.read("xpm-1")
    assert caught.value.title == "Sign in again"
    kept.write("xpm-2", TOKENS)
    assert kept.read("xpm-2") == TOKENS


def test_sealed_tokens_do_not_open_without_their_keyring(
    kept: TokenStore, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.write("xpm-1", TOKENS)
    seal._keys.clear()
    monkeypatch.setenv(seal.SWITCH, "off")
    with pytest.raises(NeedsUser, match="keyring"):
        kept.read("xpm-1")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"plain": 3}', '{"plain": {"access": 3}}', '{"plain": {}}', "\x00"])
def test_a_spoilt_file_means_signing_in_again(kept: TokenStore, text: str) -> None:
    kept.folder.mkdir()
    (kept.folder / "xpm-1.json").write_text(text)
    with pytest.raises(NotAllowed, match="cannot be read"):
        kept.read("xpm-1")


def test_the_draft_of_a_killed_writer_is_swept_away(kept: TokenStore) -> None:
    kept.write("xpm-1", TOKENS)
    draft = kept.folder / ".xpm-1.json-killed"
    draft.write_text("half a tok")
    kept.write("xpm-1", TOKENS)
    assert not draft.exists()
    draft.write_text("half a tok")
    kept.forget("xpm-1")
    assert not draft.exists()
    assert kept.read("xpm-1") is None
    assert kept.names() == []


@pytest.mark.parametrize("name", ["../outside", "", "A", "a/b", "a\x00", ".hidden", "x" * 100])
def test_a_name_leads_nowhere_else(kept: TokenStore, name: str) -> None:
    with pytest.raises(NeedsUser, match="cannot be"):
        kept.read(name)


def test_whoever_waits_too_long_is_told(kept: TokenStore) -> None:
    with kept.lock("xpm-1"), pytest.raises(TryAgain, match="Another program"), kept.lock("xpm-1", timeout=0.05):
        pass


def test_nothing_of_a_token_shows(kept: TokenStore, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    kept.write("xpm-1", TOKENS)
    assert "nobody-may-see" not in f"{TOKENS} {TOKENS!r} {kept!r} {caplog.text}"


texts = st.text(max_size=30)
times = st.none() | st.floats(0, 1e10)


@given(st.builds(Tokens, texts, texts, texts, times, st.floats(0, 1e10), texts, texts, times, times))
def test_tokens_survive_being_written(tokens: Tokens) -> None:
    assert Tokens.from_dict(json.loads(json.dumps(tokens.to_dict()))) == tokens


@given(
    st.dictionaries(
        st.sampled_from([*TOKENS.to_dict(), "unknown"]), st.none() | st.text() | st.integers() | st.lists(st.text())
    )
)
def test_anything_else_is_refused_in_an_orderly_way(data: dict[str, object]) -> None:
    try:
        Tokens.from_dict(data)
    except (ValueError, TypeError):
        return
    assert isinstance(data["access"], str)


@given(st.dictionaries(st.sampled_from(["refresh_token", "expires_in", "scope"]),
                       st.none() | st.text() | st.integers() | st.floats() | st.booleans() | st.lists(st.text())))  # fmt: skip
def test_no_answer_with_a_token_in_it_costs_the_token(answer: dict[str, object]) -> None:
    found = TOKENS.answered({**answer, "access_token": "new"}, 100.0)
    assert found.access == "new"
    assert found.refresh
    assert {TOKENS.refresh} <= {found.refresh, found.previous}
    assert found.expires_at is None or found.expires_at >= 100.0
