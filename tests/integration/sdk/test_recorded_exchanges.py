"""Recorded exchanges with the instrumented ``openai`` client: as if it were not instrumented."""

# pyright: basic
# Recorded JSON and whatever the client makes of it have no types of ours.

import asyncio
import gzip
import json
from collections.abc import AsyncGenerator, Callable, Iterable
from importlib.resources import files
from typing import Any

import openai
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from leitstand.schemas.vocabulary import Channel, Completeness, Provider, Status, UsageSource
from leitstand.sdk import Recorder, instrument

Prepare = Callable[[Any], Any]


def recordings() -> list[dict[str, Any]]:
    folder = files("leitstand.deploy.demo.recordings")
    text = gzip.decompress((folder / "recorded_exchanges.jsonl.gz").read_bytes()).decode()
    return [json.loads(row) for row in text.splitlines()]


EXCHANGES = recordings()
ALL = range(len(EXCHANGES))
RESOURCES: dict[str, Callable[[Any], Any]] = {
    "/chat/completions": lambda client: client.chat.completions,
    "/completions": lambda client: client.completions,
    "/embeddings": lambda client: client.embeddings,
    "/responses": lambda client: client.responses,
}


def resource(client: Any, number: int) -> Any:
    """Return the part of the client that asks for this path."""
    path = EXCHANGES[number]["path"].partition("?")[0]
    return next(part for end, part in RESOURCES.items() if path.endswith(end))(client)


def settings(url: str, number: int) -> dict[str, Any]:
    """Return what a client needs to ask for the exchange's path."""
    path, _, query = EXCHANGES[number]["path"].partition("?")
    common = {"api_key": "k", "max_retries": 0}
    if is_azure(number):
        version = query.removeprefix("api-version=")
        endpoint = {"azure_endpoint": f"{url}/{number}", "api_version": version}
        return {**common, **endpoint, "azure_deployment": path.split("/")[3]}
    prefix = next(path.removesuffix(end) for end in RESOURCES if path.endswith(end))
    return {**common, "base_url": f"{url}/{number}{prefix}"}


def is_azure(number: int) -> bool:
    path: str = EXCHANGES[number]["path"]
    return path.startswith("/openai/")


def is_stream(exchange: dict[str, Any]) -> bool:
    return "event-stream" in (exchange["content_type"] or "")


async def replay(request: Request) -> Response:
    """Answer ``/<number>/anything`` with that exchange."""
    exchange = EXCHANGES[int(request.path_params["number"])]
    await request.body()
    headers = {"content-type": exchange["content_type"] or "application/json"}
    if is_stream(exchange):
        pieces = exchange["response"].encode().splitlines(keepends=True)
        return StreamingResponse(_each(pieces), exchange["status"], headers)
    return Response(exchange["response"], exchange["status"], headers)


async def _each(pieces: list[bytes]) -> AsyncGenerator[bytes]:
    for piece in pieces:
        yield piece


UPSTREAM = Starlette(routes=[Route("/{number:int}/{rest:path}", replay, methods=["GET", "POST"])])


def as_it_is(client: Any) -> Any:
    return client


def ask(url: str, numbers: Iterable[int], prepare: Prepare = as_it_is) -> list[Any]:
    """Ask one after the other as the synchronous client does; return all that it shows."""
    with openai.DefaultHttpxClient(verify=False) as connections:  # Loopback without TLS.
        return [_ask(url, number, connections, prepare) for number in numbers]


def _ask(url: str, number: int, connections: Any, prepare: Prepare) -> Any:
    kind: Any = openai.AzureOpenAI if is_azure(number) else openai.OpenAI
    client = prepare(kind(**settings(url, number), http_client=connections))
    try:
        answer = resource(client, number).create(**json.loads(EXCHANGES[number]["request"]))
        if isinstance(answer, openai.Stream):
            return [chunk.model_dump(warnings=False) for chunk in answer]
        return answer.model_dump(warnings=False)
    except openai.APIStatusError as error:
        return type(error), error.status_code, error.body


