"""The person whom one asks for at a client, as every app writes them: "Rowe, Dr Ann" and "Ann Rowe" are one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from reconcile.duplicates.folding import words
from reconcile.duplicates.normalise import LONGEST_NAME, clean
from reconcile.duplicates.words import inverse, known_given_names, table, word_set


def contact_key(value: str) -> str:
    """A person's folded words in the order in which they are spoken, without titles; a bookkeeping firm or "Accounts" is nobody."""
    text = clean(value)[:LONGEST_NAME]
    family, comma, given = text.partition(",")
    rank = ""
    if comma and "," not in given:
        told = words(given).split()
        rank = told.pop() if len(told) > 1 and told[-1] in inverse("generation_words") else ""
        text = f"{' '.join(told)} {family} {rank}"
    found = words(text).split()
    found = [word for word in found if word not in _titles()] or found
    return " ".join(found) if _is_somebody(found) else ""


@cache
def _titles() -> frozenset[str]:
    return frozenset(table("titles")["sure"]) | {"miss", "mx", "doctor", "professor", "reverend", "sir", "dame"}


def _is_somebody(found: Sequence[str]) -> bool:
    """Whether a contact is a person: a given name stands there, or at least no word of a trade or an office."""
    return not found or any(word in known_given_names() for word in found) or not _trades().intersection(found)


@cache
def _trades() -> frozenset[str]:
    return word_set("business_words") - word_set("trade_family_names") - word_set("common_family_names")
