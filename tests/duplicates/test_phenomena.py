"""Ways in which ledgers write one client, and names that only look like one: found in practices of several makes."""

from __future__ import annotations

import pytest

from reconcile.duplicates import compare_names


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Quarrington Dairies Pyt Ltd", "Quarrington Dairies Pty Ltd"),  # letters of a short form swapped
        ("Quarrington Dairies Pty Ltd ABN 53 004 085 616", "Quarrington Dairies Pty Ltd"),
        ("Quarringt0n Dairies", "Quarrington Dairies"),  # a digit that looks like a letter
        ("Bamaby Quarrington", "Barnaby Quarrington"),  # rn read as m
        ("quarrington.hazel@mail.example", "Hazel Quarrington"),
        ("QUAR07 - Hazel Quarrington", "Hazel Quarrington"),
        ("Quarrington Trust No 4 x", "Quarrington Trust No 4"),
        ("quarrington dairies ii", "Quarrington Dairies No 2"),
        ("Hazel Penrith (nee Quarrington)", "Hazel Quarrington"),
        ("Kathleen Quarrington", "Kath Quarrington"),
        ("Vanya Quarrington & Meera Sundaresan", "Meera Sundaresan & Vanya Quarrington"),
        ("H & B Quarrington Partnership", "Hazel & Barnaby Quarrington"),
        ("Quarrington RBS", "Quarrington Retirement Benefit Scheme"),
        ("Owners Corporation SP 40417", "Strata Plan 40417"),
        ("The Trustees of the Quarrington Trust", "H Quarrington N.O. obo Quarrington Trust"),
    ],
)
def test_dup_2_one_client(a: str, b: str) -> None:
    assert compare_names(a, b).label == compare_names(b, a).label == "same"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Quarrington, Hazel (Deceased Estate)", "Hazel Quarrington"),
        ("Harriston Dairies", "Harriman Dairies"),  # two letters of one word
        ("Louis Quarrington", "Louise Quarrington"),
        ("Quarrington Haulage", "Quarrington Super Fund"),  # a firm is no fund
        ("Quarrington Children's Trust", "Quarrington Family Trust"),
        ("Body Corporate 318477", "Body Corporate 318747"),
        ("9240-7718 Manitoba Inc", "9420-7718 Manitoba Inc"),
        ("info@quarrington.example", "info@penrith.example"),
    ],
)
def test_dup_3_two_clients(a: str, b: str) -> None:
    assert compare_names(a, b).label != "same"
    assert compare_names(b, a).label != "same"


@pytest.mark.parametrize(
    ("a", "b", "label"),
    [
        ("Gurmeet and Sukhpal Quarrington", "Quarrington, Sukhpal & Gurmeet", "same"),
        ("Val Quarrington", "Quarrington, Valda", "same"),
        ("Irena Quarrington", "Quarrington, Irene", "same"),
        ("SA & J C Quarrington", "Quarrington S A & JC", "same"),  # neither South Australia nor a company's form
        ("Quarrington & Fils", "Quarrington et Fils", "same"),
        ("Ex-client Quarrington Dairies", "Quarrington Dairies Pty Ltd", "same"),
        ("Quarrington Dairies Cyf", "Quarrington Dairies", "same"),
        ("Quarrington Family Group", "Hazel Quarrington", "related"),  # one bill for all of them
        ("Quarrington Dairies Ltd", "Quarrington Dairies (Holdings) Ltd", "related"),
        ("Quarrington Builders Ltd", "Quarrington Builders Commercial Ltd", "related"),
        ("Quarrington Dairies Ltd", "Quarrington Dairies (Wiltshire) Ltd", "related"),
    ],
)
def test_dup_3_short_names_initials_groups_and_branches(a: str, b: str, label: str) -> None:
    assert compare_names(a, b).label == label


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Quarrington Roofing Ltd", "Quarrington Roofers Ltd"),  # another word for one trade
        ("Duncan Drainlayers", "Duncan Drainlayers Ltd"),  # a firm, though Duncan is a given name
        ("Magnus O. Quarrington", "Magnus Quarrington"),  # no O'Quarrington
        ("Hakaraia Quarrington", "Zachariah Quarrington"),
        ("Nikolaas Quarrington", "Klaas Quarrington"),
        ("Giorgos Quarrington", "George Quarrington"),
        ("Dari Quarrington", "Dariusz Quarrington"),  # the first part of a name, and no name of its own
        ("Lodestar Consulting", "Loed Star Consulting"),
    ],
)
def test_dup_2_trades_given_names_and_spaces(a: str, b: str) -> None:
    assert compare_names(a, b).label == compare_names(b, a).label == "same"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Roger Marlow", "Marlow Rogers"),  # no plural in a person's name
        ("Brewer, Amos", "Amos Brewery"),
        ("Harbinger Mills Ltd", "Harbingor & Malls Ltd"),  # a slip in every word
        ("Paul Quarrington", "Paula Quarrington"),
    ],
)
def test_dup_3_letters_that_make_another_name(a: str, b: str) -> None:
    assert compare_names(a, b).label != "same"
    assert compare_names(b, a).label != "same"
