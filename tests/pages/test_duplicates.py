"""The review of pairs: the pair that was painted gets the answer, and no other."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from reconcile.workspace import Workspace
from tests.pages.conftest import OpenPage
from tests.pages.reading import button, html, press


@pytest.fixture
def linked(ws: Workspace) -> Workspace:
    ws.link_exact_names()
    return ws


def painted(page: AppTest) -> str:
    """The pair that the answer buttons belong to."""
    return str(button(page, "Same client").key).rpartition("-")[2]


def answers(ws: Workspace) -> dict[str, str]:
    table = ws.decisions()
    return dict(zip(table["pair_id"], table["decision"], strict=True))


@pytest.mark.parametrize(
    ("label", "verdict"), [("Same client", "same"), ("Different", "different"), ("Later", "later")]
)
def test_dup_4_an_answer_is_kept_on_the_painted_pair_and_the_next_is_shown(
    linked: Workspace, open_page: OpenPage, label: str, verdict: str
) -> None:
    page = open_page(linked, "duplicates")
    pair = painted(page)
    press(page, label)
    assert answers(linked) == {pair: verdict}
    assert painted(page) != pair


def test_two_different_keys_at_once_answer_nothing(linked: Workspace, open_page: OpenPage) -> None:
    page = open_page(linked, "duplicates")
    pair = painted(page)
    button(page, "Same client").click()
    button(page, "Different").click()
    page.run()
    assert answers(linked) == {}
    assert painted(page) == pair
    assert "Two different keys at once" in html(page)


def test_undo_takes_the_last_answer_back_and_shows_its_pair(linked: Workspace, open_page: OpenPage) -> None:
    page = open_page(linked, "duplicates")
    pair = painted(page)
    press(page, "Same client")
    press(page, "Undo")
    assert answers(linked) == {}
    assert painted(page) == pair
    assert len(linked.links()) == 1  # the link that followed from the answer is gone again


def test_back_shows_the_pair_before_with_its_answer(linked: Workspace, open_page: OpenPage) -> None:
    page = open_page(linked, "duplicates")
    pair = painted(page)
    press(page, "Different")
    press(page, "Back")
    assert painted(page) == pair
    assert "Different clients: the answer of" in html(page)


def test_a_note_is_kept_with_the_answer(linked: Workspace, open_page: OpenPage) -> None:
    page = open_page(linked, "duplicates")
    page.text_input(key=f"note-{painted(page)}").input("asked the partner").run()
    press(page, "Same client")
    assert list(linked.decisions()["note"]) == ["asked the partner"]


def test_the_keys_are_shown_on_the_buttons_and_are_off_behind_a_question(
    linked: Workspace, open_page: OpenPage
) -> None:
    page = open_page(linked, "duplicates")
    assert [
        button(page, label).proto.shortcut.upper() for label in ("Same", "Different", "Later", "Back", "Undo")
    ] == list("YNJKU")
    if not button(page, "Accept").disabled:
        press(page, "Accept")
        assert not button(page, "Same client").proto.shortcut


def test_certain_pairs_are_accepted_together_and_nothing_else_is(linked: Workspace, open_page: OpenPage) -> None:
    pairs = linked.duplicates()
    certain = set(pairs.loc[pairs["band"] == "certain", "pair_id"])
    assert certain
    page = open_page(linked, "duplicates")
    press(page, "Accept")
    press(page, "Accept all")
    assert set(answers(linked)) == certain
    assert set(answers(linked).values()) == {"same"}


def test_a_filter_comes_from_the_address(linked: Workspace, open_page: OpenPage) -> None:
    pairs = linked.duplicates()
    band = pairs.iloc[-1]["band"]
    page = open_page(linked, "duplicates", band=band)
    number = int((pairs["band"] == band).sum())
    assert f"Pair 1 of {number}" in html(page)
    assert dict(pairs.set_index("pair_id")["band"])[painted(page)] == band


def test_the_progress_counts_answers(linked: Workspace, open_page: OpenPage) -> None:
    page = open_page(linked, "duplicates")
    total = len(linked.duplicates())
    assert f"0 of {total} reviewed" in html(page)
    press(page, "Different")
    assert f"1 of {total} reviewed" in html(page)
    press(page, "Later")
    assert f"1 of {total} reviewed" in html(page)


def test_decided_pairs_are_listed(linked: Workspace, open_page: OpenPage) -> None:
    pair = linked.duplicates().iloc[0]
    linked.decide(pair["pair_id"], "different", by="Kim")
    page = open_page(linked, "duplicates", view="decided")
    table = page.dataframe[0].value
    assert list(table["By"]) == ["Kim"]
    assert list(table["One record"]) == [pair["name_a"]] or list(table["Other record"]) == [pair["name_a"]]


def test_dup_7_a_threshold_from_the_address_leaves_the_likelier_pairs_with_their_counts(
    linked: Workspace, open_page: OpenPage
) -> None:
    pairs = linked.duplicates()
    page = open_page(linked, "duplicates", least="90")
    left = pairs[pairs["probability"].astype(float) >= 0.9]
    assert 0 < len(left) < len(pairs) or f"of {len(left)}" in html(page)
    assert f"Pair 1 of {len(left)}" in html(page)
    page.slider(key="least").set_value(45).run()
    assert f"Pair 1 of {len(pairs)}" in html(page)
    assert "least" not in page.query_params


@pytest.mark.parametrize("told", ["900", "-5", "much"])
def test_a_threshold_that_is_none_is_taken_for_the_nearest(linked: Workspace, open_page: OpenPage, told: str) -> None:
    assert not open_page(linked, "duplicates", least=told).exception


def test_answers_given_elsewhere_are_taken_in_at_the_next_painting(linked: Workspace, open_page: OpenPage) -> None:
    page = open_page(linked, "duplicates")
    total = len(linked.duplicates())
    open_again = type(linked)(linked.folder)  # another program's
    open_again.decide(painted(page), "different", by="Lee")
    page.run()
    assert f"1 of {total} reviewed" in html(page)
    assert "Different clients: the answer of Lee" in html(page) or f"of {total - 1}" in html(page)
