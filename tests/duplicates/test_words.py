"""The word lists are as their readers expect them."""

from __future__ import annotations

from importlib.resources import files

import pytest

from reconcile.duplicates.normalise import fold
from reconcile.duplicates.words import full_names, known_words, table, word_set

LISTS = sorted(
    path.name for path in files("reconcile.duplicates").joinpath("words").iterdir() if path.name.endswith(".txt")
)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_what_it_is(name: str) -> None:
    text = files("reconcile.duplicates").joinpath("words", name).read_text(encoding="utf-8")
    assert text.startswith("# ")


def test_tables_have_a_key_and_spellings_on_every_line() -> None:
    for name in ("legal_forms", "abbreviations", "nicknames", "number_words", "trustee_phrases"):
        assert all(key and spellings for key, spellings in table(name).items()), name


def test_given_names_and_business_words_are_folded() -> None:
    odd = [word for word in word_set("business_words") if fold(word) != word]
    assert odd == []


def test_nicknames_lead_to_full_names() -> None:
    assert "william" in full_names("bill")
    assert "margaret" in full_names("peggy")
    assert "plumbing" in known_words()
