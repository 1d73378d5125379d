"""REL-15: a rotated refresh token is stored before it is used, and losing power between the two loses no access."""

from __future__ import annotations

import errno
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from reconcile.apps import private_file
from reconcile.apps.signin import renewal, store
from reconcile.apps.signin.authority import Authority
from reconcile.apps.signin.flow import Desk
from reconcile.apps.signin.provider import ProviderName
from reconcile.apps.signin.refusals import SignInAgain
from reconcile.apps.signin.renewal import RenewingToken
from reconcile.apps.signin.store import TokenStore
from reconcile.apps.signin.tokens import Tokens
from reconcile.errors import NeedsUser, NotAllowed, TryAgain
from reconcile.model import App
from reconcile.sandbox.server import Sandbox
from reconcile.sandbox.signin.services import TENANTS
from tests.conftest import ROOT

from .conftest import Clock, Person

ACCOUNTS = {"xpm": (TENANTS[0].id,), "gusto": (), "ignition": (), "ignition-mcp": ()}
LIVES = {"xpm": 1_800, "gusto": 7_200, "ignition": 3_600}


@pytest.fixture
def signed_in(person: Person) -> Callable[[str], str]:
    """Connects an app and returns the name of its grant."""

    def connect(name: str) -> str:
        person.connect(name, *ACCOUNTS[name])
        return person.desk.connections().grant_keys[-1]

    return connect


@pytest.fixture
def credential(desk: Desk, clock: Clock, authority: Callable[[str], Authority]) -> Callable[..., RenewingToken]:
    """A credential for a grant, as one more program would make it."""

    def make(key: str, kept: TokenStore | None = None, through: Authority | None = None) -> RenewingToken:
        name = key.rpartition("-")[0]
        known = authority(name)
        return RenewingToken(kept or desk.store, key, lambda _: through or known, clock=clock)

    return make


def kept(desk: Desk, key: str) -> Tokens:
    found = desk.store.read(key)
    assert found is not None
    return found


def renewals(sandbox: Sandbox) -> int:
    return len([entry for entry in sandbox.requests() if entry["path"].endswith("/token")]) - 1


@pytest.mark.parametrize("name", ["xpm", "gusto", "ignition"])
def test_a_token_is_renewed_a_little_before_it_runs_out(
    name: str, signed_in: Any, credential: Any, desk: Desk, clock: Clock, sandbox: Sandbox
) -> None:
    key = signed_in(name)
    one = credential(key)
    first = one.token()
    clock.now += LIVES[name] - 121
    assert one.token() == first
    assert renewals(sandbox) == 0
    clock.now += 2
    second = one.token()
    assert second != first
    assert kept(desk, key).access == second
    assert kept(desk, key).renewing_since is None
    assert renewals(sandbox) == 1
    assert credential(key).token() == second


def test_what_the_provider_says_counts_and_no_life_of_our_own(
    signed_in: Any, credential: Any, rules: Any, clock: Clock, sandbox: Sandbox
) -> None:
    rules(access_seconds=10)
    one = credential(signed_in("xpm"))
    first = one.token()
    clock.now += 7.9
    assert one.token() == first
    clock.now += 0.2
    assert one.token() != first


def test_a_refused_token_is_renewed_and_read_on(desk: Desk, signed_in: Any, rules: Any, clock: Clock) -> None:
    signed_in("xpm")
    source = desk.connections().source(App.XPM)
    assert len(list(source.records())) > 4
    clock.now += 1_801  # only the sandbox knows: the practice's own clock stands still
    assert len(list(source.records())) > 4


def test_what_can_not_be_renewed_says_sign_in_again(
    desk: Desk, signed_in: Any, credential: Any, authority: Any, clock: Clock
) -> None:
    key = signed_in("gusto")
    authority("gusto").revoke(kept(desk, key).refresh, "refresh_token")
    clock.now += 7_200
    with pytest.raises(SignInAgain, match="not renew the access") as caught:
        credential(key).token()
    assert "connect WORKSPACE gusto" in caught.value.hint
    assert kept(desk, key).needs_sign_in(clock.now)
    assert kept(desk, key).refresh, "nothing is thrown away"
    assert signed_in("gusto") == key
    assert credential(key).token()
    assert not kept(desk, key).needs_sign_in(clock.now)


