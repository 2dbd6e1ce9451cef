"""Sending dead letters again: the same key, headers and bytes to the topic that they came from.

A replayed record takes the way of every other one: the same checks, the same policy, and where it
is refused again, the same dead letter with a newer time. It does no harm twice: its event has one
identity and becomes one row. The broker's clock stamps it anew (topics use LogAppendTime).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from leitstand.broker.ports import Outgoing, PlaceReader, Producer, Record, RecordRefusedError
from leitstand.schemas import topics
from leitstand.schemas.dead_letter import Blob, DeadLetter
from leitstand.schemas.vocabulary import DeadLetterReason
from leitstand.streams.dead_letters import id_of, read_blob, seal_binding
from leitstand.streams.letters import Letter, LetterState
from leitstand.vault import KeyDestroyedError, Opener, OpeningError, UnknownKeyError

SENT_BACK = frozenset(
    {topics.INTERACTIONS, topics.ASSESSMENTS, topics.ACCESSES, topics.DEAD_LETTERS}
)
"""Topics to which a record may go again."""

PORTION = 200
PORTION_BYTES = 32 * 1024 * 1024
"""Letters, and bytes of their records, that are held in memory at once."""


class Obstacle(StrEnum):
    """Why a letter is not sent again."""

    SETTLED = "settled"
    """Its event is a row already."""
    REGISTER = "register"
    """The register's topic keeps the newest value of a key: an old one would replace a newer one."""
    TIME = "time"
    """It was refused for the time that it names. That time is measured from the broker's: later, a
    time that lay in the future would pass, and the rule would be got round."""
    CONTENT_DESTROYED = "content_destroyed"
    """The record is whole, but the key of what is sealed in it was lawfully destroyed."""
    KEY_DESTROYED = "key_destroyed"
    """The key of the letter was lawfully destroyed, and Kafka keeps the record no longer."""
    KEY_ELSEWHERE = "key_elsewhere"
    """The key of the letter is not in this vault."""
    SEAL_BROKEN = "seal_broken"
    """The letter was altered."""
    NOT_KEPT = "not_kept"
    """The letter holds no bytes, and Kafka keeps the record no longer."""
    SAMPLE_REFUSED = "sample_refused"
    """Others of its reason went first, and all of them were refused again."""
    NOT_TAKEN = "not_taken"
    """Kafka does not take the record (too large)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was tried with one letter."""

    letter: Letter
    obstacle: Obstacle | None = None
    """``None``: it was sent, or would have been."""


_decode = msgspec.json.Decoder(DeadLetter).decode
_Bytes = Blob | Obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayer:
    """Sends dead letters again."""

    reader: PlaceReader
    opener: Opener
    producer: Producer
    witness: Callable[[Letter], Outgoing]
    """Makes the access event of one replay; it is sent before the record."""

    def replay(self, letters: Sequence[Letter], *, dry: bool = False) -> Iterator[Attempt]:
        """Yield one attempt per letter, in order; a portion is sent when its first is yielded.

        ``dry`` opens what would be opened and sends nothing. Raises BrokerUnavailableError, and
        VaultError or OSError where keys cannot be read.
        """
        for portion in portions(letters):
            found = self._bytes_of(portion)
            ready = [(one, bytes_) for one, bytes_ in found if isinstance(bytes_, Blob)]
            not_taken: set[str] = set() if dry else self._send(ready)
            for letter, bytes_ in found:
                obstacle = None if isinstance(bytes_, Blob) else bytes_
                taken = letter.id not in not_taken
                yield Attempt(letter=letter, obstacle=obstacle if taken else Obstacle.NOT_TAKEN)

    def _send(self, ready: Sequence[tuple[Letter, Blob]]) -> set[str]:
        """Send the events of the replays, then the records; return the ids that Kafka never takes."""
        self.producer.send_all([self.witness(letter) for letter, _ in ready])
        records = {letter.id: _outgoing(letter, blob) for letter, blob in ready}
        try:
            self.producer.send_all(list(records.values()))
        except RecordRefusedError:
            return {letter_id for letter_id, one in records.items() if not self._takes(one)}
        return set()

    def _takes(self, record: Outgoing) -> bool:
        try:
            self.producer.send_all([record])
        except RecordRefusedError:
            return False
        return True

    def _bytes_of(self, letters: Sequence[Letter]) -> list[tuple[Letter, _Bytes]]:
        """Return each letter's record: from under its seal, else from where Kafka may still keep it."""
        barred = {letter.id: bar(letter) for letter in letters}
        asked = [letter for letter in letters if barred[letter.id] is None]
        sealed = self._sealed(asked)
        others = [letter for letter in asked if isinstance(sealed[letter.id], Obstacle)]
        originals = self._originals(others)
        return [
            (letter, barred[letter.id] or originals.get(letter.id) or sealed[letter.id])
            for letter in letters
        ]

    def _sealed(self, letters: Sequence[Letter]) -> dict[str, _Bytes]:
        places = {(one.k_partition, one.k_offset) for one in letters if one.sealed}
        found = self.reader.read_at(topics.DEAD_LETTERS, places)
        return {
            letter.id: self._opened(letter, found.get((letter.k_partition, letter.k_offset)))
            for letter in letters
        }

    def _opened(self, letter: Letter, record: Record | None) -> _Bytes:
        if record is None:
            return Obstacle.NOT_KEPT
        try:
            sealed = _decode(record.value or b"").sealed
            if sealed is None:
                return Obstacle.NOT_KEPT
            blob = read_blob(self.opener.open(sealed, seal_binding(letter.tenant, letter.id)))
        except KeyDestroyedError:
            return Obstacle.KEY_DESTROYED
        except UnknownKeyError:
            return Obstacle.KEY_ELSEWHERE
        except (OpeningError, msgspec.MsgspecError):
            return Obstacle.SEAL_BROKEN
        return blob if id_of(blob) == letter.id else Obstacle.SEAL_BROKEN

    def _originals(self, letters: Sequence[Letter]) -> Mapping[str, Blob]:
        found: dict[str, Blob] = {}
        for topic in {letter.topic for letter in letters}:
            of_topic = {(one.partition, one.offset): one for one in letters if one.topic == topic}
            for place, record in self.reader.read_at(topic, of_topic.keys()).items():
                blob = Blob(key=record.key, headers=record.headers, value=record.value)
                # A topic that was made anew holds other records at the same places.
                if id_of(blob) == of_topic[place].id:
                    found[of_topic[place].id] = blob
        return found


def bar(letter: Letter) -> Obstacle | None:
    """Return what keeps a letter from being sent again, whatever its bytes are."""
    if letter.state is LetterState.SETTLED:
        return Obstacle.SETTLED
    if letter.topic not in SENT_BACK:
        return Obstacle.REGISTER
    if letter.reason == DeadLetterReason.TIME_OUT_OF_RANGE:
        return Obstacle.TIME
    if letter.reason == DeadLetterReason.KEY_DESTROYED:
        return Obstacle.CONTENT_DESTROYED
    return None


def portions(letters: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
    """Cut where letters or bytes would be too many to hold at once."""
    begin = size = 0
    for index, letter in enumerate(letters):
        size += letter.size
        if index > begin and (index - begin >= PORTION or size > PORTION_BYTES):
            yield letters[begin:index]
            begin, size = index, letter.size
    if begin < len(letters):
        yield letters[begin:]


def _outgoing(letter: Letter, blob: Blob) -> Outgoing:
    return Outgoing(topic=letter.topic, key=blob.key, value=blob.value, headers=blob.headers)
