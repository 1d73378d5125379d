"""Two names of clients: one entity, one family, or nothing in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reconcile.duplicates.comparison import Comparison, Evidence, Label
from reconcile.duplicates.kinds import KINDS, View
from reconcile.duplicates.kinship import are_kin, shared_trade, shares_a_telling_word
from reconcile.duplicates.normalise import clean
from reconcile.duplicates.pairing import pair_entities
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.remembered import Remembered
from reconcile.duplicates.score import LEFTOVER_COST, SEPARATED, SURE, UNLIKE, probability
from reconcile.duplicates.separators import Separator, find_separators, form_of_holder, separator_of
from reconcile.duplicates.structure import Entity, Name
from reconcile.duplicates.trades import Trades, is_of_a_group, other_trades
from reconcile.duplicates.words import known_given_names, word_set

IDENTICAL = Comparison("same", 0.98, ("identical",), (), ("The two names are equal.",))
NO_NAME = Comparison("different", 0.01, (), (), ("One of the two has no name.",))

HOUSEHOLD = ("email", "phone", "address")
ONE_HOME = 3.0
"""Bits of one of these fields from which on two clients are thought to be of one household."""
MUCH_SHARED = 0.5
"""From this share on, words of a trade tell something together."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one view of two names says: the label, its bits, and what made them.

    ``telling`` says whether the names share a word that tells a family or a business, ``trades`` what two firms do where
    that tells them apart, ``named`` whether both have a word that names somebody.
    """

    label: Label
    bits: float
    kinds: tuple[tuple[str, float], ...] = ()
    separators: tuple[Separator, ...] = ()
    left: tuple[str, ...] = ()
    telling: bool = True
    trades: Trades | None = None
    named: bool = True

    def __reduce__(self) -> tuple[type[Verdict], tuple[object, ...]]:
        """Very many go from one process to the other: so they take a fifth of the time that a frozen dataclass takes."""
        told = self.label, self.bits, self.kinds, self.separators, self.left, self.telling, self.trades, self.named
        return Verdict, told


def compare_names(a: str, b: str) -> Comparison:
    """Compare two names as a person who onboards clients would (DUP-2, DUP-3).

    Any two texts can be compared; the order does not matter except for which value is called a. The probability is what
    the names alone say; :func:`reconcile.duplicates.explain_pair` weighs the other evidence too.
    """
    if a == b:
        return IDENTICAL if parse_name(a).entity.core else _without_name(a, b)
    verdict = judge_names(a, b)
    return _as_comparison(_with_branches(verdict, a, b)) if verdict.named else _without_name(a, b)


def _without_name(a: str, b: str) -> Comparison:
    same_text = bool(clean(a).strip()) and clean(a).casefold().split() == clean(b).casefold().split()
    return replace(IDENTICAL, probability=0.9) if same_text else NO_NAME


def _with_branches(verdict: Verdict, a: str, b: str) -> Verdict:
    """A firm and its holding company, under one name that is no common one, are of one group: X Hire and X Holdings."""
    if verdict.label != "different" or verdict.trades is None or not any(map(is_of_a_group, verdict.trades)):
        return verdict
    usual = word_set("common_family_names") | known_given_names() | word_set("business_words") | word_set("places")
    shared = parse_name(a).entity.words & parse_name(b).entity.words
    if not any(len(word) > 2 and word not in usual for word in shared):
        return verdict
    apart = separator_of("place", *verdict.trades)
    return replace(verdict, label="related", bits=SEPARATED, separators=(apart,))


def judge_names(a: str, b: str) -> Verdict:
    """The verdict on two names; which of them is named first changes nothing but the side of the values."""
    return judge_sorted(a, b) if a <= b else turned(judge_sorted(b, a))


def turned(found: Verdict) -> Verdict:
    """The verdict with the two names in the other order."""
    if not found.separators and found.trades is None:
        return found
    return replace(
        found,
        separators=tuple(separator_of(item.name, item.value_b, item.value_a) for item in found.separators),
        trades=found.trades and (found.trades[1], found.trades[0]),
    )


def compare_relatives(a: str, b: str) -> Comparison:
    """Compare two names of which other evidence says that they belong together, such as one home or mailbox.

    People who share a family name that very many have are strangers by their names alone; under one roof they are a family.
    """
    verdict = judge_names(a, b)
    if verdict.label == "different" and verdict.trades is not None:
        verdict = replace(verdict, separators=(separator_of("trade", *verdict.trades),))
    if a == b or not verdict.separators:
        return compare_names(a, b)
    if verdict.label == "different" and verdict.telling:
        verdict = replace(verdict, label="related", bits=SEPARATED)
    return _as_comparison(verdict)


@Remembered
def judge_sorted(a: str, b: str) -> Verdict:
    """The best of the ways in which two names can be compared; ``a`` is the one that sorts first."""
    return _judged(a, b)


def judge_briefly(a: str, b: str) -> Verdict:
    """The same label, separators and ``telling``; of names that are different without a separator no more than that."""
    return _judged(a, b, brief=True)


def _judged(a: str, b: str, *, brief: bool = False) -> Verdict:
    name_a, name_b = parse_name(a), parse_name(b)
    found = _best(name_a, name_b, brief=brief)
    return found if name_a.entity.core and name_b.entity.core else replace(found, named=False)


def _best(name_a: Name, name_b: Name, *, brief: bool) -> Verdict:
    main = judge_view(_view(name_a, name_b, name_a.entity, name_b.entity), brief=brief)
    if main.label == "same":
        return main
    if _are_turned_halves(name_a.entity, name_b.entity):
        return Verdict("same", SURE - 0.1, (("couple", 0.1),))
    if _says_no_more(name_a) and _says_no_more(name_b):
        return main
    others = [_judge_alias(view) for view in _alias_views(name_a, name_b)]
    same = [verdict for verdict in others if verdict.label == "same"]
    if same:
        return max(same, key=lambda verdict: verdict.bits)
    held = _held_trust(name_a, name_b)
    if held is not None:
        return held
    related = [verdict for verdict in [main, *others] if verdict.label == "related"]
    return related[0] if related else main


def _says_no_more(name: Name) -> bool:
    """Whether a name names nobody but whom it is about: no trustee and no trading name."""
    return name.trustee is None and not name.aliases


def _are_turned_halves(a: Entity, b: Entity) -> bool:
    """Whether two names are of the same two people, each with a family name, named in the other order."""
    if len(a.core) != len(b.core) or len(a.core) < _TWO_IN_FULL:
        return False
    halves = [_halves(entity) for entity in (a, b)]
    return bool(halves[0]) and halves[0] == halves[1][::-1] and a.form == b.form and a.estate == b.estate


_TWO_IN_FULL = 5
"""Words of the shortest name of two people that has both family names, the sign between them counted."""


def _halves(entity: Entity) -> list[list[str]]:
    """The words before and after the one "&" of a name that has two words or more on either side."""
    keys = [token.key for token in entity.core]
    if keys.count("&") != 1:
        return []
    cut = keys.index("&")
    found = [keys[:cut], keys[cut + 1 :]]
    return found if min(map(len, found)) > 1 else []


def _view(name_a: Name, name_b: Name, a: Entity, b: Entity, *, by_alias: bool = False) -> View:
    return View(name_a, name_b, pair_entities(a, b), by_alias)


def _alias_views(name_a: Name, name_b: Name) -> Iterator[View]:
    """A trading name against the other's legal name; two trading names only crosswise."""
    if name_a.aliases and name_b.aliases:
        crosswise = (name_a.aliases[0], name_b.entity), (name_a.entity, name_b.aliases[0])
        if all(judge_view(_view(name_a, name_b, *pair)).label == "same" for pair in crosswise):
            view = _view(name_a, name_b, *crosswise[1], by_alias=True)
            yield replace(view, turned=True)
        return
    for alias in name_a.aliases:
        yield _view(name_a, name_b, alias, name_b.entity, by_alias=True)
    for alias in name_b.aliases:
        yield _view(name_a, name_b, name_a.entity, alias, by_alias=True)


