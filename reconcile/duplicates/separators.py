"""Differences that tell two entities apart however near their names are (DUP-3).

Each function is one piece of evidence: it looks at two aligned entities and returns the two values that separate them,
or None. Its docstring is the sentence that a reviewer reads; ``{a}`` and ``{b}`` are those values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reconcile.duplicates.couple import Couple, is_given
from reconcile.duplicates.initial_matches import is_formal_initial
from reconcile.duplicates.legal_forms import Form, conflict, is_company, purpose_words
from reconcile.duplicates.normalise import Token, fold
from reconcile.duplicates.pairing import Pairing
from reconcile.duplicates.relation import relate
from reconcile.duplicates.structure import Entity
from reconcile.duplicates.trades import other_trades
from reconcile.duplicates.words import inverse, table, word_set

Values = tuple[str, str]
_SURE_TRUSTEE = frozenset({"nominees", "custodians", "trustees", "nominee", "custodian", "trustee"})
_TRUSTEE_WORDS = frozenset(word for phrase in table("trustee_phrases")["word"] for word in phrase.split())


@dataclass(frozen=True, slots=True)
class Separator:
    """A separator that applies to a pair: its name, the two values and the sentence."""

    name: str
    value_a: str
    value_b: str
    sentence: str

    def __reduce__(self) -> tuple[type[Separator], tuple[str, ...]]:
        """Quicker than what a frozen dataclass does by itself; many go from one process to the other."""
        return Separator, (self.name, self.value_a, self.value_b, self.sentence)


def estate(pairing: Pairing) -> Values | None:
    """One is the estate of somebody who died ({a} / {b}): the estate is an entity of its own."""
    if bool(pairing.a.estate) == bool(pairing.b.estate):
        return None
    return _estate_text(pairing.a), _estate_text(pairing.b)


def _estate_text(entity: Entity) -> str:
    return " ".join(token.text for token in entity.estate) or "no estate"


def trustee(pairing: Pairing) -> Values | None:
    """One is a trustee company and the other a trust or fund that it may hold ({a} / {b})."""
    if _is_trustee_of(pairing.a, pairing.b) or _is_trustee_of(pairing.b, pairing.a):
        return _form_text(pairing.a), _form_text(pairing.b)
    for item in pairing.leftovers:
        if item.role in ("word", "weak"):
            words_a, words_b = item.a.lower().split(), item.b.lower().split()
            if _SURE_TRUSTEE.isdisjoint(words_a) != _SURE_TRUSTEE.isdisjoint(words_b):
                return " ".join(words_a) or "no trustee", " ".join(words_b) or "no trustee"
    return None


def _is_trustee_of(company: Entity, fund: Entity) -> bool:
    """Whether the one speaks of itself as a trustee, and the other is a trust or fund."""
    if fund.form is None or fund.form.kind not in _HOLDERS:
        return False
    named = company.form is None and bool(company.core) and company.core[-1].key in _TRUSTEE_WORDS - {"super"}
    return (named or is_company(company.form)) and any(token.key in _TRUSTEE_WORDS for token in company.core)


def couple(pairing: Pairing) -> Values | None:
    """One is a couple and the other one of the two alone, or has a partner more ({a} / {b})."""
    if pairing.a.couple and pairing.b.couple and len(pairing.a.couple.people) != len(pairing.b.couple.people):
        return _core_text(pairing.a), _core_text(pairing.b)
    if bool(pairing.a.couple) != bool(pairing.b.couple):
        pair, single = (pairing.a, pairing.b) if pairing.a.couple else (pairing.b, pairing.a)
        if pair.couple is not None and _is_half(pair.couple, single):
            return _core_text(pairing.a), _core_text(pairing.b)
    return (_core_text(pairing.a), _core_text(pairing.b)) if _one_more_person(pairing) else None


def _one_more_person(pairing: Pairing) -> bool:
    """Whether one name has "& somebody" that the other lacks, and is no firm's."""
    sides = pairing.alignment
    sign_a, sign_b = _has_sign(sides.words_a, sides.left_a), _has_sign(sides.words_b, sides.left_b)
    if sign_a == sign_b:
        return False
    if all(_kind(entity) in _HOLDERS for entity in (pairing.a, pairing.b)):
        return False  # a trust of a family may be called after the two of them, or after the family alone
    more = [item for item in pairing.leftovers if item.role in {"middle-name", "first-name", "no-given-name"}]
    return any(bool(item.a if sign_a else item.b) for item in more)


