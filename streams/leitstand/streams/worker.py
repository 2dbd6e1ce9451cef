"""The assess worker: Faust around the pure core.

What Faust 0.15.3 does with acknowledgements decides the shape of this file. It acknowledges a
message whose handler raised; so the stream is ``noack``, and a haul (all records of one fetch, see
:mod:`leitstand.streams.fast_consumer`) is acknowledged here, after every record made from it is on
all in-sync replicas. Nothing may raise out of the agent: what cannot be mended ends the process, and
its supervisor starts it anew.
"""

# pyright: basic
# Faust is only partly typed; what passes through here is bytes and offsets.
import asyncio
import logging
import signal
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faust
from aiokafka import AIOKafkaProducer  # type: ignore[import-untyped] # no stubs
from aiokafka.errors import KafkaError  # type: ignore[import-untyped] # no stubs

from leitstand.broker.partitioning import partition_of
from leitstand.broker.ports import Outgoing, Record
from leitstand.schemas import topics
from leitstand.streams import groups, readable_records
from leitstand.streams.assess import PORTION, AssessContext, Outcome, assess_all, outgoing
from leitstand.streams.brake import Brake, LineStoppedError, Pulled
from leitstand.streams.fast_consumer import FastApp

LOG = logging.getLogger(__name__)

LARGEST_RECORD_BYTES = 8 * 1024 * 1024 + 64 * 1024
STOPPING_S = 15.0
"""Longest time that stopping in order may take before the process just ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerOptions:
    """What one worker process is told."""

    servers: str
    instance: str
    """Name of the static membership: after a crash the same instance has its partitions at once."""
    directory: Path
    """Faust insists on one; nothing of ours is in it."""
    largest_haul: int = 500
    """Records that are fetched, judged, sent and acknowledged together, at most."""


class AssessWorker:
    """One worker: the Faust application, its agent, and the line that the agent feeds."""

    def __init__(
        self,
        options: WorkerOptions,
        context: Callable[[], AssessContext],
        brake: Brake,
        *,
        stop_line: Callable[[Pulled], None],
        give_up: Callable[[str], None],
    ) -> None:
        """``context`` is asked once per haul, so that a haul is judged by one register release.

        Both ends of the process are for where going on could lose an event: ``stop_line`` when the
        brake was pulled, ``give_up`` otherwise.
        """
        self._stop_line = stop_line
        self._give_up = give_up
        self._line = Line(options, context, brake)
        readable_records.install()
        self._app = _app(options)
        self._app.agent(_source(self._app), name="assess")(self._assess)

    def run(self, *, started: Callable[[], None], alive: Callable[[], None]) -> int:
        """Run until SIGTERM or SIGINT; return the exit code.

        ``started`` is called once, when partitions are being read; ``alive`` about once a second
        while the loop turns. A crash of any of Faust's services ends the run with a non-zero code.
        Stopping in order commits what is done; if that takes longer than STOPPING_S, ``give_up`` is
        called, because nothing is lost by it.
        """

        async def beat() -> None:
            alive()

        self._app.timer(1.0)(beat)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        process = _Process(
            self._app, loop, started=started, stopped=self._line.close, give_up=self._give_up
        )
        try:
            process.execute_from_commandline()
        except SystemExit as ended:
            return int(ended.code or 0)

    async def _assess(self, stream: Any) -> None:
        try:
            async for event in stream.noack().events():
                await self._line.move(event.value.records())
                event.ack()
        except asyncio.CancelledError:
            # Faust cancels its agents at a rebalance and when it stops.
            raise
        except LineStoppedError as stopped:
            self._stop_line(stopped.pulled)
        except Exception as error:
            self._give_up(type(error).__name__)


def _app(options: WorkerOptions) -> faust.App:
    options.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FastApp(
        groups.ASSESS,
        broker=[f"kafka://{server}" for server in options.servers.split(",")],
        autodiscover=False,
        datadir=options.directory,
        web_enabled=False,
        topic_disable_leader=True,
        topic_allow_declare=False,
        consumer_group_instance_id=options.instance,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=LARGEST_RECORD_BYTES,
        broker_max_poll_records=options.largest_haul,
        broker_commit_interval=0.5,
        broker_session_timeout=10.0,
        broker_heartbeat_interval=2.5,
        stream_wait_empty=False,
        producer_linger=0,
        producer_max_request_size=LARGEST_RECORD_BYTES,
    )


def _source(app: faust.App) -> Any:
    return app.topic(
        topics.INTERACTIONS,
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
    )


class Line:
    """Records in, what is made of them out; returns when all of it is safe."""

    def __init__(
        self, options: WorkerOptions, context: Callable[[], AssessContext], brake: Brake
    ) -> None:
        self._options = options
        self._context = context
        self._brake = brake
        self._producer: AIOKafkaProducer | None = None

    async def move(self, records: Sequence[Record]) -> None:
        """Assess records and send everything made from them; then they may be acknowledged.

        Raises LineStoppedError, and then nothing was sent.
        """
        context = self._context()
        made: list[tuple[Record, Outcome]] = []
        for begin in range(0, len(records), PORTION):
            portion = records[begin : begin + PORTION]
            made += zip(portion, assess_all(portion, context), strict=True)
            # Hostile texts take their time. The loop must turn meanwhile, or the supervisor ends a
            # worker that is well, and its successor, over the same haul.
            await asyncio.sleep(0)
        self._brake.look_at(made)
        await self._send(
            [(record.partition, outgoing(outcome, record.offset)) for record, outcome in made]
        )

    async def close(self) -> None:
        """Give up the connection; what was not acknowledged comes again."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.stop()

    async def _send(self, made: Sequence[tuple[int, Outgoing]]) -> None:
        """Send until everything is acknowledged; a broker that is away is waited for."""
        pause = 0.1
        while True:
            try:
                await self._send_once(made)
            except KafkaError as error:
                if not error.retriable:
                    raise
                LOG.warning("sending again: %s", type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)
            else:
                return

    async def _send_once(self, made: Sequence[tuple[int, Outgoing]]) -> None:
        producer = await self._connected()
        by_place: dict[tuple[str, int], list[Outgoing]] = defaultdict(list)
        for partition, record in made:
            # An assessment lies where its interaction lay: same key, same hash, same number of
            # partitions.
            if record.topic != topics.ASSESSMENTS:
                partition = partition_of(record.key, await _partitions(producer, record.topic))
            by_place[record.topic, partition].append(record)
        sent = [
            future
            for (topic, partition), records in by_place.items()
            for future in await _send_in_order(producer, topic, partition, records)
        ]
        await asyncio.gather(*sent)

    async def _connected(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._options.servers,
                acks="all",
                compression_type="lz4",
                max_batch_size=LARGEST_RECORD_BYTES,
                max_request_size=LARGEST_RECORD_BYTES,
                linger_ms=0,
                request_timeout_ms=20_000,
            )
            await producer.start()
            self._producer = producer
        return self._producer


