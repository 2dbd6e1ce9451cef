"""What every answer carries."""

import logging

import pytest
from starlette.testclient import TestClient

from leitstand.dashboards.preview import RememberingLog

PATHS = ["/sign-in", "/nowhere", "/healthz", "/static/app.css", "/dsb"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_forbids_what_is_not_ours(stranger: TestClient, path: str) -> None:
    """Scripts of ours only, nothing inline, Trusted Types, no frames."""
    policy = stranger.get(path).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1.elsewhere.example", ""])
def test_another_host_name_is_refused(stranger: TestClient, host: str) -> None:
    """A name that points at us is not enough (DNS rebinding)."""
    assert stranger.get("/sign-in", headers={"host": host}).status_code == 421


def test_pages_are_never_cached(stranger: TestClient) -> None:
    """The next person at this computer finds nothing."""
    assert stranger.get("/sign-in").headers["cache-control"] == "no-store"


def test_static_files_are_kept_by_their_hash(stranger: TestClient) -> None:
    """A new version has a new address."""
    page = stranger.get("/sign-in").text
    address = page.split('src="')[1].split('"')[0]
    assert "immutable" in stranger.get(address).headers["cache-control"]


def test_pages_load_nothing_from_elsewhere(stranger: TestClient) -> None:
    """Not one address of another site, and nothing inline."""
    page = stranger.get("/sign-in").text
    assert "http://" not in page
    assert "https://" not in page
    assert "<style" not in page
    assert " style=" not in page


def test_a_fault_of_ours_is_answered_without_its_text(
    stranger: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither the page nor the log quotes what went through our hands."""

    def fail(*_: object) -> None:
        message = "Erika Mustermann"
        raise RuntimeError(message)

    monkeypatch.setattr(RememberingLog, "record", fail)
    stranger.get("/sign-in")
    form = {"account": "dsb", "password": "x", "csrf": stranger.cookies["leitstand-form"]}
    with caplog.at_level(logging.DEBUG):
        response = stranger.post("/sign-in", data=form)
    assert response.status_code == 500
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert "RuntimeError at test_protection.py" in caplog.text
    assert "Erika" not in response.text + caplog.text
