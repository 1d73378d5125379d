"""How two aligned names differ in looks alone: capitals, spaces, punctuation, accents, order, the writing of the form."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from reconcile.duplicates.alignment import Alignment
from reconcile.duplicates.board import Match
from reconcile.duplicates.legal_forms import Form
from reconcile.duplicates.normalise import Token
from reconcile.duplicates.pairing import Pairing
from reconcile.duplicates.structure import Entity, Name

_BRACKETS = "()[]{}*\"“”'‘’"
_FAMILY_FIRST = frozenset({"first", "bracket", "each-comma"})


@dataclass(frozen=True, slots=True)
class Surface:
    """Which looks differ; every field is one answer."""

    case: bool
    spacing: bool
    punctuation: bool
    accent: bool
    ampersand: bool
    form: bool
    order: bool
    marker: bool
    trustee: bool
    corrected: bool


def read_surface(name_a: Name, name_b: Name, pairing: Pairing) -> Surface:
    """Compare the looks of two names whose words are aligned."""
    a, b, sides = pairing.a, pairing.b, pairing.alignment
    glue = _glue(sides, a, b)
    joins = [_join(sides, match) for match in sides.matches if match.kind == "join"]
    return Surface(
        case=_case(sides) or _form_case(a.form, b.form),
        spacing="spacing" in glue or any(spaced for spaced, _ in joins),
        punctuation="punctuation" in glue or any(marked for _, marked in joins) or _marks(sides),
        accent=_form_accent(a.form, b.form),
        ampersand=_signs(a) != _signs(b),
        form=_form_text(a.form) != _form_text(b.form),
        order=_order(pairing),
        marker=_markers(a) != _markers(b),
        trustee=name_a.trust_phrase != name_b.trust_phrase or _words(name_a.trustee) != _words(name_b.trustee),
        corrected=_corrected(a.form) != _corrected(b.form),
    )


def _markers(entity: Entity) -> list[str]:
    """Words that may be shortened without being words of the core: "No" of "No 2", "Est" of "Est of"."""
    return [token.key for token in entity.markers] + [
        token.key for token in entity.estate if token.key in {"est", "estate"}
    ][:1]


def _words(entity: Entity | None) -> frozenset[str]:
    return entity.words if entity is not None else frozenset()


def _signs(entity: Entity) -> list[str]:
    return [token.text.lower() for token in entity.core if token.is_sign]


@lru_cache(maxsize=100_000)
def _bare(text: str) -> str:
    """Letters and digits without accents, capitals kept."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if letter.isalnum())


def _case(sides: Alignment) -> bool:
    return any(_match_case(sides, match) for match in sides.matches if match.kind != "number-word")


def _match_case(sides: Alignment, match: Match) -> bool:
    tokens_a = [sides.words_a[index] for index in match.a if not sides.words_a[index].is_sign]
    tokens_b = [sides.words_b[index] for index in match.b if not sides.words_b[index].is_sign]
    text_a, text_b = (_bare("".join(token.text for token in side)) for side in (tokens_a, tokens_b))
    if text_a.lower() != text_b.lower():
        return _loud(text_a) != _loud(text_b) or _quiet(text_a) != _quiet(text_b)
    seams = _seams(tokens_a) | _seams(tokens_b)
    return any(x != y for place, (x, y) in enumerate(zip(text_a, text_b, strict=False)) if place not in seams)


def _seams(tokens: list[Token]) -> set[int]:
    """Places where a joined word may keep or lose a capital."""
    places, length = set(), 0
    for token in tokens[:-1]:
        length += len(_bare(token.text))
        places.add(length)
    return places


def _loud(text: str) -> bool:
    return len(text) > 2 and text.isupper()


def _quiet(text: str) -> bool:
    return len(text) > 2 and text.islower()


def _form_case(a: Form | None, b: Form | None) -> bool:
    if a is None or b is None:
        return False
    keys_a, keys_b = [token.key for token in a.tokens], [token.key for token in b.tokens]
    texts = zip((_bare(token.text) for token in a.tokens), (_bare(token.text) for token in b.tokens), strict=False)
    return keys_a == keys_b and any(x != y for x, y in texts if x.lower() == y.lower())


def _form_accent(a: Form | None, b: Form | None) -> bool:
    if a is None or b is None or [t.key for t in a.tokens] != [t.key for t in b.tokens]:
        return False
    pairs = zip(a.tokens, b.tokens, strict=True)
    return any(
        x.text.casefold() != y.text.casefold() and _bare(x.text) == _bare(y.text) and _accented(x, y) for x, y in pairs
    )


def _accented(x: Token, y: Token) -> bool:
    return x.text.isascii() != y.text.isascii()


