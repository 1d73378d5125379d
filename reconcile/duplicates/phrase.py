"""Finding the phrases of a word list among the tokens of a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reconcile.duplicates.normalise import Token, fold

LONGEST_PHRASE = 7
_JOINING = frozenset({"&", "+", "and"})


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens ``start`` up to ``end`` (not included) that spell ``phrase``."""

    start: int
    end: int
    phrase: str


def fold_phrase(phrase: str) -> str:
    """A phrase of a word list as the keys of its tokens would be joined."""
    return " ".join("&" if word in _JOINING else fold(word) for word in phrase.split())


def spans(tokens: Sequence[Token], known: Collection[str], start: int = 0) -> Iterator[Span]:
    """The phrases that stand in the tokens, from the left, longest first, not overlapping."""
    keys = [token.key for token in tokens]
    first = first_words(known) if isinstance(known, frozenset) else frozenset(keys)
    if first.isdisjoint(keys):
        return
    position = start
    while position < len(keys):
        found = longest_at(keys, position, known) if keys[position] in first else None
        if found is None:
            position += 1
        else:
            yield found
            position = found.end


@lru_cache(maxsize=64)
def first_words(known: frozenset[str]) -> frozenset[str]:
    """The words that a phrase can begin with: a name without any of them has no phrase."""
    return frozenset(phrase.partition(" ")[0] for phrase in known)


def longest_at(keys: Sequence[str], position: int, known: Collection[str]) -> Span | None:
    """The longest known phrase that begins at ``position``."""
    for end in range(min(len(keys), position + LONGEST_PHRASE), position, -1):
        phrase = " ".join(keys[position:end])
        if phrase in known:
            return Span(position, end, phrase)
    return None
