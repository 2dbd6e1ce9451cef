"""Many at once on a real gateway in a process of its own: nothing lost, memory bounded.

The long form, 1,000 streams and bodies of 50 MiB, is ``python -m tests.bench.gateway.crowd``.
"""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from tests.bench.gateway.crowd import MIB, Crowd, run


def test_a_crowd(tmp_path: Path) -> None:
    """Streams, slow readers, large bodies, upstreams that die, clients that leave: all are events."""
    crowd = Crowd(streams=200, slow=5, slow_events=300, large=2, large_bytes=8 * MIB)
    outcome = asyncio.run(run(crowd, tmp_path / "data"))
    assert outcome.problems() == []
    assert outcome.asked == 207
    # Each slow stream is 3.6 MB, each large body 8 MiB; the tokenizer alone takes about 100 MiB.
    assert outcome.peak_mib < outcome.base_mib + 500


def test_a_budget_for_bytes(line: Callable[..., Any], serve: Callable[..., str]) -> None:
    """Large requests wait for each other, small ones for nobody, and each becomes one event."""
    at_once: list[int] = []

    async def answer(request: Request) -> JSONResponse:
        at_once.append(1)
        size = len(await request.body())
        await asyncio.sleep(0.2 if size > MIB else 0)
        seen = sum(at_once)
        at_once.append(-1)
        choice = {"index": 0, "message": {"content": str(seen)}, "finish_reason": "stop"}
        return JSONResponse({"choices": [choice]})

    upstream = serve(Starlette(routes=[Route("/{p:path}", answer, methods=["POST"])]))
    gateway = line(upstream, requests_in_flight_bytes=3 * MIB)

    async def ask(client: httpx.AsyncClient, size: int) -> int:
        text = hashlib.sha256(str(size).encode()).hexdigest() * (size // 64)
        body = {"messages": [{"role": "user", "content": text}]}
        answer = await client.post(f"{gateway.url}/v1/chat/completions", json=body)
        assert answer.status_code == 200
        return int(answer.json()["choices"][0]["message"]["content"])

    async def all_of_them() -> list[int]:
        async with httpx.AsyncClient(timeout=60) as client:
            return await asyncio.gather(*(ask(client, 2 * MIB) for _ in range(4)))

    assert asyncio.run(all_of_them()) == [1, 1, 1, 1]
    gateway.events(4)
