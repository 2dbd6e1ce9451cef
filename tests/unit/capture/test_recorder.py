"""The recorder: closed values outside, everything else sealed, durable or refused."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from leitstand.capture import Basis, Observed, Refusal, RefusedError
from leitstand.outbox import Limits, Outbox, status
from leitstand.outbox.segments import all_frames
from leitstand.schemas.interaction import InteractionRecord, Message, ToolCall
from leitstand.schemas.vocabulary import (
    Channel,
    Completeness,
    FinishReason,
    Operation,
    RetentionClass,
    Status,
    Where,
)
from leitstand.vault import PublicKeys, Sealer

NAME = "Frau Erika Mustermann-Beispiel"
MOMENT = datetime(2026, 3, 4, 5, 6, 7, 891_999, tzinfo=UTC)


def observed(**changes: Any) -> Observed:
    plain: dict[str, Any] = {
        "occurred_at": MOMENT,
        "channel": Channel.SDK,
        "application": "chat",
        "operation": Operation.CHAT,
        "status": Status.OK,
        "completeness": Completeness.COMPLETE,
        "user": f"user-{NAME}",
        "request_model": "gpt-4o-mini",
        "messages": (Message(where=Where.PROMPT, text=f"Brief an {NAME}"),),
        "answers": (Message(where=Where.ANSWER, text=f"Sehr geehrte {NAME}"),),
        "tool_calls": (ToolCall(name="suche", arguments=NAME),),
        "file_names": (f"{NAME}.docx",),
    }
    return Observed(**(plain | changes))


def refusal(attempt: Callable[[], object]) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        attempt()
    return caught.value


def test_an_event_is_whole(town: Any) -> None:
    """Everything that was seen is in the event, sorted into open and sealed."""
    event_id = town.recorder.record(observed(finish_reasons=("stop",), response_id="chatcmpl-9aB1"))
    ((interaction, content),) = town.events()
    assert interaction.event_id == event_id
    assert interaction.occurred_at.isoformat() == "2026-03-04T05:06:07.891000+00:00"
    assert (interaction.capture.producer, interaction.capture.sequence) == (town.outbox.producer, 1)
    assert (interaction.request_model, interaction.response_id) == ("gpt-4o-mini", "chatcmpl-9aB1")
    assert interaction.finish_reasons == (FinishReason.STOP,)
    assert content.user == f"user-{NAME}"
    assert [message.where for message in content.messages] == [Where.PROMPT, Where.ANSWER]
    assert content.tool_calls[0].arguments == NAME
    assert interaction.sizes.prompt_characters == len(f"Brief an {NAME}")
    assert interaction.sizes.answer_characters == len(f"Sehr geehrte {NAME}")


def test_nothing_readable_on_disk(town: Any) -> None:
    """No file of the outbox holds a word of the conversation or the user."""
    town.recorder.record(observed())
    for path in (town.folder / "outbox").rglob("*"):
        if path.is_file():
            assert b"Mustermann" not in path.read_bytes()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("request_model", NAME),
        ("request_model", "erika-mustermann"),
        ("response_model", "erika-mustermann"),
        ("response_id", "erika-mustermann"),
        ("response_id", "chat-mustermann"),
        ("finish_reasons", ("mustermann",)),
        ("application", "Erika Mustermann"),
    ],
)
def test_no_free_text_in_the_open_part(town: Any, field: str, value: Any) -> None:
    """Whatever a client writes into a field of closed values, none of it stands open."""
    town.recorder.record(observed(**{field: value}))
    record = msgspec.json.decode(town.values()[0], type=InteractionRecord)
    assert b"ustermann" not in bytes(record.open)


def test_an_unknown_model_is_kept_sealed(town: Any) -> None:
    """The name as the client sent it is not lost."""
    town.recorder.record(observed(request_model="hausmodell-7"))
    ((interaction, content),) = town.events()
    assert (interaction.request_model, content.model_as_sent) == (None, "hausmodell-7")


def test_a_model_that_the_register_knows_is_open(town: Any) -> None:
    """The register's own names count as known."""
    town.gate.say(Basis.IN_FORCE, models=frozenset({"hausmodell-7"}))
    town.recorder.record(observed(request_model="hausmodell-7"))
    ((interaction, content),) = town.events()
    assert (interaction.request_model, content.model_as_sent) == ("hausmodell-7", None)


def test_the_class_of_retention_comes_from_the_gate(town: Any) -> None:
    """High-risk content is sealed to the key that lives longer."""
    town.gate.say(Basis.IN_FORCE, retention_class=RetentionClass.HIGH_RISK)
    town.recorder.record(observed())
    record = msgspec.json.decode(town.values()[0], type=InteractionRecord)
    assert record.sealed.key_id.endswith("/high_risk")


