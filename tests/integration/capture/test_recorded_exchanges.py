"""Recorded exchanges through the gateway by the real ``openai`` client: as if it were not there."""

# pyright: basic
# Recorded JSON and whatever the client makes of it have no types of ours.

import asyncio
import gzip
import json
from collections.abc import AsyncGenerator, Callable, Iterable
from importlib.resources import files
from typing import Any

import httpx
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
ALL = range(len(EXCHANGES))
ANSWERED = [n for n in ALL if EXCHANGES[n]["status"] == 200]
REFUSED = [n for n in ALL if EXCHANGES[n]["status"] != 200]
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
    if path.startswith("/openai/deployments/"):
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


def ask(url: str, numbers: Iterable[int]) -> list[Any]:
    """Ask one after the other as the synchronous client does; return all that it shows."""
    with openai.DefaultHttpxClient(verify=False) as connections:  # Loopback without TLS.
        return [_ask(url, number, connections) for number in numbers]


def _ask(url: str, number: int, connections: Any) -> Any:
    kind: Any = openai.AzureOpenAI if is_azure(number) else openai.OpenAI
    client = kind(**settings(url, number), http_client=connections)
    try:
        answer = resource(client, number).create(**json.loads(EXCHANGES[number]["request"]))
        if isinstance(answer, openai.Stream):
            return [chunk.model_dump(warnings=False) for chunk in answer]
        return answer.model_dump(warnings=False)
    except openai.APIStatusError as error:
        return type(error), error.status_code, error.body


async def ask_async(url: str, numbers: Iterable[int]) -> list[Any]:
    """Ask all at once as the asynchronous client does."""
    async with openai.DefaultAsyncHttpxClient(verify=False) as connections:
        return await asyncio.gather(*(_ask_async(url, number, connections) for number in numbers))


async def _ask_async(url: str, number: int, connections: Any) -> Any:
    kind: Any = openai.AsyncAzureOpenAI if is_azure(number) else openai.AsyncOpenAI
    client = kind(**settings(url, number), http_client=connections)
    try:
        answer = await resource(client, number).create(**json.loads(EXCHANGES[number]["request"]))
        if isinstance(answer, openai.AsyncStream):
            return [chunk.model_dump(warnings=False) async for chunk in answer]
        return answer.model_dump(warnings=False)
    except openai.APIStatusError as error:
        return type(error), error.status_code, error.body


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


def answer_of(exchange: dict[str, Any]) -> str:
    """Return the answer's texts, read without our code."""
    if exchange["path"].startswith("/v1/responses"):
        if is_stream(exchange):
            return _text_of_response(events(exchange)[-1]["response"])
        return _text_of_response(json.loads(exchange["response"]))
    if is_stream(exchange):
        choices = [choice for event in events(exchange) for choice in event["choices"]]
        # One stream may interleave choices; each is one text.
        choices.sort(key=lambda choice: choice.get("index", 0))
        return "".join((c.get("delta") or c).get("content") or c.get("text") or "" for c in choices)
    choices = json.loads(exchange["response"]).get("choices", [])
    return "".join(
        c["message"].get("content") or "" if "message" in c else c["text"] for c in choices
    )


def _text_of_response(response: dict[str, Any]) -> str:
    said = [item.get(name) or [] for item in response["output"] for name in ("content", "summary")]
    parts = [part for parts in said for part in parts]
    return "".join(part["text"] for part in parts)


def raw(url: str) -> list[tuple[int, str, bytes]]:
    """Ask without the client; return status, type and body of each answer."""
    headers = {"content-type": "application/json"}
    with httpx.Client(headers=headers, verify=False) as client:  # noqa: S501 - as above
        answers = [
            client.post(f"{url}/{number}{exchange['path']}", content=exchange["request"])
            for number, exchange in enumerate(EXCHANGES)
        ]
    return [(a.status_code, a.headers["content-type"], a.content) for a in answers]


@pytest.fixture
def direct(serve: Callable[..., str]) -> str:
    return serve(UPSTREAM)


def test_the_synchronous_client_sees_no_difference(line: Callable[..., Any], direct: str) -> None:
    """Every answer, stream and error is the same as without the gateway."""
    gateway = line(direct).url
    for number, through, straight in zip(ALL, ask(gateway, ALL), ask(direct, ALL), strict=True):
        assert through == straight, EXCHANGES[number]["name"]


def test_the_asynchronous_client_sees_no_difference(line: Callable[..., Any], direct: str) -> None:
    """Also with many at once."""
    gateway = line(direct).url
    through = asyncio.run(ask_async(gateway, ALL))
    assert through == asyncio.run(ask_async(direct, ALL))


def test_every_exchange_is_recorded_whole(line: Callable[..., Any], direct: str) -> None:
    """One complete event per exchange, with the provider's tokens and the very answer."""
    gateway = line(direct)
    ask(gateway.url, ANSWERED)
    for number, (interaction, content) in zip(ANSWERED, gateway.events(len(ANSWERED)), strict=True):
        exchange = EXCHANGES[number]
        assert interaction.status is Status.OK, exchange["name"]
        assert interaction.capture.completeness is Completeness.COMPLETE, exchange["name"]
        assert interaction.streamed == is_stream(exchange)
        if tokens_of(exchange) == (None, None):
            assert interaction.usage.source is UsageSource.ESTIMATED
        else:
            assert interaction.usage.source is UsageSource.PROVIDER
            tokens = (interaction.usage.input, interaction.usage.output)
            assert tokens == tokens_of(exchange), exchange["name"]
        answers = content.messages[interaction.sizes.messages :]
        assert "".join(message.text for message in answers) == answer_of(exchange), exchange["name"]


def test_errors_of_the_provider_are_recorded_as_such(line: Callable[..., Any], direct: str) -> None:
    """A refused request is an interaction too: the prompt went out."""
    gateway = line(direct)
    ask(gateway.url, REFUSED)
    for interaction, content in gateway.events(len(REFUSED)):
        assert interaction.status is Status.ERROR
        assert interaction.http_status in {400, 401, 404}
        assert content.messages


def test_not_a_byte_is_changed(line: Callable[..., Any], direct: str) -> None:
    """Whatever the client makes of it: status, type and body pass as they are."""
    through, straight = raw(line(direct).url), raw(direct)
    for number in ALL:
        assert through[number] == straight[number], EXCHANGES[number]["name"]
