"""What the values of a column look like: emails, phones, ids, addresses, names of people and of businesses."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from importlib import resources

LOOKED_AT = 500
"""Values of a column that are looked at; they are taken evenly from the whole column."""

EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_PHONE = re.compile(r"\+?[\d\s().\-/]{7,20}(?:\s*(?:x|ext\.?)\s*\d+)?", re.IGNORECASE)
_SITE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,24}(?:[/?#]\S*)?", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z]{0,6}[-_ ]?\d+|[a-z]{2,5}_\w+|[A-Z]{2,6}\d{2,8}[A-Z]?")
_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:[T ].*)?|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}(?: .*)?"
    r"|\d{1,2} [A-Za-z]{3,9},? \d{4}.*|[A-Za-z]{3,9} \d{1,2}, \d{4}.*"
)
_POSTCODE = re.compile(r"\d{3,5}|\d{5}-\d{4}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")
_YES_NO = frozenset({"yes", "no", "y", "n", "true", "false"})
_STATES = frozenset(
    {"lead", "active", "inactive", "lost", "client", "archived", "deleted", "prospect", "current", "former"}
)
_ADDRESS = re.compile(
    r"(?:p\.?\s?o\.?\s?box|gpo box|locked bag|private bag|level|suite|unit|lot|shop)\s?\w+.*|\d+[a-z]?(?:\s?[/-]\s?\d+)?,?\s+\w+.*",
    re.IGNORECASE | re.DOTALL,
)
_PERSON = re.compile(
    r"(?:(?:mr|mrs|ms|miss|dr|mx)\.? )?[^\W\d_][\w'’.-]*(?:,? (?:& |and )?[^\W\d_][\w'’.-]*){1,3}", re.IGNORECASE
)
_WORDS = re.compile(r"(?=.*[^\W\d_]{2})[^@]{2,}", re.DOTALL)
_ABN_WEIGHTS = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)


def sample(values: Sequence[str | None]) -> list[str]:
    """The filled values that are looked at, trimmed."""
    filled = [value.strip() for value in values if value and value.strip()]
    step = max(1, len(filled) // LOOKED_AT)
    return filled[::step]


def is_value(text: str) -> bool:
    """Whether a text is certainly no header: an email, a phone number, a date, a UUID, a number."""
    text = text.strip()
    return any(
        look(text) for look in (is_email, is_uuid, is_date, _matches(re.compile(r"[\d\s.+()/-]*\d[\d\s.+()/-]*")))
    )


def is_abn(text: str) -> bool:
    """An Australian business number, by its check digits."""
    digits = [int(character) for character in text if character.isdigit()]
    if len(digits) != 11 or not re.fullmatch(r"[\d ]+", text):
        return False
    return sum(w * d for w, d in zip(_ABN_WEIGHTS, [digits[0] - 1, *digits[1:]], strict=True)) % 89 == 0


def is_phone(text: str) -> bool:
    """Seven to fifteen digits, written as people write phone numbers, and no date or business number."""
    digits = sum(map(str.isdigit, text))
    return 7 <= digits <= 15 and _PHONE.fullmatch(text) is not None and not is_date(text) and not is_abn(text)


def is_business(text: str) -> bool:
    """Words with a legal form or a trade's plural behind them."""
    words = {word.casefold().strip(".,()") for word in text.split()}
    return bool(words & _BUSINESS_WORDS) or "&" in text


def is_person(text: str) -> bool:
    """Two to four words that begin like a person's name, and no legal form."""
    return _PERSON.fullmatch(text) is not None and not is_business(text) and text != text.lower()


def is_structure(text: str) -> bool:
    """The kind of an entity: company, trust, sole trader …"""
    return text.casefold() in _STRUCTURES


def is_region(text: str) -> bool:
    """A state of Australia or of the United States, short or long."""
    return text.casefold() in _REGIONS


def is_country(text: str) -> bool:
    """One of the countries that the three apps' clients mostly are in."""
    return text.casefold() in _COUNTRIES


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _among(words: frozenset[str]) -> Callable[[str], bool]:
    return lambda text: text.casefold() in words


is_email, is_uuid, is_date = _matches(EMAIL), _matches(_UUID), _matches(_DATE)
is_code, is_words, is_address = _matches(_CODE), _matches(_WORDS), _matches(_ADDRESS)


def _is_postcode(text: str) -> bool:
    return _POSTCODE.fullmatch(text.upper()) is not None


def _is_site(text: str) -> bool:
    return _SITE.fullmatch(text) is not None and "@" not in text


LOOKS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "email": (is_email, "email addresses"),
    "uuid": (is_uuid, "UUIDs"),
    "abn": (is_abn, "Australian business numbers (ABN)"),
    "date": (is_date, "dates"),
    "yes-no": (_among(_YES_NO), "yes and no"),
    "state": (_among(_STATES), "states of clients"),
    "structure": (is_structure, "kinds of entities"),
    "region": (is_region, "states and regions"),
    "country": (is_country, "countries"),
    "postcode": (_is_postcode, "postcodes"),
    "phone": (is_phone, "phone numbers"),
    "website": (_is_site, "web addresses"),
    "code": (is_code, "numbers or codes"),
    "address": (is_address, "addresses"),
    "person": (is_person, "names of people"),
    "business": (is_business, "names of businesses"),
    "words": (is_words, "words"),
}
"""Look → its test and the words for it, the most telling first."""


def shares(values: Sequence[str]) -> dict[str, float]:
    """For every look the share of the values that have it; all 0 without values."""
    if not values:
        return dict.fromkeys(LOOKS, 0.0)
    return {name: sum(map(look, values)) / len(values) for name, (look, _) in LOOKS.items()}


@functools.cache
def _listed() -> Mapping[str, frozenset[str]]:
    import tomllib

    text = resources.files(__package__).joinpath("looks.toml").read_text(encoding="utf-8")
    return {name: frozenset(map(str.casefold, words)) for name, words in tomllib.loads(text).items()}


_BUSINESS_WORDS, _STRUCTURES = _listed()["business_words"], _listed()["structures"]
_REGIONS, _COUNTRIES = _listed()["regions"], _listed()["countries"]
