"""The deck of cards has the default practice's sizes, and its shares at every other size."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.sandbox.practice.cards import CARDS, DEFAULT_SIZES, deck, sizes


@pytest.mark.parametrize("app", DEFAULT_SIZES)
def test_cards_add_up_to_the_default_practice(app):
    assert sum(card.count * len(card.spellings(app)) for card in CARDS) == DEFAULT_SIZES[app]


def test_the_default_deck_is_the_cards_as_they_are_written():
    assert Counter(card.name for card in deck(420, Random(1))) == {card.name: card.count for card in CARDS}


@given(st.integers(1, 3000))
def test_every_deck_adds_up_to_its_sizes(clients):
    cards = deck(clients, Random(clients))
    assert {app: sum(len(card.spellings(app)) for card in cards) for app in DEFAULT_SIZES} == sizes(clients)


def test_a_big_deck_keeps_the_shares():
    counts = Counter(card.name for card in deck(42_000, Random(1)))
    assert all(abs(counts[card.name] - 100 * card.count) <= 1 for card in CARDS)
