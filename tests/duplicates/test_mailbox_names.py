"""A trading name that the domain of a shared mailbox spells."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reconcile.duplicates import find_duplicates
from reconcile.duplicates.field_levels import field_levels
from reconcile.duplicates.fields import read_records
from reconcile.duplicates.find import SPELT_BY_MAILBOX
from reconcile.duplicates.mailbox_names import is_partnership_of, named_by_mailbox
from reconcile.duplicates.name_levels import name_levels


@pytest.mark.parametrize(
    ("holder", "email", "phone", "found"),
    [
        ("Quorn Building Pty Ltd", "office@tarnsheds.example", "0255501234", True),
        ("B & C Quorn", "office@tarnsheds.example", "0255501234", True),
        ("Quorn Family Trust", "office@tarnsheds.example", "0255501234", False),  # holds the firm
        ("Bridget Quorn", "office@tarnsheds.example", "0255501234", False),  # may work there
        ("Quorn Building Pty Ltd", "office@tarnsheds.example", "0255509876", False),
        ("Quorn Building Pty Ltd", "accounts@othermailbox.example", "0255501234", False),
    ],
)
def test_dup_5_the_mailbox_spells_the_trading_name(holder: str, email: str, phone: str, found: bool) -> None:
    rows = pd.DataFrame(
        {
            "id": ["1", "2"],
            "name": [holder, "Tarn Sheds"],
            "email": [email, "office@tarnsheds.example" if "tarn" in email else email],
            "phone": [phone, "0255501234"],
        }
    )
    records = read_records(rows, None)
    i, j = np.asarray([0]), np.asarray([1])
    names, bars = name_levels(records, i, j)
    levels = {"name": names, **field_levels(records, i, j)}
    assert named_by_mailbox(records, i, j, levels, bars).tolist() == [found]


def test_dup_8_a_pair_that_the_mailbox_brings_together_says_so() -> None:
    people = [f"{given} Marl{number}" for number, given in enumerate(("Ann", "Ben", "Cleo") * 40)]
    other = [(str(number), name, f"m{number}@post.example", "") for number, name in enumerate(people)]
    pair = [("a", "Quorn Building Pty Ltd"), ("b", "Tarn Sheds")]
    rows = [*other, *((key, name, "office@tarnsheds.example", "0255501234") for key, name in pair)]
    found = find_duplicates(pd.DataFrame(rows, columns=["id", "name", "email", "phone"]))
    told = found[(found["id_a"] == "a") | (found["id_b"] == "b")].iloc[0]
    assert told["label"] == "same"
    assert told["band"] != "certain", "a person decides"
    assert told["kinds"] == ["trading-name"]
    assert SPELT_BY_MAILBOX in told["reasons"]


@pytest.mark.parametrize(
    ("a", "b", "domain", "expected"),
    [
        ("Highfell", "Highfell Pottery", "highfellpottery", True),
        ("High Fell", "Highfell Pottery Pty Ltd", "highfellpottery", True),
        ("Highfell Glass", "Highfell Pottery", "highfellpottery", False),  # another firm
        ("Highfell", "Highfell Pottery", "highfell", False),  # the longer one may be a second firm
        ("Highfell Trust", "Highfell Pottery", "highfellpottery", False),  # holds the firm
    ],
)
def test_dup_5_a_domain_begins_with_the_shorter_name(a: str, b: str, domain: str, expected: bool) -> None:
    shared = {"email": f"office@{domain}.example", "phone": "0255501234"}
    records = read_records(pd.DataFrame([{"id": "1", "name": a, **shared}, {"id": "2", "name": b, **shared}]), None)
    i, j = np.asarray([0]), np.asarray([1])
    levels = {"name": np.asarray([5], dtype=np.int8), **field_levels(records, i, j)}
    assert named_by_mailbox(records, i, j, levels, np.zeros(1, dtype=np.int8)).tolist() == [expected]


@pytest.mark.parametrize(
    ("firm", "people", "expected"),
    [
        ("Quorn Orchards Partnership", "H M & B T Quorn", True),
        ("Quorn & Penrith Chemists Partnership", "Hazel Quorn & Barnaby Penrith", True),
        ("Quorn Orchards Partnership", "Hazel Penrith & Barnaby Quorn", False),
        ("Quorn Highfell Partnership", "H & B Quorn", False),  # a word that is no trade's
        ("Quorn Orchards Pty Ltd", "H & B Quorn", False),  # the couple's company
        ("Quorn Orchards Partnership", "Hazel Quorn", False),
    ],
)
def test_dup_2_the_partnership_of_two_people(firm: str, people: str, expected: bool) -> None:
    assert is_partnership_of(firm, people) is expected
