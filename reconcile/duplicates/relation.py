"""How two words of two names can be one word: spelt, shortened, misspelt or carried over from another script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from reconcile.duplicates.normalise import Token
from reconcile.duplicates.numbers import is_spelt
from reconcile.duplicates.words import (
    full_names,
    known_given_names,
    known_words,
    name_variants,
    own_full_names,
    table,
    word_set,
)

_VOWELS = frozenset("aeiouy")


def _compiled(*rules: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Rules of spelling as patterns that are ready to be used."""
    return tuple((re.compile(pattern), letters) for pattern, letters in rules)


@dataclass(frozen=True, slots=True)
class Relation:
    """A way in which two words are one: ``kind`` is a DUP-2 kind or ``exact``; ``cost`` in bits of doubt."""

    kind: str
    cost: float


EXACT = Relation("exact", 0.0)


def relate(a: Token, b: Token, *, given: bool) -> Relation | None:
    """How the two words are one, the surest way first; None where they are two words.

    ``given`` says that both stand where a given name stands: there one other letter is another person.
    """
    if a.value or b.value:
        return _numbers(a, b)
    if a.key == b.key:
        return Relation("typo", 0.5) if a.corrected != b.corrected else _same_letters(a, b)
    if not a.key or not b.key or a.key == "&" or b.key == "&":
        return None
    if not spellings(a.key, a.spread).isdisjoint(spellings(b.key, b.spread)):
        return Relation("transliteration", 0.3)
    return _related_words(a, b, given) if may_be_one(a.key, b.key) else None


@lru_cache(maxsize=100_000)
def spellings(key: str, spread: str) -> frozenset[str]:
    """A word's key and what long vowels and articles of other scripts become: ō as oo or ou, el as al."""
    long_o = spread.replace("oo", "ou") if spread != key else key
    return frozenset({key, spread, long_o, "al" if key == "el" else key})


def may_be_one(x: str, y: str) -> bool:
    """Whether any of the relations below can hold between two words: a quick look that is wrong in this direction alone.

    Of a hundred pairs of words that are left over in two names, not one is related: nearly all are done with here.
    """
    if not word_traits(x).isdisjoint(word_traits(y)):
        return True
    short, full = (x, y) if len(x) < len(y) else (y, x)
    further = len(full) - len(short)
    if further <= 2 and len(short) > 3:
        return bool(OSA.distance(x, y, score_cutoff=2) <= 2) or (short[0] == full[0] and _is_subsequence(short, full))
    return further > 1 and short[0] == full[0] and _is_subsequence(short, full)


@lru_cache(maxsize=100_000)
def word_traits(key: str) -> frozenset[str]:
    """What a word has in common with every word it is related to, but for slips and letters left out."""
    found = {key, _american(key), _sound(key), *full_names(key), *own_full_names(key), *_meanings(key)}
    found.update(_short_forms().get(key, ()))
    found.update(str(number) for number, _ in name_variants().get(key, ()))
    for ending, stem in (("s", ""), ("es", ""), ("ies", "y")):
        if key.endswith(ending):
            found.add(key.removesuffix(ending) + stem)
    return frozenset(found)


def _numbers(a: Token, b: Token) -> Relation | None:
    if not (a.value and a.value == b.value):
        return None
    return EXACT if a.key == b.key or is_spelt(a) == is_spelt(b) else Relation("number-word", 0.3)


def _same_letters(a: Token, b: Token) -> Relation:
    if a.is_sign or a.text == b.text:
        return EXACT
    if ("ß" in a.text) != ("ß" in b.text):
        return Relation("transliteration", 0.1)
    letters_a, letters_b = _letters(a.text), _letters(b.text)
    if letters_a == letters_b:
        return EXACT
    spelt_out = {len(letters_a), len(letters_b)} != {len(a.key)}  # æ is ae, ß is ss: more than a dropped accent
    latin = not spelt_out and all(
        ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x1F00 for letter in letters_a + letters_b
    )
    return Relation("accent" if latin else "transliteration", 0.1)


@lru_cache(maxsize=100_000)
def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum() and letter not in "ʻʼ")


def _related_words(a: Token, b: Token, given: bool) -> Relation | None:
    for test in (_abbreviation, _variant, _nickname, _plural, _spelling, _transliteration, _typo):
        found = test(a, b, given)
        if found is not None:
            return found
    return None


