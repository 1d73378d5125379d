"""The words that a name is found by: of each of its halves where it says "trading as", with initials and without forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from reconcile.duplicates.folding import is_plain
from reconcile.duplicates.normalise import clean, fold
from reconcile.duplicates.phrase import fold_phrase
from reconcile.duplicates.words import full_names, inverse, known_given_names, phrases, table


@cache
def _cuts() -> frozenset[str]:
    trading = {fold_phrase(phrase.rstrip("!")) for phrase in phrases("trading_phrases")}
    return frozenset(trading) | frozenset(fold_phrase(phrase) for phrase in table("trustee_phrases")["between"])


@cache
def _canonical() -> dict[str, str]:
    """Short form, number word or spelling to the one word that stands for all of them."""
    found = dict(inverse("number_words"))
    for full, shorts in table("abbreviations").items():
        if " " not in full:
            for short in shorts:
                found.setdefault(fold(short), full)
    return found


@cache
def _stands_for(word: str) -> str:
    if word in known_given_names():
        return min(full_names(word))
    word = _canonical().get(word, word)
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


@cache
def _forms() -> frozenset[str]:
    """Words that too many names have to bring two together; a letter of "L L C" may be an initial."""
    stated = {
        fold(word.rstrip("!")) for parts in table("legal_forms").values() for part in parts for word in part.split()
    }
    return (
        frozenset(word for word in stated - known_given_names() if len(word) > 1)
        | frozenset(table("trust_kinds")["family"])
        | frozenset(table("trust_kinds")["unit"])
        | {"the", "of", "and", "a"}
    )


_JOINERS = frozenset("/'’.")
"""Signs that join two words to one of a name."""
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
MOST_WORDS = 40


def is_simple(name: str) -> bool:
    """Whether the plain words of a name are the words to look at: no two of them are joined."""
    return is_plain(name) and _JOINERS.isdisjoint(name) and not _is_hyphened(name)


def _is_hyphened(name: str) -> bool:
    return "-" in name and _HYPHEN.search(name) is not None


def parts_of(name: str, plain: str) -> list[list[str]]:
    """:func:`name_parts`, from the ``plain`` words of a simple name."""
    return _cut(plain.split()[:MOST_WORDS]) if is_simple(name) else name_parts(name)


def name_parts(name: str) -> list[list[str]]:
    """The words of a name, and of each half of it where it says "trading as" or "as trustee for".

    A name with a hyphen has another part without it: Hye-jin is Hyejin elsewhere.
    """
    found = _of_words(name)
    if not _is_hyphened(name):
        return found
    return found + [part for part in _of_words(_HYPHEN.sub("", name)) if part not in found]


def _of_words(name: str) -> list[list[str]]:
    words = [fold(word) for word in re.findall(r"[^\W_]+(?:[/'’.][^\W_]+)*", clean(name))][:MOST_WORDS]
    return _cut([word for word in words if word])


def _cut(words: list[str]) -> list[list[str]]:
    if _cut_words().isdisjoint(words):
        return [_document(words)] if words else []
    parts: list[list[str]] = [[]]
    index = 0
    while index < len(words):
        size = _cut_at(words, index) if words[index] in _cut_words() else 0
        if size:
            parts.append([])
            index += size
        else:
            parts[-1].append(words[index])
            index += 1
    return [_document(part) for part in parts if part]


def cuts_a_name(word: str) -> bool:
    """Whether a phrase that cuts a name in two begins with this word."""
    return word in _cut_words()


def is_form(word: str) -> bool:
    """Whether a word is left out where a name has others."""
    return word in _forms()


def _cut_at(words: Sequence[str], index: int) -> int:
    """How many words a phrase that cuts a name in two has here; 0 where none stands."""
    return next((n for n in (6, 5, 4, 3, 2, 1) if " ".join(words[index : index + n]) in _cuts()), 0)


@cache
def _cut_words() -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0] for phrase in _cuts())


def _document(words: Sequence[str]) -> list[str]:
    forms = _forms()
    kept = [word for word in words if word not in forms] or words
    return [found for word in kept for found in told_by(word)]


@lru_cache(maxsize=200_000)
def told_by(word: str) -> tuple[str, ...]:
    """What a word of a name is found by: what it stands for, and the initial that it is or has where it is a given name."""
    registered = _REGISTERED.fullmatch(word)
    if registered is not None:  # "SP40417" is "SP 40417" elsewhere
        register, number = registered.groups()
        return (number,) if is_form(register) else (*told_by(register), number)
    found = []
    if word in known_given_names() or (len(word) == 1 and word.isalpha()):
        found.append("~" + word[0])
    elif len(word) == 2 and word.isalpha():  # "JR" may be two initials
        found += ["~" + letter for letter in word]
    if len(word) > 1 or not word.isalpha():
        found.append(_stands_for(word))
    return tuple(found)


_REGISTERED = re.compile(r"([a-z]{2,3})(\d{3,})")
