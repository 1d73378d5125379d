"""Which word of one name is which word of the other, and what is left over on either side."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from reconcile.duplicates.couple import is_initial
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.relation import Relation, relate
from reconcile.duplicates.words import formal_initials, table, word_set

LONGEST_JOIN = 4
MOST_WORDS = 24
"""Words of a name that are aligned; what follows in a longer one counts as left over."""


@dataclass(frozen=True, slots=True)
class Match:
    """Words of the one name that are words of the other; more than one on a side where they were joined or split."""

    a: tuple[int, ...]
    b: tuple[int, ...]
    kind: str
    cost: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """The words of two names side by side; ``left_a`` and ``left_b`` are the positions without a partner."""

    words_a: tuple[Token, ...]
    words_b: tuple[Token, ...]
    matches: tuple[Match, ...]
    left_a: tuple[int, ...]
    left_b: tuple[int, ...]

    def text_a(self, positions: Collection[int]) -> str:
        """The words at these positions of the first name, as written."""
        return " ".join(self.words_a[index].text for index in sorted(positions))

    def text_b(self, positions: Collection[int]) -> str:
        """The words at these positions of the second name, as written."""
        return " ".join(self.words_b[index].text for index in sorted(positions))


class _Board:
    """The free positions of both sides while words are being paired."""

    def __init__(self, a: Sequence[Token], b: Sequence[Token]) -> None:
        self.a, self.b = tuple(a), tuple(b)
        self.free_a = list(range(min(len(a), MOST_WORDS)))
        self.free_b = list(range(min(len(b), MOST_WORDS)))
        self.matches: list[Match] = []

    def pair(self, a: Sequence[int], b: Sequence[int], kind: str, cost: float) -> None:
        self.matches.append(Match(tuple(a), tuple(b), kind, cost))
        self.free_a = [index for index in self.free_a if index not in a]
        self.free_b = [index for index in self.free_b if index not in b]


def align(
    a: Sequence[Token], b: Sequence[Token], given_a: Collection[int] = (), given_b: Collection[int] = ()
) -> Alignment:
    """Pair the words of two names, the surest pairs first. ``given_*`` are positions where a given name stands."""
    board = _Board(a, b)
    _pair_equal(board)
    _pair_joined(board)
    _pair_phrases(board)
    _pair_related(board, given_a, given_b)
    _pair_initials(board, given_a, given_b)
    left_a = (*board.free_a, *range(MOST_WORDS, len(a)))
    left_b = (*board.free_b, *range(MOST_WORDS, len(b)))
    matches = tuple(sorted(board.matches, key=lambda match: match.a))
    return Alignment(board.a, board.b, matches, left_a, left_b)


def _pair_equal(board: _Board) -> None:
    """Equal words; of several equal ones the one nearest to the same place."""
    places: dict[str, list[int]] = {}
    for other in board.free_b:
        places.setdefault(board.b[other].key, []).append(other)

    def way(index: int) -> int:
        return min((abs(other - index) for other in places.get(board.a[index].key, ())), default=0)

    for index in sorted(board.free_a, key=way):  # pairing makes a new list of what is free
        free = [other for other in places.get(board.a[index].key, ()) if other in board.free_b]
        same = [(other, relate(board.a[index], board.b[other], given=False)) for other in free]
        same = [(other, found) for other, found in same if found is not None]
        if same and board.a[index].key:
            nearest, found = min(same, key=lambda pair: abs(pair[0] - index))
            if found is not None:
                board.pair([index], [nearest], found.kind, found.cost)


def _pair_joined(board: _Board) -> None:
    """Words written together on one side: Blue Gum, Bluegum."""
    for run, word in _joins(board.free_a, board.free_b, board.a, board.b):
        if set(run) <= set(board.free_a) and word in board.free_b:
            board.pair(run, [word], "join", 0.3)
    for run, word in _joins(board.free_b, board.free_a, board.b, board.a):
        if set(run) <= set(board.free_b) and word in board.free_a:
            board.pair([word], run, "join", 0.3)


def _joins(
    free: Sequence[int], other: Sequence[int], words: Sequence[Token], targets: Sequence[Token]
) -> list[tuple[list[int], int]]:
    found = []
    keys = {form: index for index in other for form in (targets[index].key, targets[index].spread) if len(form) > 2}
    longest = max(map(len, keys), default=0)
    for start in range(len(free)):
        first = words[free[start]]
        if len(first.key) >= longest or not (first.is_sign or any(form.startswith(first.key) for form in keys)):
            continue
        for size in range(2, LONGEST_JOIN + 1):
            run = list(free[start : start + size])
            if len(run) == size and run[-1] - run[0] == size - 1 and not all(words[i].value for i in run):
                joined = "".join(words[i].key for i in run if not words[i].is_sign or words[i].key != "&")
                if joined in keys:
                    found.append((run, keys[joined]))
    return found


@cache
def _long_phrases() -> dict[str, frozenset[tuple[str, ...]]]:
    """Short form to the phrases of several words that it stands for."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for full, shorts in table("abbreviations").items():
        if " " in full:
            for short in shorts:
                found.setdefault(short.rstrip("!"), set()).add(tuple(full.split()))
    return {short: frozenset(phrases) for short, phrases in found.items()}


