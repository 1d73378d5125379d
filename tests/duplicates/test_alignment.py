"""Words of two names side by side: what is found in the short way is what is found in the long one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reconcile.duplicates import alignment
from reconcile.duplicates.alignment import align
from reconcile.duplicates.board import Board
from reconcile.duplicates.initial_matches import pair_initials
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.parse import parse_name

WORDS = [
    "Ann",
    "ann",
    "A",
    "&",
    "Rowe",
    "Röwe",
    "Roe",
    "Blue",
    "Gum",
    "Bluegum",
    "2",
    "Two",
    "RFC",
    "Rugby",
    "Football",
]
WORDS += ["Club", "SP", "Strata", "Plan", "Loed", "Star", "Lodestar", "of", "Ltd"]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)


def core(name: str) -> tuple[Token, ...]:
    return parse_name(name).entity.core


@given(NAMES, NAMES)
def test_words_that_stand_once_are_paired_like_words_that_stand_twice(a: str, b: str) -> None:
    quick, nearest = Board(core(a), core(b)), Board(core(a), core(b))
    alignment._pair_equal(quick)
    alignment._pair_nearest(nearest)
    assert sorted(quick.matches, key=lambda match: match.a) == sorted(nearest.matches, key=lambda match: match.a)
    assert (quick.free_a, quick.free_b) == (nearest.free_a, nearest.free_b)


@given(NAMES, NAMES)
def test_steps_that_are_left_out_would_have_paired_nothing(a: str, b: str) -> None:
    """A step is left out where no word is free on a side, or too few for it."""
    found, board = align(core(a), core(b)), Board(core(a), core(b))
    alignment._pair_equal(board)
    alignment._pair_joined(board)
    alignment._pair_phrases(board)
    alignment._pair_acronyms(board, (), ())
    alignment._pair_related(board, (), ())
    pair_initials(board, (), ())
    alignment._pair_squeezed(board)
    assert sorted(board.matches, key=lambda match: match.a) == list(found.matches)
    assert (tuple(board.free_a), tuple(board.free_b)) == (found.left_a, found.left_b)
