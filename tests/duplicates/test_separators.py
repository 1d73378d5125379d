"""Every separator of DUP-3 by invented names of its own."""

from __future__ import annotations

import pytest

from reconcile.duplicates import compare_names
from reconcile.duplicates.separators import SEPARATORS

EXAMPLES = [
    ("Estate of Ronald Pike", "Ronald Pike", "estate"),
    ("Pike, Ronald", "Ronald Pike (Deceased)", "estate"),
    ("Ian & Wendy Baxter", "Ian Baxter", "couple"),
    ("Mr & Mrs D Colville", "D Colville", "couple"),
    ("Thomas Whelan Snr", "Thomas Whelan Jnr", "generation"),
    ("George Pemberton III", "George Pemberton II", "generation"),
    ("Hanson Investments No 4 Pty Ltd", "Hanson Investments No 5 Pty Ltd", "number"),
    ("Kowhai Trust", "Kowhai Trust No 2", "number"),
    ("Harbour Fund III LP", "Harbour Fund IV LP", "number"),
    ("Blackwell Family Trust 2012", "Blackwell Family Trust 2018", "year"),
    ("Patrick Kinsella", "Patricia Kinsella", "given-name"),
    ("B Hollander", "C Hollander", "given-name"),
    ("Brian James Hollander", "Brian John Hollander", "given-name"),
    ("Andrew Carmody Photography", "Angela Carmody Photography", "given-name"),
    ("Ian & Wendy Baxter", "Ian & Carol Baxter", "given-name"),
    ("Hanrahan Tyres Dundalk", "Hanrahan Tyres Drogheda", "place"),
    ("Tamarind Kitchen - Hillcrest", "Tamarind Kitchen - Zilverpark", "place"),
    ("Osborne Nominees Pty Ltd", "Osborne Unit Trust", "trustee"),
    ("Redgate Nominees P/L ATF Osborne Unit Trust", "Redgate Nominees P/L", "trustee"),
    ("Blackwell Family Trust", "Blackwell Super Fund", "legal-form"),
    ("Susan Fairweather", "Susan Fairweather Pty Ltd", "legal-form"),
    ("Brian Hollander", "Hollander Family Trust", "legal-form"),
    ("Osborne Unit Trust", "Osborne Discretionary Trust", "legal-form"),
]


@pytest.mark.parametrize(("a", "b", "separator"), EXAMPLES)
def test_dup_3_what_separates_two_entities_is_named(a: str, b: str, separator: str) -> None:
    found = compare_names(a, b)
    assert found.label == "related"
    assert found.separators[0] == separator
    assert found.probability < 0.1
    assert found.reasons


def test_dup_3_every_separator_has_an_example_and_a_sentence() -> None:
    assert {separator for *_, separator in EXAMPLES} == set(SEPARATORS)
    assert all("{a}" in (test.__doc__ or "") for test in SEPARATORS.values())


def test_dup_3_the_separating_values_stand_in_the_reason() -> None:
    found = compare_names("Harbour Fund III LP", "Harbour Fund IV LP")
    assert found.reasons == ("Another number: III / IV.",)


def test_dup_3_a_missing_form_separates_nothing_between_names_of_one_nature() -> None:
    assert compare_names("Acme Plumbing", "Acme Plumbing Pty Ltd").label == "same"
    assert compare_names("John Smith", "John Smith Pty Ltd").label == "related"
    assert compare_names("John Smith", "John Smith Family Trust").label == "related"


def test_dup_3_the_trustee_for_a_trust_is_the_trust() -> None:
    whole = "Marram Pty Ltd ATF Dunlin Trust"
    assert compare_names(whole, "Dunlin Trust").label == "same"
    assert compare_names(whole, "Marram Pty Ltd").label == "related"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Tidal Freight Pty Ltd", "Total Freight Pty Ltd"),
        ("Harper Plumbing", "Harker Plumbing"),
        ("Silver Oak Dental", "Silver Birch Dental"),
        ("Blackwell Family Trust", "Stockwell Family Trust"),
        ("Sarah Mitchell", "Sarah Marshall"),
        ("John Thomas", "John Lewis"),
        ("North Shore Vets", "North Shore Vents"),
        ("Janet Barlow", "Janice Harlow"),
    ],
)
def test_dup_3_names_that_share_only_letters_are_different(a: str, b: str) -> None:
    assert compare_names(a, b).label == "different"


ATF = "Sturt Nominees Pty Ltd (ATF Murrindal Trust)"
HELD = "Murrindal Trust (Trustee: Sturt Nominees Pty Ltd)"


@pytest.mark.parametrize(
    ("a", "b", "label"),
    [
        (ATF, "Murrindal Trust", "same"),
        (ATF, "Sturt Nominees Pty Ltd", "related"),
        (ATF, HELD, "same"),
        ("Sturt Nominees Pty Ltd (as trustee for the Murrindal Trust)", "The Murrindal Trust", "same"),
        (HELD, "Sturt Nominees P/L", "related"),
    ],
)
def test_dup_3_a_trustee_in_brackets_is_read_like_any_other(a: str, b: str, label: str) -> None:
    assert compare_names(a, b).label == label


@pytest.mark.parametrize(
    ("a", "b", "label"),
    [
        ("Nora Quint T/A Quint Ceramics", "Quint Ceramics Ltd", "related"),
        ("N & P Quint trading as Tern Cottage", "Tern Cottage Pty Ltd", "related"),
        ("Tern Pty Ltd T/A Gannet Cafe", "Gannet Cafe Trust", "related"),
        ("Tern Pty Ltd T/A Gannet Cafe", "Gannet Cafe", "same"),
        ("Nora Quint T/A Quint Ceramics", "Quint Ceramics", "same"),
    ],
)
def test_dup_3_who_trades_under_a_name_is_not_the_company_of_that_name(a: str, b: str, label: str) -> None:
    assert compare_names(a, b).label == label


@pytest.mark.parametrize(
    ("a", "b", "label"),
    [
        ("Bob & Peg Trewartha", "R & M Trewartha", "same"),
        ("Ted & Jenny Trewartha", "T & J Trewartha", "same"),
        ("Dick Trewartha", "R Trewartha", "same"),
        ("Bob & Peg Trewartha", "R Trewartha", "related"),
        ("Bob Trewartha", "S Trewartha", "related"),
    ],
)
def test_dup_3_an_initial_is_that_of_the_formal_name_too(a: str, b: str, label: str) -> None:
    assert compare_names(a, b).label == label


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Boulangerie Maheu Rimouski Inc", "Boulangerie Maheu Lévis Inc"),
        ("Pressgang Laundry Oak Avenue LLC", "Pressgang Laundry Birch Avenue LLC"),
        ("Pressgang Laundry Oak Avenue LLC", "Pressgang Laundry Harbor Road LLC"),
    ],
)
def test_dup_3_towns_and_streets_in_no_list_are_places(a: str, b: str) -> None:
    assert compare_names(a, b).separators == ("place",)
