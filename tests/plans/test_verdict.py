"""SYN-13 to SYN-16 on every combination of unchanged, changed and cleared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.plans.verdict import What, one_way, two_way

OLD, A, B = "old", "new in a", "new in b"


@pytest.mark.parametrize(
    ("a", "b", "what", "rule"),
    [
        (OLD, OLD, What.NOTHING, ""),
        (A, OLD, What.TO_B, "SYN-13"),
        (OLD, B, What.TO_A, "SYN-13"),
        ("", OLD, What.CLEAR_B, "SYN-16"),
        (OLD, "", What.CLEAR_A, "SYN-16"),
        (None, OLD, What.CLEAR_B, "SYN-16"),
        (A, B, What.CONFLICT, "SYN-14"),
        (A, "", What.CONFLICT, "SYN-14"),
        ("", B, What.CONFLICT, "SYN-14"),
        ("", "", What.NOTHING, ""),
        (A, A, What.NOTHING, ""),
    ],
)
def test_syn_13_to_16_three_way(a: str | None, b: str, what: What, rule: str) -> None:
    verdict = two_way("text", a, b, (OLD, OLD), winner_is_a=True, newest=None)
    assert (verdict.what, verdict.rule) == (what, rule)


@pytest.mark.parametrize(("newest", "what"), [("a", What.TO_B), ("b", What.TO_A)])
def test_syn_14_newest_wins_where_the_settings_say_so(newest: str, what: What) -> None:
    assert two_way("text", A, B, (OLD, OLD), winner_is_a=True, newest=newest).what is what


@pytest.mark.parametrize(
    ("a", "b", "winner_is_a", "what"),
    [
        (A, B, True, What.TO_B),
        (A, B, False, What.TO_A),
        ("", B, True, What.TO_A),
        (A, "", False, What.TO_B),
        (None, B, True, What.TO_A),
        (A, None, False, What.TO_B),
    ],
)
def test_syn_15_without_a_common_value_the_winner_is_a_setting(
    a: str | None, b: str | None, winner_is_a: bool, what: What
) -> None:
    verdict = two_way("text", a, b, None, winner_is_a=winner_is_a, newest=None)
    assert (verdict.what, verdict.rule) == (what, "SYN-15")


def test_two_that_differ_though_neither_changed_are_seen() -> None:
    verdict = two_way("text", A, B, (A, B), winner_is_a=True, newest=None)
    assert verdict.what is What.TO_B
    assert "neither changed" in verdict.why


VALUES = st.one_of(st.none(), st.sampled_from(["", "x", "y", "z", " x ", "x\r\ny", "x\ny"]))
COMMON = st.one_of(st.none(), st.tuples(VALUES, VALUES))


@given(VALUES, VALUES, COMMON, st.booleans())
def test_syn_15_an_empty_value_never_replaces_one_without_a_history(
    a: str | None, b: str | None, common: object, to_b: bool
) -> None:
    verdict = one_way("text", a, b, common, to_b=to_b)  # type: ignore[arg-type]
    if not a:
        cleared = verdict.what in (What.CLEAR_A, What.CLEAR_B)
        assert verdict.what is What.NOTHING or (cleared and common is not None)


@given(VALUES, VALUES, COMMON, st.booleans(), st.sampled_from([None, "a", "b"]))
def test_two_way_is_symmetric(
    a: str | None, b: str | None, common: object, winner_is_a: bool, newest: str | None
) -> None:
    mirror = {What.TO_A: What.TO_B, What.TO_B: What.TO_A, What.CLEAR_A: What.CLEAR_B, What.CLEAR_B: What.CLEAR_A}
    swapped = None if common is None else (common[1], common[0])  # type: ignore[index]
    other = {"a": "b", "b": "a", None: None}[newest]
    here = two_way("text", a, b, common, winner_is_a=winner_is_a, newest=newest).what  # type: ignore[arg-type]
    there = two_way("text", b, a, swapped, winner_is_a=not winner_is_a, newest=other).what
    assert there is mirror.get(here, here)


@given(VALUES, COMMON)
def test_equal_values_need_nothing(a: str | None, common: object) -> None:
    assert one_way("text", a, a, common, to_b=True).what is What.NOTHING  # type: ignore[arg-type]


def test_set_7_the_value_that_will_be_lost_is_named() -> None:
    assert one_way("text", "gusto", "edited", ("old", "old"), to_b=True).lost == "edited"
    assert one_way("text", "gusto", "old", ("old", "old"), to_b=True).lost is None
