"""Two records side by side."""

from __future__ import annotations

from reconcile.show import compare_records, sides_of

PAIR = {
    "app_a": "ignition",
    "id_a": "i1",
    "name_a": "Acme <b>Ltd</b>",
    "phone_a": "02.555",
    "email_a": None,
    "url_a": "javascript:alert(1)",
    "app_b": "xpm",
    "id_b": "x1",
    "name_b": "Acme Ltd",
    "phone_b": "02 555",
    "email_b": "",
    "url_b": "https://example.test/?a=1&b=2",
}


def test_xpm_stands_always_before_ignition() -> None:
    left, right = sides_of(PAIR)
    assert (left["app"], right["app"]) == ("xpm", "ignition")


def test_values_are_escaped_and_only_web_addresses_are_linked() -> None:
    shown = compare_records(*sides_of(PAIR))
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown
    assert "javascript" not in shown
    assert "https://example.test/?a=1&amp;b=2" in shown


def test_equal_rows_step_back_and_fields_that_nobody_has_are_left_out() -> None:
    shown = compare_records(*sides_of(PAIR))
    assert 'rc-equal"><th scope="row">Phone' in shown
    assert "Email" not in shown


def test_absent_and_empty_are_told_apart() -> None:
    shown = compare_records({"app": "xpm", "email": "a@b.example"}, {"app": "ignition", "email": None})
    assert "not kept there" in shown
    shown = compare_records({"app": "xpm", "email": "a@b.example"}, {"app": "ignition", "email": ""})
    assert "empty" in shown
