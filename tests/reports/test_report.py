"""Reports: a notebook run on a practice becomes one document that asks nobody for anything."""

from __future__ import annotations

import stat
import time
from pathlib import Path

import nbformat
import pytest

from reconcile.errors import Bug, NeedsUser
from reconcile.reports import Report, kept_reports, made_by, reports, start
from reconcile.reports.document import document
from reconcile.reports.run import executed
from reconcile.reports.shelf import place_for, report_named


def notebook(path: Path, *cells: str) -> Path:
    code = [nbformat.v4.new_code_cell(source) for source in ("workspace_folder = ''", *cells)]
    code[0].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A title <b>"), *code]), path)
    return path


def test_the_audit_and_the_first_import_are_reports() -> None:
    assert [(report.name, report.title, report.of_run) for report in reports()] == [
        ("07_first_import_report", "First import", False),
        ("06_audit_of_a_run", "Audit of a run", True),
    ]


def test_a_notebook_about_a_run_is_told_which(tmp_path: Path) -> None:
    path = notebook(tmp_path / "one.ipynb", "run_id = ''", "print('of', run_id)")
    with_tag = nbformat.read(path, as_version=4)
    with_tag.cells[2].metadata["tags"] = ["run"]
    nbformat.write(with_tag, path)
    made = executed(path, tmp_path, run_id="a1b2c3")
    assert "of a1b2c3" in document(made, "One")


def test_a_report_is_made_in_the_background_and_its_notebook_is_left_as_it_is(tmp_path: Path) -> None:
    """What the notebook's own text and outputs say is no HTML; what it was told is not in the document."""
    path = notebook(tmp_path / "plain.ipynb", "print('1 < 2')")
    before = path.read_bytes()
    report = Report("plain", "A plain one", "", path)
    making = start(tmp_path, report)
    assert start(tmp_path, report) is making, "one at a time"
    for _ in range(900):
        if making.is_over:
            break
        time.sleep(0.1)
    assert making.problem is None
    assert making.path is not None
    assert made_by(tmp_path) is making
    assert making.done == making.total == 2
    assert [kept.path for kept in kept_reports(tmp_path)] == [making.path]
    assert stat.S_IMODE(making.path.stat().st_mode) == 0o600
    text = making.path.read_text(encoding="utf-8")
    assert "A title &lt;b&gt;" in text
    assert "1 &lt; 2" in text
    assert "workspace_folder" not in text
    assert path.read_bytes() == before


def test_a_practice_that_lacks_something_is_told_what(tmp_path: Path) -> None:
    path = notebook(tmp_path / "asking.ipynb", "raise SystemExit('Take them on the Snapshots page first.')")
    with pytest.raises(NeedsUser, match="Take them on the Snapshots page"):
        executed(path, tmp_path)


def test_an_error_in_a_notebook_says_its_kind_and_no_value(tmp_path: Path) -> None:
    path = notebook(tmp_path / "broken.ipynb", "raise ValueError('Kea Farm')")
    with pytest.raises(Bug, match="ValueError") as told:
        executed(path, tmp_path)
    assert "Kea" not in str(told.value)


def test_other_files_in_the_folder_are_no_reports(tmp_path: Path) -> None:
    place = place_for(tmp_path, "first")
    place.parent.mkdir()
    place.write_text("x")
    (place.parent / "first-2026.html").write_text("x")
    (place.parent / "first-20260101T000000.part").write_text("x")
    of_run = place_for(tmp_path, "06_audit", run_id="a1b2c3")
    of_run.write_text("x")
    assert {(kept.name, kept.run_id, kept.path) for kept in kept_reports(tmp_path)} == {
        ("first", "", place),
        ("06_audit", "a1b2c3", of_run),
    }


def test_an_unknown_report_is_refused() -> None:
    with pytest.raises(NeedsUser, match="No such report"):
        report_named("../../etc/passwd")
