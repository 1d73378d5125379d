"""Reports: a notebook run on a practice becomes one document that asks nobody for anything."""

from __future__ import annotations

import re
import stat
import time
from pathlib import Path

import nbformat
import pytest

from reconcile.errors import Bug, NeedsUser
from reconcile.reports import document, executed, kept_reports, made_by, reports, start
from reconcile.reports.shelf import place_for, report_named
from reconcile.workspace import open_workspace
from tests.conftest import ServedPractice
from tests.practice import ignition, practice, xpm


def notebook(path: Path, *cells: str) -> Path:
    code = [nbformat.v4.new_code_cell(source) for source in ("workspace_folder = ''", *cells)]
    code[0].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A title <b>"), *code]), path)
    return path


def test_the_first_import_s_report_is_made_in_the_background_as_one_document_with_pictures_first(
    served_practice: ServedPractice,
) -> None:
    ws = served_practice.workspace
    before = len(ws.links()), len(ws.decision_history())
    [report] = [report for report in reports() if report.title == "First import"]
    making = start(ws.folder, report)
    assert start(ws.folder, report) is making, "one at a time"
    for _ in range(900):
        if making.is_over:
            break
        time.sleep(0.1)
    assert making.problem is None
    assert making.path is not None
    assert made_by(ws.folder) is making
    assert making.done == making.total > 0
    assert [kept.path for kept in kept_reports(ws.folder)] == [making.path]
    assert stat.S_IMODE(making.path.stat().st_mode) == 0o600
    text = making.path.read_text(encoding="utf-8")
    assert text.count("<svg") == 3
    assert text.index("<svg") < text.index("<table")
    assert not re.findall(r'(?:src|href)="https?:', text), "it loads nothing from anywhere"
    assert "default-src 'none'" in text
    assert (len(ws.links()), len(ws.decision_history())) == before, "a report changes nothing"


def test_what_clients_are_called_is_escaped(tmp_path: Path) -> None:
    name = '<img src=x onerror="alert(1)">Kea & Sons'
    ws = practice(tmp_path, xpm("x1", name), xpm("x2", name), ignition("i1", name), ignition("i2", "Tui"))
    text = document(executed(report_named("07_first_import_report").path, ws.folder), "Report")
    assert "Kea &amp; Sons" in text
    assert "<img" not in text


def test_a_practice_without_snapshots_is_told_what_it_lacks(tmp_path: Path) -> None:
    ws = open_workspace(tmp_path / "practice")
    with pytest.raises(NeedsUser, match="Take them on the Snapshots page"):
        executed(report_named("07_first_import_report").path, ws.folder)


def test_an_error_in_a_notebook_says_its_kind_and_no_value(tmp_path: Path) -> None:
    path = notebook(tmp_path / "broken.ipynb", "raise ValueError('Kea Farm')")
    with pytest.raises(Bug, match="ValueError") as told:
        executed(path, tmp_path)
    assert "Kea" not in str(told.value)


def test_a_notebook_is_left_as_it_is_and_its_html_is_not_taken_as_such(tmp_path: Path) -> None:
    path = notebook(tmp_path / "plain.ipynb", "print('1 < 2')")
    before = path.read_bytes()
    text = document(executed(path, tmp_path), "A title")
    assert "A title &lt;b&gt;" in text
    assert "1 &lt; 2" in text
    assert "workspace_folder" not in text
    assert path.read_bytes() == before


def test_other_files_in_the_folder_are_no_reports(tmp_path: Path) -> None:
    place = place_for(tmp_path, "first")
    place.parent.mkdir()
    place.write_text("x")
    (place.parent / "first-2026.html").write_text("x")
    (place.parent / "first-20260101T000000.part").write_text("x")
    assert [kept.path for kept in kept_reports(tmp_path)] == [place]


def test_an_unknown_report_is_refused() -> None:
    with pytest.raises(NeedsUser, match="No such report"):
        report_named("../../etc/passwd")
