"""Where a quick look leaves a step of taking a name apart out, the step would have changed nothing."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reconcile.duplicates import entity, junk, normalise, numbers, parse, people, readable
from reconcile.duplicates.agreement import _is_box, _numbers, _same_number, address_levels
from reconcile.duplicates.normalise import clean, is_bare, tokenise
from reconcile.duplicates.parse import parse_name

WORDS = st.sampled_from(
    [
        "Ann",
        "Rowe",
        "ROWE",
        "rowe",
        "J",
        "JR",
        "J.R.",
        "Mr",
        "Mrs",
        "&",
        "and",
        "the",
        "Ltd",
        "Ldt",
        "Pty",
        "Trust",
        "Turst",
        "Two",
        "II",
        "V",
        "x",
        "zz",
        "2",
        "2nd",
        "2019",
        "(old)",
        "(2)",
        "-",
        "-copy",
        "NOT",
        "client",
        "ex",
        "old",
        "ABC123",
        "Family",
        "Estate",
        "Late",
        "Snr",
        "(Bill)",
        "No",
        "owners",
        "T/A",
        "atf",
        "o'Neil",
        "René",
        "inactive",
    ]
)
NAMES = st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", " ", ", ", " - "])), min_size=1, max_size=6).map(
    lambda parts: "".join(word + glue for word, glue in parts).strip(" ,")
)


@given(NAMES)
def test_taken_apart_without_quick_looks_a_name_is_the_same(name: str) -> None:
    quick = parse_name.__wrapped__(name)
    everything = frozenset({normalise._token(word, "", 0).key for word in name.split()})
    with (
        patch.object(normalise, "is_bare", lambda _text: False),
        patch.object(readable, "is_bare", lambda _text: False),
        patch.object(junk, "_is_clean", lambda _tokens: False),
        patch.object(numbers, "_number_keys", lambda: _Everything()),
        patch.object(entity, "_all_titles", lambda: everything | {token.key for token in tokenise(clean(name))}),
        patch.object(entity, "has_number", lambda _tokens: True),
        patch.object(entity, "has_bracket", lambda _tokens: True),
        patch.object(parse, "_is_of_one", lambda _tokens: False),
        patch.object(people, "_trade_words", lambda: everything | {token.key for token in tokenise(clean(name))}),
    ):
        assert parse_name.__wrapped__(name) == quick


class _Everything(frozenset[str]):
    def __contains__(self, _item: object) -> bool:
        return True


@given(NAMES)
def test_every_token_is_an_object_of_its_own(name: str) -> None:
    tokens = tokenise(name)
    assert len(set(map(id, tokens))) == len(tokens)
    assert tokens == tuple(normalise._tokens(name))


def test_what_is_bare() -> None:
    assert is_bare("Ann Rowe")
    assert not any(map(is_bare, ["", " Ann", "Ann  Rowe", "Ann Rowe 2", "René", "A-B", "Ann\tRowe"]))


ADDRESSES = st.lists(
    st.sampled_from(["5", "7", "12", "elm", "elms", "street", "po", "box", "99", "level"]), min_size=0, max_size=6
).map(" ".join)


@given(st.lists(st.tuples(ADDRESSES, ADDRESSES), min_size=1, max_size=6))
def test_numbers_and_boxes_are_read_wherever_they_count(pairs: list[tuple[str, str]]) -> None:
    """A number that differs, or a box, changes the level of a near address alone: reading them everywhere gives the same."""
    a, b = (np.asarray([*side, None], dtype=object)[:-1] for side in zip(*pairs, strict=True))
    together = address_levels(a, b)
    one_by_one = [int(address_levels(a[[place]], b[[place]])[0]) for place in range(len(a))]
    assert together.tolist() == one_by_one
    for (x, y), level in zip(pairs, together.tolist(), strict=True):
        if level in (1, 2, 4):
            assert _same_number(_numbers(x), _numbers(y))
        if level == 3:
            assert not any(map(_is_box, (x, y)))
