"""Starting, stopping and starting again."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from reconcile.errors import NeedsUser
from reconcile.sandbox.server import Sandbox, serve

ROOT = Path(__file__).parents[2]

CHILD = """
import sys
from reconcile.sandbox.server import serve
serve(sys.argv[1], port=int(sys.argv[2]), ready=lambda sandbox: print(sandbox.url, flush=True))
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def child(tmp_path):
    """Starts `serve` in a process of its own and stops it in the end."""
    started = []

    def start(port):
        command = [sys.executable, "-c", CHILD, str(tmp_path), str(port)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        started.append(process)
        return process, process.stdout.readline().strip()

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def wait_for(url):
    deadline = time.monotonic() + 20
    while True:
        try:
            return requests.get(url + "/_sandbox/health", timeout=5).json()
        except requests.ConnectionError:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_state_lives_through_a_restart(tmp_path, known):
    with Sandbox(tmp_path, world=known.world()) as first:
        first.edit("xpm", known.SMITH, {"City": "Oslo"})
        tokens = first.connections["xpm"]["token"], first.connections["gusto"]["tokens"]
    with Sandbox(tmp_path) as second:
        assert second.state.xpm_client(known.SMITH)["City"] == "Oslo"
        assert (second.connections["xpm"]["token"], second.connections["gusto"]["tokens"]) == tokens
        headers = {"Authorization": f"Bearer {tokens[0]}", "Xero-Tenant-Id": second.connections["xpm"]["tenant_id"]}
        url = f"{second.url}/xero/practicemanager/3.1/client.api/get/{known.SMITH}"
        assert b"<City>Oslo</City>" in requests.get(url, headers=headers, timeout=10).content


def test_one_object_may_be_started_again(tmp_path, known):
    sandbox = Sandbox(tmp_path, world=known.world())
    for _ in range(2):
        with sandbox:
            assert requests.get(sandbox.url + "/_sandbox/health", timeout=5).status_code == 200


def test_it_starts_and_stops_in_less_than_a_second(tmp_path, known):
    with Sandbox(tmp_path, world=known.world()):
        pass
    began = time.monotonic()
    with Sandbox(tmp_path) as sandbox:
        requests.get(sandbox.url + "/_sandbox/health", timeout=5)
    assert time.monotonic() - began < 1


def test_nothing_listens_after_the_end(tmp_path, known):
    with Sandbox(tmp_path, world=known.world()) as sandbox:
        url = sandbox.url
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)
    assert sandbox.state.count("xpm") == 4


def test_the_connections_are_written_for_the_owner_alone(sandbox):
    path = sandbox.state.folder / "connections.json"
    assert json.loads(path.read_text()) == sandbox.connections
    assert path.stat().st_mode & 0o077 == 0
    assert sandbox.connections["xpm"]["base_url"] == f"{sandbox.url}/xero"
    assert set(sandbox.connections["gusto"]) == {"base_url", "tokens", "version"}
    assert set(sandbox.connections["ignition"]) == {"base_url", "token", "mcp_url", "export_url"}


def test_a_taken_port_is_said_in_words(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(NeedsUser) as refused:
            serve(tmp_path, port)
    assert refused.value.title == "The port is taken"
    assert str(port) in refused.value.message
    assert "--port" in refused.value.hint


def test_a_folder_is_served_once(sandbox):
    with pytest.raises(NeedsUser) as refused, Sandbox(sandbox.state.folder):
        pass
    assert "already" in refused.value.message


def test_a_reset_does_not_touch_a_folder_that_is_served(sandbox):
    with pytest.raises(NeedsUser):
        serve(sandbox.state.folder, 0, reset=True)
    assert sandbox.state.count("xpm") == 4


def test_a_reset_forgets_state_and_log(tmp_path, known):
    sandbox = Sandbox(tmp_path, world=known.world())
    with sandbox:
        requests.get(sandbox.url + "/gusto/v1/token_info", timeout=5)
        sandbox.edit("xpm", known.SMITH, {"City": "Oslo"})
    sandbox.reset()
    assert (sandbox.state.is_empty(), sandbox.requests()) == (True, [])


def test_interrupting_ends_it_quietly(tmp_path, known, child):
    with Sandbox(tmp_path, world=known.world()):
        pass
    process, url = child(0)
    assert wait_for(url)["clients"]["xpm"] == 4
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


def test_rel_12_a_killed_sandbox_has_kept_every_answered_write(tmp_path, known, child):
    with Sandbox(tmp_path, world=known.world()) as sandbox:
        access = sandbox.connections["xpm"]
    port = free_port()
    process, url = child(port)
    wait_for(url)
    headers = {"Authorization": f"Bearer {access['token']}", "Xero-Tenant-Id": access["tenant_id"]}
    base = f"{url}/xero/practicemanager/3.1"
    body = {"uuid": known.SMITH, "city": "Oslo"}
    assert requests.put(f"{base}/client.api/update", json=body, headers=headers, timeout=10).status_code == 200
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    _, url = child(port)
    wait_for(url)
    found = requests.get(f"{base}/client.api/get/{known.SMITH}", headers=headers, timeout=10).content
    assert b"<City>Oslo</City>" in found
    log = [json.loads(line) for line in (tmp_path / "requests.jsonl").read_text().splitlines()]
    assert [row["effect"] for row in log if row["mutating"]] == [True]
