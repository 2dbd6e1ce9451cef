"""The worklist of an office and what can be done there."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from starlette.testclient import TestClient

from leitstand.cases import Actor, CloseReason, State
from leitstand.dashboards.desk.case_file import left_the_house
from leitstand.dashboards.desk.summary import Duty, dues_of, summarise
from leitstand.dashboards.preview import POLICY, Preview, assessment, finding
from leitstand.schemas.vocabulary import Category, NotChecked, Role, Verdict

SignIn = Callable[[str], TestClient]
OFFICER = Actor(account="dsb", role=Role.DSB)


def token_of(client: TestClient, path: str) -> str:
    return client.get(path).text.split('name="csrf" value="')[1].split('"')[0]


def send(client: TestClient, number: str, step: str, **form: str) -> int:
    path = f"/dsb/cases/{number}"
    token = token_of(client, path)
    return client.post(f"{path}/{step}", data={"csrf": token, **form}).status_code


def test_a_case_is_taken_and_closed(sign_in: SignIn, preview: Preview) -> None:
    """The whole way through the forms."""
    client = sign_in("dsb")
    assert send(client, "PF-2026-0003", "take") == 303
    assert preview.cases.get("PF-2026-0003").case.assigned_to == "dsb"
    closing = {"reason": "false_alarm", "comment": "Sammeladresse der Kita"}
    assert send(client, "PF-2026-0003", "close", **closing) == 303
    closed = preview.cases.get("PF-2026-0003").case
    assert (closed.state, closed.close_reason) == (State.CLOSED, CloseReason.FALSE_ALARM)


@pytest.mark.parametrize(
    "form",
    [{}, {"reason": "false_alarm"}, {"comment": "ohne Grund"}, {"reason": "x", "comment": "y"}],
)
def test_closing_needs_reason_and_comment(
    sign_in: SignIn, preview: Preview, form: dict[str, str]
) -> None:
    """Half a form changes nothing."""
    client = sign_in("dsb")
    send(client, "PF-2026-0003", "take")
    assert send(client, "PF-2026-0003", "close", **form) == 409
    assert preview.cases.get("PF-2026-0003").case.state is State.TRIAGE


def test_who_is_slower_is_told(sign_in: SignIn, preview: Preview) -> None:
    """Two people take the same case."""
    client = sign_in("dsb")
    preview.cases.take("PF-2026-0003", Actor(account="dsb-vertretung", role=Role.DSB_DEPUTY))
    assert send(client, "PF-2026-0003", "take") == 409


def test_a_closed_case_is_reopened(sign_in: SignIn, preview: Preview) -> None:
    """With a reason, by who then is in charge."""
    assert send(sign_in("dsb"), "PF-2026-0001", "reopen", comment="Neue Angaben") == 303
    assert preview.cases.get("PF-2026-0001").case.state is State.TRIAGE


def test_a_note_stands_in_the_timeline(sign_in: SignIn, preview: Preview) -> None:
    """Escaped, not run."""
    client = sign_in("dsb")
    assert send(client, "PF-2026-0002", "note", comment="<script>alert(1)</script>") == 303
    page = client.get("/dsb/cases/PF-2026-0002").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_the_file_shows_form_rule_and_application(sign_in: SignIn) -> None:
    """Masked evidence, legal basis, contract."""
    page = sign_in("dsb").get("/dsb/cases/PF-2026-0005").text
    for fact in ("AA99 9999", "Art. 5 Abs. 1 lit. c", "Auftragsverarbeitung", "Drittland"):
        assert fact in page


def test_a_case_of_which_nothing_is_flagged_any_more_says_so(
    sign_in: SignIn, preview: Preview
) -> None:
    """Judged again under corrected rules: it is still there, and the timeline tells why."""
    made = assessment(preview.clock(), "bau", finding(Category.IBAN))
    (number,) = preview.cases.open_from(made, 0, 0)
    client = sign_in("dsb")
    assert "nichts mehr auffällig" not in client.get(f"/dsb/cases/{number}").text
    again = msgspec.structs.replace(made, release=2, findings=(), verdict=Verdict.ALLOWED)
    preview.cases.open_from(again, 0, 1)
    page = client.get(f"/dsb/cases/{number}").text
    assert "Davon ist nichts mehr auffällig" in page
    assert "Nach einer Berichtigung neu geprüft" in page


def test_the_list_can_be_filtered_by_the_address(sign_in: SignIn) -> None:
    """One department only."""
    page = sign_in("dsb").get("/dsb?department=kita").text
    table = page.split("<tbody>")[1]
    assert "PF-2026-0003" in table
    assert "PF-2026-0005" not in table


@pytest.mark.parametrize("query", ["list=nonsense", "department=%3Cb%3E", "page=-1", "page=999999"])
def test_a_made_up_filter_shows_the_usual_list(sign_in: SignIn, query: str) -> None:
    """Nothing that was typed comes back."""
    response = sign_in("dsb").get(f"/dsb?{query}")
    assert response.status_code == 200
    assert "<b>" not in response.text


@pytest.mark.parametrize(
    ("account", "path", "shown", "not_shown"),
    [
        ("dsb", "/dsb?list=uncertain", "UT-2026-0001", "PF-2026-0005"),
        ("dsb", "/dsb?list=review", "PF-2026-0002", "PF-2026-0005"),
        ("dsb", "/dsb?list=closed", "PF-2026-0001", "PF-2026-0005"),
        ("sicherheit", "/security", "PF-2026-0004", "PF-2026-0005"),
        ("schulung", "/training", "EL-2026-0001", "PF-2026"),
    ],
)
def test_each_office_sees_its_own_lists(
    sign_in: SignIn, account: str, path: str, shown: str, not_shown: str
) -> None:
    """Routing comes first."""
    page = sign_in(account).get(path).text
    assert shown in page
    assert not_shown not in page.split("<tbody>")[1]


def test_the_export_is_a_table_for_spreadsheets(sign_in: SignIn) -> None:
    """Header in the reader's words, one row per case."""
    response = sign_in("dsb").get("/dsb/cases.csv?list=new")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == "Kennung"
    assert [row[0] for row in rows[1:]] == ["PF-2026-0005", "PF-2026-0004", "PF-2026-0003"]


