"""What could not be processed: three answers, words for every reason, and nobody in it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from leitstand.dashboards.dead_letters.reasons import REASONS, UNKNOWN, words_of
from leitstand.dashboards.errors import NoDataError
from leitstand.dashboards.preview import create_preview
from leitstand.schemas.vocabulary import DeadLetterReason

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
Row = Mapping[str, object]


@dataclass
class Workings:
    """Answers with what a test says; remembers what was asked."""

    by_reason: Sequence[Row] = ()
    by_day: Sequence[Row] = ()
    away: bool = False
    asked: list[Mapping[str, object]] = field(default_factory=list[Mapping[str, object]])

    def rows(self, query: str, parameters: Mapping[str, object]) -> Sequence[Row]:
        if self.away:
            raise NoDataError
        self.asked.append(parameters)
        return self.by_reason if query.endswith("by_reason") else self.by_day


def reason(name: str, **changes: object) -> Row:
    return {
        "reason": name,
        "last_day": 0,
        "last_week": 0,
        "open": 1,
        "replayed": 0,
        "settled": 0,
        "newest": NOW,
        "oldest_day": date(2026, 11, 10),
        **changes,
    }


Show = Callable[..., str]


@pytest.fixture(scope="module")
def source() -> Workings:
    return Workings()


@pytest.fixture
def workings(source: Workings) -> Workings:
    """Return the source of the one house of this file, empty again."""
    source.by_reason, source.by_day, source.away = (), (), False
    source.asked.clear()
    return source


@pytest.fixture(scope="module")
def signed_in(tmp_path_factory: pytest.TempPathFactory, source: Workings) -> Iterator[TestClient]:
    """Return a browser in which IT is signed in."""
    house = tmp_path_factory.mktemp("house")
    made = create_preview(house, clock=lambda: NOW, workings=source)
    address = "http://127.0.0.1"
    with TestClient(made.app, base_url=address, follow_redirects=False) as client:
        client.get("/sign-in")
        form = {"account": "it", "password": made.password}
        client.post("/sign-in", data={**form, "csrf": client.cookies["leitstand-form"]})
        yield client
    made.cases.dispose()


@pytest.fixture
def client(signed_in: TestClient, workings: Workings) -> TestClient:
    """Return it before an empty house."""
    del workings
    return signed_in


@pytest.fixture
def show(client: TestClient) -> Show:
    def shown(path: str = "/it/dead-letters", language: str = "de") -> str:
        answer = client.get(path, headers={"accept-language": language})
        assert answer.status_code == 200
        return answer.text

    return shown


def test_every_reason_has_words_and_no_other() -> None:
    """Nobody reads a code of the machine; one of tomorrow has words, too."""
    assert set(REASONS) == set(DeadLetterReason)
    assert words_of("of_tomorrow") is UNKNOWN


def test_it_lands_on_the_page_of_it(client: TestClient) -> None:
    """IT has one page so far, and it is this one."""
    assert client.get("/").headers["location"] == "/it/dead-letters"


def test_nothing_set_aside_is_said_to_be_nothing(show: Show) -> None:
    """Zero open, nothing to make up for, and no empty table."""
    text = show()
    assert "Nichts wurde beiseitegelegt." in text
    assert "Es wartet nichts, was sich noch nachholen ließe." in text
    assert "<caption" not in text.split("Die letzten vierzehn Tage")[0]


def test_the_three_answers_are_sums_over_reasons(show: Show, workings: Workings) -> None:
    """How much is open and how new, what ends first, what came of it."""
    workings.by_reason = [
        reason("no_policy", last_day=3, last_week=5, open=4, replayed=1, settled=7),
        reason("failed", last_day=1, last_week=2, open=2, settled=1, oldest_day=date(2026, 11, 4)),
    ]
    text = show()
    assert "6 <small>offen</small>" in text
    assert "in den letzten 24 Stunden: 4, in den letzten sieben Tagen: 7." in text
    assert "8 <small>doch noch verarbeitet</small>" in text
    assert "Bei 1 erneut Gesendeten" in text
    # The 4th and fourteen days more are over at midnight UTC, one o'clock in Germany.
    assert "Für das Älteste bis 19.11.2026, 01:00" in text


@pytest.mark.parametrize(("oldest", "tone"), [(1, "danger"), (10, "warning")])
def test_what_ends_soon_is_urgent(show: Show, workings: Workings, oldest: int, tone: str) -> None:
    """Three days before a key dies the answer turns red."""
    last_day_of_key = NOW.date() - timedelta(days=14) + timedelta(days=oldest)
    workings.by_reason = [reason("failed", oldest_day=last_day_of_key)]
    assert f'<section class="answer answer--{tone}" aria-labelledby="q2">' in show()


@pytest.mark.parametrize("name", ["time_out_of_range", "key_destroyed"])
def test_what_can_never_be_made_up_for_has_no_date(
    show: Show, workings: Workings, name: str
) -> None:
    """Sending it again would not help, however long its key lives."""
    workings.by_reason = [reason(name)]
    assert "nicht nachholbar" in show()


def test_what_was_processed_after_all_asks_for_nothing(show: Show, workings: Workings) -> None:
    """The reason stays in the table, without a task."""
    workings.by_reason = [reason("failed", open=0, settled=3, oldest_day=None)]
    text = show()
    assert "Nichts: Alle wurden doch noch verarbeitet." in text
    assert "Die IT meldet ihn" not in text


def test_the_course_has_every_day(show: Show, workings: Workings) -> None:
    """Days without any are days, too; chart and table say the same."""
    workings.by_day = [{"day": date(2026, 11, 12), "refused": 1234, "settled": 2}]
    text = show()
    assert text.count("<tr><td>") == 14
    assert '<td>12.11.2026</td><td class="number">1.234</td><td class="number">2</td>' in text
    assert ">1.234</text>" in text


def test_days_are_those_of_the_house(show: Show, workings: Workings) -> None:
    """Asked in its time zone, for fourteen days, today included."""
    show()
    asked = next(parameters for parameters in workings.asked if "zone" in parameters)
    assert (asked["zone"], asked["first"]) == ("Europe/Berlin", date(2026, 11, 3))


def test_the_table_can_be_taken_along(show: Show, workings: Workings) -> None:
    """As CSV in the reader's language."""
    workings.by_reason = [reason("no_policy", last_day=3)]
    csv = show("/it/dead-letters/table.csv")
    assert csv.startswith("\ufeffWas geschehen ist;Was zu tun ist;24 Stunden")
    assert "keine Dienstanweisung;" in csv
    assert ";3;0;1;0;0;2026-11-16T10:30+01:00;2026-11-25T01:00+01:00" in csv


def test_without_data_it_says_so(client: TestClient, workings: Workings) -> None:
    """A database that is away is not an empty one."""
    workings.away = True
    answer = client.get("/it/dead-letters")
    assert answer.status_code == 503
    assert "beiseitegelegt" not in answer.text
