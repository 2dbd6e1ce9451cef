"""What attributes say of a call, by today's names and the deprecated ones.

https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/
"""

import math
from collections.abc import Iterable

from leitstand.capture.clients import client_of
from leitstand.capture.collector.otlp.values import Plain
from leitstand.capture.families.json_values import count, texts
from leitstand.schemas.interaction import Client, Usage
from leitstand.schemas.vocabulary import Operation, Provider, UsageSource

_OPERATIONS = {
    "chat": Operation.CHAT,
    "generate_content": Operation.CHAT,
    "text_completion": Operation.TEXT_COMPLETION,
    "completion": Operation.TEXT_COMPLETION,
    "embeddings": Operation.EMBEDDINGS,
    "embedding": Operation.EMBEDDINGS,
    "transcription": Operation.TRANSCRIPTION,
    "speech": Operation.SPEECH,
    "image_generation": Operation.IMAGE,
    "generate_image": Operation.IMAGE,
    "moderation": Operation.MODERATION,
}
_PROVIDERS = {p.value: p for p in Provider} | {
    "azure": Provider.AZURE_OPENAI,
    "az.ai.openai": Provider.AZURE_OPENAI,
    "azure.ai.inference": Provider.AZURE_OPENAI,
    "az.ai.inference": Provider.AZURE_OPENAI,
    "gemini": Provider.GOOGLE,
    "google": Provider.GOOGLE,
    "vertex_ai": Provider.GOOGLE,
    "gcp.vertex_ai": Provider.GOOGLE,
    "gcp.gen_ai": Provider.GOOGLE,
    "mistral": Provider.MISTRAL,
    "mistralai": Provider.MISTRAL,
}
_USERS = (
    "enduser.id",
    "user.id",
    "gen_ai.user",
    "gen_ai.request.user",
    "llm.user",
    "traceloop.association.properties.user_id",
)
_FINISHES = {"tool_call": "tool_calls", "end_turn": "stop", "stop_sequence": "stop"}


def operation(attributes: Plain) -> Operation:
    """Return what was asked of the model."""
    stated = _text(attributes, "gen_ai.operation.name", "llm.request.type")
    return Operation.CHAT if stated is None else _OPERATIONS.get(stated.lower(), Operation.OTHER)


def provider(attributes: Plain) -> Provider:
    """Return who answered."""
    stated = _text(attributes, "gen_ai.provider.name", "gen_ai.system") or ""
    return _PROVIDERS.get(stated.lower(), Provider.OTHER)


def request_model(attributes: Plain) -> str | None:
    """Return the model that was asked for."""
    return _text(attributes, "gen_ai.request.model", "llm.request.model")


def response_model(attributes: Plain) -> str | None:
    """Return the model that answered."""
    return _text(attributes, "gen_ai.response.model", "llm.response.model")


def response_id(attributes: Plain) -> str | None:
    """Return the provider's id of the answer."""
    return _text(attributes, "gen_ai.response.id")


def finish_reasons(attributes: Plain, said: Iterable[str]) -> tuple[str, ...]:
    """Return why the model stopped; else what the answers themselves say."""
    found = list(texts(attributes.get("gen_ai.response.finish_reasons")))
    single = _text(attributes, "gen_ai.response.finish_reason", "llm.response.finish_reason")
    reasons = found or ([single] if single else list(said))
    return tuple(_FINISHES.get(reason, reason) for reason in reasons)


def usage(attributes: Plain) -> Usage:
    """Return the tokens as the provider counted them; missing where nobody said."""
    before = _count(
        attributes,
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.prompt_tokens",
        "llm.usage.prompt_tokens",
    )
    after = _count(
        attributes,
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.completion_tokens",
        "llm.usage.completion_tokens",
    )
    if before is None and after is None:
        return Usage(source=UsageSource.MISSING)
    return Usage(
        source=UsageSource.PROVIDER,
        input=before,
        output=after,
        reasoning=_count(
            attributes,
            "gen_ai.usage.reasoning.output_tokens",
            "gen_ai.usage.reasoning_tokens",
            "llm.usage.reasoning_tokens",
        ),
        cached=_count(
            attributes,
            "gen_ai.usage.cache_read.input_tokens",
            "gen_ai.usage.cache_read_input_tokens",
        ),
    )


def user(attributes: Plain) -> str | None:
    """Return who asked, as the program says."""
    return _text(attributes, *_USERS)


def streamed(attributes: Plain) -> bool:
    """Say whether the answer came as a stream."""
    names = ("gen_ai.request.stream", "gen_ai.is_streaming", "llm.is_streaming")
    return any(attributes.get(name) is True for name in names)


def first_chunk_ms(attributes: Plain) -> int | None:
    """Return the time to the first chunk, which the conventions give in seconds."""
    seconds = attributes.get("gen_ai.response.time_to_first_chunk")
    if not isinstance(seconds, int | float) or not math.isfinite(seconds):
        return None
    return count(seconds * 1000)


def http_status(attributes: Plain) -> int | None:
    """Return the provider's status, where the program says it."""
    for name in ("http.response.status_code", "http.status_code"):
        found = count(attributes.get(name))
        if found is not None and 100 <= found <= 599:
            return found
    return None


def failed(attributes: Plain) -> bool:
    """Say whether the call ended in an error."""
    return bool(attributes.get("error.type"))


def client(attributes: Plain) -> Client:
    """Return the program that asked, where it says so."""
    return client_of(_text(attributes, "user_agent.original"))


def _text(attributes: Plain, *names: str) -> str | None:
    for name in names:
        found = attributes.get(name)
        if isinstance(found, str) and found:
            return found
    return None


def _count(attributes: Plain, *names: str) -> int | None:
    found = (count(attributes.get(name)) for name in names)
    return next((number for number in found if number is not None), None)
