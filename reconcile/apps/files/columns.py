"""Recognises which column of a table is which field: by its header and by what stands in it, and says why.

Nothing here is certain: a person confirms it, or a recipe that somebody confirmed before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from rapidfuzz import fuzz

from reconcile.apps.files.headers import fold, meanings, synonyms, without_filler
from reconcile.apps.files.looks import LOOKS, sample, shares

SURE, LIKELY = 0.9, 0.5
"""From ``SURE`` on a column is taken without a question; below ``LIKELY`` it is no field at all."""

SAMPLES = 3
_SHARE = 0.6
"""The share of a column's filled cells that must look like a field's values."""

_CALLED = 85
"""How alike two headers must be (0 to 100) for one to be a misspelling of the other."""

_COUNTED = re.compile(r" \(\d+\)$")

MUST_LOOK: Mapping[str, tuple[str, ...]] = {
    "email": ("email",),
    "contact_email": ("email",),
    "partner": ("email",),
    "manager": ("email",),
    "phone": ("phone", "code"),
    "fax": ("phone", "code"),
    "contact_phone": ("phone", "code"),
    "contact_mobile": ("phone", "code"),
    "website": ("website",),
    "url": ("website",),
    "created_at": ("date", "code"),
    "updated_at": ("date", "code"),
    "postcode": ("postcode", "code", "phone"),
    "postal_postcode": ("postcode", "code", "phone"),
    "tax_registered": ("yes-no", "words"),
    "archived": ("yes-no",),
    "prospect": ("yes-no",),
    "name": ("words", "business", "person"),
    "contact_name": ("words", "person"),
}
"""Field → the looks that its values have. Numbers that Excel spoilt are codes."""

TELLING = ("email", "uuid", "abn", "date", "yes-no", "phone", "website", "code", "person", "address", "business")
"""The looks that speak against a header: values with one of them are something, and not what the header says."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a column was recognised as.

    ``field`` is canonical, or ``None``. ``confidence`` is from 0 to 1. ``reason`` is a sentence for a person, without
    values; ``samples`` are a few of the column's values.
    """

    header: str
    field: str | None
    confidence: float
    reason: str
    samples: tuple[str, ...] = ()
    filled: int = 0

    @property
    def is_sure(self) -> bool:
        """Whether it may be taken without a question."""
        return self.field is not None and self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class _Column:
    place: int
    header: str
    looked_at: tuple[str, ...]
    looks: Mapping[str, float]
    filled: int
    rows: int
    distinct: int

    def look(self) -> tuple[str, float]:
        """The most telling look that most values have."""
        return next(((name, share) for name, share in self.looks.items() if share >= _SHARE), ("", 0.0))

    @property
    def is_key(self) -> bool:
        """Every row has one, and no two are equal."""
        return self.rows > 0 and self.filled == self.rows == self.distinct


@dataclass(frozen=True, slots=True)
class _Wish:
    confidence: float
    field: str
    column: _Column
    reason: str


def recognise(frame: pd.DataFrame) -> tuple[Found, ...]:
    """One ``Found`` per column, in the order of the file. ``frame`` holds text or ``None``. No field is given twice."""
    columns = [_column(place, str(header), frame.iloc[:, place]) for place, header in enumerate(frame.columns)]
    order = {field: number for number, field in enumerate(synonyms())}
    wishes = [wish for column in columns for wish in (*_by_header(column), *_by_values(column))]
    wishes.sort(key=lambda wish: (-wish.confidence, order[wish.field], wish.column.place))
    given: dict[str, _Wish] = {}
    taken: dict[int, _Wish] = {}
    for wish in wishes:
        if wish.field not in given and wish.column.place not in taken and wish.confidence >= LIKELY:
            given[wish.field] = taken[wish.column.place] = wish
    return tuple(_found(column, taken.get(column.place), wishes, given) for column in columns)


def recognise_columns(frame: pd.DataFrame) -> dict[str, str]:
    """Canonical field → header, for a person to confirm; fields without a column are left out."""
    return mapping_of(recognise(frame))


def mapping_of(found: Iterable[Found]) -> dict[str, str]:
    """Canonical field → header of what was recognised, in the order of the fields."""
    mapping = {each.field: each.header for each in found if each.field is not None}
    return {field: mapping[field] for field in synonyms() if field in mapping}


def _column(place: int, header: str, values: pd.Series) -> _Column:
    listed: Sequence[str | None] = values.tolist()
    looked_at = sample(listed)
    filled = [value.strip() for value in listed if value and value.strip()]
    return _Column(place, header, tuple(looked_at), shares(looked_at), len(filled), len(listed), len(set(filled)))


def _by_header(column: _Column) -> Iterator[_Wish]:
    named = _named(column.header)
    if named is None:
        return
    field, confidence, reason = named
    if field in ("partner", "manager") and column.looks["person"] > column.looks["email"]:
        field, reason = f"{field}_name", f"{reason}, and its values are names of people"
    needed = MUST_LOOK.get(field, ())
    share = max((column.looks[look] for look in needed), default=1.0)
    if share < 0.3 and any(column.looks[look] >= _SHARE for look in TELLING):
        what = LOOKS[needed[0]][1]
        yield _Wish(0.4, field, column, f"{reason}, but its values are no {what}")
        return
    told = needed[0] if needed and needed[0] != "words" and column.looks[needed[0]] >= _SHARE else ""
    yield _Wish(confidence, field, column, f"{reason}, and {_percent(column, told)}" if told else reason)


def _named(header: str) -> tuple[str, float, str] | None:
    """The field that a header says, how surely, and why."""
    plain = _COUNTED.sub("", header)
    counted = 0.2 if plain != header else 0.0
    if (known := meanings().get(fold(plain))) is not None:
        return known[0], 0.99 - 0.002 * known[1] - counted, "Its name says so"
    if (known := meanings().get(without_filler(plain))) is not None:
        return known[0], 0.92 - 0.001 * known[1] - counted, "Its name says so"
    folded = fold(plain)
    if len(folded) < 5:
        return None
    score, spelling = max((fuzz.ratio(folded, spelling), spelling) for spelling in meanings())
    if score < _CALLED or abs(len(spelling) - len(folded)) > 2:
        return None
    return meanings()[spelling][0], 0.75 - counted, "Its name is nearly one that says so"


def _by_values(column: _Column) -> Iterator[_Wish]:
    """What the values alone would make of a column, the likeliest first; never surely."""
    looks, key = column.looks, column.is_key
    rules: list[tuple[bool, str, float, str]] = [
        (looks["email"] >= _SHARE, "email", 0.7, "email"),
        (looks["email"] >= _SHARE, "contact_email", 0.6, "email"),
        (looks["uuid"] >= 0.9 and key, "id", 0.75, "uuid"),
        (looks["code"] >= 0.9 and key and looks["abn"] < _SHARE, "id", 0.65, "code"),
        (looks["state"] >= 0.8, "state", 0.65, "state"),
        (looks["structure"] >= 0.8, "structure", 0.7, "structure"),
        (looks["country"] >= 0.8, "country", 0.65, "country"),
        (looks["region"] >= 0.8, "region", 0.65, "region"),
        (looks["website"] >= 0.8 and looks["email"] < 0.1, "website", 0.7, "website"),
        (looks["phone"] >= _SHARE, "phone", 0.62, "phone"),
        (looks["phone"] >= _SHARE, "contact_mobile", 0.55, "phone"),
        (looks["postcode"] >= 0.9 and looks["phone"] < _SHARE, "postcode", 0.6, "postcode"),
        (looks["address"] >= _SHARE, "address", 0.6, "address"),
        (_is_name(column) and looks["business"] >= 0.15, "name", 0.61, "words"),
        (_is_name(column), "name", 0.58, "words"),
        (looks["person"] >= 0.8 and column.distinct > column.filled / 2, "contact_name", 0.52, "person"),
    ]
    for holds, field, confidence, look in rules:
        if holds and column.looked_at:
            yield _Wish(confidence, field, column, f"Its name says nothing, but {_percent(column, look)}")


def _is_name(column: _Column) -> bool:
    """Nearly every row has one, they are words, most are different, and they are nothing more telling."""
    distinct = column.distinct > column.filled / 2 or column.filled < 2
    telling = max(
        column.looks[look] for look in ("email", "uuid", "date", "phone", "website", "code", "address", "country")
    )
    return column.filled > 0.9 * column.rows and distinct and column.looks["words"] >= _SHARE and telling < _SHARE


def _percent(column: _Column, look: str) -> str:
    share, words = column.looks[look], LOOKS[look][1]
    return f"all of its values are {words}" if share == 1 else f"{share:.0%} of its values are {words}"


def _found(column: _Column, wish: _Wish | None, wishes: Sequence[_Wish], given: Mapping[str, _Wish]) -> Found:
    samples = tuple(dict.fromkeys(column.looked_at))[:SAMPLES]
    if wish is not None:
        return Found(column.header, wish.field, round(wish.confidence, 2), wish.reason, samples, column.filled)
    return Found(column.header, None, 0.0, _why_not(column, wishes, given), samples, column.filled)


def _why_not(column: _Column, wishes: Sequence[_Wish], given: Mapping[str, _Wish]) -> str:
    if not column.filled:
        return "It is empty"
    mine = next((wish for wish in wishes if wish.column is column), None)
    if mine is not None and mine.confidence < LIKELY:
        return mine.reason
    if mine is not None and mine.field in given and mine.confidence >= SURE - 0.2:
        return f"The column {given[mine.field].column.header!r} says the same, and says it more clearly"
    look, _ = column.look()
    if look == "abn":
        return "It holds Australian business numbers (ABN), which never go to another app"
    return (
        f"It holds {LOOKS[look][1]}; which field they are, nothing says" if look else "Nothing says which field it is"
    )
