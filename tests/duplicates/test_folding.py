"""Texts folded in one pass are what they are folded one by one."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from reconcile.duplicates.fields import field_value
from reconcile.duplicates.folding import all_words, words
from reconcile.duplicates.name_parts import name_parts, parts_of
from reconcile.duplicates.normalise import LONGEST_NAME, clean, fold

NAMES = st.text(st.sampled_from("aBz09 .,'/&;_-\n\t\x00éß漢’") | st.characters(codec="utf-8"), max_size=30)


@given(st.lists(NAMES, max_size=8))
@example([])
@example(["", "A & B", "A &amp; B", "two\nlines", "x" * (LONGEST_NAME + 9), "Ł\n", "Smith_Jones"])
def test_many_at_once_are_as_one_by_one(texts: list[str]) -> None:
    one_by_one = [" ".join(fold(word) for word in re.findall(r"[^\W_]+", clean(text))) for text in texts]
    assert all_words(texts) == [words(text) for text in texts] == one_by_one


@given(NAMES | st.sampled_from(["J T/A Fox", "Rowe trading as Kiln", "O'Neil & Sons", "AB Ltd ATF X Trust"]))
def test_the_words_to_find_a_name_by_come_from_its_folded_words_where_nothing_joins_them(name: str) -> None:
    assert parts_of(name, words(name)) == name_parts(name)


def test_a_postcode_and_an_address_are_read_from_their_folded_words() -> None:
    assert field_value("postcode", "90210-0000") == "90210"
    assert field_value("postcode", "SW1A 1AA") == "sw1a1aa"
    assert field_value("address", "Lvl 2, 5 St. Kilda Rd") == "level 2 5 street kilda road"
    assert field_value("address", None) == ""
