"""The house rules that a reader relies on, checked on the source itself; imports in order are import-linter's part."""

from __future__ import annotations

import ast
import contextlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

import reconcile

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "reconcile"
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))

SQL_HOMES = {
    "database.py",
    "engine.py",
    "frames.py",
    "snapshots/store.py",
    "snapshots/writer.py",
    "snapshots/compare.py",
    "links/store.py",
    "duplicates/store.py",
    "policy/store.py",
    "plans/store.py",
    "plans/tables.py",
    "sandbox/state.py",
    "sandbox/documents.py",
}
"""Where a statement may be sent to a database."""

PURE = (
    "links",
    "duplicates",
    "plans/build.py",
    "plans/cells.py",
    "plans/differences.py",
    "plans/creates.py",
    "plans/new_record.py",
    "plans/staff_fields.py",
    "plans/verdict.py",
)
NOT_PURE = {
    "links/store.py",
    "duplicates/store.py",
    "duplicates/beside.py",  # hands the comparing of long lists to a second process of our own
    "duplicates/answering.py",  # … and this is the side of that process
    "duplicates/flagged.py",  # keeps the matcher's answers beside the snapshots they are of
    "duplicates/tuning_store.py",
    "duplicates/verdict_store.py",
    "duplicates/words.py",  # reads the word lists that ship with the package
}
EDGES = {
    "duckdb",
    "sqlite3",
    "requests",
    "urllib",
    "http",
    "socket",
    "subprocess",
    "os",
    "shutil",
    "tempfile",
    "filelock",
}
"""Modules by which a program reaches out of itself."""

READS_OR_WRITES = {
    "open",
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "read_parquet",
    "to_parquet",
    "read_csv",
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "manager", "misc"}


def where(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


def packages(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(tree(path))}


def called(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node.func.id


def importers(package: str) -> set[str]:
    return {where(path) for path in MODULES if package in packages(path)}


def test_only_the_pages_import_streamlit():
    assert {name for name in importers("streamlit") if not name.startswith("pages/")} == set()


def test_only_the_apps_import_requests():
    found = importers("requests")
    assert found, "the check itself must see something"
    assert {name for name in found if not name.startswith("apps/")} == set()


def test_only_the_demo_the_command_line_and_the_pages_know_the_sandbox():
    knows = {
        where(path) for path in MODULES if any(name.startswith("reconcile.sandbox") for name in imported(tree(path)))
    }
    assert {name for name in knows if not name.startswith(("sandbox/", "cli/", "pages/"))} == set()


def test_only_store_modules_hold_sql():
    sends = {where(path) for path in MODULES if {"execute", "executemany", "sql"} & set(called(tree(path)))}
    assert {"database.py", "links/store.py"} <= sends
    assert sends - SQL_HOMES == set()


def test_links_duplicates_and_the_building_of_plans_do_no_io():
    pure = [path for path in MODULES if where(path).startswith(PURE) and where(path) not in NOT_PURE]
    assert len(pure) > 15
    reaching = {where(path): packages(path) & EDGES for path in pure if packages(path) & EDGES}
    touching = {where(path): sorted(READS_OR_WRITES & set(called(tree(path)))) for path in pure}
    assert reaching == {}
    assert {name: calls for name, calls in touching.items() if calls} == {}


def asked_for(file: str) -> set[str]:
    """The distributions that a requirements file installs: those it names, and all that these need in turn."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    found, waiting = set(), [re.split(r"[^\w.-]", line)[0] for line in lines if line[:1].isalpha()]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        found.add(name)
        with contextlib.suppress(metadata.PackageNotFoundError):
            needs = [text for text in metadata.requires(name) or [] if "extra ==" not in text]
            waiting.extend(re.split(r"[^\w.-]", text)[0] for text in needs)
    return found


def test_everything_that_is_imported_is_in_the_requirements():
    installed, homes = asked_for("requirements.txt"), metadata.packages_distributions()
    used = {package for path in [*MODULES, ROOT / "app.py"] for package in packages(path)}
    foreign = {name for name in used if name and name not in sys.stdlib_module_names and name != "reconcile"}
    assert "streamlit" in foreign
    missing = {
        name
        for name in foreign
        if not {re.sub(r"[-_.]+", "-", home).lower() for home in homes.get(name, ["?"])} & installed
    }
    assert missing == set(), "add it to requirements.txt, or a first `make app` cannot start"


def test_the_model_and_the_errors_import_nothing_of_ours():
    for name in ("model.py", "errors.py"):
        assert "reconcile" not in packages(PACKAGE / name)


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_every_module_says_in_one_sentence_what_it_is(path: Path):
    text = ast.get_docstring(tree(path)) or ""
    first = text.split("\n")[0]
    assert first, "a module docstring comes first"
    assert text.split("\n\n")[0].rstrip().endswith((".", ":", "?")), first


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_every_public_function_and_class_is_documented(path: Path):
    bare = [
        node.name
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not (
            node.name == "main" and where(path).startswith("pages/")
        )  # its page is the module, which is documented
        and not ast.get_docstring(node)
    ]
    assert bare == []


def test_names_say_what_is_in_a_module():
    assert [
        where(path) for path in MODULES if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES
    ] == []


def test_the_public_names_are_there():
    assert {name for name in reconcile.__all__ if not hasattr(reconcile, name)} == set()
    for name in ("open_workspace", "compare_names", "find_duplicates", "Plan"):
        assert name in reconcile.__all__


def test_the_top_level_is_the_one_that_people_know():
    for name in ("app.py", "reconcile", "notebooks", "data", "tests", "requirements.txt", "README.md"):
        assert (ROOT / name).exists(), name


def test_imports_run_in_the_order_of_the_contracts():
    beside = Path(sys.executable).with_name("lint-imports")
    program = str(beside) if beside.exists() else shutil.which("lint-imports")
    if program is None:
        pytest.skip("import-linter is not installed")
    answer = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout[-3000:]
