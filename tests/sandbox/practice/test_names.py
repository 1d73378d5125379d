"""Names know their words."""

from __future__ import annotations

import pytest

from reconcile.sandbox.practice.names import Name, Role, Token, key, unmarked

ADA = Name((Token("Ada", Role.GIVEN), Token("Lark", Role.SURNAME)), trading="Quiet Fox", keeps_form=True)


def test_another_word_keeps_what_else_is_known():
    other = ADA.with_text(0, "Tom")
    assert (other.text, other.trading, other.keeps_form) == ("Tom Lark", "Quiet Fox", True)


def test_an_empty_word_goes():
    assert ADA.with_text(0, "").tokens == (Token("Lark", Role.SURNAME),)


def test_personal_is_made_of_people_alone():
    assert ADA.is_personal
    assert not ADA.with_tokens((*ADA.tokens, Token("Ltd", Role.FORM))).is_personal


@pytest.mark.parametrize(
    ("text", "plain"), [("Māori", "Maori"), ("Łódź", "Lodz"), ("Søren", "Soren"), ("plain", "plain")]
)
def test_unmarked_letters(text, plain):
    assert unmarked(text) == plain


def test_key_of_a_name_in_another_script_is_not_empty():
    assert key("金龍") == "金龍"
    assert key("&") == "&"