async def _partitions(producer: AIOKafkaProducer, topic: str) -> int:
    return len(await producer.partitions_for(topic))


async def _send_in_order(
    producer: AIOKafkaProducer, topic: str, partition: int, records: Sequence[Outgoing]
) -> list[Any]:
    """Hand the records over as whole batches; return what to await."""
    futures = []
    batch = producer.create_batch()
    for record in records:
        if not _append(batch, record):
            futures.append(await producer.send_batch(batch, topic, partition=partition))
            batch = producer.create_batch()
            _append(batch, record)
    futures.append(await producer.send_batch(batch, topic, partition=partition))
    return futures


def _append(batch: Any, record: Outgoing) -> bool:
    appended = batch.append(
        key=record.key, value=record.value, timestamp=None, headers=list(record.headers)
    )
    return appended is not None


class _Process(faust.Worker):
    """Faust's worker without its terminal and its debugger: our logging, our exit."""

    def __init__(
        self,
        app: faust.App,
        loop: asyncio.AbstractEventLoop,
        *,
        started: Callable[[], None],
        stopped: Callable[[], Awaitable[None]],
        give_up: Callable[[str], None],
    ) -> None:
        super().__init__(app, loop=loop, quiet=True, redirect_stdouts=False, override_logging=False)
        self.spinner = None
        self._when_started = started
        self._when_stopped = stopped
        self._give_up = give_up

    async def on_startup_finished(self) -> None:
        """Tell that partitions are being read."""
        await super().on_startup_finished()
        self._when_started()

    async def on_shutdown(self) -> None:
        """Close what the agent used, after the agent."""
        await self._when_stopped()

    def _schedule_shutdown(self, signal: signal.Signals) -> None:
        watchdog = threading.Timer(STOPPING_S, self._give_up, ["stopping took too long"])
        watchdog.daemon = True
        watchdog.start()
        super()._schedule_shutdown(signal)

    def _enter_debugger(self) -> None:
        """Do nothing: Faust would open a debugger on SIGUSR2, in front of decrypted prompts."""