def _judge_alias(view: View) -> Verdict:
    """A trading name is the client's only where its holder can be the other: a person trading as X is not X Ltd."""
    verdict = judge_view(view)
    if verdict.label != "same" or view.turned:
        return verdict
    pair = view.name_a.entity, view.name_b.entity
    aliased = view.pairing.a is not pair[0], view.pairing.b is not pair[1]
    values = form_of_holder(view.pairing, pair, aliased)
    return Verdict("related", SEPARATED, (), (separator_of("legal-form", *values),)) if values else verdict


def _held_trust(name_a: Name, name_b: Name) -> Verdict | None:
    """ "X ATF Y" against X itself: the trustee is not the trust."""
    for name, other in ((name_a, name_b), (name_b, name_a)):
        if name.trustee is None or other.trustee is not None:
            continue
        if judge_view(_view(name, other, name.trustee, other.entity)).label == "same":
            return Verdict("related", SEPARATED, (), (separator_of("trustee", name_a.raw, name_b.raw),))
    return None


def judge_view(view: View, *, brief: bool = False) -> Verdict:
    """The verdict on one way to compare two names; a ``brief`` one leaves the kinds of different names out."""
    pairing = view.pairing
    separators = find_separators(pairing)
    left = tuple([f"{item.a} / {item.b}".strip(" /") for item in pairing.leftovers if item.role in LEFTOVER_COST])
    if not pairing.alignment.matches:
        return Verdict("different", UNLIKE, (), separators, left, telling=False)
    telling = shares_a_telling_word(pairing) or shared_trade(pairing) >= MUCH_SHARED
    if separators:
        kin = are_kin(pairing)
        return Verdict("related" if kin else "different", SEPARATED if kin else UNLIKE, (), separators, left, telling)
    missing = sum([LEFTOVER_COST.get(item.role, 0.0) for item in pairing.leftovers])
    trades = other_trades(pairing) if missing and telling else None
    if brief and missing > SURE:  # no kind takes doubt away
        return Verdict("different", SURE - missing, (), (), left, telling, trades)
    kinds = tuple((name, cost) for name, test in KINDS.items() if (cost := test(view)) is not None)
    doubt = sum(cost for _, cost in kinds) + missing
    bits = SURE - doubt
    return Verdict("same" if bits >= 0 else "different", bits, kinds, (), left, telling, trades)


