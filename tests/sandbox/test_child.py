"""A child program ends with the one that started it, however that one ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from reconcile.sandbox.child import Child

ROOT = Path(__file__).resolve().parents[2]

PARENT = """
import subprocess, sys, time
from reconcile.sandbox.child import Child
child = Child("http.server", ["0", "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL)
print(child.process.pid, flush=True)
time.sleep(60)
"""


def gone(pid: int, seconds: float = 15) -> bool:
    """Whether a process is no more, or ends within this time."""
    try:
        psutil.Process(pid).wait(timeout=seconds)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return False
    return True


def test_a_child_runs_a_module_and_is_ended():
    with Child("http.server", ["0", "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL) as child:
        assert child.is_running
        pid = child.process.pid
    assert not child.is_running
    assert gone(pid)
    child.stop()  # a second time does nothing


def test_exit_code_and_arguments_reach_the_child(tmp_path):
    (tmp_path / "echo_and_fail.py").write_text("import sys\nprint(sys.argv[1])\nsys.exit(3)\n", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    with Child(
        "echo_and_fail",
        ["Kōwhai"],
        stdout=subprocess.PIPE,
        environment={"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
    ) as child:
        assert child.first_line().strip() == "Kōwhai"
        assert child.wait() == 3


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_ends_when_its_parent_is_killed(how):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(0.2)
        assert psutil.pid_exists(pid)
        parent.send_signal(how)
        parent.wait(timeout=10)
        assert gone(pid)
