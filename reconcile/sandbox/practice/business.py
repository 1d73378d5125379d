"""What organisations are called: brands, companies, trusts, funds, clubs."""

from __future__ import annotations

from random import Random

from reconcile.sandbox.practice.names import Name, Role, Token
from reconcile.sandbox.practice.words import doubles, sections

COMPANY_FORMS = {
    "AU": ("Pty Ltd",) * 8 + ("Pty Limited",),
    "NZ": ("Ltd", "Ltd", "Limited"),
    "GB": ("Ltd", "Ltd", "Limited", "LLP"),
    "IE": ("Ltd", "Ltd", "Limited", "Teoranta", "DAC"),
    "US": ("LLC",) * 6 + ("Inc",) * 3 + ("Corp", "PLLC"),
    "ZA": ("(Pty) Ltd", "(Pty) Ltd", "CC"),
}
"""Country → the legal forms of its companies, as often as they are taken."""

TRUST_FORMS = {
    "AU": ("Family Trust",) * 4 + ("Unit Trust", "Discretionary Trust"),
    "US": ("Family Trust", "Revocable Trust"),
}
"""Country → the forms of its trusts; `Family Trust` elsewhere."""

PROFESSIONS = frozenset(
    {"Architects", "Chiropractic", "Dental", "Medical", "Physiotherapy", "Psychology", "Veterinary"}
)
"""What a professional company (PLLC) may do."""

FUND_FORMS = ("Super Fund", "Super Fund", "Superannuation Fund", "SMSF")
"""The forms of Australian super funds."""


def brand(rng: Random) -> tuple[Token, ...]:
    """A brand: two words, a compound, one with a number, and rarely one in another script."""
    words, kind = sections("business.txt"), rng.random()
    if kind < 0.28:
        compound = rng.choice(doubles("compound first"))[0] + rng.choice(doubles("compound second"))[0]
        return (Token(compound, Role.BRAND),)
    if kind < 0.38:
        return (Token(rng.choice(words["number brand"]), Role.BRAND),)
    return (Token(rng.choice(words["brand first"]), Role.BRAND), Token(rng.choice(words["brand second"]), Role.BRAND))


def native_brand(place: int) -> tuple[Token, ...]:
    """A brand in a script of its own, by its place in the list, which begins again at its end."""
    brands = sections("business.txt")["native brand"]
    return (Token(brands[place % len(brands)], Role.BRAND),)


def trade(rng: Random) -> Token:
    """What a business does, in the singular or the plural."""
    pair = rng.choice(doubles("trade"))
    return Token(pair[1] if pair[1] and rng.random() < 0.75 else pair[0], Role.TRADE)


def company_form(country: str, rng: Random) -> Token:
    """A legal form of companies of the country."""
    return Token(rng.choice(COMPANY_FORMS[country]), Role.FORM)


def trust_form(country: str, rng: Random) -> Token:
    """A form of trusts of the country."""
    return Token(rng.choice(TRUST_FORMS.get(country, ("Family Trust",))), Role.FORM)


def company_name(stem: tuple[Token, ...], country: str, rng: Random) -> Name:
    """A company of a brand or a surname: stem, trade, now and then *& Company* or *The*, legal form."""
    extra: tuple[Token, ...] = ()
    if rng.random() < 0.16:
        word = rng.choice(sections("business.txt")["extra"])
        joined = word in ("Company", "Associates") and rng.random() < 0.7
        extra = (*((Token("&", Role.AND),) if joined else ()), Token(word, Role.TRADE))
    article = (Token("The", Role.ARTICLE),) if rng.random() < 0.1 and stem[0].role == Role.BRAND else ()
    first = trade(rng)
    second: tuple[Token, ...] = ()
    if rng.random() < 0.22 and not extra:
        second = (Token(rng.choice(("&", "&", "and", "+")), Role.AND), trade(rng))
        second = () if second[1].text == first.text else second
    form = company_form(country, rng)
    if form.text == "PLLC" and first.text not in PROFESSIONS:
        form = Token("LLC", Role.FORM)
    return Name((*article, *stem, first, *second, *extra, form))


def club_name(town: str, rng: Random) -> Name:
    """A club of a town, incorporated."""
    words = sections("business.txt")
    form = Token(rng.choice(("Inc", "Inc", "Incorporated")), Role.FORM)
    side = rng.choice(("", "", rng.choice(words["trust brand"]), rng.choice(words["brand second"])))
    sides = (Token(side, Role.BRAND),) if side else ()
    article = (Token("The", Role.ARTICLE),) if rng.random() < 0.2 else ()
    return Name((*article, Token(town, Role.PLACE), *sides, Token(rng.choice(words["club"]), Role.TRADE), form))


def trust_word(rng: Random) -> Token:
    """The fancy word that a trust without a surname is named by."""
    return Token(rng.choice(sections("business.txt")["trust brand"]), Role.BRAND)
