"""The README does what it says: its commands run, its Python runs, its links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from reconcile.cli import app, failures
from reconcile.sandbox.server import Sandbox
from tests.conftest import ServedPractice, connected_workspace

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / name for name in ("README.md", "CHANGELOG.md", "data/README.md")]
FILES = {
    "clients.csv": '"Client Id","Client Name","Client Reference","Client State","Contact Id","Contact Name","XPM Id"\n'
    '"1","Kōwhai Café","CLI-0001","active","5","Ari Moss",""\n',
    "report.csv": "Code,Business,E-mail\n7,Kōwhai Café,hello@kowhai.example\n8,Rimu & Sons,rimu@rimu.example\n",
}
ENDLESS = ("demo", "sandbox", "connect")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def commands() -> Iterator[list[str]]:
    for block in blocks("bash"):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words:
                yield words


def cli_commands() -> list[list[str]]:
    return [words[3:] for words in commands() if words[:3] == ["python", "-m", "reconcile"]]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPractice]:
    """A small practice in ``data/demo`` of a folder of its own, beside the files that the README names."""
    home = tmp_path_factory.mktemp("readme")
    for name, text in FILES.items():
        (home / name).write_text(text, encoding="utf-8")
    with Sandbox(home / "sandbox", clients=15) as sandbox:
        workspace = connected_workspace(home / "data" / "demo", sandbox)
        for name in ("xpm", "ignition", "gusto"):
            workspace.take_snapshot(name)
        yield ServedPractice(sandbox, workspace)


def filled_in(words: list[str], practice: ServedPractice) -> list[str]:
    """The command with ids of the practice for the words in capitals."""
    workspace = practice.workspace
    plan, runs = workspace.newest_plan(), workspace.runs()
    known = {
        "PAIR": workspace.duplicates()["pair_id"].iloc[0],
        "CLIENT": f"xpm:{workspace.clients('xpm')['client_id'].iloc[0]}",
        "PLAN": plan.plan_id if plan else "",
        "RUN": runs["run_id"].iloc[0] if len(runs) else "",
    }
    return [known.get(word, word) for word in words]


def test_the_walk_through_runs_from_top_to_bottom(practice, monkeypatch, capsys):
    monkeypatch.chdir(practice.workspace.folder.parents[1])
    walked = [words for words in cli_commands() if words[0] not in ENDLESS and "my-practice" not in words]
    assert len(walked) > 9
    for words in walked:
        code = failures.run(app, filled_in(words, practice))
        told = capsys.readouterr()
        # an apply that sets something aside ends with 1 and says what, as the README tells
        # what a run wrote is taken back by a plan of clears, at which the brakes hold a hand-over
        # and where nothing failed there is nothing to try again
        expected = (0, 1) if words[0] in ("apply", "hand-over", "retry") else (0,)
        assert code in expected, (words, told.err)
        assert words[0] != "apply" or "Run " in told.out, told.err
    assert Path("pairs.csv").is_file()
    assert Path("plan.json").is_file()


def test_own_lists_run_from_top_to_bottom(practice, monkeypatch, capsys):
    monkeypatch.chdir(practice.workspace.folder.parents[1])
    walked = [words for words in cli_commands() if words[0] not in ENDLESS and "my-practice" in words]
    assert len(walked) == 4
    for words in walked:
        assert failures.run(app, words) == 0, (words, capsys.readouterr().err)


def test_every_option_that_is_named_exists(capsys):
    for words in cli_commands():
        assert failures.run(app, [words[0], "--help"]) == 0
        known = capsys.readouterr().out
        for option in re.findall(r"(?<!\S)--[a-z-]+", " ".join(words)):
            assert option in known, (words[0], option)


@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_python_runs_as_it_stands(number, practice, monkeypatch, capsys):
    monkeypatch.chdir(practice.workspace.folder.parents[1])
    exec(compile(blocks("python")[number], f"README.md, Python {number + 1}", "exec"), {})
    assert capsys.readouterr().out


def test_what_the_comment_says_is_what_is_printed(capsys):
    exec(blocks("python")[1], {})
    assert capsys.readouterr().out.startswith("related")


def test_every_make_command_has_a_target():
    named = {word[1] for word in commands() if word[0] == "make"} | set(re.findall(r"`make ([a-z]+)", README))
    assert {"app", "test", "check", "notebooks", "bench"} <= named
    assert named <= targets()


def test_the_two_commands_come_first_and_ask_for_nothing_else():
    assert blocks("bash")[0].split("\n")[:2] == ["make app", "make test"]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_explains_itself():
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    told = subprocess.run(["make"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    for target in targets() - {"help"}:
        assert f"make {target} " in told


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path):
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        assert not target.startswith("http"), "the documentation needs no other host"
        path, _, anchor = target.partition("#")
        assert (document.parent / path).exists(), target
        headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
        assert not anchor or anchor in {re.sub(r"[^\w\- ]", "", line).lower().replace(" ", "-") for line in headings}


def test_the_folders_that_are_described_are_the_folders_there_are():
    described = set(re.findall(r"^\| `reconcile/(\w+)`", README, flags=re.MULTILINE))
    there = {path.parent.name for path in (ROOT / "reconcile").glob("*/__init__.py")}
    assert described == there


def test_the_pages_that_are_described_are_the_pages_of_the_menu():
    menu = (ROOT / "reconcile" / "pages" / "menu.py").read_text(encoding="utf-8")
    for title in re.findall(r'title="([^"]+)"', menu):
        assert f"| {title} |" in README, title
