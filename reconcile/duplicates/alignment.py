"""Which word of one name is which word of the other, and what is left over on either side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from rapidfuzz.distance import OSA

from reconcile.duplicates.acronyms import SHORTEST, may_be_acronym, spelt_out
from reconcile.duplicates.board import MOST_WORDS, Board, Match
from reconcile.duplicates.couple import is_initial
from reconcile.duplicates.initial_matches import pair_initials
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.relation import EXACT, Relation, relate
from reconcile.duplicates.words import table

LONGEST_JOIN = 4


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
        return _text(self.words_a, positions)

    def text_b(self, positions: Collection[int]) -> str:
        """The words at these positions of the second name, as written."""
        return _text(self.words_b, positions)


def _text(words: Sequence[Token], positions: Collection[int]) -> str:
    if len(positions) == 1:
        (index,) = positions
        return words[index].text
    return " ".join([words[index].text for index in sorted(positions)])


def align(
    a: Sequence[Token], b: Sequence[Token], given_a: Collection[int] = (), given_b: Collection[int] = ()
) -> Alignment:
    """Pair the words of two names, the surest pairs first. ``given_*`` are positions where a given name stands."""
    board = Board(a, b)
    _pair_equal(board)
    if len(board.free_a) + len(board.free_b) > 2 and board.is_open:  # these take two words on a side or more
        _pair_joined(board)
        _pair_phrases(board)
        _pair_acronyms(board, given_a, given_b)
    if board.is_open:
        _pair_related(board, given_a, given_b)
        pair_initials(board, given_a, given_b)
        _pair_squeezed(board)
    left_a = (*board.free_a, *range(MOST_WORDS, len(a))) if len(a) > MOST_WORDS else tuple(board.free_a)
    left_b = (*board.free_b, *range(MOST_WORDS, len(b))) if len(b) > MOST_WORDS else tuple(board.free_b)
    matches = tuple(sorted(board.matches, key=_PLACE))
    return Alignment(board.a, board.b, matches, left_a, left_b)


_PLACE = attrgetter("a")


def _pair_equal(board: Board) -> None:
    """Equal words; where words stand twice in a name, the nearest to the same place."""
    words_a, words_b = board.a, board.b
    places_a = {words_a[index].key: index for index in board.free_a}
    places_b = {words_b[index].key: index for index in board.free_b}
    if len(places_a) < len(board.free_a) or len(places_b) < len(board.free_b):
        _pair_nearest(board)
        return
    for key, index in places_a.items():
        other = places_b.get(key)
        if other is None or not key:
            continue
        found = EXACT if words_a[index] is words_b[other] else relate(words_a[index], words_b[other], given=False)
        if found is not None:
            board.pair_single(index, other, found.kind, found.cost)


def _pair_nearest(board: Board) -> None:
    """Equal words; of several equal ones the one nearest to the same place."""
    places: dict[str, list[int]] = {}
    for other in board.free_b:
        places.setdefault(board.b[other].key, []).append(other)

    def way(index: int) -> int:
        return min(abs(other - index) for other in places[board.a[index].key])

    for index in sorted([index for index in board.free_a if board.a[index].key in places], key=way):
        free = [other for other in places.get(board.a[index].key, ()) if other in board.free_b]
        same = [(other, relate(board.a[index], board.b[other], given=False)) for other in free]
        same = [(other, found) for other, found in same if found is not None]
        if same and board.a[index].key:
            nearest, found = min(same, key=lambda pair: abs(pair[0] - index))
            if found is not None:
                board.pair_single(index, nearest, found.kind, found.cost)


def _pair_joined(board: Board) -> None:
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
    found: list[tuple[list[int], int]] = []
    if len(free) < 2 or not other:
        return found
    keys = {
        form: index
        for index in other
        for form in (targets[index].key, targets[index].spread)
        if len(form) > 2 or (len(form) == 2 and targets[index].text.isupper())  # I.T. is IT
    }
    if not keys:
        return found
    longest = max(map(len, keys))
    for start in range(len(free) - 1):
        first = words[free[start]]
        if len(first.key) >= longest or not (first.is_sign or _begins(first.key, keys)):
            continue
        for size in range(2, LONGEST_JOIN + 1):
            run = list(free[start : start + size])
            if len(run) == size and run[-1] - run[0] == size - 1 and not all(words[i].value for i in run):
                joined = "".join(_letters_of(words[i]) for i in run)
                if joined in keys:
                    found.append((run, keys[joined]))
    return found


def _letters_of(token: Token) -> str:
    """A word's letters in a word that it is part of: none of a sign, but the n of Shop'n'Save."""
    return token.key if not token.is_sign else "n" if token.text == "n" else ""


