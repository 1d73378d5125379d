"""From the words of one entity to an :class:`~reconcile.duplicates.structure.Entity`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from reconcile.duplicates.couple import Couple, Person, find_couple, is_given
from reconcile.duplicates.legal_forms import Form, find_form, is_company, split_leading
from reconcile.duplicates.normalise import Token, has_bracket, has_number
from reconcile.duplicates.numbers import is_marker
from reconcile.duplicates.partners import find_partners
from reconcile.duplicates.people import family_positions, given_positions, is_personal
from reconcile.duplicates.phrase import fold_phrase, spans
from reconcile.duplicates.structure import Entity
from reconcile.duplicates.words import inverse, known_given_names, phrases, table, word_set


@dataclass
class _Parts:
    """The words still unexplained, and what was found among those taken away."""

    words: list[Token]
    form: Form | None = None
    form_first: bool = False
    estate: tuple[Token, ...] = ()
    estate_last: bool = False
    titles: list[Token] = field(default_factory=list)
    title_last: bool = False
    both_titled: bool = False
    generation: str = ""
    generation_text: str = ""
    articles: list[Token] = field(default_factory=list)
    article_last: bool = False
    nicknames: list[Token] = field(default_factory=list)
    markers: list[Token] = field(default_factory=list)


def build_entity(tokens: Sequence[Token]) -> Entity:
    """Take form, estate, titles, articles, generation and nicknames away; what is left is the core."""
    parts = _Parts(list(tokens))
    for step in (_take_articles, _take_estate, _take_form, _take_articles, _take_titles, _take_markers):
        step(parts)
    for step in (_take_generation, _take_nicknames):
        step(parts)
    core = tuple(parts.words)
    couple = (
        _named_pair(core)
        or find_partners(core)
        or find_couple(core, both_titled=parts.both_titled, stated=parts.form is not None)
    )
    personal = couple is None and (is_personal(core) or _titled_name(core, parts))
    family = family_positions(core, personal=personal)
    return Entity(
        core=core,
        form=parts.form,
        couple=couple,
        personal=personal,
        family_name=family,
        given=given_positions(core, family),
        nicknames=tuple(parts.nicknames),
        estate=parts.estate,
        estate_last=parts.estate_last,
        generation=parts.generation,
        generation_text=parts.generation_text,
        articles=tuple(parts.articles),
        article_last=parts.article_last,
        titles=tuple(parts.titles),
        title_last=parts.title_last,
        form_first=parts.form_first,
        markers=tuple(parts.markers),
    )


def _titled_name(core: Sequence[Token], parts: _Parts) -> bool:
    if not parts.titles or not 1 <= len(core) <= 4:
        return False
    return not any(token.key in word_set("business_words") or token.value for token in core)


@cache
def _articles() -> tuple[frozenset[str], frozenset[str]]:
    words = word_set("articles")
    return frozenset(word for word in words if not word.endswith("!")), frozenset({"te", "nga"})


def _take_articles(parts: _Parts) -> None:
    words = parts.words
    if len(words) > 1 and words[0].key in _articles()[0] and not _is_called_les(words):
        parts.articles.append(words.pop(0))
    if len(words) > 1 and words[-1].key in _articles()[0] and "," in words[-1].glue and not _is_called_les(words[::-1]):
        parts.articles.append(words.pop())
        parts.article_last = True


def _is_called_les(words: Sequence[Token]) -> bool:
    """Whether "Les" is a man's short name and no article: one or two words follow, none of a trade or another language."""
    rest = words[1:]
    if words[0].key != "les" or len(rest) > 2 or any(token.is_sign or token.value for token in rest):
        return False
    return not any(token.key in word_set("business_words") or token.key.endswith("s") for token in rest)


@cache
def estate_phrases() -> frozenset[str]:
    """Phrases that tell the estate of somebody who died, folded."""
    return frozenset(fold_phrase(phrase) for phrase in phrases("estate_phrases"))


def _take_estate(parts: _Parts) -> None:
    """Estate phrases at the start ("Estate of …") or at the end ("…, Deceased"); "Wine Estate" is none."""
    words = parts.words
    found = [span for span in spans(words, estate_phrases()) if span.start == 0 or span.end == len(words)]
    for span in reversed(found):
        rest = words[: span.start] + words[span.end :]
        bare = span.phrase in {"estate", "est", "dec", "late", "succession", "estate account"}
        named = is_personal(rest) or (span.start == 0 and any(map(is_given, rest))) or bool(words[span.start].group)
        if not rest or (bare and not named):
            continue
        parts.estate = tuple(words[span.start : span.end]) + parts.estate
        parts.estate_last = span.start > 0
        del words[span.start : span.end]
    if parts.estate and words and words[0].key in {"the", "late"}:
        words.pop(0)


def _take_form(parts: _Parts) -> None:
    parts.words = split_leading(parts.words)
    form = find_form(parts.words)
    if form is None:
        return
    rest = parts.words[: form.start] + parts.words[form.end :]
    if not [token for token in rest if not token.value and not token.is_sign]:
        return
    parts.form = form
    parts.form_first = form.start == 0
    parts.words = rest