def _as_comparison(verdict: Verdict) -> Comparison:
    if verdict.label == "same":
        reasons = tuple(_sentence(kind) for kind, _ in verdict.kinds) or ("They differ in a courtesy title at most.",)
    elif verdict.separators and verdict.label == "related":
        reasons = tuple(separator.sentence for separator in verdict.separators)
    else:
        reasons = (
            f"Words without a partner: {', '.join(verdict.left)}." if verdict.left else "They share no telling word.",
        )
    return Comparison(
        label=verdict.label,
        probability=probability(verdict.bits),
        kinds=tuple(kind for kind, _ in verdict.kinds) if verdict.label == "same" else (),
        separators=tuple(item.name for item in verdict.separators) if verdict.label == "related" else (),
        reasons=reasons,
        evidence=_evidence(verdict),
    )


def _sentence(kind: str) -> str:
    return (KINDS[kind].__doc__ or "").strip().split("\n")[0]


def _evidence(verdict: Verdict) -> tuple[Evidence, ...]:
    found = [Evidence(kind, -cost, "", "", _sentence(kind)) for kind, cost in verdict.kinds]
    found += [Evidence(item.name, SEPARATED, item.value_a, item.value_b, item.sentence) for item in verdict.separators]
    return tuple(sorted(found, key=lambda item: -abs(item.weight)))
