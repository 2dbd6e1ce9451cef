"""Every page of every reader: accessible, without horizontal scrolling, in light and dark."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # no stubs
from playwright.sync_api import Page

from leitstand.dashboards.areas import Area
from leitstand.dashboards.discovery import find_pages

Open = Callable[..., Page]

READERS = {
    Area.DSB: ("dsb", "PF-2026-0002"),
    Area.SECURITY: ("sicherheit", "PF-2026-0004"),
    Area.TRAINING: ("schulung", "EL-2026-0001"),
    Area.DEPARTMENT: ("leitung-kita", ""),
    Area.LEADERSHIP: ("cdo", ""),
    Area.IT: ("it", ""),
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


def addresses() -> Iterator[tuple[str, str]]:
    yield "", "/sign-in"
    yield "dsb", "/nowhere"
    yield "dsb", "/dsb?list=closed"
    yield "dsb", "/dsb?list=uncertain&department=bau"
    for page in find_pages():
        if page.method == "GET" and not page.path.endswith(("/live", ".csv")):
            account, number = READERS[page.area]
            yield account, page.path.replace("{number}", number).replace("{measure}", "people")


ADDRESSES = list(dict.fromkeys(addresses()))


@pytest.mark.parametrize(("account", "path"), ADDRESSES)
def test_axe_finds_nothing(open_page: Open, account: str, path: str) -> None:
    """WCAG 2.1 A and AA, and good practice, in both colour schemes."""
    page = open_page(account, path)
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        found = Axe().run(page, options=RULES).response["violations"]
        problems = [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found]
        assert problems == [], colours


@pytest.mark.parametrize(("account", "path"), ADDRESSES)
def test_nothing_scrolls_sideways(open_page: Open, account: str, path: str) -> None:
    """WCAG 1.4.10 Reflow, down to 320 pixels."""
    page = open_page(account, path, width=640)
    for width in (640, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("account", "path"), ADDRESSES)
def test_headings_leave_no_level_out(open_page: Open, account: str, path: str) -> None:
    """One of the first level."""
    page = open_page(account, path)
    levels = page.eval_on_selector_all("h1,h2,h3,h4", "all => all.map(h => Number(h.tagName[1]))")
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_dark_is_dark(open_page: Open) -> None:
    """The reader's choice of colours reaches the page."""
    page = open_page("", "/sign-in", color_scheme="dark")
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour in {"rgb(0, 0, 0)", "oklch(0 0 0)"}
