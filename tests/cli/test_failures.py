"""Exit codes and reasons: 0 done, 1 refused or failed, 2 not understood, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from reconcile.cli import failures
from reconcile.errors import Bug, NeedsUser, TryAgain

ROOT = Path(__file__).resolve().parents[2]


def failing(error: BaseException) -> typer.Typer:
    app = typer.Typer()

    @app.command()
    def work(as_json: bool = typer.Option(False, "--json")) -> None:
        raise error

    return app


@pytest.mark.parametrize("error", [NeedsUser("No list.", hint="Take one."), TryAgain("Busy."), Bug("Odd.")])
def test_errors_of_ours_exit_1_with_their_three_parts(error, capsys):
    assert failures.run(failing(error), ["--json"]) == 1
    assert failures.run(failing(error), []) == 1
    printed = capsys.readouterr()
    assert f'"title": "{error.title}"' in printed.out
    assert error.message in printed.err
    assert error.hint in printed.err


def test_unexpected_errors_tell_their_kind_and_place_but_not_their_text(capsys):
    assert failures.run(failing(ValueError("Jane Doe, jane@example.test")), []) == 1
    err = capsys.readouterr().err
    assert "ValueError in test_failures.py" in err
    assert "Jane" not in err
    assert "Traceback" not in err


def test_traceback_is_shown_where_it_is_asked_for(capsys, monkeypatch):
    monkeypatch.setenv("RECONCILE_TRACEBACK", "1")
    assert failures.run(failing(ValueError("why")), []) == 1
    assert "Traceback" in capsys.readouterr().err


def test_full_disk_and_missing_permission_are_told_in_words(capsys):
    assert failures.run(failing(OSError(28, "No space left on device", "/x/workspace.duckdb")), []) == 1
    err = capsys.readouterr().err
    assert "No space left on device (workspace.duckdb)" in err


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_ctrl_c_exits_1_and_says_that_nothing_is_lost(flags, capsys):
    assert failures.run(failing(KeyboardInterrupt()), flags) == 1
    printed = capsys.readouterr()
    assert "Nothing is lost" in printed.out + printed.err


def test_bad_usage_exits_2_in_words_and_as_a_document(run):
    assert run("bogus").code == 2
    answer = run("bogus", "--json")
    assert (answer.code, answer.document["error"]) == (2, "BadUsage")
    assert run("decide", "somewhere", "pair", "perhaps", "--json").code == 2
    assert run("status", "--json").code == 2


def test_help_exits_0_and_lists_every_command(run):
    answer = run("--help")
    assert answer.code == 0
    for name in (
        "demo",
        "sandbox",
        "status",
        "snapshot",
        "links",
        "duplicates",
        "decide",
        "plan",
        "apply",
        "undo",
        "why",
    ):
        assert name in answer.out


def test_every_command_takes_json(run):
    from reconcile.cli import app

    for command in app.registered_commands:
        name = command.callback.__name__.replace("_", "-")
        assert "--json" in run(name, "--help").out, name


def test_a_mistyped_workspace_is_refused_and_not_made(run, tmp_path):
    missing = tmp_path / "acme"
    for command in ("status", "links", "duplicates", "plan", "apply", "settings"):
        answer = run(command, missing, "--json")
        assert (answer.code, answer.document["title"]) == (1, "No such workspace")
    assert not missing.exists()


def test_runs_as_a_module_of_its_own():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    answer = subprocess.run(
        [sys.executable, "-m", "reconcile", "status", "no-such-place", "--json"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.returncode == 1
    assert answer.stdout.count("\n") == 1
    assert answer.stderr == ""
