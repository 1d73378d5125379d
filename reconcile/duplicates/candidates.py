"""Which pairs of records are worth a comparison: near in letters, near in words, or with a rare value in common.

Nothing here decides; a pair that is missed here is never seen, so each way finds what the others miss.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.beside import Begun
from reconcile.duplicates.fields import Records, Texts
from reconcile.duplicates.namesakes import MOST as MOST_NAMESAKES
from reconcile.duplicates.namesakes import namesakes
from reconcile.duplicates.normalise import clean, fold
from reconcile.duplicates.phrase import fold_phrase
from reconcile.duplicates.products import near_in_words
from reconcile.duplicates.signatures import near_in_letters
from reconcile.duplicates.words import full_names, inverse, known_given_names, phrases, table

NEAR_LETTERS = 0.82
NEAR_WORDS = 0.5
NEAR_ADDRESS = 0.8
LONG_LIST = 20_000
"""A list of more records is searched a little less widely: chance brings more names near each other in it."""
STRICTER = 0.1
LARGEST_GROUP = 60
"""A value that more records than this share brings none of them together."""
FEW_AT_HOME = 4
"""The same for a street and number without a town, or a number and a postcode without a street."""
IDENTICAL_SHOWN = 40
"""Of a name that very many records bear, each record is compared with so many of its neighbours."""

PLACEHOLDER = 1_000
"""A name on more records than this is no name of anybody."""

Ints = NDArray[np.int64]
_WORD = re.compile(r"[^\W_]+")


def candidate_pairs(records: Records) -> tuple[Ints, Ints]:
    """Pairs (i < j) to compare, those within one side included."""
    begun = Begun(name_parts, list(records.names))
    ways = [_by_name_letters(records), _by_all_words(records)]
    parts = begun.results()
    ways.append(_by_name_words(records, parts))
    if len(records) <= LONG_LIST:
        ways.append(_pairs_within(namesakes(parts), MOST_NAMESAKES))
    ways += [_by_value(records.values[name]) for name in ("email", "phone", "website") if name in records.values]
    if "email" in records.values:
        ways.append(_near_values(records.values["email"], 0.85))
    if "address" in records.values:
        ways += [_by_value(_joined(records, ("address", place))) for place in ("postcode", "city")]
        ways.append(_by_value(records.values["address"], FEW_AT_HOME))
        if len(records) <= LONG_LIST:
            ways.append(_by_house(records))
            ways.append(_near_values(_joined(records, ("address", "city")), NEAR_ADDRESS))
    i, j = np.concatenate([way[0] for way in ways]), np.concatenate([way[1] for way in ways])
    codes = np.unique(i * np.int64(len(records)) + j)
    return codes // max(1, len(records)), codes % max(1, len(records))


def _extra(rows: int) -> float:
    return STRICTER if rows > LONG_LIST else 0.0


def _joined(records: Records, names: Sequence[str]) -> Texts:
    parts = [records.values[name] for name in names if name in records.values]
    joined = ["".join(row).replace(" ", "") if row[0] else "" for row in zip(*parts, strict=True)]
    return np.asarray([*joined, None], dtype=object)[:-1]


def _by_value(values: Texts, most: int = LARGEST_GROUP) -> tuple[Ints, Ints]:
    """Records that share a value that few records have."""
    groups: dict[str, list[int]] = defaultdict(list)
    for row, value in enumerate(values):
        if value:
            groups[value].append(row)
    return _pairs_within(groups, most)


def _pairs_within(groups: Mapping[str, list[int]], most: int) -> tuple[Ints, Ints]:
    pairs = [
        (one, other)
        for rows in groups.values()
        if 1 < len(rows) <= most
        for number, one in enumerate(rows)
        for other in rows[number + 1 :]
    ]
    return _arrays(pairs)


def _by_house(records: Records) -> tuple[Ints, Ints]:
    """Records with one number in the street and one postcode, whose digits may be swapped: streets are garbled more often."""
    if "postcode" not in records.values:
        return _arrays([])
    groups: dict[str, list[int]] = defaultdict(list)
    for row, (address, postcode) in enumerate(zip(records.values["address"], records.values["postcode"], strict=True)):
        if address and postcode:
            digits = "".join(sorted(postcode))
            for number in {word for word in address.split() if word.isdecimal()}:
                groups[f"{number} {digits}"].append(row)
    return _pairs_within(groups, FEW_AT_HOME)


def _arrays(pairs: Sequence[tuple[int, int]]) -> tuple[Ints, Ints]:
    found = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _near_values(values: Texts, threshold: float) -> tuple[Ints, Ints]:
    """Records whose values are near in letters; a value of many records stands for the first few of them."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, value in enumerate(values):
        if value:
            rows[value].append(row)
    unique = list(rows)
    return _of_groups(list(rows.values()), *near_in_letters(unique, threshold))


