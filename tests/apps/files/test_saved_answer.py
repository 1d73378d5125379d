"""A saved answer of XPM, read by the parser of the live one."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconcile.apps import Connections, SavedAnswerSource, XpmSource
from reconcile.errors import BadInput, NeedsUser
from reconcile.model import Client, ListItem


@pytest.fixture
def saved(connections: Connections, tmp_path: Path) -> tuple[Path, Path]:
    """The sandbox's list and staff, saved to files."""
    source = connections.source("xpm")
    assert isinstance(source, XpmSource)
    for name, path in (("list.xml", "client.api/list?detailed=true"), ("staff.xml", "staff.api/list")):
        answer = source.api.session.get(source.api.url(path), accept=("application/xml", "text/xml"))
        (tmp_path / name).write_bytes(answer.body)
    return tmp_path / "list.xml", tmp_path / "staff.xml"


def test_it_tells_what_the_live_source_tells(connections: Connections, saved: tuple[Path, Path]) -> None:
    live = [record for record in connections.source("xpm").records() if not isinstance(record, ListItem)]
    assert list(SavedAnswerSource(saved[0], staff_path=saved[1]).records()) == live


def test_without_the_staff_people_have_names_only(saved: tuple[Path, Path]) -> None:
    harbour = next(record for record in SavedAnswerSource(saved[0]).records())
    assert isinstance(harbour, Client)
    assert (harbour.partner, harbour.partner_name) == (None, "Ana Petrov")


def test_a_file_that_was_cut_off_is_bad_input(saved: tuple[Path, Path]) -> None:
    for path in saved:
        path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(BadInput, match=r"list\.xml ends before"):
        list(SavedAnswerSource(saved[0]).records())
    with pytest.raises(BadInput, match=r"staff\.xml ends before"):
        list(SavedAnswerSource(saved[0], staff_path=saved[1]).records())


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NeedsUser, match="cannot be opened"):
        list(SavedAnswerSource(tmp_path / "none.xml").records())
    with pytest.raises(NeedsUser, match="cannot be opened"):
        list(SavedAnswerSource(tmp_path / "a.xml", staff_path=tmp_path / "none.xml").records())
