"""Careful steps into JSON of others: any value may be of any type."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import msgspec

from leitstand.schemas.interaction import Usage
from leitstand.schemas.vocabulary import UsageSource

Object = Mapping[str, Any]
_LARGEST_COUNT = 2**53
_NOTHING: Object = {}


def parse(body: bytes) -> Object:
    """Return the object, or an empty one for anything else."""
    try:
        return an_object(msgspec.json.decode(body))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return _NOTHING


def an_object(value: object) -> Object:
    """Return the value if it is an object, else an empty one."""
    return cast("Object", value) if isinstance(value, dict) else _NOTHING


def objects(value: object) -> Iterator[Object]:
    """Yield the objects of a list."""
    if isinstance(value, list):
        yield from (
            cast("Object", item)
            for item in cast("Sequence[object]", value)
            if isinstance(item, dict)
        )


def text(value: object) -> str | None:
    """Return the value if it is a text."""
    return value if isinstance(value, str) else None


def texts(value: object) -> Iterator[str]:
    """Yield the value if it is a text, else the texts in it if it is a list or an object."""
    if isinstance(value, str):
        yield value
    inside: Sequence[object] = ()
    if isinstance(value, list):
        inside = cast("Sequence[object]", value)
    elif isinstance(value, dict):
        inside = list(cast("Object", value).values())
    yield from (item for item in inside if isinstance(item, str))


def compact(value: object) -> str:
    """Return a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def count(value: object) -> int | None:
    """Return the value if it is a count that we may keep."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if 0 <= value <= _LARGEST_COUNT else None


def usage(value: object) -> Usage:
    """Read token counts as OpenAI's chat (``prompt_tokens``) or responses (``input_tokens``) say."""
    found = an_object(value)
    before = count(found.get("prompt_tokens", found.get("input_tokens")))
    after = count(found.get("completion_tokens", found.get("output_tokens")))
    if before is None and after is None:
        return Usage(source=UsageSource.MISSING)
    into = an_object(found.get("prompt_tokens_details", found.get("input_tokens_details")))
    out = an_object(found.get("completion_tokens_details", found.get("output_tokens_details")))
    return Usage(
        source=UsageSource.PROVIDER,
        input=before,
        output=after,
        reasoning=count(out.get("reasoning_tokens")),
        cached=count(into.get("cached_tokens")),
    )
