"""A release takes effect whole or not at all, whoever dies or interferes."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import BrokerUnavailableError, Outgoing, Producer
from leitstand.register import (
    ChangeType,
    NoReleaseError,
    Objects,
    PublishConflictError,
    Published,
    RegisterDamagedError,
    RegisterReader,
    publish,
    renew,
    review,
)
from leitstand.register.publishing import read_log
from leitstand.register.state import fingerprint
from leitstand.schemas import topics
from leitstand.schemas.clock import Clock
from leitstand.schemas.register import Interval, Release, RolloutStage
from leitstand.schemas.vocabulary import ObjectKind
from leitstand.vault import RegisterKey

TENANT = "musterdorf"
SUMMER = datetime(2026, 8, 1, tzinfo=UTC)


@pytest.fixture
def objects(town: Path, register_key: RegisterKey) -> Objects:
    return review([town], lambda user: register_key.person_id(TENANT, user)).objects


Publish = Callable[..., Published]


@pytest.fixture
def apply(broker: MemoryBroker, clock: Clock) -> Publish:
    def run(objects: Objects, producer: Producer | None = None) -> Published:
        sender = producer or broker.producer()
        return publish(
            objects, sender, broker.reader(), tenant=TENANT, by="koordination", clock=clock
        )

    return run


def reader(broker: MemoryBroker) -> RegisterReader:
    return RegisterReader(broker.reader(), TENANT)


def without(objects: Objects, kind: ObjectKind, object_id: str) -> Objects:
    kept = {name: value for name, value in objects[kind].items() if name != object_id}
    return {**objects, kind: kept}


def stages(*titles: str) -> Objects:
    """Return a rollout with one stage per title."""
    return {
        ObjectKind.ROLLOUT_STAGE: {
            f"stage-{number}": (
                Interval(
                    valid_from=datetime(2026, 1, 1, tzinfo=UTC),
                    value=RolloutStage(
                        number=number,
                        title=title,
                        planned_from=SUMMER.date(),
                        planned_trained=1,
                    ),
                ),
            )
            for number, title in enumerate(titles, start=1)
        }
    }


def test_a_reader_sees_what_was_published(
    broker: MemoryBroker, objects: Objects, apply: Publish
) -> None:
    """Release 1 holds every object."""
    published = apply(objects)
    view = reader(broker).start()
    assert (published.new, published.release.number, published.release.objects) == (True, 1, 19)
    assert view.release == published.release
    assert view.as_of(SUMMER).application("chat") is not None


def test_the_same_files_again_publish_nothing(
    broker: MemoryBroker, objects: Objects, apply: Publish
) -> None:
    """No difference, no record, no release."""
    first = apply(objects)
    before = len(broker.records(topics.REGISTER))
    again = apply(objects)
    assert (again.new, again.release) == (False, first.release)
    assert len(broker.records(topics.REGISTER)) == before


def test_only_what_changed_is_written(broker: MemoryBroker, apply: Publish) -> None:
    """One object and the release."""
    apply(stages("one", "two"))
    before = len(broker.records(topics.REGISTER))
    published = apply(stages("one", "zwei"))
    change = published.difference.changes[0]
    assert len(broker.records(topics.REGISTER)) == before + 2
    assert (change.object_id, change.type, change.fields) == (
        "stage-2",
        ChangeType.CHANGED,
        ("title",),
    )
    assert published.release.summary == "rollout_stage ~1"


def test_a_missing_object_is_closed_not_deleted(
    broker: MemoryBroker, objects: Objects, apply: Publish
) -> None:
    """It ends at the moment of publishing; the past still knows it."""
    apply(objects)
    published = apply(without(objects, ObjectKind.APPLICATION, "freie-suche"))
    view = reader(broker).start()
    assert [c.type for c in published.difference.changes] == [ChangeType.CLOSED]
    assert view.as_of(SUMMER).application("freie-suche") is not None
    assert view.as_of(published.release.at).application("freie-suche") is None


def test_a_closed_object_stays_closed_and_may_return(
    broker: MemoryBroker, objects: Objects, apply: Publish
) -> None:
    """Closing once is enough, and naming it again opens it again."""
    apply(objects)
    fewer = without(objects, ObjectKind.APPLICATION, "freie-suche")
    apply(fewer)
    assert not apply(fewer).new
    published = apply(objects)
    assert reader(broker).start().as_of(published.release.at).application("freie-suche")


def test_kinds_that_are_not_given_stay(
    broker: MemoryBroker, objects: Objects, apply: Publish
) -> None:
    """Applying the courses alone closes no department."""
    apply(objects)
    assert not apply({ObjectKind.COURSE: objects[ObjectKind.COURSE]}).new


def test_a_shortened_file_does_not_shorten_the_past(broker: MemoryBroker, apply: Publish) -> None:
    """What held before the files' first day is kept."""
    long = stages("old")
    interval = long[ObjectKind.ROLLOUT_STAGE]["stage-1"][0]
    apply(long)
    later = msgspec.structs.replace(
        interval, valid_from=SUMMER, value=msgspec.structs.replace(interval.value, title="new")
    )
    apply({ObjectKind.ROLLOUT_STAGE: {"stage-1": (later,)}})
    view = reader(broker).start()
    titles = [
        view.as_of(datetime(2026, month, 1, tzinfo=UTC)).rollout_stages()["stage-1"].title
        for month in (2, 9)
    ]
    assert titles == ["old", "new"]