def _abbreviation(a: Token, b: Token, given: bool) -> Relation | None:
    short, full = (a, b) if len(a.key) < len(b.key) else (b, a)
    if short.key in _short_forms().get(full.key, ()) or _meanings(a.key) & _meanings(b.key):
        return Relation("abbreviation", 0.5)
    if len(short.key) < 2 or given or short.key[0] != full.key[0] or len(full.key) - len(short.key) < 2:
        return None
    if short.text.endswith(".") and full.key.startswith(short.key) and len(short.key) >= 2:
        return Relation("abbreviation", 0.8)
    bare = short.key.rstrip("s")
    consonants = len(bare) >= 3 and not _VOWELS & set(bare[1:]) and len(full.key) >= 6
    if consonants and short.key not in known_words() and _is_subsequence(short.key, full.key):
        return Relation("abbreviation", 1.0)
    return None


@cache
def _short_forms() -> dict[str, frozenset[str]]:
    rows = table("abbreviations")
    return {full: frozenset(short.rstrip("!") for short in shorts) for full, shorts in rows.items() if " " not in full}


@cache
def _inverse_short() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for full, shorts in _short_forms().items():
        for short in shorts:
            found.setdefault(short, set()).add(full)
    return {short: frozenset(full) for short, full in found.items()}


def _meanings(key: str) -> frozenset[str]:
    return _inverse_short().get(key, frozenset()) if key not in _short_forms() else frozenset()


def _is_subsequence(short: str, full: str) -> bool:
    letters = iter(full)
    return all(letter in letters for letter in short)


def _variant(a: Token, b: Token, _given: bool) -> Relation | None:
    shared = name_variants().get(a.key, frozenset()) & name_variants().get(b.key, frozenset())
    if not shared:
        return None
    one_language = all(family[1] for family in shared)
    return Relation("typo", 0.8) if one_language else Relation("transliteration", 0.5)


def _nickname(a: Token, b: Token, _given: bool) -> Relation | None:
    return Relation("nickname", 0.7) if is_nickname(a.key, b.key) else None


@lru_cache(maxsize=50_000)
def is_nickname(a: str, b: str) -> bool:
    """Whether one given name is short for the other, or both are short for a third."""
    if len(a) < 2 or len(b) < 2 or a == b:
        return False
    listed = word_set("given_names")
    if a in listed and b in listed:  # Louis and Louise, Emily and Amelia: the package ties together too much
        return a in own_full_names(b) or b in own_full_names(a)
    full_a, full_b = full_names(a), full_names(b)
    if a in full_b or b in full_a:
        return True
    return a not in listed and b not in listed and bool(own_full_names(a) & own_full_names(b))


_BRITISH = _compiled(
    (r"(?<=[a-z]{2}[bcdghktv])re$", "er"), (r"(?<=[a-z])our", "or"), (r"is(?=e|ing|ation)", "iz"), (r"ae", "e"),
    (r"ll(?=ing|ed|er)", "l"), (r"ogue$", "og"), (r"yre", "ire"),
)  # fmt: skip


def _spelling(a: Token, b: Token, _given: bool) -> Relation | None:
    return Relation("typo", 0.5) if min(len(a.key), len(b.key)) > 3 and _american(a.key) == _american(b.key) else None


@lru_cache(maxsize=50_000)
def _american(key: str) -> str:
    """A word in American spelling: Centre as Center, Labour as Labor, Organisation as Organization."""
    for pattern, letters in _BRITISH:
        key = pattern.sub(letters, key)
    return key


def _plural(a: Token, b: Token, given: bool) -> Relation | None:
    short, long = sorted((a.key, b.key), key=len)
    if given or len(short) < 3:
        return None
    if any(mark in a.text + b.text for mark in "'’") and long == short + "s":
        return Relation("possessive", 0.2)
    stems = {short + "s", short + "es"} | ({short[:-1] + "ies"} if short.endswith("y") else set())
    return Relation("plural", 0.4) if long in stems else None


