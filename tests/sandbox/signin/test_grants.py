"""The sandbox's tokens: used once, run out, renewed by each app's own habit, and still there after a restart."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest

from reconcile.sandbox.signin.grants import CODE_SECONDS, Grants, SignInError, SignInRules
from reconcile.sandbox.signin.services import SERVICES
from reconcile.sandbox.state import SandboxState

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {"client_id": "c", "redirect_uri": "http://localhost/", "code_challenge": CHALLENGE, "scope": "offline_access"}
SENT = {"client_id": "c", "redirect_uri": "http://localhost/", "code_verifier": VERIFIER}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def grants(tmp_path: Path, clock: Clock) -> Grants:
    return Grants(SandboxState(tmp_path), clock=clock)


def granted(grants: Grants, service: str = "ignition") -> dict[str, Any]:
    code = grants.code(service, ASKED, ["one"])
    return grants.exchange(service, {**SENT, "code": code})


def renewed(grants: Grants, token: str, service: str = "ignition") -> dict[str, Any]:
    return grants.renew(service, {"client_id": "c", "refresh_token": token})


@pytest.mark.parametrize(
    "changed",
    [{"code_verifier": "w" * 43}, {"client_id": "d"}, {"redirect_uri": "http://localhost/x"}, {"code": "none"}],
)
def test_a_code_is_for_whoever_asked(grants: Grants, changed: dict[str, str]) -> None:
    code = grants.code("xpm", ASKED, ["one"])
    with pytest.raises(SignInError):
        grants.exchange("xpm", {**SENT, "code": code, **changed})


def test_a_code_that_is_used_twice_ends_what_it_gave(grants: Grants, clock: Clock) -> None:
    code = grants.code("xpm", ASKED, ["one"])
    first = grants.exchange("xpm", {**SENT, "code": code})
    assert grants.holder("xpm", first["access_token"])
    with pytest.raises(SignInError):
        grants.exchange("xpm", {**SENT, "code": code})
    assert grants.holder("xpm", first["access_token"]) is None
    late = grants.code("xpm", ASKED, ["one"])
    clock.now += CODE_SECONDS + 1
    with pytest.raises(SignInError):
        grants.exchange("xpm", {**SENT, "code": late})


@pytest.mark.parametrize("service", SERVICES)
def test_an_access_token_runs_out_when_the_answer_says(grants: Grants, clock: Clock, service: str) -> None:
    tokens = granted(grants, service)
    assert grants.holder(service, tokens["access_token"])
    clock.now += float(tokens["expires_in"])
    assert grants.holder(service, tokens["access_token"]) is None
    assert grants.has_run_out(service, tokens["access_token"])
    other = next(name for name in SERVICES if name != service)
    assert grants.holder(other, tokens["access_token"]) is None


def test_without_grace_a_second_use_ends_the_grant(grants: Grants) -> None:
    first = granted(grants)
    second = renewed(grants, first["refresh_token"])
    assert grants.holder("ignition", second["access_token"])
    with pytest.raises(SignInError):
        renewed(grants, first["refresh_token"])
    assert grants.holder("ignition", second["access_token"]) is None
    with pytest.raises(SignInError):
        renewed(grants, second["refresh_token"])


def test_xero_takes_a_used_token_again_for_half_an_hour(grants: Grants, clock: Clock) -> None:
    first = granted(grants, "xpm")
    renewed(grants, first["refresh_token"], "xpm")
    clock.now += 1_800
    renewed(grants, first["refresh_token"], "xpm")
    clock.now += 1
    with pytest.raises(SignInError):
        renewed(grants, first["refresh_token"], "xpm")


def test_gusto_takes_it_until_the_new_access_token_is_used(grants: Grants) -> None:
    first = granted(grants, "gusto")
    renewed(grants, first["refresh_token"], "gusto")
    again = renewed(grants, first["refresh_token"], "gusto")
    assert grants.holder("gusto", again["access_token"])
    with pytest.raises(SignInError):
        renewed(grants, first["refresh_token"], "gusto")


def test_no_refresh_token_without_its_scope(grants: Grants) -> None:
    code = grants.code("xpm", {**ASKED, "scope": "practicemanager"}, ["one"])
    assert "refresh_token" not in grants.exchange("xpm", {**SENT, "code": code})


def test_everything_is_still_there_after_a_restart(tmp_path: Path, grants: Grants, clock: Clock) -> None:
    tokens = granted(grants)
    later = Grants(SandboxState(tmp_path), SignInRules(access_seconds=5), clock=clock)
    assert later.holder("ignition", tokens["access_token"])
    assert renewed(later, tokens["refresh_token"])["expires_in"] == 5
    later.revoke("ignition", tokens["access_token"])
    assert grants.holder("ignition", tokens["access_token"]) is None
