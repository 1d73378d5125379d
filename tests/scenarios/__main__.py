"""``python -m tests.scenarios [--rewrite] [NUMBER …]``: plays scenarios, shows the differences, or keeps what came out."""

from __future__ import annotations

import argparse
import difflib
import sys
import tempfile
from pathlib import Path

from tests.scenarios.playing import play
from tests.scenarios.reading import read_scenario

HERE = Path(__file__).parent
EXPECTED = ("plan.txt", "journal.txt", "answers.txt", "apps.txt")


def folders() -> list[Path]:
    """The scenarios' folders, by number."""
    return sorted(path.parent for path in HERE.glob("[0-9]*/scenario.txt"))


def played(folder: Path) -> dict[str, str]:
    """What came of the scenario in a folder, on a workspace of its own."""
    with tempfile.TemporaryDirectory() as place:
        workspace = Path(place) / "practice"
        workspace.mkdir()
        return play(read_scenario(folder), workspace)


def expected(folder: Path) -> dict[str, str]:
    """What is expected of it."""
    return {name: (folder / name).read_text(encoding="utf-8") for name in EXPECTED if (folder / name).exists()}


def rewrite(folder: Path, came: dict[str, str]) -> None:
    """Keeps what came out as what is expected."""
    for name in EXPECTED:
        if name in came:
            (folder / name).write_text(came[name], encoding="utf-8")
        else:
            (folder / name).unlink(missing_ok=True)


def difference(folder: Path, came: dict[str, str]) -> str:
    """A diff from what is expected to what came out; empty where they are the same."""
    lines: list[str] = []
    wanted = expected(folder)
    for name in EXPECTED:
        old, new = wanted.get(name, "").splitlines(), came.get(name, "").splitlines()
        lines += difflib.unified_diff(
            old, new, f"{folder.name}/{name} expected", f"{folder.name}/{name} came", lineterm=""
        )
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Plays the scenarios that were asked for; 1 where one of them differs and was not rewritten."""
    parser = argparse.ArgumentParser(prog="python -m tests.scenarios", description=__doc__)
    parser.add_argument("--rewrite", action="store_true", help="keep what came out; read it before you commit it")
    parser.add_argument("number", nargs="*", help="the numbers of the scenarios; all where left out")
    asked = parser.parse_args(arguments)
    differ = False
    for folder in folders():
        if asked.number and folder.name.split("-")[0] not in asked.number:
            continue
        came = played(folder)
        text = difference(folder, came)
        if text:
            differ = True
            sys.stdout.write(text + "\n")
        if text and asked.rewrite:
            rewrite(folder, came)
            sys.stdout.write(f"{folder.name} rewritten\n")
    return 1 if differ and not asked.rewrite else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
