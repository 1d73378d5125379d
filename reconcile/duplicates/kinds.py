"""Why two names of one client are not equal (DUP-2).

Each function is one piece of evidence: it returns how much doubt (in bits) the difference leaves, or None where the names
do not differ so. Its docstring is the sentence that a reviewer reads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from reconcile.duplicates.pairing import Pairing
from reconcile.duplicates.slips import slip_cost
from reconcile.duplicates.sounds import undoubled
from reconcile.duplicates.structure import Name
from reconcile.duplicates.surface import Surface, read_surface


@dataclass(frozen=True)
class View:
    """One way to compare two names: their entities, or a trading name of the one with the other.

    ``turned`` says that each has as its trading name what the other has as its legal one.
    """

    name_a: Name
    name_b: Name
    pairing: Pairing
    by_alias: bool = False
    turned: bool = False

    @cached_property
    def surface(self) -> Surface:
        """How the names look; worked out only where it is asked for."""
        return read_surface(self.name_a, self.name_b, self.pairing)


def case(view: View) -> float | None:
    """They differ in capital letters."""
    return 0.0 if view.surface.case else None


def spacing(view: View) -> float | None:
    """Words are written together in one of them, or spaced in another way."""
    return 0.1 if view.surface.spacing else None


def punctuation(view: View) -> float | None:
    """They differ in dots, commas, hyphens or apostrophes."""
    return 0.0 if view.surface.punctuation else None


def accent(view: View) -> float | None:
    """Accents are left out in one of them."""
    return _matched(view, "accent", view.surface.accent)


def ampersand(view: View) -> float | None:
    """One has "and" where the other has a sign for it."""
    return 0.0 if view.surface.ampersand else None


def legal_suffix(view: View) -> float | None:
    """The legal form is written in another way, or only in one of them."""
    a, b = view.pairing.a.form, view.pairing.b.form
    if any(left.role == "company" for left in view.pairing.leftovers):
        return 0.8
    if a is None and b is None:
        return None
    if a is not None and b is not None:
        if a.kind != b.kind:
            return 2.0
        if a.trust_kinds != b.trust_kinds:
            return 2.5
        return 0.0 if view.surface.form else None
    stated = a or b
    return 4.0 if stated is not None and stated.kind in {"trust", "super-fund", "gp"} else 0.8


def article(view: View) -> float | None:
    """ "The" is left out, or stands elsewhere, in one of them."""
    a, b = view.pairing.a, view.pairing.b
    if bool(a.articles) == bool(b.articles):
        return 0.0 if a.article_last != b.article_last else None
    return None if view.name_a.trust_phrase or view.name_b.trust_phrase else 0.1


def word_order(view: View) -> float | None:
    """The same words stand in another order."""
    return 0.2 if view.turned or view.surface.order else None


def initials(view: View) -> float | None:
    """One has initials where the other has given names."""
    return _matched(view, "initials")


def nickname(view: View) -> float | None:
    """One has the short form of a given name."""
    sides = bool(view.pairing.a.nicknames) or bool(view.pairing.b.nicknames)
    different = [t.key for t in view.pairing.a.nicknames] != [t.key for t in view.pairing.b.nicknames]
    return _matched(view, "nickname", sides and different)


def middle_name(view: View) -> float | None:
    """A middle name or initial stands in one of them only."""
    return 1.0 if any(left.role in {"middle-name", "first-name"} for left in view.pairing.leftovers) else None


def couple(view: View) -> float | None:
    """The same two people are written in another way."""
    a, b = view.pairing.a.couple, view.pairing.b.couple
    if a is None or b is None:
        return None
    if (len(view.pairing.a.titles) > 1) != (len(view.pairing.b.titles) > 1):
        return 0.1
    changed = {"initials"} & {match.kind for match in view.pairing.alignment.matches}
    return 0.1 if changed or a.layout != b.layout or view.pairing.crossed or middle_name(view) else None


def trading_name(view: View) -> float | None:
    """A trading name is added to one of them, or used instead of the legal name."""
    if view.by_alias:
        return 0.8
    keys_a = [alias.words for alias in view.name_a.aliases]
    keys_b = [alias.words for alias in view.name_b.aliases]
    if keys_a and keys_b:
        return 0.0 if keys_a == keys_b else 1.5
    return 0.3 if keys_a or keys_b else None


def trustee(view: View) -> float | None:
    """One names the trust's trustee, or says it another way; the trust is the same."""
    a, b = view.name_a, view.name_b
    return 0.2 if (a.trust_phrase or b.trust_phrase) and view.surface.trustee else None


def abbreviation(view: View) -> float | None:
    """A word is abbreviated in one of them."""
    return _matched(view, "abbreviation", view.surface.marker)


def number_word(view: View) -> float | None:
    """A number is written as a word in one of them."""
    return _matched(view, "number-word")


def plural(view: View) -> float | None:
    """A word is singular in one and plural in the other."""
    cost = _matched(view, "plural")
    people = any(entity.personal and entity.form is None for entity in (view.pairing.a, view.pairing.b))
    return cost + _OTHER_PERSON if cost is not None and people else cost


def typo(view: View) -> float | None:
    """A word is misspelt, or spelt in another way, in one of them."""
    cost = _matched(view, "typo", view.surface.corrected)
    return cost + _SECOND_SLIP * max(0, _words_with_other_letters(view) - 1) if cost else cost


def transliteration(view: View) -> float | None:
    """A name from another script or alphabet is spelt in another way."""
    return _matched(view, "transliteration")


def suffix_junk(view: View) -> float | None:
    """One carries a remark or a code that is no part of the name."""
    a, b = view.name_a.junk, view.name_b.junk
    if [text.lower() for text in a] == [text.lower() for text in b]:
        return None
    return 0.3


_OTHER_PERSON = 8.5
"""Bits: Roger is no plural in a person's name, and Rogers another family."""
_SECOND_SLIP = 6.4
"""Bits that a second word with other letters costs besides: people seldom slip twice."""


def _words_with_other_letters(view: View) -> int:
    """How many words are misspelt in more than swapped or doubled letters."""
    pairs = [
        (a.key, b.key)
        for a, b, match in view.pairing.matched()
        if match.kind == "typo" and len(match.a) == len(match.b) == 1
    ]
    other = [(x, y) for x, y in pairs if sorted(x) != sorted(y) and undoubled(x) != undoubled(y)]
    return sum(slip_cost(x, y, given=False) is not None for x, y in other)


def _matched(view: View, kind: str, also: bool = False) -> float | None:
    costs = [match.cost for match in view.pairing.alignment.matches if match.kind == kind]
    return sum(costs) if costs else 0.2 if also else None


KINDS: dict[str, Callable[[View], float | None]] = {
    "case": case,
    "spacing": spacing,
    "punctuation": punctuation,
    "accent": accent,
    "ampersand": ampersand,
    "legal-suffix": legal_suffix,
    "article": article,
    "word-order": word_order,
    "initials": initials,
    "nickname": nickname,
    "middle-name": middle_name,
    "couple": couple,
    "trading-name": trading_name,
    "trustee": trustee,
    "abbreviation": abbreviation,
    "number-word": number_word,
    "plural": plural,
    "typo": typo,
    "transliteration": transliteration,
    "suffix-junk": suffix_junk,
}
"""Every kind by name, in the order in which a pair carries them."""
