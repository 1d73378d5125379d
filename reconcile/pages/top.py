"""What every page begins with: the style, what the last press has to say, and the title; and how errors are told."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable, Collection, Iterator, Mapping
from html import escape

import streamlit as st

from reconcile import show
from reconcile.errors import NeedsUser, NotAllowed, ReconcileError
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.practices import bar
from reconcile.pages.signing import offer_sign_in

_SAYINGS = "sayings"


def begin(title: str, lead: str = "") -> Facts:
    """Draws the top of a page and returns the practice's facts. Stops the page where the practice cannot be opened."""
    st.html(show.style())
    try:
        facts = Facts(workspace())
        bar()
    except (ReconcileError, OSError) as error:
        st.html(show.problem(_as_told(error)))
        if isinstance(error, NotAllowed):
            offer_sign_in(error)
        st.stop()
    heading = title or facts.ws.name
    st.html(
        f'<h1 class="rc-heading">{escape(heading)}</h1>'
        + (f'<div class="rc-quiet">{escape(lead)}</div>' if lead else "")
    )
    for html in st.session_state.pop(_SAYINGS, []):
        st.html(html)
    return facts


def say(html: str) -> None:
    """Keeps a message for the top of the next rerun: a press is handled before its page is drawn."""
    st.session_state.setdefault(_SAYINGS, []).append(html)


def said(title: str, message: str = "", hint: str = "", *, tone: str = "good") -> None:
    """``say`` with a notice."""
    say(show.notice(title, message, hint, tone=tone))


@contextlib.contextmanager
def telling() -> Iterator[None]:
    """Around what a press does: an error is told at the top of the next rerun."""
    try:
        yield
    except (ReconcileError, OSError) as error:
        say(show.problem(_as_told(error)))


@contextlib.contextmanager
def showing() -> Iterator[None]:
    """Around a part of a page: an error is shown in its place."""
    try:
        yield
    except (ReconcileError, OSError) as error:
        st.html(show.problem(_as_told(error)))


def _as_told(error: ReconcileError | OSError) -> ReconcileError:
    """What the disk refuses in words; raises any other error of the system again, because it is none of a person's making."""
    if isinstance(error, ReconcileError):
        return error
    if error.errno == errno.ENOSPC:
        return NeedsUser("Nothing more fits on the disk.", title="The disk is full", hint="Make room, and try again.")
    if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
        raise error
    return NeedsUser(
        "Locks and answers are written into the practice's folder, even to look at it, and it does not let itself be written.",
        title="The practice's folder cannot be written",
        hint="Give yourself the right to write in it and in everything inside, or copy the practice to a place of your own.",
    )


def nothing_yet(icon: str, title: str, message: str, *, page: str = "", label: str = "") -> None:
    """An empty page's message, with the button that leads to where its content comes from."""
    st.html(show.empty_state(icon, title, message))
    if page:
        with st.container(horizontal=True, horizontal_alignment="center"):
            if st.button(label, type="primary", key=f"go-{page}"):
                st.switch_page(page)


def chosen(label: str, counts: Mapping[str, int], words: Mapping[str, str], key: str) -> list[str]:
    """A filter with counts that stands in the page's address; several choices, none means all."""
    _from_address(key, counts)
    found = st.pills(
        label, list(counts), selection_mode="multi", format_func=_counted(counts, words), key=key, wrap=True
    )
    return _to_address(key, list(found))


def picked(label: str, counts: Mapping[str, int], words: Mapping[str, str], key: str, everything: str) -> list[str]:
    """The same as a list that opens, for values too many to stand side by side."""
    _from_address(key, counts)
    found = st.multiselect(label, list(counts), format_func=_counted(counts, words), key=key, placeholder=everything)
    return _to_address(key, list(found))


def at_least(label: str, key: str, low: int, high: int, step: int) -> int:
    """A slider in percent that stands in the page's address unless it lets everything through."""
    if key not in st.session_state:
        told = "".join(st.query_params.get_all(key)[:1])
        st.session_state[key] = int(told) if told.isdecimal() else low
    st.session_state[key] = min(max(int(st.session_state[key]), low), high)
    value = int(st.slider(label, low, high, step=step, format="%d%%", key=key))
    _to_address(key, [str(value)] if value > low else [])
    return value if value > low else 0


def one_of(label: str, words: Mapping[str, str], key: str) -> str:
    """A switch between the parts of a page, in its address too; the first part is the one that needs no word there."""
    first = next(iter(words))
    if st.session_state.get(key) not in words:
        st.session_state[key] = next((part for part in st.query_params.get_all(key) if part in words), first)
    value = st.segmented_control(
        label, list(words), format_func=words.__getitem__, required=True, key=key, label_visibility="collapsed"
    )
    _to_address(key, [] if value in (first, None) else [value])
    return str(value or first)


def _counted(counts: Mapping[str, int], words: Mapping[str, str]) -> Callable[[str], str]:
    return lambda value: f"{words.get(value, value)} · {counts[value]:,}"


def _from_address(key: str, known: Collection[str]) -> None:
    """Takes a filter's choice out of the address at first, and leaves out what is not to be chosen (any more).

    Streamlit's own binding puts the words of a choice there, which change with their counts.
    """
    found = st.session_state[key] if key in st.session_state else st.query_params.get_all(key)
    if isinstance(found, list):
        st.session_state[key] = [value for value in found if value in known]


def _to_address(key: str, found: list[str]) -> list[str]:
    if found != st.query_params.get_all(key):
        if found:
            st.query_params[key] = found
        else:
            st.query_params.pop(key, None)
    return found