def test_an_empty_list_says_that_nothing_happened(sign_in: SignIn, preview: Preview) -> None:
    """Not the same as no data."""
    page = sign_in("dsb").get("/dsb?list=uncertain&department=bau").text
    assert "empty--nothing" in page


class TestSummary:
    """The three answers, as pure functions."""

    def test_new_cases_are_counted_with_the_grave_ones(self, preview: Preview) -> None:
        """What is new and critical."""
        found = summarise(preview.cases.list(), POLICY, "dsb", preview.clock())
        assert (found.new, found.grave) == (3, 3)

    def test_the_first_deadline_comes_first(self, preview: Preview) -> None:
        """Overdue ones before all others."""
        found = summarise(preview.cases.list(), POLICY, "dsb", preview.clock())
        moments = [due.at for due in found.deadlines]
        assert moments == sorted(moments)
        assert found.deadlines[0].case.number == "PF-2026-0002"

    def test_what_i_took_waits_for_me(self, preview: Preview) -> None:
        """And not for others."""
        cases, now = preview.cases.list(), preview.clock()
        assert summarise(cases, POLICY, "dsb", now).mine == 1
        assert summarise(cases, POLICY, "dsb-vertretung", now).mine == 0

    def test_an_unclaimed_case_waits_for_the_deputy_after_four_working_hours(
        self, preview: Preview
    ) -> None:
        """Not before."""
        cases, now = preview.cases.list(), preview.clock()
        assert summarise(cases, POLICY, "dsb", now).waiting == 0
        assert summarise(cases, POLICY, "dsb", now + timedelta(days=3)).waiting == 3

    def test_a_closed_case_has_no_deadline(self, preview: Preview) -> None:
        """It is done."""
        assert dues_of(preview.cases.get("PF-2026-0001").case, POLICY) == ()

    def test_a_case_that_was_taken_needs_no_taker(self, preview: Preview) -> None:
        """Review and notification stay."""
        dues = dues_of(preview.cases.get("PF-2026-0002").case, POLICY)
        assert {due.duty for due in dues} == {Duty.REVIEW, Duty.NOTIFY}

    def test_without_a_policy_no_deadline_is_made_up(self, preview: Preview) -> None:
        """The numbers are the town's."""
        assert summarise(preview.cases.list(), None, "dsb", preview.clock()).deadlines == ()


def test_on_the_towns_own_servers_nothing_left_the_house(preview: Preview) -> None:
    """By the record of the application."""
    made = assessment(preview.clock(), "bau", finding(Category.PERSON), application="rathaus-ki")
    (number,) = preview.cases.open_from(made, 0, 99)
    assert left_the_house(preview.cases.get(number)) is False


def test_in_the_cloud_it_left_the_house(preview: Preview) -> None:
    """Unless it was stopped."""
    assert left_the_house(preview.cases.get("PF-2026-0005")) is True


def test_a_finding_says_what_it_rests_on(sign_in: SignIn) -> None:
    """In words, never in the code's own."""
    page = sign_in("dsb").get("/dsb/cases/PF-2026-0005").text
    assert "ein Wort daneben benennt es" in page or "die Prüfziffer stimmt" in page
    assert "checksum" not in page


def test_what_could_not_be_checked_is_seen(sign_in: SignIn, preview: Preview) -> None:
    """By reason and number, on the worklist of data protection; nobody else is told."""
    today = preview.clock()
    missed = msgspec.structs.replace(
        assessment(today, "kita"), not_checked=NotChecked.TOO_LARGE, verdict=Verdict.NOT_CHECKED
    )
    assert "In den letzten sieben Tagen nicht geprüft" not in sign_in("dsb").get("/dsb").text
    preview.cases.open_from(missed, 0, 99)
    page = sign_in("dsb").get("/dsb").text
    assert "In den letzten sieben Tagen nicht geprüft" in page
    assert "<dt>zu groß für die Prüfung</dt><dd>1</dd>" in page
    assert "zu groß" not in sign_in("schulung").get("/training").text
