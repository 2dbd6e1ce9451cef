"""ClickHouse's HTTP interface as an ASGI application."""

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from leitstand.deploy.clickhouse import Account
from leitstand.deploy.endpoint.accounts import Accounts
from leitstand.deploy.endpoint.answer import answer
from leitstand.deploy.endpoint.engine import Engine, Order, Running
from leitstand.deploy.endpoint.errors import EndpointError
from leitstand.deploy.endpoint.request import Asked, read
from leitstand.deploy.endpoint.statement import parse


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


async def _answer(request: Request, engine: Engine, accounts: Accounts) -> Response:
    account = accounts.authenticate(request.headers)
    asked = await read(request)
    if not asked.body and not asked.values.get("query", "").strip():
        return PlainTextResponse("Ok.\n")
    read_only = request.method == "GET"
    running = await run_in_threadpool(_begun, asked, account, engine, read_only=read_only)
    return await answer(asked, running, request.receive, engine.directory)


def _begun(asked: Asked, account: Account, engine: Engine, *, read_only: bool) -> Running:
    return engine.run(
        Order(
            statement=parse(asked.text()),
            account=account,
            database=asked.database,
            read_only=read_only,
            default_format=asked.default_format,
            settings=asked.settings(),
            parameters=asked.parameters(),
        )
    )


def _error(error: EndpointError) -> Response:
    headers = {
        "X-ClickHouse-Exception-Code": str(error.code),
        "X-ClickHouse-Server-Display-Name": "leitstand",
    }
    return PlainTextResponse(error.text + "\n", status_code=error.status, headers=headers)
