"""Dead letters as people work with them: found by what is open about them, counted by reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

import msgspec

from leitstand.schemas.vocabulary import DeadLetterReason

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_END = datetime(2200, 1, 1, tzinfo=UTC)

_CHOSEN = f"""
FROM dead_letters_current
WHERE (tenant = {{tenant:String}} OR reason = '{DeadLetterReason.UNKNOWN_TENANT.value}')
    AND (empty({{ids:Array(String)}}) OR has({{ids:Array(String)}}, id))
    AND (empty({{reasons:Array(String)}}) OR has({{reasons:Array(String)}}, reason))
    AND (empty({{states:Array(String)}}) OR has({{states:Array(String)}}, state))
    AND ({{topic:String}} = '' OR topic = {{topic:String}})
    AND ({{refused_by:String}} = '' OR refused_by = {{refused_by:String}})
    AND toUnixTimestamp64Milli(refused_at) >= {{since_ms:Int64}}
    AND toUnixTimestamp64Milli(refused_at) < {{until_ms:Int64}}
"""
# A record that names another tenant is filed under that name: it is ours to look after all the same.
_FIND = f"""
SELECT tenant, id, reason, refused_by, topic, partition, offset, refused_at, size, sealed,
    k_partition, k_offset, nullIf(replayed_at, toDateTime64(0, 3, 'UTC')) AS replayed_at, replays,
    state
{_CHOSEN}
ORDER BY refused_at DESC, id
LIMIT {{limit:UInt64}}
"""
_COUNT = f"""
SELECT reason, count() AS letters, countIf(state = 'open') AS open,
    countIf(state = 'replayed') AS replayed, countIf(state = 'settled') AS settled,
    min(refused_at) AS first, max(refused_at) AS last
{_CHOSEN}
GROUP BY reason
ORDER BY letters DESC, reason
"""


class LetterState(StrEnum):
    """What has become of a letter; decided by the view ``dead_letters_current``."""

    OPEN = "open"
    """Refused, and not sent again since."""
    REPLAYED = "replayed"
    """Sent again; what comes of it is not known yet."""
    SETTLED = "settled"
    """Its event is a row."""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is open about one dead letter."""

    tenant: str
    id: str
    reason: str
    """Of the closed set DeadLetterReason, or one that a newer version wrote."""
    refused_by: str
    topic: str
    """Where the refused record stands, with ``partition`` and ``offset``."""
    partition: int
    offset: int
    refused_at: datetime
    size: int
    """Bytes of the record."""
    sealed: bool
    """Whether the letter keeps the bytes itself."""
    k_partition: int
    """Where the letter stands in its own topic, with ``k_offset``."""
    k_offset: int
    replayed_at: datetime | None
    """Last time that somebody sent it again."""
    replays: int
    state: LetterState


class ReasonCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many letters have one reason."""

    reason: str
    letters: int
    open: int
    replayed: int
    settled: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which letters are meant; what is left empty does not narrow the choice."""

    ids: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    states: tuple[LetterState, ...] = ()
    topic: str = ""
    refused_by: str = ""
    since: datetime = _BEGINNING
    until: datetime = _END
    """The moment after the last one."""

    def parameters(self, tenant: str) -> dict[str, Any]:
        """Return the values of a query."""
        return {
            "tenant": tenant,
            "ids": list(self.ids),
            "reasons": list(self.reasons),
            "states": [state.value for state in self.states],
            "topic": self.topic,
            "refused_by": self.refused_by,
            "since_ms": int(self.since.timestamp() * 1000),
            "until_ms": int(self.until.timestamp() * 1000),
        }


class Database(Protocol):
    """What is needed of a ClickHouse client."""

    def query(self, query: str, /, *, parameters: dict[str, Any], tz_mode: Any) -> Any:
        """Run a query and return its result with the names of its columns."""
        ...


class LetterBook:
    """The dead letters of one tenant, as ClickHouse has them. Raises the driver's errors."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    def find(self, choice: Choice, limit: int = 1_000_000) -> list[Letter]:
        """Return the newest of the chosen letters, newest first."""
        rows = self._rows(_FIND, choice.parameters(self._tenant) | {"limit": limit})
        return [msgspec.convert(row, Letter) for row in rows]

    def count(self, choice: Choice) -> list[ReasonCount]:
        """Return how many of the chosen letters there are by reason, the commonest first."""
        rows = self._rows(_COUNT, choice.parameters(self._tenant))
        return [msgspec.convert(row, ReasonCount) for row in rows]

    def _rows(self, sql: str, parameters: dict[str, Any]) -> list[Mapping[str, object]]:
        found = self._database.query(sql, parameters=parameters, tz_mode="aware")
        return [dict(row) for row in found.named_results()]
