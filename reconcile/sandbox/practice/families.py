"""Families of entities: the shapes that a practice's clients come in, each with what separates its members (DUP-3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reconcile.sandbox.practice import business, kin
from reconcile.sandbox.practice.entities import Draft
from reconcile.sandbox.practice.kin import Setting
from reconcile.sandbox.practice.names import Name, Role, Token
from reconcile.sandbox.practice.persons import Person, of_generation, person
from reconcile.sandbox.practice.words import places, sections

Shape = Callable[[Setting], list[Draft]]
"""Makes one family on paper."""


def lone_person(setting: Setting) -> list[Draft]:
    """One person and nobody else."""
    return [kin.individual(kin.parents(setting)[0], setting)]


def married(setting: Setting) -> list[Draft]:
    """Two people, each a client, and mostly the two of them as one (class `couple`)."""
    one, two = kin.parents(setting)
    drafts = [kin.individual(one, setting), kin.individual(two, setting), kin.couple(one, two, setting)]
    return drafts if setting.rng.random() < 0.8 else drafts[:2]


def household(setting: Setting) -> list[Draft]:
    """Everything a family can have: people, couple, trust, trustee company, company, in Australia a super fund."""
    one, two = kin.parents(setting)
    words, both = kin.stem(one, two, setting), (one, two)
    company = kin.company((Token(one.surname, Role.SURNAME),), (one, two), setting)
    trustee = kin.trustee_company(words, both, setting, of=1)
    drafts = [
        kin.individual(one, setting),
        kin.trust(words, both, setting, trustee=trustee.name.text),
        trustee,
        kin.individual(two, setting),
        kin.couple(one, two, setting),
        company,
    ]
    if setting.country == "AU":
        drafts.insert(3, kin.fund(words, both, setting, trustee=trustee.name.text))
    return drafts[: setting.rng.randint(4, len(drafts))] if setting.rng.random() < 0.6 else drafts


def owned_company(setting: Setting) -> list[Draft]:
    """A company with a brand and its owner, and one in three times the owner's spouse or a company of the bare name."""
    one, two = kin.parents(setting)
    words = business.brand(setting.rng)
    drafts = [kin.company(words, (one,), setting), kin.individual(one, setting)]
    if setting.rng.random() < 0.3:
        drafts[0] = _trading_as(drafts[0], setting)
    if setting.rng.random() < 0.25:
        drafts.append(kin.individual(two, setting))
    elif setting.rng.random() < 0.4:
        form = business.company_form(setting.country, setting.rng)
        name = Name((Token(one.given, Role.GIVEN), Token(one.surname, Role.SURNAME), form))
        drafts.append(Draft("company", name, (one,), one.surname, (kin.bare(name),)))
    return drafts


def lone_company(setting: Setting) -> list[Draft]:
    """A company whose owners are not clients; most of them have a trading name too."""
    one = kin.parents(setting)[0]
    draft = kin.company(business.brand(setting.rng), (one,), setting)
    if setting.rng.random() < 0.7:
        draft = _trading_as(draft, setting)
    return [draft]


def _trading_as(draft: Draft, setting: Setting) -> Draft:
    """Give an entity a trading name, and one in four times write it into the formal name."""
    trading = Name((*business.brand(setting.rng), business.trade(setting.rng))).text
    name = replace(draft.name, trading=trading)
    if setting.rng.random() < 0.25:
        name = name.with_tokens((*name.tokens, Token(f"T/A {trading}", Role.TRADING)))
    return replace(draft, name=name, claims=(*draft.claims, f"base {trading}", trading))


def sole_trader(setting: Setting) -> list[Draft]:
    """A person who trades under another name."""
    return [_trading_as(kin.individual(kin.parents(setting)[0], setting), setting)]


def trust_and_trustee(setting: Setting) -> list[Draft]:
    """A trust, the company that is its trustee, and one person (class `trustee`)."""
    one, two = kin.parents(setting)
    words = kin.stem(one, two, setting)
    trustee = kin.trustee_company(words, (one,), setting, of=1)
    return [trustee, kin.trust(words, (one, two), setting, trustee=trustee.name.text), kin.individual(one, setting)]


