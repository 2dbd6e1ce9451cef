"""Whatever a program does with its client: it sees no difference, and there is one event a call."""

# pyright: basic
# Whatever the client makes of an answer has no types of ours.

import asyncio
import gc
import gzip
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import httpx2
import openai
import pydantic
import pytest

from leitstand.capture.exchange import Ending
from leitstand.schemas.vocabulary import (
    ClientName,
    Completeness,
    Operation,
    Provider,
    Purpose,
    Status,
    UsageSource,
)
from leitstand.sdk import context, instrument, is_instrumented, uninstrument
from leitstand.sdk.call import Call, Sent
from leitstand.sdk.contexts import Context

from .conftest import DONE, Pieces, Town, chat, chunk, plain, streamed

GONE = "gone"
ASK: dict[str, Any] = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Guten Tag?"}]}


def broken() -> httpx2.Response:
    return plain({"error": {"message": "no", "type": "server_error"}}, 500)


def test_a_chat_is_an_event(town: Town) -> None:
    """Durable before the call returns, with all that was said."""
    town.client(lambda: plain(chat())).chat.completions.create(**ASK)
    interaction, content = town.event()
    assert [message.text for message in content.messages] == ["Guten Tag?", "Guten Tag."]
    assert interaction.client.name is ClientName.OPENAI_PYTHON
    assert interaction.provider is Provider.OPENAI
    assert interaction.usage.source is UsageSource.PROVIDER
    assert content.user is None


def test_tries_again_are_one_call(town: Town) -> None:
    """The event is of the last try; its time counts from the first."""
    client = town.client(broken, broken, lambda: plain(chat())).with_options(max_retries=2)
    client.chat.completions.create(**ASK, extra_headers={"retry-after-ms": "1"})
    interaction, _ = town.event()
    assert len(town.provider.asked) == 3
    assert interaction.status is Status.OK
    assert interaction.duration_ms > 0


def test_tries_in_vain_are_one_error(town: Town) -> None:
    client = town.client(broken).with_options(max_retries=1)
    with pytest.raises(openai.InternalServerError):
        client.chat.completions.create(**ASK)
    interaction, content = town.event()
    assert (interaction.status, interaction.http_status) == (Status.ERROR, 500)
    assert content.messages[0].text == "Guten Tag?"


def test_a_last_try_that_fails_is_what_counts(town: Town) -> None:
    """Not the answer of the try before it."""

    def fail() -> httpx2.Response:
        raise httpx2.ConnectError(GONE)

    client = town.client(broken, fail).with_options(max_retries=1)
    with pytest.raises(openai.APIConnectionError):
        client.chat.completions.create(**ASK)
    interaction, _ = town.event()
    assert (interaction.status, interaction.http_status) == (Status.INTERRUPTED, None)


def test_the_answer_of_an_earlier_try_ends_no_later_one(town: Town) -> None:
    """It may be thrown away at any time."""
    call = Call(town.recorder, Context(), azure=False, timer=time.perf_counter)
    sent = Sent(
        method="POST",
        url="https://api.openai.com/v1/chat/completions",
        path="/v1/chat/completions",
        user_agent=None,
        content_type="application/json",
        body=b"{}",
        size=2,
    )
    call.asks(sent, datetime.now(UTC))
    earlier = call.answered(elsewhere=False)
    call.asks(sent, datetime.now(UTC))
    assert earlier is not None
    assert earlier.ended(Ending.ABANDONED) is None
    assert call.leave(raised=False) is None


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        (httpx2.ConnectError, openai.APIConnectionError),
        (httpx2.ReadTimeout, openai.APITimeoutError),
    ],
)
def test_no_answer_is_an_interruption(
    town: Town, kind: type[Exception], seen: type[Exception]
) -> None:
    """The prompt went out, or may have; the program sees the client's own error."""

    def fail() -> httpx2.Response:
        raise kind(GONE)

    with pytest.raises(seen):
        town.client(fail).chat.completions.create(**ASK)
    interaction, content = town.event()
    assert (interaction.status, interaction.http_status) == (Status.INTERRUPTED, None)
    assert content.messages


def test_a_stream_is_an_event(town: Town) -> None:
    """When it has been read, with the time of its first piece."""
    client = town.client(lambda: streamed(chunk("Guten "), chunk("Tag."), DONE))
    seen = [c.choices[0].delta.content for c in client.chat.completions.create(**ASK, stream=True)]
    assert seen == ["Guten ", "Tag."]
    interaction, content = town.event()
    assert interaction.streamed
    assert interaction.first_chunk_ms is not None
    assert (interaction.status, content.messages[1].text) == (Status.OK, "Guten Tag.")