def _of_groups(groups: Sequence[list[int]], a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """The rows' pairs of pairs of groups; nearly all groups are of one row."""
    first = np.asarray([rows[0] for rows in groups], dtype=np.int64)
    alone = np.asarray([len(rows) == 1 for rows in groups], dtype=bool)
    single = alone[a] & alone[b] if len(a) else np.zeros(0, dtype=bool)
    several = _arrays(
        [
            (one, other)
            for x, y in zip(a[~single].tolist(), b[~single].tolist(), strict=True)
            for one in groups[x][:IDENTICAL_SHOWN]
            for other in groups[y][:IDENTICAL_SHOWN]
        ]
    )
    i, j = np.concatenate([first[a[single]], several[0]]), np.concatenate([first[b[single]], several[1]])
    return np.minimum(i, j), np.maximum(i, j)


def _by_name_letters(records: Records) -> tuple[Ints, Ints]:
    near = _near_values(records.plain, NEAR_LETTERS + _extra(len(records)) / 2)
    equal = _equal_names(records.plain)
    return np.concatenate([near[0], equal[0]]), np.concatenate([near[1], equal[1]])


def _equal_names(names: Texts) -> tuple[Ints, Ints]:
    """Records of one name; of a name on very many records, each with its next neighbours only.

    A name on more than ``PLACEHOLDER`` records is no name ("Client", "Test"): the first of them are paired, each with the next,
    which is one cluster to look at. The others are found by their other evidence alone.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        if name:
            groups[name].append(row)
    pairs: list[tuple[int, int]] = []
    for rows in groups.values():
        reach = IDENTICAL_SHOWN if len(rows) <= PLACEHOLDER else 1
        rows = rows[:PLACEHOLDER]
        pairs += [(one, other) for number, one in enumerate(rows) for other in rows[number + 1 : number + 1 + reach]]
    return _arrays(pairs)


def _by_name_words(records: Records, named: Sequence[list[list[str]]]) -> tuple[Ints, Ints]:
    """Near in words: trading names and trusts count as names of their own, a given name also as its initial."""
    documents: list[list[str]] = []
    owners: list[int] = []
    seen: dict[tuple[str, ...], int] = defaultdict(int)
    for row, parts in enumerate(named):
        for part in parts:
            key = tuple(part)
            seen[key] += 1
            if part and seen[key] <= IDENTICAL_SHOWN:
                documents.append(part)
                owners.append(row)
    return _owned(near_in_words(documents, NEAR_WORDS + _extra(len(records))), owners)


def _owned(pairs: tuple[Ints, Ints], owners: Sequence[int]) -> tuple[Ints, Ints]:
    rows = np.asarray(owners, dtype=np.int64)
    i, j = (rows[side] for side in pairs) if len(rows) else pairs
    other = i != j
    return np.minimum(i, j)[other], np.maximum(i, j)[other]


def _by_all_words(records: Records) -> tuple[Ints, Ints]:
    """Near in all that a record says: name, street, place and mailbox together."""
    if not {"address", "email", "phone"} & set(records.values):
        return _arrays([])
    columns = [records.values[name] for name in ("address", "city", "postcode", "phone") if name in records.values]
    mails = records.values.get("email")
    documents = []
    for row in range(len(records)):
        words = records.plain[row].split() + [word for column in columns for word in column[row].split()]
        if mails is not None and mails[row]:
            words += [mails[row], *_WORD.findall(mails[row].partition("@")[0])]
        documents.append(words[:40])
    return near_in_words(documents, NEAR_WORDS + _extra(len(records)), most_per_row=25)


@cache
def _cuts() -> frozenset[str]:
    trading = {fold_phrase(phrase.rstrip("!")) for phrase in phrases("trading_phrases")}
    return frozenset(trading) | frozenset(fold_phrase(phrase) for phrase in table("trustee_phrases")["between"])


@cache
def _canonical() -> dict[str, str]:
    """Short form, number word or spelling to the one word that stands for all of them."""
    found = dict(inverse("number_words"))
    for full, shorts in table("abbreviations").items():
        if " " not in full:
            for short in shorts:
                found.setdefault(fold(short), full)
    return found


@cache
def _stands_for(word: str) -> str:
    if word in known_given_names():
        return min(full_names(word))
    word = _canonical().get(word, word)
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


@cache
def _forms() -> frozenset[str]:
    """Words that too many names have to bring two together; a letter of "L L C" may be an initial."""
    stated = {
        fold(word.rstrip("!")) for parts in table("legal_forms").values() for part in parts for word in part.split()
    }
    return (
        frozenset(word for word in stated - known_given_names() if len(word) > 1)
        | frozenset(table("trust_kinds")["family"])
        | {"the", "of", "and", "a"}
    )


def name_parts(name: str) -> list[list[str]]:
    """The words of a name, and of each half of it where it says "trading as" or "as trustee for"."""
    words = [fold(word) for word in re.findall(r"[^\W_]+(?:[/'’.][^\W_]+)*", clean(name))][:40]
    words = [word for word in words if word]
    parts: list[list[str]] = [[]]
    index = 0
    while index < len(words):
        size = _cut_at(words, index) if words[index] in _cut_words() else 0
        if size:
            parts.append([])
            index += size
        else:
            parts[-1].append(words[index])
            index += 1
    return [_document(part) for part in parts if part]


def _cut_at(words: Sequence[str], index: int) -> int:
    """How many words a phrase that cuts a name in two has here; 0 where none stands."""
    return next((n for n in (6, 5, 4, 3, 2, 1) if " ".join(words[index : index + n]) in _cuts()), 0)


@cache
def _cut_words() -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0] for phrase in _cuts())


def _document(words: Sequence[str]) -> list[str]:
    kept = [word for word in words if word not in _forms()] or list(words)
    found = []
    for word in kept:
        if word in known_given_names() or (len(word) == 1 and word.isalpha()):
            found.append("~" + word[0])
        elif len(word) == 2 and word.isalpha():  # "JR" may be two initials
            found += ["~" + letter for letter in word]
        if len(word) > 1 or not word.isalpha():
            found.append(_stands_for(word))
    return found
