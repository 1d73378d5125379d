"""The authorization servers over HTTP: what each wants of a client, and the pages that a person sees."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from reconcile.sandbox.server import Sandbox
from reconcile.sandbox.signin.grants import SignInRules
from reconcile.sandbox.signin.services import SERVICES

PKCE = {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"}
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
"""The example of RFC 7636, appendix B."""

ASKED = {"response_type": "code", "redirect_uri": "http://localhost:1/back?here=1", "state": "s&t", **PKCE}


@pytest.fixture(autouse=True)
def at_once(sandbox: Sandbox) -> None:
    sandbox.set_sign_in(SignInRules(approve_at_once=True))


def asked(name: str, **changed: str) -> dict[str, str]:
    return {**ASKED, "client_id": next(iter(SERVICES[name].clients)), **changed}


def visit(sandbox: Sandbox, name: str, **changed: str) -> requests.Response:
    address = sandbox.url + SERVICES[name].authorize
    return requests.get(
        address, {k: v for k, v in asked(name, **changed).items() if v}, timeout=5, allow_redirects=False
    )


def back(answer: requests.Response) -> dict[str, str]:
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


@pytest.mark.parametrize("name", SERVICES)
def test_the_answer_goes_back_with_the_state(sandbox: Sandbox, name: str) -> None:
    told = back(visit(sandbox, name))
    assert told["state"] == "s&t"
    assert told["here"] == "1"
    assert told["code"]


def test_the_page_asks_first(sandbox: Sandbox) -> None:
    sandbox.set_sign_in(SignInRules())
    page = visit(sandbox, "gusto")
    assert page.status_code == 200
    assert "Allow access" in page.text
    assert page.text.count("<option") == sandbox.state.count("gusto")
    assert back(visit(sandbox, "gusto", prompt="none"))["code"]


@pytest.mark.parametrize(
    "changed", [{"client_id": "nobody"}, {"redirect_uri": "https://elsewhere.test/"}, {"redirect_uri": ""}]
)
def test_nobody_is_sent_to_a_stranger(sandbox: Sandbox, changed: dict[str, str]) -> None:
    answer = visit(sandbox, "xpm", **changed)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_a_wrong_question_goes_back_as_an_error(sandbox: Sandbox, changed: dict[str, str], error: str) -> None:
    assert back(visit(sandbox, "ignition", **changed))["error"] == error


def test_gusto_wants_json_and_its_secret_never_in_the_address(sandbox: Sandbox) -> None:
    url = sandbox.url + SERVICES["gusto"].token
    fields = {"grant_type": "authorization_code", "code": back(visit(sandbox, "gusto"))["code"],
              "client_id": "demo-gusto-app", "code_verifier": VERIFIER, "redirect_uri": ASKED["redirect_uri"]}  # fmt: skip
    assert requests.post(url, json=fields, timeout=5).json()["error"] == "invalid_client"
    secret = {"client_secret": "demo-gusto-secret"}
    assert requests.post(url, params=secret, json=fields, timeout=5).status_code == 400
    assert requests.post(url, data=fields | secret, timeout=5).json()["error"] == "invalid_request"
    assert requests.post(url, json=fields | secret, timeout=5).json()["expires_in"] == 7200


def test_an_unknown_way_and_an_unknown_token(sandbox: Sandbox) -> None:
    url, client = sandbox.url + SERVICES["xpm"].token, {"client_id": "demo-xpm-app"}
    answer = requests.post(url, data={**client, "grant_type": "password"}, timeout=5)
    assert answer.json()["error"] == "unsupported_grant_type"
    revoked = requests.post(sandbox.url + SERVICES["xpm"].revoke, data={**client, "token": "never-given"}, timeout=5)
    assert revoked.status_code == 200


def test_the_log_has_neither_codes_nor_states(sandbox: Sandbox) -> None:
    visit(sandbox, "xpm")
    (entry,) = [entry for entry in sandbox.requests() if "authorize" in entry["path"]]
    assert entry["query"] == ""
    assert not entry["mutating"]
