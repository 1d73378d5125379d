"""Legal forms: which one a name states, and whether two stated forms are of two entities (DUP-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from reconcile.duplicates.normalise import Token
from reconcile.duplicates.numbers import is_marker
from reconcile.duplicates.phrase import Span, fold_phrase, spans
from reconcile.duplicates.words import known_given_names, table, word_set

ANYWHERE = frozenset({"trust", "super-fund", "gp", "joint-venture"})
"""Forms whose one word is telling wherever it stands; the other one-word forms count only where a form stands."""
AMBIGUOUS = 2
_OPTIONAL_KINDS = frozenset({"family"})
_KIND_WORDS = frozenset(
    {"family", "unit", "discretionary", "hybrid", "testamentary", "bare", "living", "irrevocable", "charitable"}
    | {"fixed", "marital", "bypass", "remainder", "grantor", "dynasty"}
)


@dataclass(frozen=True, slots=True)
class Form:
    """A stated legal form.

    ``kind`` is its class (``pty-ltd``, ``trust``, ``super-fund``, …); ``trust_kinds`` tells which kind of trust;
    ``tokens`` are the words that state it; ``start`` and ``end`` where they stood.
    """

    kind: str
    tokens: tuple[Token, ...]
    trust_kinds: frozenset[str] = frozenset()
    start: int = 0
    end: int = 0

    @property
    def text(self) -> str:
        """The form as it was written."""
        return "".join(token.glue + token.text for token in self.tokens).strip(" -–—,")


@cache
def _phrases() -> dict[str, tuple[str, int]]:
    """Folded phrase to (class, 0 anywhere, 1 only at the end, 2 only where it can be no initials)."""
    found: dict[str, tuple[str, int]] = {}
    for kind, spellings in table("legal_forms").items():
        for spelling in spellings:
            found.setdefault(fold_phrase(spelling.rstrip("!")), (kind, spelling.count("!")))
    return found


@cache
def plain_forms() -> frozenset[str]:
    """The folded spellings of legal forms that are nobody's initials."""
    return frozenset(phrase for phrase, (_, doubt) in _phrases().items() if doubt < AMBIGUOUS)


@cache
def ambiguous_forms() -> frozenset[str]:
    """Folded spellings of legal forms that could be initials as well: PL, AB."""
    return frozenset(phrase for phrase, (_, doubt) in _phrases().items() if doubt == AMBIGUOUS)


@cache
def purpose_words() -> frozenset[str]:
    """Folded words that tell what a trust is for: Investment, Property, Trading."""
    return frozenset(word for kind, words in table("trust_kinds").items() if kind not in _KIND_WORDS for word in words)


@cache
def trust_kind_words() -> dict[str, str]:
    """Folded word to the kind of trust it tells."""
    rows = table("trust_kinds")
    return {word: kind for kind, words in rows.items() if kind in _KIND_WORDS for word in words}


@cache
def _stated_forms() -> frozenset[str]:
    return frozenset(_phrases())


def find_form(tokens: Sequence[Token]) -> Form | None:
    """The form that the name states: the last one that stands where forms stand."""
    places = [span for span in spans(tokens, _stated_forms()) if _counts(tokens, span)]
    if not places:
        return None
    chosen = places[-1]
    start = chosen.start
    kind = _phrases()[chosen.phrase][0]
    for earlier in reversed(places[:-1]):  # "Co Pty Ltd Inc": forms that touch are stated together
        if earlier.end == start and kind not in ANYWHERE:
            start = earlier.start
    kinds: set[str] = set()
    while kind in {"trust", "super-fund"} and start > 0 and tokens[start - 1].key in trust_kind_words():
        start -= 1
        kinds.add(trust_kind_words()[tokens[start].key])
    stated = tuple(tokens[start : chosen.end])
    return Form(kind, stated, frozenset(kinds), start, chosen.end)


def split_leading(tokens: Sequence[Token]) -> list[Token]:
    """A form at the start with its kind at the end, "Trust - Blackwell Family", brought together at the start."""
    words = list(tokens)
    first = words[0].key if words else ""
    if len(words) > 2 and first in {"trust", "fund"} and words[-1].key in trust_kind_words() and words[1].glue.strip():
        return [words[-1], *words[:-1]]
    return words


def _counts(tokens: Sequence[Token], span: Span) -> bool:
    kind, doubt = _phrases()[span.phrase]
    before = tokens[span.start - 1].key if span.start else ""
    if before in {"body", "owners"} or (span.start == 0 and span.end == len(tokens)):
        return False  # Body Corp and Owners Corp are no companies
    if doubt == AMBIGUOUS and not is_no_initials(tokens, span.start, span.end):
        return False
    if doubt:
        spoken = not _VOWELS.isdisjoint(span.phrase) and "." not in tokens[span.start].text  # srl and e.K. are no words
        if spoken and tokens[span.start].text[0].islower() and any(token.text[:1].isupper() for token in tokens):
            return False
        last = span.end == len(tokens) and span.start > 0
        return last and not (span.phrase in _FAMILY_NAMES_TOO and all(map(_is_given_or_sign, tokens[: span.start])))
    if kind in ANYWHERE or span.end - span.start > 1:
        return True
    return span.start > 0 and _ends_part(tokens, span.end)


_VOWELS = frozenset("aeiouy")


def is_no_initials(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether capitals at the end are a form and not initials: two whole words before them, and no sign of a person.

    Behind a given name or a comma they are initials, but for PL, which stands behind many an Australian's name.
    """
    before = tokens[:start]
    words = [
        token
        for token in before
        if len(token.key) > 1 and not token.is_sign and "-" not in token.glue and token.key not in word_set("particles")
    ]
    if not all(token.text.replace(".", "").replace("/", "").isupper() for token in tokens[start:end]):
        return False
    if any("," in token.glue for token in tokens[: start + 1]):
        return False
    if any(token.is_sign for token in before):
        return True
    if any(word.key in known_given_names() for word in words) and (end - start > 1 or tokens[start].key != "pl"):
        return False
    return len(words) > 1 or any(word.key in word_set("business_words") for word in words)


_FAMILY_NAMES_TOO = frozenset({"teo"})


def _is_given_or_sign(token: Token) -> bool:
    return token.is_sign or len(token.key) == 1 or token.key in known_given_names()


def _ends_part(tokens: Sequence[Token], end: int) -> bool:
    if end >= len(tokens):
        return True
    after = tokens[end]
    following = tokens[end + 1] if end + 1 < len(tokens) else None
    breaks = any(sign in after.glue for sign in ",-–—([{/") or after.group != tokens[end - 1].group
    return breaks or bool(after.value) or is_marker(after, following) or " ".join([after.key]) in _phrases()


def conflict(a: Form, b: Form) -> bool:
    """Whether two stated forms are of two entities."""
    if a.kind != b.kind:
        return True
    if a.kind != "trust":
        return False
    kinds_a, kinds_b = a.trust_kinds - _OPTIONAL_KINDS, b.trust_kinds - _OPTIONAL_KINDS
    if kinds_a and kinds_b:
        return not (kinds_a <= kinds_b or kinds_b <= kinds_a)
    only = a.trust_kinds ^ b.trust_kinds
    return bool(kinds_a or kinds_b) and "family" in only


def is_company(form: Form | None) -> bool:
    """Whether the form is a company's, one that can be a trustee."""
    return form is not None and form.kind not in ANYWHERE
