"""Signing in, over real HTTP with the sandbox: the whole way, every refusal, and that nothing that was there is lost."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from reconcile.apps.signin.flow import Desk
from reconcile.apps.signin.pending import MINUTES_TO_ANSWER
from reconcile.apps.signin.provider import ProviderName
from reconcile.errors import BadInput, NeedsUser, NotAllowed, TryAgain
from reconcile.model import App, Client
from reconcile.sandbox.faults import Faults
from reconcile.sandbox.server import Sandbox
from reconcile.sandbox.signin.services import TENANTS

from .conftest import BACK, Clock, Person, registration

PRACTICE, BRANCH, BOOKS = (tenant.id for tenant in TENANTS)


def names(desk: Desk, app: App) -> list[str]:
    return sorted(record.name for record in desk.connections().source(app).records() if isinstance(record, Client))


def test_xpm_is_connected_and_read(desk: Desk, person: Person) -> None:
    done = person.connect("xpm", PRACTICE, BOOKS)
    assert done.account is not None
    assert done.account.name == "Demo practice"
    connection = desk.connections().xpm
    assert connection is not None
    assert connection.tenant_id == PRACTICE
    assert "Harbour Joinery Ltd" in names(desk, App.XPM)


def test_the_address_asks_with_pkce_and_a_state_of_its_own(desk: Desk) -> None:
    asked = [parse_qs(urlsplit(desk.begin(ProviderName.XPM, BACK).address).query) for _ in range(2)]
    assert asked[0]["code_challenge_method"] == ["S256"]
    assert asked[0]["scope"] == ["offline_access practicemanager"]
    assert asked[0]["redirect_uri"] == [BACK]
    assert asked[0]["state"] != asked[1]["state"]
    assert asked[0]["code_challenge"] != asked[1]["code_challenge"]


def test_of_several_practices_one_is_chosen(desk: Desk, person: Person) -> None:
    done = person.connect("xpm", PRACTICE, BRANCH, BOOKS)
    assert done.account is None
    assert [choice.name for choice in done.choices] == ["Demo practice", "Demo practice, branch office"]
    assert desk.connections().xpm is None
    later = Desk(desk.path.parent)  # another program, a restart
    with pytest.raises(NeedsUser, match="not among"):
        later.finish(later.sign_ins.find(done.key), BOOKS)
    chosen = later.finish(later.sign_ins.find(done.key), BRANCH)
    assert chosen.account is not None
    assert chosen.account.id == BRANCH
    assert later.sign_ins.unfinished() == []
    assert names(desk, App.XPM)


def test_connecting_again_keeps_the_practice_that_was_chosen(desk: Desk, person: Person, clock: Clock) -> None:
    person.connect("xpm", BRANCH)
    (first,) = desk.connections().grant_keys
    at_work = desk.connections().source(App.XPM)  # a run that began before
    clock.now += 1_700
    again = person.connect("xpm", PRACTICE, BRANCH)
    assert again.account is not None
    assert again.account.id == BRANCH
    assert desk.connections().grant_keys == (first,), "whoever works with it goes on"
    assert [name for name in desk.store.names() if name.startswith("xpm")] == [first]
    clock.now += 1_000
    assert list(at_work.records())


def test_another_practice_takes_the_place_of_the_one_before(desk: Desk, person: Person) -> None:
    person.connect("xpm", BRANCH)
    (first,) = desk.connections().grant_keys
    person.connect("xpm", PRACTICE)
    assert desk.connections().grant_keys != (first,)
    assert desk.store.read(first) is None, "the replaced tokens are forgotten"


def test_losing_power_while_fresh_tokens_take_the_place_of_older_ones(
    desk: Desk, person: Person, clock: Clock, rules: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a provider that ends the grant at the second use of a refresh token."""
    rules(grace_seconds=0)
    person.connect("xpm", PRACTICE)
    clock.now += 10
    back = person.answer("xpm", PRACTICE)
    with monkeypatch.context() as power:
        power.setattr(desk.store, "forget", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            desk.answer(back)
    clock.now += 1_800
    assert names(desk, App.XPM), "renewed meanwhile, so that the fresh tokens are old by now"
    (left,) = desk.sign_ins.unfinished()
    (key,) = desk.connections().grant_keys
    newest = desk.store.read(key)
    assert desk.finish(left).account is not None
    assert desk.store.read(key) == newest
    assert desk.sign_ins.unfinished() == []
    clock.now += 1_800
    assert names(desk, App.XPM)


def test_nobody_is_connected_without_a_practice(desk: Desk, person: Person) -> None:
    with pytest.raises(NeedsUser, match="no practice"):
        person.connect("xpm", BOOKS)
    assert desk.store.names() == []
    assert desk.connections().apps == ()


def test_gusto_grows_by_a_company_at_a_time(desk: Desk, person: Person, sandbox: Sandbox) -> None:
    companies = [document["company"] for document in sandbox.state.gusto_companies()]
    for company in companies[:2]:
        done = person.connect("gusto", company["uuid"])
        assert done.account is not None
        assert done.account.name == company["name"]
    assert names(desk, App.GUSTO) == sorted(company["name"] for company in companies[:2])
    person.connect("gusto", companies[0]["uuid"])
    gusto = desk.connections().gusto
    assert gusto is not None
    assert sorted(grant.id for grant in gusto.grants) == sorted(company["uuid"] for company in companies[:2])


def test_ignition_reads_with_one_grant_and_writes_with_the_other(desk: Desk, person: Person) -> None:
    person.connect("ignition-mcp")
    connections = desk.connections()
    assert connections.apps == ()
    with pytest.raises(NeedsUser, match="writing only"):
        connections.source("ignition")
    person.connect("ignition")
    assert desk.connections().apps == (App.IGNITION,)
    assert "Old Mill Trust" in names(desk, App.IGNITION)
    found = desk.connections().target("ignition").find_by_name("Lena Brook")
    assert [client.name for client in found] == ["Lena Brook"]


def test_the_file_names_grants_and_holds_no_token(desk: Desk, person: Person) -> None:
    person.connect("xpm", PRACTICE)
    person.connect("ignition")
    text = desk.path.read_text()
    for key in desk.connections().grant_keys:
        tokens = desk.store.read(key)
        assert tokens is not None
        assert key in text
        assert tokens.access not in text
        assert tokens.refresh not in text
    assert "token" not in json.loads(text)["xpm"]
    for path in desk.store.folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 or path.suffix == ".lock", path


def test_an_answer_is_used_once(desk: Desk, person: Person) -> None:
    back = person.answer("xpm", PRACTICE)
    desk.answer(back)
    kept = desk.path.read_text()
    with pytest.raises(NotAllowed):
        desk.answer(back)
    assert desk.path.read_text() == kept


def test_a_state_that_nobody_began_here_is_refused(desk: Desk, person: Person) -> None:
    person.answer("xpm", PRACTICE)
    with pytest.raises(NotAllowed, match="no sign-in that was begun here"):
        desk.answer({"code": "anything", "state": "made-up"})
    with pytest.raises(BadInput):
        desk.answer({"code": "anything"})


def test_an_answer_that_comes_too_late_is_refused(desk: Desk, person: Person, clock: Clock) -> None:
    back = person.answer("ignition")
    clock.now += MINUTES_TO_ANSWER * 60 + 1
    with pytest.raises(NotAllowed, match="last minutes"):
        desk.answer(back)


def test_a_stolen_code_is_worth_nothing_without_the_proof(desk: Desk, person: Person, sandbox: Sandbox) -> None:
    back = dict(parse_qs(urlsplit(person.answer("xpm", PRACTICE)).query))
    stolen = {"grant_type": "authorization_code", "code": back["code"][0], "redirect_uri": BACK,
              "client_id": "demo-xpm-app", "code_verifier": "guessed" * 8}  # fmt: skip
    answer = requests.post(sandbox.url + "/xero/identity/connect/token", data=stolen, timeout=5)
    assert answer.json()["error"] == "invalid_grant"


def test_no_is_told_and_leaves_everything(desk: Desk, person: Person) -> None:
    person.connect("xpm", PRACTICE)
    kept = desk.path.read_text()
    with pytest.raises(NotAllowed, match="not allowed") as caught:
        desk.answer(person.answer("xpm", decision="deny"))
    assert "third-party add-ons" in caught.value.hint
    assert desk.path.read_text() == kept
    assert names(desk, App.XPM)


def test_what_is_not_registered_cannot_begin(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RECONCILE_XPM_CLIENT_ID", raising=False)
    registration(desk, "xpm", client_id="")
    with pytest.raises(NeedsUser, match="No client id"):
        desk.begin(ProviderName.XPM, BACK)


def test_a_way_back_that_others_could_read_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput, match="https"):
        desk.begin(ProviderName.XPM, "http://practice.test/settings")


def test_a_wrong_secret_is_told(desk: Desk, person: Person) -> None:
    registration(desk, "gusto", client_secret="not-the-secret")
    with pytest.raises(NotAllowed, match="client id, or its secret") as caught:
        person.connect("gusto")
    assert "not-the-secret" not in str(caught.value)


def test_client_id_and_secret_may_come_from_the_environment(
    desk: Desk, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    registration(desk, "gusto", client_id="", client_secret="")
    monkeypatch.setenv("RECONCILE_GUSTO_CLIENT_ID", "demo-gusto-app")
    with pytest.raises(NeedsUser, match="client secret"):
        desk.begin(ProviderName.GUSTO, BACK)
    monkeypatch.setenv("RECONCILE_GUSTO_CLIENT_SECRET", "demo-gusto-secret")
    assert person.connect("gusto").account is not None


def test_a_web_app_with_a_secret_signs_in_too(desk: Desk, person: Person) -> None:
    registration(desk, "xpm", client_id="demo-xpm-web-app", client_secret="demo-xpm-secret")
    assert person.connect("xpm", PRACTICE).account is not None
    assert names(desk, App.XPM)


@pytest.mark.parametrize("kind", ["500", "429", "dropped"])
def test_a_provider_that_is_away_says_try_again(
    desk: Desk, person: Person, sandbox: Sandbox, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = person.answer("xpm", PRACTICE)
    sandbox.fail_next(kind, what="connect/token")  # type: ignore[arg-type]
    with pytest.raises(TryAgain):
        desk.answer(back)
    assert desk.connections().apps == ()


def test_signed_in_but_not_known_yet_is_finished_later(desk: Desk, person: Person, sandbox: Sandbox) -> None:
    back = person.answer("xpm", PRACTICE)
    sandbox.fail_next("dropped", what="/xero/connections", times=9)
    with pytest.raises(TryAgain):
        desk.answer(back)
    sandbox.set_faults(Faults())  # and back again
    (left,) = desk.sign_ins.unfinished()
    assert desk.finish(left).account is not None
    assert names(desk, App.XPM)


def test_secrets_are_in_no_log_and_no_repr(
    desk: Desk, person: Person, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    begun = desk.begin(ProviderName.XPM, BACK)
    state = parse_qs(urlsplit(begun.address).query)["state"][0]
    back = person.press(begun.address, PRACTICE)
    code = parse_qs(urlsplit(back).query)["code"][0]
    caplog.clear()  # the person's own browser
    done = desk.answer(back)
    assert names(desk, App.XPM)
    (key,) = desk.connections().grant_keys
    tokens = desk.store.read(key)
    assert tokens is not None
    said = f"{caplog.text} {begun!r} {done!r} {tokens!r} {desk.connections()!r} {desk.store!r} {sandbox.requests()}"
    for secret in (tokens.access, tokens.refresh, state, code):
        assert secret not in said
    assert not [entry for entry in sandbox.requests() if "connect/token" in entry["path"] and entry["mutating"]]


def test_rel_10_signing_in_to_gusto_changes_nothing_there(desk: Desk, person: Person, sandbox: Sandbox) -> None:
    person.connect("gusto")
    assert names(desk, App.GUSTO)
    assert not [entry for entry in sandbox.requests() if entry["app"] == "gusto" and entry["mutating"]]


def test_the_same_answer_from_two_tabs_connects_once(desk: Desk, person: Person, rules: Callable[..., None]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    back = person.answer("ignition")

    def take(_: int) -> str:
        try:
            return "connected" if Desk(desk.path.parent, clock=desk._clock).answer(back).account else "open"
        except NotAllowed as error:
            return error.title

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(take, range(4)))
    assert sorted(told) == ["Used already"] * 3 + ["connected"]
    assert names(desk, App.IGNITION)