def renewed(broker: MemoryBroker, clock: Clock, why: str = "detectors 3") -> Release:
    return renew(why, broker.producer(), broker.reader(), tenant=TENANT, by="it", clock=clock)


def test_a_renewed_release_changes_no_object(
    broker: MemoryBroker, apply: Publish, clock: Clock
) -> None:
    """A newer number over the same state, which says why there is one; readers move on."""
    first = apply(stages("one")).release
    release = renewed(broker, clock)
    assert (release.number, release.sha256, release.changed) == (2, first.sha256, 0)
    assert release.summary == "detectors 3"
    assert reader(broker).start().release == release


def test_nothing_cannot_be_renewed(broker: MemoryBroker, clock: Clock) -> None:
    """An empty register has no release to renew."""
    with pytest.raises(NoReleaseError):
        renewed(broker, clock)


def test_half_a_publication_does_not_take_effect_by_a_renewal(
    broker: MemoryBroker, apply: Publish, clock: Clock
) -> None:
    """What a dead publisher left behind waits for being applied."""
    apply(stages("one"))
    with pytest.raises(BrokerUnavailableError):
        apply(stages("two"), DyingProducer(broker.producer(), lives=1))
    with pytest.raises(PublishConflictError):
        renewed(broker, clock)
    assert reader(broker).start().release.number == 1


class DyingProducer:
    """Sends some records and dies."""

    def __init__(self, inner: Producer, lives: int) -> None:
        self._inner = inner
        self._lives = lives

    def send_all(self, records: Sequence[Outgoing]) -> None:
        for record in records:
            if self._lives == 0:
                raise BrokerUnavailableError
            self._lives -= 1
            self._inner.send_all([record])

    def close(self) -> None:
        """Nothing to give up."""


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40
)
@given(lives=st.integers(0, 5))
def test_a_publisher_that_dies_changes_nothing(clock: Clock, lives: int) -> None:
    """However far it came: old readers and new ones go on with the release before, and the next
    publication completes the state."""
    broker = MemoryBroker({topics.REGISTER: 1})

    def apply(objects: Objects, producer: Producer) -> Published:
        return publish(objects, producer, broker.reader(), tenant=TENANT, by="it", clock=clock)

    apply(stages("one", "two"), broker.producer())
    follower = reader(broker)
    first = follower.start()
    wanted = stages("eins", "zwei", "drei")
    try:
        died = not apply(wanted, DyingProducer(broker.producer(), lives)).new
    except BrokerUnavailableError:
        died = True
    assert died == (lives < 4)
    assert follower.refresh() is not died
    assert died == (follower.view is first)
    assert reader(broker).start().release == follower.view.release
    apply(wanted, broker.producer())
    follower.refresh()
    titles = [s.title for s in follower.view.as_of(SUMMER).rollout_stages().values()]
    assert titles == ["eins", "zwei", "drei"]


def test_what_a_dead_publisher_left_is_closed_by_a_release(
    broker: MemoryBroker, apply: Publish
) -> None:
    """Objects all written, release missing: the same files again make just the release."""
    with pytest.raises(BrokerUnavailableError):
        apply(stages("one"), DyingProducer(broker.producer(), 1))
    with pytest.raises(NoReleaseError):
        reader(broker).start()
    published = apply(stages("one"))
    assert (published.new, published.release.changed) == (True, 0)
    assert reader(broker).start().release == published.release


class MeddledProducer:
    """Lets somebody else do something before each of its records."""

    def __init__(self, inner: Producer, meddle: Callable[[], object], times: int) -> None:
        self._inner = inner
        self._meddle = meddle
        self._times = times

    def send_all(self, records: Sequence[Outgoing]) -> None:
        for record in records:
            if self._times:
                self._times -= 1
                self._meddle()
            self._inner.send_all([record])

    def close(self) -> None:
        """Nothing to give up."""


@pytest.mark.parametrize("times", range(4))
def test_two_publishers_at_once_end_in_one_whole_state(
    broker: MemoryBroker, apply: Publish, times: int
) -> None:
    """Both succeed in turn, and the newest release fits the topic."""
    apply(stages("one", "two"))
    other = iter(["anna", "berta", "clara", "dora"])
    producer = MeddledProducer(broker.producer(), lambda: apply(stages("one", next(other))), times)
    apply(stages("eins", "zwei"), producer)
    log = read_log(broker.reader(), TENANT)
    assert log.release is not None
    assert log.release.sha256 == fingerprint(log.staged)
    titles = [s.title for s in reader(broker).start().as_of(SUMMER).rollout_stages().values()]
    assert titles == ["eins", "zwei"]


