"""Marks: what is taken out of the markup is the text itself, and equal texts have none."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from reconcile.show.marks import marked

TEXTS = st.text(alphabet=st.sampled_from("ab <>&\"'é  \n"), max_size=30)


def plain(marked_up: str) -> str:
    return html.unescape(re.sub(r"</?mark>", "", marked_up))


@given(TEXTS, TEXTS)
def test_marks_keep_both_texts_whole(a: str, b: str) -> None:
    assert tuple(map(plain, marked(a, b))) == (a, b)


@given(TEXTS)
def test_equal_texts_have_no_mark(text: str) -> None:
    assert "<mark>" not in "".join(marked(text, text))


def test_the_words_that_differ_are_marked_and_escaped() -> None:
    assert marked("Dune & Sons", "Dune and Sons") == ("Dune <mark>&amp;</mark> Sons", "Dune <mark>and</mark> Sons")


def test_imp_3_a_difference_of_case_or_spaces_alone_is_marked() -> None:
    assert marked("ACME Ltd", "Acme Ltd")[0] == "<mark>ACME</mark> Ltd"
    assert "<mark>" in marked("Acme  Ltd", "Acme Ltd")[0]
