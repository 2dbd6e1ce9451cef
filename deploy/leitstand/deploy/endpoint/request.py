"""What a request asks for: its text, its settings and its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from leitstand.deploy.endpoint import compression
from leitstand.deploy.endpoint.errors import (
    BAD_ARGUMENTS,
    NOT_IMPLEMENTED,
    SESSION_NOT_FOUND,
    EndpointError,
)
from leitstand.deploy.endpoint.limits import LARGEST_BODY, LARGEST_STATEMENT, too_large

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
_PARAMETER = "param_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, read to its end."""

    body: bytes
    coding: str
    """How the body is compressed."""
    values: Mapping[str, str]
    """Everything that stood in the address or the form."""
    headers: Mapping[str, str]

    def text(self) -> bytes:
        """Return the statement with its data. Decompresses: not for the event loop.

        Raises EndpointError for a body that is too large or cannot be read.
        """
        body = compression.unpack(self.coding, self.body)
        head = self.values.get("query", "").encode()
        return head + b"\n" + body if head and body else head or body

    @property
    def database(self) -> str:
        """Return the database that names without one mean; empty = the engine's."""
        return self.values.get("database", self.headers.get("x-clickhouse-database", ""))

    @property
    def default_format(self) -> str:
        """Return the format of a result whose statement names none."""
        chosen = self.values.get("default_format") or self.headers.get("x-clickhouse-format")
        return chosen or "TabSeparated"

    @property
    def waits(self) -> bool:
        """Whether the result shall begin when it is complete, so that every error has a status."""
        return self.values.get("wait_end_of_query") == "1"

    def settings(self) -> dict[str, str]:
        """Return the engine's settings for this statement; raise EndpointError for what we lack."""
        if refused := sorted(_REFUSED & self.values.keys()):
            words = f"Parameter {refused[0]} is not supported by this endpoint."
            raise EndpointError.refused(NOT_IMPLEMENTED, words, "NOT_IMPLEMENTED")
        if self.values.get("session_check") == "1":
            words = "Session not found; this endpoint keeps none."
            raise EndpointError.refused(SESSION_NOT_FOUND, words, "SESSION_NOT_FOUND")
        return {
            name: value
            for name, value in self.values.items()
            if name not in _TRANSPORT and not name.startswith(_PARAMETER)
        }

    def parameters(self) -> dict[str, str]:
        """Return the values of the statement's ``{name:Type}``."""
        return {
            name.removeprefix(_PARAMETER): value
            for name, value in self.values.items()
            if name.startswith(_PARAMETER)
        }


async def read(request: Request) -> Asked:
    """Read a request to its end; raise EndpointError where it is too large or malformed."""
    values = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        values |= await _form(request)
        return Asked(body=b"", coding="", values=values, headers=request.headers)
    coding = request.headers.get("content-encoding", "")
    return Asked(body=await _body(request), coding=coding, values=values, headers=request.headers)


async def _form(request: Request) -> dict[str, str]:
    try:
        async with request.form(max_files=0, max_part_size=LARGEST_STATEMENT) as form:
            return {
                name: value for name, value in form.items() if not isinstance(value, UploadFile)
            }
    except HTTPException as error:
        if error.detail.startswith("Too many files"):
            raise _no_external_tables() from None
        words = "The form cannot be read."
        raise EndpointError.refused(BAD_ARGUMENTS, words, "BAD_ARGUMENTS") from None


async def _body(request: Request) -> bytes:
    """Return the body. What is too large is read to its end and thrown away:

    a client that is cut off while it sends sees a broken connection and not why.
    """
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > LARGEST_BODY:
            pieces.clear()
        else:
            pieces.append(piece)
    if size > LARGEST_BODY:
        raise too_large()
    return b"".join(pieces)


def _no_external_tables() -> EndpointError:
    words = "External tables are not supported by this endpoint."
    return EndpointError.refused(NOT_IMPLEMENTED, words, "NOT_IMPLEMENTED")
