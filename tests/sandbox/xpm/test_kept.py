"""A long list is rendered once and read from then on, until something is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reconcile.sandbox.server import Sandbox
from reconcile.sandbox.state import SandboxState
from reconcile.sandbox.xpm import kept
from reconcile.sandbox.xpm.kept import KeptLists


def pieces(text: str) -> Iterator[str]:
    yield from text


def test_a_long_list_is_kept_for_its_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LEAST", 5)
    lists = KeptLists(tmp_path)
    assert b"".join(lists.stream("clients", "1", pieces("rendered"))) == b"rendered"
    assert b"".join(lists.stream("clients", "1", pieces("not looked at"))) == b"rendered"
    assert b"".join(lists.stream("clients", "2", pieces("another"))) == b"another"
    assert [path.name for path in tmp_path.iterdir()] == ["clients-2"], "the old one is gone"


def test_a_short_list_and_one_that_nobody_read_to_its_end_are_not_kept(tmp_path: Path) -> None:
    lists = KeptLists(tmp_path)
    assert b"".join(lists.stream("clients", "1", pieces("short"))) == b"short"
    stream = lists.stream("clients", "1", pieces("left"))
    next(stream)
    stream.close()  # type: ignore[attr-defined]  # a generator
    assert list(tmp_path.iterdir()) == []


def test_every_write_makes_a_new_edition(tmp_path: Path, known) -> None:
    state = SandboxState(tmp_path)
    state.load(known.world())
    seen = [state.edition()]
    state.edit("xpm", known.SMITH, {"Phone": "1"})
    seen.append(state.edition())
    state.remove("xpm", known.SMITH)
    seen.append(state.edition())
    state.reset()
    state.load(known.world())
    seen.append(state.edition())
    assert len(set(seen)) == 4
    assert state.edition() == seen[-1], "reading is none"


@pytest.mark.parametrize("accept", ["application/xml", "application/json"])
def test_an_edit_is_seen_in_the_next_list(
    sandbox: Sandbox, xpm, known, accept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LEAST", 1)
    headers = {"Accept": accept}
    first = xpm.get("client.api/list?detailed=true", headers=headers)
    assert xpm.get("client.api/list?detailed=true", headers=headers).content == first.content
    assert b"0800 NEW" not in first.content
    sandbox.edit("xpm", known.SMITH, {"Phone": "0800 NEW"})
    assert b"0800 NEW" in xpm.get("client.api/list?detailed=true", headers=headers).content
    assert b"<Contacts" not in xpm.get("client.api/list?detailed=true", headers={"Accept": "application/json"}).content
