"""How this part fails, by what the caller does next."""

from leitstand.schemas.vocabulary import DeadLetterReason


class StreamsError(Exception):
    """Base of everything this part raises. Messages hold no content, names or user ids."""


class RefusedError(StreamsError):
    """This one record can never become a row: make a dead letter and go on."""

    def __init__(self, reason: DeadLetterReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class StoreUnavailableError(StreamsError):
    """ClickHouse is away, full, read-only or too busy: wait, and try the same again."""


class NotReadyError(StreamsError):
    """Something must be there before work can start (a whole register release): wait for it."""


class RowsRefusedError(StreamsError):
    """At least one of these rows can never be stored: find it, and make a dead letter of it."""
