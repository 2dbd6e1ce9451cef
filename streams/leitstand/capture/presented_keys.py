"""The key that a program shows, and how ours are kept: as SHA-256, never themselves."""

from collections.abc import Iterable
from typing import Annotated

import msgspec

Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
"""``printf %s KEY | sha256sum``."""
RawHeaders = Iterable[tuple[bytes, bytes]]


def presented_key(headers: RawHeaders) -> bytes | None:
    """Return the key of a request, as OpenAI's, Azure's and Anthropic's clients send it."""
    for name, value in headers:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            return value[7:].strip()
        if name in (b"api-key", b"x-api-key"):
            return value.strip()
    return None
