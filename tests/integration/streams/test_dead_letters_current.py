"""What becomes of a dead letter: open, replayed, settled; told by rows and access events alone."""

# pyright: basic
# clickhouse-connect carries few types.
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from leitstand.deploy.clickhouse import Account, connect
from leitstand.schemas import topics
from leitstand.schemas.identifiers import new_event_id
from leitstand.streams.accounting import letters_in

REFUSED = datetime(2026, 11, 1, 10, tzinfo=UTC)
EARLIER, LATER, LATEST = (REFUSED + timedelta(hours=hours) for hours in (-1, 1, 2))


@dataclass(frozen=True, kw_only=True)
class Tables:
    """Writes rows as the sink does, in a tenant of the test's own."""

    client: Any
    tenant: str

    def letter(self, letter_id: str, topic: str = topics.INTERACTIONS) -> str:
        self._insert(
            "dead_letters",
            tenant=self.tenant,
            id=letter_id,
            reason="no_policy",
            topic=topic,
            refused_at=REFUSED,
        )
        return letter_id

    def row(self, event_id: str, assessed_at: datetime) -> None:
        self._insert(
            "assessments",
            tenant=self.tenant,
            event_id=event_id,
            occurred_at=EARLIER,
            assessed_at=assessed_at,
        )

    def access(self, access_id: str, at: datetime, what: str) -> None:
        self._insert(
            "accesses",
            tenant=self.tenant,
            access_id=access_id,
            at=at,
            action="dead_letter_replayed",
            object=what,
        )

    def replay(self, letter_id: str, at: datetime) -> None:
        self.access(new_id(), at, f"dead_letter/{letter_id}")

    def state(self, letter_id: str) -> str:
        sql = "SELECT state FROM dead_letters_current WHERE tenant = {t:String} AND id = {i:String}"
        found = self.client.query(sql, parameters={"t": self.tenant, "i": letter_id})
        return str(found.result_rows[0][0])

    def _insert(self, table: str, **values: object) -> None:
        self.client.insert(table, [list(values.values())], column_names=list(values))


def new_id() -> str:
    return str(new_event_id(REFUSED))


@pytest.fixture
def tables(clickhouse: Any) -> Iterator[Tables]:
    client = connect(clickhouse.home, clickhouse.settings, Account.ADMIN)
    yield Tables(client=client, tenant=f"town-{new_id()}")
    client.close()


def test_a_refused_record_is_open(tables: Tables) -> None:
    """Nobody has done anything about it."""
    assert tables.state(tables.letter(new_id())) == "open"


def test_sent_again_it_is_replayed(tables: Tables) -> None:
    """What comes of it is not known yet."""
    letter = tables.letter(new_id())
    tables.replay(letter, LATER)
    assert tables.state(letter) == "replayed"


def test_refused_again_it_is_open_again(tables: Tables) -> None:
    """The refusal is newer than the replay."""
    letter = tables.letter(new_id())
    tables.replay(letter, EARLIER)
    assert tables.state(letter) == "open"


@pytest.mark.parametrize("at", [EARLIER, LATER])
def test_an_event_with_a_row_is_settled(tables: Tables, at: datetime) -> None:
    """Whether the row came before the refusal (a late redelivery) or after it (a replay)."""
    letter = tables.letter(new_id())
    tables.row(letter, at)
    assert tables.state(letter) == "settled"


@pytest.mark.parametrize(("at", "state"), [(EARLIER, "open"), (LATER, "settled")])
def test_a_refused_assessment_is_settled_by_a_newer_row_only(
    tables: Tables, at: datetime, state: str
) -> None:
    """An older row does not say what the refused one would have said."""
    letter = tables.letter(new_id(), topics.ASSESSMENTS)
    tables.row(letter, at)
    assert tables.state(letter) == state


def test_a_refused_access_is_settled_by_its_row(tables: Tables) -> None:
    """Access events are replayed like others."""
    letter = tables.letter(new_id(), topics.ACCESSES)
    tables.access(letter, EARLIER, "cases")
    assert tables.state(letter) == "settled"


def test_rows_of_another_town_settle_nothing(tables: Tables) -> None:
    """Each tenant for itself, should one database hold several."""
    letter = tables.letter(new_id())
    Tables(client=tables.client, tenant="elsewhere").row(letter, LATER)
    assert tables.state(letter) == "open"


def test_the_oracle_counts_a_settled_letter_no_more(tables: Tables) -> None:
    """Else every replay that worked would look like an event that is there twice."""
    lost, saved = tables.letter(new_id()), tables.letter(new_id())
    tables.replay(saved, LATER)
    tables.row(saved, LATEST)
    assert letters_in(tables.client, tables.tenant) == {lost: 1}
