"""Why a delivery is refused: a closed set, each with its status and what to do (RFC 9457).

No problem carries anything of the delivery but a position in it.
"""

from dataclasses import dataclass
from enum import StrEnum

from leitstand.capture.errors import CaptureError

DOCUMENT = "docs/collector.md"
"""Where each is explained; ``type`` is a reference into it."""


class Kind(StrEnum):
    """Every reason; also the anchor in the documentation."""

    INVALID_BODY = "invalid-body"
    UNKNOWN_KEY = "unknown-key"
    NOT_ALLOWED = "not-allowed"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    TOO_SLOW = "too-slow"
    TOO_LARGE = "too-large"
    TOO_MANY_EVENTS = "too-many-events"
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
    UNSUPPORTED_ENCODING = "unsupported-encoding"
    INVALID_EVENT = "invalid-event"
    UNKNOWN_VERSION = "unknown-version"
    UNKNOWN_TYPE = "unknown-type"
    TIME_OUT_OF_RANGE = "time-out-of-range"
    WRONG_TENANT = "wrong-tenant"
    UNKNOWN_SEALING_KEY = "unknown-sealing-key"
    NO_AGREEMENT_THEN = "no-agreement-then"
    TOO_BUSY = "too-busy"
    HEADERS_TOO_LARGE = "headers-too-large"
    NOT_RECORDED = "not-recorded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a kind says to its reader."""

    status: int
    title: str
    detail: str
    """German first; what is wrong and what to do."""


EXPLANATIONS = {
    Kind.INVALID_BODY: Explanation(
        400,
        "The body cannot be read",
        "Der Inhalt ist nicht lesbar: Format und Komprimierung wie im Content-Type und "
        "Content-Encoding angegeben senden. / Send what Content-Type and Content-Encoding promise.",
    ),
    Kind.UNKNOWN_KEY: Explanation(
        401,
        "Unknown key",
        "Schlüssel fehlt oder ist unbekannt: als »Authorization: Bearer …« senden; eingetragen wird "
        "er in collector.yaml. / Send a key that collector.yaml knows.",
    ),
    Kind.NOT_ALLOWED: Explanation(
        403,
        "This producer may not do that",
        "Versiegelte Ereignisse anderer darf nur weiterreichen, wer in collector.yaml "
        "forward_sealed hat. / Needs forward_sealed in collector.yaml.",
    ),
    Kind.NOT_FOUND: Explanation(
        404,
        "No such address",
        "Diese Adresse gibt es nicht; alle stehen in /openapi.json. / See /openapi.json.",
    ),
    Kind.METHOD_NOT_ALLOWED: Explanation(
        405,
        "Wrong method",
        "Diese Adresse versteht nur die Methode in Allow. / Use the method that Allow names.",
    ),
    Kind.TOO_SLOW: Explanation(
        408,
        "The body did not come",
        "Der Inhalt kam nicht weiter an: Verbindung prüfen, erneut senden. / Check the connection, "
        "send it again.",
    ),
    Kind.TOO_LARGE: Explanation(
        413,
        "Too large",
        "Der Inhalt ist zu groß: in kleineren Teilen senden. / Send it in smaller parts.",
    ),
    Kind.TOO_MANY_EVENTS: Explanation(
        413,
        "Too many events",
        "Zu viele Ereignisse auf einmal: in kleineren Teilen senden. / Send fewer at once.",
    ),
    Kind.UNSUPPORTED_MEDIA_TYPE: Explanation(
        415,
        "Unsupported media type",
        "Dieser Content-Type wird hier nicht verstanden; welche es sind, steht in /openapi.json. "
        "/ See /openapi.json.",
    ),
    Kind.UNSUPPORTED_ENCODING: Explanation(
        415,
        "Unsupported encoding",
        "Nur gzip, deflate oder unkomprimiert. / Only gzip, deflate or identity.",
    ),
    Kind.INVALID_EVENT: Explanation(
        422,
        "The event does not have the right shape",
        "Die Stelle steht unter »at«; das Schema steht in /openapi.json. / See »at«, and the schema "
        "in /openapi.json.",
    ),
    Kind.UNKNOWN_VERSION: Explanation(
        422,
        "Unknown version",
        "Verstanden wird CloudEvents 1.0. / Only CloudEvents 1.0 is understood.",
    ),
    Kind.UNKNOWN_TYPE: Explanation(
        422,
        "Unknown type of event",
        "Verstanden werden leitstand.observed.v1 und leitstand.interactions.v1. / Only these two.",
    ),
    Kind.TIME_OUT_OF_RANGE: Explanation(
        422,
        "Too old, or in the future",
        "Die Zeit liegt mehr als 400 Tage zurück oder mehr als eine Stunde in der Zukunft: Uhr "
        "prüfen. / Older than 400 days or more than an hour ahead: check the clock.",
    ),
    Kind.WRONG_TENANT: Explanation(
        422,
        "Another tenant's event",
        "Das Ereignis gehört einem anderen Mandanten. / It belongs to another tenant.",
    ),
    Kind.UNKNOWN_SEALING_KEY: Explanation(
        422,
        "Sealed with a key that is not ours",
        "Mit einem Schlüssel versiegelt, den dieses Haus nicht (mehr) hat. / Sealed with a key that "
        "this house does not have (any more).",
    ),
    Kind.NO_AGREEMENT_THEN: Explanation(
        422,
        "No legal basis at that time",
        "Zu dieser Zeit galt keine Vereinbarung: nicht erneut senden. / No agreement was in force "
        "then: do not send it again.",
    ),
    Kind.TOO_BUSY: Explanation(
        429,
        "Too many requests at once",
        "Später erneut senden (Retry-After). / Try again later.",
    ),
    Kind.HEADERS_TOO_LARGE: Explanation(
        431,
        "Headers too large",
        "Die Kopfzeilen sind zu groß: als strukturiertes Ereignis senden. / Send it structured.",
    ),
    Kind.NOT_RECORDED: Explanation(
        503,
        "Not recorded",
        "Nichts wurde aufgezeichnet; der Grund steht unter »reason«, später erneut senden. / "
        "Nothing was recorded, see »reason«; try again later.",
    ),
    Kind.FAILED: Explanation(
        500,
        "A fault of ours",
        "Fehler im Sammler; das Protokoll nennt seine Art. / See the collector's log.",
    ),
}
RETRY_AFTER_S = {Kind.TOO_BUSY: 1, Kind.NOT_RECORDED: 10}


class RejectedError(CaptureError):
    """A delivery that is not taken. ``at`` is a position in it, ``reason`` a closed word."""

    def __init__(self, kind: Kind, at: str | None = None, reason: str | None = None) -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.at = at
        self.reason = reason

    @property
    def status(self) -> int:
        """HTTP status."""
        return EXPLANATIONS[self.kind].status

    def document(self) -> dict[str, object]:
        """Return the members of the problem document."""
        explained = EXPLANATIONS[self.kind]
        members: dict[str, object] = {
            "type": f"{DOCUMENT}#{self.kind.value}",
            "title": explained.title,
            "status": explained.status,
            "detail": explained.detail,
        }
        if self.at is not None:
            members["at"] = self.at
        if self.reason is not None:
            members["reason"] = self.reason
        return members
