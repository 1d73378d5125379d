"""A practice beside a running sandbox, and a person who signs in to it in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from reconcile.apps import Connections
from reconcile.apps.signin.authority import Authority
from reconcile.apps.signin.clients import authority_of
from reconcile.apps.signin.flow import Desk, Finished
from reconcile.apps.signin.grant import Registration
from reconcile.apps.signin.provider import ProviderName
from reconcile.sandbox.faults import Faults
from reconcile.sandbox.server import Sandbox
from reconcile.sandbox.signin.grants import SignInRules
from tests.apps.small_world import small_world

BACK = "http://127.0.0.1:9/settings"
"""Where the answer goes; nobody listens there, because the person's browser carries it."""


@dataclass
class Clock:
    """A clock that a test sets forward, for the sandbox and the practice alike."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One server for a file's tests: stopping one takes longer than most of them."""
    with Sandbox(tmp_path_factory.mktemp("sandbox"), world=small_world()) as started:
        yield started


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """The three apps with the small world as it was in the beginning, and nothing granted."""
    running.state.reset()
    running.state.load(small_world())
    (running.state.folder / "requests.jsonl").unlink(missing_ok=True)
    running.set_faults(Faults())
    running.set_sign_in(SignInRules())
    return running


@pytest.fixture
def clock(sandbox: Sandbox) -> Clock:
    """The sandbox's clock."""
    clock = Clock()
    sandbox.grants._clock = clock  # the sandbox tells the time to nobody else
    return clock


@pytest.fixture
def practice(sandbox: Sandbox, tmp_path: Path) -> Path:
    """A practice that has registered an app with each provider and is connected to none."""
    folder = tmp_path / "practice"
    folder.mkdir()
    Connections.from_dict({"registrations": sandbox.connections["registrations"]}).save(folder / "connections.json")
    return folder


@pytest.fixture
def desk(practice: Path, clock: Clock) -> Desk:
    """Where the practice signs in."""
    return Desk(practice, clock=clock)


@dataclass
class Person:
    """Somebody with a browser."""

    sandbox: Sandbox
    desk: Desk
    seen: list[str] = field(default_factory=list)

    def answer(self, name: str, *accounts: str, decision: str = "allow") -> str:
        """Opens the address of a sign-in, presses a button of the consent page, and returns the address they are sent to."""
        begun = self.desk.begin(ProviderName(name), BACK)
        return self.press(begun.address, *accounts, decision=decision)

    def press(self, address: str, *accounts: str, decision: str = "allow") -> str:
        page = requests.get(address, timeout=5)
        assert "Allow access" in page.text, page.text
        form = [*parse_qsl(urlsplit(address).query), ("decision", decision), *(("account", each) for each in accounts)]
        back = requests.post(address.partition("?")[0], data=form, timeout=5, allow_redirects=False)
        assert back.status_code == 302, back.text
        return str(back.headers["Location"])

    def connect(self, name: str, *accounts: str) -> Finished:
        """The whole way."""
        return self.desk.answer(self.answer(name, *accounts))


@pytest.fixture
def person(sandbox: Sandbox, desk: Desk) -> Person:
    """Somebody who may sign in anywhere."""
    return Person(sandbox, desk)


@pytest.fixture
def rules(sandbox: Sandbox) -> Callable[..., None]:
    """Sets how the sandbox's tokens live."""
    return lambda **told: sandbox.set_sign_in(SignInRules(**told))


@pytest.fixture
def authority(desk: Desk) -> Callable[[str], Authority]:
    """A provider's server as the practice's client sees it."""

    def of(name: str) -> Authority:
        provider = ProviderName(name)
        registrations = desk.connections().registrations
        return authority_of(provider, registrations, desk.store)(desk.client_id(provider))

    return of


def registration(desk: Desk, name: str, **changed: Any) -> None:
    """Changes the practice's registration with a provider."""

    def edit(now: Connections) -> Connections:
        provider = ProviderName(name)
        held = now.registrations[provider].model_dump() | changed
        return now.model_copy(
            update={"registrations": {**now.registrations, provider: Registration.model_validate(held)}}
        )

    desk.change(edit)
