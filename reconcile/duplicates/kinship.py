"""Whether two aligned entities belong to one family or group: what they share, weighed by what each word tells."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from reconcile.duplicates.board import Match
from reconcile.duplicates.couple import is_given
from reconcile.duplicates.leftovers import empty_words
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.pairing import Pairing
from reconcile.duplicates.sounds import undoubled
from reconcile.duplicates.structure import Entity
from reconcile.duplicates.words import known_given_names, word_set


def are_kin(pairing: Pairing) -> bool:
    """Whether two separated entities belong together at all: they share the words that tell a family or a group."""
    if shares_only_a_common_name(pairing) or _family_name_is_another(pairing):
        return False
    unlike = any(left.role == "word" and left.a and left.b for left in pairing.leftovers)
    share = shared_weight(pairing)
    telling = shares_a_telling_word(pairing)
    if unlike:
        return telling and share >= 0.6
    several = len(pairing.alignment.matches) > 1 or pairing.a.form is not None
    return share >= 0.55 and (telling or (share >= 0.99 and several))


def weight_of(token: Token) -> float:
    """How much a word tells of which family or business it is, from 0 to 1."""
    return _weight(token.key, bool(token.value))


@lru_cache(maxsize=100_000)
def _weight(key: str, is_number: bool) -> float:
    if key in empty_words():
        return 0.0
    if is_number:
        return 0.3
    if key in _HOLDING:
        return 0.2
    if key in word_set("business_words"):
        return 0.4
    if (len(key) == 1 and key.isalpha()) or key in known_given_names():
        return 0.4
    return 0.6 if key in word_set("places") else 1.0


_HOLDING = frozenset(
    {"nominee", "nominees", "custodian", "custodians", "trustee", "trustees", "trusteeco", "corporate"}
)


def shared_weight(pairing: Pairing) -> float:
    """The weight of the shared words as a share of the lighter name's, 0 to 1; words told apart by role do not count."""
    sides = pairing.alignment
    told = {word for left in pairing.leftovers if left.role not in _UNTOLD for word in (left.a + " " + left.b).split()}
    shared = sum(_match_weight(pairing, match) for match in sides.matches)
    total = min(_total(sides.words_a, told), _total(sides.words_b, told))
    return min(1.0, shared / total) if total else 0.0


_UNTOLD = frozenset({"word", "weak", "bracket"})
_DOUBTFUL = 1.5


def _is_sure(pairing: Pairing, match: Match) -> bool:
    if match.cost <= _DOUBTFUL:
        return True
    a, b = pairing.alignment.words_a[match.a[0]], pairing.alignment.words_b[match.b[0]]
    return _is_family_name(pairing, match) and _masculine(a.key) == _masculine(b.key)


def _match_weight(pairing: Pairing, match: Match) -> float:
    if not _is_sure(pairing, match):
        return 0.0
    if _is_family_name(pairing, match):
        return 1.0
    return sum(weight_of(pairing.alignment.words_a[index]) for index in match.a)


def _is_family_name(pairing: Pairing, match: Match) -> bool:
    """Whether the words stand as the family name in two persons' names: Youssef can be a given name as well."""
    return match.a[0] in pairing.a.family_name and match.b[0] in pairing.b.family_name


def _total(words: Sequence[Token], told: Collection[str]) -> float:
    return sum([weight_of(token) for token in words if token.text not in told])


def shares_a_telling_word(pairing: Pairing) -> bool:
    """Whether a word that is neither of a trade nor a given name nor a number stands on both sides."""
    words = pairing.alignment.words_a
    for match in pairing.alignment.matches:
        tells = weight_of(words[match.a[0]]) >= 0.6 or _is_family_name(pairing, match)
        if tells and _is_sure(pairing, match):
            return True
    return False


