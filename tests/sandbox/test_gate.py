"""What goes wrong on purpose, as a program on the other end of the wire sees it."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from reconcile.sandbox.faults import Faults
from reconcile.sandbox.limits import Limits
from reconcile.sandbox.server import Sandbox


def write(xpm, known, city):
    body = {"uuid": known.SMITH, "city": city}
    return xpm("PUT", "client.api/update", json=body)


def city(sandbox, known):
    return sandbox.state.xpm_client(known.SMITH)["City"]


def test_500_comes_before_anything_happened(sandbox, xpm, known):
    sandbox.fail_next("500")
    answer = write(xpm, known, "Oslo")
    assert (answer.status_code, city(sandbox, known)) == (500, "")
    assert answer.headers["content-type"].startswith("text/html")
    assert [(row["status"], row["fault"], row["effect"]) for row in sandbox.requests()] == [(500, "500", False)]


def test_500_after_the_write_had_happened(sandbox, xpm, known):
    sandbox.fail_next("500-after-commit")
    assert (write(xpm, known, "Oslo").status_code, city(sandbox, known)) == (500, "Oslo")
    assert [(row["status"], row["effect"]) for row in sandbox.requests()] == [(500, True)]


def test_a_dropped_request_never_arrives(sandbox, xpm, known):
    sandbox.fail_next("dropped")
    with pytest.raises(requests.ConnectionError):
        write(xpm, known, "Oslo")
    assert city(sandbox, known) == ""
    assert [(row["status"], row["fault"], row["effect"]) for row in sandbox.requests()] == [(None, "dropped", False)]


def test_a_lost_answer_leaves_the_write_done(sandbox, xpm, known):
    sandbox.fail_next("lost-answer")
    with pytest.raises(requests.ConnectionError):
        write(xpm, known, "Oslo")
    assert city(sandbox, known) == "Oslo"
    assert [(row["status"], row["fault"], row["effect"]) for row in sandbox.requests()] == [(None, "lost-answer", True)]


@pytest.mark.parametrize("path", ["client.api/list?detailed=true", "staff.api/list"])
def test_a_truncated_answer_cannot_be_taken_for_a_whole_one(sandbox, xpm, path):
    whole = len(xpm.get(path).content)
    sandbox.fail_next("truncated")
    answer = xpm.get(path, stream=True)
    received: list[bytes] = []
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        received.extend(answer.iter_content(1))
    assert 0 < len(received) < whole


def test_429_asks_to_wait_and_does_nothing(sandbox, xpm, known):
    sandbox.set_faults(Faults(retry_after=7))
    sandbox.fail_next("429")
    answer = write(xpm, known, "Oslo")
    assert (answer.status_code, answer.content, answer.headers["Retry-After"]) == (429, b"", "7")
    assert answer.headers["X-Rate-Limit-Problem"] == "minute"
    assert city(sandbox, known) == ""


def test_each_app_has_a_429_of_its_own(sandbox, gusto, ignition, tool):
    for _ in range(3):
        sandbox.fail_next("429")
    of_gusto = gusto.get("token_info")
    assert (of_gusto.status_code, of_gusto.headers["Retry-After"]) == (429, "1")
    assert of_gusto.json()["errors"][0]["category"] == "rate_limit_exceeded"
    of_reporting = ignition.get("external/api/v1/reporting/clients")
    assert int(of_reporting.headers["X-RateLimit-Reset"]) >= time.time()
    call = {"jsonrpc": "2.0", "id": 9, "method": "tools/call", "params": {"name": "get_client", "arguments": {}}}
    of_mcp = requests.post(tool.url, json=call, headers=tool.headers, timeout=10)
    assert (of_mcp.status_code, of_mcp.headers["Retry-After"]) == (429, "1")
    assert of_mcp.json()["id"] == 9
    assert of_mcp.json()["error"]["data"] == {"retryAfter": 1}
    assert of_mcp.json()["error"]["message"] == "RATE_LIMITED"


def test_a_slow_request_is_done_even_if_nobody_waits_for_it(sandbox, xpm, known):
    sandbox.set_faults(Faults(slow_seconds=0.4))
    sandbox.fail_next("slow")
    with pytest.raises(requests.Timeout):
        requests.put(
            xpm.base + "client.api/update", json={"uuid": known.SMITH, "city": "Oslo"}, headers=xpm.headers, timeout=0.1
        )
    assert city(sandbox, known) == ""
    deadline = time.monotonic() + 5
    while city(sandbox, known) != "Oslo" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert city(sandbox, known) == "Oslo"


def test_faults_hit_mcp_calls_by_their_tool(sandbox, tool):
    sandbox.fail_next("lost-answer", what="create_client")
    tool("get_client", client_id=1001)
    with pytest.raises(Exception):  # noqa: B017, PT011 (whatever the client makes of a lost answer)
        tool("create_client", name="Maybe")
    assert sandbox.state.count("ignition") == 4
    row = sandbox.requests()[-1]
    assert (row["tool"], row["fault"], row["effect"], row["status"]) == ("create_client", "lost-answer", True, None)


def test_rates_are_the_same_for_the_same_seed(tmp_path, known):
    def statuses(folder):
        faults = Faults(rate_500=0.4, rate_429=0.2, seed=5)
        with Sandbox(tmp_path / folder, world=known.world(), faults=faults) as sandbox:
            headers = {"Authorization": f"Bearer {sandbox.connections['gusto']['tokens'][0]}"}
            url = sandbox.url + "/gusto/v1/token_info"
            return [requests.get(url, headers=headers, timeout=10).status_code for _ in range(20)]

    first = statuses("a")
    assert set(first) == {200, 429, 500}
    assert statuses("b") == first


def test_too_many_calls_at_once(tmp_path, known):
    limits = Limits(xpm_at_once=2)
    with Sandbox(tmp_path, world=known.world(), limits=limits) as sandbox:
        for number in range(300):
            sandbox.state.put_xpm_client(known.xpm_client(f"c{number}", 1000 + number, f"C {number}"))
        access = sandbox.connections["xpm"]
        headers = {"Authorization": f"Bearer {access['token']}", "Xero-Tenant-Id": access["tenant_id"]}
        url = f"{access['base_url']}/practicemanager/3.1/client.api/list"
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _: requests.get(url, headers=headers, timeout=10), range(24)))
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert {answer.headers["X-Rate-Limit-Problem"] for answer in refused} == {"concurrent"}
    assert any(answer.status_code == 200 for answer in answers)


def test_the_log_has_no_bodies_and_no_tokens(sandbox, xpm, known, gusto, tool):
    write(xpm, known, "Reykjavik")
    gusto.get("token_info")
    tool("update_client", client_id=1001, city="Reykjavik")
    text = (sandbox.state.folder / "requests.jsonl").read_text()
    assert len(sandbox.requests()) >= 3
    secrets = [sandbox.connections["xpm"]["token"], known.GUSTO_TOKEN, sandbox.connections["ignition"]["token"]]
    for secret in (*secrets, "Reykjavik", "Bearer"):
        assert secret not in text


def test_a_line_is_in_the_log_when_the_answer_is_there(sandbox, xpm):
    for number in range(1, 30):
        xpm.get("staff.api/list?x=1")
        assert len(sandbox.requests()) == number
    assert sandbox.requests()[-1]["query"] == "x=1"


def test_the_health_page_is_neither_logged_nor_disturbed(sandbox):
    sandbox.set_faults(Faults(rate_500=1))
    health = requests.get(sandbox.url + "/_sandbox/health", timeout=10)
    assert health.json() == {"status": "ok", "clients": {"xpm": 4, "ignition": 3, "gusto": 1}}
    assert sandbox.requests() == []


def test_a_message_that_is_no_json_rpc_is_no_crash(sandbox, tool):
    headers = {**tool.headers, "Content-Type": "application/json"}
    for body in (b"{", b"[]", b'{"method": "tools/call", "params": []}', b'"x"'):
        assert requests.post(tool.url, data=body, headers=headers, timeout=10).status_code in range(400, 500)
    assert {row["tool"] for row in sandbox.requests()} == {None}
