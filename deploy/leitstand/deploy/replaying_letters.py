"""Opening and sending dead letters by command: Kafka, the opening keys, and who does it."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leitstand.deploy.access_record import access_record
from leitstand.deploy.command import Exit, UserError
from leitstand.schemas.clock import Clock
from leitstand.schemas.vocabulary import AccessAction

if TYPE_CHECKING:
    from leitstand.broker.ports import Outgoing, PlaceReader, Producer
    from leitstand.deploy.settings import Home
    from leitstand.streams.letters import Letter
    from leitstand.streams.replay import Replayer
    from leitstand.vault import Opener


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaying:
    """What one command works with, in one person's name."""

    tenant: str
    account: str
    origin: str
    """The command."""
    reader: "PlaceReader"
    producer: "Producer"
    opener: "Opener"
    clock: Clock

    def replayer(self, why: str) -> "Replayer":
        """Return what sends letters again, each as an access event with this reason."""
        from leitstand.streams.replay import Replayer

        def witness(letter: "Letter") -> "Outgoing":
            return self._event(AccessAction.DEAD_LETTER_REPLAYED, letter.id, why)

        return Replayer(
            reader=self.reader, opener=self.opener, producer=self.producer, witness=witness
        )

    def record_view(self, letter: "Letter") -> None:
        """Record that somebody looked at a letter. Raises BrokerUnavailableError."""
        self.producer.send_all([self._event(AccessAction.VIEW, letter.id, "")])

    def _event(self, action: AccessAction, letter_id: str, why: str) -> "Outgoing":
        return access_record(
            tenant=self.tenant,
            now=self.clock(),
            account=self.account,
            action=action,
            what=f"dead_letter/{letter_id}",
            origin=self.origin,
            reason=why,
        )


@contextmanager
def replaying(home: "Home", account: str, origin: str) -> "Generator[Replaying]":
    """Connect to Kafka with the opening keys of a data directory; what fails is a UserError."""
    from leitstand.broker.kafka import KafkaProducer, KafkaReader
    from leitstand.broker.ports import BrokerUnavailableError
    from leitstand.schemas.clock import utc_now
    from leitstand.vault import Opener, VaultError, VaultPaths

    settings = home.load()
    servers = settings.kafka_servers
    try:
        with closing(KafkaReader(servers)) as reader, closing(KafkaProducer(servers)) as producer:
            yield Replaying(
                tenant=settings.tenant,
                account=account,
                origin=origin,
                reader=reader,
                producer=producer,
                opener=Opener(VaultPaths(home.vault).private),
                clock=utc_now,
            )
    except BrokerUnavailableError:
        problem = f"Kafka does not answer at {servers}"
        remedy = "start it with `leitstand up`, then do the same again: twice does no harm"
        raise UserError(problem, remedy, Exit.UNAVAILABLE) from None
    except VaultError as error:
        raise UserError(str(error), "see docs/vault.md, 'Losing a key'") from None
    except PermissionError:
        problem = f"{home.vault}: the opening keys may not be read"
        raise UserError(problem, "run it as the account that assess runs as") from None
