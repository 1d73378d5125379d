"""Taking a client's name apart into a :class:`~reconcile.duplicates.structure.Name`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from reconcile.duplicates.couple import is_given
from reconcile.duplicates.dashes import holder_first, split_dash
from reconcile.duplicates.entity import build_entity, estate_phrases
from reconcile.duplicates.initials import single_initials, trading_words
from reconcile.duplicates.junk import split_junk
from reconcile.duplicates.legal_forms import Form
from reconcile.duplicates.localities import is_locality
from reconcile.duplicates.misspelt_forms import corrected
from reconcile.duplicates.normalise import Token, clean, tokenise
from reconcile.duplicates.numbers import with_values
from reconcile.duplicates.people import is_personal
from reconcile.duplicates.phrase import Span, first_words, fold_phrase, longest_at, spans
from reconcile.duplicates.readable import readable
from reconcile.duplicates.schemes import read_scheme
from reconcile.duplicates.structure import Name
from reconcile.duplicates.words import table, word_set


@lru_cache(maxsize=50_000)
def parse_name(text: str) -> Name:
    """Take a name apart; any text at all gives a ``Name``, if need be an empty one."""
    tokens, junk = split_junk(tokenise(readable(clean(text))))
    tokens = with_values(corrected(single_initials(read_scheme(_with_signs(tokens)))))
    if _is_of_one(tokens):
        return Name(text, build_entity(tokens), junk=junk)
    legal, aliases = _split_trading(tokens)
    if not aliases:
        legal, aliases = split_dash(legal)
    if not aliases:
        legal, aliases = holder_first(*_split_brackets(legal))
    else:
        legal, bracketed = _split_brackets(legal)
        aliases += bracketed
    trust, trustee, phrase = _split_trustee(legal)
    entity = build_entity(trust)
    if phrase:
        entity = replace(entity, articles=(), article_last=False)
        if (
            entity.personal and entity.form is None and trustee
        ):  # what somebody holds is a trust, also where that is cut off
            entity = replace(entity, form=Form("trust", tokenise(" trust")), personal=False)
    held_by = build_entity(trustee) if trustee else None
    return Name(text, entity, held_by, phrase, tuple(build_entity(alias) for alias in aliases if alias), junk)


def _is_of_one(tokens: Sequence[Token]) -> bool:
    """Whether a glance tells that a name is of one entity alone: it has no bracket, no dash, and no word that joins two names."""
    if not _joining_words().isdisjoint([token.key for token in tokens]):
        return False
    for token in tokens:
        if token.group or token.glue not in _PLAIN_GLUE:
            return False
    return True


_PLAIN_GLUE = frozenset({"", " "})


@cache
def _joining_words() -> frozenset[str]:
    """The words with which a phrase begins that joins a name and a trading name, or a trustee and a trust."""
    return first_words(trading_words()) | first_words(_before_phrases()) | first_words(_between_phrases())


_ANDS = frozenset({"en", "und", "et", "ja", "og", "n"})


def _with_signs(tokens: Sequence[Token]) -> Sequence[Token]:
    """ "And" in other languages, where it joins two given names: "Gert en Anneke Rowe"."""
    if _ANDS.isdisjoint([token.key for token in tokens]):
        return tokens
    between = [
        token.key in _ANDS
        and 0 < place < len(tokens) - 1
        and (_is_quick_and(tokens, place) or (is_given(tokens[place - 1]) and is_given(tokens[place + 1])))
        for place, token in enumerate(tokens)
    ]
    return [
        replace(token, key="&", spread="&") if joins else token for token, joins in zip(tokens, between, strict=True)
    ]


def _is_quick_and(tokens: Sequence[Token], place: int) -> bool:
    """A small n between two words that are no given names: "Chips n Dips"."""
    if tokens[place].text != "n":
        return False
    beside = tokens[place - 1], tokens[place + 1]
    return all(len(token.key) > 2 and token.text[0].isupper() and not is_given(token) for token in beside)


def _split_trading(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], list[tuple[Token, ...]]]:
    """What stands before "T/A" is the legal name, what stands after it a trading name."""
    for span in spans(tokens, trading_words()):
        spoken = span.phrase in {"ta", "tas", "c o", "t a"} and not any(
            "/" in t.text for t in tokens[span.start : span.end]
        )
        if span.start == 0 or span.end == len(tokens) or (spoken and not tokens[span.start].text.islower()):
            continue
        group = tokens[span.start].group
        after = [t for t in tokens[span.end :] if not group or t.group == group]
        rest = [t for t in tokens[span.end :] if group and t.group != group]
        legal = tuple(tokens[: span.start]) + tuple(rest)
        return legal, [_born(legal, after) if span.phrase in _BORN and len(after) == 1 else tuple(after)]
    return tuple(tokens), []


_BORN = frozenset({"nee", "formerly", "fka", "f/k/a", "formerly known as", "previously known as", "prev known as"})


def _born(legal: Sequence[Token], family: Sequence[Token]) -> tuple[Token, ...]:
    """A person's former name, of which the family name alone is told: "Ann Smith (née Jones)" was Ann Jones."""
    person = build_entity(legal)
    given = [person.core[index] for index in sorted(person.given)] if person.personal else []
    return (*(replace(token, glue=" ") for token in given), *(replace(token, glue=" ", group=0) for token in family))


