"""The spellings that put something around a name."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given

from reconcile.sandbox.practice.names import Role
from reconcile.sandbox.practice.spelling import wrapping

from .shapes import names, seeds
from .test_letters import all_of, name_of

TRUST = name_of(("The", Role.ARTICLE), ("Larchmere", Role.SURNAME), ("Family Trust", Role.FORM))
SHOP = name_of(("Larchmere", Role.SURNAME), ("Tools", Role.TRADE), ("Ltd", Role.FORM))


@given(names, seeds)
def test_junk_goes_again_and_leaves_the_name(name, seed):
    with_junk = wrapping.suffix_junk(name, Random(seed))
    assert with_junk is not None
    assert name.text in with_junk.text
    without = wrapping.suffix_junk(with_junk, Random(seed))
    assert without is not None
    assert without.text == name.text


@given(names, seeds)
def test_dup_3_a_trustee_phrase_ends_with_the_trust(name, seed):
    other = wrapping.trustee(name, Random(seed))
    if other is not None and not name.having(Role.TRUSTEE):
        assert other.text.endswith(name.text.removeprefix("The "))


def test_trustee_phrases_name_the_trustee_where_one_is_known():
    nameless = {"The Trustee for", "The Trustee for the", "Trustees of the"}
    assert all_of(wrapping.trustee, TRUST) == {f"{phrase} Larchmere Family Trust" for phrase in nameless}
    known = all_of(wrapping.trustee, replace(TRUST, trustee="Oaken Pty Ltd"))
    assert "Oaken Pty Ltd ATF Larchmere Family Trust" in known


def test_only_trusts_and_funds_have_trustees():
    assert all_of(wrapping.trustee, SHOP) == set()


def test_trading_name_is_added_and_where_it_stands_goes_or_stands_alone():
    trading = replace(SHOP, trading="Quiet Fox")
    added = all_of(wrapping.trading_name, trading)
    assert {"Larchmere Tools Ltd T/A Quiet Fox", "Larchmere Tools Ltd (Quiet Fox)"} <= added
    standing = wrapping.trading_name(trading, Random(1))
    assert standing is not None
    assert all_of(wrapping.trading_name, standing) == {"Larchmere Tools Ltd", "Quiet Fox"}
    assert all_of(wrapping.trading_name, SHOP) == set()
