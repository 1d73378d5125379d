"""Spellings that change letters and signs: case, spacing, punctuation, accent, typo, transliteration, plural."""

from __future__ import annotations

import itertools
import unicodedata
from functools import cache
from random import Random

from reconcile.sandbox.practice.names import Name, Role, Token, unmarked
from reconcile.sandbox.practice.spelling.choice import differing
from reconcile.sandbox.practice.words import doubles, either_way, variants

SHORTEST_TYPO = 5
"""A slip in a shorter word makes another word of it."""

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def case(name: Name, rng: Random) -> Name | None:
    """Capitals: all of them, all of the surname, none inside a word, or none at all."""
    changed = [
        name.with_tokens(Token(token.text.upper(), token.role) for token in name.tokens),
        name.with_tokens(Token(_plain_capitals(token.text), token.role) for token in name.tokens),
        name.with_tokens(Token(token.text.lower(), token.role) for token in name.tokens),
    ]
    if surnames := name.having(Role.SURNAME):
        changed.append(name.with_text(surnames[0], name.tokens[surnames[0]].text.upper()))
    same_letters = [other for other in changed if other.text.casefold() == name.text.casefold()]
    return differing(name, same_letters, rng)


def _plain_capitals(text: str) -> str:
    return " ".join(word[:1] + word[1:].lower() for word in text.split(" "))


def spacing(name: Name, rng: Random) -> Name | None:
    """Two words in one, one in two, two spaces or a space that does not break."""
    changed = []
    for place in name.having(Role.BRAND, Role.SURNAME):
        first, *rest = name.tokens[place].text.split(" ")
        if rest:
            changed.append(name.with_text(place, first + "".join(rest)))
        if split := _compounds().get(name.tokens[place].text):
            changed.append(name.with_text(place, split))
    brands = name.having(Role.BRAND)
    for place, after in itertools.pairwise(brands):
        if after == place + 1:
            joined = name.tokens[place].text + name.tokens[after].text.lower()
            changed.append(name.with_text(after, "").with_text(place, joined))
    if len(name.tokens) > 1:
        wide = rng.choice(("  ", _NO_BREAK_SPACE))
        place = rng.randrange(len(name.tokens) - 1)
        left, right = name.tokens[place], name.tokens[place + 1]
        changed.append(name.with_text(place + 1, "").with_text(place, left.text + wide + right.text))
    return differing(name, changed, rng)


@cache
def _compounds() -> dict[str, str]:
    halves = [[first for first, _ in doubles(section)] for section in ("compound first", "compound second")]
    return {first + second: f"{first} {second.capitalize()}" for first in halves[0] for second in halves[1]}


def punctuation(name: Name, rng: Random) -> Name | None:
    """Apostrophes dropped or curled, hyphens opened, a comma before a legal form, a dash before a trust or a fund."""
    changed = []
    for place, token in enumerate(name.tokens):
        if "'" in token.text:
            changed += [name.with_text(place, token.text.replace("'", other)) for other in ("", "’") * 2]
        if "-" in token.text and token.role != Role.JUNK:
            changed.append(name.with_text(place, token.text.replace("-", " ")))
        if token.role == Role.FORM and place and len(changed) < 2:
            sign = " -" if token.text.endswith(("Trust", "Fund")) else ","
            changed.append(name.with_text(place - 1, name.tokens[place - 1].text.rstrip(",") + sign))
        if token.role == Role.GENERATION:
            changed.append(
                name.with_text(place, token.text.rstrip(".") if token.text.endswith(".") else token.text + ".")
            )
    return differing(name, changed, rng)


def accent(name: Name, rng: Random) -> Name | None:
    """Marks dropped from all letters; now and then kept, but as separate (decomposed) characters."""
    changed = [name.with_tokens(Token(unmarked(token.text), token.role) for token in name.tokens)]
    if rng.random() < 0.3:
        decomposed = (Token(unicodedata.normalize("NFD", token.text), token.role) for token in name.tokens)
        changed.insert(0, name.with_tokens(decomposed))
    return next((other for other in changed if other.text != name.text and _is_marked(name.text)), None)


def _is_marked(text: str) -> bool:
    return any(
        letter.isalpha() and "LATIN" in unicodedata.name(letter, "") for letter in text if unmarked(letter) != letter
    )


def typo(name: Name, rng: Random) -> Name | None:
    """One slip of the fingers inside a longer word: two letters swapped, one lost, one doubled, or a neighbouring key."""
    places = [
        place
        for place in name.having(Role.SURNAME, Role.BRAND, Role.TRADE, Role.GIVEN)
        if len(name.tokens[place].text) >= SHORTEST_TYPO and name.tokens[place].text.isascii()
    ]
    if not places:
        return None
    place = rng.choice(places)
    changed = [name.with_text(place, _slip(name.tokens[place].text, rng)) for _ in range(4)]
    return differing(name, changed, rng)


def _slip(word: str, rng: Random) -> str:
    inside = [place for place in range(1, len(word) - 1) if word[place].isalpha() and word[place + 1].isalpha()]
    if not inside:
        return word
    place = rng.choice(inside)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    neighbours = next((row[max(row.find(letter) - 1, 0)] for row in _KEYS if letter in row), letter)
    return rng.choice(
        (
            before + after[0] + letter + after[1:],
            before + after,
            before + letter * 2 + after,
            before + neighbours + after,
        )
    )


def transliteration(name: Name, rng: Random) -> Name | None:
    """Another way into Latin letters: a name's other spelling, or two plain letters for a marked one."""
    others = either_way("transliterations.txt")
    changed = []
    for place in name.having(Role.GIVEN, Role.MIDDLE, Role.SURNAME, Role.BRAND):
        text = name.tokens[place].text
        changed += [name.with_text(place, other) for other in others.get(text, ())]
        if not text.isascii():
            changed.append(name.with_text(place, text.translate(_plain_pairs())))
    return differing(name, changed, rng)


@cache
def _plain_pairs() -> dict[int, str]:
    return {ord(marked): plain[0] for marked, plain in variants("transliterations.txt", "letters").items()}


def plural(name: Name, rng: Random) -> Name | None:
    """The trade in the singular for the plural, or the other way round."""
    table = _singular_plural()
    changed = [
        name.with_text(place, table[name.tokens[place].text])
        for place in name.having(Role.TRADE)
        if name.tokens[place].text in table
    ]
    return differing(name, changed, rng)


@cache
def _singular_plural() -> dict[str, str]:
    pairs = [pair for pair in doubles("trade") if pair[1]]
    return dict(pairs) | {plural_form: singular for singular, plural_form in pairs}
