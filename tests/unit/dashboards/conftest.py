"""The application over made-up content, with a clock that stands where the test puts it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from leitstand.dashboards.preview import Preview, create_preview

HOST = "http://127.0.0.1"


@dataclass(slots=True)
class StandingClock:
    now: datetime = field(default_factory=lambda: datetime(2026, 11, 16, 9, 30, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def move(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def preview(tmp_path: Path, clock: StandingClock) -> Iterator[Preview]:
    made = create_preview(tmp_path, clock=clock)
    yield made
    made.cases.dispose()


@pytest.fixture
def stranger(preview: Preview) -> Iterator[TestClient]:
    """A browser in which nobody is signed in."""
    with TestClient(preview.app, base_url=HOST, follow_redirects=False) as client:
        yield client


SignIn = Callable[[str], TestClient]


@pytest.fixture
def sign_in(preview: Preview, stranger: TestClient) -> SignIn:
    """Sign an account in and return its browser."""

    def enter(account: str) -> TestClient:
        stranger.get("/sign-in")
        form = {
            "account": account,
            "password": preview.password,
            "csrf": stranger.cookies["leitstand-form"],
        }
        assert stranger.post("/sign-in", data=form).status_code == 303
        return stranger

    return enter