def test_a_renewal_that_must_wait_is_put_off_while_the_token_lasts(
    signed_in: Any, credential: Any, clock: Clock, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = signed_in("xpm")
    one = credential(key, through=brisk(credential, key))
    first = one.token()
    clock.now += 1_700
    sandbox.fail_next("500", what="connect/token", times=99)
    assert one.token() == first
    clock.now += 101
    with pytest.raises(TryAgain):
        one.token()


def brisk(credential: Any, key: str) -> Authority:
    known: Authority = credential(key)._authority_of("demo-xpm-app")
    return replace(known, patience=replace(known.patience, sleep=lambda _: None))


def test_a_lost_answer_is_asked_for_again(
    signed_in: Any, credential: Any, clock: Clock, sandbox: Sandbox, desk: Desk
) -> None:
    key = signed_in("xpm")
    clock.now += 1_800
    sandbox.fail_next("lost-answer", what="connect/token")
    assert credential(key, through=brisk(credential, key)).token() == kept(desk, key).access
    assert renewals(sandbox) == 2


def test_the_refresh_token_before_is_tried_where_the_newer_one_is_not_known(
    desk: Desk, signed_in: Any, credential: Any, clock: Clock
) -> None:
    key = signed_in("xpm")
    clock.now += 1_800
    credential(key).token()
    held = kept(desk, key)
    assert held.previous
    desk.store.write(key, replace(held, refresh="never-given", expires_at=clock.now))
    assert credential(key).token()
    assert kept(desk, key).refresh not in ("never-given", held.previous)


def test_a_provider_that_does_not_rotate_keeps_its_refresh_token(
    desk: Desk, signed_in: Any, credential: Any, rules: Any, clock: Clock
) -> None:
    rules(rotates=False)
    key = signed_in("ignition")
    before = kept(desk, key).refresh
    clock.now += 3_600
    credential(key).token()
    assert kept(desk, key).refresh == before


class Crash(BaseException):
    """The power goes."""


class CrashingStore(TokenStore):
    """Goes at the n-th write: before it, with half a draft on the disk, or right after it."""

    def __init__(self, practice: Path, at: int, when: str) -> None:
        super().__init__(practice)
        self.at, self.when, self.writes = at, when, 0

    def write(self, name: str, tokens: Tokens) -> None:
        self.writes += 1
        if self.writes != self.at:
            super().write(name, tokens)
            return
        if self.when == "draft":
            (self.folder / f".{name}.json-half").write_text('{"plain": {"access": "ha')
        if self.when == "after":
            super().write(name, tokens)
        raise Crash


class CrashingAuthority(Authority):
    """Goes before the request is sent, or when its answer has just come."""

    def refresh(self, refresh_token: str, redirect_uri: str = "") -> dict[str, Any]:
        if self.client_secret == "before":
            raise Crash
        Authority.refresh(replace(self, client_secret=""), refresh_token, redirect_uri)
        raise Crash


STEPS = [("store", 1, "before"), ("store", 1, "draft"), ("store", 1, "after"), ("ask", 0, "before"),
         ("ask", 0, "after"), ("store", 2, "before"), ("store", 2, "draft"), ("store", 2, "after")]  # fmt: skip


def opens(sandbox: Sandbox, token: str) -> bool:
    url = sandbox.connections["ignition"]["base_url"] + "/external/api/v1/reporting/clients"
    return requests.get(url, {"limit": "1"}, headers={"Authorization": f"Bearer {token}"}, timeout=5).ok


def lose_power(step: tuple[str, int, str], key: str, desk: Desk, credential: Any, authority: Any) -> None:
    where, at, when = step
    known = authority("ignition")
    if where == "store":
        doomed = credential(key, CrashingStore(desk.path.parent, at, when))
    else:
        doomed = credential(key, through=CrashingAuthority(known.provider, known.client_id, when))
    with pytest.raises(Crash):
        doomed.token()


@pytest.mark.parametrize("step", STEPS, ids=lambda step: "-".join(map(str, step)))
@pytest.mark.parametrize("habit", ["grace", "until-used"])
def test_rel_15_losing_power_at_any_step_loses_no_access(
    habit: str, step: tuple[str, int, str], desk: Desk, signed_in: Any, credential: Any, authority: Any,
    rules: Any, clock: Clock, sandbox: Sandbox,
) -> None:  # fmt: skip
    """With a provider like Xero, which takes a refresh token again for half an hour, and with one whose refresh token lasts until
    the new access token is used."""
    rules(grace_seconds=1_800 if habit == "grace" else 0, until_used=habit == "until-used")
    key = signed_in("ignition")
    clock.now += 3_600
    lose_power(step, key, desk, credential, authority)
    clock.now += 1_700  # it takes a while until the machine is on again
    for _ in range(3):
        token = credential(key).token()
        assert token == kept(desk, key).access
        assert opens(sandbox, token)
        clock.now += 3_600
    assert [path.name for path in desk.store.folder.glob(".*")] == [], "no draft of a token is left"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: "-".join(map(str, step)))
def test_rel_15_without_any_grace_only_the_unstored_answer_costs_a_sign_in(
    step: tuple[str, int, str], desk: Desk, signed_in: Any, credential: Any, authority: Any, clock: Clock
) -> None:
    """Where the provider forgets the old token at once, no client can help the one step in which nobody else knows the new one;
    it is told, and never ends in anything but signing in again."""
    key = signed_in("ignition")
    clock.now += 3_600
    lose_power(step, key, desk, credential, authority)
    unstored = step in [("ask", 0, "after"), ("store", 2, "before"), ("store", 2, "draft")]
    if unstored:
        with pytest.raises(SignInAgain):
            credential(key).token()
        key = signed_in("ignition")
    assert credential(key).token()


