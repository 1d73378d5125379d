"""Two records side by side: the name and every other field that both have, with what each is worth (DUP-8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from reconcile.duplicates.comparison import POSSIBLE, Comparison, Evidence, Label
from reconcile.duplicates.fields import field_value
from reconcile.duplicates.levels import FIELDS
from reconcile.duplicates.names import HOUSEHOLD, ONE_HOME, compare_names, compare_relatives, judge_names
from reconcile.duplicates.score import SURE, probability

NAME_SHARE = 0.5
"""The name's bits, of which the fields can make up for about half."""
TELLING = 0.3
"""Bits below which a field is not worth a word."""


def explain_pair(record_a: Mapping[str, Any], record_b: Mapping[str, Any]) -> Comparison:
    """Compare two records by name and by every other field both have, with the weights that are usual in a practice.

    The records are mappings with ``name`` and, where there, the columns of :func:`find_duplicates`. What separates two
    names (DUP-3) holds against all other evidence. ``evidence`` has one entry for what the names share and for every kind,
    separator and field; where nothing separates, the weights add up to the log2 odds.
    """
    name_a, name_b = str(record_a.get("name") or ""), str(record_b.get("name") or "")
    fields = field_evidence(record_a, record_b)
    near = any(item.name in HOUSEHOLD and item.weight >= ONE_HOME for item in fields)
    named = compare_relatives(name_a, name_b) if near else compare_names(name_a, name_b)
    evidence = _sorted(named.evidence + fields)
    reasons = named.reasons + tuple(item.sentence for item in fields)
    if named.separators or judge_names(name_a, name_b).separators:
        return replace(named, evidence=evidence, reasons=reasons)
    bits = (SURE - 2.0 if name_a == name_b else judge_names(name_a, name_b).bits) * NAME_SHARE
    chance = probability(bits + sum(item.weight for item in fields))
    label: Label = "same" if chance >= POSSIBLE else "different"
    kinds = named.kinds if label == "same" else ()
    said = tuple(replace(item, weight=item.weight * NAME_SHARE) for item in named.evidence)
    whole = Evidence("name", bits - sum(item.weight for item in said), name_a, name_b, "What the names share.")
    return Comparison(label, chance, kinds, (), reasons, _sorted((whole, *said, *fields)))


def _sorted(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(sorted(evidence, key=lambda item: -abs(item.weight)))


def field_evidence(record_a: Mapping[str, Any], record_b: Mapping[str, Any]) -> tuple[Evidence, ...]:
    """What the fields beside the name say, one entry for each that both have and that weighs something."""
    found = []
    for name, field in FIELDS.items():
        a, b = field_value(name, record_a.get(name)), field_value(name, record_b.get(name))
        if not a or not b:
            continue
        level = int(field.compare(np.array([a], dtype=object), np.array([b], dtype=object))[0])
        if level < 0:
            continue
        weight = float(np.log2(field.usual[level] / field.chance[level]))
        if abs(weight) >= TELLING:
            found.append(Evidence(name, weight, str(record_a[name]), str(record_b[name]), field.sentences[level]))
    return tuple(found)
