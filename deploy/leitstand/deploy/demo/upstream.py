"""The demo's provider: answers with what a real provider once answered."""

import asyncio
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from leitstand.deploy.demo.recordings import Exchange, find, load

UNKNOWN = {
    "error": {
        "message": "Nothing was recorded for this path.",
        "type": "invalid_request_error",
        "param": None,
        "code": "not_recorded",
    }
}


def application(pause_s: float = 0.0) -> Starlette:
    """Return the provider as an ASGI application; ``pause_s`` lies between two streamed events."""

    async def answer(request: Request) -> Response:
        exchange = find(
            load(), method=request.method, path=request.url.path, body=await request.body()
        )
        if exchange is None:
            return JSONResponse(UNKNOWN, status_code=404)
        return _respond(exchange, pause_s)

    async def health(_request: Request) -> Response:
        return Response("ok")

    return Starlette(
        routes=[
            Route("/healthz", health),
            Route("/{path:path}", answer, methods=["GET", "POST", "DELETE"]),
        ]
    )


def _respond(exchange: Exchange, pause_s: float) -> Response:
    if exchange.streamed:
        return StreamingResponse(
            _events(exchange.response, pause_s),
            status_code=exchange.status,
            headers={"content-type": exchange.content_type},
        )
    return Response(
        exchange.response,
        status_code=exchange.status,
        headers={"content-type": exchange.content_type},
    )


async def _events(body: str, pause_s: float) -> AsyncIterator[bytes]:
    """Yield one server-sent event after the other, each with its closing blank line."""
    pieces = body.split("\n\n")
    for position, piece in enumerate(pieces):
        ending = "\n\n" if position < len(pieces) - 1 else ""
        if piece or ending:
            yield (piece + ending).encode()
            await asyncio.sleep(pause_s)
