"""Spellings of people's names: word order, initials, nickname, middle name, couple."""

from __future__ import annotations

from random import Random

from reconcile.sandbox.practice.names import Name, Role, Token
from reconcile.sandbox.practice.spelling.choice import differing
from reconcile.sandbox.practice.words import variants


def word_order(name: Name, rng: Random) -> Name | None:
    """Surname first, with a comma, without or behind a dash; or first names first where the surname stood first."""
    surnames, others = name.having(Role.SURNAME), _first_names(name)
    if len(surnames) != 1 or not others:
        return None
    surname, first = name.tokens[surnames[0]], [name.tokens[place] for place in others]
    rest = [token for place, token in enumerate(name.tokens) if place not in (*surnames, *others)]
    estate = [token for token in rest if token.role == Role.ESTATE]
    if [token.role for token in rest if token.role not in (Role.ESTATE, Role.GENERATION)]:
        return None
    generation = [token for token in rest if token.role == Role.GENERATION]
    bare = Token(surname.text.rstrip(","), Role.SURNAME)
    comma = Token(bare.text + ",", Role.SURNAME)
    behind = [Token("- Estate of", Role.ESTATE)] if estate else []
    orders = [[comma, *first, *generation, *behind], [comma, *first, *generation, *behind]]
    if not estate:
        orders += [[*first, bare, *generation]] * 3 + [[bare, *first, *generation]]
    return differing(name, [name.with_tokens(order) for order in orders], rng)


def _first_names(name: Name) -> list[int]:
    """The positions of first names, middle names and the *and* between them."""
    return name.having(Role.GIVEN, Role.MIDDLE, Role.AND)


def initials(name: Name, rng: Random) -> Name | None:
    """First and middle names by their first letters, with dots or without."""
    places = [place for place in name.having(Role.GIVEN, Role.MIDDLE) if _can_be_initial(name.tokens[place].text)]
    if not places or not name.having(Role.SURNAME):
        return None
    dot = rng.choice(("", "", "."))
    only_middle = [place for place in places if name.tokens[place].role == Role.MIDDLE]
    chosen = only_middle if only_middle and rng.random() < 0.3 else places
    changed = name
    for place in chosen:
        changed = changed.with_text(place, name.tokens[place].text[0] + dot)
    return differing(name, [changed], rng)


def _can_be_initial(text: str) -> bool:
    return len(text.rstrip(".")) > 1 and text[0].isalpha() and text[0].upper() != text[0].lower()


def nickname(name: Name, rng: Random) -> Name | None:
    """A first name's short form in its place, or in brackets behind it."""
    table = variants("nicknames.txt")
    changed = []
    for place in name.having(Role.GIVEN):
        given = name.tokens[place].text
        for short in table.get(given, ()):
            changed += [name.with_text(place, short)] * 3
            if not name.is_couple:
                changed.append(name.with_text(place, f"{given} ({short})"))
    return differing(name, changed, rng)


def middle_name(name: Name, rng: Random) -> Name | None:
    """The middle name or initial left out."""
    return differing(name, [name.with_text(place, "") for place in name.having(Role.MIDDLE)], rng)


def couple(name: Name, rng: Random) -> Name | None:
    """Two people of one surname: the other one first, or the surname with each of them."""
    givens, surnames, ands = name.having(Role.GIVEN), name.having(Role.SURNAME), name.having(Role.AND)
    if len(givens) != 2 or len(surnames) != 1 or len(ands) != 1:
        return None
    one, two = (name.tokens[place] for place in givens)
    turned = name.with_text(givens[0], two.text).with_text(givens[1], one.text)
    if surnames[0] < givens[0]:
        return turned
    surname = name.tokens[surnames[0]]
    twice = name.with_tokens((*name.tokens[: givens[0] + 1], surname, *name.tokens[givens[0] + 1 :]))
    return differing(name, [turned, twice, twice], rng)
