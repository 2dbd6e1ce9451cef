"""The gateway's own answers: errors in OpenAI's form, with words that help, German first."""

import msgspec

from leitstand.capture.errors import CaptureError, Refusal
from leitstand.capture.gateway.tokens import TokenProblem

_REFUSALS = {
    Refusal.NO_AGREEMENT: (
        "KI-Nutzung ist gerade nicht möglich: Es ist keine Vereinbarung in Kraft, nach der sie "
        "festgehalten werden darf. Es wurde nichts übertragen. Bitte wenden Sie sich an die "
        "KI-Koordination.",
        "AI use is not possible at the moment: no agreement is in force under which it may be "
        "recorded. Nothing was transmitted.",
    ),
    Refusal.NO_KEY: (
        "KI-Nutzung ist gerade nicht möglich: Es fehlt der Schlüssel, mit dem sie versiegelt "
        "wird. Es wurde nichts übertragen. Bitte wenden Sie sich an die IT.",
        "AI use is not possible at the moment: the key to seal it with is missing. Nothing was "
        "transmitted.",
    ),
    Refusal.OUTBOX_FULL: (
        "KI-Nutzung ist gerade nicht möglich: Der Zwischenspeicher ist voll. Bitte wenden Sie "
        "sich an die IT.",
        "AI use is not possible at the moment: the outbox is full.",
    ),
    Refusal.OUTBOX_BROKEN: (
        "KI-Nutzung ist gerade nicht möglich: Der Zwischenspeicher lässt sich nicht beschreiben. "
        "Bitte wenden Sie sich an die IT.",
        "AI use is not possible at the moment: the outbox cannot be written.",
    ),
}
_TOKENS = {
    TokenProblem.INVALID: (
        401,
        "Die Anmeldung gilt nicht oder nicht mehr. Bitte melden Sie sich neu an. / "
        "The token is not valid (any more). Please sign in again.",
    ),
    TokenProblem.FORBIDDEN: (
        403,
        "Für Ihr Konto ist die KI-Nutzung nicht freigeschaltet. Bitte wenden Sie sich an die "
        "KI-Koordination. / AI use is not enabled for your account.",
    ),
    TokenProblem.UNCHECKED: (
        503,
        "Die Anmeldung kann gerade nicht geprüft werden. Bitte versuchen Sie es gleich noch "
        "einmal. / The token cannot be checked at the moment. Please try again soon.",
    ),
}
_CHALLENGE = (b"www-authenticate", b'Bearer error="invalid_token"')
"""RFC 6750 §3."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A whole answer."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]


class DeclinedError(CaptureError):
    """The gateway answers itself; nothing is passed on. Carries the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"status {answer.status}")
        self.answer = answer


def healthy() -> Answer:
    """The process runs and answers."""
    body = b'{"status":"ok"}'
    headers = (
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    )
    return Answer(status=200, body=body, headers=headers)


def refused(reason: Refusal) -> Answer:
    """No record, no use."""
    return error(503, " / ".join(_REFUSALS[reason]), "service_unavailable", reason.value)


def unknown_caller() -> Answer:
    """The key is not one of a configured caller."""
    text = (
        "Dieser Schlüssel ist dem Gateway nicht bekannt. / This key is not known to the gateway.",
    )
    return error(401, text[0], "invalid_request_error", "invalid_api_key")


def token_refused(problem: TokenProblem) -> Answer:
    """Somebody came with a token that opens nothing."""
    status, text = _TOKENS[problem]
    if problem is TokenProblem.UNCHECKED:
        return error(status, text, "service_unavailable", problem.value, retry_after_s=10)
    answer = error(status, text, "invalid_request_error", problem.value)
    challenge = (_CHALLENGE,) if problem is TokenProblem.INVALID else ()
    return msgspec.structs.replace(answer, headers=(*answer.headers, *challenge))


def too_large(limit: int) -> Answer:
    """The request exceeds the configured size."""
    text = f"Die Anfrage ist zu groß. / The request is larger than {limit} bytes."
    return error(413, text, "invalid_request_error", "request_too_large")


def stalled() -> Answer:
    """The rest of the request did not come."""
    text = (
        "Die Anfrage kam nicht vollständig an. Bitte versuchen Sie es noch einmal. / "
        "The rest of the request did not come. Please try again."
    )
    return error(408, text, "invalid_request_error", "request_stalled", retry=True)


def no_upstream() -> Answer:
    """Nobody said where requests go."""
    text = (
        "Für dieses Gateway ist noch kein KI-Dienst eingerichtet. / No provider is configured for "
        "this gateway yet (upstream.url in gateway.yaml)."
    )
    return error(502, text, "upstream_error", "no_upstream")


def unreachable() -> Answer:
    """The upstream did not answer at all."""
    text = (
        "Der KI-Dienst ist nicht erreichbar. Bitte versuchen Sie es später noch einmal. / "
        "The provider cannot be reached. Please try again later."
    )
    return error(502, text, "upstream_error", "upstream_unreachable", retry=True)


def failed() -> Answer:
    """A fault of ours."""
    text = "Im Gateway ist ein Fehler aufgetreten. / The gateway failed."
    return error(500, text, "server_error", "gateway_failed")


def busy(retry_after_s: int) -> Answer:
    """So many bytes of requests are in the house that no more is taken for the moment."""
    text = (
        "Das Gateway ist gerade mit großen Anfragen ausgelastet. Bitte versuchen Sie es gleich noch "
        "einmal. / The gateway is busy with large requests. Please try again soon."
    )
    return error(503, text, "service_unavailable", "gateway_busy", retry_after_s=retry_after_s)


def not_captured() -> Answer:
    """A way to a model that cannot be recorded, and so is none."""
    text = (
        "Live-Verbindungen (WebSocket, Realtime) können nicht festgehalten werden und sind hier "
        "deshalb nicht möglich. / Live connections (WebSocket, realtime) cannot be recorded and "
        "are therefore refused here."
    )
    return error(501, text, "invalid_request_error", "not_captured")


def malformed() -> Answer:
    """What came is no HTTP."""
    text = "Das ist keine gültige HTTP-Anfrage. / This is no valid HTTP request."
    return error(400, text, "invalid_request_error", "malformed_request")


def head_too_large(limit: int) -> Answer:
    """Address and headers together exceed what anybody needs."""
    text = (
        f"Adresse und Kopfzeilen der Anfrage sind zu lang. / Address and headers of the request "
        f"are longer than {limit} bytes."
    )
    return error(431, text, "invalid_request_error", "headers_too_large")


def unknown_path() -> Answer:
    """A path that no family reads, where the gateway is told to refuse those."""
    text = (
        "Diese Schnittstelle ist am Gateway nicht freigegeben. / This path is not open at this "
        "gateway (unknown_paths in gateway.yaml)."
    )
    return error(404, text, "invalid_request_error", "unknown_path")


def error(
    status: int,
    text: str,
    kind: str,
    code: str,
    *,
    param: str | None = None,
    retry: bool = False,
    retry_after_s: int | None = None,
) -> Answer:
    """Return an error in OpenAI's form; ``retry`` or a time says that the same may work later."""
    said = {"message": text, "type": kind, "param": param, "code": code}
    body = msgspec.json.encode({"error": said})
    again = retry or retry_after_s is not None
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        # OpenAI's clients ask this before they try the same again.
        (b"x-should-retry", b"true" if again else b"false"),
    ]
    if retry_after_s is not None:
        headers.append((b"retry-after", str(retry_after_s).encode()))
    return Answer(status=status, body=body, headers=tuple(headers))
