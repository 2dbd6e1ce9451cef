"""``leitstand.interactions.v1`` from another producer of the house: checked, passed on unchanged.

The collector cannot open it; what it checks is what the assess worker would make a dead letter of.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from leitstand.broker.ports import Outgoing
from leitstand.capture.collector.cloudevents import Event
from leitstand.capture.collector.intake import Forwarded
from leitstand.capture.collector.problems import Kind, RejectedError
from leitstand.capture.collector.shapes import decoded
from leitstand.schemas import cloudevents
from leitstand.schemas.interaction import Interaction, InteractionRecord
from leitstand.schemas.topics import INTERACTIONS
from leitstand.vault import KeyId, PublicKeys, VaultError

LARGEST_BYTES = 7 * 1024 * 1024
"""Below the 8 MiB of the outbox and the broker, headers included."""

_record = msgspec.json.Decoder(InteractionRecord)
_interaction = msgspec.json.Decoder(Interaction)


class SealedEvents:
    """Reads sealed events of one tenant."""

    def __init__(self, tenant: str, public_keys: PublicKeys) -> None:
        self._tenant = tenant
        self._public_keys = public_keys

    def read(self, event: Event) -> Forwarded:
        """Return the event as it goes on. Raises RejectedError."""
        if len(event.data) > LARGEST_BYTES:
            raise RejectedError(Kind.TOO_LARGE, event.at("data"))
        record = decoded(_record, event.data, event.at("data"))
        interaction = decoded(_interaction, bytes(record.open), event.at("data.open"))
        self._check(event, interaction, record.sealed.key_id)
        return Forwarded(
            event_id=interaction.event_id,
            occurred_at=interaction.occurred_at,
            application=interaction.application,
            outgoing=Outgoing(
                topic=INTERACTIONS,
                key=str(interaction.event_id).encode(),
                value=event.data,
                headers=self._headers(interaction),
            ),
        )

    def _headers(self, interaction: Interaction) -> cloudevents.Headers:
        return cloudevents.headers(
            event_id=interaction.event_id,
            source=f"/leitstand/{self._tenant}/{interaction.capture.producer}",
            event_type=INTERACTIONS,
            time=interaction.occurred_at,
            tenant=self._tenant,
        )

    def _check(self, event: Event, interaction: Interaction, key_id: str) -> None:
        if interaction.tenant != self._tenant:
            raise RejectedError(Kind.WRONG_TENANT, event.at("data.open.tenant"))
        if _uuid(event.id) != interaction.event_id:
            raise RejectedError(Kind.INVALID_EVENT, event.at("id"))
        if _other_time(event.time, interaction.occurred_at):
            raise RejectedError(Kind.INVALID_EVENT, event.at("time"))
        if not self._has_key(key_id):
            raise RejectedError(Kind.UNKNOWN_SEALING_KEY, event.at("data.sealed.key_id"))

    def _has_key(self, text: str) -> bool:
        try:
            key_id = KeyId.parse(text)
            self._public_keys.for_day(key_id.tenant, key_id.day, key_id.retention_class)
        except VaultError:
            return False
        return key_id.tenant == self._tenant


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _other_time(stated: datetime | None, occurred_at: datetime) -> bool:
    return stated is not None and stated != occurred_at
