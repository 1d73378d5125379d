"""A practice with a torn or missing file: every page says what is the matter, and the others go on."""

from __future__ import annotations

import errno
import shutil

import filelock
import pytest

from reconcile.workspace import Workspace
from tests.pages.conftest import OpenPage
from tests.pages.reading import button, html, press


@pytest.fixture
def with_a_run(ws: Workspace) -> Workspace:
    ws.link_exact_names()
    ws.decide(list(ws.duplicates()["pair_id"]), "different")
    ws.apply(ws.build_plan(), by="Kim")
    return ws


@pytest.mark.parametrize("torn", [True, False])
def test_a_run_whose_plan_is_torn_or_gone_stops_no_page(with_a_run: Workspace, open_page: OpenPage, torn: bool) -> None:
    for path in (with_a_run.folder / "plans").glob("*.json"):
        path.write_text("{") if torn else path.unlink()
    assert "Next:" in html(open_page(with_a_run, "overview"))
    assert not open_page(with_a_run, "history").exception
    page = press(open_page(with_a_run, "plan"), "Build the plan")
    assert button(page, "Apply")


def test_a_torn_snapshot_is_named_on_every_page_with_what_to_do(ws: Workspace, open_page: OpenPage) -> None:
    next(iter(ws.newest().values())).path.write_bytes(b"torn")
    for name in ("overview", "duplicates", "plan", "reports"):
        assert "A snapshot cannot be read" in html(open_page(ws, name))


def test_a_folder_that_cannot_be_written_is_told_on_the_page(
    ws: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write everywhere, so the refusal is the lock's own, made here."""

    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    shown = html(open_page(ws, "overview"))
    assert "folder cannot be written" in shown
    assert "copy the practice" in shown


def test_pairs_that_are_torn_are_found_anew(ws: Workspace, open_page: OpenPage) -> None:
    number = len(ws.duplicates())
    again = shutil.copytree(ws.folder, ws.folder.with_name("again"))
    for path in (again / "pairs").glob("*.parquet"):
        path.write_bytes(b"torn")
    page = open_page(Workspace(again), "duplicates")
    assert f"0 of {number} reviewed" in html(page)
