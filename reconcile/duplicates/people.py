"""Which words of a name are a person's given names and which the family name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from reconcile.duplicates.couple import is_given, is_initial, short_trade_words
from reconcile.duplicates.normalise import Token, has_comma, has_number
from reconcile.duplicates.words import known_given_names, word_set


def is_personal(tokens: Sequence[Token]) -> bool:
    """Whether the words are a bare personal name: two to five, none of a business, one a given name or an initial."""
    words = [token for token in tokens if not token.is_sign]
    if not 2 <= len(words) <= 6 or has_number(words) or _ends_in_son(tokens):
        return False
    comma = has_comma(words[1:])
    if _has_a_small_word(words) or (not comma and _is_an_acronym_behind(words)):
        return False
    if comma and 2 < len(words) < len(tokens):
        return False  # "Joshi, Kemsley & Newbold" is a firm, or a couple
    if not _trade_words().isdisjoint([token.key for token in words]) and any(
        _is_trade(token, index, words, comma=comma) for index, token in enumerate(words)
    ):
        return False
    return comma or any(is_given(token) for token in words) or _sounds_like_family(words)


@cache
def _trade_words() -> frozenset[str]:
    """The words that :func:`_is_trade` can be true of."""
    return word_set("business_words") | short_trade_words()


def _is_an_acronym_behind(words: Sequence[Token]) -> bool:
    """Whether one word that is no given name stands in front of three dotted letters: "Rosella B.P.W." is a clinic."""
    letters = words[1:]
    if len(letters) < 3 or words[0].text.isupper() or is_given(words[0]):
        return False
    return all(len(token.key) == 1 and token.text.endswith(".") for token in letters) and not any(
        token.glue for token in letters[1:]
    )


def _has_a_small_word(words: Sequence[Token]) -> bool:
    """Whether a word among words with capitals is written small, as those that join words are, and is no part of a family name."""
    for token in words[1:-1]:
        if token.text.islower() and words[0].text[:1].isupper() and token.key not in word_set("particles"):
            return words[-1].text[:1].isupper() and (len(token.key) < 3 or not is_given(token))
    return False


def _ends_in_son(tokens: Sequence[Token]) -> bool:
    """Whether a firm of father and son is meant, and nobody called Son: "Rowe & Son"."""
    return len(tokens) > 2 and tokens[-1].key == "son" and tokens[-2].is_sign


_FAMILY_STARTS = ("mc", "mac", "o'", "o’", "fitz", "van", "von", "de ", "d'", "al-", "el-")


def _sounds_like_family(words: Sequence[Token]) -> bool:
    """Two or three words in no list, the last of which is built as family names are."""
    last = words[-1]
    if len(words) > 3 or len(last.key) < 4:
        return False
    started = last.text.lower().startswith(_FAMILY_STARTS)
    if not (started or last.key.endswith(_family_endings()) or not last.text.isascii()):
        return False
    if any(token.key in word_set("places") or len(token.key) < 2 for token in words):
        return False
    return all(token.key.isalpha() for token in words)


@cache
def _family_endings() -> tuple[str, ...]:
    return tuple(word_set("family_endings"))


def _is_trade(token: Token, index: int, words: Sequence[Token], *, comma: bool) -> bool:
    """A business word, unless it stands where a family name does ("Helen Stone", "Stone, Helen")."""
    if token.key in short_trade_words() and not is_given(token):
        return True  # Patel Hldgs
    if token.key not in word_set("business_words"):
        return False
    if index == 0 and len(words) > 2 and token.key in word_set("family_names") and all(map(is_given, words[1:])):
        return False  # Park Ji Woo
    if token.key in known_given_names():  # a Mart may be short for Martin, but not behind a word that is no name
        return (
            index == 1
            and len(words) == 2
            and not comma
            and token.key not in word_set("given_names")
            and not is_given(words[0])
        )
    family_like = len(words) == 2 and token.key in word_set("trade_family_names")
    if comma:
        named = token.key in word_set("trade_family_names") and any(map(is_given, words[1:]))  # "Stone, Helen Mary"
        return index != 0 or not (family_like or named)
    return not (index == len(words) - 1 and family_like and words[0].key in known_given_names())


def family_positions(core: Sequence[Token], *, personal: bool) -> frozenset[int]:
    """The positions of the family name in a bare personal name; nothing where the name is no person's."""
    if not personal or not core:
        return frozenset()
    cuts = [index for index, token in enumerate(core) if index and "," in token.glue]
    if cuts:
        return frozenset(range(cuts[0]))
    if len(core) == 1:
        return frozenset({0})
    if _family_first(core):
        return frozenset(range(_leading_run(core)))
    start = len(core) - 1
    while start > 1 and (_is_particle(core[start - 1]) or "-" in core[start].glue):
        start -= 1
    if start == 1 and (_is_particle(core[0]) or "-" in core[1].glue) and not is_given(core[0]):
        start = 0
    return frozenset(range(start, len(core)))


def _family_first(core: Sequence[Token]) -> bool:
    first, last = core[0], core[-1]
    if is_initial(last) and not is_initial(first):
        return True
    loud = first.text.isupper() and len(first.key) > 1 and not is_initial(first)
    if loud and not last.text.isupper() and len(last.key) > 1:
        return True
    listed = word_set("family_names")
    if first.key in listed and last.key not in listed:
        return last.key in known_given_names() or first.key not in known_given_names()
    return not is_given(first) and last.key in known_given_names()


def _leading_run(core: Sequence[Token]) -> int:
    size = 1
    while size < len(core) - 1 and (_is_particle(core[size - 1]) or "-" in core[size].glue):
        size += 1
    return size


def _is_particle(token: Token) -> bool:
    return (token.key in word_set("particles") and not is_initial(token)) or token.text.rstrip("'’").casefold() in {
        "o",
        "d",
    }


def given_positions(core: Sequence[Token], family: frozenset[int]) -> frozenset[int]:
    """Positions of given names and initials: all that are not the family name in a person's name, known ones elsewhere."""
    if family:
        return frozenset(range(len(core))) - family
    last = len(core) - 1 if _ends_in_son(core) else len(core)
    return frozenset([index for index, token in enumerate(core[:last]) if is_given(token)])  # a sign is none
