"""Words of two entities that have no partner, told for what they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from reconcile.duplicates.alignment import Alignment
from reconcile.duplicates.branches import in_a_bracket_of_a_firm, is_of_a_locality, is_place, stands_for_a_branch
from reconcile.duplicates.couple import is_initial
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.numbers import is_year
from reconcile.duplicates.relation import relate
from reconcile.duplicates.states import are_one_state
from reconcile.duplicates.structure import Entity
from reconcile.duplicates.words import phrases, word_set


@cache
def empty_words() -> frozenset[str]:
    """Words that weigh nothing: articles, joining words and signs."""
    return word_set("courtesy_words") | {"the", "&", "and", "die"}


@dataclass(frozen=True, slots=True)
class Leftover:
    """Words without a partner: ``role`` is given-name, middle-name, first-name, number, year, place, bracket, company, weak or
    word.
    """

    role: str
    a: str
    b: str


def read_leftovers(a: Entity, b: Entity, alignment: Alignment) -> tuple[Leftover, ...]:
    """What is left of two aligned entities: numbers first, then given names, places and the rest."""
    empty, words_a, words_b = empty_words(), alignment.words_a, alignment.words_b
    left_a = [index for index in alignment.left_a if words_a[index].key not in empty]
    left_b = [index for index in alignment.left_b if words_b[index].key not in empty]
    if not left_a and not left_b:
        return ()
    found: list[Leftover] = []
    for step in (_dates, _numbers, _given_names, _places, _rest):
        more, left_a, left_b = step(a, b, alignment, left_a, left_b)
        found += more
    return tuple(found)


_Step = tuple[list[Leftover], list[int], list[int]]


_DATING = frozenset({"dated", "dtd", "uad", "udt", "uta", "it", "deed", "u/a/d", "u/d/t", "u/t/a", "u/a"})
"""Words before the date of a trust's deed, or its number in the register: "Rowe Living Trust dtd 3/4/2010", "IT 1234/2005"."""


