"""The evidence beside the name, brought into a form that can be compared: email, phone, website, address, place, contact."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reconcile.duplicates.contact_words import contact_key
from reconcile.duplicates.folding import all_words, words
from reconcile.duplicates.local_phones import with_area_codes
from reconcile.duplicates.normalise import LONGEST_NAME, clean
from reconcile.duplicates.states import region_keys, town_keys
from reconcile.duplicates.words import table, word_set
from reconcile.errors import BadInput

COLUMNS = ("email", "phone", "website", "address", "city", "region", "postcode", "contact_name", "app")
"""Evidence columns that a list may have; a missing column is neutral, as a missing value is."""
Texts = NDArray[np.object_]
Made = TypeVar("Made")
Ints = NDArray[np.int64]
Levels = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Records:
    """A list made comparable: arrays by row. ``side`` is 0 or 1 where two lists are compared, else 0 throughout."""

    ids: Texts
    names: Texts
    plain: Texts
    side: NDArray[np.int8]
    values: dict[str, Texts]
    _known: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.ids)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What is made of the whole list, made once and kept under a name."""
        if name not in self._known:
            self._known[name] = make()
        found: Made = self._known[name]
        return found


def read_records(left: pd.DataFrame, right: pd.DataFrame | None) -> Records:
    """Both lists as one; raises ``BadInput`` where id or name is missing or an id stands twice in a list."""
    frames = [_checked(left, "first")] + ([_checked(right, "second")] if right is not None else [])
    rows = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0].reset_index(drop=True)
    sides = np.concatenate([np.full(len(frame), number, dtype=np.int8) for number, frame in enumerate(frames)])
    names = _column(rows, "name")
    values = {name: _normal(name, _column(rows, name)) for name in COLUMNS if name in rows.columns}
    values = {name: column for name, column in values.items() if any(column)}
    if "phone" in values:
        values["phone"] = np.asarray([*with_area_codes(values["phone"].tolist()), None], dtype=object)[:-1]
    plain = _each(names, _plain_names)
    return Records(rows["id"].astype(str).to_numpy(dtype=object), names, plain, sides, values)


def _checked(frame: pd.DataFrame, which: str) -> pd.DataFrame:
    missing = [name for name in ("id", "name") if name not in frame.columns]
    if missing:
        hint = "Every record needs an id and a name; other columns are optional."
        raise BadInput(
            f"The {which} list has no column {' and '.join(missing)}.", title="A column is missing", hint=hint
        )
    twice = int(frame["id"].astype(str).duplicated().sum())
    if twice:
        hint = "An id must name one record; put the app before it where two apps number alike."
        raise BadInput(f"The {which} list has {twice} ids that stand twice.", title="An id stands twice", hint=hint)
    return frame


def _column(rows: pd.DataFrame, name: str) -> Texts:
    found = rows[name].tolist()
    if set(map(type, found)) != {str}:
        found = [value if isinstance(value, str) else "" if pd.isna(value) else str(value) for value in found]
    return np.asarray([*found, None], dtype=object)[:-1]


def _each(values: Texts, change: Callable[[list[str]], list[str]]) -> Texts:
    """What a change of many texts makes of the values, each distinct one changed once."""
    every = values.tolist()
    distinct = list(dict.fromkeys(every))
    known = dict(zip(distinct, change(distinct), strict=True))
    return np.asarray([*map(known.__getitem__, every), None], dtype=object)[:-1]


def plain_name(name: str) -> str:
    """A name's words folded and joined by one space."""
    return words(name)


def _plain_names(names: Sequence[str]) -> list[str]:
    """The words of all names; the Mc of a family name is written together with the rest of it."""
    return [_MC.sub("mc", plain) if "mc " in plain else plain for plain in all_words(names)]


_MC = re.compile(r"\bmc (?=[a-z]{4})")


def _normal(name: str, values: Texts) -> Texts:
    if name in _WHOLE:
        return _each(values, lambda texts: [_WHOLE[name](text) for text in texts])
    further = _FOLDED.get(name)
    return _each(values, lambda texts: all_words(texts) if further is None else further(all_words(texts)))


def email_key(value: str) -> str:
    """An address in lower case; a text without "@" is no email."""
    text = clean(value).strip().lower()[:LONGEST_NAME]
    return text if text.count("@") == 1 and not text.startswith("@") else ""


def phone_key(value: str) -> str:
    """The last nine digits without the country's and the trunk prefix; under six digits it is no number."""
    text = clean(value).strip()
    digits = re.sub(r"\D", "", text)
    if len(digits) < 6:
        return ""
    if "+" in text or digits.startswith("00"):
        digits = _COUNTRY.sub("", digits.removeprefix("00"))
    return digits.lstrip("0")[-9:]


