"""Signing in and out, and what strangers get."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from leitstand.dashboards.door import local_path
from leitstand.dashboards.preview import Preview, create_preview
from leitstand.schemas.vocabulary import AccessAction

SignIn = Callable[[str], TestClient]


def try_to_enter(client: TestClient, account: str, password: str, **more: str) -> int:
    client.get("/sign-in")
    form = {"account": account, "password": password, "csrf": client.cookies["leitstand-form"]}
    return client.post("/sign-in", data={**form, **more}).status_code


def test_a_stranger_is_sent_to_the_sign_in_page(stranger: TestClient) -> None:
    """The address asked for is kept for afterwards."""
    response = stranger.get("/dsb")
    assert (response.status_code, response.headers["location"]) == (303, "/sign-in?next=/dsb")


@pytest.mark.parametrize(
    ("account", "home"),
    [
        ("dsb", "/dsb"),
        ("dsb-vertretung", "/dsb"),
        ("sicherheit", "/security"),
        ("schulung", "/training"),
    ],
)
def test_readers_land_on_their_first_page(sign_in: SignIn, account: str, home: str) -> None:
    """Each role has its own."""
    assert sign_in(account).get("/").headers["location"] == home


def test_a_wrong_password_is_refused_and_written_down(
    stranger: TestClient, preview: Preview
) -> None:
    """The refusal names the account."""
    assert try_to_enter(stranger, "dsb", "falsch") == 401
    (entry,) = preview.log.accesses
    assert (entry.account, entry.action) == ("dsb", AccessAction.SIGN_IN_REFUSED)


def test_what_was_typed_as_an_unknown_account_is_not_written_down(
    stranger: TestClient, preview: Preview
) -> None:
    """It may be a password in the wrong field."""
    assert try_to_enter(stranger, "mein-kennwort", "x") == 401
    assert preview.log.accesses[0].account == "unknown"


def test_the_right_password_is_refused_after_too_many_wrong_ones(
    stranger: TestClient, preview: Preview
) -> None:
    """Guessing stops working before it succeeds."""
    for _ in range(5):
        try_to_enter(stranger, "dsb", "falsch")
    assert try_to_enter(stranger, "dsb", preview.password) == 401


def test_a_form_of_another_site_does_not_sign_in(stranger: TestClient, preview: Preview) -> None:
    """Without the token of this browser nothing happens."""
    assert try_to_enter(stranger, "dsb", preview.password, csrf="made up") == 403
    assert preview.log.accesses == []


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "http://elsewhere.example"}]
)
def test_a_browser_that_says_it_comes_from_elsewhere_is_refused(
    stranger: TestClient, preview: Preview, headers: dict[str, str]
) -> None:
    """Two checks besides the token."""
    stranger.headers.update(headers)
    assert try_to_enter(stranger, "dsb", preview.password) == 403


def test_signing_out_ends_the_session(sign_in: SignIn) -> None:
    """The old cookie is worth nothing afterwards."""
    client = sign_in("dsb")
    number = client.cookies["leitstand"]
    token = client.get("/dsb").text.split('name="csrf" value="')[1].split('"')[0]
    assert client.post("/sign-out", data={"csrf": token}).status_code == 303
    client.cookies.set("leitstand", number)
    assert client.get("/dsb").status_code == 303


def test_signing_out_needs_the_token(sign_in: SignIn) -> None:
    """No other site signs anybody out."""
    client = sign_in("dsb")
    assert client.post("/sign-out", data={}).status_code == 403
    assert client.get("/dsb").status_code == 200


def test_session_cookies_are_strict(stranger: TestClient, preview: Preview) -> None:
    """No script reads them and no other site sends them."""
    stranger.get("/sign-in")
    form = {
        "account": "dsb",
        "password": preview.password,
        "csrf": stranger.cookies["leitstand-form"],
    }
    cookie = stranger.post("/sign-in", data=form).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_the_demo_lists_who_can_sign_in(stranger: TestClient) -> None:
    """A stranger finds the way in."""
    assert "leitung-kita" in stranger.get("/sign-in").text


def test_outside_a_demo_nobody_is_listed(tmp_path: Path) -> None:
    """Accounts are nobody else's business."""
    preview = create_preview(tmp_path, demo=False)
    with TestClient(preview.app, base_url="http://127.0.0.1") as client:
        assert "leitung-kita" not in client.get("/sign-in").text
    preview.cases.dispose()


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/dsb", "/dsb"),
        ("//elsewhere.example", ""),
        ("https://elsewhere.example", ""),
        ("/\\elsewhere.example", ""),
        ("/a\nb", ""),
        ("", ""),
    ],
)
def test_only_paths_of_ours_are_gone_to_afterwards(asked: str, kept: str) -> None:
    """No open redirect."""
    assert local_path(asked) == kept


def test_health_needs_nobody(stranger: TestClient) -> None:
    """The supervisor asks without an account."""
    assert stranger.get("/healthz").text == "ok"


def test_the_language_can_be_chosen(stranger: TestClient) -> None:
    """The choice stays in the browser."""
    stranger.headers["accept-language"] = "fr"
    assert '<html lang="de">' in stranger.get("/sign-in").text
    stranger.get("/language/en?back=/sign-in")
    assert '<html lang="en">' in stranger.get("/sign-in").text