async def ask_async(url: str, numbers: Iterable[int], prepare: Prepare = as_it_is) -> list[Any]:
    """Ask all at once as the asynchronous client does."""
    async with openai.DefaultAsyncHttpxClient(verify=False) as connections:
        asked = (_ask_async(url, number, connections, prepare) for number in numbers)
        return await asyncio.gather(*asked)


async def _ask_async(url: str, number: int, connections: Any, prepare: Prepare) -> Any:
    kind: Any = openai.AsyncAzureOpenAI if is_azure(number) else openai.AsyncOpenAI
    client = prepare(kind(**settings(url, number), http_client=connections))
    try:
        answer = await resource(client, number).create(**json.loads(EXCHANGES[number]["request"]))
        if isinstance(answer, openai.AsyncStream):
            return [chunk.model_dump(warnings=False) async for chunk in answer]
        return answer.model_dump(warnings=False)
    except openai.APIStatusError as error:
        return type(error), error.status_code, error.body


def recording(recorder: Recorder) -> Prepare:
    return lambda client: instrument(client, recorder)


def events(exchange: dict[str, Any]) -> list[dict[str, Any]]:
    lines = [line[6:] for line in exchange["response"].splitlines() if line.startswith("data: {")]
    return [json.loads(line) for line in lines]


def tokens_of(exchange: dict[str, Any]) -> tuple[Any, Any]:
    """Return what the provider said, read without our code."""
    if is_stream(exchange):
        inner = [event.get("response") or event for event in events(exchange)]
        usages = [found["usage"] for found in inner if found.get("usage")]
        usage: dict[str, Any] = usages[-1] if usages else {}
    else:
        usage = json.loads(exchange["response"]).get("usage") or {}
    before = usage.get("prompt_tokens", usage.get("input_tokens"))
    return before, usage.get("completion_tokens", usage.get("output_tokens"))


@pytest.fixture
def direct(serve: Callable[..., str]) -> str:
    return serve(UPSTREAM)


def test_the_synchronous_client_sees_no_difference(town: Any, direct: str) -> None:
    """Every answer, stream and error is the same, and each is an event."""
    straight = ask(direct, ALL)
    for number, seen in zip(ALL, ask(direct, ALL, recording(town.recorder)), strict=True):
        assert seen == straight[number], EXCHANGES[number]["name"]
    town.events(len(EXCHANGES))


def test_the_asynchronous_client_sees_no_difference(town: Any, direct: str) -> None:
    """Also with all at once."""
    seen = asyncio.run(ask_async(direct, ALL, recording(town.recorder)))
    assert seen == asyncio.run(ask_async(direct, ALL))
    town.events(len(EXCHANGES))


def test_every_exchange_is_recorded_whole(town: Any, direct: str) -> None:
    """With status, tokens, provider and channel as they were."""
    ask(direct, ALL, recording(town.recorder))
    found = town.events(len(EXCHANGES))
    for number, (interaction, content) in zip(ALL, found, strict=True):
        exchange = EXCHANGES[number]
        name = exchange["name"]
        assert interaction.capture.channel is Channel.SDK
        assert interaction.capture.completeness is Completeness.COMPLETE, name
        assert interaction.application == "buero-chat"
        assert (interaction.provider is Provider.AZURE_OPENAI) == is_azure(number), name
        assert interaction.http_status == exchange["status"], name
        assert (interaction.status is Status.OK) == (exchange["status"] == 200), name
        assert interaction.streamed == is_stream(exchange) or interaction.status is Status.ERROR
        assert content.messages, name
        tokens = tokens_of(exchange) if exchange["status"] == 200 else (None, None)
        if tokens != (None, None):
            assert interaction.usage.source is UsageSource.PROVIDER
            assert (interaction.usage.input, interaction.usage.output) == tokens, name


def test_the_counts_add_up(town: Any, direct: str) -> None:
    """The status says how many."""
    ask(direct, ALL, recording(town.recorder))
    status = town.recorder.status()
    assert (status.recorded, status.refused, status.failed) == (len(EXCHANGES), 0, 0)
    assert status.healthy
