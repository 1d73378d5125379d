"""Comparing two values as the apps do: by what they say, not by how they are spelt.

Each ``compare`` word of the field table has one function that brings a value to its comparable form. Values themselves are
always kept, shown and written as they are. ``None`` (absent) and ``""`` (empty) both say "nothing here" to a comparison; who
needs to tell them apart looks at the value itself.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable

import phonenumbers


def _exact(value: str) -> str:
    return value


def _text(value: str) -> str:
    if value.isascii() and "\n" not in value and "\r" not in value:
        return value.strip()  # one plain line, as nearly all are
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.strip() for line in unicodedata.normalize("NFC", "\n".join(lines)).split("\n")).strip()


def _email(value: str) -> str:
    return value.strip().casefold()


def _web(value: str) -> str:
    return re.sub(r"^(https?://)?(www\.)?", "", value.strip().casefold()).rstrip("/")


_NO_DIGIT = re.compile("[^0-9]+")


@functools.lru_cache(maxsize=200_000)
def _phone(value: str) -> str:
    """Digits only, without the country's or the trunk prefix: ``+61 2 5550 1234`` is ``(02) 5550 1234``."""
    digits = _NO_DIGIT.sub("", value) if value.isascii() else phonenumbers.normalize_digits_only(value)
    if value.strip().startswith("+") or digits.startswith("00"):
        try:
            parsed = phonenumbers.parse("+" + digits.removeprefix("00"))
        except phonenumbers.NumberParseException:
            return digits
        return str(parsed.national_number)
    return digits.lstrip("0") or digits


_FORMS: dict[str, Callable[[str], str]] = {
    "exact": _exact,
    "text": _text,
    "phone": _phone,
    "email": _email,
    "staff": _email,
    "web": _web,
    "yes-no": _email,
    "one-of": _text,
}


def comparable(compare: str, value: str | None) -> str:
    """The form of a value in which two equal values are equal; absent and empty both become ``""``.

    >>> comparable("phone", "(02) 5550 1234") == comparable("phone", "+61 2 5550 1234")
    True
    """
    return _FORMS[compare](value) if value else ""


def folded(compare: str, value: str | None) -> str:
    """The comparable form without regard to case: what people and clients are recognised by."""
    return comparable(compare, value).casefold()


def equal(compare: str, one: str | None, other: str | None) -> bool:
    """Whether two values say the same."""
    return one == other or comparable(compare, one) == comparable(compare, other)