def branches(setting: Setting) -> list[Draft]:
    """One business in two or three towns (class `place`)."""
    one = kin.parents(setting)[0]
    first = kin.company(business.brand(setting.rng), (one,), setting)
    *words, form = first.name.tokens
    towns = setting.rng.sample(places()[setting.country], setting.rng.randint(2, 3))
    return [
        replace(first, name=Name((*words, Token(town.town, Role.PLACE), form), keeps_form=True), place=town.town)
        for town in towns
    ]


def numbered(setting: Setting) -> list[Draft]:
    """Trusts or companies that only a number tells apart; the first one often has none (class `number`)."""
    one, two = kin.parents(setting)
    first = kin.company(business.brand(setting.rng), (one,), setting)
    *words, form = first.name.tokens
    style = setting.rng.choice(("No {}", "No {}", "No. {}", "{}"))
    if setting.rng.random() < 0.6:
        stem = kin.stem(one, two, setting)
        first = kin.trust(stem, (one, two), setting)
        *words, form = first.name.tokens
    drafts = []
    for number in range(1, setting.rng.randint(2, 3) + 1):
        given = "" if number == 1 and setting.rng.random() < 0.6 else style.format(number)
        token = (Token(given, Role.NUMBER),) if given else ()
        tokens = (*words, form, *token) if first.relation == "trust" else (*words, *token, form)
        drafts.append(replace(first, name=Name(tokens, keeps_form=True), number=given and str(number)))
    return drafts


def yearly(setting: Setting) -> list[Draft]:
    """A syndicate or trust of one year after the other (class `year`)."""
    one, two = kin.parents(setting)
    stem = (*business.brand(setting.rng), business.trade(setting.rng))
    form = Token(setting.rng.choice(("Unit Trust", "Partnership", "Syndicate")), Role.FORM)
    relation = "trust" if form.text == "Unit Trust" else "partnership"
    start = setting.rng.randint(2014, 2021)
    claims = (kin.bare(Name(stem)),)
    return [
        Draft(relation, Name((*stem, form, Token(str(year), Role.YEAR)), keeps_form=True), (one, two), Name(stem).text,
              claims, year=str(year))
        for year in range(start, start + setting.rng.randint(2, 3))
    ]  # fmt: skip


def generations(setting: Setting) -> list[Draft]:
    """Father and son, or mother and daughter, of one name (class `generation`), and a company of the elder."""
    one, _ = kin.parents(setting)
    elder, younger = setting.rng.choice((("Sr", "Jr"), ("Snr", "Jnr"), ("Sr.", "Jr."), ("II", "III")))
    pair = (of_generation(one, elder), of_generation(one, younger))
    drafts = [kin.individual(who, setting) for who in pair]
    if setting.rng.random() < 0.4:
        drafts.append(kin.company((Token(one.surname, Role.SURNAME),), (pair[0],), setting))
    return drafts


def bereaved(setting: Setting) -> list[Draft]:
    """An estate, the spouse who is left, and now and then the record of the one who died (class `estate`)."""
    gone, left = kin.parents(setting)
    drafts = [kin.estate(gone, left, setting), kin.individual(left, setting)]
    if setting.rng.random() < 0.6:
        drafts.append(kin.individual(gone, setting))
    return drafts


def farm(setting: Setting) -> list[Draft]:
    """A partnership of a couple, the couple, and their company (class `legal-form`)."""
    one, two = kin.parents(setting)
    drafts = [kin.partnership(one, two, setting), kin.individual(one, setting)]
    if setting.rng.random() < 0.5:
        drafts.append(kin.company((Token(one.surname, Role.SURNAME),), (one, two), setting))
    return drafts


