"""One turn of the proof: offsets of every partition against rows, numbers of every producer against
rows. Reads of Kafka only what no row points to.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from leitstand.broker.places import Place, Places
from leitstand.broker.ports import Record
from leitstand.schemas.vocabulary import LossCause
from leitstand.streams.completeness.hours import Hours, floor
from leitstand.streams.completeness.marks import Mark, Offsets
from leitstand.streams.completeness.proof import Proof, prove
from leitstand.streams.completeness.records import Suspect, suspect_of
from leitstand.streams.completeness.rows import Numbered, Rows
from leitstand.streams.completeness.sources import ASSESSMENTS, INTERACTIONS, SOURCES, Source
from leitstand.streams.completeness.spans import NOTHING, Span, Spans
from leitstand.streams.completeness.suspects import Suspects, numbers_of

EPOCH = datetime(1970, 1, 2, tzinfo=UTC)
READ_AT_ONCE = 5_000
"""Suspects of one partition that one turn reads; the others come later, the newest come first."""
LOST_AT_MOST = 100_000
"""Lost records of one partition that are kept in mind one by one; beyond it nothing more is read."""
_MARGIN = timedelta(days=1)
"""ClickHouse deletes at its leisure; so close to the end of its life no row is demanded."""


class Log(Protocol):
    """What is asked of Kafka. Every method may raise BrokerError."""

    def ends(self, topic: str) -> Offsets:
        """Return the next offset, by partition."""
        ...

    def at(self, topic: str, moment: datetime) -> Places:
        """Return the first record of that moment or later; partitions that have none are absent."""
        ...

    def read(self, topic: str, partition: int, spans: Sequence[Span]) -> Iterator[Record]:
        """Yield the records of these spans; an offset at which nothing stands is passed over."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one turn found."""

    mark: Mark
    proofs: tuple[Proof, ...]
    accounted: Mapping[str, Spans]
    """By subject: the numbers that this turn looked at and that are not missing."""


@dataclass(slots=True)
class _Findings:
    """What a turn collects."""

    proofs: list[Proof] = field(default_factory=list[Proof])
    accounted: dict[str, Spans] = field(default_factory=lambda: defaultdict(Spans))

    def add(self, proof: Proof, *, expected: Spans, pending: Spans) -> None:
        self.proofs.append(proof)
        self.accounted[proof.subject] |= expected - proof.lost - pending


