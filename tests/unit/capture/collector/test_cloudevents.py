"""CloudEvents over HTTP: every mode gives the same interaction, and a retry no second one."""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from leitstand.capture import Basis
from leitstand.capture.collector.config import CollectorConfig, ProducerConfig
from leitstand.outbox.segments import all_frames
from leitstand.schemas.vocabulary import (
    Channel,
    Completeness,
    Operation,
    Status,
    Tokenizer,
    UsageSource,
)

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
KEY = "a-key"


def sha256_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


PORTAL = ProducerConfig(
    name="portal",
    key_sha256=sha256_of(KEY),
    application="buero-chat",
    trust_user=True,
    forward_sealed=True,
)
DATA = {
    "operation": "chat",
    "application": "kita-chat",
    "provider": "ollama",
    "user": "erika.muster",
    "request_model": "llama3.1:8b",
    "usage": {"input": 12, "output": 3},
    "messages": [{"where": "prompt", "text": "Bitte um einen Brief"}],
    "answers": [{"where": "answer", "text": "Gern: …"}],
}
EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "4711",
    "source": "/portal/1",
    "type": "leitstand.observed.v1",
    "time": "2026-03-04T04:00:00+01:00",
    "datacontenttype": "application/json",
    "data": DATA,
}
Desks = Callable[..., Any]


def structured(event: dict[str, Any]) -> dict[str, Any]:
    return {"content": json.dumps(event), "headers": {"content-type": STRUCTURED}}


def binary(event: dict[str, Any]) -> dict[str, Any]:
    names = ("specversion", "id", "source", "type", "time")
    headers = {f"ce-{name}": event[name] for name in names if name in event}
    return {"json": event["data"], "headers": headers}


def batch(event: dict[str, Any]) -> dict[str, Any]:
    return {"content": json.dumps([event]), "headers": {"content-type": BATCH}}


def in_base64(event: dict[str, Any]) -> dict[str, Any]:
    packed = base64.b64encode(json.dumps(event["data"]).encode()).decode()
    rest = {name: value for name, value in event.items() if name != "data"}
    return structured(rest | {"data_base64": packed})


MODES = [binary, structured, batch, in_base64]


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_gives_the_same_interaction(desk: Desks, mode: Callable[..., Any]) -> None:
    """Open values outside, what people wrote inside."""
    collector = desk()
    answer = collector.client.post("/events", **mode(EVENT))
    interaction, content = collector.event()
    assert answer.status_code == 202
    assert answer.json() == {"ids": [str(interaction.event_id)]}
    assert interaction.event_id.version == 8
    assert interaction.occurred_at.isoformat() == "2026-03-04T03:00:00+00:00"
    assert interaction.capture.channel is Channel.HTTP
    assert interaction.capture.completeness is Completeness.COMPLETE
    assert (interaction.application, interaction.operation) == ("kita-chat", Operation.CHAT)
    assert (interaction.usage.source, interaction.usage.input) == (UsageSource.PROVIDER, 12)
    assert interaction.status is Status.OK
    assert content.user == "erika.muster"
    assert [m.text for m in content.messages] == ["Bitte um einen Brief", "Gern: …"]


def test_a_retry_gets_the_same_id(desk: Desks) -> None:
    """In another mode as well; 202 both times."""
    client = desk().client
    ids = {client.post("/events", **mode(EVENT)).json()["ids"][0] for mode in MODES}
    assert len(ids) == 1


@pytest.mark.parametrize(
    "change", [{"id": "4712"}, {"source": "/portal/2"}, {"time": "2026-03-04T04:00:01+01:00"}]
)
def test_another_event_gets_another_id(desk: Desks, change: dict[str, str]) -> None:
    """Id, source and time make it."""
    client = desk().client
    first, second = (client.post("/events", **structured(e)) for e in (EVENT, EVENT | change))
    assert first.json() != second.json()


def test_a_producer_has_its_application_and_no_other(desk: Desks) -> None:
    """Whatever the event says."""
    collector = desk(CollectorConfig(producers=(PORTAL,)))
    sent = structured(EVENT)
    sent["headers"]["authorization"] = f"Bearer {KEY}"
    collector.client.post("/events", **sent)
    assert collector.event()[0].application == "buero-chat"


def test_two_producers_cannot_take_each_others_ids(desk: Desks) -> None:
    """The same source, id and time from two programs are two events."""
    other = msgspec.structs.replace(PORTAL, name="other", key_sha256=sha256_of("other"))
    collector = desk(CollectorConfig(producers=(PORTAL, other)))
    sent = [structured(EVENT) for _ in range(2)]
    for one, key in zip(sent, (KEY, "other"), strict=True):
        one["headers"]["authorization"] = f"Bearer {key}"
        collector.client.post("/events", **one)
    assert len({interaction.event_id for interaction, _ in collector.events()}) == 2


def test_an_untrusted_word_on_the_user_does_not_count(desk: Desks) -> None:
    """Nobody is named by a program that does not sign people in."""
    collector = desk(CollectorConfig())
    collector.client.post("/events", **structured(EVENT))
    assert collector.event()[1].user is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Completeness.COMPLETE),
        ({"answers": []}, Completeness.PROMPT_ONLY),
        ({"answers": [], "messages": []}, Completeness.METADATA_ONLY),
        ({"completeness": "interrupted"}, Completeness.INTERRUPTED),
        ({"operation": "embeddings", "answers": []}, Completeness.COMPLETE),
    ],
)
def test_completeness(desk: Desks, changes: dict[str, Any], expected: Completeness) -> None:
    """The producer's word, else as the texts show."""
    collector = desk()
    collector.client.post("/events", **structured(EVENT | {"data": DATA | changes}))
    assert collector.event()[0].capture.completeness is expected


