"""Pictures of the first screens from a running demo: ``pictures.py ADDRESS PASSWORD [FOLDER]``.

Every picture is made in a real browser at 1280 and 360 pixels, and kept below 300 kB.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = (1280, 360)
HEIGHTS = {1280: 900, 360: 780}
LARGEST_BYTES = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One page of one reader."""

    name: str
    account: str
    path: str
    click: str = ""
    """Selector of a link to follow first."""


def shots(department: str) -> tuple[Shot, ...]:
    """Return what is photographed: the first screens of the three readers, and a case file."""
    return (
        Shot(name="sign-in", account="", path="/sign-in"),
        Shot(name="dsb", account="dsb", path="/dsb"),
        Shot(name="case", account="dsb", path="/dsb", click="a[data-row]"),
        Shot(name="department", account=f"leitung-{department}", path="/department"),
        Shot(name="leadership", account="cdo", path="/leadership"),
    )


def photograph(browser: Browser, address: str, password: str, shot: Shot, folder: Path) -> None:
    """Write the pictures of one shot in both widths."""
    for width in WIDTHS:
        size = ViewportSize(width=width, height=HEIGHTS[width])
        context = browser.new_context(
            base_url=address,
            viewport=size,
            locale="de-DE",
            reduced_motion="reduce",
        )
        page = context.new_page()
        if shot.account:
            page.goto("/sign-in")
            page.fill("#account", shot.account)
            page.fill("#password", password)
            page.press("#password", "Enter")
            page.wait_for_url(lambda url: "/sign-in" not in url)
        page.goto(shot.path)
        if shot.click and page.locator(shot.click).count():
            page.locator(shot.click).first.click()
        page.wait_for_load_state()
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(1500)
        target = folder / f"{shot.name}-{width}.png"
        page.screenshot(path=target)
        context.close()
        if target.stat().st_size > LARGEST_BYTES:
            message = f"{target.name} is too large: {target.stat().st_size} bytes"
            raise SystemExit(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("password")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("docs/images"))
    parser.add_argument("--department", default="kita", help="whose head is photographed")
    given = parser.parse_args(arguments)
    given.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for shot in shots(given.department):
            photograph(browser, given.address, given.password, shot, given.folder)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
