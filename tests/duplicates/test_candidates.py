"""What the candidates must not miss, against comparing every pair."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pandas as pd
from rapidfuzz.distance import Indel

from reconcile.duplicates.candidates import candidate_pairs
from reconcile.duplicates.fields import read_records
from reconcile.duplicates.name_parts import name_parts
from reconcile.duplicates.names import judge_names
from reconcile.duplicates.products import near_in_words
from reconcile.duplicates.signatures import near_in_letters
from tests.duplicates.test_find import practice, with_copies


def typed(text: str, draw: random.Random) -> str:
    """The text with one letter changed."""
    place = draw.randrange(1, len(text) - 1)
    return draw.choice([text[:place] + text[place + 1 :], text[:place] + text[place] + text[place:]])


def test_the_letter_join_is_exact() -> None:
    draw = random.Random(5)
    texts = list(
        dict.fromkeys(
            [*practice(700)["name"].str.lower(), *(typed(t, draw) for t in practice(300)["name"].str.lower())]
        )
    )
    i, j = near_in_letters(texts, 0.85)
    found = set(zip(i.tolist(), j.tolist(), strict=True))
    wanted = {
        (a, b)
        for a, b in itertools.combinations(range(len(texts)), 2)
        if Indel.normalized_similarity(texts[a], texts[b]) >= 0.85
    }
    assert found == wanted


def test_the_word_product_finds_what_shares_rare_words() -> None:
    i, j = near_in_words(["zebra crossing", "crossing zebra", "other words", "more", ""], 0.5)
    assert list(zip(i, j, strict=True)) == [(0, 1)]


def test_few_same_names_of_2000_records_are_missed() -> None:
    rows = with_copies(practice(1900)).head(2000)
    draw = random.Random(9)
    rows.loc[rows.index[1900:], "name"] = [typed(name, draw) for name in rows["name"].iloc[1900:]]
    records = read_records(rows[["id", "name"]], None)
    i, j = candidate_pairs(records)
    found = set(zip(i.tolist(), j.tolist(), strict=True))
    late = range(1900, len(rows))
    wanted = {
        (a, b)
        for b in late
        for a in range(1900)
        if Indel.normalized_similarity(records.plain[a], records.plain[b]) >= 0.6
        and judge_names(records.names[a], records.names[b]).label == "same"
    }
    assert len(wanted) >= 70
    assert len(wanted & found) >= 0.97 * len(wanted)


def test_a_trading_name_and_a_trust_are_names_of_their_own() -> None:
    parts = name_parts("Redgate Nominees P/L ATF Osborne Unit Trust")
    assert any("osborne" in part for part in parts)
    assert not any({"redgate", "osborne"} <= set(part) for part in parts)


def test_a_group_of_equal_names_stays_linear() -> None:
    records = read_records(practice(50).assign(name="One Name"), None)
    i, _ = candidate_pairs(records)
    assert len(i) <= 50 * 40
    assert np.all(i < 50)


def test_a_given_name_with_a_hyphen_is_found_without_one() -> None:
    """ "Choi, Hye-jin" and "Hyejin Choi" share no telephone and no mailbox."""
    names = ["Quarring, Hye-jin", "Hyejin Quarring", *(f"Quim{number} Fencing" for number in range(60))]
    records = read_records(pd.DataFrame({"id": [str(row) for row in range(len(names))], "name": names}), None)
    i, j = candidate_pairs(records)
    assert (0, 1) in set(zip(i.tolist(), j.tolist(), strict=True))


def test_a_name_written_together_is_found_beside_a_form() -> None:
    names = ["Gum Nut Ticketing", "Gumnut Ticketing Pty Ltd", "SP40417 Owners", "Owners of SP 40417", "Fern Grove"]
    records = read_records(pd.DataFrame({"id": range(5), "name": names}), None)
    i, j = candidate_pairs(records)
    assert {(0, 1), (2, 3)} <= set(zip(i.tolist(), j.tolist(), strict=True))
