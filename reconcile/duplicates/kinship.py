"""How much two aligned entities share, weighed by what each word tells of a family or a business."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from reconcile.duplicates.alignment import Alignment, Match
from reconcile.duplicates.couple import is_initial
from reconcile.duplicates.leftovers import empty_words
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.pairing import Pairing
from reconcile.duplicates.words import known_given_names, word_set


def weight_of(token: Token) -> float:
    """How much a word tells of which family or business it is, from 0 to 1."""
    if token.is_sign or token.key in empty_words():
        return 0.0
    if token.value:
        return 0.3
    if token.key in word_set("business_words"):
        return 0.4
    if is_initial(token) or token.key in known_given_names():
        return 0.4
    return 0.6 if token.key in word_set("places") else 1.0


def shared_weight(pairing: Pairing) -> float:
    """The weight of the shared words as a share of the lighter name's, 0 to 1; words told apart by role do not count."""
    sides = pairing.alignment
    told = {word for left in pairing.leftovers if left.role not in _UNTOLD for word in (left.a + " " + left.b).split()}
    shared = sum(_match_weight(sides, match) for match in sides.matches)
    total = min(_total(sides.words_a, told), _total(sides.words_b, told))
    return min(1.0, shared / total) if total else 0.0


_UNTOLD = frozenset({"word", "weak", "bracket"})
_DOUBTFUL = 1.5


def _match_weight(sides: Alignment, match: Match) -> float:
    if match.cost > _DOUBTFUL:
        return 0.0
    return sum(weight_of(sides.words_a[index]) for index in match.a)


def _total(words: Sequence[Token], told: Collection[str]) -> float:
    return sum(weight_of(token) for token in words if token.text not in told)


def shares_a_telling_word(pairing: Pairing) -> bool:
    """Whether a word that is neither of a trade nor a given name nor a number stands on both sides."""
    return any(weight_of(a) >= 0.6 for a, _, match in pairing.matched() if match.cost <= _DOUBTFUL)


def shared_trade(pairing: Pairing) -> float:
    """The share of the lighter name's weight that shared words of a trade or a description make up, 0 to 1."""
    trade = word_set("business_words")
    shared = sum(weight_of(a) for a, _, _ in pairing.matched() if a.key in trade)
    total = min(_total(pairing.alignment.words_a, ()), _total(pairing.alignment.words_b, ()))
    return shared / total if total else 0.0
