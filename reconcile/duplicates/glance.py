"""Names that share no word, told at a glance: most records that share a mailbox or a house are as unlike in name as any two.

To take two such names side by side costs ten times as much, and finds that nothing is matched.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from reconcile.duplicates.acronyms import LONGEST, SHORTEST, first_letters
from reconcile.duplicates.alignment import phrase_words
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.relation import may_be_slip, spellings, word_traits
from reconcile.duplicates.words import formal_initials


@dataclass(frozen=True, slots=True)
class Glance:
    """What a name shows: its ``words`` of two letters and more, and its ``traits``, one of which it shares with any name
    that has a word in common with it but for slips and short forms; ``initials``, and the ``letters`` they can stand for;
    ``line``, the first letters of its words in a row, which an acronym can be part of.
    """

    words: tuple[str, ...]
    traits: frozenset[str]
    initials: frozenset[str]
    letters: frozenset[str]
    line: str


@lru_cache(maxsize=16_000)
def glance(name: str) -> Glance:
    """What the words of a name show, those of its trustee and its trading names included."""
    parsed = parse_name(name)
    entities = [parsed.entity, *parsed.aliases, *([parsed.trustee] if parsed.trustee else [])]
    tokens = {token.key: token for entity in entities for token in entity.core if not token.is_sign}
    words = tuple(key for key in tokens if len(key) > 1)
    traits = frozenset[str]().union(*[_traits(token.key, token.spread, token.value) for token in tokens.values()])
    letters = frozenset[str]().union(*map(_letters, words))
    line = " ".join([first_letters(entity.core) for entity in entities])
    return Glance(words, traits, frozenset(tokens).difference(words), letters, line)


@lru_cache(maxsize=100_000)
def _traits(key: str, spread: str, value: str) -> frozenset[str]:
    number = {f"={value}"} if value else set()
    return word_traits(key) | spellings(key, spread) | phrase_words(key) | number


@lru_cache(maxsize=100_000)
def _letters(word: str) -> frozenset[str]:
    """The initials that can stand for a word."""
    return formal_initials(word) | {word[0]}


def share_nothing(a: str, b: str) -> bool:
    """Whether no word of the one name can be a word, a part or an initial of a word of the other."""
    one, other = glance(a), glance(b)
    if not one.traits.isdisjoint(other.traits):
        return False
    if not (one.initials.isdisjoint(other.letters) and other.initials.isdisjoint(one.letters)):
        return False
    if _stands_in(one.words, other.line) or _stands_in(other.words, one.line):
        return False
    return not any(_may_be_parts(x, other.words) for x in one.words)


def _may_be_parts(word: str, others: tuple[str, ...]) -> bool:
    """Whether a word can be one of the others but for slips, or a part of one, or one of it; its traits are not theirs."""
    first, size = word[0], len(word)
    for other in others:
        if first == other[0]:
            if word.startswith(other) or other.startswith(word) or may_be_slip(word, other):
                return True
        elif -3 < size - len(other) < 3 and may_be_slip(word, other):
            return True
    return False


def _stands_in(words: tuple[str, ...], line: str) -> bool:
    """Whether a word can be the first letters of some of the words whose first letters these are."""
    return len(line) >= SHORTEST and any(SHORTEST <= len(word) <= LONGEST and word in line for word in words)
