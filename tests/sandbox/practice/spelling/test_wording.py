"""The spellings of small words."""

from __future__ import annotations

from random import Random

from hypothesis import given

from reconcile.sandbox.practice.names import Name, Role
from reconcile.sandbox.practice.spelling import wording

from .shapes import names, seeds
from .test_letters import all_of, name_of

FOX = (("Quiet", Role.BRAND), ("Fox", Role.BRAND), ("Tools", Role.TRADE))


@given(names, seeds)
def test_ampersand_changes_only_the_sign(name, seed):
    other = wording.ampersand(name, Random(seed))
    if other is not None:
        kept = [(one.text, before.text) for one, before in zip(other.tokens, name.tokens, strict=True) if one != before]
        assert [{*pair} <= {"&", "and", "+"} for pair in kept] == [True]


@given(names, seeds)
def test_dup_3_legal_suffix_never_leaves_a_bare_personal_name(name, seed):
    other = wording.legal_suffix(name, Random(seed))
    assert other is None or not other.is_personal


@given(names, seeds)
def test_dup_3_legal_suffix_stays_where_only_it_separates_relatives(name, seed):
    other = wording.legal_suffix(name, Random(seed))
    if other is not None and name.keeps_form:
        assert other.having(Role.FORM)


def test_legal_suffix_is_written_in_other_ways_or_left_out():
    found = all_of(wording.legal_suffix, name_of(*FOX, ("LLC", Role.FORM)))
    assert found == {"Quiet Fox Tools L.L.C.", "Quiet Fox Tools L.L.C", "Quiet Fox Tools"}


def test_legal_suffix_of_a_company_of_a_persons_name_stays():
    name = name_of(("Ada", Role.GIVEN), ("Larchmere", Role.SURNAME), ("Ltd", Role.FORM))
    assert all_of(wording.legal_suffix, name) == {"Ada Larchmere Limited", "Ada Larchmere Ltd."}


def test_article_is_put_on_and_taken_off():
    assert all_of(wording.article, name_of(*FOX)) == {"The Quiet Fox Tools"}
    assert all_of(wording.article, name_of(("The", Role.ARTICLE), *FOX)) == {"Quiet Fox Tools"}


def test_article_never_stands_before_people():
    assert all_of(wording.article, name_of(("Ada", Role.GIVEN), ("Larchmere", Role.SURNAME))) == set()


def test_abbreviation_reads_its_table_both_ways():
    assert all_of(wording.abbreviation, name_of(*FOX, ("Company", Role.TRADE))) == {"Quiet Fox Tools Co"}
    assert all_of(wording.abbreviation, name_of(*FOX, ("Mgmt", Role.TRADE))) == {"Quiet Fox Tools Management"}


def test_abbreviation_shortens_first_names_and_never_lengthens_them():
    assert all_of(wording.abbreviation, name_of(("William", Role.GIVEN), ("Oaken", Role.SURNAME))) == {"Wm Oaken"}
    assert all_of(wording.abbreviation, name_of(("St", Role.GIVEN), ("Oaken", Role.SURNAME))) == set()


def test_number_word_goes_both_ways():
    assert all_of(wording.number_word, name_of(("Three Kettles", Role.BRAND))) == {"3 Kettles"}
    assert all_of(wording.number_word, name_of(("No 2", Role.NUMBER))) == {"No Two"}
    assert all_of(wording.number_word, Name(())) == set()
