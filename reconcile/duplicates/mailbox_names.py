"""Records whose own name is spelt by the domain of the mailbox that another record has as well: a trading name.

A company is often known by its trading name in one app and by its legal name in another. The two names share no word, but
the mailbox at the trading name's own domain and the telephone stand on both, and on nobody else's records.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.fields import Ints, Levels, Records, domain_of
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.structure import Entity
from reconcile.duplicates.words import word_set

FEWEST_LETTERS = 8
"""Of a name that a domain spells; shorter ones are spelt by chance."""
_HELD = frozenset({"trust", "super-fund", "joint-venture"})
"""Forms of those who hold a firm, and may use its mailbox, but do not trade under its name."""


def named_by_mailbox(
    records: Records, i: Ints, j: Ints, levels: dict[str, Levels], bars: NDArray[np.int8]
) -> NDArray[np.bool_]:
    """The pairs of which one can be the other's trading name, by their mailbox and telephone."""
    found = np.zeros(len(i), dtype=bool)
    if "email" not in levels or "phone" not in levels:
        return found
    names, emails = records.names, records.values["email"]
    called = (levels["phone"] >= 0) & (levels["phone"] <= 1)  # the area's digit is often left out
    shared = (levels["email"] == 0) & called & (levels["name"] >= 3)
    for place in np.flatnonzero(shared & (bars != 1)).tolist():
        one, other = int(i[place]), int(j[place])
        domain = _letters_of(domain_of(emails[one]))
        a, b = str(names[one]), str(names[other])
        found[place] = (
            _trades_as(a, b, domain)
            or _trades_as(b, a, domain)
            or _begins_alike(a, b, domain)
            or is_partnership_of(a, b)
            or is_partnership_of(b, a)
        )
    return found


def _letters_of(domain: str) -> str:
    return re.sub(r"[^a-z0-9]", "", domain.partition(".")[0])


def _trades_as(holder: str, trading: str, domain: str) -> bool:
    """Whether the domain spells the second name, a bare firm's, and the first is a company's or two people's."""
    if len(domain) < FEWEST_LETTERS or not _is_spelt(trading, domain) or _is_spelt(holder, domain):
        return False
    return _can_trade(parse_name(holder).entity)


def _begins_alike(a: str, b: str, domain: str) -> bool:
    """Whether the domain spells the one name wholly and begins with the other: Highfell, and highfellpottery.com."""
    spelt_a, spelt_b = _spelling(a), _spelling(b)
    if domain not in (spelt_a, spelt_b) or spelt_a == spelt_b or min(len(spelt_a), len(spelt_b)) < FEWEST_LETTERS:
        return False
    return domain.startswith(spelt_a) and domain.startswith(spelt_b)


def is_partnership_of(firm: str, people: str) -> bool:
    """Whether the first name is a partnership's, of the family names of these people and of words of a trade alone."""
    entity, partners = parse_name(firm).entity, parse_name(people).entity
    if entity.form is None or entity.form.kind != "gp" or partners.couple is None or partners.form is not None:
        return False
    families = {token.key for person in partners.couple.people for token in person.family}
    words = {token.key for token in entity.core if not token.is_sign}
    return bool(families) and families <= words and words - families <= word_set("business_words")


@lru_cache(maxsize=50_000)
def _spelling(name: str) -> str:
    """The letters of a firm's name without a form, or "" where a trust or a person is named."""
    entity = parse_name(name).entity
    if entity.couple is not None or entity.personal or (entity.form is not None and entity.form.kind in _HELD):
        return ""
    return "".join(token.key for token in entity.core if not token.is_sign)


def _can_trade(entity: Entity) -> bool:
    if entity.estate or entity.generation or (entity.form is not None and entity.form.kind in _HELD):
        return False
    return entity.couple is not None or (entity.form is not None and not entity.personal)


@lru_cache(maxsize=50_000)
def _is_spelt(name: str, domain: str) -> bool:
    """Whether the domain is the name without a form, written together; a last word may be left out or added."""
    entity = parse_name(name).entity
    if entity.form is not None or entity.couple is not None or entity.personal:
        return False
    words = [token.key for token in entity.core if not token.is_sign]
    whole = "".join(words)
    articled = "".join(token.key for token in entity.articles) + whole
    return domain in {whole, articled, whole.rstrip("s"), "".join(words[:-1] if len(words) > 2 else words)}
