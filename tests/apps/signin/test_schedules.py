"""REL-15 under any schedule: several programs, power cuts at any step, lost answers, and time that passes.

The provider is the sandbox's own, without HTTP between, so that thousands of schedules are tried.
"""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from reconcile.apps.signin.authority import Authority
from reconcile.apps.signin.provider import ProviderName, providers
from reconcile.apps.signin.refusals import SignInAgain
from reconcile.apps.signin.renewal import RenewingToken
from reconcile.apps.signin.store import TokenStore
from reconcile.apps.signin.tokens import NO_TOKENS, Tokens
from reconcile.errors import TryAgain
from reconcile.sandbox.signin.grants import Grants, SignInError, SignInRules
from reconcile.sandbox.state import SandboxState

GRACE = 1_800.0
LIFE = 3_600.0


class PowerCut(BaseException):
    """Nothing of the program is left but what it wrote."""


class Provider(Authority):
    """The sandbox's grants as an authorization server; ``lost`` are the answers that do not arrive."""

    def refresh(self, refresh_token: str, _redirect_uri: str = "") -> dict[str, Any]:
        schedule = CURRENT[-1]
        schedule.asked += 1
        try:
            answer = schedule.grants.renew("ignition", {"client_id": "c", "refresh_token": refresh_token})
        except SignInError:
            raise schedule.refused() from None
        if schedule.step == "answer":
            raise PowerCut
        if schedule.lost:
            schedule.lost -= 1
            raise TryAgain("lost")
        return answer


class Store(TokenStore):
    """Loses power before or after a write, where the schedule says so."""

    def write(self, name: str, tokens: Tokens) -> None:
        schedule = CURRENT[-1]
        schedule.writes += 1
        if schedule.step == f"before-{schedule.writes}":
            raise PowerCut
        super().write(name, tokens)
        if schedule.step == f"after-{schedule.writes}":
            raise PowerCut


CURRENT: list[Schedules] = []


class Schedules(RuleBasedStateMachine):
    """As long as whoever lost power comes back within the grace, nobody ever has to sign in again."""

    @initialize()
    def sign_in(self) -> None:
        CURRENT.append(self)
        self.folder = tempfile.TemporaryDirectory()
        practice = Path(self.folder.name)
        self.now, self.step, self.lost, self.writes, self.asked = 1e9, "", 0, 0, 0
        rules = SignInRules(grace_seconds=GRACE, access_seconds=LIFE)
        self.grants = Grants(SandboxState(practice / "sandbox"), rules, clock=lambda: self.now)
        code = self.grants.code("ignition", {"client_id": "c"}, [])
        first = self.grants.exchange("ignition", {"client_id": "c", "code": code})
        self.store = Store(practice)
        self.store.write("ignition-1", NO_TOKENS.answered(first, self.now))
        self.programs = [self.program(), self.program()]
        self.unsettled: float | None = None

    def program(self) -> RenewingToken:
        authority = Provider(providers()[ProviderName.IGNITION], "c")
        return RenewingToken(self.store, "ignition-1", lambda _: authority, clock=lambda: self.now)

    def refused(self) -> Exception:
        from reconcile.apps.signin.authority import Refused

        return Refused("invalid_grant", SignInAgain("no"))

    @rule(seconds=st.sampled_from([1.0, 60.0, LIFE - 100, LIFE]))
    def time_passes(self, seconds: float) -> None:
        if self.unsettled is None:
            self.now += seconds
        else:  # whoever lost power, or an answer, is back within the grace
            self.now += min(seconds, max(0.0, self.unsettled + GRACE - 1 - self.now))

    @rule(which=st.integers(0, 1))
    def a_program_calls(self, which: int) -> None:
        token = self.programs[which].token()
        if self.grants.holder("ignition", token) is None:
            fresh = self.programs[which].renewed(token)
            assert fresh is not None
            assert self.grants.holder("ignition", fresh)
        self.unsettled = None if not self.due() else self.unsettled

    @rule(which=st.integers(0, 1), step=st.sampled_from(["before-1", "after-1", "answer", "before-2", "after-2"]))
    def the_power_goes(self, which: int, step: str) -> None:
        self.step, self.writes, before = step, 0, self.asked
        try:
            self.programs[which].token()
        except PowerCut:
            self.programs = [self.program(), self.program()]
            if self.asked > before and self.unsettled is None:
                self.unsettled = self.now
        finally:
            self.step = ""
        if not self.due():
            self.unsettled = None

    @rule(which=st.integers(0, 1))
    def an_answer_is_lost(self, which: int) -> None:
        self.lost, before = 1, self.asked
        with contextlib.suppress(TryAgain):
            self.programs[which].token()
        if self.asked > before and self.lost == 0 and self.unsettled is None:
            self.unsettled = self.now
        self.lost = 0
        if not self.due():
            self.unsettled = None

    def due(self) -> bool:
        found = self.store.read("ignition-1")
        return found is None or found.due(self.now)

    @invariant()
    def nobody_has_to_sign_in_again(self) -> None:
        if not hasattr(self, "store"):
            return
        found = self.store.read("ignition-1")
        assert found is not None
        assert not found.needs_sign_in(self.now)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.grants._state.close()
            self.folder.cleanup()
            CURRENT.remove(self)


TestRel15UnderAnySchedule = Schedules.TestCase
TestRel15UnderAnySchedule.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
