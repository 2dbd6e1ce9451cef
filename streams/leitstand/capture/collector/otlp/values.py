"""OpenTelemetry's ``AnyValue`` as plain values."""

from collections.abc import Iterable, Mapping

from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

Plain = Mapping[str, object]


def attributes(pairs: Iterable[KeyValue]) -> dict[str, object]:
    """Return attributes by name."""
    return {pair.key: plain(pair.value) for pair in pairs}


def plain(value: AnyValue) -> object:
    """Return text, number, truth value, list or object; ``None`` for bytes and for nothing.

    Its depth is bounded by the decoder that made the value.
    """
    match value.WhichOneof("value"):
        case "string_value":
            return value.string_value
        case "bool_value":
            return value.bool_value
        case "int_value":
            return value.int_value
        case "double_value":
            return value.double_value
        case "array_value":
            return [plain(one) for one in value.array_value.values]
        case "kvlist_value":
            return attributes(value.kvlist_value.values)
        case _:
            return None