def _has_sign(words: Sequence[Token], places: Sequence[int]) -> bool:
    for index in places:
        if words[index].is_sign:
            return True
    return False


def _is_half(pair: Couple, single: Entity) -> bool:
    """Whether the single name has the family name and the first given name of one of the two."""
    for person in pair.people:
        family = all(any(relate(token, other, given=False) for other in single.core) for token in person.family)
        named = not person.given or any(
            _is_called(person.given[0], other, index in single.given and (single.form is None or is_given(other)))
            for index, other in enumerate(single.core)
            if other.key not in {token.key for token in person.family}
        )
        if family and named and (person.given or single.personal):
            return True
    return False


def _is_called(name: Token, other: Token, other_is_given: bool) -> bool:
    """Whether two given names, or a given name and an initial, can be one person's."""
    if relate(name, other, given=True) or name.key[:1] == other.key or is_formal_initial(name, other):
        return True
    return len(name.key) == 1 and other_is_given and other.key.startswith(name.key)


def generation(pairing: Pairing) -> Values | None:
    """The names tell parent and child apart ({a} / {b})."""
    if pairing.a.generation == pairing.b.generation:
        return None
    return pairing.a.generation_text or "none", pairing.b.generation_text or "none"


def number(pairing: Pairing) -> Values | None:
    """Another number: {a} / {b}."""
    return _leftover(pairing, "number")


def year(pairing: Pairing) -> Values | None:
    """Another year: {a} / {b}."""
    return _leftover(pairing, "year")


def given_name(pairing: Pairing) -> Values | None:
    """Another person's given name: {a} / {b}."""
    found = _leftover(pairing, "given-name")
    if found is not None:
        return found
    if pairing.a.nicknames and pairing.b.nicknames:
        related = any(relate(a, b, given=True) for a in pairing.a.nicknames for b in pairing.b.nicknames)
        if not related:
            return pairing.a.nicknames[0].text, pairing.b.nicknames[0].text
    return None


def place(pairing: Pairing) -> Values | None:
    """Another place or branch: {a} / {b}."""
    return _leftover(pairing, "place")


def legal_form(pairing: Pairing) -> Values | None:
    """Another legal form: {a} / {b}."""
    a, b = pairing.a, pairing.b
    if a.form is not None and b.form is not None:
        apart = conflict(a.form, b.form) or _another_purpose(pairing)
        return (_form_text(a), _form_text(b)) if apart else None
    for firm, holder in ((a, b), (b, a)):
        if (
            firm.form is None
            and holder.form is not None
            and holder.form.kind in _HOLDERS
            and _has_a_trade(pairing, firm is a)
        ):
            return _form_text(a), _form_text(b)
    if _are_partners(a, b):
        return None
    for person, other in ((a, b), (b, a)):
        if _is_person(person) and _is_group(other):
            return _form_text(a), _form_text(b)
        if other.form is not None and person.form is None and _is_person(person) and not _only_estate(a, b):
            return _form_text(a), _form_text(b)
    return None


def _are_partners(a: Entity, b: Entity) -> bool:
    """Whether one is the partnership of the people or families whom the other names: that says no more of them."""
    if {_kind(a), _kind(b)} != {"", "gp"}:
        return False
    return all(entity.couple is not None or any(token.is_sign for token in entity.core) for entity in (a, b))


