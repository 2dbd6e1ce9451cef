"""Refusals as their reader expects them: RFC 9457, or OTLP's ``Status`` in protobuf."""

import json

from starlette.requests import Request
from starlette.responses import Response

from leitstand.capture.collector.otlp import wire
from leitstand.capture.collector.otlp.wire import Encoding
from leitstand.capture.collector.problems import RETRY_AFTER_S, Kind, RejectedError

PROBLEM = "application/problem+json"


def problem(error: RejectedError, request: Request) -> Response:
    """Return the answer to a delivery that was not taken."""
    if _is_otlp(request) and _media(request) == Encoding.PROTOBUF.value:
        body, media = wire.status_bytes(error), Encoding.PROTOBUF.value
    else:
        document = error.document()
        if _is_otlp(request):
            # OTLP in JSON reads these two of a Status.
            document |= {"code": wire.status_code(error), "message": error.kind.value}
        body, media = json.dumps(document, ensure_ascii=False).encode(), PROBLEM
    return Response(body, error.status, _headers(error), media)


def _headers(error: RejectedError) -> dict[str, str]:
    headers: dict[str, str] = {}
    if error.kind in RETRY_AFTER_S:
        headers["retry-after"] = str(RETRY_AFTER_S[error.kind])
    if error.kind is Kind.UNKNOWN_KEY:
        headers["www-authenticate"] = "Bearer"
    return headers


def _is_otlp(request: Request) -> bool:
    return request.url.path.startswith("/v1/")


def _media(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