def shared_trade(pairing: Pairing) -> float:
    """The share of the lighter name's weight that shared words of a trade or a description make up, 0 to 1."""
    trade, words = word_set("business_words"), pairing.alignment.words_a
    firsts = [words[match.a[0]] for match in pairing.alignment.matches]
    shared = sum([weight_of(word) for word in firsts if word.key in trade])
    if not shared:
        return 0.0
    total = min(_total(pairing.alignment.words_a, ()), _total(pairing.alignment.words_b, ()))
    return shared / total if total else 0.0


_VEHICLE = frozenset(
    {"family", "holding", "holdings", "investment", "investments", "property", "properties", "group", "estate", "super"}
    | {"enterprise", "enterprises", "superannuation", "private", "capital", "assets", "settlement"}
)
"""Words of the companies, trusts and funds in which a family holds what it has."""


def shares_only_a_common_name(pairing: Pairing) -> bool:
    """Whether nothing but a family name that very many have stands in a person's name and in another person's or a firm's.

    Given names that begin alike, initials, and a name that is a family's holding ("Smith Investments") still tell.
    """
    common = word_set("common_family_names")
    shared = [a for a, b, match in pairing.matched() if not a.is_sign and not _is_chance_initial(a, b, match)]
    if len(shared) != 1 or shared[0].key not in common:
        return False
    sides = (pairing.a, pairing.b)
    people = [entity.personal or entity.couple is not None for entity in sides]
    named = [_given_names(entity, shared[0].key) for entity in sides]
    if not any(people):
        return False
    if all(named):
        initials = [{token.key[0] for token in side} for side in named]
        written_out = all(any(len(token.key) > 1 for token in side) for side in named)
        return written_out and not initials[0] & initials[1]
    firms = [entity for entity, person in zip(sides, people, strict=True) if entity.form is not None or not person]
    if len(firms) != 1 or firms[0].estate:
        return False
    rest = {token.key for token in firms[0].core if not token.is_sign} - {shared[0].key} - empty_words()
    return bool(rest - _VEHICLE - _HOLDING)


def _is_chance_initial(a: Token, b: Token, match: Match) -> bool:
    """Whether an initial stands beside a word that is no given name: M and the Made of "Taylor Made"."""
    return match.kind == "initials" and not (is_given(a) and is_given(b))


def _given_names(entity: Entity, family_name: str) -> list[Token]:
    """The given names; in a firm's name only words that are known ones."""
    if entity.couple is not None:
        return [token for person in entity.couple.people for token in person.given]
    found = [entity.core[index] for index in sorted(entity.given) if entity.core[index].key != family_name]
    return found if entity.form is None else [token for token in found if is_given(token)]


def _family_name_is_another(pairing: Pairing) -> bool:
    """Whether the family name is shared only by a slip of letters while other words differ, or as another word's genitive.

    Sokolov and Sokolova are one family's name; Connor and O'Connor, Papas and Papa's are not.
    """
    if not (pairing.a.personal or pairing.b.personal):
        return False
    family = [
        (a, b, match)
        for a, b, match in pairing.matched()
        if match.a[0] in pairing.a.family_name or match.b[0] in pairing.b.family_name
    ]
    differ = any(left.role == "given-name" for left in pairing.leftovers)
    return bool(family) and all(
        (differ and match.kind == "typo" and not _is_one_family_name(a.key, b.key)) or _is_genitive(a, b)
        for a, b, match in family
    )


def _is_one_family_name(x: str, y: str) -> bool:
    """Whether two family names differ in a woman's ending or in a mere slip: letters doubled or swapped."""
    return _masculine(x) == _masculine(y) or sorted(x) == sorted(y) or undoubled(x) == undoubled(y)


def _masculine(name: str) -> str:
    """A family name without the ending that tells a woman's from a man's: Sokolova, Nowicka, Sinitskaya."""
    return _SLAVIC.sub(lambda ending: ending.group(1), name)


_SLAVIC = re.compile(r"(ov|ev|in|sk|ck|tsk|zk)(?:a|i|y|iy|aya|aja)$")


def _is_genitive(a: Token, b: Token) -> bool:
    marked = [token.text.lower().endswith(("'s", "’s")) for token in (a, b)]
    return a.key == b.key and marked[0] != marked[1]
