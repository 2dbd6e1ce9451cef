"""Sends the town's past through the real path: recorder, outbox, Kafka, and on from there."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from uuid import UUID

from leitstand.broker.kafka import KafkaProducer
from leitstand.capture import Observed, Recorder
from leitstand.capture.register_gate import RegisterGate
from leitstand.deploy.demo.plan import PlannedUse
from leitstand.deploy.demo.town import Town
from leitstand.deploy.settings import Home, Settings
from leitstand.outbox import Drain, Outbox
from leitstand.register import RegisterView
from leitstand.schemas.clock import utc_now
from leitstand.schemas.interaction import Client, Message, Usage
from leitstand.schemas.vocabulary import (
    Channel,
    ClientName,
    Completeness,
    Operation,
    Provider,
    Purpose,
    Status,
    UsageSource,
    Where,
)
from leitstand.vault import PublicKeys, Sealer, VaultPaths

CHUNK = 1000
PRODUCER = "history"
_CHARACTERS_PER_TOKEN = 4
_SYSTEM_TOKENS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A planned use that was acknowledged, under its event id."""

    event_id: UUID
    use: PlannedUse


def send(
    home: Home,
    settings: Settings,
    town: Town,
    view: RegisterView,
    uses: Iterable[PlannedUse],
    progress: Callable[[int], None],
) -> list[Sent]:
    """Record every use and return when all are on disk; whoever drains takes the rest to Kafka.

    ``progress`` is told how many more were recorded. Raises RefusedError.
    """
    drain = Drain(home.outbox, KafkaProducer(settings.kafka_servers))
    outbox = Outbox(home.outbox, PRODUCER, on_commit=drain.wake)
    stop = threading.Event()
    draining = threading.Thread(target=drain.run, args=(stop,), name="drain", daemon=True)
    draining.start()
    try:
        recorder = _recorder(home, settings, view, outbox)
        return list(_record(recorder, town, uses, progress))
    finally:
        outbox.close()
        stop.set()
        draining.join()


def _recorder(home: Home, settings: Settings, view: RegisterView, outbox: Outbox) -> Recorder:
    gate = RegisterGate(Path(home.run) / "history-register.json")
    gate.learn(view, utc_now())
    keys = PublicKeys(VaultPaths(home.vault).public)
    return Recorder(
        tenant=settings.tenant,
        outbox=outbox,
        sealer=Sealer(keys, settings.tenant, utc_now),
        agreement_gate=gate,
    )


def _record(
    recorder: Recorder, town: Town, uses: Iterable[PlannedUse], progress: Callable[[int], None]
) -> Iterator[Sent]:
    for chunk in _chunks(uses):
        ids = recorder.record_all([observed(town, use) for use in chunk])
        progress(len(ids))
        yield from (Sent(event_id=i, use=use) for i, use in zip(ids, chunk, strict=True))


def _chunks(uses: Iterable[PlannedUse]) -> Iterator[Sequence[PlannedUse]]:
    waiting = iter(uses)
    while chunk := tuple(islice(waiting, CHUNK)):
        yield chunk


def observed(town: Town, use: PlannedUse) -> Observed:
    """Return a planned use as an instrumented client would have seen it."""
    model = next(iter(town.applications[use.application].models), None)
    answer = use.prompt.answer or ANSWER
    tokens = Usage(
        source=UsageSource.PROVIDER,
        input=_SYSTEM_TOKENS + len(use.prompt.text) // _CHARACTERS_PER_TOKEN,
        output=4 * len(answer) // _CHARACTERS_PER_TOKEN,
    )
    return Observed(
        occurred_at=use.occurred_at,
        channel=Channel.SDK,
        application=use.application,
        operation=Operation.CHAT,
        status=Status.OK,
        completeness=Completeness.COMPLETE,
        provider=Provider.OPENAI,
        client=Client(name=ClientName.LEITSTAND, version="0.1.0"),
        user=use.user,
        request_model=model,
        response_model=model,
        finish_reasons=("stop",),
        http_status=200,
        usage=tokens,
        duration_ms=900 + 3 * len(use.prompt.text),
        messages=(Message(where=Where.PROMPT, text=use.prompt.text),),
        answers=(Message(where=Where.ANSWER, text=answer),),
        request_bytes=len(use.prompt.text) + 120,
        response_bytes=len(answer) + 400,
        purpose=Purpose.OFFICE,
    )


ANSWER = (
    "Gern. Hier ist ein Vorschlag, den Sie bitte prüfen und an Ihre Stelle anpassen, bevor er das "
    "Haus verlässt: Er nennt zuerst das Wichtigste, bleibt bei kurzen Sätzen und lässt offen, was "
    "nur Sie entscheiden können."
)
"""What the fictional provider said where a prompt has no answer of its own."""
