"""The spellings that change letters and signs change nothing else."""

from __future__ import annotations

import unicodedata
from random import Random

from hypothesis import given

from reconcile.sandbox.practice.names import Name, Role, Token, key, unmarked
from reconcile.sandbox.practice.spelling import letters

from .shapes import names, seeds


def name_of(*words: tuple[str, Role]) -> Name:
    return Name(tuple(Token(*word) for word in words))


def all_of(spell, name: Name) -> set[str]:
    """What a spelling makes of a name with many random sources."""
    return {other.text for seed in range(40) if (other := spell(name, Random(seed)))}


@given(names, seeds)
def test_case_changes_only_case(name, seed):
    other = letters.case(name, Random(seed))
    assert other is None or other.text.casefold() == name.text.casefold()


@given(names, seeds)
def test_spacing_changes_only_spaces_and_the_capital_behind_them(name, seed):
    other = letters.spacing(name, Random(seed))
    assert other is None or "".join(other.text.split()).casefold() == "".join(name.text.split()).casefold()


@given(names, seeds)
def test_punctuation_keeps_letters_and_figures(name, seed):
    other = letters.punctuation(name, Random(seed))
    assert other is None or key(other.text) == key(name.text)


@given(names, seeds)
def test_accent_keeps_the_bare_letters_and_is_done_once(name, seed):
    other = letters.accent(name, Random(seed))
    if other is None:
        return
    assert unmarked(other.text) == unmarked(name.text)
    if unicodedata.normalize("NFC", other.text) != name.text:
        assert letters.accent(other, Random(seed)) is None


@given(names, seeds)
def test_typo_is_one_slip_in_one_word(name, seed):
    other = letters.typo(name, Random(seed))
    if other is None:
        return
    changed = [one for one, before in zip(other.tokens, name.tokens, strict=True) if one != before]
    assert len(changed) == 1
    assert abs(len(other.text) - len(name.text)) <= 1
    assert other.text[0] == name.text[0]


@given(names, seeds)
def test_plural_twice_is_the_name_itself(name, seed):
    if len(name.having(Role.TRADE)) != 1:
        return
    other = letters.plural(name, Random(seed))
    if other is not None:
        twice = letters.plural(other, Random(seed))
        assert twice is not None
        assert twice.text == name.text


def test_spacing_opens_and_joins_words():
    compound = name_of(("Bluewater", Role.BRAND), ("Joinery", Role.TRADE))
    assert "Blue Water Joinery" in all_of(letters.spacing, compound)
    two = name_of(("Copper", Role.BRAND), ("Otter", Role.BRAND), ("Joinery", Role.TRADE))
    assert {"Copperotter Joinery", "Copper Otter  Joinery"} <= all_of(letters.spacing, two)


def test_punctuation_drops_and_curls_apostrophes():
    name = name_of(("Una", Role.GIVEN), ("O'Rahilly", Role.SURNAME))
    assert all_of(letters.punctuation, name) == {"Una ORahilly", "Una O’Rahilly"}


def test_accent_drops_macrons_or_takes_them_apart():
    name = name_of(("Tāne", Role.GIVEN), ("Tūhoro", Role.SURNAME))
    assert all_of(letters.accent, name) == {"Tane Tuhoro", unicodedata.normalize("NFD", "Tāne Tūhoro")}


def test_accent_leaves_names_in_other_scripts():
    assert letters.accent(name_of(("Ελένη Κωνσταντίνου", Role.SURNAME)), Random(1)) is None


def test_transliteration_writes_marked_letters_as_two_or_takes_the_other_spelling():
    assert all_of(letters.transliteration, name_of(("Köhler", Role.SURNAME))) == {"Koehler"}
    assert all_of(letters.transliteration, name_of(("Mohammed", Role.GIVEN))) == {"Muhammad", "Mohamed"}
