"""Every kind of DUP-2 by invented names of its own, in DUP-2's order."""

from __future__ import annotations

import pytest

from reconcile.duplicates import compare_names
from reconcile.duplicates.kinds import KINDS

EXAMPLES = [
    ("BRIARWOOD KENNELS", "Briarwood Kennels", "case"),
    ("Stonebridge Kennels", "Stone Bridge Kennels", "spacing"),
    ("D'Angelo Tailors", "DAngelo Tailors", "punctuation"),
    ("Crèche Les Petits", "Creche Les Petits", "accent"),
    ("Nolan & Byrne Surveyors", "Nolan + Byrne Surveyors", "ampersand"),
    ("Marlowe Engineering P/L", "Marlowe Engineering Pty Limited", "legal-suffix"),
    ("Tidal Freight Pty Ltd", "Tidal Freight", "legal-suffix"),
    ("The Woolshed Gallery", "Woolshed Gallery", "article"),
    ("Ferreira, Luis Miguel", "Luis Miguel Ferreira", "word-order"),
    ("B J Hollander", "Brian James Hollander", "initials"),
    ("Debbie Trelawny", "Deborah Trelawny", "nickname"),
    ("Susan Joy Fairweather", "Susan Fairweather", "middle-name"),
    ("Ian Baxter & Wendy Baxter", "Ian & Wendy Baxter", "couple"),
    ("Coastline Ventures Pty Ltd T/A The Salty Crab", "The Salty Crab", "trading-name"),
    ("Redgate Nominees P/L as trustee for the Osborne Unit Trust", "Osborne Unit Trust", "trustee"),
    ("Ridley Bros Haulage", "Ridley Brothers Haulage", "abbreviation"),
    ("Five Ways Pharmacy", "5 Ways Pharmacy", "number-word"),
    ("Coral Bay Cottages", "Coral Bay Cottage", "plural"),
    ("Wellignton Scaffolding", "Wellington Scaffolding", "typo"),
    ("Jürgen Köhler", "Juergen Koehler", "transliteration"),
    ("Hanrahan Tyres (closed)", "Hanrahan Tyres", "suffix-junk"),
    ("Peter Lindgren", "Peter Lindgren", "identical"),
    ("HOLLANDER, B.J.", "Brian Hollander", "case+word-order+initials+middle-name"),
    ("Zoe Van Heerden", "Zoë van Heerden", "case+accent"),
]


@pytest.mark.parametrize(("a", "b", "kinds"), EXAMPLES)
def test_dup_2_a_pair_carries_its_kinds(a: str, b: str, kinds: str) -> None:
    found = compare_names(a, b)
    assert found.label == "same"
    assert "+".join(found.kinds) == kinds
    assert found.probability > 0.8


def test_dup_2_every_kind_has_an_example_and_a_sentence() -> None:
    shown = {kind for *_, kinds in EXAMPLES for kind in kinds.split("+")}
    assert set(KINDS) <= shown
    assert all((test.__doc__ or "").strip().endswith(".") for test in KINDS.values())


def test_dup_8_the_reasons_are_the_sentences_of_the_kinds() -> None:
    found = compare_names("Ridley Bros Haulage (old)", "Ridley Brothers Haulage")
    assert found.reasons == (
        "A word is abbreviated in one of them.",
        "One carries a remark or a code that is no part of the name.",
    )
    assert {item.name for item in found.evidence} == {"abbreviation", "suffix-junk"}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Grootfontein Boerdery (Edms) Bpk", "Grootfontein Boerdery (Pty) Ltd"),
        ("Osborne Unit Trust (Redgate Nominees Pty Ltd as trustee)", "The Osborne Unit Trust"),
        ("Body Corporate 402118", "BC 402118"),
        ("Estate of the Late Ronald Pike", "Ronald Pike Estate"),
        ("Trust - Blackwell Family", "Blackwell Family Trust"),
        ("Mr D & Mrs J Colville", "D & J Colville"),
        ("Gareth and Rhian Pritchard", "Pritchard, Gareth & Rhian"),
        ("Prendiville Retirement Fund", "Prendiville SMSF"),
    ],
)
def test_dup_2_forms_of_seven_countries_are_read(a: str, b: str) -> None:
    assert compare_names(a, b).label == "same"
