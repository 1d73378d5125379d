"""Near duplicates in one list or across two: candidates, evidence, weights learnt from the list, verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reconcile.duplicates.beside import second_process, without_collector
from reconcile.duplicates.comparison import LIKELY, POSSIBLE, Band, Comparison, Label
from reconcile.duplicates.fields import Ints, Records, read_records
from reconcile.duplicates.glance import share_nothing
from reconcile.duplicates.judging import has_told, judge_fully
from reconcile.duplicates.learning import Answers, Judged, judge_list
from reconcile.duplicates.levels import FIELDS
from reconcile.duplicates.like_given_names import are_said_alike, given_names_agree
from reconcile.duplicates.mailbox_names import is_partnership_of
from reconcile.duplicates.name_levels import UNLIKE_NAMES
from reconcile.duplicates.names import HOUSEHOLD, ONE_HOME, compare_names, compare_relatives, judge_names
from reconcile.duplicates.parse import parse_name
from reconcile.duplicates.score import SEPARATED, probability, record_probability
from reconcile.duplicates.separators import Separator
from reconcile.duplicates.towns import Towns
from reconcile.duplicates.weighing import Weighing

PAIR_COLUMNS = (
    "id_a", "id_b", "name_a", "name_b", "probability", "band", "label", "kinds", "separators", "reasons",
    "evidence",
)  # fmt: skip
"""The columns of :func:`find_duplicates`."""
SURE_KINDS = frozenset(
    {"identical", "case", "spacing", "punctuation", "accent", "ampersand", "legal-suffix", "article", "word-order"}
    | {"abbreviation", "number-word", "suffix-junk", "trustee", "plural"}
)
"""Kinds that cannot separate two entities (DUP-7); those of given names, initials and spelling can."""
AGAINST = -1.0
"""Bits: a field that weighs less speaks against a pair."""
WORTH_A_WORD = 0.5
"""Bits: what weighs less is not named among the reasons."""


@dataclass(frozen=True, slots=True)
class Row:
    """One pair as it goes out, by position in the list."""

    a: int
    b: int
    probability: float
    band: Band
    label: Label
    comparison: Comparison
    reasons: tuple[str, ...]
    place: int


def find_duplicates(
    left: pd.DataFrame, right: pd.DataFrame | None = None, *, answers: Answers | None = None
) -> pd.DataFrame:
    """Pairs of records that may be one client, within one list or across two (DUP-1).

    Columns read: ``id`` and ``name``; where there, ``email``, ``phone``, ``website``, ``address``, ``city``, ``region``,
    ``postcode``, ``contact_name``, and ``app``, the app that a record is of. Missing columns and values are neutral. Raises
    ``BadInput`` where id or name is missing or an id stands twice in a list. ``answers`` (pair of ids → same client or not)
    re-estimate the weights (DUP-9).

    Returns one row a pair, likeliest first: ``id_a``, ``id_b``, ``name_a``, ``name_b``, ``probability``, ``band``
    (certain, likely, possible), ``label``, ``kinds``, ``separators``, ``reasons`` (lists of text). Pairs of one family are
    there too, with the label ``related`` and the band ``""``; pairs that are different are not. ``evidence`` is a list of
    everything that counted, as dicts of ``name``, ``weight`` (bits), ``value_a``, ``value_b`` and ``sentence``; the weights
    add up to the pair's log2 odds (:mod:`reconcile.duplicates.weighing`).
    """
    with without_collector():
        with second_process(len(left) + (0 if right is None else len(right))):
            records = read_records(left, right)
            judged = judge_list(records, answers) if len(records) > 1 else None
            rows = _rows(records, judged) if judged is not None else []
        evidence = _evidence([left] if right is None else [left, right], records, judged, rows)
        return _frame(records, rows, evidence)


def _frame(records: Records, rows: Sequence[Row], evidence: list[list[dict[str, Any]]]) -> pd.DataFrame:
    columns = {
        "id_a": [records.ids[row.a] for row in rows],
        "id_b": [records.ids[row.b] for row in rows],
        "name_a": [records.names[row.a] for row in rows],
        "name_b": [records.names[row.b] for row in rows],
        "probability": np.asarray([row.probability for row in rows], dtype=np.float64),
        "band": [row.band for row in rows],
        "label": [row.label for row in rows],
        "kinds": [list(row.comparison.kinds) for row in rows],
        "separators": [list(row.comparison.separators) for row in rows],
        "reasons": [list(row.reasons) for row in rows],
        "evidence": evidence,
    }
    return pd.DataFrame({name: pd.Series(values, dtype=_dtype(name)) for name, values in columns.items()})


def _evidence(
    lists: Sequence[pd.DataFrame], records: Records, judged: Judged | None, rows: Sequence[Row]
) -> list[list[dict[str, Any]]]:
    if judged is None:
        return []
    weighing = Weighing(lists, records, judged, sorted({side for row in rows for side in (row.a, row.b)}))
    return [weighing.of(row.place, row.comparison) for row in rows]


def _dtype(column: str) -> str:
    return "float64" if column == "probability" else "object"


def _rows(records: Records, judged: Judged) -> list[Row]:
    chances = np.zeros(len(judged.bits))
    near_even = np.flatnonzero(judged.bits > -1.0)  # nothing that counts against a pair makes it possible
    chances[near_even] = [record_probability(value) for value in judged.bits[near_even].tolist()]
    separated = (judged.bars > 0) & (judged.bars != UNLIKE_NAMES)
    flagged = (chances >= POSSIBLE) & ~separated
    towns = Towns.of(records)
    separated[separated] = _may_be_related(records, towns, judged, np.flatnonzero(separated))
    told = np.flatnonzero(flagged | separated)
    judge_fully(list(zip(records.names[judged.i[told]], records.names[judged.j[told]], strict=True)))
    rows = [_flagged(records, judged, place, float(chances[place])) for place in map(int, np.flatnonzero(flagged))]
    near = _near(judged)
    rows += [
        row
        for place in np.flatnonzero(separated).tolist()
        if (row := _related(records, judged, towns, place, near=bool(near[place])))
    ]
    order = {"same": 0, "related": 1, "different": 2}
    return sorted(
        rows, key=lambda row: (order[row.label], -round(row.probability, 10), row.a, row.b)
    )  # not the last bits


def _may_be_related(records: Records, towns: Towns, judged: Judged, places: Ints) -> NDArray[np.bool_]:
    """Not where the names share nothing: a person and the firm at the same address."""
    i, j = judged.i[places], judged.j[places]
    bare = towns.bare()
    names = zip(records.names[i].tolist(), records.names[j].tolist(), strict=True)
    return np.asarray([has_told(a, b) or not share_nothing(a, b) for a, b in names], dtype=bool) | (bare[i] & bare[j])


AS_MAILBOX = 2
"""The level of names that are unlike, where the mailbox tells that one is the other's trading name."""
NAMED_BY_TRADE = "One is the partnership of the people whom the other names, called by their trade."
SPELT_BY_MAILBOX = "The domain of their mailbox spells the trading name that one of them has."
ONE_GIVEN_NAME = "The given names can be one person's, as their mailbox, telephone, home or contact has it."
CALLED_BY_CONTACT = "The person to ask for at one of them is called as the other is: a given name of another language."


