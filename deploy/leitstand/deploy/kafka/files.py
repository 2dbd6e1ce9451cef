"""Kafka's files: what a broker of ours is configured with, and the format of an empty store."""

import base64
import secrets
from collections.abc import Callable
from pathlib import Path

_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller_port}
controller.listener.names=CONTROLLER
listeners=BROKER://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=BROKER://{host}:{port}
listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=BROKER
log.dirs={logs}

# One node: every internal topic has one copy, and few partitions start faster.
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=2
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1

# Topics come from their contracts, never by a typing mistake.
auto.create.topics.enable=false
# A member that comes back is let in at once; ours rejoin under their old name.
group.initial.rebalance.delay.ms=0
# Committed offsets outlive a long absence of their consumer.
offsets.retention.minutes=129600

# Two cores, a handful of clients.
num.network.threads=2
num.io.threads=3
num.replica.fetchers=1
num.recovery.threads.per.data.dir=2
background.threads=2
log.cleaner.dedupe.buffer.size=8388608
log.segment.bytes=134217728
log.retention.check.interval.ms=300000
socket.request.max.bytes=20971520
message.max.bytes=8388608
queued.max.requests=100
"""

_LOG4J = """\
Configuration:
  status: warn
  # Kafka ends itself in order; a hook of the logger only complains that it came too late.
  shutdownHook: disable
  Appenders:
    Console:
      name: out
      target: SYSTEM_OUT
      PatternLayout:
        pattern: "%d{{yyyy-MM-dd'T'HH:mm:ss.SSSXXX}} %p %c{{1}} %m%n"
  Loggers:
    Root:
      level: warn
      AppenderRef:
        - ref: out
    Logger:
      - name: kafka.server.KafkaRaftServer
        level: info
      # Every start of a single node warns that it waits for its own election.
      - name: org.apache.kafka.raft
        level: error
"""

_META = """\
version=1
cluster.id={cluster_id}
node.id=1
directory.id={directory_id}
"""


def write_configuration(directory: Path, *, host: str, port: int, controller_port: int) -> Path:
    """Write what the broker reads at start; return the properties file."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    (directory / "log4j2.yaml").write_text(_LOG4J.replace("{{", "{").replace("}}", "}"))
    path = directory / "server.properties"
    path.write_text(
        _PROPERTIES.format(
            host=host, port=port, controller_port=controller_port, logs=directory / "store"
        )
    )
    return path


def uuid_text(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Return an id in Kafka's form: 16 random bytes, base64url without padding.

    Never with a leading "-": Kafka's own tools then take it for an option.
    """
    while True:
        text = base64.urlsafe_b64encode(random_bytes(16)).decode().rstrip("=")
        if not text.startswith("-"):
            return text
