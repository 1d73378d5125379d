"""Words without a partner that tell a place or a branch of a firm: "Saddlery (Hexwater)", "Hardware Elm Street"."""

from __future__ import annotations

from collections.abc import Sequence

from reconcile.duplicates.acronyms import may_be_acronym, spelt_out
from reconcile.duplicates.alignment import Alignment
from reconcile.duplicates.couple import is_given
from reconcile.duplicates.localities import is_locality
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.structure import Entity
from reconcile.duplicates.words import word_set


def is_place(words: Sequence[Token], positions: Sequence[int]) -> bool:
    """Whether the words at these positions are a known place, or each of them is one or part of one."""
    known = word_set("places")
    for index in positions:
        key = words[index].key
        if key not in known and key not in _PLACE_WORDS:
            return len(positions) > 1 and " ".join([words[place].key for place in positions]) in known
    return bool(positions)


_PLACE_WORDS = frozenset(
    {"street", "st", "road", "rd", "avenue", "boulevard", "lane", "branch", "hill", "bay", "beach", "park"}
)


def stands_for_a_branch(a: Entity, b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> bool:
    """Unknown words at the end, or in brackets, of two names that agree in at least two words before."""
    if len(left_a) > 3 or len(left_b) > 3:
        return False
    person_a, person_b = _is_person(a), _is_person(b)
    if (person_a and (person_b or a.form is None)) or (person_b and b.form is None):
        return False
    if _on_a_street(alignment.words_a, left_a) and _on_a_street(alignment.words_b, left_b):
        return True
    if len(alignment.matches) < 2 or not _is_tail(alignment.words_a, left_a) or not _is_tail(alignment.words_b, left_b):
        return False
    trade = word_set("business_words")
    plain = [alignment.words_a[i] for i in left_a] + [alignment.words_b[i] for i in left_b]
    in_trade = sum([token.key in trade for token in plain])
    placed = is_place(alignment.words_a, left_a) or is_place(alignment.words_b, left_b)
    return in_trade == 0 or (placed and in_trade <= 1)


def _is_person(entity: Entity) -> bool:
    return entity.personal and (entity.form is None or any(map(is_given, entity.core)))


def is_of_a_locality(a: Entity, b: Entity, words: Sequence[Token], left: Sequence[int]) -> bool:
    """Whether a firm's name ends in a place of two words, which stands in a bracket or behind two words at least."""
    if len(left) != 2 or any(entity.personal or entity.couple is not None for entity in (a, b)):
        return False
    inside = [words[index] for index in left]
    own = all(token.group for token in inside) or len(words) - len(left) >= 2
    return own and _is_tail(words, left) and is_locality(inside)


def in_a_bracket_of_a_firm(a: Entity, b: Entity, words: Sequence[Token], left: Sequence[int]) -> bool:
    """Whether a firm's name has words of no list in a bracket, behind its trade: "Saddlery (Hexwater)" is the branch there."""
    trade = word_set("business_words")
    inside = [words[index] for index in left]
    if len({token.group for token in inside}) != 1 or not inside[0].group or len(inside) > 1:
        return False
    whole = [token for token in words if token.group == inside[0].group]
    outside = [index for index, token in enumerate(words) if not token.group]
    if len(whole) > len(inside) or (may_be_acronym(inside[0].key) and spelt_out(inside[0].key, outside, words)):
        return False
    if any(is_given(token) or not token.text.isascii() for token in inside):
        return False
    if any(token.value or token.key in trade or token.is_sign for token in inside):
        return False
    firm = any(token.key in trade for token in words if not token.group)
    return firm and not (a.couple or b.couple)


_STREETS = frozenset(
    {"street", "st", "road", "rd", "avenue", "ave", "boulevard", "blvd", "lane", "drive", "parade", "terrace", "quay"}
    | {"square", "crescent", "highway", "esplanade"}
)


def _on_a_street(words: Sequence[Token], positions: Sequence[int]) -> bool:
    """Whether the words are, or name, the street at the end of a firm's name: "Hardware Elm Street"."""
    if not words or words[-1].key not in _STREETS:
        return False
    whole = [*positions, *([] if len(words) - 1 in positions else [len(words) - 1])]
    return 2 <= len(whole) <= 3 and _is_tail(words, whole) and len(words) - len(whole) >= 2


def _is_tail(words: Sequence[Token], positions: Sequence[int]) -> bool:
    at_end = not positions or positions[0] == len(words) - len(positions)  # they ascend
    return at_end or all(words[index].group for index in positions)
