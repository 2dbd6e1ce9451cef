"""Writes one interaction down: sealed, and on disk when it returns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NoReturn
from uuid import UUID

import msgspec

from leitstand.broker.ports import Outgoing
from leitstand.capture import closing
from leitstand.capture.agreement import AgreementGate, Basis, Grant
from leitstand.capture.errors import Refusal, RefusedError
from leitstand.capture.observed import Observed
from leitstand.capture.sealing import (
    LARGEST_CONTENT_BYTES,
    characters,
    content_of,
    interaction_of,
    shortened,
)
from leitstand.capture.tokens import with_tokens
from leitstand.outbox import Outbox, OutboxError, OutboxFullError
from leitstand.schemas import cloudevents
from leitstand.schemas.clock import Clock, utc_now
from leitstand.schemas.identifiers import new_event_id
from leitstand.schemas.interaction import InteractionRecord
from leitstand.schemas.topics import INTERACTIONS
from leitstand.schemas.vocabulary import Completeness
from leitstand.vault import Sealer, VaultError

NewId = Callable[[datetime], UUID]
_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """An event but for its place in the producer's sequence."""

    observed: Observed
    grant: Grant
    event_id: UUID
    recorded_at: datetime
    content: bytes
    completeness: Completeness


class Recorder:
    """Records for one tenant, from many threads and event loops."""

    def __init__(
        self,
        *,
        tenant: str,
        outbox: Outbox,
        sealer: Sealer,
        agreement_gate: AgreementGate,
        clock: Clock = utc_now,
        new_id: NewId = new_event_id,
    ) -> None:
        self._tenant = tenant
        self._outbox = outbox
        self._sealer = sealer
        self._gate = agreement_gate
        self._clock = clock
        self._new_id = new_id

    def check(self, application: str) -> Basis:
        """Say beforehand whether an interaction will be recorded.

        Returns ``in_force`` or ``suspended`` (nothing will be recorded, the use goes on). Raises
        RefusedError when it could not be recorded: then it must not happen.
        """
        grant = self._grant(self._clock(), application)
        if grant.basis is Basis.IN_FORCE:
            self._check_key(grant)
            if not self._outbox.has_room():
                self._refuse(Refusal.OUTBOX_FULL)
        return grant.basis

    def new_id(self) -> UUID:
        """Return an id for an interaction that has to be named before it is over."""
        return self._new_id(self._clock())

    def record(self, observed: Observed, event_id: UUID | None = None) -> UUID | None:
        """Write it down and return its event id when it is durable.

        Returns None while the agreement is suspended. Raises RefusedError: nothing was recorded.
        """
        draft = self._draft(observed, event_id)
        if draft is None:
            return None
        try:
            self._outbox.append(partial(self._outgoing, draft))
        except (OutboxError, VaultError) as error:
            self._refuse_because(error)
        return draft.event_id

    async def record_async(self, observed: Observed, event_id: UUID | None = None) -> UUID | None:
        """Do the same without blocking the event loop."""
        draft = self._draft(observed, event_id)
        if draft is None:
            return None
        try:
            await self._outbox.append_async(partial(self._outgoing, draft))
        except (OutboxError, VaultError) as error:
            self._refuse_because(error)
        return draft.event_id

    def record_all(
        self, many: Sequence[Observed], event_ids: Sequence[UUID] | None = None
    ) -> list[UUID]:
        """Write many down with few syncs; return the ids of those that are durable, in order.

        ``event_ids`` are as many, where they are known beforehand. Raises RefusedError at the
        first that is refused; later ones may be recorded nevertheless.
        """
        ids: Sequence[UUID | None] = event_ids or [None] * len(many)
        found = map(self._draft, many, ids)
        drafts = [draft for draft in found if draft is not None]
        try:
            self._outbox.append_all([partial(self._outgoing, draft) for draft in drafts])
        except (OutboxError, VaultError) as error:
            self._refuse_because(error)
        return [draft.event_id for draft in drafts]

    def _draft(self, observed: Observed, event_id: UUID | None = None) -> _Draft | None:
        grant = self._grant(observed.occurred_at, observed.application)
        if grant.basis is Basis.SUSPENDED:
            return None
        now, observed = self._clock(), with_tokens(observed)
        content, completeness = _encode_content(observed, grant)
        return _Draft(
            observed=observed,
            grant=grant,
            event_id=event_id or self._new_id(now),
            recorded_at=now,
            content=content,
            completeness=completeness,
        )

    def _outgoing(self, draft: _Draft, sequence: int) -> Outgoing:
        """Build the record; on the outbox's thread, so that name and number belong together."""
        producer = self._outbox.producer
        interaction = interaction_of(
            draft.observed,
            tenant=self._tenant,
            event_id=draft.event_id,
            recorded_at=draft.recorded_at,
            producer=producer,
            sequence=sequence,
            completeness=draft.completeness,
            grant=draft.grant,
        )
        open_bytes = _encoder.encode(interaction)
        sealed = self._sealer.seal(open_bytes, draft.content, draft.grant.retention_class)
        record = InteractionRecord(open=msgspec.Raw(open_bytes), sealed=sealed)
        return Outgoing(
            topic=INTERACTIONS,
            key=str(draft.event_id).encode(),
            value=_encoder.encode(record),
            headers=cloudevents.headers(
                event_id=draft.event_id,
                source=f"/leitstand/{self._tenant}/{producer}",
                event_type=INTERACTIONS,
                time=interaction.occurred_at,
                tenant=self._tenant,
            ),
        )

    def _grant(self, at: datetime, application: str) -> Grant:
        grant = self._gate.ask(at, closing.application(application))
        if grant.basis is Basis.NONE:
            self._refuse(Refusal.NO_AGREEMENT)
        return grant

    def _check_key(self, grant: Grant) -> None:
        try:
            self._sealer.seal(b"", b"", grant.retention_class)
        except VaultError:
            self._refuse(Refusal.NO_KEY)

    def _refuse(self, reason: Refusal) -> NoReturn:
        self._outbox.count_refusal()
        raise RefusedError(reason)

    def _refuse_because(self, error: OutboxError | VaultError) -> NoReturn:
        if isinstance(error, VaultError):
            self._refuse(Refusal.NO_KEY)
        if isinstance(error, OutboxFullError):  # Counted by the outbox itself.
            raise RefusedError(Refusal.OUTBOX_FULL) from None
        self._refuse(Refusal.OUTBOX_BROKEN)


def _encode_content(observed: Observed, grant: Grant) -> tuple[bytes, Completeness]:
    known = closing.model_name(observed.request_model, grant.models) is not None
    content = content_of(observed, known)
    if characters(content) <= LARGEST_CONTENT_BYTES:
        encoded = _encoder.encode(content)
        if len(encoded) <= LARGEST_CONTENT_BYTES:
            return encoded, observed.completeness
    short = shortened(content, LARGEST_CONTENT_BYTES)
    return _encoder.encode(short), Completeness.TRUNCATED
