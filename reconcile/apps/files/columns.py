"""Recognises which column of a table is which field: by its header first, and by what stands in it second."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Mapping
from importlib import resources

import pandas as pd

_SHARE = 0.6
"""The share of a column's filled cells that must look like a field's values."""

_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_PHONE = re.compile(r"\+?[\d\s().\-/]{7,20}(?:\s*(?:x|ext\.?)\s*\d+)?", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z]{0,5}[-_]?\d+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[a-z]{2,5}_\w+")
_NAME = re.compile(r"(?=.*[^\W\d_]{2})[^@]{2,}", re.DOTALL)


@functools.cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Canonical field → the spellings of its header, the most telling first, folded."""
    text = resources.files(__package__).joinpath("headers.toml").read_text(encoding="utf-8")
    return {field: tuple(dict.fromkeys(map(fold, spellings))) for field, spellings in tomllib.loads(text).items()}


def fold(header: str) -> str:
    """A header without case, spaces and punctuation; ``isDeleted`` and ``Is deleted`` are one."""
    return "".join(character for character in header.casefold() if character.isalnum())


def recognise_columns(frame: pd.DataFrame) -> dict[str, str]:
    """Canonical field → header, for a person to confirm; fields without a column are left out.

    ``frame`` holds text or ``None``. Headers decide where they say something. ``email``, ``id``, ``phone`` and ``name``
    are looked for in the remaining columns' values, in that order. No column is used for two fields.
    """
    found = _by_header([str(header) for header in frame.columns])
    for field, looks_right in _LOOKS.items():
        free = [str(header) for header in frame.columns if str(header) not in found.values()]
        match = next((header for header in free if field not in found and looks_right(frame[header])), None)
        if match is not None:
            found[field] = match
    order = list(synonyms())
    return dict(sorted(found.items(), key=lambda item: order.index(item[0])))


def _by_header(headers: list[str]) -> dict[str, str]:
    """Every field takes the free header that its list names first; a header goes to the field that ranks it highest."""
    wishes = sorted(
        (rank, place, field, header)
        for place, (field, spellings) in enumerate(synonyms().items())
        for header in headers
        for rank, spelling in enumerate(spellings)
        if fold(header) == spelling
    )
    found: dict[str, str] = {}
    for _, _, field, header in wishes:
        if field not in found and header not in found.values():
            found[field] = header
    return found


def _filled(column: pd.Series) -> list[str]:
    return [str(value).strip() for value in column if value is not None and str(value).strip()]


def _mostly(pattern: re.Pattern[str]) -> Callable[[pd.Series], bool]:
    def looks_right(column: pd.Series) -> bool:
        values = _filled(column)
        return bool(values) and sum(bool(pattern.fullmatch(value)) for value in values) >= _SHARE * len(values)

    return looks_right


def _is_id(column: pd.Series) -> bool:
    """Every row has one, no two are equal, and nearly all look like a number, a code or a UUID."""
    values = _filled(column)
    return len(values) == len(column) == len(set(values)) and _mostly(_ID)(column)


def _is_name(column: pd.Series) -> bool:
    """Nearly every row has one, they are words, and most are different."""
    values = _filled(column)
    distinct = len(set(values)) > len(values) / 2
    return len(values) > 0.9 * len(column) and distinct and _mostly(_NAME)(column) and not _mostly(_ID)(column)


_LOOKS: Mapping[str, Callable[[pd.Series], bool]] = {
    "email": _mostly(_EMAIL),
    "id": _is_id,
    "phone": _mostly(_PHONE),
    "name": _is_name,
}
