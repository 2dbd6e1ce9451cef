"""Promises that hold for every page, whoever wrote it: all routes are walked."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from leitstand.dashboards.areas import Area, may_see
from leitstand.dashboards.discovery import find_pages
from leitstand.dashboards.page import Page
from leitstand.dashboards.preview import Preview, create_preview
from leitstand.schemas.vocabulary import AccessAction, Role

HOST = "http://127.0.0.1"

PAGES = find_pages()
READERS = {
    Area.DSB: "dsb",
    Area.SECURITY: "sicherheit",
    Area.TRAINING: "schulung",
    Area.DEPARTMENT: "leitung-kita",
    Area.LEADERSHIP: "cdo",
    Area.IT: "it",
}
NUMBERS = {Area.DSB: "PF-2026-0003", Area.SECURITY: "PF-2026-0004", Area.TRAINING: "EL-2026-0001"}
COMMENT = "Musterbeleg"
ANSWERABLE = [p for p in PAGES if not p.path.endswith("/live")]
"""Streams never end; they have a test of their own."""


SignIn = Callable[[str], TestClient]


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One house for the whole walk."""
    made = create_preview(tmp_path_factory.mktemp("house"))
    yield made
    made.cases.dispose()


@pytest.fixture(scope="module")
def sign_in(preview: Preview) -> Iterator[SignIn]:
    """A browser per account, signed in once."""
    with ExitStack() as stack:

        @cache
        def browser(account: str) -> TestClient:
            opened = TestClient(preview.app, base_url=HOST, follow_redirects=False)
            client = stack.enter_context(opened)
            if account:
                client.get("/sign-in")
                form = {"account": account, "password": preview.password}
                client.post("/sign-in", data={**form, "csrf": client.cookies["leitstand-form"]})
            return client

        yield browser


@pytest.fixture
def stranger(sign_in: SignIn) -> TestClient:
    """A browser in which nobody is signed in."""
    return sign_in("")


def names(walked: Page) -> str:
    return f"{walked.method} {walked.path}"


def address(page: Page) -> str:
    values = {"number": NUMBERS.get(page.area, ""), "department": "kita", "measure": "people"}
    return re.sub(r"\{([a-z]+)[^}]*\}", lambda part: values[part[1]], page.path)


def call(client: TestClient, walked: Page) -> tuple[int, str]:
    """Ask for the page as a browser does."""
    path = address(walked)
    form = {"csrf": token_of(client), "comment": COMMENT, "reason": "false_alarm"}
    response = client.get(path) if walked.method == "GET" else client.post(path, data=form)
    return response.status_code, response.text


def token_of(client: TestClient) -> str:
    page = client.get("/nowhere").text
    found = re.search(r'name="csrf" value="([0-9a-f]*)"', page)
    return found[1] if found else ""


def test_there_are_pages() -> None:
    """The walk below is not empty."""
    assert len(PAGES) > 10


@pytest.mark.parametrize("walked", ANSWERABLE, ids=names)
def test_a_stranger_sees_nothing(stranger: TestClient, walked: Page) -> None:
    """Without a session every page leads to the sign-in."""
    response = stranger.request(walked.method, address(walked))
    assert response.status_code == 303
    assert response.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("walked", ANSWERABLE, ids=names)
def test_another_role_sees_nothing_and_that_is_written_down(
    sign_in: SignIn, preview: Preview, walked: Page
) -> None:
    """The refusal is an access event."""
    stranger = next(
        account for area, account in READERS.items() if not may_see(_role(account), walked.area)
    )
    client = sign_in(stranger)
    preview.log.accesses.clear()
    assert call(client, walked)[0] == 403
    assert [entry.action for entry in preview.log.accesses] == [AccessAction.DENIED]


@pytest.mark.parametrize("walked", ANSWERABLE, ids=names)
def test_every_look_is_written_down(sign_in: SignIn, preview: Preview, walked: Page) -> None:
    """One event with who, what and where, of the kind that the page names."""
    client = sign_in(READERS[walked.area])
    token_of(client)
    preview.log.accesses.clear()
    call(client, walked)
    (entry,) = preview.log.accesses
    assert entry.action is walked.action
    assert entry.account == READERS[walked.area]
    assert entry.object


@pytest.mark.parametrize("walked", ANSWERABLE, ids=names)
def test_what_cannot_be_written_down_is_not_shown(
    sign_in: SignIn, preview: Preview, walked: Page
) -> None:
    """No log, no look, and no change."""
    client = sign_in(READERS[walked.area])
    token_of(client)
    before = preview.cases.latest_change()
    preview.log.full = True
    try:
        status, text = call(client, walked)
    finally:
        preview.log.full = False
    assert status == 503
    assert not re.search(r"(PF|EL|UT)-2026", text.split("<main", 1)[1])
    assert preview.cases.latest_change() == before


@pytest.mark.parametrize("walked", [p for p in PAGES if p.method == "POST"], ids=names)
def test_a_form_without_the_token_changes_nothing(
    sign_in: SignIn, preview: Preview, walked: Page
) -> None:
    """No other site sends our forms."""
    client = sign_in(READERS[walked.area])
    before = preview.cases.latest_change()
    form = {"comment": COMMENT, "reason": "false_alarm"}
    assert client.post(address(walked), data=form).status_code == 403
    assert preview.cases.latest_change() == before


@pytest.mark.parametrize("walked", [p for p in PAGES if "{number}" in p.path], ids=names)
def test_a_case_of_another_office_looks_like_none(
    sign_in: SignIn, preview: Preview, walked: Page
) -> None:
    """Training sees no case of the DSB, security none of personal data; the attempt is logged."""
    foreign = "EL-2026-0001" if walked.area is not Area.TRAINING else "PF-2026-0003"
    client = sign_in(READERS[walked.area])
    token = token_of(client)
    preview.log.accesses.clear()
    path = walked.path.replace("{number}", foreign)
    response = client.request(
        walked.method, path, data={"csrf": token} if walked.method == "POST" else None
    )
    assert response.status_code == 404
    assert [entry.action for entry in preview.log.accesses] == [AccessAction.DENIED]


def test_free_text_in_an_address_is_not_written_down(sign_in: SignIn, preview: Preview) -> None:
    """A name typed into the address bar stays out of the log."""
    client = sign_in("dsb")
    preview.log.accesses.clear()
    assert client.get("/dsb/cases/Erika Mustermann").status_code == 404
    assert "Erika" not in repr(preview.log.accesses)


def test_every_area_with_pages_is_walked() -> None:
    """Who adds an area adds its reader to this test."""
    assert {p.area for p in PAGES} <= set(READERS)


def _role(account: str) -> Role:
    return {
        "dsb": Role.DSB,
        "sicherheit": Role.SECURITY,
        "schulung": Role.TRAINING,
        "leitung-kita": Role.DEPARTMENT_HEAD,
        "cdo": Role.LEADERSHIP,
        "it": Role.IT,
    }[account]


def test_an_account_that_is_removed_is_out_at_once(tmp_path: Path) -> None:
    """Sessions do not outlive the office."""
    preview = create_preview(tmp_path)
    with TestClient(preview.app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        client.get("/sign-in")
        form = {"account": "dsb", "password": preview.password}
        client.post("/sign-in", data={**form, "csrf": client.cookies["leitstand-form"]})
        assert client.get("/dsb").status_code == 200
        (tmp_path / "accounts.yaml").unlink()
        assert client.get("/dsb").status_code == 303
    preview.cases.dispose()
