"""A real chromium before the real application, with made-up content and a log of what went wrong."""

import asyncio
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from leitstand.dashboards.preview import Preview, create_preview

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without chromium there is nothing to test here; say so."""
    if not CHROMIUM.exists():
        missing = pytest.mark.skip(reason=f"no chromium at {CHROMIUM}: install Debian's package")
        here = Path(__file__).parent
        for item in items:
            if here in item.path.parents:
                item.add_marker(missing)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's chromium instead of a download."""
    return {"executable_path": str(CHROMIUM), "args": ARGUMENTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The application, served."""

    address: str
    preview: Preview


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Serve a fresh application on a free port."""
    preview = create_preview(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as door:
        config = uvicorn.Config(preview.app, log_level="error", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([door])), daemon=True)
        thread.start()
        yield Site(address=f"http://127.0.0.1:{door.getsockname()[1]}", preview=preview)
        server.should_exit = True
        thread.join(20)
    preview.cases.dispose()


@dataclass(slots=True, kw_only=True)
class Watch:
    """What must never happen on a page."""

    complaints: list[str] = field(default_factory=list)
    """Console errors (violations of the Content-Security-Policy are among them), script errors."""
    foreign: list[str] = field(default_factory=list)
    """Requests to anybody else."""

    def follow(self, page: Page, address: str) -> None:
        """Listen to a page from its beginning."""
        page.on("console", lambda m: self._heard(m.type, m.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._asked(request.url, address))

    def _heard(self, kind: str, text: str) -> None:
        # An answer with an error status is reported here as well; the test that provoked it knows.
        if kind == "error" and not re.search(r"status of (4\d\d|503)", text):
            self.complaints.append(text)

    def _asked(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:")):
            self.foreign.append(url)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fail every browser test in which a page complained or asked somebody else."""
    watching = Watch()
    yield watching
    assert watching.complaints == []
    assert watching.foreign == []


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Site, watch: Watch) -> Iterator[Open]:
    """Open a page of ours in a browser of its own: ``open_page("dsb", "/dsb", width=320)``."""
    contexts: list[BrowserContext] = []

    def open_one(
        account: str, path: str, *, width: int = 1280, height: int = 900, **options: Any
    ) -> Page:
        size = ViewportSize(width=width, height=height)
        context = browser.new_context(
            base_url=site.address,
            viewport=size,
            locale="de-DE",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        watch.follow(page, site.address)
        if account:
            sign_in(page, account, site.preview.password)
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()


def sign_in(page: Page, account: str, password: str) -> None:
    """Fill in the form and send it."""
    page.goto("/sign-in")
    page.fill("#account", account)
    page.fill("#password", password)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
