"""How two words of two names can be one word: spelt, shortened, misspelt or carried over from another script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from reconcile.duplicates.nicknames import are_man_and_woman, is_first_part, is_nickname
from reconcile.duplicates.normalise import Token, fold
from reconcile.duplicates.numbers import is_spelt
from reconcile.duplicates.slips import slip_cost
from reconcile.duplicates.sounds import american, sound, undoubled
from reconcile.duplicates.words import (
    full_names,
    known_given_names,
    known_words,
    name_variants,
    own_full_names,
    table,
    trade_families,
    word_set,
)

_VOWELS = frozenset("aeiouy")


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
    x, y = a.key, b.key
    if x == y:
        return Relation("typo", 0.5) if a.corrected != b.corrected else _same_letters(a, b)
    if not x or not y or x == "&" or y == "&":
        return None
    if _are_spelt_alike(a, b):
        return Relation("transliteration", 0.3)
    return _related_words(a, b, given) if may_be_one(x, y) else None


def _are_spelt_alike(a: Token, b: Token) -> bool:
    """Whether two words that are not equal have a spelling in common; most have only the one."""
    if a.spread == a.key and b.spread == b.key and a.key != "el" and b.key != "el":
        return False
    return not spellings(a.key, a.spread).isdisjoint(spellings(b.key, b.spread))


@lru_cache(maxsize=100_000)
def spellings(key: str, spread: str) -> frozenset[str]:
    """A word's key and what long vowels and articles of other scripts become: ō as oo or ou, el as al."""
    long_o = spread.replace("oo", "ou") if spread != key else key
    return frozenset({key, spread, long_o, "al" if key == "el" else key})


def may_be_one(x: str, y: str) -> bool:
    """Whether any of the relations below can hold between two words: a quick look that is wrong in this direction alone.

    Of a hundred pairs of words that are left over in two names, not one is related: nearly all are done with here.
    """
    return not word_traits(x).isdisjoint(word_traits(y)) or may_be_slip(x, y)


def may_be_slip(x: str, y: str) -> bool:
    """Whether two words that are not equal differ in two letters at most, or the one is the other with letters left out."""
    short, full = (x, y) if len(x) < len(y) else (y, x)
    further = len(full) - len(short)
    if further <= 2 and len(short) > 3 and OSA.distance(x, y, score_cutoff=2) <= 2:
        return True
    return further > 1 and x[0] == y[0] and _is_subsequence(short, full)


@lru_cache(maxsize=100_000)
def word_traits(key: str) -> frozenset[str]:
    """What a word has in common with every word it is related to, but for slips and letters left out."""
    found = {key, american(key), sound(key), *full_names(key), *own_full_names(key), *_meanings(key)}
    found.update(_short_forms().get(key, ()))
    found.update(str(number) for number, _ in name_variants().get(key, ()))
    if key in trade_families():
        found.add(f"trade {trade_families()[key]}")
    for ending, stem in (("s", ""), ("es", ""), ("ies", "y")):
        if key.endswith(ending):
            found.add(key.removesuffix(ending) + stem)
    return frozenset(found)


def _numbers(a: Token, b: Token) -> Relation | None:
    if not (a.value and b.value):
        return Relation("abbreviation", 0.5) if _SAID_AS.get(a.key) == b.key or _SAID_AS.get(b.key) == a.key else None
    if a.value != b.value:
        return None
    return EXACT if a.key == b.key or is_spelt(a) == is_spelt(b) else Relation("number-word", 0.3)


_SAID_AS = {"2": "to", "4": "for"}
"""Figures that stand for the word that they sound like: Coast 2 Coast."""


def _same_letters(a: Token, b: Token) -> Relation:
    if a.text == b.text or a.is_sign:
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
    for test in (_abbreviation, _nickname, _variant, _plural, _spelling, _trade, _transliteration, _typo):
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
    if _is_contraction(short, full):
        return Relation("abbreviation", 0.5)
    cut = len(short.key) >= _CUT_SHORT and full.key.startswith(short.key) and full.key in word_set("business_words")
    bare = short.key.rstrip("s")
    consonants = len(bare) >= 3 and not _VOWELS & set(bare[1:]) and len(full.key) >= 6
    squeezed = consonants and _is_subsequence(short.key, full.key)
    return Relation("abbreviation", 1.0) if (cut or squeezed) and short.key not in known_words() else None