def _split_brackets(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], list[tuple[Token, ...]]]:
    """A bracket that holds a whole name of its own is an alias; other brackets stay where they are."""
    aliases: list[tuple[Token, ...]] = []
    kept = tuple(tokens)
    for group in sorted({token.group for token in tokens} - {0}):
        inside = tuple(token for token in kept if token.group == group)
        outside = tuple(token for token in kept if token.group != group)
        if outside and _is_alias(inside, outside):
            aliases.append(inside)
            kept = outside
        elif _is_former_family(inside, outside):
            aliases.append(_born(outside, inside))
    return kept, aliases


def _is_former_family(inside: Sequence[Token], outside: Sequence[Token]) -> bool:
    """Whether a person's former family name stands in a bracket, "Rowe, Ann (Tait)": one word that is in no list."""
    token = inside[0]
    if len(inside) > 1 or len(token.key) < 4 or token.value or not token.text[0].isupper() or is_given(token):
        return False
    if token.key in word_set("business_words") or token.key in word_set("places"):
        return False
    return is_personal(outside) and any(is_given(other) and len(other.key) > 1 for other in outside)


def _is_alias(inside: Sequence[Token], outside: Sequence[Token]) -> bool:
    words = [token for token in inside if not token.is_sign]
    if len(words) < 2 or is_locality(inside) or any(token.value for token in inside):
        return False
    if _speaks_of_trustee(inside):
        return False
    after = _after_phrases()
    if any(" ".join(token.key for token in inside[index:]) in after for index in range(len(inside))):
        return False
    whole = build_entity(inside)
    said = " ".join(token.key for token in inside)
    form_only = not whole.core or bool(whole.estate) or said in estate_phrases()
    couple_of_name = len(outside) <= 2 and any(token.is_sign for token in inside) and whole.form is None
    couple_of_name = couple_of_name and whole.couple is None  # "(Neil & Pam)", not "(Rowe, Neil & Pam)"
    person = is_personal(inside) and (is_personal(outside) or build_entity(outside).form is not None)
    return not form_only and not couple_of_name and not person


def _speaks_of_trustee(inside: Sequence[Token]) -> bool:
    """Whether a bracket begins as "(ATF Y Trust)" or "(Trustee: X Pty Ltd)" do."""
    keys = [token.key for token in inside]
    return keys[0] in _TRUSTEE_LABELS or longest_at(keys, 0, _between_phrases() | _before_phrases()) is not None


_TRUSTEE_LABELS = frozenset({"trustee", "trustees", "ttee", "ttees", "tte"})


@cache
def _after_phrases() -> frozenset[str]:
    return frozenset(fold_phrase(phrase) for phrase in table("trustee_phrases")["after"])


@cache
def _between_phrases() -> frozenset[str]:
    return frozenset(fold_phrase(phrase) for phrase in table("trustee_phrases")["between"])


@cache
def _before_phrases() -> frozenset[str]:
    return frozenset(fold_phrase(phrase) for phrase in table("trustee_phrases")["before"])


def _split_trustee(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], tuple[Token, ...], str]:
    """(trust, trustee, the phrase between them)."""
    found = tuple(tokens)
    for span in spans(found, _before_phrases()):
        if span.start == 0 and span.end < len(found):
            return found[span.end :], (), span.phrase
        break
    between: Span | None = next(
        (s for s in spans(found, _between_phrases()) if s.start > 0 and s.end < len(found)), None
    )
    if between is not None:
        return _unbracketed(found[between.end :]), found[: between.start], between.phrase
    for group in {token.group for token in found} - {0}:
        inside = tuple(token for token in found if token.group == group)
        for start in range(1, len(inside)):
            if " ".join(token.key for token in inside[start:]) in _after_phrases():
                return tuple(token for token in found if token.group != group), inside[:start], "as trustee"
        outside = tuple(token for token in found if token.group != group)
        if len(inside) > 1 and outside and inside[0].key in _TRUSTEE_LABELS:
            return outside, _unbracketed(inside[1:]), "as trustee"
    return found, (), ""


def _unbracketed(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Words that are all of one bracket, as if it were not there."""
    groups = {token.group for token in tokens}
    return tuple(replace(token, group=0) for token in tokens) if len(groups) == 1 else tuple(tokens)
