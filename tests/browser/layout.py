"""What of a page is wider than its window, at the widths that people have and at 200 % zoom."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

WIDTHS = (1920, 640, 1280)
"""640 is 1280 at a zoom of 200 %."""

CUT = """() => {
    const width = document.documentElement.clientWidth;
    const inside = element => {
        for (let up = element; up; up = up.parentElement)
            if (/(auto|scroll)/.test(getComputedStyle(up).overflowX) && up.scrollWidth > up.clientWidth) return true;
        return false;
    };
    const found = [];
    const looked = ':is(button, input, h1, h2, h3, p, td, th, .rc-card)';
    for (const element of document.querySelectorAll(`[data-testid="stMain"] ${looked}`)) {
        const box = element.getBoundingClientRect();
        const seen = element.checkVisibility({opacityProperty: true, visibilityProperty: true});
        if (!seen || !box.width || !box.height || element.closest('.rc-spoken, [data-testid="stElementToolbar"]')) continue;
        if ((box.right > width + 1 || box.left < -1) && !inside(element))
            found.push(`${element.tagName} ${element.className.toString().slice(0, 60)} ${element.innerText.slice(0, 40)}`);
    }
    return found;
}"""
"""What stands beyond the window's edge and in nothing that can be scrolled to show it."""

WIDER = """() => Math.max(...[document.documentElement, document.querySelector('[data-testid="stMain"]')].map(
    element => element.scrollWidth - element.clientWidth))"""


def misfits(page: Page) -> Iterator[str]:
    """What scrolls sideways or is cut off at each of the widths; the page is left at the last one."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for _ in range(20):  # a page takes a moment to fit itself into a new width
            page.wait_for_timeout(100)
            wider = page.evaluate(WIDER)
            if wider <= 0:
                break
        else:
            yield f"{width} wide: scrolls sideways by {wider}"
        for cut in page.evaluate(CUT):
            yield f"{width} wide: cuts off {cut}"
