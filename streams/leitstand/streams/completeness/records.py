"""What the proof wants to know of a record that no row points to."""

from datetime import UTC, datetime

import msgspec

from leitstand.broker.ports import Record
from leitstand.schemas import topics
from leitstand.schemas.cloudevents import header
from leitstand.schemas.dead_letter import Blob
from leitstand.streams.dead_letters import id_of


class Suspect(msgspec.Struct, frozen=True, kw_only=True):
    """A record that no row points to: perhaps lost, perhaps told by another row."""

    key: str
    letter: str
    """Id that a dead letter of it has: one that was refused again after a replay tells of its newer
    place, and a record that is no event has no other identity."""
    moment: datetime
    """From which its row's time to live counts."""
    number: tuple[str, int] | None
    """Producer and number, where it is an interaction that can be read."""


class _Capture(msgspec.Struct, frozen=True):
    producer: str
    sequence: int


class _Open(msgspec.Struct, frozen=True):
    capture: _Capture


class _Interaction(msgspec.Struct, frozen=True):
    open: _Open


class _Assessment(msgspec.Struct, frozen=True):
    occurred_at: datetime


_interaction = msgspec.json.Decoder(_Interaction)
_assessment = msgspec.json.Decoder(_Assessment)


def suspect_of(record: Record) -> Suspect:
    """Return what is known of a record; its content stays sealed and is not looked at."""
    return Suspect(
        key=(record.key or b"").decode(errors="replace"),
        letter=id_of(Blob(key=record.key, headers=record.headers, value=record.value)),
        moment=_moment_of(record),
        number=_number_of(record) if record.topic == topics.INTERACTIONS else None,
    )


def _number_of(record: Record) -> tuple[str, int] | None:
    try:
        capture = _interaction.decode(record.value or b"").open.capture
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return capture.producer, capture.sequence


def _moment_of(record: Record) -> datetime:
    arrived = datetime.fromtimestamp(record.timestamp_ms / 1000, UTC)
    try:
        if record.topic == topics.ASSESSMENTS:
            # Its header tells when it was recorded; a row dies by when the use occurred.
            return _assessment.decode(record.value or b"").occurred_at.astimezone(UTC)
        told = datetime.fromisoformat(header(record.headers, "ce_time") or "")
    except (ValueError, msgspec.MsgspecError, RecursionError):
        return arrived
    return told.astimezone(UTC) if told.tzinfo else arrived
