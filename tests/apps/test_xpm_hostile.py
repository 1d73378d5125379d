"""Answers that were made to do harm meet a clear error, in bounded memory, which a process of its own measures."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reconcile.apps import xpm_json, xpm_xml
from reconcile.apps.xpm_bounds import LONGEST_RECORD, PIECE
from reconcile.errors import BadInput
from tests.apps.hostile_answers import JSON, XML

ROOT = Path(__file__).resolve().parents[2]
ALL = [f"XML: {name}" for name in XML] + [f"JSON: {name}" for name in JSON]
GROWTH = 160
"""MiB that reading all of them one after the other may take at most, of the twenty gigabytes that they would be."""


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """What a process whose memory is limited by the system says of all of them."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.apps.hostile_answers"], cwd=ROOT, check=True, capture_output=True, timeout=120
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", ALL)
def test_each_is_refused_before_much_of_it_was_taken(name: str, report: dict[str, Any]) -> None:
    met = report["met"][name]
    assert met["met"] == "BadInput"
    assert met["taken"] <= LONGEST_RECORD + 3 * PIECE


def test_memory_stays_bounded(report: dict[str, Any]) -> None:
    if not report["after"]:
        pytest.skip("this system does not tell a process's highest memory")
    assert report["after"] - report["before"] < GROWTH


@pytest.mark.parametrize("name", [name for name in XML if "gigabyte" not in name and "million" not in name])
def test_the_same_holds_for_answers_that_are_read_whole(name: str) -> None:
    body = b"".join(XML[name]())
    with pytest.raises(BadInput) as caught:
        xpm_xml.read_answer(body)
    assert "root:" not in str(caught.value), "nothing of a file that an entity names"
    assert caught.value.hint


def test_a_short_answer_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xpm_xml, "MOST_MARKS_OF_AN_ANSWER", 1_000)
    with pytest.raises(BadInput, match="longer than any"):
        xpm_xml.read_answer(b"<Response><Status>OK</Status>" + b"<a/>" * 2_000 + b"</Response>")


def test_what_is_long_but_xpms_is_read() -> None:
    note = "x" * (LONGEST_RECORD // 2)
    text = f"<Response><Status>OK</Status><Clients><Client><Name>{note}</Name></Client></Clients></Response>"
    assert [len(each["Name"]) for each in xpm_xml.stream_clients(io.BytesIO(text.encode()))] == [len(note)]
    spelt = json.dumps({"status": "OK", "clients": [{"name": note}]}).encode()
    assert [len(each["Name"]) for each in xpm_json.stream_clients(io.BytesIO(spelt))] == [len(note)]
