"""Initials and the given names that they stand for, in two names side by side."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from reconcile.duplicates.board import Board
from reconcile.duplicates.couple import is_initial
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.words import formal_initials, known_given_names, word_set


def pair_initials(board: Board, given_a: Collection[int], given_b: Collection[int]) -> None:
    """An initial and the name it stands for, in the order in which they come.

    A first name that is written out is never taken for the other's middle initial.
    """
    if not (_has_initial(board.a, board.free_a) or _has_initial(board.b, board.free_b)):
        return
    for index in list(board.free_a):
        for other in board.free_b:
            if _is_initial_of(board, index, other, given_a, given_b):
                board.pair([index], [other], "initials", 0.6)
                break
    for index in [index for index in board.free_a if index in given_a]:
        for other in [other for other in board.free_b if other in given_b]:
            if is_formal_initial(board.a[index], board.b[other]):
                board.pair([index], [other], "nickname", 1.5)
                break


def _is_initial_of(board: Board, index: int, other: int, given_a: Collection[int], given_b: Collection[int]) -> bool:
    if not _stands_for(board.a[index], board.b[other], index in given_a, other in given_b):
        return False
    if _written_out_first(board.a, given_a, index) and _is_later(given_b, other):
        return False
    if _written_out_first(board.b, given_b, other) and _is_later(given_a, index):
        return False
    return not _is_an_acronym(board.a, index) and not _is_an_acronym(board.b, other)


def _is_an_acronym(words: Sequence[Token], place: int) -> bool:
    """Whether the word is capitals that spell nothing among words in small letters: the Q of Q.R.S. is not QRT."""
    text = words[place].text
    if not 2 < len(text) < 5 or not text.isupper() or words[place].key in known_given_names():
        return False
    return any(not token.text.isupper() and len(token.key) > 1 for token in words)


def _has_initial(words: Sequence[Token], free: Sequence[int]) -> bool:
    for place in free:
        if is_initial(words[place]):
            return True
    return False


def is_formal_initial(a: Token, b: Token) -> bool:
    """Whether one is a nickname and the other the initial of the formal name: Bob and R."""
    if is_initial(a) == is_initial(b):
        return False
    letter, word = (a, b) if is_initial(a) else (b, a)
    return letter.key in formal_initials(word.key)


def _written_out_first(words: Sequence[Token], given: Collection[int], place: int) -> bool:
    return bool(given) and place == min(given) and not is_initial(words[place])


def _is_later(given: Collection[int], place: int) -> bool:
    return place in given and place != min(given)


def _stands_for(a: Token, b: Token, given_a: bool, given_b: bool) -> bool:
    if a.key[:1] != b.key[:1] or is_initial(a) == is_initial(b):  # if both are "", neither is one
        return False
    word, word_given = (b, given_b) if is_initial(a) else (a, given_a)
    return not word.value and (word_given or word.key not in word_set("business_words"))
