"""Messages: title, what happened, what to do; everything escaped."""

from __future__ import annotations

from reconcile import show
from reconcile.errors import NotAllowed, TryAgain
from reconcile.show.block import block
from reconcile.show.notices import cards, empty_state, steps


def test_an_error_shows_title_message_and_hint() -> None:
    shown = show.problem(NotAllowed("It was <refused>.", title="No", hint="Ask & see."))
    assert 'role="alert"' in shown
    assert "<strong>No</strong><p>It was &lt;refused&gt;.</p>" in shown
    assert "Ask &amp; see." in shown
    assert "rc-warn" in show.problem(TryAgain("busy"))


def test_cards_steps_and_empty_states_escape_what_they_are_given() -> None:
    nasty = "<script>x</script>"
    for shown in (
        cards([{"title": nasty, "value": nasty, "note": nasty, "foot": nasty}]),
        steps([(nasty, nasty, "now")]),
    ):
        assert "<script>" not in shown
    assert "<script>" not in empty_state("i", nasty, nasty)


def test_a_block_brings_its_style_to_a_notebook() -> None:
    assert block("<p>x</p>")._repr_html_().startswith("<style>")


def test_the_style_calls_no_other_host() -> None:
    assert "url(" not in show.style()
    assert "@import" not in show.style()
