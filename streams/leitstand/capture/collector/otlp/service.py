"""The three signals of OTLP: what is read from a request, and what is answered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from leitstand.capture.collector.counts import Counts
from leitstand.capture.collector.otlp import parts
from leitstand.capture.collector.otlp.parts import Part
from leitstand.capture.collector.otlp.receiving import Outcome, Receiver
from leitstand.capture.collector.otlp.wire import Encoding, decode, encode
from leitstand.capture.collector.problems import Kind, RejectedError
from leitstand.capture.collector.producers import SendingProgram

_NO_METRICS = "metrics are not kept here: OTEL_METRICS_EXPORTER=none"

Signal = Callable[[Encoding, bytes, SendingProgram], bytes]
"""Takes a decoded body and returns the answer's. Blocks. Raises RejectedError, RefusedError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Otlp:
    """Receives each signal, for any thread."""

    receiver: Receiver
    counts: Counts
    most: int
    """Spans or log records of GenAI calls in one request."""

    def traces(self, encoding: Encoding, body: bytes, program: SendingProgram) -> bytes:
        """Take spans."""
        request = decode(encoding, body, ExportTraceServiceRequest())
        outcome = self._take(parts.of_spans(request, encoding), program)
        answer = ExportTraceServiceResponse()
        if outcome.rejected:
            answer.partial_success.rejected_spans = outcome.rejected.total()
            answer.partial_success.error_message = _message(outcome)
        return encode(encoding, answer)

    def logs(self, encoding: Encoding, body: bytes, program: SendingProgram) -> bytes:
        """Take log records."""
        request = decode(encoding, body, ExportLogsServiceRequest())
        outcome = self._take(parts.of_logs(request, encoding), program)
        answer = ExportLogsServiceResponse()
        if outcome.rejected:
            answer.partial_success.rejected_log_records = outcome.rejected.total()
            answer.partial_success.error_message = _message(outcome)
        return encode(encoding, answer)

    def metrics(self, encoding: Encoding, body: bytes, _program: SendingProgram) -> bytes:
        """Keep nothing and say so: programs often export all signals to one address."""
        request = decode(encoding, body, ExportMetricsServiceRequest())
        answer = ExportMetricsServiceResponse()
        rejected = _metrics_in(request)
        if rejected:
            answer.partial_success.rejected_data_points = rejected
            answer.partial_success.error_message = _NO_METRICS
        return encode(encoding, answer)

    def _take(self, found: Iterable[Part | None], program: SendingProgram) -> Outcome:
        taken: list[Part] = []
        ignored = 0
        for part in found:
            if part is None:
                ignored += 1
            elif len(taken) == self.most:
                raise RejectedError(Kind.TOO_MANY_EVENTS)
            else:
                taken.append(part)
        outcome = self.receiver.receive(taken, program)
        self.counts.add("ignored", ignored)
        self.counts.add("recorded", outcome.recorded)
        self.counts.add("rejected", outcome.rejected.total())
        return outcome


def _message(outcome: Outcome) -> str:
    return ", ".join(f"{kind.value}: {n}" for kind, n in sorted(outcome.rejected.items()))


def _metrics_in(request: ExportMetricsServiceRequest) -> int:
    """Return how many data points there are; their kinds have them under the same name."""
    return sum(
        _points(metric)
        for resource in request.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    )


def _points(metric: Message) -> int:
    kind = metric.WhichOneof("data")
    return len(getattr(metric, kind).data_points) if kind else 0