def _flagged(records: Records, judged: Judged, place: int, chance: float) -> Row:
    a, b = int(judged.i[place]), int(judged.j[place])
    comparison = compare_names(str(records.names[a]), str(records.names[b]))
    if comparison.label != "same" and judged.levels["name"][place] == AS_MAILBOX:
        comparison = Comparison("same", chance, *_known_otherwise(str(records.names[a]), str(records.names[b])))
    weighed = {name: float(worth[place]) for name, worth in judged.by_field.items()}
    against = any(value < AGAINST for value in weighed.values())
    kinds = comparison.kinds if comparison.label == "same" else ()
    reasons = _reasons(comparison, judged, weighed, place)
    said = comparison.reasons if comparison.label == "same" else ()
    stripped = Comparison("same", chance, kinds, (), said)
    return Row(a, b, chance, _band(chance, kinds, against=against), "same", stripped, reasons, place)


def _known_otherwise(a: str, b: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The kind, no separator, and the sentence of two names that are one although they are unlike."""
    apart = judge_names(a, b).separators
    if apart and all(item.name == "given-name" and given_names_agree(item.value_a, item.value_b) for item in apart):
        return (_kind_of_given_names(apart[0]),), (), (ONE_GIVEN_NAME,)
    entities = [parse_name(name).entity for name in (a, b)]
    if all(entity.personal and entity.form is None for entity in entities):
        return ("nickname",), (), (CALLED_BY_CONTACT,)
    firm = is_partnership_of(a, b) or is_partnership_of(b, a)
    return ("trading-name",), (), (NAMED_BY_TRADE if firm else SPELT_BY_MAILBOX,)


def _kind_of_given_names(item: Separator) -> str:
    """The kind of two given names that can be one."""
    a, b = item.value_a.lower(), item.value_b.lower()
    if 1 in (len(a.split()[0]), len(b.split()[0])):
        return "initials"
    return "transliteration" if are_said_alike(a, b) else "nickname"


def _near(judged: Judged) -> NDArray[np.bool_]:
    """Where two records share so much that they are thought to be of one household."""
    found = np.zeros(len(judged.bits), dtype=bool)
    for name in HOUSEHOLD:
        if name in judged.by_field:
            found |= judged.by_field[name] >= ONE_HOME
    return found


def _related(records: Records, judged: Judged, towns: Towns, place: int, *, near: bool) -> Row | None:
    """A pair that something separates, if the two are of one family."""
    a, b = int(judged.i[place]), int(judged.j[place])
    name_a, name_b = str(records.names[a]), str(records.names[b])
    comparison = compare_relatives(name_a, name_b) if near else compare_names(name_a, name_b)
    if comparison.label != "related":
        found = towns.separator(a, b, judge_names(name_a, name_b))
        if found is None:
            return None
        comparison = Comparison("related", probability(SEPARATED), (), (found.name,), (found.sentence,))
    return Row(a, b, comparison.probability, "", "related", comparison, comparison.reasons, place)


def _band(chance: float, kinds: tuple[str, ...], *, against: bool) -> Band:
    """The band of DUP-7."""
    if chance < LIKELY:
        return "possible"
    return "certain" if kinds and set(kinds) <= SURE_KINDS and not against else "likely"


def _reasons(comparison: Comparison, judged: Judged, weighed: Mapping[str, float], place: int) -> tuple[str, ...]:
    """Sentences, the heaviest first."""
    found = [(abs(weighed["name"]), reason) for reason in comparison.reasons]
    for name, field in FIELDS.items():
        if name in weighed and judged.levels[name][place] >= 0 and abs(weighed[name]) >= WORTH_A_WORD:
            found.append((abs(weighed[name]), field.sentences[int(judged.levels[name][place])]))
    return tuple(sentence for _, sentence in sorted(found, key=lambda item: -item[0]))
