"""Recorded exchanges through the gateway by the real ``openai`` client: as if it were not there."""

# pyright: basic
# Recorded JSON and whatever the client makes of it have no types of ours.

import asyncio
import gzip
import json
from collections.abc import AsyncGenerator, Callable
from importlib.resources import files
from typing import Any

import openai
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from leitstand.schemas.vocabulary import Completeness, Status, UsageSource


def recordings() -> list[dict[str, Any]]:
    folder = files("leitstand.deploy.demo.recordings")
    text = gzip.decompress((folder / "recorded_exchanges.jsonl.gz").read_bytes()).decode()
    return [json.loads(row) for row in text.splitlines()]


EXCHANGES = recordings()
CHATS = [n for n, e in enumerate(EXCHANGES) if e["path"] == "/v1/chat/completions"]
ANSWERED = [n for n in CHATS if EXCHANGES[n]["status"] == 200]
REFUSED = [n for n in CHATS if EXCHANGES[n]["status"] != 200]


def is_stream(exchange: dict[str, Any]) -> bool:
    return bool(exchange["content_type"] or "") and "event-stream" in exchange["content_type"]


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


def ask(url: str, numbers: list[int]) -> list[Any]:
    """Ask one after the other as the synchronous client does; return all that it shows."""
    with openai.OpenAI(base_url=url, api_key="k", max_retries=0) as client:
        return [_ask(client.with_options(base_url=f"{url}/{n}/v1"), n) for n in numbers]


def _ask(client: openai.OpenAI, number: int) -> Any:
    try:
        answer = client.chat.completions.create(**json.loads(EXCHANGES[number]["request"]))
        if isinstance(answer, openai.Stream):
            return [chunk.model_dump() for chunk in answer]
        return answer.model_dump()
    except openai.APIStatusError as error:
        return type(error), error.status_code, error.body


async def ask_async(url: str, numbers: list[int]) -> list[Any]:
    """Ask all at once as the asynchronous client does."""
    async with openai.AsyncOpenAI(base_url=url, api_key="k", max_retries=0) as client:
        clients = [(client.with_options(base_url=f"{url}/{n}/v1"), n) for n in numbers]
        return await asyncio.gather(*(_ask_async(one, number) for one, number in clients))


async def _ask_async(client: openai.AsyncOpenAI, number: int) -> Any:
    try:
        answer = await client.chat.completions.create(**json.loads(EXCHANGES[number]["request"]))
        if isinstance(answer, openai.AsyncStream):
            return [chunk.model_dump() async for chunk in answer]
        return answer.model_dump()
    except openai.APIStatusError as error:
        return type(error), error.status_code, error.body


def tokens_of(exchange: dict[str, Any]) -> tuple[Any, Any]:
    """Return what the provider said, read without our code."""
    if not is_stream(exchange):
        usage = json.loads(exchange["response"]).get("usage") or {}
        return usage.get("prompt_tokens"), usage.get("completion_tokens")
    events = [line[6:] for line in exchange["response"].splitlines() if line.startswith("data: {")]
    usages = [json.loads(event).get("usage") for event in events]
    last: dict[str, Any] = next((usage for usage in reversed(usages) if usage), {})
    return last.get("prompt_tokens"), last.get("completion_tokens")


def answer_of(exchange: dict[str, Any]) -> str:
    """Return the answer's texts, read without our code."""
    if not is_stream(exchange):
        choices = json.loads(exchange["response"])["choices"]
        return "".join(choice["message"].get("content") or "" for choice in choices)
    events = [line[6:] for line in exchange["response"].splitlines() if line.startswith("data: {")]
    deltas = [choice.get("delta") or {} for e in events for choice in json.loads(e)["choices"]]
    return "".join(delta.get("content") or "" for delta in deltas)


@pytest.fixture
def direct(serve: Callable[..., str]) -> str:
    return serve(UPSTREAM)


def test_the_synchronous_client_sees_no_difference(line: Callable[..., Any], direct: str) -> None:
    """Every answer, stream and error is the same as without the gateway."""
    gateway = line(direct).url
    for number, through, straight in zip(
        CHATS, ask(gateway, CHATS), ask(direct, CHATS), strict=True
    ):
        assert through == straight, EXCHANGES[number]["name"]


def test_the_asynchronous_client_sees_no_difference(line: Callable[..., Any], direct: str) -> None:
    """Also with many at once."""
    gateway = line(direct).url
    through = asyncio.run(ask_async(gateway, CHATS))
    assert through == asyncio.run(ask_async(direct, CHATS))


def test_every_exchange_is_recorded_whole(line: Callable[..., Any], direct: str) -> None:
    """One complete event per exchange, with the provider's tokens and the very answer."""
    gateway = line(direct)
    ask(gateway.url, ANSWERED)
    for number, (interaction, content) in zip(ANSWERED, gateway.events(len(ANSWERED)), strict=True):
        exchange = EXCHANGES[number]
        assert interaction.status is Status.OK, exchange["name"]
        assert interaction.capture.completeness is Completeness.COMPLETE, exchange["name"]
        assert interaction.streamed == is_stream(exchange)
        tokens = (interaction.usage.input, interaction.usage.output)
        assert tokens == tokens_of(exchange), exchange["name"]
        said = UsageSource.MISSING if tokens == (None, None) else UsageSource.PROVIDER
        assert interaction.usage.source is said
        answers = content.messages[interaction.sizes.messages :]
        assert "".join(message.text for message in answers) == answer_of(exchange), exchange["name"]


def test_errors_of_the_provider_are_recorded_as_such(line: Callable[..., Any], direct: str) -> None:
    """A refused request is an interaction too: the prompt went out."""
    gateway = line(direct)
    ask(gateway.url, REFUSED)
    for interaction, content in gateway.events(len(REFUSED)):
        assert (interaction.status, interaction.http_status) == (Status.ERROR, 400)
        assert content.messages