def test_a_stream_closed_early_is_interrupted(town: Town) -> None:
    """With what was seen until then."""
    client = town.client(lambda: streamed(chunk("Guten "), chunk("Tag."), DONE))
    with client.chat.completions.create(**ASK, stream=True) as stream:
        next(iter(stream))
    interaction, content = town.event()
    assert interaction.status is Status.INTERRUPTED
    assert interaction.capture.completeness is Completeness.INTERRUPTED
    assert content.messages[1].text == "Guten "


def test_a_stream_left_to_the_garbage_is_interrupted(town: Town) -> None:
    """Nobody closes it; nobody waits."""
    client = town.client(lambda: streamed(chunk("Guten "), chunk("Tag."), DONE))
    stream = client.chat.completions.create(**ASK, stream=True)
    next(iter(stream))
    del stream
    gc.collect()
    interaction, _ = town.event()
    assert interaction.status is Status.INTERRUPTED


def test_a_stream_that_nobody_reads_is_interrupted(town: Town) -> None:
    """The prompt went out all the same."""
    client = town.client(lambda: streamed(chunk("Guten "), DONE))
    stream = client.chat.completions.create(**ASK, stream=True)
    del stream
    gc.collect()
    interaction, content = town.event()
    assert interaction.status is Status.INTERRUPTED
    assert content.messages[0].text == "Guten Tag?"


def test_a_provider_that_breaks_off_is_seen_as_it_is(town: Town) -> None:
    """The error is the client's own; what came before it is recorded."""
    gone = httpx2.RemoteProtocolError("gone")
    client = town.client(lambda: streamed(chunk("Guten "), gone))
    with pytest.raises((httpx2.RemoteProtocolError, openai.APIConnectionError)):
        list(client.chat.completions.create(**ASK, stream=True))
    interaction, content = town.event()
    assert (interaction.status, content.messages[1].text) == (Status.INTERRUPTED, "Guten ")


def test_asynchronous_calls_are_events(town: Town) -> None:
    """Plain, streamed, closed early, and failed: one each."""

    async def use() -> None:
        def stream() -> httpx2.Response:
            return streamed(chunk("Ja."), DONE)

        client = town.client_async(lambda: plain(chat()), stream, stream, broken)
        await client.chat.completions.create(**ASK)
        assert len([c async for c in await client.chat.completions.create(**ASK, stream=True)]) == 1
        async with await client.chat.completions.create(**ASK, stream=True) as left:
            await left.__anext__()
        with pytest.raises(openai.InternalServerError):
            await client.chat.completions.create(**ASK)
        await client.close()

    asyncio.run(use())
    statuses = [interaction.status for interaction, _ in town.events(4)]
    assert statuses == [Status.OK, Status.OK, Status.INTERRUPTED, Status.ERROR]


def test_a_cancelled_task_is_recorded(town: Town) -> None:
    """The prompt went out; nobody waits for the answer."""

    async def use() -> None:
        client = town.client_async(lambda: plain(chat()))
        never = asyncio.Event()

        async def hang(request: httpx2.Request) -> httpx2.Response:
            await request.aread()
            await never.wait()
            raise AssertionError

        client._client._transport = httpx2.MockTransport(hang)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.chat.completions.create(**ASK), 0.05)
        await client.close()

    asyncio.run(use())
    interaction, _ = town.event()
    assert interaction.status is Status.INTERRUPTED


class Appointment(pydantic.BaseModel):
    day: str


def test_parse_and_stream_helpers_are_events(town: Town) -> None:
    """They are built on the same calls."""
    day = chat(json.dumps({"day": "Montag"}))
    client = town.client(lambda: plain(day), lambda: streamed(chunk("Ja."), DONE))
    parsed = client.chat.completions.parse(**ASK, response_format=Appointment)
    assert parsed.choices[0].message.parsed == Appointment(day="Montag")
    with client.chat.completions.stream(**ASK) as stream:
        list(stream)
    assert [found.status for found, _ in town.events(2)] == [Status.OK, Status.OK]


def test_raw_and_streaming_answers_are_events(town: Town) -> None:
    """Also where the program reads the body itself."""
    client = town.client(lambda: plain(chat()))
    assert client.chat.completions.with_raw_response.create(**ASK).parse().model == "gpt-4o"
    with client.chat.completions.with_streaming_response.create(**ASK) as response:
        assert b"".join(response.iter_bytes())
    with client.chat.completions.with_streaming_response.create(**ASK) as response:
        assert response.status_code == 200
    statuses = [found.status for found, _ in town.events(3)]
    assert statuses == [Status.OK, Status.OK, Status.INTERRUPTED]


