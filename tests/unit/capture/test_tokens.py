"""Estimated token counts: near what providers say, named, and never made up."""

import dataclasses
import gzip
import json
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest

from leitstand.capture.families.paths import family_of
from leitstand.capture.observed import Observed
from leitstand.capture.tokens import with_tokens
from leitstand.schemas.interaction import Message, Usage
from leitstand.schemas.vocabulary import (
    Channel,
    Completeness,
    Operation,
    Status,
    Tokenizer,
    UsageSource,
    Where,
)

SEEN = Observed(
    occurred_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
    channel=Channel.GATEWAY,
    application="buero-chat",
    operation=Operation.CHAT,
    status=Status.OK,
    completeness=Completeness.COMPLETE,
    messages=(Message(where=Where.PROMPT, text="Bitte lade zum Elternabend ein."),),
    answers=(Message(where=Where.ANSWER, text="Liebe Eltern"),),
)


def _exchanges() -> list[dict[str, Any]]:
    folder = files("leitstand.deploy.demo.recordings")
    text = gzip.decompress((folder / "recorded_exchanges.jsonl.gz").read_bytes()).decode()
    return [json.loads(row) for row in text.splitlines()]


def _plain_chats() -> list[tuple[str, Observed, Usage]]:
    """Return recorded chats of texts alone, as seen without the provider's counts, and these."""
    found: list[tuple[str, Observed, Usage]] = []
    for exchange in _exchanges():
        request = json.loads(exchange["request"])
        plain = exchange["status"] == 200 and "json" in exchange["content_type"]
        if (
            not plain
            or "/chat/" not in exchange["path"]
            or set(request) - {"messages", "model", "user"}
        ):
            continue
        family = family_of(exchange["path"].partition("?")[0])
        asked = family.asked(exchange["request"].encode(), "application/json")
        answered = family.answered(exchange["response"].encode(), "application/json")
        seen = dataclasses.replace(SEEN, messages=asked.messages, answers=answered.messages)
        if (
            request["model"].startswith("gpt-4")
            and not answered.tool_calls
            and not asked.attachments
        ):
            found.append((exchange["name"], seen, answered.usage))
    return found


def test_as_many_as_openai_counted() -> None:
    """Exact for texts alone and models with this vocabulary."""
    chats = _plain_chats()
    assert len(chats) >= 8
    for name, seen, said in chats:
        usage = with_tokens(seen).usage
        assert (usage.input, usage.output) == (said.input, said.output), name
        assert (usage.source, usage.tokenizer) == (UsageSource.ESTIMATED, Tokenizer.O200K_BASE)


def test_the_providers_word_stays() -> None:
    """Nothing is estimated that was counted."""
    said = Usage(source=UsageSource.PROVIDER, input=1)
    assert with_tokens(dataclasses.replace(SEEN, usage=said)).usage == said


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.ERROR},
        {"status": Status.BLOCKED},
        {"completeness": Completeness.METADATA_ONLY},
        {"completeness": Completeness.TRUNCATED},
        {"operation": Operation.IMAGE},
        {"operation": Operation.OTHER},
        {"messages": ()},
        {"status": Status.INTERRUPTED, "completeness": Completeness.INTERRUPTED, "answers": ()},
    ],
)
def test_what_cannot_be_counted_stays_missing(changes: dict[str, Any]) -> None:
    """A figure that nobody could know is not made up."""
    usage = with_tokens(dataclasses.replace(SEEN, **changes)).usage
    assert usage == Usage(source=UsageSource.MISSING)


def test_an_answer_that_was_not_seen_has_no_count() -> None:
    """Its prompt has."""
    usage = with_tokens(dataclasses.replace(SEEN, completeness=Completeness.PROMPT_ONLY)).usage
    assert usage.input
    assert usage.output is None


@pytest.mark.parametrize(("answers", "known"), [((), False), (SEEN.answers, True)])
def test_an_answer_that_broke_off(answers: tuple[Message, ...], known: bool) -> None:
    """What was seen of it is counted; of nothing there is no count, and no zero."""
    broken = dataclasses.replace(
        SEEN,
        status=Status.INTERRUPTED,
        completeness=Completeness.INTERRUPTED,
        http_status=200,
        answers=answers,
    )
    usage = with_tokens(broken).usage
    assert usage.input
    assert (usage.output is not None) is known