def _form_text(form: Form | None) -> str:
    if form is None:
        return ""
    parts = []
    for place, token in enumerate(form.tokens):
        glue = "".join(sign for sign in token.glue if sign in "()-") if place else "(" * ("(" in token.glue)
        text = token.key if token.corrected else unicodedata.normalize("NFKD", token.text).casefold()
        parts.append(glue + "".join(letter for letter in text if not unicodedata.combining(letter)))
    return " ".join(parts)


def _corrected(form: Form | None) -> bool:
    return form is not None and any(token.corrected for token in form.tokens)


def _join(sides: Alignment, match: Match) -> tuple[bool, bool]:
    """(words were joined across a space, across a punctuation mark)."""
    one, several = (sides.words_a, sides.words_b) if len(match.a) == 1 else (sides.words_b, sides.words_a)
    single = one[(match.a if len(match.a) == 1 else match.b)[0]]
    run = [several[index] for index in (match.b if len(match.a) == 1 else match.a)]
    glue = "".join(token.glue for token in run[1:])
    dots = any(token.text.rstrip(".") != token.text for token in run) != single.text.endswith(".")
    marked = bool(glue.strip()) or dots or any(mark in single.text for mark in "'’ʻ`´")
    return " " in glue and not glue.strip(), marked if glue.strip() or not glue else any(m in single.text for m in "'’")


def _marks(sides: Alignment) -> bool:
    """Apostrophes and dots inside or behind equal words."""
    for match in sides.matches:
        if match.kind == "possessive":
            return True
        if len(match.a) == len(match.b) == 1 and match.kind in {"exact", "accent", "typo", "transliteration", "plural"}:
            a, b = sides.words_a[match.a[0]], sides.words_b[match.b[0]]
            if match.kind == "plural" and ("s'" in a.text + b.text or not ("'" in a.text and "'" in b.text)):
                continue
            if not a.is_sign and not a.value and _only_marks(a.text) != _only_marks(b.text):
                return True
    return False


def _only_marks(text: str) -> str:
    return "".join("'" if letter in "'’ʻʼ`´" else letter for letter in text if letter in "'’ʻʼ`´.")


def _glue(sides: Alignment, a: Entity, b: Entity) -> set[str]:
    """spacing, punctuation: how the gaps between words that are neighbours on both sides differ."""
    gaps = []
    for first, second in pairwise(sides.matches):
        next_a, next_b = first.a[-1] + 1 == second.a[0], first.b[-1] + 1 == second.b[0]
        if next_a and next_b and "initials" not in {first.kind, second.kind}:
            gaps.append((sides.words_a[second.a[0]].glue, sides.words_b[second.b[0]].glue))
    if a.form and b.form and not a.form_first and not b.form_first:
        gaps.append((a.form.tokens[0].glue, b.form.tokens[0].glue))
    return {found for gap in gaps if (found := _gap(*gap))}


def _gap(a: str, b: str) -> str:
    marks_a, marks_b = _gap_marks(a), _gap_marks(b)
    if marks_a != marks_b:
        return "punctuation"
    return "spacing" if a != b and not marks_a and not _brackets(a + b) and _spaces(a) != _spaces(b) else ""


def _gap_marks(glue: str) -> str:
    possessive = "'" if glue[:1] in {"'", "’"} and len(glue) > 1 else ""
    signs = (sign for sign in glue if not sign.isspace() and sign not in _BRACKETS)
    return possessive + "".join("-" if sign in "-–—‐‑" else sign for sign in signs)


def _brackets(glue: str) -> bool:
    return any(sign in _BRACKETS for sign in glue)


def _spaces(glue: str) -> int:
    return sum(sign.isspace() for sign in glue)


def _order(pairing: Pairing) -> bool:
    a, b = pairing.a, pairing.b
    if a.couple and b.couple:
        turned = (a.couple.layout in _FAMILY_FIRST) != (b.couple.layout in _FAMILY_FIRST)
        return pairing.crossed or turned or _form_turned(a, b)
    places = [match.b[0] for match in pairing.alignment.matches if not _is_sign(pairing, match)]
    return (
        places != sorted(places)
        or _form_turned(a, b)
        or (a.article_last != b.article_last and bool(a.articles and b.articles))
    )


def _form_turned(a: Entity, b: Entity) -> bool:
    forms = a.form is not None and b.form is not None and a.form_first != b.form_first
    estates = bool(a.estate and b.estate) and a.estate_last != b.estate_last
    return forms or estates


def _is_sign(pairing: Pairing, match: Match) -> bool:
    return pairing.alignment.words_a[match.a[0]].is_sign