OTHERS: dict[str, tuple[Operation, Callable[[Any], Any], Any]] = {
    "embeddings": (
        Operation.EMBEDDINGS,
        lambda c: c.embeddings.create(model="text-embedding-3-small", input="Wort"),
        {"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": [0.1]}]},
    ),
    "moderations": (
        Operation.MODERATION,
        lambda c: c.moderations.create(input="Wort"),
        {"id": "modr-A1b2c3d4", "model": "omni-moderation-latest", "results": []},
    ),
    "transcriptions": (
        Operation.TRANSCRIPTION,
        lambda c: c.audio.transcriptions.create(model="whisper-1", file=("a.wav", b"RIFF" * 99)),
        {"text": "Guten Tag."},
    ),
    "speech": (
        Operation.SPEECH,
        lambda c: c.audio.speech.create(model="tts-1", voice="alloy", input="Guten Tag."),
        {},
    ),
    "images": (
        Operation.IMAGE,
        lambda c: c.images.generate(model="gpt-image-1", prompt="Ein Rathaus"),
        {"created": 1, "data": []},
    ),
    "completions": (
        Operation.TEXT_COMPLETION,
        lambda c: c.completions.create(model="gpt-3.5-turbo-instruct", prompt="Guten"),
        {"id": "cmpl-A1b2c3d4", "model": "gpt-3.5-turbo-instruct", "choices": [{"text": " Tag"}]},
    ),
    "responses": (
        Operation.CHAT,
        lambda c: c.responses.create(model="gpt-4o", input="Guten Tag?"),
        {"id": "resp_A1b2c3d4", "object": "response", "model": "gpt-4o", "output": []},
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_every_kind_of_call_is_an_event(town: Town, name: str) -> None:
    """With its operation."""
    operation, call, answer = OTHERS[name]
    call(town.client(lambda: plain(answer)))
    interaction, _ = town.event()
    assert (interaction.operation, interaction.status) == (operation, Status.OK)


def test_a_file_is_read_and_still_sent(town: Town) -> None:
    """A recording goes out byte by byte as without us; of it only kind and size are noted."""
    answer = {"text": "Guten Tag."}
    OTHERS["transcriptions"][1](town.client(lambda: plain(answer)))
    (sent,) = town.provider.asked
    assert b"RIFF" * 99 in sent.content
    assert len(sent.content) == int(sent.headers["content-length"])
    interaction, content = town.event()
    assert interaction.attachments[0].bytes == 4 * 99
    assert content.file_names == ("a.wav",)


def test_lists_of_models_are_no_use_of_ai(town: Town) -> None:
    town.client(lambda: plain({"object": "list", "data": []})).models.list()
    assert town.recorder.status().recorded == 0
    assert town.recorder.status().failed == 0


def test_who_and_what_for_is_said_by_the_program(town: Town) -> None:
    """Of the client, of a block, of a block within: the innermost word counts."""
    client = town.client(lambda: plain(chat()))
    instrument(client, town.recorder, application="brief-helfer", user="a1", purpose="test")
    client.chat.completions.create(**ASK)
    with context(user="b2", application="protokoll"), context(purpose="training"):
        client.chat.completions.create(**ASK)
    first, second = town.events(2)
    assert (first[0].application, first[1].user, first[0].purpose) == (
        "brief-helfer",
        "a1",
        Purpose.TEST,
    )
    assert (second[0].application, second[1].user, second[0].purpose) == (
        "protokoll",
        "b2",
        Purpose.TRAINING,
    )


def test_a_stream_belongs_to_who_asked_for_it(town: Town) -> None:
    """Also if it is read when somebody else is at work."""
    client = town.client(lambda: streamed(chunk("Ja."), DONE))
    with context(user="a1"):
        stream = client.chat.completions.create(**ASK, stream=True)
    with context(user="b2"):
        list(stream)
    assert town.event()[1].user == "a1"


def test_copies_are_recorded_too(town: Town) -> None:
    """Each with the settings of the client that it was made of."""
    client = town.client(lambda: plain(chat()))
    assert type(client.copy()) is type(client)
    client.with_options(timeout=5).with_options(max_retries=1).chat.completions.create(**ASK)
    assert town.event()[0].application == "buero-chat"


def test_twice_is_once(town: Town) -> None:
    client = town.client(lambda: plain(chat()))
    assert instrument(client, town.recorder) is client
    client.chat.completions.create(**ASK)
    assert town.event()


def test_a_shared_connection_betrays_no_other_client(town: Town) -> None:
    """Only clients that were named are recorded."""
    client = town.client(lambda: plain(chat()))
    other = openai.OpenAI(api_key="k", http_client=client._client)
    other.chat.completions.create(**ASK)
    assert not is_instrumented(other)
    assert town.recorder.status().recorded == 0


def test_uninstrumented_is_as_before(town: Town) -> None:
    client = town.client(lambda: plain(chat()))
    uninstrument(client)
    uninstrument(client)
    client.chat.completions.create(**ASK)
    client.with_options(timeout=5).chat.completions.create(**ASK)
    assert not is_instrumented(client)
    assert not {"request", "copy", "with_options"} & set(vars(client))
    assert town.recorder.status().recorded == 0


def test_a_shell_of_somebody_else_stays(town: Town) -> None:
    """Ours below it passes on and records nothing."""
    client: Any = town.client(lambda: plain(chat()))
    ours, seen = client.request, []

    def theirs(*args: Any, **kwargs: Any) -> Any:
        seen.append(1)
        return ours(*args, **kwargs)

    client.request = theirs
    uninstrument(client)
    client.chat.completions.create(**ASK)
    assert seen
    assert town.recorder.status().recorded == 0


def test_what_a_gateway_has_recorded_is_not_recorded_again(town: Town) -> None:
    """It names its event; the status says how many there were."""
    answer: Any = {"X-Leitstand-Event": "019a0000-0000-7000-8000-000000000000"}
    town.client(lambda: plain(chat(), **answer)).chat.completions.create(**ASK)
    status = town.recorder.status()
    assert (status.recorded, status.elsewhere) == (0, 1)


def test_only_what_can_be_read_is_asked_for(town: Town) -> None:
    """An answer in an encoding that we can't read could not be checked by anybody."""

    def packed() -> httpx2.Response:
        told = {"content-type": "application/json", "content-encoding": "gzip"}
        body = gzip.compress(json.dumps(chat()).encode())
        return httpx2.Response(200, headers=told, stream=Pieces([body]))

    client = town.client(packed, default_headers={"accept-encoding": "br, gzip, zstd"})
    assert client.chat.completions.create(**ASK).choices[0].message.content == "Guten Tag."
    assert town.provider.asked[0].headers["accept-encoding"] == "gzip"
    assert town.event()[1].messages[1].text == "Guten Tag."


def test_signed_headers_stay(town: Town) -> None:
    """A signature may cover them."""
    told = {"accept-encoding": "br", "authorization": "AWS4-HMAC-SHA256 x"}
    town.client(lambda: plain(chat()), default_headers=told).chat.completions.create(**ASK)
    assert town.provider.asked[0].headers["accept-encoding"] == "br"


def test_answers_that_are_there_already_are_seen(town: Town) -> None:
    """As a program's own tests make them."""
    client = town.client(lambda: httpx2.Response(200, json=chat()))
    client.chat.completions.create(**ASK)
    assert town.event()[1].messages[1].text == "Guten Tag."


def test_hooks_of_the_program_go_on(town: Town) -> None:
    """Also one that reads the body."""
    seen: list[bytes] = []
    client = town.provider.client(max_retries=0)
    client._client.event_hooks = {"response": [lambda response: seen.append(response.read())]}
    town.provider.answers[:] = [lambda: plain(chat())]
    instrument(client, town.recorder).chat.completions.create(**ASK)
    assert json.loads(seen[0]) == chat()
    assert town.event()[1].messages[1].text == "Guten Tag."


def test_a_connection_of_the_older_library_is_seen(town: Town) -> None:
    """openai takes clients of httpx as well as of httpx2."""

    def handler(_request: httpx.Request) -> httpx.Response:
        body = httpx.ByteStream(json.dumps(chat()).encode())
        return httpx.Response(200, headers={"content-type": "application/json"}, stream=body)

    connection: Any = httpx.Client(transport=httpx.MockTransport(handler))
    client = openai.OpenAI(api_key="k", http_client=connection)
    instrument(client, town.recorder).chat.completions.create(**ASK)
    assert town.event()[1].messages[1].text == "Guten Tag."


def test_the_elapsed_time_is_still_there(town: Town) -> None:
    """Some versions of the library keep it in the stream."""
    client = town.client(lambda: plain(chat()))
    response = client.chat.completions.with_raw_response.create(**ASK)
    assert response.elapsed.total_seconds() >= 0


@pytest.mark.parametrize("thing", [object(), "client", httpx.Client])
def test_what_is_no_client_is_refused(town: Town, thing: Any) -> None:
    """At once, where the program begins."""
    with pytest.raises(TypeError):
        instrument(thing, town.recorder)


def test_an_unknown_purpose_is_refused(town: Town) -> None:
    with pytest.raises(ValueError, match="leisure"):
        instrument(town.provider.client(), town.recorder, purpose="leisure")
