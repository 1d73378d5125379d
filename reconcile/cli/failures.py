"""How a command ends: its exit code, and its reason in words or as one JSON document."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer
from rich.text import Text
from typer.exceptions import TyperException

from reconcile.cli import voice
from reconcile.errors import Bug, NeedsUser, ReconcileError

DONE, FAILED, BAD_USAGE = 0, 1, 2
STOPPED = 130
"""What typer answers to Ctrl-C."""


def run(app: typer.Typer, arguments: Sequence[str]) -> int:
    """Runs a command and returns its exit code; no exception leaves here, and no traceback reaches a person."""
    as_json = "--json" in arguments
    try:
        code = app(list(arguments), prog_name="reconcile", standalone_mode=not as_json)
    except SystemExit as stop:
        code = stop.code
    except TyperException as error:
        return _tell(_usage(error), as_json, error.exit_code)
    except ReconcileError as error:
        return _tell(error.to_dict(), as_json, FAILED)
    except KeyboardInterrupt:
        code = STOPPED
    except OSError as error:
        return _tell(_refused_by_the_system(error).to_dict(), as_json, FAILED)
    except Exception as error:
        # the last line of defence: whatever it is, the person gets a sentence, and programs get their document
        return _tell(_unexpected(error).to_dict(), as_json, FAILED)
    if code == STOPPED:
        return _tell(_interrupted().to_dict(), as_json, FAILED)
    return code if isinstance(code, int) else DONE


def _tell(reason: Mapping[str, str], as_json: bool, code: int) -> int:
    if as_json:
        voice.print_json(reason)
        return code
    err = voice.stderr()
    err.print(Text(voice.safe(reason["title"]), style="bold red"))
    err.print(Text(voice.safe(reason["message"])))
    if reason["hint"]:
        err.print(Text(f"→ {voice.safe(reason['hint'])}", style="dim"))
    return code


def _usage(error: TyperException) -> dict[str, str]:
    hint = "Add --help to the command to see what it takes."
    return {
        "error": "BadUsage",
        "title": "This command was not understood",
        "message": error.format_message(),
        "hint": hint,
    }


def _interrupted() -> ReconcileError:
    hint = "Nothing is lost. An apply that was stopped goes on where it was with `apply` on the same workspace."
    return ReconcileError("You stopped it before it was done.", title="Stopped", hint=hint)


def _refused_by_the_system(error: OSError) -> NeedsUser:
    place = f" ({Path(error.filename).name})" if isinstance(error.filename, str) else ""
    return NeedsUser(
        f"The system refused a file or a connection: {error.strerror or type(error).__name__}{place}.",
        title="This machine refused it",
        hint="Check the name, the permissions and the free space of the disk.",
    )


def _unexpected(error: Exception) -> Bug:
    """Where it happened and what kind it was; the error's own text may hold a client's data, so it stays out."""
    if os.environ.get("RECONCILE_TRACEBACK") == "1":
        traceback.print_exception(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Bug(
        f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}.",
        hint="Please report it. RECONCILE_TRACEBACK=1 in front of the command shows the whole story, client names included.",
    )
