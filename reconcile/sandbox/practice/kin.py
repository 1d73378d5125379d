"""The people of one family, and the entities that carry their name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from reconcile.sandbox.practice import business
from reconcile.sandbox.practice.entities import Draft
from reconcile.sandbox.practice.names import Name, Role, Token
from reconcile.sandbox.practice.persons import (
    CULTURES,
    Person,
    couple_name,
    person,
    personal_name,
    surname_of,
)
from reconcile.sandbox.practice.registry import Registry

Stem = tuple[Token, ...]
"""The words that trusts, funds and companies of a family begin with."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a family is made in: its country, the names that are taken, the random source."""

    country: str
    registry: Registry
    rng: Random


def family_name(setting: Setting) -> tuple[str, str]:
    """A culture of the country and a surname of it; one apostrophe in three is curly, as word processors make it."""
    country, rng = setting.country, setting.rng
    culture = setting.registry.turn(f"culture {country}", CULTURES[country], rng)
    surname = surname_of(culture, rng)
    if "'" in surname:
        surname = surname.replace("'", setting.registry.turn("apostrophe", {"'": 2, "’": 1}, rng))
    return culture, surname


def parents(setting: Setting) -> tuple[Person, Person]:
    """Two people of one surname and different initials."""
    culture, surname = family_name(setting)
    genders = ["male", "female"]
    setting.rng.shuffle(genders)
    one = person(surname, culture, genders[0], setting.rng)
    return one, person(surname, culture, genders[1], setting.rng, avoid=one.given[0])


def individual(who: Person, setting: Setting) -> Draft:
    """A person as a client; one in eight is kept as *Surname, First*."""
    name = personal_name(who, comma=setting.rng.random() < 0.12)
    base = who.surname or who.given
    claim = f"person {who.given} {who.surname}"
    return Draft("person", name, (who,), base, (claim,), generation=who.generation)


def couple(one: Person, two: Person, setting: Setting) -> Draft:
    """Two people as one client, by their first names or by initials."""
    short = setting.rng.random() < 0.25
    first, second = ((replace(who, given=who.given[0]) if short else who) for who in (one, two))
    name = couple_name(first, second, setting.rng.choice(("&", "&", "and")))
    return Draft("couple", name, (one, two), one.surname, (name.text,))


def stem(one: Person, two: Person, setting: Setting) -> Stem:
    """What the family's trusts are named by: the surname while it is free, else more than it."""
    surname = Token(one.surname, Role.SURNAME)
    if setting.registry.is_free([f"kin {one.surname}"]) and setting.rng.random() < 0.7:
        return (surname,)
    names = (one.given[0], two.given[0]) if setting.rng.random() < 0.6 else (one.given, two.given)
    longer = (Token(names[0], Role.GIVEN), Token("&", Role.AND), Token(names[1], Role.GIVEN), surname)
    return setting.rng.choice((longer, (surname, business.trust_word(setting.rng))))


def stem_claims(words: Stem) -> tuple[str, ...]:
    """What other families may not name a trust by once this one does."""
    return (f"kin {Name(words).text}",)


def trust(words: Stem, people: tuple[Person, ...], setting: Setting, *, trustee: str = "") -> Draft:
    """A trust of the family; `trustee` is the name of the company that acts for it."""
    form = business.trust_form(setting.country, setting.rng)
    article = (Token("The", Role.ARTICLE),) if setting.rng.random() < 0.15 else ()
    name = Name((*article, *words, form), trustee=trustee, keeps_form=True)
    if trustee and setting.rng.random() < 0.15:
        name = name.with_tokens((Token(f"{trustee} ATF", Role.TRUSTEE), *words, form))
    return Draft("trust", name, people, Name(words).text, stem_claims(words))


def fund(words: Stem, people: tuple[Person, ...], setting: Setting, *, trustee: str = "") -> Draft:
    """The family's super fund."""
    form = Token(setting.rng.choice(business.FUND_FORMS), Role.FORM)
    name = Name((*words, form), trustee=trustee, keeps_form=True)
    return Draft("super-fund", name, people, Name(words).text, stem_claims(words))


def trustee_company(words: Stem, people: tuple[Person, ...], setting: Setting, *, of: int) -> Draft:
    """The company that acts for the trust at position `of` of the family."""
    kind = Token(setting.rng.choice(("Nominees", "Nominees", "Trustees", "Custodians", "Trustee Company")), Role.TRADE)
    name = Name((*words, kind, Token(business.COMPANY_FORMS[setting.country][0], Role.FORM)))
    return Draft("trustee-company", name, people, Name(words).text, stem_claims(words), trustee_of=of)


def company(words: Stem, people: tuple[Person, ...], setting: Setting) -> Draft:
    """A trading company of a surname or a brand."""
    name = business.company_name(words, setting.country, setting.rng)
    return Draft("company", name, people, Name(words).text, (bare(name),), trades=True)


def partnership(one: Person, two: Person, setting: Setting) -> Draft:
    """The two of them in partnership."""
    tokens = couple_name(one, two).tokens if setting.rng.random() < 0.5 else _brothers(one)
    name = Name((*tokens, Token("Partnership", Role.FORM)), keeps_form=True)
    return Draft("partnership", name, (one, two), one.surname, (bare(name),))


def _brothers(who: Person) -> Stem:
    return (Token(who.surname, Role.SURNAME), Token("Brothers", Role.TRADE), Token("Farming", Role.TRADE))


def estate(who: Person, executor: Person, setting: Setting) -> Draft:
    """What somebody left, looked after by an executor."""
    phrase = setting.rng.choice(("Estate of", "Estate of", "Estate of the late", "The Estate of"))
    article = (Token("The", Role.ARTICLE),) if phrase.startswith("The ") else ()
    head = (*article, Token(phrase.removeprefix("The "), Role.ESTATE))
    name = Name((*head, *personal_name(who).tokens))
    return Draft("estate", name, (executor,), who.surname, (f"person {who.given} {who.surname}",))


def bare(name: Name) -> str:
    """A name without article and legal form, as the claim that keeps other families from it."""
    kept = [token.text for token in name.tokens if token.role not in (Role.FORM, Role.ARTICLE)]
    return "base " + " ".join(kept)
