"""The key keeper as a process, and what its work means for what Kafka still holds (promise P2)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.broker.ports import Outgoing
from leitstand.deploy import cli, servers
from leitstand.deploy.roles import keeper
from leitstand.deploy.servers import KafkaServer
from leitstand.deploy.settings import Home, Settings
from leitstand.schemas import topics
from leitstand.schemas.clock import utc_now
from leitstand.schemas.interaction import Sealed
from leitstand.schemas.policy import Retention
from leitstand.vault import (
    DayKeys,
    KeyDestroyedError,
    KeyKeeper,
    Opener,
    PublicKeys,
    RegisterKey,
    Sealer,
    VaultPaths,
    vault_status,
)

LONG_AGO = timedelta(days=200)
OPEN = b'{"made":"for this test"}'
SECRET = "Widerspruch von Käthe Beispielfrau".encode()


def test_its_first_turn_leaves_a_good_vault(kafka: KafkaServer, tmp_path: Path) -> None:
    """Keys of last year die, today's are made; `vault status` has nothing to complain about."""
    home = Home(tmp_path)
    settings = Settings(tenant="kleinstadt", kafka=kafka.servers)
    home.save(settings)
    paths = VaultPaths(home.vault)
    RegisterKey.create(paths.register, settings.tenant)
    DayKeys.create(paths.root, settings.tenant, (utc_now() - LONG_AGO).date(), 3)
    assert len(vault_status(paths, settings.tenant, utc_now()).overdue_keys) == 6

    with servers.running(home, settings, keeper.ROLE) as process:
        status = vault_status(paths, settings.tenant, utc_now())
    assert process.returncode == 0
    assert (status.good, status.destroyed_keys, status.days_ahead) == (True, 6, 60)
    assert cli.main(["vault", "status", "--data", str(tmp_path)]) == 0


@pytest.fixture
def noon() -> datetime:
    return datetime(2026, 11, 2, 12, tzinfo=UTC)


def test_what_kafka_still_holds_is_unreadable_once_its_key_is_gone(
    kafka: KafkaServer, tmp_path: Path, noon: datetime
) -> None:
    """The record stays, byte by byte; nobody opens it any more."""
    paths, tenant = VaultPaths(tmp_path), "kleinstadt"
    now = noon
    turns = KeyKeeper(paths, tenant, clock=lambda: now, retention=lambda _now: Retention())
    turns.turn()
    sealed = Sealer(PublicKeys(paths.public), tenant, lambda: noon).seal(OPEN, SECRET)
    # Not the topic of interactions: other tests read that one.
    record = Outgoing(
        topic=topics.DEAD_LETTERS, key=b"test_keeper", value=msgspec.json.encode(sealed)
    )
    producer = KafkaProducer(kafka.servers)
    producer.send_all([record])
    producer.close()

    now = noon + timedelta(days=14)
    turns.turn()
    assert Opener(paths.private).open(held_by(kafka), OPEN) == SECRET
    now = noon + timedelta(days=15)
    assert turns.turn().destroyed == 1
    assert held_by(kafka) == sealed
    with pytest.raises(KeyDestroyedError):
        Opener(paths.private).open(held_by(kafka), OPEN)


def held_by(kafka: KafkaServer) -> Sealed:
    """Return what stands in Kafka."""
    reader = KafkaReader(kafka.servers)
    try:
        records = reader.read_to_end(topics.DEAD_LETTERS)
    finally:
        reader.close()
    values = [record.value for record in records if record.key == b"test_keeper"]
    return msgspec.json.decode(values[-1] or b"", type=Sealed)
