"""Which column is which field."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.apps.fields import EXPORT_COLUMNS
from reconcile.apps.files.columns import recognise_columns
from reconcile.apps.files.headers import fold, synonyms
from reconcile.model import CLIENT_TEXT_FIELDS, CONTACT_TEXT_FIELDS


def frame(*headers: str, rows: list[list[str | None]] | None = None) -> pd.DataFrame:
    return pd.DataFrame(rows or [], columns=list(headers), dtype=object)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (("UUID", "Name"), {"id": "UUID", "name": "Name"}),
        (("CLIENT_CODE", "Client name", "E-mail"), {"id": "CLIENT_CODE", "name": "Client name", "email": "E-mail"}),
        (
            ("Customer No.", "Organisation", "Mobile"),
            {"id": "Customer No.", "name": "Organisation", "contact_mobile": "Mobile"},
        ),
        (("Name", "Client", "No"), {"id": "No", "name": "Client"}),
        (("Id", "Client Id", "Name"), {"id": "Client Id", "name": "Name"}),
        (("Contact Name", "Company", "ID"), {"id": "ID", "name": "Company", "contact_name": "Contact Name"}),
        (("id", "name", "State", "Status"), {"id": "id", "name": "name", "region": "State", "state": "Status"}),
        ((), {}),
    ],
)
def test_headers_decide(headers: tuple[str, ...], expected: dict[str, str]) -> None:
    assert recognise_columns(frame(*headers)) == expected


def test_ignitions_own_export_is_recognised() -> None:
    found = recognise_columns(frame(*EXPORT_COLUMNS))
    assert {field: found[field] for field in ("id", "name", "state", "postal_postcode", "xpm_id", "contact_email")} == {
        "id": "Client Id",
        "name": "Client Name",
        "state": "Client State",
        "postal_postcode": "Postal Post Code",
        "xpm_id": "XPM Id",
        "contact_email": "Contact Email",
    }


def test_values_decide_where_headers_say_nothing() -> None:
    rows: list[list[str | None]] = [
        ["a@x.test", "09 555 0100", "K-1", "Smith & Sons"],
        ["b@x.test", "+64 21 555 010", "K-2", "Brook Bakery"],
        [None, "", "K-3", "Lee, Kim"],
    ]
    found = recognise_columns(frame("W", "X", "Y", "Z", rows=rows))
    assert found == {"id": "Y", "name": "Z", "email": "W", "phone": "X"}


def test_a_column_that_repeats_itself_is_no_id() -> None:
    rows: list[list[str | None]] = [["1", "Smith & Sons"], ["1", "Brook Bakery"]]
    assert recognise_columns(frame("X", "Y", rows=rows)) == {"name": "Y"}


def test_every_field_of_the_table_is_one_of_the_models() -> None:
    known = {"id", "state", "groups", *CLIENT_TEXT_FIELDS, *(f"contact_{field}" for field in CONTACT_TEXT_FIELDS)}
    made_into_others = {"archived", "prospect", "contact_first_name", "contact_last_name"}
    assert set(synonyms()) <= known | made_into_others


def test_no_spelling_stands_for_two_fields() -> None:
    spellings = [spelling for field in synonyms().values() for spelling in field]
    assert len(spellings) == len(set(spellings))
    assert fold("Is-Deleted ") == fold("isDeleted")


@given(st.lists(st.sampled_from([*EXPORT_COLUMNS, "Name", "X", "id"]), unique=True, max_size=12))
def test_no_column_is_used_twice(headers: list[str]) -> None:
    found = recognise_columns(frame(*headers))
    assert len(set(found.values())) == len(found)
    assert set(found.values()) <= set(headers)
