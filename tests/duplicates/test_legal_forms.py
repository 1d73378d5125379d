"""Legal forms of ten countries in their many spellings, by invented names."""

from __future__ import annotations

import pytest

from reconcile.duplicates import compare_names
from reconcile.duplicates.parse import parse_name

ONE_FORM = [
    ("Wattle Grove Joinery PL", "Wattle Grove Joinery Pty Ltd"),
    ("Bassford Rail Freight P.L.", "Bassford Rail Freight Proprietary Limited"),
    ("N & P Quint PL", "N & P Quint Pty Ltd"),
    ("Skookum Energy ULC", "Skookum Energy Unlimited Liability Corporation"),
    ("Lisheen Foods DAC", "Lisheen Foods Designated Activity Company"),
    ("Carrowmore Arts CLG", "Carrowmore Arts Company Limited by Guarantee"),
    ("Glenveagh Weavers Teo", "Glenveagh Weavers Teoranta"),
    ("Scierie Marchessault Ltée", "Scierie Marchessault Limitée"),
    ("Imprimerie Dufresne Inc", "Imprimerie Dufresne Incorporée"),
    ("Baviaans Boerdery CC", "Baviaans Boerdery Close Corporation"),
    ("Ironwood Dental PLLC", "Ironwood Dental Professional Limited Liability Company"),
    ("Quillback Fund LLLP", "Quillback Fund Limited Liability Limited Partnership"),
    ("Dargaville Pipe Band Inc Soc", "Dargaville Pipe Band Incorporated Society"),
    ("Kohlberg Maschinen GmbH & Co. KG", "Kohlberg Maschinen GmbH und Co KG"),
    ("Duinzicht Bloemen B.V.", "Duinzicht Bloemen BV"),
    ("Norrsken Timmer AB", "Norrsken Timmer Aktiebolag"),
    ("Zielona Dolina Sp. z o.o.", "Zielona Dolina sp zoo"),
    ("Frantoio Bellosguardo S.r.l.", "Frantoio Bellosguardo SRL"),
    ("Tindale SMSF", "Tindale SM Super Fund"),
    ("Tindale Superann Fund", "Tindale Super Fund"),
    ("Oakhampton Disc Trust", "Oakhampton Discretionary Trust"),
    ("Oakhampton Settlement", "Oakhampton Settlement Trust"),
]
TWO_FORMS = [
    ("Kohlberg Maschinen GmbH", "Kohlberg Maschinen AG"),
    ("Duinzicht Bloemen B.V.", "Duinzicht Bloemen N.V."),
    ("Tarbert Harbour SCIO", "Tarbert Harbour CIO"),
    ("Ironwood Dental PLLC", "Ironwood Dental PC"),
    ("Fionnbarr Ó Laoire", "Fionnbarr Ó Laoire Teo"),
    ("Oakhampton Investment Trust", "Oakhampton Property Trust"),
    ("Oakhampton Hybrid Trust", "Oakhampton Unit Trust"),
]


@pytest.mark.parametrize(("a", "b"), ONE_FORM)
def test_dup_2_a_form_in_two_spellings_is_one_form(a: str, b: str) -> None:
    assert parse_name(a).entity.form is not None
    assert compare_names(a, b).label == "same"


@pytest.mark.parametrize(("a", "b"), TWO_FORMS)
def test_dup_3_another_form_separates(a: str, b: str) -> None:
    found = compare_names(a, b)
    assert (found.label, found.separators) == ("related", ("legal-form",))


@pytest.mark.parametrize("name", ["Helmsdale P L", "Helmsdale P.L.", "Petrov AB", "Helmsdale, Mary A B", "Marcus Teo"])
def test_initials_and_family_names_are_no_forms(name: str) -> None:
    entity = parse_name(name).entity
    assert entity.form is None
    assert entity.personal
