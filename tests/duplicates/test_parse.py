"""Names taken apart."""

from __future__ import annotations

import pytest

from reconcile.duplicates.parse import parse_name


def test_a_trustee_its_trust_and_a_trading_name_are_told_apart() -> None:
    name = parse_name("Redgate Nominees P/L as trustee for the Osborne Unit Trust T/A Harbour Cafe")
    assert name.entity.words == {"osborne"}
    assert name.entity.form is not None
    assert (name.entity.form.kind, name.entity.form.trust_kinds) == ("trust", frozenset({"unit"}))
    assert name.trustee is not None
    assert "redgate" in name.trustee.words
    assert [alias.words for alias in name.aliases] == [{"harbour", "cafe"}]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Kestrel Pty. Ltd.", "pty-ltd"), ("Kestrel (Edms) Bpk", "pty-ltd"), ("Kestrel L.L.C.", "llc"), ("Kestrel Ltée", "ltd"),
        ("Kestrel DAC", "dac"), ("Kestrel Self Managed Super Fund", "super-fund"), ("Kestrel F/T", "trust"), ("Kestrel CC", "cc"),
        ("Kestrel Company Limited by Guarantee", "clg"), ("Kestrel Limited Partnership", "lp"), ("Kestrel P.L.C.", "plc"),
    ],
)  # fmt: skip
def test_legal_forms_are_read(text: str, kind: str) -> None:
    form = parse_name(text).entity.form
    assert form is not None
    assert form.kind == kind


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("J & M Smith", [("j", "smith"), ("m", "smith")]),
        ("Smith, John & Mary", [("john", "smith"), ("mary", "smith")]),
        ("SMITH J & M", [("j", "smith"), ("m", "smith")]),
        ("Colin Abbott & Ruth Baker", [("colin", "abbott"), ("ruth", "baker")]),
        ("Chen, Guang & Liu, Yan", [("guang", "chen"), ("yan", "liu")]),
        ("The Baxters (Ian & Wendy)", [("ian", "baxters"), ("wendy", "baxters")]),
    ],
)
def test_two_people_are_read(text: str, people: list[tuple[str, str]]) -> None:
    couple = parse_name(text).entity.couple
    assert couple is not None
    assert [(person.given[0].key, person.family[-1].key) for person in couple.people] == people


@pytest.mark.parametrize("text", ["Fitch & Lowe Architects", "Salt & Rye Bakehouse", "Ridley & Sons", "Marsh & Vale"])
def test_a_firm_is_no_couple(text: str) -> None:
    assert parse_name(text).entity.couple is None


REMARKS = [
    ("Kestrel (old)", ("old",)),
    ("xx Kestrel Roofing Ltd", ("xx",)),
    ("Kestrel - DO NOT USE", ("DO", "NOT", "USE")),
]


@pytest.mark.parametrize(("text", "junk"), REMARKS)
def test_remarks_are_no_part_of_the_name(text: str, junk: tuple[str, ...]) -> None:
    assert parse_name(text).junk == junk


def test_a_name_of_nothing_but_a_remark_is_kept() -> None:
    assert parse_name("Archive").entity.words == {"archive"}
