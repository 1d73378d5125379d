"""Encodings, and damage named by its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.apps.files.text import decode, line_of, read_bytes
from reconcile.errors import BadInput, NeedsUser

TEXT = 'Id,Name\n1,"Zoë O’Neill – Søn"\n2,Müller & Co\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_usual_encoding(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)).text == TEXT


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
def test_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    assert decode(b"x" + text.encode()).text == "x" + text


@pytest.mark.parametrize("data", [b"Id,Name\n1,A\x00\n", "Id\n\x00".encode("utf-16"), b"\x00\x00\x00"])
def test_nul_bytes_are_damage(data: bytes) -> None:
    with pytest.raises(BadInput, match="NUL"):
        decode(data)


def test_the_line_of_the_damage_is_named() -> None:
    with pytest.raises(BadInput) as caught:
        decode(b"Id,Name\n1,A\n2,\x00\n")
    assert caught.value.line == 3


@pytest.mark.parametrize("data", ["Id\n1,Zoë".encode()[:-1], "Id\n1,Zoë".encode("utf-16")[:-1]])
def test_a_file_that_ends_inside_a_character(data: bytes) -> None:
    with pytest.raises(BadInput, match="middle of a character"):
        decode(data)


def test_two_encodings_in_one_file() -> None:
    with pytest.raises(BadInput, match="two encodings") as caught:
        decode("1,Zoë\n2,Søn\n3,Müller\n".encode() + "4,Ünal\n".encode("cp1252"))
    assert caught.value.line == 4


def test_missing_and_empty_files(tmp_path: Path) -> None:
    with pytest.raises(NeedsUser, match="is not there"):
        read_bytes(tmp_path / "none.csv")
    with pytest.raises(NeedsUser, match="cannot be opened"):
        read_bytes(tmp_path)
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b" \r\n")
    with pytest.raises(BadInput, match="empty"):
        read_bytes(empty)


def test_lines_count_from_one() -> None:
    assert [line_of(b"a\nb\n", place) for place in range(4)] == [1, 1, 2, 2]
