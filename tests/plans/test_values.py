"""Values are compared by what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.plans.values import comparable, equal

WORDS = ["exact", "text", "phone", "email", "web", "yes-no", "staff", "one-of"]


@pytest.mark.parametrize(
    ("compare", "one", "other"),
    [
        ("phone", "(02) 5550 1234", "+61 2 5550 1234"),
        ("phone", "02 5550 1234", "0255501234"),
        ("phone", "021 555 0123", "+64 21 555 0123"),
        ("text", "Level 2\r\n1 High St", "Level 2\n1 High St "),
        ("text", "Māori", "Ma\u0304ori"),
        ("email", "Office@Example.com", "office@example.com "),
        ("web", "https://www.example.com/", "example.com"),
        ("text", None, ""),
    ],
)
def test_equal_as_the_apps_see_it(compare: str, one: str | None, other: str | None) -> None:
    assert equal(compare, one, other)


@pytest.mark.parametrize(
    ("compare", "one", "other"),
    [
        ("exact", "Acme Pty Ltd", "Acme Pty ltd"),
        ("exact", "Acme", "Acme "),
        ("text", "1 High St", "1 High Street"),
        ("phone", "02 5550 1234", "02 5550 1235"),
        ("email", "a@example.com", "b@example.com"),
    ],
)
def test_different(compare: str, one: str, other: str) -> None:
    assert not equal(compare, one, other)


@given(st.sampled_from(WORDS), st.text(max_size=40))
def test_a_comparable_form_is_stable(compare: str, value: str) -> None:
    form = comparable(compare, value)
    assert equal(compare, value, value)
    if compare not in ("phone", "web"):
        assert comparable(compare, form) == form
