"""Numbers that Excel made of phone numbers, postcodes and ids: given back what can be known, and refused where it is lost."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import phonenumbers

PHONES = ("phone", "fax", "contact_phone", "contact_mobile")
POSTCODES = ("postcode", "postal_postcode")
NUMBERS = (*PHONES, *POSTCODES, "id", "xpm_id")
"""The fields whose values are digits that are no numbers."""

COUNTRY_OF: Mapping[str, str] = {"postcode": "country", "postal_postcode": "postal_country"}
REGIONS = ("AU", "NZ", "GB")
"""Countries whose phone numbers begin with a zero at home, the likeliest first."""

_POINT = re.compile(r"(\d+)\.0+")
_POWER = re.compile(r"(\d)(?:[.,](\d+))?E\+?(\d+)", re.IGNORECASE)
_COUNTRIES: Mapping[str, str] = {
    "australia": "AU", "au": "AU", "aus": "AU", "new zealand": "NZ", "nz": "NZ", "united kingdom": "GB", "uk": "GB", "gb": "GB",
    "united states": "US", "usa": "US", "us": "US", "united states of america": "US",
}  # fmt: skip
_WIDTHS: Mapping[str, int] = {"AU": 4, "NZ": 4, "US": 5}


def is_shortened(text: str) -> bool:
    """Whether Excel wrote a number as a power of ten and left digits out (``6.14E+10``)."""
    match = _POWER.fullmatch(text.strip())
    return match is not None and len(match[2] or "") < int(match[3])


def repaired(field: str, values: Sequence[str | None], countries: Sequence[str | None] = ()) -> dict[int, str]:
    """Place → the value as it was before Excel took it for a number, for those that can be known.

    ``countries`` are the rows' own, where the list has them. A zero is put back only where no value of the column has
    kept one, and only where the number is one of a country's with the zero and not without.
    """
    whole = {place: _whole(value.strip()) for place, value in enumerate(values) if value and field in NUMBERS}
    changed = {place: text for place, text in whole.items() if text != (values[place] or "").strip()}
    digits = [text for text in whole.values() if text.isdigit()]
    if not digits or any(text.startswith("0") for text in digits):
        return changed
    near = [_region(country) for country in countries] if countries else []
    for place, text in whole.items():
        country = near[place] if near else ""
        back = _with_zero(field, text, country, digits) if text.isdigit() else text
        if back != text:
            changed[place] = back
    return changed


def _whole(text: str) -> str:
    """Digits without Excel's decimals or power of ten, where none of them is lost."""
    if match := _POINT.fullmatch(text):
        return match[1]
    match = _POWER.fullmatch(text)
    if match and len(match[2] or "") >= int(match[3]) and not (match[2] or "")[int(match[3]) :].strip("0"):
        return (match[1] + (match[2] or ""))[: int(match[3]) + 1]
    return text


def _with_zero(field: str, text: str, country: str, digits: Sequence[str]) -> str:
    if field in POSTCODES:
        width = _WIDTHS.get(country) or _usual_width(digits)
        return text.zfill(width) if width and len(text) == width - 1 else text
    if field in PHONES:
        regions = (country,) if country else REGIONS
        if any(
            _is_phone(f"0{text}", region) and not _is_phone_as_it_is(text, region)
            for region in regions
            if region in REGIONS
        ):
            return f"0{text}"
    return text


def _usual_width(digits: Sequence[str]) -> int:
    """Four or five digits, if most of the column's postcodes have so many."""
    width, times = Counter(map(len, digits)).most_common(1)[0]
    return width if width in (4, 5) and times > len(digits) / 2 else 0


def _region(country: str | None) -> str:
    return _COUNTRIES.get((country or "").strip().casefold(), "")


@functools.lru_cache(maxsize=50_000)
def _is_phone(text: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, region))
    except phonenumbers.NumberParseException:
        return False


def _is_phone_as_it_is(text: str, region: str) -> bool:
    """Whether the digits are dialled so: with the country's code in front, or as a service number (13…, 1300…)."""
    return _is_phone(f"+{text}", region) or text.startswith(("13", "18", "19"))