_LONG_U = re.compile(r"ou|oo|ow")
_SOUNDS = _compiled(
    (r"^hs", "ks"), (r"^(ch|kh)", "h"), (r"^ye", "e"), (r"^yi", "g"), (r"ph", "f"), (r"(ck|q)", "k"),
    (r"c(?=[aou])", "k"), (r"x", "ks"), (r"w", "v"), (r"(?<=[bdgkt])h", ""), (r"(ae|ai)", "e"), (r"z", "s"),
    (r"(?<=[a-z])h$", ""), (r"y", "i"), (r"dj", "j"), (r"sch", "sh"),
)  # fmt: skip


@lru_cache(maxsize=100_000)
def _sound(key: str) -> str:
    text = _undoubled(_LONG_U.sub("u", key).replace("ee", "i"))
    for pattern, letters in _SOUNDS:
        text = pattern.sub(letters, text)
    return text


def _transliteration(a: Token, b: Token, _given: bool) -> Relation | None:
    known = known_given_names()
    if min(len(a.key), len(b.key)) < 4 or (a.key in known and b.key in known):
        return None
    if a.key in known_words() and b.key in known_words():
        return None
    if _undoubled(a.key) == _undoubled(b.key) or _sound(a.key) != _sound(b.key):
        return None
    return Relation("transliteration", 1.0)


@lru_cache(maxsize=100_000)
def _undoubled(key: str) -> str:
    return re.sub(r"(.)\1+", r"\1", key)


def _typo(a: Token, b: Token, given: bool) -> Relation | None:
    if a.key.replace("rn", "m") == b.key.replace("rn", "m") and min(len(a.key), len(b.key)) > 3:
        return Relation("typo", 1.0)  # as a scanner reads it
    return _slip(a.key, b.key, given=given) if a.key.isalpha() and b.key.isalpha() else None


def _slip(x: str, y: str, *, given: bool) -> Relation | None:
    """One slip of the fingers in a word of four letters or more; two where they only swap or double letters."""
    size = min(len(x), len(y))
    known_a, known_b = x in known_words(), y in known_words()
    distance = OSA.distance(x, y, score_cutoff=2)
    other = size < 4 or (known_a and known_b) or distance > 2 or (distance == 2 and size < 8)
    if other or (x[0] != y[0] and (size < 6 or given or len(x) == len(y))):
        return None
    if given and (size < 5 or distance > 1 or x[-1] != y[-1]):
        return None  # Mario and Maria, Daniel and Danielle
    cost = _slip_cost(x, y, known=known_a != known_b) + (1.0 if distance == 2 else 0.0)
    twice = distance == 2 and sorted(x) != sorted(y) and _undoubled(x) != _undoubled(y)  # Harriman and Harrison
    if twice or (given and len(x) == len(y) and cost > _GIVEN_SLIP):  # Xiaoling and Xiaoming
        return None
    if x[0] != y[0] and sorted(x) != sorted(y):
        cost += _FIRST_LETTER
    if size < 5 and cost > _SLIP:
        return None
    if known_a != known_b:
        cost -= 1.0
    return Relation("typo", max(0.5, cost - 0.25 * max(0, size - 6)))


_SLIP = 0.8
_GIVEN_SLIP = 3.0
_FIRST_LETTER = 7.0
"""Bits: people hardly ever get the first letter wrong; Ridgeway and Bridgeway are two names."""
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = frozenset(pair for row in _KEYS for x, y in pairwise(row) for pair in (x + y, y + x))


def _slip_cost(x: str, y: str, *, known: bool) -> float:
    """Bits of doubt of the slip itself: swapped and doubled letters are slips, another consonant may be another word.

    ``known`` says that one of the two is a word in a list: the other is then no word of its own.
    """
    if sorted(x) == sorted(y) or _undoubled(x) == _undoubled(y):
        return _SLIP
    if len(x) != len(y):
        return 1.6 if min(len(x), len(y)) > 5 or known else 4.0
    changed = [(p, q) for p, q in zip(x, y, strict=True) if p != q]
    if all(p in _VOWELS and q in _VOWELS for p, q in changed):
        return 2.2 if known or len(x) > 5 else _OTHER_WORD  # Zhang and Zheng
    if (known and len(x) > 5) or all(p + q in _NEIGHBOURS for p, q in changed):
        return 3.0
    return _OTHER_WORD if len(x) < 9 else 3.6


_OTHER_WORD = 8.5
"""Bits: more than two names can have and still be one."""
