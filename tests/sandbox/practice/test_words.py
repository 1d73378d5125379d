"""The word lists are whole, and the names made of them are our own."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from reconcile.sandbox.practice.business import COMPANY_FORMS, FUND_FORMS, TRUST_FORMS
from reconcile.sandbox.practice.persons import CULTURES
from reconcile.sandbox.practice.words import doubles, either_way, lines, places, sections, variants

ROOT = Path(__file__).resolve().parents[3]
PAIRS = ROOT.parent / "shared" / "data" / "name_pairs.csv"
FILES = sorted(path.name for path in (ROOT / "reconcile/sandbox/practice/words").glob("*.txt"))


@pytest.mark.parametrize("file", FILES)
def test_lists_begin_with_a_comment_and_hold_no_empty_words(file):
    text = (ROOT / "reconcile/sandbox/practice/words" / file).read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert lines(file)
    assert all("" not in words for words in sections(file).values()) or file in ("junk.txt", "places.txt")


def test_every_culture_has_its_names():
    for cultures in CULTURES.values():
        assert sum(cultures.values()) in range(95, 106)
        for culture in cultures:
            assert len(sections("surnames.txt")[culture]) >= 10
            assert all(len(sections("given.txt")[f"{gender} {culture}"]) >= 10 for gender in ("female", "male"))


def test_given_names_are_listed_once_a_section():
    for section, words in sections("given.txt").items():
        assert len(set(words)) == len(words), section


def test_every_legal_form_has_other_wordings():
    forms = {form for forms in (*COMPANY_FORMS.values(), *TRUST_FORMS.values(), FUND_FORMS) for form in forms}
    assert forms <= variants("forms.txt").keys()
    assert all(form not in others for form, others in variants("forms.txt").items())


def test_nicknames_are_of_listed_names():
    given = {name for words in sections("given.txt").values() for name in words}
    assert set(variants("nicknames.txt")) <= given


def test_either_way_reads_a_line_from_both_ends():
    table = either_way("abbreviations.txt")
    assert "Co" in table["Company"]
    assert "Company" in table["Co"]


def test_places_are_of_the_six_countries():
    assert {country: len(towns) >= 6 for country, towns in places().items()} == dict.fromkeys(CULTURES, True)


def test_doubles_leave_the_other_form_empty_where_there_is_none():
    assert ("Cafe", "Cafes") in doubles("trade")
    assert ("Plumbing", "") in doubles("trade")
    assert ("Street", "St") in doubles("street type")


@pytest.mark.skipif(not PAIRS.exists(), reason="the labelled name pairs are not beside the repository")
def test_no_name_is_one_of_the_labelled_pairs(world):
    with PAIRS.open(encoding="utf-8", newline="") as file:
        labelled = {name.casefold() for row in csv.DictReader(file) for name in (row["name_a"], row["name_b"])}
    assert [row["name"] for row in world.truth if row["name"].casefold() in labelled] == []
