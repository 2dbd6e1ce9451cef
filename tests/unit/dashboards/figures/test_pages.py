"""The figure pages: who sees what, what is protected, and what the CSV says about it."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from leitstand.dashboards.figures.made_up import MadeUpFigures
from leitstand.dashboards.figures.measures import MEASURES
from leitstand.dashboards.preview import NoFigures, Preview, create_preview
from leitstand.dashboards.services import Figures

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """Remembers what was asked of the figures."""

    figures: Figures
    departments: list[object] = field(default_factory=list)

    def rows(self, query: str, parameters: Mapping[str, object]) -> Sequence[Mapping[str, object]]:
        if "departments" in parameters:
            self.departments.append(parameters["departments"])
        return self.figures.rows(query, parameters)


Enter = Callable[..., tuple[TestClient, Preview, Asked]]


@pytest.fixture
def enter(tmp_path: Path) -> Enter:
    """Sign an account in, over figures of your choice."""

    def signed_in(
        account: str, figures: Figures | None = None
    ) -> tuple[TestClient, Preview, Asked]:
        asked = Asked(figures or MadeUpFigures(NOW.date()))
        made = create_preview(tmp_path, clock=lambda: NOW, filled=False, figures=asked)
        made.cases.dispose()
        client = TestClient(made.app, base_url="http://127.0.0.1", follow_redirects=False)
        client.headers["accept-language"] = "de"
        client.get("/sign-in")
        form = {
            "account": account,
            "password": made.password,
            "csrf": client.cookies["leitstand-form"],
        }
        assert client.post("/sign-in", data=form).status_code == 303
        return client, made, asked

    return signed_in


def test_leadership_reads_the_plan_in_one_sentence(enter: Enter) -> None:
    """The sentence of the council paper."""
    client, _, _ = enter("cdo")
    assert "320 von 450 geschult (71,1\N{NO-BREAK SPACE}%), Stufe 3 zwei Wochen hinter Plan." in (
        client.get("/leadership").text
    )


def test_a_head_reads_who_lacks_training_as_a_number(enter: Enter) -> None:
    """Nineteen of twenty-seven; the other eight are a number."""
    client, _, _ = enter("leitung-kita")
    page = client.get("/department").text
    assert "19 von 27 sind geschult (70,4\N{NO-BREAK SPACE}%)." in page
    assert "Personen ohne Schulung" in page


def test_a_head_asks_for_the_own_department_only(enter: Enter) -> None:
    """Other departments are not even read."""
    client, _, asked = enter("leitung-kita")
    pages = ["/department", "/department/figures/interactions"]
    text = "".join(client.get(path).text for path in pages)
    assert asked.departments == [["kita", "*"]] * 2
    assert "Soziales" not in text


def test_a_small_department_sees_the_town_and_is_told_so(enter: Enter) -> None:
    """Nine people: protected, with the reason, and the whole administration instead."""
    client, _, _ = enter("leitung-bau")
    page = client.get("/department").text
    assert "ganze Verwaltung" in page
    assert "weniger als 10 Personen" in page


def test_departments_stand_in_the_order_of_the_organisation_chart(enter: Enter) -> None:
    """No ranking: the order is the published one."""
    client, _, _ = enter("cdo")
    page = client.get("/leadership").text
    titles = ("Kindertageseinrichtungen", "Soziales und Jugend", "Ordnung und", "Bauen und")
    places = [page.index(f"{title}") for title in titles]
    assert places == sorted(places)


def rows_of(client: TestClient, address: str) -> list[dict[str, str]]:
    body = client.get(address)
    assert body.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(body.content.decode("utf-8-sig")), delimiter=";"))


def test_a_protected_value_is_empty_in_the_csv_and_says_why(enter: Enter) -> None:
    """Nobody takes a hidden value for zero."""
    client, _, _ = enter("cdo")
    rows = rows_of(client, "/leadership/figures/interactions/table.csv")
    hidden = [row for row in rows if row["Einheit"] == "Bauen und Umwelt"]
    shown = [row for row in rows if row["Einheit"] == "Soziales und Jugend"]
    assert {row["Wert"] for row in hidden} == {""}
    assert all("Geschützt" in row["hinweis"] for row in hidden)
    assert all(row["Wert"].isdecimal() for row in shown)


def test_zero_is_zero_in_the_csv_and_a_dash_with_words_on_the_page(enter: Enter) -> None:
    """Exactly zero is neither hidden nor missing."""
    client, _, _ = enter("cdo")
    rows = rows_of(client, "/leadership/figures/blocked_per_1000/table.csv")
    town = [row for row in rows if row["Einheit"] == "ganze Verwaltung"]
    assert {row["Wert"] for row in town} == {"0.0"}
    page = client.get("/leadership/figures/blocked_per_1000").text
    assert "bedeutet genau null" in page


@pytest.mark.parametrize(
    ("account", "area"), [("cdo", "leadership"), ("leitung-kita", "department")]
)
def test_every_measure_has_its_table_and_its_csv(enter: Enter, account: str, area: str) -> None:
    """From every figure to its definition, its query and its rows."""
    client, _, _ = enter(account)
    for measure in MEASURES:
        page = client.get(f"/{area}/figures/{measure}")
        assert page.status_code == 200
        assert "FROM published_usage" in page.text
        assert rows_of(client, f"/{area}/figures/{measure}/table.csv")


def test_looking_and_taking_away_are_access_events(enter: Enter) -> None:
    """The staff council sees who looked at which figures."""
    client, made, _ = enter("leitung-kita")
    client.get("/department")
    client.get("/department/figures/people")
    client.get("/department/figures/people/table.csv")
    seen = [(access.action.value, access.object) for access in made.log.accesses[-3:]]
    assert seen == [
        ("view", "published_usage/kita"),
        ("view", "published_usage/kita/people"),
        ("export", "published_usage/kita/people"),
    ]


def test_an_unknown_measure_is_not_found(enter: Enter) -> None:
    """The path takes names of measures and nothing else."""
    client, _, _ = enter("cdo")
    found = [client.get(f"/leadership/figures/{n}") for n in ("nothing", "people.csv", "PEOPLE")]
    assert [answer.status_code for answer in found] == [404] * 3


def test_a_month_can_be_chosen_and_nonsense_means_the_newest(enter: Enter) -> None:
    """The period stands in the address."""
    client, _, _ = enter("cdo")
    assert "September 2026" in _heading(client, "?month=2026-09")
    assert "Oktober 2026" in _heading(client, "")
    assert "Oktober 2026" in _heading(client, "?month=1999-99")


def _heading(client: TestClient, query: str) -> str:
    page = client.get(f"/leadership{query}").text
    return page[page.index("<h1") : page.index('<form class="filters"')]


class NothingPublished:
    """A town on its first day."""

    def rows(self, query: str, parameters: Mapping[str, object]) -> Sequence[Mapping[str, object]]:
        del query, parameters
        return ()


@pytest.mark.parametrize("figures", [NoFigures(), NothingPublished()])
@pytest.mark.parametrize(
    ("account", "path"), [("cdo", "/leadership"), ("leitung-kita", "/department")]
)
def test_no_data_is_said_and_never_looks_like_zero(
    enter: Enter, figures: Figures, account: str, path: str
) -> None:
    """A source that is away, or empty, is not "nothing happened"."""
    client, _, _ = enter(account, figures)
    page = client.get(path)
    assert page.status_code >= 400
    assert "answer__number" not in page.text


def test_the_months_of_a_year_are_read(enter: Enter) -> None:
    """Far enough back for a trend, on any day of the year."""
    for today in (date(2026, 1, 31), date(2026, 12, 31)):
        client, _, _ = enter("cdo", MadeUpFigures(today))
        assert client.get("/leadership").status_code == 200
