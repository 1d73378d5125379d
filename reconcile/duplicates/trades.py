"""What two firms of one name do, where that tells them apart: Allied Travel and Allied Holdings are two companies of a group.

By their names alone they might be strangers, so it is no separator of DUP-3; but whatever else two records share, they are
not one client. People, and firms one of which only states less, are left to the other evidence.
"""

from __future__ import annotations

from functools import cache

from reconcile.duplicates.normalise import fold
from reconcile.duplicates.pairing import Pairing
from reconcile.duplicates.structure import Entity
from reconcile.duplicates.words import inverse, phrases, word_set

Trades = tuple[str, str]


def other_trades(pairing: Pairing) -> Trades | None:
    """Another trade or line of business: {a} / {b}."""
    if _is_person(pairing.a) or _is_person(pairing.b):
        return None
    left = [item for item in pairing.leftovers if item.role in _TOLD]
    if len(left) == 1 and left[0].a and left[0].b and _are_trusts(pairing):
        return left[0].a, left[0].b
    if len(left) != 1 or not _all_of_a_trade(left[0].a) or not _all_of_a_trade(left[0].b):
        return None
    words_a, words_b = _words(left[0].a), _words(left[0].b)
    if words_a and words_b:
        return None if _are_one_cut_short(words_a, words_b) else (left[0].a, left[0].b)
    told = set(words_a + words_b) <= _group_words() or _are_trusts(pairing)
    return (left[0].a or "none", left[0].b or "none") if told else None


_TOLD = frozenset({"word", "weak", "bracket"})


def _is_person(entity: Entity) -> bool:
    return entity.couple is not None or (entity.personal and entity.form is None)


def _are_trusts(pairing: Pairing) -> bool:
    """Whether both are trusts: a family has one for itself and one for what it does, "X Trust" and "X Dental Trust"."""
    return all(entity.form is not None and entity.form.kind == "trust" for entity in (pairing.a, pairing.b))


def is_of_a_group(text: str) -> bool:
    """Whether words tell one company of a group from its sisters: Holdings, Nominees."""
    words = _words(text)
    return bool(words) and set(words) <= _group_words()


def _words(text: str) -> list[str]:
    """The words, written out: Mgmt as management."""
    known = inverse("abbreviations")
    return [known.get(word, word) for word in map(fold, text.split()) if word]


def _are_one_cut_short(words_a: list[str], words_b: list[str]) -> bool:
    """Whether two words are one, of which one is cut short: Knit and Knitwear."""
    short, full = sorted((words_a[-1], words_b[-1]), key=len)
    return len(words_a) == len(words_b) == 1 and len(short) > 3 and full.startswith(short)


def _all_of_a_trade(text: str) -> bool:
    trade = word_set("business_words")
    return trade.issuperset(_words(text))


@cache
def _group_words() -> frozenset[str]:
    return phrases("group_words")
