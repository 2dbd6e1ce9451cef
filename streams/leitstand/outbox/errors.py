"""How the outbox fails, by what the caller does next."""


class OutboxError(Exception):
    """Base: nothing was acknowledged. Messages carry no content."""


class OutboxFullError(OutboxError):
    """Too much waits, or the disk is full: refuse, and let somebody look at broker and disk."""


class OutboxBrokenError(OutboxError):
    """The disk failed, or the outbox is closed. A later append may work: under a new producer."""


class RecordTooLargeError(OutboxError):
    """This record never fits: make it smaller or refuse it."""


class UnknownProducerError(OutboxError):
    """No producer of that name is in this outbox, or not any more: ask for another."""