def _dates(a: Entity, b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> _Step:
    """A trust's date or register number that is told on one side only says nothing against the other."""
    if bool(left_a) != bool(left_b) and all(entity.form is not None for entity in (a, b)):
        words, left = (alignment.words_a, left_a) if left_a else (alignment.words_b, left_b)
        told = [words[index] for index in left]
        if told[0].key in _DATING and len(told) > 1 and all(token.value for token in told[1:]):
            return [], [], []
    return [], left_a, left_b


def _numbers(_a: Entity, _b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> _Step:
    in_a = [index for index in left_a if alignment.words_a[index].value]
    in_b = [index for index in left_b if alignment.words_b[index].value]
    if not in_a and not in_b:
        return [], left_a, left_b
    rest = [index for index in left_a if index not in in_a], [index for index in left_b if index not in in_b]
    tokens = [alignment.words_a[index] for index in in_a] + [alignment.words_b[index] for index in in_b]
    role = "year" if all(is_year(token) for token in tokens) else "number"
    return [Leftover(role, alignment.text_a(in_a), alignment.text_b(in_b))], *rest


def _given_names(a: Entity, b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> _Step:
    given_a = [index for index in left_a if index in a.given]
    given_b = [index for index in left_b if index in b.given]
    if not given_a and not given_b:
        return [], left_a, left_b
    given_a, given_b = _beside_unknown(a, b, alignment, (left_a, left_b), (given_a, given_b))
    rest = [index for index in left_a if index not in given_a], [index for index in left_b if index not in given_b]
    if given_a and given_b:
        given_a, given_b = _by_nickname(a, b, alignment, given_a, given_b)
    if given_a and given_b:
        return [Leftover("given-name", alignment.text_a(given_a), alignment.text_b(given_b))], *rest
    if (given_a or given_b) and _is_rest_of_another(alignment, given_a, given_b):
        return [Leftover("given-name", _given_text(a), _given_text(b))], *rest
    if given_a or given_b:
        side, positions = (a, given_a) if given_a else (b, given_b)
        matched = {index for match in alignment.matches for index in (match.a if given_a else match.b)}
        named = bool(matched & side.given)
        first = min(side.given) in positions and len(side.given) > 1
        if named and first and _only_initials(alignment, side.given, in_a=bool(given_a)):
            return [Leftover("given-name", _given_text(a), _given_text(b))], *rest
        role = (
            "first-name"
            if named and first
            else "middle-name"
            if named
            else "no-given-name"
            if side.personal
            else "word"
        )
        return [Leftover(role, alignment.text_a(given_a), alignment.text_b(given_b))], *rest
    return [], *rest


def _is_rest_of_another(alignment: Alignment, given_a: list[int], given_b: list[int]) -> bool:
    """Whether what is left is half of a hyphened given name whose other half is not quite the other's: Lee-Anne, Leigh."""
    words, left = (alignment.words_a, given_a) if given_a else (alignment.words_b, given_b)
    if len(left) != 1 or len(words[left[0]].key) < 2:
        return False
    place = left[0]
    halves = [place - 1] if "-" in words[place].glue else []
    if place + 1 < len(words) and "-" in words[place + 1].glue:
        halves.append(place + 1)
    near = [match for match in alignment.matches if halves and set(match.a if given_a else match.b) & set(halves)]
    return any(match.kind in {"nickname", "typo", "transliteration"} for match in near)


def _only_initials(alignment: Alignment, given: Collection[int], *, in_a: bool) -> bool:
    """Whether the given names of a side are matched by initials alone."""
    kinds = [match.kind for match in alignment.matches if set(match.a if in_a else match.b) & set(given)]
    return all(kind == "initials" for kind in kinds)


def _given_text(entity: Entity) -> str:
    return " ".join(entity.core[index].text for index in sorted(entity.given))


def _beside_unknown(
    a: Entity, b: Entity, alignment: Alignment, left: tuple[list[int], list[int]], given: tuple[list[int], list[int]]
) -> tuple[list[int], list[int]]:
    """A word that is in no list stands where the other side has a given name: it is taken for one."""
    (left_a, left_b), (given_a, given_b) = left, given
    if given_a and not given_b:
        given_b = [i for i in left_b if _could_be_given(alignment.words_b, i, _is_first(a, given_a[0]), b)]
    elif given_b and not given_a:
        given_a = [i for i in left_a if _could_be_given(alignment.words_a, i, _is_first(b, given_b[0]), a)]
    return given_a, given_b


def _is_first(entity: Entity, place: int) -> bool:
    """Whether a given name is the first word, or the first behind a family name that is named first."""
    return place == 0 or (0 in entity.family_name and place == min(entity.given))


def _could_be_given(words: Sequence[Token], index: int, first: bool, entity: Entity) -> bool:
    token = words[index]
    trade = token.key in word_set("business_words") or bool(token.value)
    return not trade and index not in entity.family_name and (index == 0) == first and index + 1 < len(words)


def _by_nickname(
    a: Entity, b: Entity, alignment: Alignment, given_a: list[int], given_b: list[int]
) -> tuple[list[int], list[int]]:
    """Take away given names that the other side has in brackets: "William (Bill)"."""
    kept_a = [i for i in given_a if not _is_nickname_of(alignment.words_a[i], b.nicknames)]
    kept_b = [i for i in given_b if not _is_nickname_of(alignment.words_b[i], a.nicknames)]
    if len(kept_a) < len(given_a):
        return kept_a, kept_b[1:] if kept_a else []  # "Ji Woo (Jenny)" is Jenny
    if len(kept_b) < len(given_b):
        return kept_a[1:] if kept_b else [], kept_b
    return given_a, given_b


def _is_nickname_of(token: Token, nicknames: Sequence[Token]) -> bool:
    for nickname in nicknames:
        if relate(token, nickname, given=True) is not None:
            return True
        if is_initial(token) and nickname.key.startswith(token.key):
            return True
    return False


def _places(a: Entity, b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> _Step:
    if left_a and left_b and are_one_state(_key(alignment.words_a, left_a), _key(alignment.words_b, left_b)):
        return [], [], []
    known_a, known_b = is_place(alignment.words_a, left_a), is_place(alignment.words_b, left_b)
    if known_a and known_b:
        return [Leftover("place", alignment.text_a(left_a), alignment.text_b(left_b))], [], []
    if (known_a and not left_b) or (known_b and not left_a):
        return [Leftover("place", alignment.text_a(left_a), alignment.text_b(left_b))], [], []
    if bool(left_a) != bool(left_b):
        mine, sides = (left_a, alignment.words_a) if left_a else (left_b, alignment.words_b)
        if in_a_bracket_of_a_firm(a, b, sides, mine) or is_of_a_locality(a, b, sides, mine):
            return [Leftover("place", alignment.text_a(left_a), alignment.text_b(left_b))], [], []
    if left_a and left_b and stands_for_a_branch(a, b, alignment, left_a, left_b):
        return [Leftover("place", alignment.text_a(left_a), alignment.text_b(left_b))], [], []
    return [], left_a, left_b


def _key(words: Sequence[Token], positions: Sequence[int]) -> str:
    return " ".join([words[index].key for index in positions])


def _rest(a: Entity, b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> _Step:
    if not left_a and not left_b:
        return [], [], []
    tokens = [alignment.words_a[index] for index in left_a] + [alignment.words_b[index] for index in left_b]
    role = "given-name" if _in_front_of_a_family(a, b, left_a, left_b) else "word"
    if not (left_a and left_b):
        if _is_a_company(a, b, alignment, left_a, left_b):
            role = "company"
        elif all(token.group for token in tokens) and not all(token.key in phrases("group_words") for token in tokens):
            role = "bracket"
        elif all(token.key in word_set("business_words") for token in tokens):
            role = "weak"
    return [Leftover(role, alignment.text_a(left_a), alignment.text_b(left_b))], [], []


_COMPANY = frozenset({"company", "co", "coy"})


def _is_a_company(a: Entity, b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> bool:
    """Whether one firm is called a company at its end and the other is not: it says as little as a form that is left out."""
    words, left, other = (alignment.words_a, left_a, b) if left_a else (alignment.words_b, left_b, a)
    named = len(left) == 1 and left[0] == len(words) - 1 > 0 and words[left[0]].key in _COMPANY
    return named and not (other.personal or other.couple is not None)


def _in_front_of_a_family(a: Entity, b: Entity, left_a: list[int], left_b: list[int]) -> bool:
    """Two or three words in no list, the last of them shared: a person's name more often than a firm's."""
    if a.form or b.form or not left_a or not left_b or not (2 <= len(a.core) <= 3 and 2 <= len(b.core) <= 3):
        return False
    trade = _trade_or_place()
    if any(token.key in trade or token.value or token.is_sign for token in a.core + b.core):
        return False
    return 0 in left_a and 0 in left_b and len(a.core) - 1 not in left_a and len(b.core) - 1 not in left_b


@cache
def _trade_or_place() -> frozenset[str]:
    return word_set("business_words") | word_set("places")
