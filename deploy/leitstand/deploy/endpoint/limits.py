"""What is too much for one request: memory is bounded, and whoever exceeds it is told so."""

from leitstand.deploy.endpoint.errors import TOO_MANY_BYTES, EndpointError

LARGEST_BODY = 256 * 1024 * 1024
"""Bytes of a request, compressed and decompressed. chDB keeps what it is given until it has parsed
it, so that a body is held whole. The largest insert of ours has 20,000 rows, some 20 MB."""

LARGEST_STATEMENT = 16 * 1024 * 1024
"""Bytes of a statement without the data that follows it; ClickHouse's ``max_query_size`` (256 KiB
unless set otherwise) comes after it."""

LARGEST_GATHERED = 128 * 1024 * 1024
"""Bytes of a result that cannot be sent piece by piece, as the engine counts them."""

BUFFER = 1024 * 1024
"""Bytes of a result that are kept back, so that an error has a status of its own, as ClickHouse's
``http_response_buffer_size`` does."""


def too_large() -> EndpointError:
    """Return the refusal of a request that is larger than LARGEST_BODY."""
    mebibytes = LARGEST_BODY // 1024 // 1024
    words = f"Request is larger than {mebibytes} MiB; insert in smaller portions."
    return EndpointError.refused(TOO_MANY_BYTES, words, "TOO_MANY_BYTES")
