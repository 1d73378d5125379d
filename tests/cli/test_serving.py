"""``demo`` and ``sandbox`` as programs of their own: they start, say where, and leave nothing behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psutil
import pytest

from reconcile.sandbox.ports import answers
from reconcile.sandbox.server import Sandbox

ROOT = Path(__file__).resolve().parents[2]
SMALL = ("sandbox", "--port", 0, "--clients", 12, "--folder")
posix = pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")


@contextlib.contextmanager
def started(*arguments: object, errors: IO[str] | None = None) -> Iterator[tuple[subprocess.Popen[str], dict]]:
    """The command as a program, and the document that it printed once it was up."""
    command = [sys.executable, "-m", "reconcile", *map(str, arguments), "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
    ) as program:
        try:
            assert program.stdout is not None
            yield program, json.loads(program.stdout.readline())
        finally:
            if program.poll() is None:
                program.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_of(url: str) -> int:
    return int(url.rsplit(":", 1)[1])


def family(program: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(program.pid).children(recursive=True)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str | Path, ...]:
    """Options for a demo whose sandbox holds a small practice already."""
    with Sandbox(tmp_path / "sandbox", clients=15):
        pass
    return "--folder", tmp_path / "demo", "--sandbox-folder", tmp_path / "sandbox"


@posix
@pytest.mark.parametrize("times", [1, 2])
def test_sandbox_serves_until_ctrl_c_and_says_nothing_more(tmp_path, times):
    errors = tmp_path / "errors.txt"
    with errors.open("w") as file, started(*SMALL, tmp_path / "sandbox", errors=file) as (program, said):
        assert answers(port_of(said["url"]), "/_sandbox/health")
        for _ in range(times):
            program.send_signal(signal.SIGINT)
            time.sleep(0.01)  # two signals at once would be one
        assert program.wait(timeout=20) == 0
        assert program.stdout is not None
        assert program.stdout.read() == "", "exactly one document"
    assert errors.read_text() == ""


def test_sandbox_refuses_a_port_in_use_and_unknown_faults(run, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = run("sandbox", "--folder", tmp_path, "--port", other.getsockname()[1], "--clients", 12, "--json")
    assert (taken.code, taken.document["title"]) == (1, "The port is taken")
    assert run("sandbox", "--folder", tmp_path, "--faults", "gremlins=1", "--json").code == 1


def test_demo_refuses_a_port_in_use_before_it_starts_anything(run, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        answer = run("demo", "--folder", tmp_path / "demo", "--port", other.getsockname()[1], "--json")
    assert (answer.code, answer.document["title"]) == (1, "The port is taken")
    assert "--port" in answer.document["hint"]
    assert not (tmp_path / "demo").exists()


@posix
def test_demo_serves_the_pages_and_ends_both_on_ctrl_c(folders):
    with started("demo", *folders, "--port", free_port(), "--sandbox-port", free_port()) as (program, said):
        assert answers(port_of(said["url"]), "/_stcore/health")
        assert answers(port_of(said["sandbox_url"]), "/_sandbox/health")
        assert said["snapshots_taken"] == ["xpm", "ignition", "gusto"]
        children = family(program)
        assert len(children) >= 2
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=60) == 0
        assert psutil.wait_procs(children, timeout=1)[1] == []


@posix
def test_demo_leaves_no_orphans_when_it_is_killed(folders):
    with started("demo", *folders, "--port", free_port(), "--sandbox-port", free_port()) as (program, _):
        children = family(program)
        program.kill()
        program.wait()
        assert psutil.wait_procs(children, timeout=30)[1] == []
