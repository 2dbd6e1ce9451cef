"""A bare loop: aiokafka reads the records and writes the same bytes to another topic. No work at all.

Nothing that Python does with these records over aiokafka can be faster than this.
"""

# pyright: basic
# aiokafka carries no types.
import asyncio
import time
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer  # type: ignore[import-untyped] # no stubs
from tests.bench.line.installation import Line
from tests.bench.line.scale import Scale

from leitstand.schemas import topics

COPIES = "bench.copies"
BATCH = 2_000
_LARGEST = 8 * 1024 * 1024
Row = dict[str, Any]


def run(line: Line, scale: Scale) -> Row:
    """Copy records; return how many a second and what one costs."""
    settings = line.installation.settings
    rows = min(scale.rows, line.ends(topics.INTERACTIONS))
    make_topics(line, COPIES)
    return asyncio.run(_copy(settings.kafka_servers, rows))


async def _copy(servers: str, rows: int) -> Row:
    consumer = AIOKafkaConsumer(
        topics.INTERACTIONS,
        bootstrap_servers=servers,
        group_id="bench-copy",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        max_partition_fetch_bytes=_LARGEST,
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=servers,
        acks="all",
        compression_type="lz4",
        max_batch_size=_LARGEST,
        max_request_size=_LARGEST,
    )
    await consumer.start()
    await producer.start()
    try:
        done = await _turn(consumer, producer)
        begun, processor, before = time.perf_counter(), time.process_time(), done
        while done < rows:
            done += await _turn(consumer, producer)
        took, used = time.perf_counter() - begun, time.process_time() - processor
    finally:
        await producer.stop()
        await consumer.stop()
    copied = max(done - before, 1)
    return {
        "records": copied,
        "records_per_s": round(copied / took),
        "cpu_us_per_record": round(used / copied * 1e6, 1),
    }


async def _turn(consumer: Any, producer: Any) -> int:
    """Copy one batch, wait until it is acknowledged, commit."""
    found = await consumer.getmany(timeout_ms=500, max_records=BATCH)
    sent: list[Any] = []
    for place, records in found.items():
        batch = producer.create_batch()
        for record in records:
            batch.append(
                key=record.key, value=record.value, timestamp=None, headers=list(record.headers)
            )
        sent.append(await producer.send_batch(batch, COPIES, partition=place.partition))
    await asyncio.gather(*sent)
    await consumer.commit()
    return sum(map(len, found.values()))


def make_topics(line: Line, *names: str) -> None:
    """Create topics of this bench's own, with as many partitions as the line's."""
    from kafka.admin import KafkaAdminClient  # type: ignore[import-untyped] # no stubs

    settings = line.installation.settings
    admin: Any = KafkaAdminClient(bootstrap_servers=settings.kafka_servers.split(","))
    shape = {"num_partitions": settings.partitions, "replication_factor": 1}
    try:
        missing = set(names) - set(admin.list_topics())
        admin.create_topics(dict.fromkeys(missing, shape))
        admin.wait_for_topics(list(names))
    finally:
        admin.close()