def _begins(start: str, forms: Iterable[str]) -> bool:
    for form in forms:
        if form.startswith(start):
            return True
    return False


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


def _pair_phrases(board: Board) -> None:
    """Short forms of several words: SP, Strata Plan."""
    known = _long_phrases()
    for index in list(board.free_a):
        short = board.a[index].key
        if short in known and (run := _phrase_run(short, board.free_b, board.b)):
            board.pair([index], run, "abbreviation", 0.5)
    for index in list(board.free_b):
        short = board.b[index].key
        if short in known and (run := _phrase_run(short, board.free_a, board.a)):
            board.pair(run, [index], "abbreviation", 0.5)


def _phrase_run(short: str, free: Sequence[int], words: Sequence[Token]) -> list[int]:
    for phrase in _long_phrases()[short]:
        for start in free:
            run = list(range(start, start + len(phrase)))
            if all(i in free for i in run) and tuple(words[i].key for i in run) == phrase:
                return run
    return []


_ACRONYM, _LONE_ACRONYM = 1.0, 4.0
"""Bits of doubt that first letters leave beside a word in common, and where they are all there is."""


def _pair_acronyms(board: Board, given_a: Collection[int], given_b: Collection[int]) -> None:
    """First letters and the words that they stand for: RFC, Rugby Football Club."""
    sides = (
        (board.free_a, board.a, board.free_b, board.b, given_b),
        (board.free_b, board.b, board.free_a, board.a, given_a),
    )
    for turned, (own, short, free, words, given) in enumerate(sides):
        if len(free) < SHORTEST or not own:
            continue
        for places, letters in _short_runs(own, short):
            run = spelt_out(letters, free, words)
            if not run or (len(places) > 1 and given and set(run) <= set(given)):
                continue
            kind = "initials" if given and set(run) <= set(given) else "abbreviation"
            cost = _ACRONYM if board.matches else _LONE_ACRONYM
            board.pair(*((run, places) if turned else (places, run)), kind, cost)
            return


def _short_runs(free: Sequence[int], words: Sequence[Token]) -> list[tuple[list[int], str]]:
    """Words that may be acronyms, and single letters in a row that may be one."""
    found = [([index], words[index].key) for index in free if may_be_acronym(words[index].key)]
    letters = [index for index in free if len(words[index].key) == 1] if len(free) >= SHORTEST else []
    if (
        len(letters) >= SHORTEST
        and all(is_initial(words[index]) for index in letters)
        and letters[-1] - letters[0] == len(letters) - 1
    ):
        found.append((letters, "".join(words[index].key for index in letters)))
    return found


def _pair_related(board: Board, given_a: Collection[int], given_b: Collection[int]) -> None:
    options: list[tuple[float, int, int, int, Relation]] = []
    for index in board.free_a:
        word, is_given = board.a[index], index in given_a
        for other in board.free_b:
            found = relate(word, board.b[other], given=is_given and other in given_b)
            if found is not None:
                options.append((found.cost, abs(index - other), index, other, found))
    for _, _, index, other, found in sorted(options, key=lambda option: option[:4]):
        if index in board.free_a and other in board.free_b:
            board.pair_single(index, other, found.kind, found.cost)


_SQUEEZED = 8
"""Letters that two sides need which are the same but for their spaces and a slip."""


def _pair_squeezed(board: Board) -> None:
    """What is left of both sides, if it is one text with other spaces, or with a slip too: "Loed Star" and "Lodestar"."""
    if not board.free_a or not board.free_b or len(board.free_a) + len(board.free_b) not in (3, 4):
        return
    a = "".join(board.a[index].key for index in board.free_a)
    b = "".join(board.b[index].key for index in board.free_b)
    if min(len(a), len(b)) < _SQUEEZED or not (a + b).isalpha() or a[0] != b[0]:
        return
    slips = OSA.distance(a, b, score_cutoff=1)
    apart = len(board.free_a) == len(board.free_b)
    if slips == 0 or (slips == 1 and not apart):
        board.pair(list(board.free_a), list(board.free_b), "typo", 1.5 if slips else 0.8)
