"""A program as others write it: the openai client under a released instrumentation."""

import importlib
import sys
from typing import Any

import openai
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

MESSAGES = [{"role": "system", "content": "ANWEISUNG"}, {"role": "user", "content": "FRAGE"}]
CHAT: dict[str, Any] = {"model": "gpt-4o-mini", "messages": MESSAGES}
STREAMED = CHAT | {"stream": True, "stream_options": {"include_usage": True}}


def main(instrumentation: str, provider: str) -> None:
    traces, logs = TracerProvider(), LoggerProvider()
    traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
    instrumentor_of(instrumentation).instrument(tracer_provider=traces, logger_provider=logs)
    ask(openai.OpenAI(base_url=provider, api_key="k", max_retries=0))
    traces.shutdown()
    logs.shutdown()


def instrumentor_of(name: str) -> Any:
    if name == "v2":
        return importlib.import_module(
            "opentelemetry.instrumentation.openai_v2"
        ).OpenAIInstrumentor()
    module = importlib.import_module("opentelemetry.instrumentation.openai")
    return module.OpenAIInstrumentor(use_legacy_attributes=name == "openllmetry")


def ask(client: openai.OpenAI) -> None:
    client.chat.completions.create(**CHAT)
    for _ in client.chat.completions.create(**STREAMED):
        pass
    client.embeddings.create(model="text-embedding-3-small", input="FRAGE")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