def _is_group(entity: Entity) -> bool:
    """Whether the name is a family's as a whole, whose accounts are billed together: "Rowe Family Group"."""
    return entity.form is None and not _is_person(entity) and bool(entity.core) and entity.core[-1].key == "group"


def _kind(entity: Entity) -> str:
    return entity.form.kind if entity.form is not None else ""


_HOLDERS = frozenset({"trust", "super-fund"})


def _has_a_trade(pairing: Pairing, first: bool) -> bool:
    """Whether the words that one of the two has alone are all of a trade: Maitland Haulage is not the Maitland Super Fund."""
    alone = [(item.a, item.b) if first else (item.b, item.a) for item in pairing.leftovers]
    words = [fold(word) for mine, _ in alone for word in mine.split()]
    trade = word_set("business_words") - purpose_words()
    return bool(words) and not any(theirs for _, theirs in alone) and all(word in trade for word in words)


def form_of_holder(pairing: Pairing, holders: tuple[Entity, Entity], aliased: tuple[bool, bool]) -> Values | None:
    """Another legal form of who trades under a name that states none: the two values, or None."""
    whole = replace(pairing, a=holders[0] if aliased[0] and pairing.a.form is None else pairing.a,
                    b=holders[1] if aliased[1] and pairing.b.form is None else pairing.b)  # fmt: skip
    return legal_form(replace(whole, leftovers=()))


def _another_purpose(pairing: Pairing) -> bool:
    """Whether two trusts differ in what they are for: the Investment Trust and the Property Trust of one family."""
    if _kind(pairing.a) != "trust" or _kind(pairing.b) != "trust":
        return False
    known = inverse("abbreviations")
    words = [fold(word) for item in pairing.leftovers for word in (item.a + " " + item.b).split()]
    words = [known.get(word, word) for word in words]
    told = all(item.role in {"word", "weak"} for item in pairing.leftovers)
    return bool(words) and told and purpose_words().issuperset(words)


def _only_estate(a: Entity, b: Entity) -> bool:
    return bool(a.estate) and bool(b.estate)


def _is_person(entity: Entity) -> bool:
    return entity.personal or entity.couple is not None


def _leftover(pairing: Pairing, role: str) -> Values | None:
    for left in pairing.leftovers:
        if left.role == role:
            return left.a or "none", left.b or "none"
    return None


def _core_text(entity: Entity) -> str:
    return " ".join(token.text for token in entity.core)


def _form_text(entity: Entity) -> str:
    form: Form | None = entity.form
    if form is not None:
        return form.text
    bare = "a group" if _is_group(entity) else "no form"
    people = "two people" if entity.couple and len(entity.couple.people) == 2 else "partners" if entity.couple else ""
    return people or ("a person" if entity.personal else bare)


SEPARATORS: dict[str, Callable[[Pairing], Values | None]] = {
    "estate": estate,
    "couple": couple,
    "generation": generation,
    "number": number,
    "year": year,
    "given-name": given_name,
    "place": place,
    "trustee": trustee,
    "legal-form": legal_form,
}
"""Every separator by name, the most telling first."""


APART = {**SEPARATORS, "trade": other_trades}
"""What can be told to separate two records: the names' separators, and what two firms of one household do."""


def find_separators(pairing: Pairing) -> tuple[Separator, ...]:
    """The separators of a pair, the most telling first; a trustee's other legal form is not named again."""
    found: list[Separator] = []
    for name, test in SEPARATORS.items():
        values = test(pairing)
        if values is not None and not (name == "legal-form" and found):
            found.append(separator_of(name, *values))
    return tuple(found)


def separator_of(name: str, value_a: str, value_b: str) -> Separator:
    """A separator with its sentence filled in."""
    sentence = (APART[name].__doc__ or "").strip().split("\n")[0]
    return Separator(name, value_a, value_b, sentence.format(a=value_a, b=value_b))