def test_rel_15_nothing_is_asked_for_while_it_could_not_be_stored(
    desk: Desk, signed_in: Any, credential: Any, clock: Clock, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = signed_in("ignition")
    clock.now += 3_600

    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(store, "write_private", full)
        with pytest.raises(NeedsUser, match="No space left"):
            credential(key).token()
    assert renewals(sandbox) == 0
    assert credential(key).token()


def test_rel_15_a_token_that_could_not_be_stored_is_not_used_and_not_lost(
    desk: Desk, signed_in: Any, credential: Any, clock: Clock, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = signed_in("ignition")
    clock.now += 3_600
    writes, real = [0], private_file.write_private

    def full_later(path: Path, data: bytes) -> None:
        writes[0] += 1
        if writes[0] > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(path, data)

    one = credential(key)
    with monkeypatch.context() as disk:
        disk.setattr(store, "write_private", full_later)
        for _ in range(2):
            with pytest.raises(NeedsUser, match="No space left"):
                one.token()
    assert renewals(sandbox) == 1
    assert one.token() == kept(desk, key).access
    assert renewals(sandbox) == 1
    assert kept(desk, key).expires_at == clock.now + 3_600


CHILD = """
import sys, time
from pathlib import Path
from reconcile.apps.connections import Connections

from reconcile.apps import private_file
from reconcile.apps.signin import renewal, store
from reconcile.apps.signin.provider import ProviderName
practice, mode = Path(sys.argv[1]), sys.argv[2]
if mode == "die":
    real, writes = store.TokenStore.write, []
    def write(self, name, tokens):
        writes.append(name)
        if len(writes) == 2:
            print("answered", flush=True)
            time.sleep(60)
        real(self, name, tokens)
    store.TokenStore.write = write
connections = Connections.load(practice / "connections.json")
name, grant = connections.grants[0]
credential = connections.credential(name, grant)
if mode == "race":
    print("ready", flush=True)
    sys.stdin.readline()
print(credential.token(), flush=True)
"""


def child(practice: Path, mode: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(practice), mode],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip


@pytest.fixture
def real_time(clock: Clock) -> Clock:
    """The sandbox's clock shows the time that other programs see."""
    clock.now = time.time()
    return clock


def test_rel_15_kill_9_between_answer_and_store(
    real_time: Clock, desk: Desk, signed_in: Any, sandbox: Sandbox, practice: Path
) -> None:
    key = signed_in("xpm")
    desk.store.write(key, replace(kept(desk, key), expires_at=real_time.now - 1))
    with child(practice, "die") as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "answered\n"
        killed.send_signal(signal.SIGKILL)
    assert renewals(sandbox) == 1
    assert kept(desk, key).renewing_since is not None
    assert len(list(desk.connections().source(App.XPM).records())) > 4
    assert renewals(sandbox) == 2
    assert kept(desk, key).renewing_since is None


def test_rel_15_two_programs_spend_a_refresh_token_once(
    real_time: Clock, desk: Desk, signed_in: Any, sandbox: Sandbox, practice: Path
) -> None:
    """Ignition's is the strict one: a second use would end the grant."""
    key = signed_in("ignition")
    before = kept(desk, key)
    desk.store.write(key, replace(before, expires_at=real_time.now - 1))
    children = [child(practice, "race") for _ in range(2)]
    for each in children:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    told = []
    for each in children:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in children:
        told.append(each.communicate(timeout=60)[0].strip())
    assert set(told) == {kept(desk, key).access}
    assert told[0] != before.access
    assert renewals(sandbox) == 1


def test_threads_renew_once(signed_in: Any, credential: Any, clock: Clock, sandbox: Sandbox) -> None:
    key = signed_in("ignition")
    clock.now += 3_600
    one = credential(key)
    gate = threading.Barrier(8)

    def ask(number: int) -> str:
        gate.wait(timeout=10)
        return str((one if number % 2 else credential(key)).token())

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1
    assert renewals(sandbox) == 1


def test_a_plain_token_is_never_renewed(desk: Desk, authority: Any, clock: Clock) -> None:
    desk.store.write("xpm-moved", Tokens("by-hand"))
    one = RenewingToken(desk.store, "xpm-moved", lambda _: authority("xpm"), clock=clock)
    clock.now += 1e8
    assert one.token() == "by-hand"
    assert one.renewed("by-hand") is None
    desk.store.forget("xpm-moved")
    assert one.token() == "by-hand", "it is held by whoever uses it"
    with pytest.raises(NotAllowed, match="no access"):
        one.renewed("by-hand")


def test_a_credential_says_whose_it_is_and_nothing_else(signed_in: Any, desk: Desk) -> None:
    key = signed_in("gusto")
    connections = desk.connections()
    one: Any = connections.credential(ProviderName.GUSTO, connections.grants[0][1])
    assert one.holder[1]
    assert key in one.grant
    assert kept(desk, key).access not in json.dumps([repr(one), one.grant, one.holder])
    assert isinstance(one, renewal.RenewingToken)
