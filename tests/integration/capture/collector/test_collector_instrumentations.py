"""Released instrumentations, unmodified, over OTLP/HTTP: events arrive with content.

The real ``openai`` client asks a replaying provider; each instrumentation reports to the collector.
"""

# pyright: basic
# Instrumentations have no types.

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from leitstand.schemas.vocabulary import Completeness, FinishReason, Operation, Provider, Where

PROGRAM = Path(__file__).with_name("instrumented_program.py")
Serve = Callable[[ASGIApp], str]

for module in ("opentelemetry.instrumentation.openai_v2", "opentelemetry.instrumentation.openai"):
    pytest.importorskip(module, reason="the dev group holds the instrumentations")


async def chat(request: Request) -> Response:
    asked = await request.json()
    answer = {"id": "chatcmpl-9aB1cD2e", "created": 1, "model": "gpt-4o-mini-2024-07-18"}
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    if asked.get("stream"):
        return StreamingResponse(chunks(answer, usage), media_type="text/event-stream")
    message = {"role": "assistant", "content": "ANTWORT"}
    choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
    return JSONResponse(answer | {"object": "chat.completion", "choices": choices, "usage": usage})


async def chunks(answer: dict[str, Any], usage: dict[str, int]) -> Any:
    import json

    head = answer | {"object": "chat.completion.chunk"}
    for delta, reason in (
        ({"role": "assistant", "content": "ANT"}, None),
        ({"content": "WORT"}, None),
        ({}, "stop"),
    ):
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        yield f"data: {json.dumps(head | {'choices': [choice]})}\n\n"
    yield f"data: {json.dumps(head | {'choices': [], 'usage': usage})}\n\ndata: [DONE]\n\n"


async def embeddings(_request: Request) -> Response:
    data = [{"object": "embedding", "index": 0, "embedding": [0.1, 0.2]}]
    usage = {"prompt_tokens": 3, "total_tokens": 3}
    return JSONResponse(
        {"object": "list", "model": "text-embedding-3-small", "data": data, "usage": usage}
    )


PROVIDER = Starlette(
    routes=[
        Route("/v1/chat/completions", chat, methods=["POST"]),
        Route("/v1/embeddings", embeddings, methods=["POST"]),
    ]
)


def run(instrumentation: str, collector: str, provider: str, **environment: str) -> None:
    """Run a program with that instrumentation until all is exported."""
    done = subprocess.run(  # noqa: S603 # our own program
        [sys.executable, str(PROGRAM), instrumentation, provider],
        env={
            **os.environ,
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector,
            "OTEL_SERVICE_NAME": "buero",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


CAPTURE = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
LATEST = {"OTEL_SEMCONV_STABILITY_OPT_IN": "gen_ai_latest_experimental"}
FORMS = [
    pytest.param("v2", LATEST | {CAPTURE: "SPAN_ONLY"}, id="v2 in spans"),
    pytest.param("v2", LATEST | {CAPTURE: "EVENT_ONLY"}, id="v2 in events"),
    pytest.param("v2", LATEST | {CAPTURE: "SPAN_AND_EVENT"}, id="v2 in both"),
    pytest.param("openllmetry", {}, id="OpenLLMetry in spans"),
]


@pytest.mark.parametrize(("instrumentation", "environment"), FORMS)
def test_events_arrive_with_content(
    collected: Any, serve: Serve, instrumentation: str, environment: dict[str, str]
) -> None:
    """One interaction per call, with texts, models, reasons to finish and the provider's tokens."""
    run(instrumentation, collected.url, serve(PROVIDER) + "/v1", **environment)
    calls = collected.of(Operation.CHAT)
    assert len(calls) == 2
    for interaction, content in calls:
        assert interaction.capture.completeness is Completeness.COMPLETE
        assert interaction.provider is Provider.OPENAI
        assert interaction.request_model == "gpt-4o-mini"
        assert interaction.response_model == "gpt-4o-mini-2024-07-18"
        assert interaction.response_id == "chatcmpl-9aB1cD2e"
        assert interaction.finish_reasons == (FinishReason.STOP,)
        assert (interaction.usage.input, interaction.usage.output) == (11, 7)
        assert [(m.where, m.text) for m in content.messages] == [
            (Where.INSTRUCTION, "ANWEISUNG"),
            (Where.PROMPT, "FRAGE"),
            (Where.ANSWER, "ANTWORT"),
        ]
    ((embedded, _),) = collected.of(Operation.EMBEDDINGS)
    assert embedded.usage.input == 3


@pytest.mark.parametrize("instrumentation", ["v2", "openllmetry"])
def test_without_content_the_calls_are_known(
    collected: Any, serve: Serve, instrumentation: str
) -> None:
    """What a program does not let us see is said to be missing."""
    off = LATEST | {CAPTURE: "NO_CONTENT", "TRACELOOP_TRACE_CONTENT": "false"}
    run(instrumentation, collected.url, serve(PROVIDER) + "/v1", **off)
    for interaction, content in collected.of(Operation.CHAT):
        assert interaction.capture.completeness is Completeness.METADATA_ONLY
        assert interaction.usage.input == 11
        assert content.messages == ()
    assert len(collected.of(Operation.CHAT)) == 2


def test_openllmetry_with_events(collected: Any, serve: Serve) -> None:
    """Its messages as log records: every text arrives, whether it names its span or not."""
    run("openllmetry-events", collected.url, serve(PROVIDER) + "/v1")
    texts = {message.text for _, content in collected.events() for message in content.messages}
    assert texts >= {"ANWEISUNG", "FRAGE", "ANTWORT"}
