"""ClickHouse's HTTP interface as an ASGI application."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from leitstand.deploy.endpoint import compression
from leitstand.deploy.endpoint.accounts import Accounts
from leitstand.deploy.endpoint.engine import Engine, Order, Result
from leitstand.deploy.endpoint.errors import NOT_IMPLEMENTED, EndpointError
from leitstand.deploy.endpoint.statement import parse

# What the HTTP interface itself understands; everything else is a setting. The session's name is
# accepted because clickhouse-connect always sends one; what would need a session is refused.
_TRANSPORT = frozenset(
    {
        "query",
        "database",
        "default_format",
        "query_id",
        "session_id",
        "session_timeout",
        "session_check",
        "wait_end_of_query",
        "buffer_size",
        "quota_key",
        "client_protocol_version",
        "stacktrace",
    }
)
_REFUSED = frozenset({"role", "compress", "decompress", "user", "password"})
_FORMAT = re.compile(r"\bFORMAT\s+([A-Za-z0-9_]+)\s*;?\s*$", re.IGNORECASE)


def application(engine: Engine, accounts: Accounts) -> Starlette:
    """Return the application; it logs nothing, because statements may hold content."""

    async def serve(request: Request) -> Response:
        try:
            return await _answer(request, engine, accounts)
        except EndpointError as error:
            return _error(error)
        except ClientDisconnect:
            return Response(status_code=499)

    return Starlette(
        routes=[
            Route("/ping", _ping, methods=["GET"]),
            Route("/", serve, methods=["GET", "POST"]),
        ]
    )


async def _ping(_request: Request) -> Response:
    return PlainTextResponse("Ok.\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    text: bytes
    values: Mapping[str, str]
    """Everything that stood in the address or the form."""


async def _answer(request: Request, engine: Engine, accounts: Accounts) -> Response:
    account = accounts.authenticate(request.headers)
    asked = await _asked(request)
    if not asked.text.strip():
        return PlainTextResponse("Ok.\n")
    order = Order(
        statement=parse(asked.text),
        account=account,
        database=asked.values.get("database", request.headers.get("x-clickhouse-database", "")),
        read_only=request.method == "GET",
        default_format=_default_format(request, asked),
        settings=_settings(asked.values),
        parameters=_parameters(asked.values),
    )
    result = await run_in_threadpool(engine.run, order)
    return _success(request, asked, order, result)


async def _asked(request: Request) -> _Asked:
    values = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form() as form:
            for name, value in form.items():
                if isinstance(value, UploadFile):
                    words = "External tables are not supported by this endpoint."
                    raise EndpointError.refused(NOT_IMPLEMENTED, words, "NOT_IMPLEMENTED")
                values[name] = value
        return _Asked(text=values.get("query", "").encode(), values=values)
    body = compression.unpack(request.headers.get("content-encoding", ""), await request.body())
    head = values.get("query", "").encode()
    text = head + b"\n" + body if head and body else head or body
    return _Asked(text=text, values=values)


def _settings(values: Mapping[str, str]) -> dict[str, str]:
    if refused := sorted(_REFUSED & values.keys()):
        words = f"Parameter {refused[0]} is not supported by this endpoint."
        raise EndpointError.refused(NOT_IMPLEMENTED, words, "NOT_IMPLEMENTED")
    return {
        name: value
        for name, value in values.items()
        if name not in _TRANSPORT and not name.startswith("param_")
    }


def _parameters(values: Mapping[str, str]) -> dict[str, str]:
    prefix = "param_"
    return {
        name.removeprefix(prefix): value
        for name, value in values.items()
        if name.startswith(prefix)
    }


def _default_format(request: Request, asked: _Asked) -> str:
    chosen = asked.values.get("default_format") or request.headers.get("x-clickhouse-format")
    return chosen or "TabSeparated"


def _success(request: Request, asked: _Asked, order: Order, result: Result) -> Response:
    headers = {
        "X-ClickHouse-Query-Id": asked.values.get("query_id") or str(uuid.uuid4()),
        "X-ClickHouse-Server-Display-Name": "leitstand",
        "X-ClickHouse-Format": _format_of(order),
        "X-ClickHouse-Timezone": "UTC",
        "X-ClickHouse-Summary": _summary(result),
    }
    body = result.body
    if asked.values.get("enable_http_compression") == "1":
        coding = compression.choose(request.headers.get("accept-encoding", ""), len(body))
        if coding:
            headers["Content-Encoding"] = coding
            body = compression.pack(coding, body)
    return Response(body, headers=headers, media_type="application/octet-stream")


def _format_of(order: Order) -> str:
    match = _FORMAT.search(order.statement.sql)
    return match.group(1) if match else order.default_format


def _summary(result: Result) -> str:
    """Return the counts; all values are strings, as ClickHouse writes them."""
    return json.dumps(
        {
            "read_rows": str(result.rows_read),
            "read_bytes": str(result.bytes_read),
            "written_rows": str(result.rows_written),
            "written_bytes": str(result.bytes_written),
            "elapsed_ns": str(int(result.seconds * 1e9)),
        }
    )


def _error(error: EndpointError) -> Response:
    headers = {
        "X-ClickHouse-Exception-Code": str(error.code),
        "X-ClickHouse-Server-Display-Name": "leitstand",
    }
    return PlainTextResponse(error.text + "\n", status_code=error.status, headers=headers)
