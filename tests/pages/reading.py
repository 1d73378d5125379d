"""What a page says, out of its test double."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button


def html(page: AppTest) -> str:
    """Everything that the page shows as HTML of ours."""
    return "\n".join(element.value for element in page.html)


def markdown(page: AppTest) -> str:
    """Everything that goes through markdown."""
    elements = [*page.markdown, *page.caption, *page.subheader, *page.title, *page.text]
    labels = [button.label for button in page.button]
    return "\n".join([str(element.value) for element in elements] + labels)


def button(page: AppTest, label: str) -> Button:
    """The button whose label begins so."""
    found = [entry for entry in page.button if entry.label.startswith(label)]
    assert found, (label, [entry.label for entry in page.button])
    return found[0]


def press(page: AppTest, label: str) -> AppTest:
    """Presses a button and runs the page again."""
    button(page, label).click().run()
    assert not page.exception, page.exception
    return page
