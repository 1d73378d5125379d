"""Makes a mutant in a copy of the tree and runs the tests that must turn red."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.guards import Guard

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("reconcile", "tests", "pyproject.toml", "app.py")
KILLED, SURVIVED, GONE, UNCLEAR = "killed", "survived", "no such code", "tests could not run"


@dataclass(frozen=True)
class Result:
    """What became of one mutant; ``told`` is the test that turned red, or what pytest said."""

    guard: Guard
    ending: str
    told: str = ""


def places(guard: Guard, root: Path = ROOT) -> int:
    """How often the guard's code stands in its file; it must be once."""
    path = root / guard.file
    return path.read_text(encoding="utf-8").count(guard.code) if path.exists() else 0


def carried_out(guards: Iterable[Guard]) -> Iterator[Result]:
    """Each mutant in turn, in one temporary copy of the tree; the tree itself is not touched."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        copy = Path(name)
        for part in COPIED:
            _copy(ROOT / part, copy / part)
        for guard in guards:
            yield _one(guard, copy)


def _one(guard: Guard, copy: Path) -> Result:
    if places(guard, copy) != 1:
        return Result(guard, GONE, f"{guard.file}: {places(guard, copy)} times")
    path = copy / guard.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace(guard.code, guard.mutation), encoding="utf-8")
    try:
        code, told = _run(guard.tests, copy)
    finally:
        path.write_text(whole, encoding="utf-8")
    ending = {0: SURVIVED, 1: KILLED}.get(code, UNCLEAR)
    return Result(guard, ending, told)


def _run(tests: Iterable[str], copy: Path) -> tuple[int, str]:
    """pytest's exit code for these tests in the copy, and the line that says which one failed."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", *tests]
    # no bytecode: of two files written in one second Python could take the one for the other
    surroundings = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy)}
    done = subprocess.run(command, cwd=copy, env=surroundings, capture_output=True, text=True, check=False, timeout=600)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return done.returncode, (lines or done.stdout.splitlines()[-1:] or [done.stderr[-200:]])[0]


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)
