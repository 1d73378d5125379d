"""Spellings that change small words: ampersand, legal suffix, article, abbreviation, number word."""

from __future__ import annotations

import re
from functools import cache
from random import Random

from reconcile.sandbox.practice.names import Name, Role, Token
from reconcile.sandbox.practice.spelling.choice import differing
from reconcile.sandbox.practice.words import either_way, variants

LEFT_OUT = "-"
"""How `forms.txt` says that a legal form is also left out."""


def ampersand(name: Name, rng: Random) -> Name | None:
    """&, and, +: any for any other."""
    changed = [
        name.with_text(place, other)
        for place in name.having(Role.AND)
        if name.tokens[place].text.lower() in ("&", "and", "+")
        for other in ("&", "and", "and", "&", "+")
    ]
    return differing(name, changed, rng)


def legal_suffix(name: Name, rng: Random) -> Name | None:
    """The legal form in another wording, or left out where what remains cannot be taken for a relative.

    A personal name is a form of its own (DUP-3), so the form of a company of a person's bare name is never left out.
    """
    changed = []
    for place in name.having(Role.FORM):
        for other in variants("forms.txt").get(name.tokens[place].text, ()):
            if other != LEFT_OUT:
                changed.append(name.with_text(place, other))
            elif not name.keeps_form and not name.with_text(place, "").is_personal:
                changed += [name.with_text(place, "")] * 2
    return differing(name, changed, rng)


def article(name: Name, rng: Random) -> Name | None:
    """*The* in front, dropped or added; before people's own names it never stands."""
    if places := name.having(Role.ARTICLE):
        return differing(name, [name.with_text(places[0], "")], rng)
    if name.is_personal or name.having(Role.TRUSTEE) or not name.having(Role.BRAND, Role.ESTATE, Role.FORM):
        return None
    return differing(name, [name.with_tokens((Token("The", Role.ARTICLE), *name.tokens))], rng)


def abbreviation(name: Name, rng: Random) -> Name | None:
    """One word written short, or a short one written out."""
    table = either_way("abbreviations.txt")
    changed = []
    for place, token in enumerate(name.tokens):
        if token.role in (Role.JUNK, Role.SURNAME):
            continue
        for word in re.findall(r"\w+", token.text):
            changed += [
                name.with_text(place, re.sub(rf"\b{re.escape(word)}\b", other, token.text))
                for other in table.get(word, ())
                if token.role != Role.GIVEN or len(word) > len(other)
            ]
    return differing(name, changed, rng)


def number_word(name: Name, rng: Random) -> Name | None:
    """A number in words for one in figures, or the other way round."""
    table = _numbers()
    changed = []
    for place in name.having(Role.NUMBER, Role.BRAND, Role.GENERATION):
        text = name.tokens[place].text
        for word in re.findall(r"\w+", text):
            changed += [name.with_text(place, re.sub(rf"\b{word}\b", other, text)) for other in table.get(word, ())]
    return differing(name, changed, rng)


@cache
def _numbers() -> dict[str, tuple[str, ...]]:
    words = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]
    pairs = [(word, str(number)) for number, word in enumerate(words, start=1)] + [("Twenty", "20")]
    return {a: (b,) for pair in pairs for a, b in (pair, pair[::-1])}
