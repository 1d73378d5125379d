"""A glance at two names never misses what a comparison of them would find; a quick look at two words neither."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from reconcile.duplicates import find_duplicates, relation
from reconcile.duplicates.glance import share_nothing
from reconcile.duplicates.names import judge_names
from reconcile.duplicates.normalise import Token, clean, tokenise
from reconcile.duplicates.words import known_given_names, known_words, name_variants, table
from tests.duplicates.test_find import practice

with (Path(__file__).parent / "labelled_names.csv").open(encoding="utf-8", newline="") as file:
    LABELLED = [(row["name_a"], row["name_b"]) for row in csv.DictReader(file)]
NAMES = sorted({name for pair in LABELLED for name in pair} | set(practice(60)["name"]))


def pairs_of_names(count: int) -> list[tuple[str, str]]:
    draw = random.Random(3)
    return [*LABELLED, *((draw.choice(NAMES), draw.choice(NAMES)) for _ in range(count))]


def test_names_that_share_nothing_at_a_glance_are_different_and_share_no_telling_word() -> None:
    told = [pair for pair in pairs_of_names(4_000) if share_nothing(*pair)]
    assert len(told) > 2_000, "a glance should tell most names apart"
    for a, b in told:
        verdict = judge_names(a, b)
        assert (verdict.label, verdict.telling) == ("different", False), (a, b)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(0, 40), st.sampled_from("aeiostnry .&-'"))
def test_a_name_with_one_letter_changed_is_never_a_stranger(a: str, b: str, place: int, letter: str) -> None:
    changed = a[: place % (len(a) + 1)] + letter + a[place % (len(a) + 1) + 1 :]
    for one, other in ((a, changed), (changed, a), (b, changed)):
        if share_nothing(one, other):
            assert judge_names(one, other).label == "different"


def words_in_lists() -> list[str]:
    short = {
        word
        for name in ("abbreviations", "nicknames")
        for parts in table(name).values()
        for part in parts
        for word in part.split()
    }
    return sorted(known_words() | known_given_names() | set(name_variants()) | {word.strip("!") for word in short})


def tokens() -> list[Token]:
    found = [token for name in NAMES for token in tokenise(clean(name))]
    found += [token for word in words_in_lists()[::3] for token in tokenise(word)]
    return list({(token.key, token.text): token for token in found}.values())


def test_words_that_are_related_always_may_be_one() -> None:
    """Near words as well as any two: a relation that is added must not be hidden by the quick look."""
    draw, known = random.Random(5), tokens()
    spelt = {token.key: token for token in known}
    pairs = [(draw.choice(known), draw.choice(known)) for _ in range(40_000)]
    for full, parts in table("abbreviations").items():
        pairs += [(spelt[full], spelt[part]) for part in parts if full in spelt and part in spelt]
    ordered = sorted(known, key=lambda token: token.key)
    pairs += [(a, b) for place, a in enumerate(ordered) for b in ordered[place + 1 : place + 6]]
    related = 0
    for a, b in pairs:
        if a.key and b.key and a.key != b.key and relation._related_words(a, b, False) is not None:
            related += 1
            assert relation.may_be_one(a.key, b.key), (a.key, b.key)
    assert related > 100


def test_two_firms_named_after_two_towns_of_the_practice_are_still_told_as_related() -> None:
    """Such names share nothing, but that they are towns is what tells them apart (DUP-3)."""
    rows = practice(40).assign(city="Geelong")
    rows.loc[rows.index[::2], "city"] = "Frankston"
    two = pd.DataFrame(
        {
            "id": ["x1", "x2"],
            "name": ["Geelong Pty Ltd", "Frankston Pty Ltd"],
            "email": "office@towns.example",
            "city": ["Geelong", "Frankston"],
        }
    )
    found = find_duplicates(pd.concat([rows, two], ignore_index=True))
    row = found[(found["id_a"] == "x1") & (found["id_b"] == "x2")]
    assert list(row["label"]) == ["related"]
    assert list(row["separators"]) == [["place"]]
