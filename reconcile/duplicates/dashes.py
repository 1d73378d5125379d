"""A name and a trading name with a dash between them: "Brett Hargrave - Hargrave Gardens", "Fern Cafe - Delgado Pty Ltd"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reconcile.duplicates.entity import build_entity
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.structure import Entity
from reconcile.duplicates.words import word_set

_DASH = re.compile(r"^\s+[-–—]+\s+$")
_COMPANIES = frozenset({"pty-ltd", "ltd", "llc", "inc"})
Halves = tuple[tuple[Token, ...], list[tuple[Token, ...]]]


def split_dash(tokens: Sequence[Token]) -> Halves:
    """The legal name and the trading names; without a dash that parts the two, the words as they are and none.

    People are the legal name beside a firm's, and a firm that states a company's form beside one that states none.
    """
    cuts = [index for index, token in enumerate(tokens) if index and _DASH.match(token.glue)]
    if len(cuts) != 1 or any(token.group for token in tokens) or build_entity(tokens).estate:
        return tuple(tokens), []
    halves = tuple(tokens[: cuts[0]]), tuple(tokens[cuts[0] :])
    first, second = (build_entity(half) for half in halves)
    if _holds(first, second):
        return halves[0], [halves[1]]
    return (halves[1], [halves[0]]) if _holds(second, first) else (tuple(tokens), [])


def holder_first(legal: tuple[Token, ...], aliases: Sequence[tuple[Token, ...]]) -> Halves:
    """The same names, with people in brackets as the legal name: "Kiln Partners (Rowe, Ann & Tim)"."""
    if (
        len(aliases) == 1
        and _are_people(build_entity(aliases[0]))
        and _holds(build_entity(aliases[0]), build_entity(legal))
    ):
        return aliases[0], [legal]
    return legal, list(aliases)


def _holds(holder: Entity, firm: Entity) -> bool:
    """Whether the one can be who trades under the other, which is a firm's name without a form."""
    if firm.form is not None or _are_people(firm) or not _is_firm(firm):
        return False
    company = holder.form is not None and holder.form.kind in _COMPANIES  # and no branch: "Tide Physio - Elwood Ltd"
    return _are_people(holder) or (company and not holder.words.isdisjoint(firm.words))


def _are_people(entity: Entity) -> bool:
    whole = entity.form is None and len([token for token in entity.core if not token.is_sign]) > 1
    partners = entity.couple is not None and entity.form is not None and entity.form.kind == "gp"
    return partners or (whole and (entity.couple is not None or entity.personal))


def _is_firm(entity: Entity) -> bool:
    """Whether a word of a trade or a description stands in the name, which is no lone place or remark."""
    words = [token for token in entity.core if not token.is_sign]
    return len(words) > 1 and any(token.key in word_set("business_words") for token in words)
