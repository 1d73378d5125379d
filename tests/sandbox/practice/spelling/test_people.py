"""The spellings of people's names."""

from __future__ import annotations

from random import Random

from hypothesis import given

from reconcile.sandbox.practice.names import Role
from reconcile.sandbox.practice.spelling import people

from .shapes import names, seeds
from .test_letters import all_of, name_of

ADA = (("Ada", Role.GIVEN), ("Constance", Role.MIDDLE), ("Larchmere", Role.SURNAME))
COUPLE = (("Ada", Role.GIVEN), ("&", Role.AND), ("Tom", Role.GIVEN), ("Larchmere", Role.SURNAME))


@given(names, seeds)
def test_word_order_keeps_all_words(name, seed):
    other = people.word_order(name, Random(seed))
    if other is not None and not name.having(Role.ESTATE):
        words = [sorted(one.text.replace(",", "").split()) for one in (name, other)]
        assert words[0] == words[1]


@given(names, seeds)
def test_initials_keep_surnames_and_first_letters(name, seed):
    other = people.initials(name, Random(seed))
    if other is None:
        return
    for one, before in zip(other.tokens, name.tokens, strict=True):
        assert one.text[0] == before.text[0]
        assert one == before or before.role in (Role.GIVEN, Role.MIDDLE)


@given(names, seeds)
def test_middle_name_leaves_only_it_out(name, seed):
    other = people.middle_name(name, Random(seed))
    if other is not None:
        assert [token for token in name.tokens if token.role != Role.MIDDLE] == list(other.tokens)


def test_word_order_of_a_person():
    assert all_of(people.word_order, name_of(*ADA)) == {"Larchmere, Ada Constance", "Larchmere Ada Constance"}
    comma = name_of(("Larchmere,", Role.SURNAME), *ADA[:2])
    assert all_of(people.word_order, comma) == {"Ada Constance Larchmere", "Larchmere Ada Constance"}


def test_word_order_of_a_couple_and_of_an_estate():
    assert "Larchmere, Ada & Tom" in all_of(people.word_order, name_of(*COUPLE))
    estate = name_of(("Estate of", Role.ESTATE), *ADA)
    assert all_of(people.word_order, estate) == {"Larchmere, Ada Constance - Estate of"}


def test_word_order_leaves_businesses_alone():
    assert all_of(people.word_order, name_of(*ADA, ("Pty Ltd", Role.FORM))) == set()


def test_initials_of_all_or_of_the_middle_name():
    assert all_of(people.initials, name_of(*ADA)) == {
        "A C Larchmere", "A. C. Larchmere", "Ada C Larchmere", "Ada C. Larchmere",
    }  # fmt: skip


def test_nickname_stands_for_the_name_or_behind_it():
    bill = name_of(("William", Role.GIVEN), ("Oaken", Role.SURNAME))
    assert all_of(people.nickname, bill) == {"Bill Oaken", "Will Oaken", "William (Bill) Oaken", "William (Will) Oaken"}
    assert all_of(people.nickname, name_of(("Zelda", Role.GIVEN))) == set()


def test_couple_turns_round_or_has_the_surname_twice():
    assert all_of(people.couple, name_of(*COUPLE)) == {"Tom & Ada Larchmere", "Ada Larchmere & Tom Larchmere"}
    assert all_of(people.couple, name_of(*ADA)) == set()
