"""The gateway's own answers: errors in OpenAI's form, with words that help, German first."""

import msgspec

from leitstand.capture.errors import Refusal

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


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A whole answer."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]


def refused(reason: Refusal) -> Answer:
    """No record, no use."""
    return error(503, " / ".join(_REFUSALS[reason]), "service_unavailable", reason.value)


def unknown_caller() -> Answer:
    """The key is not one of a configured caller."""
    text = (
        "Dieser Schlüssel ist dem Gateway nicht bekannt. / This key is not known to the gateway.",
    )
    return error(401, text[0], "invalid_request_error", "invalid_api_key")


def too_large(limit: int) -> Answer:
    """The request exceeds the configured size."""
    text = f"Die Anfrage ist zu groß. / The request is larger than {limit} bytes."
    return error(413, text, "invalid_request_error", "request_too_large")


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


def unknown_path() -> Answer:
    """A path that no family reads, where the gateway is told to refuse those."""
    text = (
        "Diese Schnittstelle ist am Gateway nicht freigegeben. / This path is not open at this "
        "gateway (unknown_paths in gateway.yaml)."
    )
    return error(404, text, "invalid_request_error", "unknown_path")


def error(
    status: int, text: str, kind: str, code: str, *, param: str | None = None, retry: bool = False
) -> Answer:
    """Return an error in OpenAI's form."""
    said = {"message": text, "type": kind, "param": param, "code": code}
    body = msgspec.json.encode({"error": said})
    return Answer(
        status=status,
        body=body,
        headers=(
            (b"content-type", b"application/json; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            # OpenAI's clients ask this before they try the same again.
            (b"x-should-retry", b"true" if retry else b"false"),
        ),
    )