def test_headers_tell_the_same_story(town: Any) -> None:
    """CloudEvents headers and key repeat the event's identity."""
    event_id = town.recorder.record(observed())
    (segment,) = (town.folder / "outbox").glob("*/*.seg")
    outgoing = next(all_frames(segment)).outgoing()
    headers = {name: value.decode() for name, value in outgoing.headers}
    assert outgoing.key == str(event_id).encode()
    assert (headers["ce_id"], headers["ce_tenant"]) == (str(event_id), "musterstadt")
    assert headers["ce_type"] == outgoing.topic == "leitstand.interactions.v1"
    assert headers["ce_time"] == "2026-03-04T05:06:07.891000Z"


def test_no_agreement_no_record(town: Any) -> None:
    """Without a legal basis it refuses before and after, says why, and counts."""
    town.gate.say(Basis.NONE)
    for refused in (
        refusal(lambda: town.recorder.check("chat")),
        refusal(lambda: town.recorder.record(observed())),
    ):
        assert refused.reason is Refusal.NO_AGREEMENT
        assert "agreement" in refused.remedy
    assert town.values() == []
    assert status(town.folder / "outbox").refused == 2


def test_suspended_means_nothing_is_recorded(town: Any) -> None:
    """The use goes on and leaves no trace, not even a refusal."""
    town.gate.say(Basis.SUSPENDED)
    assert town.recorder.check("chat") is Basis.SUSPENDED
    assert town.recorder.record(observed()) is None
    assert (town.values(), status(town.folder / "outbox").refused) == ([], 0)


def test_no_key_no_record(town: Any) -> None:
    """Without a public key of today it refuses, and the sequence has no gap."""
    sealer = Sealer(PublicKeys(town.folder / "nothing"), "musterstadt", lambda: MOMENT)
    town.recorder.record(observed())
    fresh = town.another(sealer=sealer)
    for refused in (
        refusal(lambda: fresh.check("chat")),
        refusal(lambda: fresh.record(observed())),
    ):
        assert refused.reason is Refusal.NO_KEY
    town.recorder.record(observed())
    assert [interaction.capture.sequence for interaction, _ in town.events()] == [1, 2]


def test_full_outbox(town: Any, tmp_path: Path) -> None:
    """A full outbox refuses beforehand, so that nothing happens unrecorded."""
    small = Outbox(tmp_path / "small", "s", limits=Limits(waiting_bytes=100))
    recorder = town.another(outbox=small)
    recorder.record(observed())
    for refused in (
        refusal(lambda: recorder.check("chat")),
        refusal(lambda: recorder.record(observed())),
    ):
        assert refused.reason is Refusal.OUTBOX_FULL
    small.close()


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        (["a" * 12_000_000], 1_000_000),
        (["ä" * 4_000_000, "b" * 3_000_000], 1_000_000),
        (["\x01" * 9_000_000], 500_000),
    ],
)
def test_too_large_is_shortened_and_says_so(town: Any, texts: list[str], kept: int) -> None:
    """What no event can hold is kept from its beginning, marked, and fits the broker."""
    messages = tuple(Message(where=Where.PROMPT, text=text) for text in texts)
    town.recorder.record(observed(messages=messages, answers=()))
    ((interaction, content),) = town.events()
    assert interaction.capture.completeness is Completeness.TRUNCATED
    assert interaction.sizes.prompt_characters == sum(map(len, texts))
    assert sum(len(message.text) for message in content.messages) > kept
    assert len(town.values()[0]) < 8 * 1024 * 1024


def record_one_by_one(recorder: Any, many: list[Observed]) -> None:
    for one in many:
        recorder.record(one)


def record_async(recorder: Any, many: list[Observed]) -> None:
    async def run() -> None:
        await asyncio.gather(*[recorder.record_async(one) for one in many])

    asyncio.run(run())


def record_all(recorder: Any, many: list[Observed]) -> None:
    assert len(recorder.record_all(many)) == len(many)


@pytest.mark.parametrize("way", [record_one_by_one, record_async, record_all])
def test_every_way_is_gapless(town: Any, way: Callable[[Any, list[Observed]], None]) -> None:
    """One by one, in an event loop or in bulk: as many events as interactions, without a gap."""
    way(town.recorder, [observed()] * 40)
    found = [interaction for interaction, _ in town.events()]
    assert [one.capture.sequence for one in found] == list(range(1, 41))
    assert len({one.event_id for one in found}) == 40
