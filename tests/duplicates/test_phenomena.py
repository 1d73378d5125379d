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


@pytest.mark.parametrize(
    ("a", "b", "label"),
    [
        ("Quarrington Brewing Co", "Quarrington Brewing", "same"),  # called a company, or not
        ("Quarrington Tea Company Ltd", "Quarrington Tea Ltd", "same"),
        ("Hazel Quarrington", "Hazel Quarrington & Co", "different"),  # and no person is
        ("Quarrington & Son", "Quarrington and Sons", "same"),  # nobody is called Son
        ("H Quarrington & Son", "H Quarrington & Sons", "same"),
        ("Messrs Penrith & Quarrington", "Penrith and Quarrington", "same"),
        ("Quarrington Living Trust dtd 3/4/2011", "Quarrington Living Trust", "same"),
        ("Quarrington Living Trust u/a/d 3/4/2011", "Quarrington Rev. Trust", "same"),
        ("Quarrington Trust IT 1274/2006", "Quarrington Trust", "same"),
        ("Quarrington Trust dtd 3/4/2011", "Quarrington Trust dtd 5/6/2014", "related"),
        ("www.quarringtonfencing.com.au", "Quarrington Fencing", "same"),
        ("QuarringtonPixels.io", "Quarrington Pixels", "same"),
        ("Quarrington Dips 'n' Chips", "Quarrington Dips and Chips", "same"),
        ("Quarrington Dairies (Inactive since 2021)", "Quarrington Dairies", "same"),
        ("Quarrington Dairies (Wages)", "Quarrington Dairies", "same"),
        ("Les Quarrington", "Leslie Quarrington", "same"),  # no article
        ("Les Boulangers", "Boulangers", "same"),  # one
        ("Pieter vd Quarrington", "Quarrington, Pieter van der", "same"),
        ("Penrith, Hazel (Quarrington)", "Hazel Quarrington", "same"),  # the former name in a bracket
        ("Penrith, Hazel (Quarrington)", "Hazel Penrith", "same"),
        ("Hazelben Quarrington", "Hazel Quarrington", "same"),  # sister Hazel, in Gujarat
        ("Ruben Quarrington", "Ru Quarrington", "related"),
        ("Quarrington Nominees Pty Ltd ATF Quarrington F", "Farah Quarrington", "related"),  # cut off: still a trust
        ("Quarrington Nominees Pty Ltd ATF Hazel Quarrington", "Hazel Quarrington Trust", "same"),
        ("Quarrington Nominees Pty Ltd as trustee for Quarrington Family Tr", "Quarrington Family Trust", "same"),
        ("Quarrington Upholst Ltd", "Quarrington Upholstery Ltd", "same"),  # a word of a trade cut short
        ("Quarrington Irrig", "Quarrington Irrigation", "same"),
        ("Hazel Groundworks", "Hazel Groundworks Ltd", "same"),  # a firm, not a person
        ("Quarrington IT", "Quarrington I.T. Pty Ltd", "same"),
        ("Quarrington Chips n Dips", "Quarrington Chips & Dips", "same"),
        ("Shop'n'Stay Quarrington", "Shop n Stay Quarrington", "same"),
        ("Quarrington RLFC", "Quarrington Rugby League Football Club", "same"),
        ("Quarrington A & J", "Quarrington Ambrose and Jemima Mary", "same"),  # the family first, without a comma
        ("Park Ji Woo (Jenny)", "Jenny Park", "same"),  # an English name for both syllables
        ("Park Ji Woo", "Jiwoo Park", "same"),
        ("William John (Bill) Quarrington", "Bob Quarrington", "related"),
        ("Quarrington, Les", "L Quarrington", "same"),
    ],
)
def test_dup_2_and_dup_3_as_other_practices_write(a: str, b: str, label: str) -> None:
    assert compare_names(a, b).label == compare_names(b, a).label == label


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Jools", "Julian"),
        ("Mags", "Margaret"),
        ("Kel", "Kelvin"),
        ("Romy", "Rosemary"),
        ("Loz", "Lauren"),
        ("Basia", "Barbara"),
        ("Riaan", "Adriaan"),
        ("Drikus", "Hendrikus"),
        ("Sannie", "Susanna"),
        ("Thandi", "Thandiwe"),
        ("Jas", "Jasvinder"),
        ("Lani", "Leilani"),
        ("Brid", "Brigid"),
        ("Masha", "Maria"),
    ],
)
def test_dup_2_short_forms_of_many_countries(short: str, full: str) -> None:
    assert compare_names(f"{short} Quarrington", f"Quarrington, {full}").label == "same"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Quarrington UT No. 7", "Quarrington Unit Trust No 7"),
        ("OC SP 40417", "Strata Plan 40417"),
        ("Rosella B.P.W.", "Rosella BPW Pty Ltd"),  # a word and three letters are no person
        ("Comhlucht Drámaí na Quorn", "Comhlucht Dramai na Quorn CLG"),  # nor is a name with a small word
        ("STONE, Hazel May", "Hazel Stone"),  # a word of a trade that is a family name
        ("Quarrington Ortho", "Quarrington Orthodontics Pty Ltd"),
        ("Quarrington Renderers", "Quarrington Rendering Pty Ltd"),
        ("Lee Quarrington", "QUARRINGTON, Leigh"),
    ],
)
def test_dup_2_written_in_two_ways(a: str, b: str) -> None:
    assert compare_names(a, b).label == compare_names(b, a).label == "same"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Q.R.S. Haulage", "QRT Haulage"),  # an initial is no acronym
        ("Slavko Quarrington", "Slavka Quarrington"),  # one of them in no list
        ("Tibalt Quarrington", "QUARRINGTON, Tiberius"),
        ("Quarrington Eastmere Trust", "Quarrington Westmere Trust"),
    ],
)
def test_dup_3_told_apart_by_a_word(a: str, b: str) -> None:
    assert compare_names(a, b).label != "same"
    assert compare_names(b, a).label != "same"
