"""Token counts where the provider gave none: estimated by a tokenizer that is named, or missing.

Most streamed answers come without counts, and every interrupted one. The overhead per message is
OpenAI's ("How to count tokens with tiktoken", OpenAI Cookbook): 3 tokens and the role for each
message, 3 before the answer. Thinking and pictures can't be seen, so that an estimate is a lower bound.
"""

# pyright: basic
# The tokenizer is compiled and has no types.

import dataclasses
import functools
from collections.abc import Callable

from leitstand.capture.observed import Observed
from leitstand.schemas.interaction import Usage
from leitstand.schemas.vocabulary import (
    Completeness,
    Operation,
    Status,
    Tokenizer,
    UsageSource,
)

Count = Callable[[str], int]
_OVERHEAD = {
    Operation.CHAT: (4, 3),
    Operation.TEXT_COMPLETION: (0, 0),
    Operation.EMBEDDINGS: (0, 0),
}
"""Tokens per message and per request; other operations aren't counted in tokens of text."""
_UNKNOWN = frozenset({Completeness.METADATA_ONLY, Completeness.TRUNCATED})
_LARGEST_CHARACTERS = 2_000_000
"""Above it counting would cost more than the figure is worth."""


def prepare() -> None:
    """Load the vocabulary, a quarter of a second: the first streamed answer would wait for it."""
    _counter()


def with_tokens(observed: Observed) -> Observed:
    """Return the interaction with estimated counts, if it has none and they can be estimated."""
    if observed.usage.source is not UsageSource.MISSING or not _can_be_counted(observed):
        return observed
    count = _counter()
    if count is None:
        return observed
    return dataclasses.replace(observed, usage=_estimated(observed, count))


def _can_be_counted(observed: Observed) -> bool:
    texts = (*observed.messages, *observed.answers)
    return (
        observed.operation in _OVERHEAD
        and observed.status in (Status.OK, Status.INTERRUPTED)
        and not _never_began(observed)
        and observed.completeness not in _UNKNOWN
        and bool(observed.messages)
        and sum(len(message.text) for message in texts) <= _LARGEST_CHARACTERS
    )


def _never_began(observed: Observed) -> bool:
    """Say whether no provider is known to have read anything: it was not reached, or never answered."""
    unanswered = observed.http_status is None and not _something_came(observed)
    return observed.status is Status.INTERRUPTED and unanswered


def _something_came(observed: Observed) -> bool:
    return bool(observed.answers or observed.tool_calls)


def _estimated(observed: Observed, count: Count) -> Usage:
    per_message, per_request = _OVERHEAD[observed.operation]
    asked = per_request + sum(per_message + count(message.text) for message in observed.messages)
    calls = sum(count(call.name) + count(call.arguments) for call in observed.tool_calls)
    # Of an answer that broke off before we saw anything of it nobody knows how long it was.
    known = observed.status is Status.OK or _something_came(observed)
    known = known and observed.completeness is not Completeness.PROMPT_ONLY
    answered = calls + sum(count(message.text) for message in observed.answers)
    return Usage(
        source=UsageSource.ESTIMATED,
        input=asked,
        output=answered if known and observed.operation is not Operation.EMBEDDINGS else None,
        tokenizer=Tokenizer.O200K_BASE,
    )


@functools.cache
def _counter() -> Count | None:
    """Return the tokenizer, whose vocabulary is in its package; ``None`` where that isn't installed."""
    try:
        from rs_bpe.bpe import openai  # type: ignore[import-not-found]  # compiled, no types
    except ImportError:
        return None
    vocabulary = openai.o200k_base()
    return lambda text: int(vocabulary.count(text))
