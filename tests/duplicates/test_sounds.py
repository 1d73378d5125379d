"""Spellings and sounds: a rule that is passed over, because its letters are not there, would have changed nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reconcile.duplicates import sounds
from reconcile.duplicates.relation import may_be_slip
from reconcile.duplicates.words import known_words

PARTS = [
    "ce",
    "ntre",
    "la",
    "bour",
    "is",
    "ation",
    "ae",
    "ll",
    "ing",
    "logue",
    "tyre",
    "ch",
    "kh",
    "ye",
    "yi",
    "ph",
    "ck",
]
PARTS += ["q", "x", "w", "th", "ai", "z", "h", "y", "dj", "sch", "hs", "oo", "ee", "b", "m"]
TEXTS = st.one_of(
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=6).map("".join), st.sampled_from(sorted(known_words()))
)


@given(TEXTS)
def test_rules_of_spelling_are_passed_over_where_they_do_nothing(text: str) -> None:
    for rules in (sounds._BRITISH, sounds._SOUNDS):
        found = text
        for _, pattern, letters in rules:
            found = pattern.sub(letters, found)
        assert sounds._respelt(text, rules) == found


def test_spellings_and_sounds() -> None:
    assert sounds.american("organisation") == "organization"
    assert sounds.american("theatre") == sounds.american("theater")
    assert sounds.sound("mohammad") == sounds.sound("mohamad")
    assert sounds.sound("yusuf") == "iusuf"
    assert sounds.undoubled("lloyd") == "loyd"


def test_words_that_may_be_slips_of_one_another() -> None:
    assert may_be_slip("harriman", "hariman")
    assert may_be_slip("mgmt", "management"), "letters are left out"
    assert not may_be_slip("mgmt", "engagement"), "but never the first"
    assert not may_be_slip("rowe", "tait")
    assert not may_be_slip("ann", "anne"), "short words have no slips"