def phrase_words(short: str) -> frozenset[str]:
    """The words of the phrases that a short form stands for: strata and plan for sp."""
    return frozenset(word for phrase in _long_phrases().get(short, ()) for word in phrase)


def _pair_phrases(board: _Board) -> None:
    """Short forms of several words: SP, Strata Plan."""
    for index in list(board.free_a):
        run = _phrase_run(board.a[index].key, board.free_b, board.b)
        if run:
            board.pair([index], run, "abbreviation", 0.5)
    for index in list(board.free_b):
        run = _phrase_run(board.b[index].key, board.free_a, board.a)
        if run:
            board.pair(run, [index], "abbreviation", 0.5)


def _phrase_run(short: str, free: Sequence[int], words: Sequence[Token]) -> list[int]:
    for phrase in _long_phrases().get(short, ()):
        for start in free:
            run = list(range(start, start + len(phrase)))
            if all(i in free for i in run) and tuple(words[i].key for i in run) == phrase:
                return run
    return []


def _pair_related(board: _Board, given_a: Collection[int], given_b: Collection[int]) -> None:
    options: list[tuple[float, int, int, int, Relation]] = []
    for index in board.free_a:
        for other in board.free_b:
            both_given = index in given_a and other in given_b
            found = relate(board.a[index], board.b[other], given=both_given)
            if found is not None:
                options.append((found.cost, abs(index - other), index, other, found))
    for _, _, index, other, found in sorted(options, key=lambda option: option[:4]):
        if index in board.free_a and other in board.free_b:
            board.pair([index], [other], found.kind, found.cost)


def _pair_initials(board: _Board, given_a: Collection[int], given_b: Collection[int]) -> None:
    """An initial and the name it stands for, in the order in which they come.

    A first name that is written out is never taken for the other's middle initial.
    """
    if not (any(is_initial(board.a[i]) for i in board.free_a) or any(is_initial(board.b[i]) for i in board.free_b)):
        return
    for index in list(board.free_a):
        for other in board.free_b:
            if _written_out_first(board.a, given_a, index) and _is_later(given_b, other):
                continue
            if _written_out_first(board.b, given_b, other) and _is_later(given_a, index):
                continue
            if _stands_for(board.a[index], board.b[other], index in given_a, other in given_b):
                board.pair([index], [other], "initials", 0.6)
                break
    for index in [index for index in board.free_a if index in given_a]:
        for other in [other for other in board.free_b if other in given_b]:
            if is_formal_initial(board.a[index], board.b[other]):
                board.pair([index], [other], "nickname", 1.5)
                break


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
    if is_initial(a) == is_initial(b) or not a.key or not b.key or a.key[0] != b.key[0]:
        return False
    word, word_given = (b, given_b) if is_initial(a) else (a, given_a)
    return not word.value and (word_given or word.key not in word_set("business_words"))
