"""Dead letters: a record that could not become a row, kept whole under seal, told about openly."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import msgspec

from leitstand.broker.ports import Outgoing, Record
from leitstand.schemas import topics
from leitstand.schemas.clock import Clock
from leitstand.schemas.cloudevents import headers as cloudevent_headers
from leitstand.schemas.dead_letter import Blob, DeadLetter
from leitstand.schemas.identifiers import Slug, event_id_of
from leitstand.schemas.interaction import Sealed
from leitstand.schemas.vocabulary import DeadLetterReason
from leitstand.vault import NoPublicKeyError, Sealer

LARGEST_SEALED_BYTES = 6_000_000
"""A larger record is not copied: sealed and in base64 it would not fit into a record of 8 MiB."""

_encode = msgspec.json.Encoder().encode
_encode_blob = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetters:
    """Makes the dead letters of one process."""

    tenant: str
    refused_by: str
    """Role of the process: ``assess``, ``sink``, ``cases``."""
    sealer: Sealer
    clock: Clock

    def of(self, record: Record, reason: DeadLetterReason) -> DeadLetter:
        """Return the dead letter of a record; the same record always gets the same id."""
        whole = Blob(key=record.key, headers=record.headers, value=record.value)
        tenant, letter_id, blob = self._tenant_of(record), id_of(whole), _encode_blob(whole)
        return DeadLetter(
            tenant=tenant,
            id=letter_id,
            reason=reason,
            refused_by=self.refused_by,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            refused_at=self.clock(),
            size=_size_of(record),
            sealed=self._seal(blob, seal_binding(tenant, letter_id)),
        )

    def _tenant_of(self, record: Record) -> str:
        claimed = _text(dict(record.headers).get("ce_tenant"))
        try:
            return msgspec.convert(claimed, Slug)
        except msgspec.ValidationError:
            return self.tenant

    def _seal(self, blob: bytes, binding: bytes) -> Sealed | None:
        if len(blob) > LARGEST_SEALED_BYTES:
            return None
        try:
            return self.sealer.seal(binding, blob)
        except NoPublicKeyError:
            # Better a dead letter without the bytes than a line that stands still: the record
            # itself stays in its own topic, the letter says where.
            return None


def seal_binding(tenant: str, letter_id: str) -> bytes:
    """Return the open bytes that the sealed blob of a dead letter is bound to."""
    return f"{tenant}/{letter_id}".encode()


def outgoing(letter: DeadLetter) -> Outgoing:
    """Return the record that carries a dead letter."""
    return Outgoing(
        topic=topics.DEAD_LETTERS,
        key=letter.id.encode(),
        value=_encode(letter),
        headers=cloudevent_headers(
            event_id=_uuid_of(letter),
            source=f"/{letter.tenant}/{letter.refused_by}",
            event_type=topics.DEAD_LETTERS,
            time=letter.refused_at,
            tenant=letter.tenant,
        ),
    )


def read_blob(plaintext: bytes) -> Blob:
    """Return the record inside an opened dead letter, exactly as it stood in Kafka."""
    return msgspec.msgpack.decode(plaintext, type=Blob)


def id_of(blob: Blob) -> str:
    """Return the id of a record's dead letter: its ``ce_id`` if it is a UUID, else a hash of it all."""
    claimed = as_uuid(dict(blob.headers))
    return str(claimed) if claimed else f"sha256:{hashlib.sha256(_encode_blob(blob)).hexdigest()}"


def _uuid_of(letter: DeadLetter) -> UUID:
    if letter.id.startswith("sha256:"):
        return event_id_of(topics.DEAD_LETTERS, letter.id, letter.refused_at)
    return UUID(letter.id)


def as_uuid(headers: Mapping[str, bytes]) -> UUID | None:
    """Return the ``ce_id`` header if it is a UUID."""
    try:
        return UUID(_text(headers.get("ce_id")))
    except ValueError:
        return None


def _text(value: bytes | None) -> str:
    return (value or b"").decode(errors="replace")


def _size_of(record: Record) -> int:
    in_headers = sum(len(name) + len(value) for name, value in record.headers)
    return len(record.key or b"") + in_headers + len(record.value or b"")
