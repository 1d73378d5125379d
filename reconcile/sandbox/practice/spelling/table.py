"""The kinds of DUP-2 with their functions, and spelling a name in several ways at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

from reconcile.sandbox.practice.names import Name
from reconcile.sandbox.practice.spelling import letters, people, wording, wrapping

Spelling = Callable[[Name, Random], Name | None]
"""A name and a random source → the name in another spelling, or ``None`` where the kind has nothing to work on."""

SPELLINGS: dict[str, Spelling] = {
    "case": letters.case,
    "spacing": letters.spacing,
    "punctuation": letters.punctuation,
    "accent": letters.accent,
    "ampersand": wording.ampersand,
    "legal-suffix": wording.legal_suffix,
    "article": wording.article,
    "word-order": people.word_order,
    "initials": people.initials,
    "nickname": people.nickname,
    "middle-name": people.middle_name,
    "couple": people.couple,
    "trading-name": wrapping.trading_name,
    "trustee": wrapping.trustee,
    "abbreviation": wording.abbreviation,
    "number-word": wording.number_word,
    "plural": letters.plural,
    "typo": letters.typo,
    "transliteration": letters.transliteration,
    "suffix-junk": wrapping.suffix_junk,
}
"""Kind → its function, in DUP-2's order."""

KINDS: tuple[str, ...] = tuple(SPELLINGS)
"""The kinds of DUP-2 in its order, without ``identical``."""

_IN_TURN = (
    "middle-name", "nickname", "transliteration", "plural", "abbreviation", "number-word", "ampersand", "legal-suffix",
    "article", "spacing", "typo", "punctuation", "accent", "couple", "initials", "word-order", "trading-name",
    "trustee", "case", "suffix-junk",
)  # fmt: skip
"""The order of doing several: what looks a word up comes before what takes words apart, what wraps comes last."""


def respell(name: Name, kinds: Iterable[str], rng: Random) -> tuple[Name, tuple[str, ...]]:
    """The name in another spelling by all the kinds that work on it, and those kinds in DUP-2's order.

    `initials` of a couple is also `couple`, as DUP-2's own example has it (J & M Smith / John and Mary Smith).
    """
    wanted, done, spelt = set(kinds), set(), name
    for kind in sorted(wanted, key=_IN_TURN.index):
        other = SPELLINGS[kind](spelt, rng)
        if other is None:
            continue
        done.add(kind)
        if kind == "initials" and name.is_couple:
            done.add("couple")
        spelt = other
    if spelt.text == name.text:
        return name, ()
    return spelt, tuple(kind for kind in KINDS if kind in done)