_CUT_SHORT = 4
"""Letters that a word of a trade is cut to at least: Upholst, Irrig."""


def _is_contraction(short: Token, full: Token) -> bool:
    """Whether an apostrophe stands for the midst of the word: W'town for Williamstown."""
    if short.text.isalpha() or len(full.key) - len(short.key) < 2:
        return False
    before, _, after = short.text.casefold().translate(_APOSTROPHES).partition("'")
    start, end = fold(before), fold(after)
    return 0 < len(start) <= 5 and len(end) > 2 and full.key.startswith(start) and full.key.endswith(end)


_APOSTROPHES = str.maketrans(dict.fromkeys("’ʻʼ`´", "'"))


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
    place = -1
    for letter in short:
        place = full.find(letter, place + 1)
        if place < 0:
            return False
    return True


def _variant(a: Token, b: Token, _given: bool) -> Relation | None:
    shared = name_variants().get(a.key, frozenset()) & name_variants().get(b.key, frozenset())
    if not shared:
        return None
    one_language = any(family[1] for family in shared)
    return Relation("typo", 0.8) if one_language else Relation("transliteration", 0.5)


def _nickname(a: Token, b: Token, _given: bool) -> Relation | None:
    if is_nickname(a.key, b.key):
        return Relation("nickname", 0.7)
    return Relation("nickname", 1.0) if is_first_part(a.key, b.key) else None


def _spelling(a: Token, b: Token, _given: bool) -> Relation | None:
    return Relation("typo", 0.5) if min(len(a.key), len(b.key)) > 3 and american(a.key) == american(b.key) else None


def _trade(a: Token, b: Token, given: bool) -> Relation | None:
    """Another word for the same trade: Roofing, Roofers."""
    number = trade_families().get(a.key)
    if given or number is None or number != trade_families().get(b.key):
        return None
    family_names = word_set("trade_family_names")  # Brewer and Brewery
    return None if a.key in family_names or b.key in family_names else Relation("typo", _OTHER_WORD_FORM)


_OTHER_WORD_FORM = 2.5
"""Bits of doubt that another form of a trade's word leaves."""


def _plural(a: Token, b: Token, given: bool) -> Relation | None:
    short, long = sorted((a.key, b.key), key=len)
    if given or len(short) < 3:
        return None
    if any(mark in a.text + b.text for mark in "'’") and long == short + "s":
        return Relation("possessive", 0.2)
    stems = {short + "s", short + "es"} | ({short[:-1] + "ies"} if short.endswith("y") else set())
    return Relation("plural", 0.4) if long in stems else None


def _transliteration(a: Token, b: Token, _given: bool) -> Relation | None:
    known = known_given_names()
    if min(len(a.key), len(b.key)) < 4 or (a.key in known and b.key in known):
        return None
    if a.key in known_words() and b.key in known_words():
        return None
    if undoubled(a.key) == undoubled(b.key) or sound(a.key) != sound(b.key):
        return None
    return Relation("transliteration", 1.0)


def _typo(a: Token, b: Token, given: bool) -> Relation | None:
    if a.key.replace("rn", "m") == b.key.replace("rn", "m") and min(len(a.key), len(b.key)) > 3:
        return Relation("typo", 1.0)  # as a scanner reads it
    number = trade_families().get(a.key)
    if number is not None and number == trade_families().get(b.key):
        return None  # Brewer and Brewery are two words
    if not known_given_names().isdisjoint((a.key, b.key)) and are_man_and_woman(a.key, b.key):
        return None
    cost = slip_cost(a.key, b.key, given=given) if a.key.isalpha() and b.key.isalpha() else None
    return None if cost is None else Relation("typo", cost)
