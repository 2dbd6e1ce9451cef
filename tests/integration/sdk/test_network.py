"""A real provider that dies, hangs or is slow: the program sees what it would see without us."""

# pyright: basic
# Whatever the client makes of an answer has no types of ours.

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

import openai
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from leitstand.schemas.vocabulary import Completeness, Status
from leitstand.sdk import instrument

ASK: dict[str, Any] = {
    "model": "gpt-4o",
    "messages": [{"role": "user", "content": "Guten Tag?"}],
    "stream": True,
}


def chunk(text: str) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    event = {
        "id": "chatcmpl-A1b2c3d4",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "gpt-4o",
        "choices": [choice],
    }
    return b"data: " + json.dumps(event).encode() + b"\n\n"


async def _pieces(kind: str) -> AsyncGenerator[bytes]:
    yield chunk("Guten ")
    if kind == "hangs":
        await asyncio.sleep(3600)
    # A length is announced that never comes: the connection ends within the answer.
    yield chunk("Tag.")


async def answer(request: Request) -> Response:
    await request.body()
    kind = request.path_params["kind"]
    told = {"content-type": "text/event-stream"}
    if kind == "dies":
        told["content-length"] = "5000"
    return StreamingResponse(_pieces(kind), headers=told)


UPSTREAM = Starlette(routes=[Route("/{kind}/{rest:path}", answer, methods=["POST"])])


def use(client: openai.OpenAI) -> tuple[list[Any], type[BaseException] | None]:
    """Read all there is; return it and how it ended."""
    seen: list[Any] = []
    try:
        for piece in client.chat.completions.create(**ASK):
            seen.append(piece.model_dump())  # noqa: PERF401 - what came before the error counts
    except Exception as error:
        return seen, type(error)
    return seen, None


async def use_async(client: openai.AsyncOpenAI) -> tuple[list[Any], type[BaseException] | None]:
    seen: list[Any] = []
    try:
        async for piece in await client.chat.completions.create(**ASK):
            seen.append(piece.model_dump())  # noqa: PERF401 - as above
    except Exception as error:
        return seen, type(error)
    finally:
        await client.close()
    return seen, None


def client_of(url: str, kind: str) -> openai.OpenAI:
    told = {"timeout": 0.5} if kind == "hangs" else {}
    return openai.OpenAI(api_key="k", base_url=f"{url}/{kind}", max_retries=0, **told)  # type: ignore[arg-type] # by name


def client_async_of(url: str, kind: str) -> openai.AsyncOpenAI:
    told = {"timeout": 0.5} if kind == "hangs" else {}
    return openai.AsyncOpenAI(api_key="k", base_url=f"{url}/{kind}", max_retries=0, **told)  # type: ignore[arg-type] # by name


@pytest.mark.parametrize("kind", ["dies", "hangs"])
def test_the_end_within_an_answer_is_seen_as_it_is(
    town: Any, serve: Callable[..., str], kind: str
) -> None:
    """Same pieces, same error, synchronous and not; recorded as interrupted with what was seen."""
    url = serve(UPSTREAM)
    straight = use(client_of(url, kind))
    assert straight[1] is not None
    assert use(instrument(client_of(url, kind), town.recorder)) == straight
    straight = asyncio.run(use_async(client_async_of(url, kind)))
    with_us = instrument(client_async_of(url, kind), town.recorder)
    assert asyncio.run(use_async(with_us)) == straight
    for interaction, content in town.events(2):
        assert interaction.status is Status.INTERRUPTED
        assert interaction.capture.completeness is Completeness.INTERRUPTED
        assert content.messages[1].text.startswith("Guten ")
