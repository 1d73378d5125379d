"""One pair of records with everything that counted (DUP-8)."""

from __future__ import annotations

import time

from reconcile.duplicates import explain_pair

ONE = {
    "name": "Brian Hollander",
    "email": "bh@mail.example",
    "phone": "+64 21 555 0101",
    "address": "4 Quay St",
    "postcode": "6011",
}


def test_dup_8_every_field_that_counted_is_named() -> None:
    other = {**ONE, "name": "B J Hollander", "phone": "021 555 0101", "postcode": "9999"}
    found = explain_pair(ONE, other)
    weights = {item.name: item.weight for item in found.evidence}
    assert found.label == "same"
    assert {"email", "phone", "address", "postcode", "initials"} <= set(weights)
    assert weights["email"] > 0 > weights["postcode"]
    assert [abs(item.weight) for item in found.evidence] == sorted((abs(w) for w in weights.values()), reverse=True)


def test_dup_5_other_evidence_raises_and_lowers_a_pair() -> None:
    bare = explain_pair({"name": "Brian Hollander"}, {"name": "B Hollander"})
    raised = explain_pair(ONE, {**ONE, "name": "B Hollander"})
    elsewhere = {"name": "B Hollander", "email": "x@other.example", "phone": "09 555 0199", "address": "77 Vale Ave"}
    lowered = explain_pair(ONE, elsewhere)
    assert raised.probability > bare.probability > lowered.probability


def test_dup_3_a_separator_holds_against_all_evidence() -> None:
    found = explain_pair(ONE, {**ONE, "name": "Brian Hollander Pty Ltd"})
    assert found.label == "related"
    assert found.separators == ("legal-form",)
    assert found.probability < 0.1


def test_dup_3_one_home_makes_people_of_a_common_name_related_and_never_the_same() -> None:
    brown = {**ONE, "name": "Gemma Brown"}
    assert explain_pair(brown, {**ONE, "name": "Tobias Brown"}).label == "related"
    away = explain_pair(brown, {"name": "Tobias Brown", "email": "x@other.example"})
    assert away.label == "different"
    assert away.probability < 0.1


def test_missing_values_are_neutral() -> None:
    names = ({"name": "Tidal Freight"}, {"name": "Tidal Freight Ltd"})
    empty = ({**names[0], "email": None, "phone": ""}, {**names[1], "email": "a@b.example"})
    assert explain_pair(*names).probability == explain_pair(*empty).probability


def test_one_pair_is_explained_in_less_than_a_millisecond() -> None:
    """Of processor time, so that a page can do it live; the names are new each time."""
    told = {
        "email": "a@kiln.example",
        "phone": "02 5550 0100",
        "address": "5 Elm St",
        "city": "Ryde",
        "postcode": "2112",
    }
    took = []
    for turn in range(5):
        pairs = [
            (f"Quill {turn}{number} Holdings Pty Ltd", f"Quill {turn}{number} Holding P/L") for number in range(40)
        ]
        started = time.process_time()
        for a, b in pairs:
            explain_pair({"name": a, **told}, {"name": b, **told, "phone": "02 5550 0199"})
        took.append((time.process_time() - started) / len(pairs))
    assert min(took) < 0.001
