"""What Kafka's errors mean to us: come again later, or never."""

# pyright: basic
# kafka-python carries no types.
from collections.abc import Iterator
from contextlib import contextmanager

from kafka import errors  # type: ignore[import-untyped] # no stubs

from leitstand.broker.ports import BrokerUnavailableError, RecordRefusedError

REFUSED = (
    errors.MessageSizeTooLargeError,
    errors.RecordListTooLargeError,
    errors.InvalidRecordError,
    errors.InvalidTopicError,
    errors.AuthorizationError,
)
MOVED = (
    errors.CommitFailedError,
    errors.IllegalGenerationError,
    errors.UnknownMemberIdError,
    errors.RebalanceInProgressError,
)
"""The partitions belong to somebody else now, or soon."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise our errors for Kafka's; only the class is told, never a record."""
    try:
        yield
    except REFUSED as error:
        raise RecordRefusedError(type(error).__name__) from None
    except (errors.KafkaConfigurationError, errors.IllegalArgumentError):
        raise  # A fault of ours: waiting does not mend it.
    except (errors.KafkaError, OSError) as error:
        raise BrokerUnavailableError(type(error).__name__) from None
