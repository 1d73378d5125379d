"""Answering from the keyboard: what was painted is what is answered."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SECONDS, Served, at_rest

pytestmark = pytest.mark.browser

VERDICTS = {"y": "same", "n": "different", "j": "later"}

LISTEN = """() => {
    window.pressed = [];
    document.addEventListener('keydown', event => {
        const button = document.querySelector('[class*="st-key-same-"]');
        if (button) window.pressed.push([event.key, button.className.match(/st-key-(same-\\S+)/)[1]]);
    }, true);
}"""


def painted(page: Page) -> str:
    """Which painting of which pair the answer buttons belong to. The place of a button is there before the button is."""
    place = page.locator('[class*="st-key-same-"]')
    place.get_by_role("button").wait_for()
    found = re.search(r"st-key-same-(\S+)", place.get_attribute("class") or "")
    assert found
    return found[1]


def answers(served: Served) -> dict[str, str]:
    table = served.workspace.decisions()
    return dict(zip(table["pair_id"], table["decision"], strict=True))


def opened(served: Served, new_page: Callable[[], Page]) -> Page:
    page = new_page()
    page.goto(f"{served.url}/duplicates")
    painted(page)
    at_rest(page)
    page.evaluate(LISTEN)
    return page


def test_ten_fast_presses_answer_no_pair_that_was_not_on_the_screen(
    served: Served, new_page: Callable[[], Page]
) -> None:
    page = opened(served, new_page)
    before = answers(served)
    for key in "ynynynynyn":
        page.keyboard.press(key)
        page.wait_for_timeout(35)
    page.wait_for_timeout(1_500)
    pressed = {(painting.rpartition("-")[2], VERDICTS[key]) for key, painting in page.evaluate("window.pressed")}
    given = {pair: verdict for pair, verdict in answers(served).items() if pair not in before}
    assert set(given.items()) <= pressed


def test_ten_fast_presses_of_one_key_give_it_once_to_each_pair(served: Served, new_page: Callable[[], Page]) -> None:
    page = opened(served, new_page)
    before = answers(served)
    for _ in range(10):
        page.keyboard.press("j")
        page.wait_for_timeout(35)
    page.wait_for_timeout(1_500)
    seen = {painting.rpartition("-")[2] for _, painting in page.evaluate("window.pressed")}
    given = {pair: verdict for pair, verdict in answers(served).items() if pair not in before}
    assert given
    assert set(given) <= seen
    assert set(given.values()) == {"later"}


def test_keys_typed_into_the_note_answer_nothing(served: Served, new_page: Callable[[], Page]) -> None:
    page = opened(served, new_page)
    before = answers(served)
    now = painted(page)
    page.get_by_label("Note").fill("")
    page.get_by_label("Note").press_sequentially("yes, my join key", delay=15)
    page.wait_for_timeout(400)
    assert painted(page) == now
    assert answers(served) == before


def test_keys_do_nothing_behind_an_open_question(served: Served, new_page: Callable[[], Page]) -> None:
    page = opened(served, new_page)
    before = answers(served)
    page.get_by_role("button", name=re.compile("Accept .* certain pairs")).click()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=SECONDS)
    for key in "yn":
        page.keyboard.press(key)
    page.wait_for_timeout(400)
    assert answers(served) == before
    expect(page.get_by_role("dialog")).to_be_visible()
