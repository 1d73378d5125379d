"""Who gets in, and what an answer carries around its body."""

import pytest
import requests
from lxml import etree

from reconcile.sandbox.limits import Limits, Window, real_limits
from reconcile.sandbox.server import Sandbox


@pytest.mark.parametrize("token", [None, "Bearer wrong", "wrong"])
def test_without_the_token_it_is_401_in_json(xpm, token):
    answer = xpm.get("client.api/list", headers={"Authorization": token})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer error=invalid_token"
    assert {
        "Title": "Unauthorized",
        "Status": 401,
        "Detail": "AuthenticationUnsuccessful",
    }.items() <= answer.json().items()


@pytest.mark.parametrize("tenant", [None, "another"])
def test_another_tenant_is_403_in_json(xpm, tenant):
    answer = xpm.get("client.api/list", headers={"Xero-Tenant-Id": tenant})
    assert (answer.status_code, answer.json()["Detail"]) == (403, "AuthenticationUnsuccessful")


def test_the_tenant_is_told_by_the_connections(sandbox, xpm):
    (tenant,) = requests.get(sandbox.url + "/xero/connections", headers=xpm.headers, timeout=10).json()
    assert (tenant["tenantType"], tenant["tenantId"]) == ("PRACTICEMANAGER", sandbox.connections["xpm"]["tenant_id"])
    assert requests.get(sandbox.url + "/xero/connections", timeout=10).status_code == 401


@pytest.mark.parametrize(
    ("accept", "media_type", "start"),
    [
        (None, "text/xml; charset=utf-8", b"<Response api-method="),
        ("application/xml", "application/xml", b"<Response api-method="),
        ("application/xml, application/json", "application/xml", b"<Response api-method="),
        ("application/json", "application/json; charset=utf-8", b'{"status"'),
    ],
)
def test_the_answer_is_xml_unless_json_is_asked_for(xpm, accept, media_type, start):
    for path in ("client.api/list", "staff.api/list"):
        answer = xpm.get(path, headers={"Accept": accept or "*/*"})
        assert (answer.headers["content-type"], answer.content[: len(start)]) == (media_type, start)


def test_a_business_error_is_200_with_an_error_status(xpm):
    tree = xpm.tree("client.api/get/nobody")
    assert (tree.findtext("Status"), tree.findtext("ErrorDescription")) == ("ERROR", "Invalid client identifier")
    answer = xpm.get("client.api/get/nobody", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json() == {"status": "ERROR", "errorDescription": "Invalid client identifier"}


def test_an_unreadable_body_is_400(xpm):
    answer = xpm("PUT", "client.api/update", data=b"<Client>")
    assert (answer.status_code, etree.fromstring(answer.content).findtext("Status")) == (400, "ERROR")


def test_a_wrong_method_is_405_and_a_wrong_path_404(xpm):
    assert xpm("POST", "client.api/list").status_code == 405
    assert xpm.get("client.api/nothing").status_code == 404


def test_every_answer_has_a_correlation_id_and_what_is_left_of_the_limits(xpm):
    first, second = xpm.get("staff.api/list").headers, xpm.get("staff.api/list").headers
    assert first["xero-correlation-id"] != second["xero-correlation-id"]
    for name in ("X-MinLimit-Remaining", "X-DayLimit-Remaining", "X-AppMinLimit-Remaining"):
        assert int(first[name]) - int(second[name]) == 1


def test_past_a_limit_it_is_429_without_a_body(tmp_path, known):
    minute, day = Window("minute", 2, 60), Window("day", 100, 86_400)
    limits = Limits({**Limits().windows, "xpm": (minute, day)})
    with Sandbox(tmp_path, world=known.world(), limits=limits) as sandbox:
        access = sandbox.connections["xpm"]
        headers = {"Authorization": f"Bearer {access['token']}", "Xero-Tenant-Id": access["tenant_id"]}
        url = f"{access['base_url']}/practicemanager/3.1/staff.api/list"
        answers = [requests.get(url, headers=headers, timeout=10) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused = answers[-1]
    assert (refused.content, refused.headers["X-Rate-Limit-Problem"]) == (b"", "minute")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["X-DayLimit-Remaining"] == "98"


def test_the_real_limits_are_xpms_own():
    calls = {window.name: window.calls for window in real_limits().windows["xpm"]}
    assert calls == {"minute": 60, "day": 5_000, "appminute": 10_000}
    assert real_limits().xpm_at_once == 5
