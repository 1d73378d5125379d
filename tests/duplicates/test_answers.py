"""People's answers move the weights the way they point, and the tool says by how much (DUP-9)."""

from __future__ import annotations

import pandas as pd

from reconcile.duplicates import find_duplicates, weight_changes
from reconcile.duplicates.fields import read_records
from reconcile.duplicates.learning import Answers, judge_list
from tests.duplicates.test_find import practice, with_copies


def with_moved_copies(rows: pd.DataFrame) -> pd.DataFrame:
    """Copies with nothing but an initial for the given name, at a new mailbox and address: a person has to say what they are."""
    copies = rows[rows["name"].str.count(" ") == 1].iloc[::5].copy()
    given, family = copies["name"].str.split().str[0], copies["name"].str.split().str[1]
    places = range(len(copies))
    copies = copies.assign(
        id="copy-" + copies["id"],
        name=given.str[0] + " " + family,
        email=[f"{word.lower()}{place * 7919}@elsewhere.example" for place, word in zip(places, family, strict=True)],
        address=[f"{place * 31 + 2000} Harbour Parade" for place in places],
    )
    return pd.concat([rows, copies], ignore_index=True)


def copy_pairs(rows: pd.DataFrame) -> list[frozenset[str]]:
    return [frozenset((copy, copy.removeprefix("copy-"))) for copy in rows["id"] if copy.startswith("copy-")]


def bits_of(rows: pd.DataFrame, pairs: list[frozenset[str]], answers: Answers) -> list[float]:
    """The log2 odds of these pairs after the answers."""
    records = read_records(rows, None)
    judged = judge_list(records, answers)
    assert judged is not None
    ids = zip(judged.i.tolist(), judged.j.tolist(), strict=True)
    found = {frozenset((records.ids[a], records.ids[b])): bits for (a, b), bits in zip(ids, judged.bits, strict=True)}
    return [float(found[pair]) for pair in pairs]


def weight(changes: pd.DataFrame, field: str, level: int) -> tuple[float, float]:
    row = changes[(changes["field"] == field) & (changes["level"] == level)].iloc[0]
    return float(row["before"]), float(row["after"])


def test_dup_9_refused_pairs_make_what_they_agree_in_worth_less() -> None:
    rows = with_copies(practice(250))
    flagged = find_duplicates(rows)
    same = flagged[flagged["label"] == "same"]
    refused = {frozenset(pair): False for pair in zip(same["id_a"], same["id_b"], strict=True)}
    changes = weight_changes(rows, None, refused)
    for field, level in (("email", 0), ("address", 0), ("name", 1)):
        before, after = weight(changes, field, level)
        assert after < before - 1, field


def test_dup_9_answers_on_some_pairs_move_the_others_of_their_kind() -> None:
    rows = with_moved_copies(practice(300))
    pairs = copy_pairs(rows)
    asked, others = pairs[::2], pairs[1::2]
    unasked = bits_of(rows, others, {})
    confirmed = bits_of(rows, others, dict.fromkeys(asked, True))
    refused = bits_of(rows, others, dict.fromkeys(asked, False))
    assert all(up >= plain > down + 1 for up, plain, down in zip(confirmed, unasked, refused, strict=True))
    assert sum(confirmed) > sum(unasked)


def test_dup_9_opposite_answers_move_a_weight_in_opposite_directions() -> None:
    rows = with_moved_copies(practice(300))
    pairs = copy_pairs(rows)
    confirmed = weight_changes(rows, None, dict.fromkeys(pairs, True))
    refused = weight_changes(rows, None, dict.fromkeys(pairs, False))
    before, up = weight(confirmed, "name", 1)
    _, down = weight(refused, "name", 1)
    assert up > before > down + 1
    for field, level in (("email", 3), ("address", 5)):  # where the two disagree in it
        assert weight(confirmed, field, level)[1] > weight(refused, field, level)[1] + 1, field


def test_dup_9_the_largest_change_comes_first() -> None:
    rows = with_copies(practice(250))
    changes = weight_changes(rows, None, dict.fromkeys(copy_pairs(rows), False))
    assert (changes["before"] - changes["after"]).abs().is_monotonic_decreasing
    assert changes["before"].iloc[0] != changes["after"].iloc[0]


def test_dup_9_no_answers_change_nothing() -> None:
    changes = weight_changes(with_copies(practice(200)), None, {})
    assert (changes["before"] == changes["after"]).all()