def test_one_bad_event_and_nothing_of_the_batch_is_taken(desk: Desks) -> None:
    """The answer says which."""
    collector = desk()
    bad = EVENT | {"time": "2020-01-01T00:00:00Z"}
    sent = {"content": json.dumps([EVENT, bad]), "headers": {"content-type": BATCH}}
    answer = collector.client.post("/events", **sent)
    assert (answer.status_code, answer.json()["at"]) == (422, "$[1].time")
    assert collector.events() == []


def test_suspended_recording_leaves_no_trace(desk: Desks, town: Any) -> None:
    """The producer hears nothing of it, and not even a count remains."""
    town.gate.say(Basis.SUSPENDED)
    collector = desk()
    assert collector.client.post("/events", **structured(EVENT)).status_code == 202
    assert collector.events() == []
    assert set(collector.client.get("/healthz").json()["counts"].values()) == {0}


def sealed_event(collector: Any) -> dict[str, Any]:
    """Return an event as another producer of the house sealed it."""
    collector.client.post("/events", **structured(EVENT))
    (value,) = collector.town.values()
    interaction, _ = collector.event()
    return {
        "ce-specversion": "1.0",
        "ce-id": str(interaction.event_id),
        "ce-source": "/leitstand/musterstadt/elsewhere",
        "ce-type": "leitstand.interactions.v1",
        "ce-time": interaction.occurred_at.isoformat(),
        "content-type": "application/json",
        "value": value,
    }


def test_a_sealed_event_goes_on_byte_by_byte(desk: Desks) -> None:
    """Its seal is bound to the bytes, its number is its own producer's."""
    collector = desk()
    headers = sealed_event(collector)
    value = headers.pop("value")
    forwarding = desk(CollectorConfig(producers=(PORTAL,)))
    headers["authorization"] = f"Bearer {KEY}"
    answer = forwarding.client.post("/events", content=value, headers=headers)
    assert answer.json() == {"ids": [headers["ce-id"]]}
    assert collector.town.values() == [value, value]
    segments = sorted((collector.town.folder / "outbox").glob("*/*.seg"))
    first, second = (frame.outgoing() for path in segments for frame in all_frames(path))
    assert first == second


@pytest.mark.parametrize(
    ("change", "status", "anchor", "at"),
    [
        ({"ce-id": "4711"}, 422, "invalid-event", "$.id"),
        ({"ce-time": "2026-03-04T04:00:00Z"}, 422, "invalid-event", "$.time"),
        ({"tenant": b"nachbarort"}, 422, "wrong-tenant", "$.data.open.tenant"),
        (
            {"key_id": b"musterstadt/2020-01-01/standard"},
            422,
            "unknown-sealing-key",
            "$.data.sealed.key_id",
        ),
        (
            {"key_id": b"../../../x/2026-03-04/standard"},
            422,
            "invalid-event",
            "$.data.sealed.key_id",
        ),
    ],
)
def test_what_a_sealed_event_must_be(
    desk: Desks, change: dict[str, Any], status: int, anchor: str, at: str
) -> None:
    """Ours, in time, under a key that this house has."""
    collector = desk()
    headers = sealed_event(collector)
    value: bytes = headers.pop("value")
    if "tenant" in change:
        value = value.replace(
            b'"tenant":"musterstadt"', b'"tenant":"' + change.pop("tenant") + b'"'
        )
    if "key_id" in change:
        value = value.replace(b"musterstadt/2026-03-04/standard", change.pop("key_id"))
    forwarding = desk(CollectorConfig(producers=(PORTAL,)))
    sent = headers | change | {"authorization": f"Bearer {KEY}"}
    answer = forwarding.client.post("/events", content=value, headers=sent)
    assert (answer.status_code, answer.json()["at"]) == (status, at)
    assert answer.json()["type"] == f"docs/collector.md#{anchor}"


def test_only_who_may_forwards(desk: Desks) -> None:
    """403, whoever else brings a sealed event."""
    collector = desk()
    headers = sealed_event(collector)
    answer = collector.client.post("/events", content=headers.pop("value"), headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"input": 5}, (UsageSource.PROVIDER, 5, None)),
        ({"input": 5, "tokenizer": "o200k_base"}, (UsageSource.PROVIDER, 5, None)),
        (
            {"source": "estimated", "input": 5, "tokenizer": "o200k_base"},
            (UsageSource.ESTIMATED, 5, Tokenizer.O200K_BASE),
        ),
        ({"source": "missing", "input": 5}, (UsageSource.MISSING, None, None)),
        ({"cached": 5}, (UsageSource.MISSING, None, None)),
    ],
)
def test_tokens_say_who_counted_them(desk: Desks, said: dict[str, Any], kept: Any) -> None:
    """A tokenizer belongs to an estimate, and what is missing has no number."""
    # Of an image nothing is estimated, so that what the producer said can be seen.
    data = DATA | {"operation": "image", "usage": said}
    one = desk()
    assert one.client.post("/events", **structured(EVENT | {"data": data})).status_code == 202
    usage = one.event()[0].usage
    assert (usage.source, usage.input, usage.tokenizer) == kept
