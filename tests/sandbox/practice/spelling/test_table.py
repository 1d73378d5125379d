"""What holds for every kind of DUP-2."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given

from reconcile.sandbox.practice.names import Name, Role, Token
from reconcile.sandbox.practice.spelling import KINDS, SPELLINGS, respell

from .shapes import names, seeds


def test_dup_2_kinds_stand_in_the_order_of_the_rule():
    assert " ".join(KINDS) == (
        "case spacing punctuation accent ampersand legal-suffix article word-order initials nickname middle-name couple "
        "trading-name trustee abbreviation number-word plural typo transliteration suffix-junk"
    )


@pytest.mark.parametrize("kind", KINDS)
@given(name=names, seed=seeds)
def test_a_spelling_is_another_text_or_none(kind, name, seed):
    other = SPELLINGS[kind](name, Random(seed))
    if other is not None:
        assert other.text != name.text
        assert other.text == other.text.strip()
        assert other.text


@pytest.mark.parametrize("kind", KINDS)
@given(name=names, seed=seeds)
def test_a_spelling_is_the_same_for_the_same_random_source(kind, name, seed):
    assert SPELLINGS[kind](name, Random(seed)) == SPELLINGS[kind](name, Random(seed))


@pytest.mark.parametrize("kind", ["article", "middle-name", "trustee", "suffix-junk", "trading-name"])
@given(name=names, seed=seeds)
def test_what_adds_takes_away_the_second_time(kind, name, seed):
    once = SPELLINGS[kind](name, Random(seed))
    roles = {"article": Role.ARTICLE, "trustee": Role.TRUSTEE, "suffix-junk": Role.JUNK, "trading-name": Role.TRADING}
    role = roles.get(kind, Role.MIDDLE)
    if once is None:
        return
    assert bool(once.having(role)) != bool(name.having(role))


@given(name=names, seed=seeds)
def test_respell_names_the_kinds_it_did_in_dup_2s_order(name, seed):
    rng = Random(seed)
    wanted = rng.sample(KINDS, 3)
    other, done = respell(name, wanted, rng)
    assert set(done) <= {*wanted, "couple"}
    assert list(done) == sorted(done, key=KINDS.index)
    assert bool(done) == (other.text != name.text)


def test_respell_of_a_couple_by_initials_is_couple_too():
    words = (("John", Role.GIVEN), ("&", Role.AND), ("Mary", Role.GIVEN), ("Ashlow", Role.SURNAME))
    other, done = respell(Name(tuple(Token(*word) for word in words)), ["initials"], Random(1))
    assert other.text.replace(".", "") == "J & M Ashlow"
    assert done == ("initials", "couple")


def test_respell_without_anything_to_work_on_leaves_the_name():
    name = Name((Token("Zorn", Role.SURNAME),))
    assert respell(name, ["ampersand", "couple"], Random(1)) == (name, ())
