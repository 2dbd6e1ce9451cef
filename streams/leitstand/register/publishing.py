"""Publishing a change as a release: objects first, the release record last.

A publisher that dies in between leaves objects that no release closes; readers go on with what
they have and the next publication completes the state. Two publishers at once spoil each other's
hash; both notice by reading the topic as a reader does, and try again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from leitstand.broker.ports import Outgoing, Producer, Reader
from leitstand.register.difference import Difference, Objects, difference
from leitstand.register.errors import NoReleaseError, PublishConflictError
from leitstand.register.log import RegisterLog
from leitstand.register.state import (
    State,
    encode_history,
    encode_release,
    fingerprint,
    release_key,
)
from leitstand.schemas import topics
from leitstand.schemas.clock import Clock
from leitstand.schemas.register import Release, record_key
from leitstand.schemas.vocabulary import ObjectKind

_ATTEMPTS = 5

Witness = Callable[[Release], Outgoing]
"""Makes the record that tells of a publication; sent before the release takes effect."""


Plan = Callable[[State, datetime], Difference]
"""Says what to change in a state, at a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publication came to."""

    release: Release
    """The new release, or the one that already said all this."""
    difference: Difference
    """What was written; empty if there was nothing to change."""
    new: bool
    """Whether a release was made."""


def read_log(reader: Reader, tenant: str) -> RegisterLog:
    """Read the whole topic. Raises BrokerUnavailableError, RegisterDamagedError."""
    log = RegisterLog(tenant)
    log.feed(reader.read_to_end(topics.REGISTER))
    return log


def publish(
    objects: Objects,
    producer: Producer,
    reader: Reader,
    *,
    tenant: str,
    by: str,
    clock: Clock,
    witness: Witness | None = None,
) -> Published:
    """Write what differs and close it with a release; without a difference write nothing.

    Returns when the release is whole in the topic. Raises PublishConflictError when others kept
    publishing at the same time, BrokerUnavailableError (apply again), RegisterDamagedError.
    """

    def look(log: RegisterLog) -> Difference:
        return difference(objects, log.staged, clock())

    return _published(look, producer, reader, tenant, by, clock, witness, restore=False)


def publish_plan(
    plan: Plan,
    producer: Producer,
    reader: Reader,
    *,
    tenant: str,
    by: str,
    clock: Clock,
    witness: Witness | None = None,
) -> Published:
    """Publish what a plan makes of the newest whole release, as :func:`publish` does.

    A plan is a step from what holds, not a whole truth as files are. So it is asked again where
    somebody else published in between, and what no release closes is put back to what holds: else
    the step would begin from a publication that broke off, or from its own first attempt.
    Also raises what the plan does.
    """

    def look(log: RegisterLog) -> Difference:
        return plan(log.whole, clock())

    return _published(look, producer, reader, tenant, by, clock, witness, restore=True)


def _published(
    look: Callable[[RegisterLog], Difference],
    producer: Producer,
    reader: Reader,
    tenant: str,
    by: str,
    clock: Clock,
    witness: Witness | None,
    *,
    restore: bool,
) -> Published:
    for _ in range(_ATTEMPTS):
        log = read_log(reader, tenant)
        changes = look(log)
        if log.release is not None and not changes.changes and (restore or _closed(log)):
            return Published(release=log.release, difference=changes, new=False)
        release = _write(changes, log, producer, tenant, by, clock, witness, restore=restore)
        if _took_effect(release, reader, tenant):
            return Published(release=release, difference=changes, new=True)
    raise PublishConflictError(tenant)


def renew(
    why: str,
    producer: Producer,
    reader: Reader,
    *,
    tenant: str,
    by: str,
    clock: Clock,
    witness: Witness | None = None,
) -> Release:
    """Publish the register as it stands once more: verdicts changed by something else than it.

    Raises NoReleaseError, and as :func:`publish` does. It is also a conflict where a publication
    broke off before its release: an empty one would let half of it take effect.
    """
    log = read_log(reader, tenant)
    if log.release is None:
        raise NoReleaseError(tenant)
    if _closed(log):
        unchanged = Difference(changes=())
        release = _write(unchanged, log, producer, tenant, by, clock, witness, summary=why)
        if _took_effect(release, reader, tenant):
            return release
    raise PublishConflictError(tenant)


def _took_effect(release: Release, reader: Reader, tenant: str) -> bool:
    """Say whether readers accepted the release, whatever others published after it."""
    own = encode_release(tenant, release)
    records = reader.read_to_end(topics.REGISTER)
    places = [index for index, record in enumerate(records) if record.value == own]
    log = RegisterLog(tenant)
    log.feed(records[: places[-1] + 1] if places else ())
    return log.release == release


def _closed(log: RegisterLog) -> bool:
    """Say whether the newest whole release covers everything that was written."""
    return log.release is not None and log.release.sha256 == fingerprint(log.staged)


def _write(
    changes: Difference,
    log: RegisterLog,
    producer: Producer,
    tenant: str,
    by: str,
    clock: Clock,
    witness: Witness | None,
    summary: str = "",
    *,
    restore: bool = False,
) -> Release:
    number = log.highest_number + 1
    unfinished = dict(_put_back(log, tenant, number)) if restore else {}
    written = unfinished | encode_changes(changes, tenant, number)
    told = summary or changes.summary()
    release = make_release({**log.staged, **written}, number, len(written), by, clock, told)
    producer.send_all([_outgoing(key, value) for key, value in written.items()])
    last = _outgoing(release_key(tenant, number), encode_release(tenant, release))
    producer.send_all([last] if witness is None else [witness(release), last])
    return release


def _put_back(log: RegisterLog, tenant: str, number: int) -> Iterator[tuple[str, bytes]]:
    """Yield what holds, for all that was written since; what is in no release becomes empty."""
    for key, value in log.staged.items():
        if log.whole.get(key) == value:
            continue
        _, kind, object_id = key.split("/", 2)
        if key in log.whole:
            yield key, log.whole[key]
        elif kind in set(ObjectKind):
            yield key, encode_history(tenant, ObjectKind(kind), object_id, number, ())


def encode_changes(changes: Difference, tenant: str, number: int) -> dict[str, bytes]:
    """Return the records of all changes by compaction key."""
    return {
        record_key(tenant, change.kind, change.object_id): encode_history(
            tenant, change.kind, change.object_id, number, change.intervals
        )
        for change in changes.changes
    }


def make_release(
    state: State, number: int, changed: int, by: str, clock: Clock, summary: str
) -> Release:
    """Return the release that closes a state."""
    return Release(
        number=number,
        at=clock(),
        sha256=fingerprint(state),
        objects=len(state),
        changed=changed,
        by=by,
        summary=summary,
    )


def _outgoing(key: str, value: bytes) -> Outgoing:
    return Outgoing(topic=topics.REGISTER, key=key.encode(), value=value)
