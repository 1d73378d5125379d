"""Disconnecting: withdrawn at the provider, forgotten here, and nobody else's access touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reconcile.apps.signin.authority import Authority
from reconcile.apps.signin.ending import disconnect
from reconcile.apps.signin.flow import Desk
from reconcile.apps.signin.provider import ProviderName
from reconcile.apps.signin.refusals import SignInAgain
from reconcile.apps.signin.renewal import RenewingToken
from reconcile.errors import NeedsUser, TryAgain
from reconcile.sandbox.server import Sandbox
from reconcile.sandbox.signin.services import TENANTS

from .conftest import Clock, Person

PRACTICE, BRANCH, BOOKS = (tenant.id for tenant in TENANTS)


@pytest.mark.parametrize("name", ["xpm", "gusto", "ignition", "ignition-mcp"])
def test_the_access_is_withdrawn_and_forgotten(
    name: str, desk: Desk, person: Person, authority: Callable[[str], Authority], clock: Clock
) -> None:
    person.connect(name, *((PRACTICE,) if name == "xpm" else ()))
    (key,) = desk.connections().grant_keys
    tokens = desk.store.read(key)
    ended = disconnect(desk, ProviderName(name))
    assert ended.withdrawn
    assert desk.connections().grants == ()
    assert desk.store.read(key) is None
    assert tokens is not None
    desk.store.write(key, tokens)  # a copy that somebody kept
    clock.now += 10_000
    with pytest.raises(SignInAgain):
        RenewingToken(desk.store, key, lambda _: authority(name), clock=clock).token()
    with pytest.raises(NeedsUser, match="not connected"):
        disconnect(desk, ProviderName(name))


def test_another_tenant_of_the_same_person_stays_connected(desk: Desk, person: Person, sandbox: Sandbox) -> None:
    person.connect("xpm", PRACTICE, BOOKS)
    (key,) = desk.connections().grant_keys
    tokens = desk.store.read(key)
    assert tokens is not None
    assert disconnect(desk, ProviderName.XPM).withdrawn
    grant = sandbox.grants.holder("xpm", tokens.access)
    assert grant is not None
    assert grant["accounts"] == [BOOKS]


def test_a_provider_that_is_away_leaves_everything_as_it_was(desk: Desk, person: Person, sandbox: Sandbox) -> None:
    person.connect("ignition")
    before = desk.path.read_text()
    sandbox.fail_next("dropped", what="oauth2/revoke", times=9)
    with pytest.raises(TryAgain):
        disconnect(desk, ProviderName.IGNITION)
    assert desk.path.read_text() == before
    assert list(desk.connections().source("ignition").records())
    ended = disconnect(desk, ProviderName.IGNITION, forget=True)
    assert not ended.withdrawn
    assert desk.connections().apps == ()


def test_what_was_withdrawn_in_the_app_can_be_forgotten_here(
    desk: Desk, person: Person, authority: Any, clock: Clock
) -> None:
    person.connect("xpm", PRACTICE)
    (key,) = desk.connections().grant_keys
    tokens = desk.store.read(key)
    assert tokens is not None
    authority("xpm").revoke(tokens.refresh, "refresh_token")
    assert disconnect(desk, ProviderName.XPM).withdrawn
    assert desk.connections().apps == ()


def test_one_company_of_gusto_ends_and_the_others_stay(desk: Desk, person: Person, sandbox: Sandbox) -> None:
    for document in list(sandbox.state.gusto_companies())[:2]:
        person.connect("gusto", document["company"]["uuid"])
    first, second = desk.connections().grant_keys
    disconnect(desk, ProviderName.GUSTO, key=first)
    assert desk.connections().grant_keys == (second,)
    assert len(list(desk.connections().source("gusto").records())) == 1
    disconnect(desk, ProviderName.GUSTO, key=second)
    assert desk.connections().gusto is None


def test_reading_and_writing_of_ignition_end_apart(desk: Desk, person: Person) -> None:
    person.connect("ignition")
    person.connect("ignition-mcp")
    disconnect(desk, ProviderName.IGNITION_MCP)
    assert [name for name, _ in desk.connections().grants] == [ProviderName.IGNITION]
    person.connect("ignition-mcp")
    disconnect(desk, ProviderName.IGNITION)
    assert [name for name, _ in desk.connections().grants] == [ProviderName.IGNITION_MCP]
