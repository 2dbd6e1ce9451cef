"""The rows of past uses in ClickHouse, as far as re-assessment has to know them."""

# pyright: basic
# clickhouse-connect is only partly typed.
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from clickhouse_connect.driver.client import Client

from leitstand.schemas.interaction import Interaction
from leitstand.schemas.vocabulary import NotChecked, Verdict
from leitstand.streams.reassess import PastRow, Scope

_MARGIN = timedelta(seconds=1)
_OF = """
SELECT event_id, release, detector_version, producer, sequence, source_offset, usage_day,
    toString(pseudonym), verdict, not_checked,
    arrayFilter((rule, opens) -> opens, finding_rules, finding_opens_case)
FROM assessments_current
WHERE tenant = {tenant:String} AND occurred_at BETWEEN {first:DateTime64(3, 'UTC')}
    AND {last:DateTime64(3, 'UTC')} AND event_id IN (%s)
"""
_DEAD = """
SELECT DISTINCT toUUID(id) FROM dead_letters FINAL
WHERE tenant = {tenant:String} AND id IN (%s)
"""
_IN_SCOPE = """
FROM assessments_current
WHERE tenant = {tenant:String} AND occurred_at >= {begin:DateTime64(3, 'UTC')}
    AND occurred_at < {end:DateTime64(3, 'UTC')}
    AND ({application:String} = '' OR application = {application:String})
"""
_OLDER = f"SELECT event_id {_IN_SCOPE} AND release < {{release:UInt64}}"
_VERSIONS = f"""
SELECT release, detector_version, count() {_IN_SCOPE}
GROUP BY release, detector_version ORDER BY release, detector_version
"""


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows were judged by what."""

    release: int
    detector_version: str
    rows: int


class ClickHousePastRows:
    """See :class:`leitstand.streams.reassess.PastRows`. All raise the driver's errors."""

    def __init__(self, client: Client, tenant: str) -> None:
        self._client = client
        self._tenant = tenant

    def of(self, uses: Sequence[Interaction]) -> Mapping[UUID, PastRow]:
        """Return the newest row of each of these uses that has one."""
        if not uses:
            return {}
        moments = [use.occurred_at for use in uses]
        # A second more on both sides: rows keep milliseconds, events may be finer.
        span = {"first": _text(min(moments) - _MARGIN), "last": _text(max(moments) + _MARGIN)}
        found = self._rows(_OF % _listed(uses), **span)
        return {event_id: _row(values) for event_id, *values in found}

    def dead(self, uses: Sequence[Interaction]) -> frozenset[UUID]:
        """Return which of these are dead letters."""
        return frozenset(event_id for (event_id,) in self._rows(_DEAD % _listed(uses)))

    def older(self, scope: Scope, release: int) -> Iterator[UUID]:
        """Yield the uses whose row is of an older release, streamed."""
        parameters = {**self._parameters(scope), "release": release}
        with self._client.query_row_block_stream(_OLDER, parameters=parameters) as stream:
            for block in stream:
                for (event_id,) in block:
                    yield event_id

    def versions(self, scope: Scope) -> tuple[Version, ...]:
        """Return how many rows there are of each release and version of the detectors."""
        return tuple(
            Version(release=release, detector_version=version, rows=rows)
            for release, version, rows in self._rows(_VERSIONS, **self._parameters(scope))
        )

    def _rows(self, query: str, **parameters: object) -> Sequence[Sequence[Any]]:
        parameters = {"tenant": self._tenant, **parameters}
        return self._client.query(query, parameters=parameters).result_rows

    def _parameters(self, scope: Scope) -> dict[str, object]:
        return {
            "tenant": self._tenant,
            "begin": _text(scope.begin),
            "end": _text(scope.end),
            "application": scope.application or "",
        }


def _listed(uses: Sequence[Interaction]) -> str:
    """Return the ids as literals: as parameters they would not fit into an address."""
    return ", ".join(f"'{use.event_id}'" for use in uses)


def _text(moment: datetime) -> str:
    """Return a moment as a parameter; the driver would cut off its milliseconds."""
    return f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03d}"


def _row(values: Sequence[Any]) -> PastRow:
    release, version, producer, sequence, source, day, pseudonym, verdict, not_checked, rules = (
        values
    )
    return PastRow(
        release=release,
        detector_version=version,
        producer=producer,
        sequence=sequence,
        source_offset=source,
        usage_day=day,
        pseudonym=pseudonym,
        verdict=Verdict(verdict),
        not_checked=NotChecked(not_checked),
        rules=frozenset(rules),
    )