def test_a_number_never_means_two_states(broker: MemoryBroker, apply: Publish) -> None:
    """Who slept through two releases cannot bring back the number of the first."""
    apply(stages("one"))
    seen = reader(broker)
    seen.start()

    def meddle() -> None:
        apply(stages("two"))
        apply(stages("three"))

    published = apply(stages("mine"), MeddledProducer(broker.producer(), meddle, 1))
    assert seen.refresh()
    numbers = (published.release.number, seen.view.release.number, reader(broker).start().release)
    assert numbers == (4, 4, seen.view.release)


def test_endless_meddling_is_given_up(broker: MemoryBroker, apply: Publish) -> None:
    """After some attempts the person is told, and the others' release stands."""
    apply(stages("one"))
    number = iter(range(1000))

    def meddle() -> None:
        apply(stages(f"other {next(number)}"))

    with pytest.raises(PublishConflictError):
        apply(stages("mine"), MeddledProducer(broker.producer(), meddle, 1000))
    assert "other" in reader(broker).start().as_of(SUMMER).rollout_stages()["stage-1"].title


def test_without_a_release_nobody_is_ready(broker: MemoryBroker) -> None:
    """An empty topic is no register."""
    waiting = reader(broker)
    with pytest.raises(NoReleaseError):
        waiting.start()
    assert not waiting.ready


def test_a_waiting_reader_becomes_ready(broker: MemoryBroker, apply: Publish) -> None:
    """The first release makes a view of it without a new start."""
    waiting = reader(broker)
    with pytest.raises(NoReleaseError):
        waiting.start()
    apply(stages("one"))
    assert waiting.refresh()
    assert waiting.view.release.number == 1


def test_a_compacted_topic_still_tells_the_newest_release(
    broker: MemoryBroker, apply: Publish, clock: Clock
) -> None:
    """Older releases no longer fit what is left; the newest does."""
    for title in ("one", "two", "three"):
        apply(stages(title, "same"))
    newest = {record.key: record for record in broker.records(topics.REGISTER)}
    compacted = MemoryBroker({topics.REGISTER: 1})
    compacted.producer().send_all(
        [
            Outgoing(topic=topics.REGISTER, key=r.key, value=r.value)
            for r in sorted(newest.values(), key=lambda record: record.offset)
        ]
    )
    assert reader(compacted).start().release.number == 3


def test_other_tenants_are_not_seen(broker: MemoryBroker, apply: Publish, clock: Clock) -> None:
    """Each town has its own objects and releases in the same topic."""
    publish(
        stages("other", "other"),
        broker.producer(),
        broker.reader(),
        tenant="andernorts",
        by="it",
        clock=clock,
    )
    published = apply(stages("one"))
    assert (published.release.number, published.release.objects) == (1, 1)
    assert len(reader(broker).start().as_of(SUMMER).rollout_stages()) == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (f"{TENANT}/course/x", b"{}"),
        (f"{TENANT}/release/0000000009", b"not json"),
        (f"{TENANT}/course", b"{}"),
    ],
)
def test_a_record_of_another_shape_stops_the_reader(
    broker: MemoryBroker, apply: Publish, key: str, value: bytes
) -> None:
    """Nothing is guessed from a register that is not one."""
    apply(stages("one"))
    broker.producer().send_all([Outgoing(topic=topics.REGISTER, key=key.encode(), value=value)])
    with pytest.raises(RegisterDamagedError):
        reader(broker).start()


def test_a_kind_of_a_newer_version_is_kept_and_ignored(
    broker: MemoryBroker, apply: Publish
) -> None:
    """An older process goes on beside a newer one."""
    new_kind = Outgoing(topic=topics.REGISTER, key=f"{TENANT}/canteen/x".encode(), value=b"{}")
    broker.producer().send_all([new_kind])
    apply(stages("one"))
    assert reader(broker).start().release.objects == 2


def test_the_witness_tells_before_it_takes_effect(broker: MemoryBroker, clock: Clock) -> None:
    """Nobody can change the register without a trace, even by dying."""
    producer = DyingProducer(broker.producer(), 2)

    def witness(_: object) -> Outgoing:
        return Outgoing(topic=topics.ACCESSES, key=b"k", value=b"v")

    with pytest.raises(BrokerUnavailableError):
        publish(
            stages("one"),
            producer,
            broker.reader(),
            tenant=TENANT,
            by="it",
            clock=clock,
            witness=witness,
        )
    assert len(broker.records(topics.ACCESSES)) == 1
    with pytest.raises(NoReleaseError):
        reader(broker).start()


def test_no_user_id_reaches_the_topic(
    broker: MemoryBroker, objects: Objects, apply: Publish
) -> None:
    """Keys and values know people by the register HMAC only."""
    apply(objects)
    whole = b"".join((r.key or b"") + (r.value or b"") for r in broker.records(topics.REGISTER))
    assert b"fiktiv" not in whole
    assert b"musterdorf.example" not in whole