def siblings(setting: Setting) -> list[Draft]:
    """Two or three of one surname, generation and house, some with one initial (class `given-name`)."""
    culture, surname = kin.family_name(setting)
    found: dict[str, Person] = {}
    while len(found) < setting.rng.randint(2, 3):
        who = person(surname, culture, setting.rng.choice(("male", "female")), setting.rng)
        found.setdefault(who.given, who)
    drafts = [kin.individual(who, setting) for who in found.values()]
    alike = len({who.given[0] for who in found.values()}) < len(found)
    return [replace(draft, unfit=frozenset({"initials", "nickname"})) for draft in drafts] if alike else drafts


def club(setting: Setting) -> list[Draft]:
    """A club with its treasurer."""
    one = kin.parents(setting)[0]
    town = setting.rng.choice(places()[setting.country]).town
    name = business.club_name(town, setting.rng)
    base = Name(tuple(token for token in name.tokens if token.role != Role.FORM)).text
    return [Draft("association", name, (one,), base, (kin.bare(name),), place=town)]


def two_forms(setting: Setting) -> list[Draft]:
    """One brand as two companies of different forms, or as a company and a trust (class `legal-form`)."""
    one, two = kin.parents(setting)
    first = kin.company(business.brand(setting.rng), (one, two), setting)
    *words, form = first.name.tokens
    forms = [other for other in business.COMPANY_FORMS[setting.country] if other[0] != form.text[0]]
    other = setting.rng.choice(forms) if forms and setting.country == "US" else "Unit Trust"
    second = replace(
        first,
        relation="company" if other != "Unit Trust" else "trust",
        name=Name((*words, Token(other, Role.FORM)), keeps_form=True),
        trades=False,
    )
    return [replace(first, name=replace(first.name, keeps_form=True)), second]


def other_script(setting: Setting) -> list[Draft]:
    """A person or a business that is kept in a script of its own, alone or in brackets behind Latin letters."""
    rng, one = setting.rng, kin.parents(setting)[0]
    if rng.random() < 0.5:
        return [_native_person(one, setting)]
    native = business.native_brand(setting.registry.line("native brand", 1000))
    if rng.random() < 0.5 and setting.registry.is_free([f"base {native[0].text}"]):
        name = Name((*native, business.company_form(setting.country, rng)))
    else:
        words, trade = business.brand(rng), business.trade(rng)
        behind = Token(f"({native[0].text})", Role.TRADING)
        name = Name((*words, trade, business.company_form(setting.country, rng), behind), trading=native[0].text)
    base = " ".join(token.text for token in name.tokens if token.role == Role.BRAND)
    return [Draft("company", name, (one,), base, (kin.bare(name),), trades=True)]


def _native_person(one: Person, setting: Setting) -> Draft:
    natives = sections("business.txt")["native person"]
    native = natives[setting.registry.line("native person", len(natives))]
    if setting.rng.random() < 0.5 and setting.registry.is_free([f"person {native}"]):
        who = replace(one, given=native, surname="", middle="", culture="native")
        return Draft("person", Name((Token(native, Role.SURNAME),)), (who,), native, (f"person {native}",))
    draft = kin.individual(one, setting)
    behind = Token(f"({native})", Role.TRADING)
    return replace(draft, name=replace(draft.name.with_tokens((*draft.name.tokens, behind)), trading=""))


LOCAL: dict[Shape, int] = {
    lone_person: 26, married: 12, household: 14, owned_company: 15, lone_company: 9, sole_trader: 5,
    trust_and_trustee: 6, branches: 4, numbered: 5, yearly: 3, generations: 4, bereaved: 5, farm: 4, siblings: 4,
    club: 4, two_forms: 2, other_script: 5,
}  # fmt: skip
"""Shape → how many of about a hundred families outside the United States have it."""

AMERICAN: dict[Shape, int] = {
    owned_company: 34, lone_company: 34, branches: 8, numbered: 4, two_forms: 6, household: 6, club: 4, generations: 2,
    farm: 2,
}  # fmt: skip
"""Shape → how many of a hundred families in the United States have it."""
