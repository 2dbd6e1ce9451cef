"""What others reach on the same machine in the same run."""

# pyright: basic
# clickhouse-connect carries few types.
import os
import subprocess
import sys
import time
from typing import Any

import msgspec
from tests.bench.detect.against_presidio import PATTERNS, presidio
from tests.bench.line import records
from tests.bench.line.events import Uses
from tests.bench.line.installation import Line, wait_until
from tests.bench.line.peers import bare, inserts, naive
from tests.bench.line.scale import Scale

from leitstand.broker.kafka import KafkaProducer
from leitstand.broker.ports import Outgoing
from leitstand.deploy import servers
from leitstand.deploy.clickhouse import Account, dsn
from leitstand.deploy.process import PARENT_VARIABLE
from leitstand.policy.engine.scan import scan
from leitstand.schemas import topics
from leitstand.schemas.clock import utc_now

NAIVE_EVENTS_PER_S = 2_000
"""More than it does, so that it never waits."""
Row = dict[str, Any]


def clickhouse_alone(line: Line, scale: Scale) -> Row:
    """Return the limit of inserts."""
    return inserts.run(line, scale)


def kafka_alone(line: Line, scale: Scale) -> Row:
    """Return the limit of a loop over aiokafka."""
    return bare.run(line, scale)


def usual_design(line: Line, scale: Scale) -> Row:
    """Let the naive program work for a while on more than it can do; count what it stored."""
    line.only()
    _prepare(line, round(scale.naive_s * NAIVE_EVENTS_PER_S))
    settings = line.installation.settings
    where = ["--servers", settings.kafka_servers, "--directory", str(line.home.data / "naive")]
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-W", "ignore", "-m", "tests.bench.line.peers.naive", *where],
        env=os.environ
        | {
            PARENT_VARIABLE: str(os.getpid()),
            naive.DSN_VARIABLE: dsn(line.home, settings, Account.ADMIN),
        },
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: _stored(line) > 0, "the naive design stores a row", 120)
        with line.meters.cost() as cost:
            before = _stored(line)
            time.sleep(scale.naive_s)
            stored = _stored(line) - before
    finally:
        servers.stop(process)
    return {"events": stored, "events_per_s": round(stored / cost.seconds, 1)}


def presidio_for_detectors(line: Line, scale: Scale, python: str) -> Row:
    """Return processor time for the texts of these events, by our detectors and by Presidio."""
    texts = _texts(line, scale.texts)
    for text in texts:
        scan(text, PATTERNS)
    begun = time.process_time()
    for text in texts:
        scan(text, PATTERNS)
    ours = (time.process_time() - begun) / len(texts)
    _, said = presidio(texts, python)
    theirs = said["cpu_seconds"] / len(texts)
    return {
        "texts": len(texts),
        "characters": round(sum(map(len, texts)) / len(texts)),
        "ours_us": round(ours * 1e6, 1),
        "presidio_us": round(theirs * 1e6, 1),
        "times": round(theirs / ours),
        "version": said["version"],
    }


def _texts(line: Line, count: int) -> list[str]:
    uses, now = Uses(line.installation.town), utc_now()
    return [uses.use(n, now).messages[0].text for n in range(count)]


def _prepare(line: Line, count: int) -> None:
    """Make the naive design's topics and table, and write its events in plain text."""
    bare.make_topics(line, naive.INTERACTIONS, naive.ASSESSMENTS)
    client = line.client()
    client.command(f"CREATE TABLE IF NOT EXISTS {naive.TABLE} AS assessments")
    client.close()
    producer = KafkaProducer(line.installation.settings.kafka_servers)
    producer.send_all(_plain(line, count))
    producer.close()


def _plain(line: Line, count: int) -> list[Outgoing]:
    """Return real interactions, without a seal: texts of this bench beside open facts of its records."""
    taken = records.take(line.installation.settings.kafka_servers, topics.INTERACTIONS, count)
    texts = _texts(line, len(taken))
    return [
        Outgoing(
            topic=naive.INTERACTIONS,
            key=record.key,
            value=msgspec.json.encode(
                msgspec.json.decode(record.value or b"")["open"]
                | {"messages": [{"where": "prompt", "text": text}]}
            ),
        )
        for record, text in zip(taken, texts, strict=True)
    ]


def _stored(line: Line) -> int:
    return int(line.query(f"SELECT count() FROM {naive.TABLE}")[0][0])  # noqa: S608 - our own name
