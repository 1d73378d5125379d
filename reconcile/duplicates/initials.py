"""Initials that are written together: "J.R." and, beside other words, "JR" are two initials each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from reconcile.duplicates.legal_forms import ambiguous_forms, is_no_initials, plain_forms
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.phrase import fold_phrase
from reconcile.duplicates.words import phrases, table, word_set


def single_initials(tokens: Sequence[Token]) -> list[Token]:
    """ "J.R." and, beside other words, "JR" become two initials each."""
    texts = [token.text for token in tokens]
    dots = "." in "".join(texts)
    if not dots and 2 not in map(len, texts):
        return list(tokens)
    shouting = all(token.text.isupper() for token in tokens if len(token.key) > 1)
    if shouting and not dots and "&" not in [token.key for token in tokens]:
        return list(tokens)  # capitals among capitals tell nothing
    found: list[Token] = []
    for index, token in enumerate(tokens):
        dotted = "." in token.text[:-1] and "/" not in token.text
        stated = token.key in ambiguous_forms() and is_no_initials(tokens, index, index + 1)
        lone = not (shouting or stated or len(tokens) < 2) and _is_initials(token, last=index == len(tokens) - 1)
        lone = lone or (len(token.text) == 2 and _is_beside_initials(tokens, index))
        if (dotted and not stated and not (index and token.key in _dotted_forms())) or lone:
            found += _letters(token)
        else:
            found.append(token)
    return found


def _is_beside_initials(tokens: Sequence[Token], index: int) -> bool:
    """Whether two capitals stand as one of two people's initials do: "SA & J C Rowe" is neither South Australia nor a form."""
    token = tokens[index]
    if not (token.text.isalpha() and token.text.isupper()) or token.group or len(tokens) < 4:
        return False
    if index == 0 and tokens[1].is_sign:
        return _are_letters(tokens[2]) and len(tokens[-1].key) > 2
    return index > 1 and index + 1 < len(tokens) and tokens[index - 1].is_sign and _are_letters(tokens[index - 2])


def _are_letters(token: Token) -> bool:
    return len(token.key) == 1 or (len(token.key) == 2 and token.text.isupper() and token.key not in _not_initials())


def _is_initials(token: Token, *, last: bool) -> bool:
    text = token.text
    if len(text) != 2 or not text.isupper() or not text.isalpha() or token.group:
        return False
    if last and "," in token.glue and token.key in {"jr", "sr"}:  # "Chalmers, JR": no name but initials
        return True
    if last and token.key in table("titles")["after"]:
        return False
    return token.key not in _not_initials()


@cache
def _not_initials() -> frozenset[str]:
    forms = plain_forms()
    short = {part for parts in table("abbreviations").values() for part in parts}
    roman = {"ii", "iii", "iv", "vi", "ix", "xi"}
    titles = table("titles")
    other = phrases("trading_phrases") | word_set("places") | {*titles["sure"], *titles["before"]}
    return frozenset(
        (forms | short | roman | other | {"el", "al", "ul", "ni", "ui"}) - ambiguous_forms()
        | {"tv", "tf", "it", "ng", "li", "wu", "xu", "hu", "du", "yu", "le", "vu"}
    )


@cache
def _dotted_forms() -> frozenset[str]:
    return frozenset(plain_forms() | trading_words() | {"atf", "decd", "usa", "uk", "nz"})


def _letters(token: Token) -> list[Token]:
    letters = [letter for letter in token.text if letter.isalpha()]
    dot = "." if "." in token.text else ""
    return [
        Token(letter + dot, letter.lower(), letter.lower(), token.glue if index == 0 else "", token.group)
        for index, letter in enumerate(letters)
    ]


@cache
def trading_words() -> frozenset[str]:
    """The phrases that part a legal name from a trading name, folded."""
    return frozenset(fold_phrase(phrase.rstrip("!")) for phrase in phrases("trading_phrases"))