class Prover:
    """Proves one installation, turn by turn. For one thread."""

    def __init__(self, log: Log, rows: Rows) -> None:
        self._log = log
        self._rows = rows
        self._suspects: dict[str, Suspects] = defaultdict(Suspects)
        self._numbers: dict[str, Spans] = defaultdict(Spans)
        """By producer: numbers of interactions that need no row."""
        self._last: dict[str, int] = {}
        """By producer: the highest number that a row had at the last turn."""
        self._hours = Hours(log.at)
        self._unread = False
        self._searched: dict[str, Spans] = defaultdict(Spans)
        """By producer: numbers without a row that were searched for in everything that Kafka keeps."""

    def turn(self, mark: Mark, since: datetime) -> Report:
        """Prove everything from the hour of ``since`` to the mark. Raises BrokerError, and what the
        database raises.
        """
        found, self._unread = _Findings(), False
        # Assessments before interactions: what is lost behind the worker is known then.
        for source in reversed(SOURCES):
            self._topic(source, mark, since, found)
        self._producers(mark, found)
        return Report(mark=mark, proofs=tuple(found.proofs), accounted=dict(found.accounted))

    # Offsets.

    def _topic(self, source: Source, mark: Mark, since: datetime, found: _Findings) -> None:
        begin = floor(max(since, _oldest(source, mark.at)))
        for partition, place, last in self._spans(source.topic, begin):
            self._partition(source, partition, mark, place, last, found)

    def _spans(self, topic: str, begin: datetime) -> Iterator[tuple[int, Place, int]]:
        """Yield what stands in each partition from that moment on: first record, last offset."""
        ends = self._log.ends(topic)
        for partition, place in self._log.at(topic, begin).items():
            if place.offset < ends[partition]:
                yield partition, place, ends[partition] - 1

    def _partition(
        self,
        source: Source,
        partition: int,
        mark: Mark,
        begin: Place,
        last: int,
        found: _Findings,
    ) -> None:
        subject, suspects = source.subject(partition), self._suspects[source.subject(partition)]
        rows, unread = self._compare(source, partition, mark, (begin.offset, last))
        young = Spans.of([(_end(mark, source, partition), last)])
        seen, causes = rows | suspects.settled, self._causes(source, suspects)
        for hour, expected in self._hours.cut(source.topic, partition, begin, last, mark.at):
            proof = prove(
                subject,
                hour,
                expected=expected,
                seen=seen & expected,
                excused=suspects.excused,
                young=young,
                unread=unread,
                causes=causes,
                otherwise=LossCause.NOT_STORED,
            )
            found.add(proof, expected=expected, pending=(young | unread) - seen)

    def _compare(
        self, source: Source, partition: int, mark: Mark, span: Span
    ) -> tuple[Spans, Spans]:
        """Return the offsets that have a row, and those without that were not looked at."""
        ripe = span[0], min(span[1], _end(mark, source, partition) - 1)
        rows = self._rows.offsets(source, partition, ripe)
        self._suspects[source.subject(partition)].forget(rows)
        return rows, self._look_at(source, partition, Spans.of([ripe]) - rows, mark.at)

    def _look_at(self, source: Source, partition: int, without_row: Spans, now: datetime) -> Spans:
        """Find out about offsets without a row; return those that were not looked at."""
        suspects = self._suspects[source.subject(partition)]
        wanted = without_row - suspects.known()
        limit = min(READ_AT_ONCE, LOST_AT_MOST - len(suspects.lost))
        read = wanted.last_numbers(limit)
        records = self._log.read(source.topic, partition, read.spans) if read else ()
        suspects.add(read, {record.offset: suspect_of(record) for record in records})
        self._settle(source, partition, suspects, now)
        unread = wanted - read
        self._unread = self._unread or (source is INTERACTIONS and bool(unread))
        return unread

    def _settle(self, source: Source, partition: int, suspects: Suspects, now: datetime) -> None:
        """Sort out what is lost: what has a row elsewhere, what was refused, what may be gone."""
        if not suspects.lost:
            return
        span = min(suspects.lost), max(suspects.lost)
        refused = set(
            self._rows.refused(source.topic, partition, span) & Spans.numbers(suspects.lost)
        )
        names = {offset: {one.key, one.letter} for offset, one in suspects.lost.items()}
        arrived = self._rows.arrived(source, set[str]().union(*names.values()))
        settled = [o for o, of_one in names.items() if o in refused or of_one & arrived]
        self._account(suspects.settle(settled))
        oldest = _oldest(source, now)
        self._account(suspects.excuse([o for o, s in suspects.lost.items() if s.moment < oldest]))

    def _account(self, suspects: Sequence[Suspect]) -> None:
        for producer, numbers in numbers_of(suspects).items():
            self._numbers[producer] |= numbers

    def _causes(self, source: Source, suspects: Suspects) -> Mapping[LossCause, Spans]:
        if source is not INTERACTIONS or not suspects.lost:
            return {}
        behind = self._behind_the_worker()
        unassessed = (o for o, one in suspects.lost.items() if one.key not in behind)
        return {LossCause.NOT_ASSESSED: Spans.numbers(unassessed)}

    def _behind_the_worker(self) -> set[str]:
        """Return the events whose assessment stands in Kafka and has no row."""
        return {one.key for one in self._lost_in(ASSESSMENTS)}

    def _lost_in(self, source: Source) -> Iterator[Suspect]:
        for subject, suspects in self._suspects.items():
            if subject.startswith(f"{source.topic}/"):
                yield from suspects.lost.values()

    # Numbers.

    def _producers(self, mark: Mark, found: _Findings) -> None:
        numbered = {one.producer: one for one in self._rows.producers()}
        for producer in sorted(numbered.keys() | mark.sent.keys()):
            self._producer(producer, numbered.get(producer), mark, found)
        self._last = {producer: one.last for producer, one in numbered.items()}

    def _producer(self, producer: str, rows: Numbered | None, mark: Mark, found: _Findings) -> None:
        expected = _expected(rows, mark.sent.get(producer), mark.at)
        if not expected:
            return
        seen = self._seen(producer, rows)
        young = Spans.of([(self._ripe(producer, mark) + 1, expected.spans[-1][1])])
        self._search(producer, expected - seen - young, mark)
        seen |= self._numbers[producer]
        unread = expected if self._unread else NOTHING
        proof = prove(
            producer,
            floor(mark.at),
            expected=expected,
            seen=seen,
            young=young,
            unread=unread,
            causes=self._causes_of(producer) if expected - seen else {},
            otherwise=LossCause.NOT_IN_KAFKA,
        )
        found.add(proof, expected=expected, pending=(young | unread) - seen)

    def _ripe(self, producer: str, mark: Mark) -> int:
        """Return the number up to which everything of a producer must have arrived.

        Of others' producers only what an earlier turn has seen already: a batch that is being sent
        reaches the partitions in any order.
        """
        if producer in mark.sent:
            return mark.sent[producer][1]
        return self._last.get(producer, 0)

    def _seen(self, producer: str, rows: Numbered | None) -> Spans:
        if rows is None:
            return NOTHING
        if rows.rows == rows.last - rows.first + 1:
            return Spans.of([(rows.first, rows.last)])
        return self._rows.sequences(producer)

    def _search(self, producer: str, holes: Spans, mark: Mark) -> None:
        """Look at every interaction without a row, once for each number that is nowhere else.

        Dead letters have numbers too, however old; and a row may have been replaced by one of
        another number after the offsets were compared (an event that was told in two parts).
        """
        if holes - self._numbers[producer] - self._searched[producer]:
            begin = _oldest(INTERACTIONS, mark.at)
            for partition, place, last in self._spans(INTERACTIONS.topic, begin):
                self._compare(INTERACTIONS, partition, mark, (place.offset, last))
            self._searched[producer] |= holes

    def _causes_of(self, producer: str) -> Mapping[LossCause, Spans]:
        """Return which of a producer's numbers stand in Kafka as interactions that were lost."""
        behind = self._behind_the_worker()
        lost = list(self._lost_in(INTERACTIONS))
        stored = numbers_of(one for one in lost if one.key in behind)
        assessed = numbers_of(one for one in lost if one.key not in behind)
        return {
            LossCause.NOT_STORED: stored.get(producer, NOTHING),
            LossCause.NOT_ASSESSED: assessed.get(producer, NOTHING),
        }


def _end(mark: Mark, source: Source, partition: int) -> int:
    """Return the first offset that is too young."""
    return mark.ends[source.topic].get(partition, 0)


def _expected(rows: Numbered | None, sent: tuple[int, int] | None, now: datetime) -> Spans:
    """Return the numbers that a producer gave, as far as can be known."""
    kept, last = sent or (1, 0)
    if rows is None:
        return Spans.of([(kept, last)])
    # Where the oldest row is about to be deleted, older ones were.
    first = 1 if rows.oldest > _oldest(INTERACTIONS, now) else rows.first
    return Spans.of([(first, max(rows.last, last))])


def _oldest(source: Source, now: datetime) -> datetime:
    """Return the moment before which no row is demanded."""
    return EPOCH if source.kept is None else now - source.kept + _MARGIN
