"""Words of two entities that have no partner, told for what they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from reconcile.duplicates.acronyms import may_be_acronym, spelt_out
from reconcile.duplicates.alignment import Alignment
from reconcile.duplicates.couple import is_given, is_initial
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.numbers import is_year
from reconcile.duplicates.relation import relate
from reconcile.duplicates.structure import Entity
from reconcile.duplicates.words import phrases, word_set


@cache
def empty_words() -> frozenset[str]:
    """Words that weigh nothing: articles, joining words and signs."""
    return word_set("courtesy_words") | {"the", "&", "and", "die"}


@dataclass(frozen=True, slots=True)
class Leftover:
    """Words without a partner: ``role`` is given-name, middle-name, first-name, number, year, place, bracket, weak or word."""

    role: str
    a: str
    b: str


def read_leftovers(a: Entity, b: Entity, alignment: Alignment) -> tuple[Leftover, ...]:
    """What is left of two aligned entities: numbers first, then given names, places and the rest."""
    left_a = [index for index in alignment.left_a if alignment.words_a[index].key not in empty_words()]
    left_b = [index for index in alignment.left_b if alignment.words_b[index].key not in empty_words()]
    found: list[Leftover] = []
    for step in (_numbers, _given_names, _places, _rest):
        more, left_a, left_b = step(a, b, alignment, left_a, left_b)
        found += more
    return tuple(found)


_Step = tuple[list[Leftover], list[int], list[int]]


def _numbers(_a: Entity, _b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> _Step:
    if not any(alignment.words_a[index].value for index in left_a) and not any(
        alignment.words_b[index].value for index in left_b
    ):
        return [], left_a, left_b
    in_a = [index for index in left_a if alignment.words_a[index].value]
    in_b = [index for index in left_b if alignment.words_b[index].value]
    rest = [index for index in left_a if index not in in_a], [index for index in left_b if index not in in_b]
    tokens = [alignment.words_a[index] for index in in_a] + [alignment.words_b[index] for index in in_b]
    role = "year" if all(is_year(token) for token in tokens) else "number"
    return [Leftover(role, alignment.text_a(in_a), alignment.text_b(in_b))], *rest


def _given_names(a: Entity, b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> _Step:
    given_a = [index for index in left_a if index in a.given]
    given_b = [index for index in left_b if index in b.given]
    given_a, given_b = _beside_unknown(a, b, alignment, (left_a, left_b), (given_a, given_b))
    rest = [index for index in left_a if index not in given_a], [index for index in left_b if index not in given_b]
    if given_a and given_b:
        given_a, given_b = _by_nickname(a, b, alignment, given_a, given_b)
    if given_a and given_b:
        return [Leftover("given-name", alignment.text_a(given_a), alignment.text_b(given_b))], *rest
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
        given_b = [i for i in left_b if _could_be_given(alignment.words_b, i, given_a[0], b)]
    elif given_b and not given_a:
        given_a = [i for i in left_a if _could_be_given(alignment.words_a, i, given_b[0], a)]
    return given_a, given_b


def _could_be_given(words: Sequence[Token], index: int, place: int, entity: Entity) -> bool:
    token = words[index]
    trade = token.key in word_set("business_words") or bool(token.value)
    return not trade and index not in entity.family_name and (index == 0) == (place == 0) and index + 1 < len(words)


def _by_nickname(
    a: Entity, b: Entity, alignment: Alignment, given_a: list[int], given_b: list[int]
) -> tuple[list[int], list[int]]:
    """Take away given names that the other side has in brackets: "William (Bill)"."""
    kept_a = [i for i in given_a if not _is_nickname_of(alignment.words_a[i], b.nicknames)]
    kept_b = [i for i in given_b if not _is_nickname_of(alignment.words_b[i], a.nicknames)]
    if len(kept_a) < len(given_a):
        return kept_a, kept_b[1:]
    if len(kept_b) < len(given_b):
        return kept_a[1:], kept_b
    return given_a, given_b


def _is_nickname_of(token: Token, nicknames: Sequence[Token]) -> bool:
    for nickname in nicknames:
        if relate(token, nickname, given=True) is not None:
            return True
        if is_initial(token) and nickname.key.startswith(token.key):
            return True
    return False


def _places(a: Entity, b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> _Step:
    known_a, known_b = _is_place(alignment.words_a, left_a), _is_place(alignment.words_b, left_b)
    if known_a and known_b:
        return [Leftover("place", alignment.text_a(left_a), alignment.text_b(left_b))], [], []
    if (known_a and not left_b) or (known_b and not left_a):
        return [Leftover("place", alignment.text_a(left_a), alignment.text_b(left_b))], [], []
    if bool(left_a) != bool(left_b):
        mine, sides = (left_a, alignment.words_a) if left_a else (left_b, alignment.words_b)
        if _in_a_bracket_of_a_firm(a, b, sides, mine):
            return [Leftover("place", alignment.text_a(left_a), alignment.text_b(left_b))], [], []
    if left_a and left_b and _stands_for_a_branch(a, b, alignment, left_a, left_b):
        return [Leftover("place", alignment.text_a(left_a), alignment.text_b(left_b))], [], []
    return [], left_a, left_b


def _is_place(words: Sequence[Token], positions: Sequence[int]) -> bool:
    if not positions:
        return False
    keys = [words[index].key for index in positions]
    known = word_set("places")
    return " ".join(keys) in known or all(key in known or key in _PLACE_WORDS for key in keys)


_PLACE_WORDS = frozenset(
    {"street", "st", "road", "rd", "avenue", "boulevard", "lane", "branch", "hill", "bay", "beach", "park"}
)


def _stands_for_a_branch(a: Entity, b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> bool:
    """Unknown words at the end, or in brackets, of two names that agree in at least two words before."""
    people = [entity.personal and (entity.form is None or any(map(is_given, entity.core))) for entity in (a, b)]
    if all(people) or any(person and entity.form is None for person, entity in zip(people, (a, b), strict=True)):
        return False
    if len(left_a) > 3 or len(left_b) > 3:
        return False
    if _on_a_street(alignment.words_a, left_a) and _on_a_street(alignment.words_b, left_b):
        return True
    trade = word_set("business_words")
    plain = [alignment.words_a[i] for i in left_a] + [alignment.words_b[i] for i in left_b]
    unknown = sum(token.key in trade for token in plain)
    at_end = _is_tail(alignment.words_a, left_a) and _is_tail(alignment.words_b, left_b)
    placed = _is_place(alignment.words_a, left_a) or _is_place(alignment.words_b, left_b)
    return at_end and len(alignment.matches) >= 2 and (unknown == 0 or (placed and unknown <= 1))


def _in_a_bracket_of_a_firm(a: Entity, b: Entity, words: Sequence[Token], left: Sequence[int]) -> bool:
    """Whether a firm's name has words of no list in a bracket, behind its trade: "Saddlery (Hexwater)" is the branch there."""
    trade = word_set("business_words")
    inside = [words[index] for index in left]
    if len({token.group for token in inside}) != 1 or not inside[0].group or len(inside) > 1:
        return False
    whole = [token for token in words if token.group == inside[0].group]
    outside = [index for index, token in enumerate(words) if not token.group]
    if len(whole) > len(inside) or (may_be_acronym(inside[0].key) and spelt_out(inside[0].key, outside, words)):
        return False
    if any(is_given(token) or not token.text.isascii() for token in inside):
        return False
    if any(token.value or token.key in trade or token.is_sign for token in inside):
        return False
    firm = any(token.key in trade for token in words if not token.group)
    return firm and not (a.couple or b.couple)


