"""Two entities side by side: their words aligned and every word that is left over told for what it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from reconcile.duplicates.alignment import Alignment, Match, align
from reconcile.duplicates.couple import Couple, Person, is_initial
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.numbers import is_year
from reconcile.duplicates.relation import relate
from reconcile.duplicates.structure import Entity
from reconcile.duplicates.words import known_given_names, word_set

_EMPTY_WORDS = word_set("courtesy_words") | {"the", "&", "and", "die"}


@dataclass(frozen=True, slots=True)
class Leftover:
    """Words without a partner: ``role`` is given-name, middle-name, first-name, number, year, place, bracket, weak or word."""

    role: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """What the kinds and separators look at. ``crossed``: two couples name their people in opposite order."""

    a: Entity
    b: Entity
    alignment: Alignment
    leftovers: tuple[Leftover, ...]
    crossed: bool = False

    @property
    def people(self) -> bool:
        """Whether both are couples."""
        return self.a.couple is not None and self.b.couple is not None

    def matched(self) -> list[tuple[Token, Token, Match]]:
        """The first words of every match with the match itself."""
        sides = self.alignment
        return [(sides.words_a[match.a[0]], sides.words_b[match.b[0]], match) for match in sides.matches]


def pair_entities(a: Entity, b: Entity) -> Pairing:
    """Align two entities; couples person by person, everything else word by word."""
    if a.couple and b.couple:
        alignment, crossed = align_couples(a.couple, b.couple)
        return Pairing(a, b, alignment, _people_leftovers(a.couple, b.couple, alignment), crossed)
    alignment = align(a.core, b.core, a.given, b.given)
    return Pairing(a, b, alignment, _leftovers(a, b, alignment))


def align_couples(a: Couple, b: Couple) -> tuple[Alignment, bool]:
    """The better of the two ways to pair the people, and whether that one is crossed."""
    straight = _align_people(a.people, b.people)
    crossed = _align_people(a.people, (b.people[1], b.people[0]))
    return (crossed, True) if _badness(crossed) < _badness(straight) else (straight, False)


def _badness(alignment: Alignment) -> tuple[float, float]:
    left = len(alignment.left_a) + len(alignment.left_b)
    return left, sum(match.cost for match in alignment.matches)


def _align_people(a: tuple[Person, Person], b: tuple[Person, Person]) -> Alignment:
    words_a, words_b = _words(a), _words(b)
    matches: list[Match] = []
    for one, other in zip(a, b, strict=True):
        pairs = [(one.family, other.family, False)]
        if one.given and other.given:
            pairs.append((one.given, other.given, True))
        for part_a, part_b, given in pairs:
            everywhere = (range(len(part_a)), range(len(part_b))) if given else ((), ())
            found = align(part_a, part_b, *everywhere)
            matches += [_moved(match, part_a, part_b, words_a, words_b) for match in found.matches]
    used_a = {index for match in matches for index in match.a}
    used_b = {index for match in matches for index in match.b}
    left_a = tuple(index for index in range(len(words_a)) if index not in used_a)
    left_b = tuple(index for index in range(len(words_b)) if index not in used_b)
    return Alignment(words_a, words_b, tuple(dict.fromkeys(matches)), left_a, left_b)


def _words(people: tuple[Person, Person]) -> tuple[Token, ...]:
    found: list[Token] = []
    for person in people:
        found += [token for token in person.given + person.family if not any(token is other for other in found)]
    return tuple(found)


def _moved(
    match: Match, part_a: Sequence[Token], part_b: Sequence[Token], words_a: Sequence[Token], words_b: Sequence[Token]
) -> Match:
    a = tuple(_index(words_a, part_a[index]) for index in match.a)
    b = tuple(_index(words_b, part_b[index]) for index in match.b)
    return Match(a, b, match.kind, match.cost)


def _index(words: Sequence[Token], token: Token) -> int:
    return next(index for index, other in enumerate(words) if other is token)


def _people_leftovers(a: Couple, b: Couple, alignment: Alignment) -> tuple[Leftover, ...]:
    family_a = {_index(alignment.words_a, token) for person in a.people for token in person.family}
    family_b = {_index(alignment.words_b, token) for person in b.people for token in person.family}
    given_a = [index for index in alignment.left_a if index not in family_a]
    given_b = [index for index in alignment.left_b if index not in family_b]
    found: list[Leftover] = []
    if set(alignment.left_a) & family_a or set(alignment.left_b) & family_b:
        found.append(Leftover("word", alignment.text_a(set(alignment.left_a) & family_a), ""))
    silent = not all(person.given for person in a.people + b.people)
    if (given_a or given_b) and not silent:
        role = "given-name" if given_a and given_b else "middle-name"
        found.append(Leftover(role, alignment.text_a(given_a), alignment.text_b(given_b)))
    return tuple(found)


def _leftovers(a: Entity, b: Entity, alignment: Alignment) -> tuple[Leftover, ...]:
    left_a = [index for index in alignment.left_a if alignment.words_a[index].key not in _EMPTY_WORDS]
    left_b = [index for index in alignment.left_b if alignment.words_b[index].key not in _EMPTY_WORDS]
    found: list[Leftover] = []
    for step in (_numbers, _given_names, _places, _rest):
        more, left_a, left_b = step(a, b, alignment, left_a, left_b)
        found += more
    return tuple(found)


_Step = tuple[list[Leftover], list[int], list[int]]


def _numbers(_a: Entity, _b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> _Step:
    in_a = [index for index in left_a if alignment.words_a[index].value]
    in_b = [index for index in left_b if alignment.words_b[index].value]
    rest = [index for index in left_a if index not in in_a], [index for index in left_b if index not in in_b]
    if not in_a and not in_b:
        return [], *rest
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
    if left_a and left_b and _stands_for_a_branch(a, b, alignment, left_a, left_b):
        return [Leftover("place", alignment.text_a(left_a), alignment.text_b(left_b))], [], []
    return [], left_a, left_b


def _is_place(words: Sequence[Token], positions: Sequence[int]) -> bool:
    if not positions:
        return False
    keys = [words[index].key for index in positions]
    known = word_set("places")
    streets = {"street", "st", "road", "rd", "avenue", "boulevard", "lane", "branch", "hill", "bay", "beach", "park"}
    return " ".join(keys) in known or all(key in known or key in streets for key in keys)


def _stands_for_a_branch(a: Entity, b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> bool:
    """Unknown words at the end, or in brackets, of two names that agree in at least two words before."""
    if a.personal or b.personal or len(left_a) > 3 or len(left_b) > 3:
        return False
    trade = word_set("business_words")
    plain = [alignment.words_a[i] for i in left_a] + [alignment.words_b[i] for i in left_b]
    unknown = sum(token.key in trade for token in plain)
    at_end = _is_tail(alignment.words_a, left_a) and _is_tail(alignment.words_b, left_b)
    placed = _is_place(alignment.words_a, left_a) or _is_place(alignment.words_b, left_b)
    return at_end and len(alignment.matches) >= 2 and (unknown == 0 or (placed and unknown <= 1))


def _is_tail(words: Sequence[Token], positions: Sequence[int]) -> bool:
    last = list(range(len(words) - len(positions), len(words)))
    return list(positions) == last or all(words[index].group for index in positions)


def _rest(a: Entity, b: Entity, alignment: Alignment, left_a: list[int], left_b: list[int]) -> _Step:
    if not left_a and not left_b:
        return [], [], []
    tokens = [alignment.words_a[index] for index in left_a] + [alignment.words_b[index] for index in left_b]
    role = "given-name" if _in_front_of_a_family(a, b, left_a, left_b) else "word"
    if not (left_a and left_b):
        if all(token.group for token in tokens):
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


def weight_of(token: Token) -> float:
    """How much a word tells of which family or business it is, from 0 to 1."""
    if token.is_sign or token.key in _EMPTY_WORDS:
        return 0.0
    if token.value:
        return 0.3
    if token.key in word_set("business_words"):
        return 0.4
    if is_initial(token) or token.key in known_given_names():
        return 0.4
    return 0.6 if token.key in word_set("places") else 1.0


def shared_weight(pairing: Pairing) -> float:
    """The weight of the shared words as a share of the lighter name's, 0 to 1; words told apart by role do not count."""
    sides = pairing.alignment
    told = {word for left in pairing.leftovers if left.role not in _UNTOLD for word in (left.a + " " + left.b).split()}
    shared = sum(_match_weight(sides, match) for match in sides.matches)
    total = min(_total(sides.words_a, told), _total(sides.words_b, told))
    return min(1.0, shared / total) if total else 0.0


_UNTOLD = frozenset({"word", "weak", "bracket"})
_DOUBTFUL = 1.5


def _match_weight(sides: Alignment, match: Match) -> float:
    if match.cost > _DOUBTFUL:
        return 0.0
    return sum(weight_of(sides.words_a[index]) for index in match.a)


def _total(words: Sequence[Token], told: Collection[str]) -> float:
    return sum(weight_of(token) for token in words if token.text not in told)


def shares_a_telling_word(pairing: Pairing) -> bool:
    """Whether a word that is neither of a trade nor a given name nor a number stands on both sides."""
    return any(weight_of(a) >= 0.6 for a, _, match in pairing.matched() if match.cost <= _DOUBTFUL)


def shared_trade(pairing: Pairing) -> float:
    """The share of the lighter name's weight that shared words of a trade or a description make up, 0 to 1."""
    trade = word_set("business_words")
    shared = sum(weight_of(a) for a, _, _ in pairing.matched() if a.key in trade)
    total = min(_total(pairing.alignment.words_a, ()), _total(pairing.alignment.words_b, ()))
    return shared / total if total else 0.0
