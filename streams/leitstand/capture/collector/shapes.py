"""Decoding into our structures; what is wrong is told by its place only."""

import re
from typing import TypeVar

import msgspec

from leitstand.capture.collector.problems import Kind, RejectedError

T = TypeVar("T")

# A path of msgspec names fields of our structures and positions; keys of others are "[...]".
_PLACE = re.compile(r" - at `\$([A-Za-z0-9_.\[\]]*)`$")


def decoded(decoder: "msgspec.json.Decoder[T]", data: bytes | msgspec.Raw, at: str) -> T:
    """Return what the bytes say. Raises RejectedError with the place of what is wrong."""
    try:
        return decoder.decode(data)
    except msgspec.ValidationError as error:
        found = _PLACE.search(str(error))
        raise RejectedError(Kind.INVALID_EVENT, at + (found.group(1) if found else "")) from None
    except RecursionError:
        raise RejectedError(Kind.INVALID_EVENT, at) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise RejectedError(Kind.INVALID_BODY, at) from None