_COUNTRY = re.compile(r"^(?:1|27|3[0-469]|35\d|4[013-9]|6[0-6]|67\d|68\d|8[1246]|85\d|9[0-58]|97\d|2\d{2})(?=0?\d{7})")
"""The prefixes of the countries whose numbers stand in a practice's lists: of them, what is left is seven digits or more."""


def website_key(value: str) -> str:
    """The host without www, of a web address."""
    text = clean(value).strip().lower()
    host = re.sub(r"^[a-z]+://", "", text).split("/")[0].split("?")[0].removeprefix("www.")
    return host if "." in host else ""


@cache
def _street_words() -> dict[str, str]:
    streets = {
        "street",
        "road",
        "avenue",
        "drive",
        "lane",
        "place",
        "court",
        "crescent",
        "boulevard",
        "highway",
        "parade",
    }
    streets |= {
        "terrace",
        "square",
        "esplanade",
        "north",
        "south",
        "east",
        "west",
        "mount",
        "saint",
        "apartment",
        "heights",
    }
    rows = table("abbreviations")
    short = {word: full for full in streets for word in rows[full]}
    return (
        _numbers_spelt()
        | short
        | {
            "st": "street",
            "ste": "suite",
            "lvl": "level",
            "flr": "floor",
            "blv": "boulevard",
            "circuit": "circuit",
        }
    )


def _numbers_spelt() -> dict[str, str]:
    """ "One" as 1 and "Ninth" as 9th."""
    found: dict[str, str] = {}
    for value, (cardinal, ordinal, *_) in (
        (value, row) for value, row in table("number_words").items() if len(row) > 1
    ):
        ending = {"1": "st", "2": "nd", "3": "rd"}.get(value, "th")
        found |= {cardinal: value, ordinal: value + ending} if value != "0" else {}
    return found


def address_keys(folded: Sequence[str]) -> list[str]:
    """Folded words with street words spelt out and number words as numbers."""
    spelt = _street_words()
    every = f" {_BETWEEN} ".join(folded).split()
    return [text.strip(" ") for text in " ".join(map(spelt.get, every, every)).split(_BETWEEN)] if folded else []


def address_key(folded: str) -> str:
    """:func:`address_keys` of one."""
    return address_keys([folded])[0]


def postcode_keys(folded: Sequence[str]) -> list[str]:
    """Letters and digits; a US ZIP+4 whose last part is empty is its five digits."""
    texts = _BETWEEN.join(folded).replace(" ", "").split(_BETWEEN) if folded else []
    return [text[:5] if len(text) == 9 and text.endswith("0000") and text.isdecimal() else text for text in texts]


_BETWEEN = "|"
"""A sign that no folded word has, between many texts that are changed in one go."""
_HALVED = re.compile(
    r"(?P<uk>[a-z]{1,2}\d[a-z\d]?)\d[a-z]{2}|(?P<canada>[a-z]\d[a-z])\d[a-z]\d|(?P<ireland>[a-z]\d[\dw])[a-z\d]{4}"
)


def postal_area(postcode: str) -> str:
    """The part of a postcode key that stands for the district: the ZIP of ZIP+4, the first half in the UK, Ireland, Canada."""
    if postcode.isdecimal():
        return postcode[:5] if len(postcode) == 9 else postcode
    halved = _HALVED.fullmatch(postcode)
    return next(part for part in halved.groups() if part) if halved else postcode


_WHOLE: dict[str, Callable[[str], str]] = {
    "email": email_key,
    "phone": phone_key,
    "website": website_key,
    "contact_name": contact_key,
}
"""Fields that are read as they are written."""
_FOLDED: dict[str, Callable[[Sequence[str]], list[str]]] = {
    "address": address_keys, "postcode": postcode_keys, "city": town_keys, "region": region_keys,
}  # fmt: skip
"""What is made of the folded words of a field; the other fields are their folded words."""


def domain_of(email: str) -> str:
    """The mail domain, or "" where it is a mail provider's."""
    domain = email.partition("@")[2]
    return "" if domain.split(".")[0] in word_set("free_mail") else domain


def field_value(name: str, value: object) -> str:
    """One value of a field as it is compared; what is no text or empty is ``""``."""
    if not isinstance(value, str):
        return ""
    return _WHOLE[name](value) if name in _WHOLE else _FOLDED.get(name, list)([words(value)])[0]