def _take_titles(parts: _Parts) -> None:
    """Mr, Dr, OAM …; "Mr & Mrs" tells a couple."""
    keys = [token.key for token in parts.words]
    if _all_titles().isdisjoint(keys):
        return
    known = _titles()["sure"] | _titles()["before"]
    for start in range(len(keys) - 2):
        if keys[start] in known and parts.words[start + 1].is_sign and keys[start + 2] in known:
            parts.both_titled = True
            parts.titles += [parts.words[start], parts.words[start + 2]]
            del parts.words[start : start + 3]
            break
    kept: list[Token] = []
    for index, token in enumerate(parts.words):
        if _is_title(parts.words, index) and len(parts.words) > 1:
            parts.titles.append(token)
            parts.title_last = index > 0 and not parts.words[index - 1].is_sign
        else:
            kept.append(token)
    parts.words = kept or parts.words


@cache
def _titles() -> dict[str, frozenset[str]]:
    return {place: frozenset(words) for place, words in table("titles").items()}


@cache
def _all_titles() -> frozenset[str]:
    return frozenset().union(*_titles().values())


def _is_title(words: Sequence[Token], index: int) -> bool:
    key = words[index].key
    if key in _titles()["sure"] or (words[index].group and any(key in known for known in _titles().values())):
        return True
    if key in _titles()["after"]:
        return index == len(words) - 1 and index >= 2 and words[index].text.isupper()
    followed = index + 1 < len(words) and is_given(words[index + 1])
    known = key in _titles()["before"] and key not in known_given_names()
    return known and index == 0 and len(words) > 2 and followed


def _take_markers(parts: _Parts) -> None:
    """ "No", "Number" and "#" before a number go; the number stays."""
    words = parts.words
    if not has_number(words):
        return
    after = [*words[1:], None][: len(words)]
    parts.markers = [token for token, following in zip(words, after, strict=True) if is_marker(token, following)]
    parts.words = [token for token in words if not any(token is marker for marker in parts.markers)]


def _take_generation(parts: _Parts) -> None:
    """Snr, Jnr, III … behind a person's name, in brackets or not."""
    ranks = inverse("generation_words")
    words = parts.words
    if ranks.keys().isdisjoint([token.key for token in words]):
        return
    for index in range(len(words) - 1, 0, -1):
        token, behind = words[index], words[index + 1 :]
        if token.key not in ranks or not (len(words) > 2) or words[index - 1].is_sign:  # "Roux & Fils" is a firm
            continue
        rest = words[:index] + behind
        firm = token.key in {"sr", "snr", "jr", "jnr", "pere", "fils", "og", "mor", "senior", "junior"}
        roman = token.key in {"ii", "iii", "iv", "2nd", "3rd", "4th", "1st", "5th"}
        personal = is_personal(rest) or (firm and any(is_given(word) for word in rest))
        if not personal or (not firm and not roman and not token.group and words[index - 1].key != "the"):
            continue
        if roman and (behind or parts.form is not None):
            continue
        parts.generation, parts.generation_text = ranks[token.key], token.text
        parts.words = [word for word in rest if word.key != "the"] if words[index - 1].key == "the" else rest
        if token.group:  # "(old Bill)": the rest of the bracket repeats the name
            parts.words = [word for word in parts.words if word.group != token.group]
        return


def _take_nicknames(parts: _Parts) -> None:
    """A lone word in brackets or quotes behind a given name: "William (Bill) Entwistle"."""
    if not has_bracket(parts.words):
        return
    for index, token in enumerate(parts.words):
        if not token.group or token.value or not token.key:
            continue
        alone = sum(1 for other in parts.words if other.group == token.group) == 1
        if is_company(parts.form) and not is_given(token):
            continue  # the place of a branch more often than somebody's short name
        rest = [other for other in parts.words if other is not token]
        personal = is_personal(rest) or any(is_given(other) for other in parts.words[:index])
        place = token.key in word_set("places") and token.key not in known_given_names()
        trade = any(other.key in word_set("business_words") for other in rest if not is_given(other))
        if alone and personal and not place and not trade and token.key not in word_set("business_words"):
            parts.nicknames.append(token)
    taken = set(map(id, parts.nicknames))
    parts.words = [token for token in parts.words if id(token) not in taken]


def _named_pair(core: Sequence[Token]) -> Couple | None:
    """ "The Ashworths (Neil & Pam)": one family name, the two given names in brackets."""
    if len(core) != 4:
        return None
    inside = [token for token in core if token.group]
    outside = [token for token in core if not token.group]
    if len(outside) != 1 or len(inside) != 3 or not inside[1].is_sign:
        return None
    if not (is_given(inside[0]) and is_given(inside[2])):
        return None
    family = (outside[0],)
    return Couple((Person((inside[0],), family), Person((inside[2],), family)), "bracket")