_STREETS = frozenset(
    {"street", "st", "road", "rd", "avenue", "ave", "boulevard", "blvd", "lane", "drive", "parade", "terrace", "quay"}
    | {"square", "crescent", "highway", "esplanade"}
)


def _on_a_street(words: Sequence[Token], positions: Sequence[int]) -> bool:
    """Whether the words are, or name, the street at the end of a firm's name: "Hardware Elm Street"."""
    if not words or words[-1].key not in _STREETS:
        return False
    whole = [*positions, *([] if len(words) - 1 in positions else [len(words) - 1])]
    return 2 <= len(whole) <= 3 and _is_tail(words, whole) and len(words) - len(whole) >= 2


def _is_tail(words: Sequence[Token], positions: Sequence[int]) -> bool:
    last = list(range(len(words) - len(positions), len(words)))
    return list(positions) == last or all(words[index].group for index in positions)


def _rest(a: Entity, b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> _Step:
    if not left_a and not left_b:
        return [], [], []
    tokens = [alignment.words_a[index] for index in left_a] + [alignment.words_b[index] for index in left_b]
    role = "given-name" if _in_front_of_a_family(a, b, left_a, left_b) else "word"
    if not (left_a and left_b):
        if all(token.group for token in tokens) and not all(token.key in phrases("group_words") for token in tokens):
            role = "bracket"
        elif all(token.key in word_set("business_words") for token in tokens):
            role = "weak"
    return [Leftover(role, alignment.text_a(left_a), alignment.text_b(left_b))], [], []


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
