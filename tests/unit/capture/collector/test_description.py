"""What the collector says about itself is true."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from leitstand.capture.collector import openapi
from leitstand.capture.collector.config import (
    CollectorConfig,
    JoinConfig,
    LimitsConfig,
    ProducerConfig,
)

DOCS = Path(__file__).parents[4] / "docs" / "collector.md"
PREFIXES: dict[type[msgspec.Struct], str] = {
    CollectorConfig: "",
    ProducerConfig: "producers[].",
    LimitsConfig: "limits.",
    JoinConfig: "join.",
}


def settings() -> Iterator[str]:
    for of, prefix in PREFIXES.items():
        for field in msgspec.structs.fields(of):
            if field.name not in ("producers", "limits", "join"):
                yield prefix + field.name


@pytest.mark.parametrize("name", list(settings()))
def test_every_setting_is_described(name: str) -> None:
    """In docs/collector.md."""
    rows = "\n".join(re.findall(r"^\| (`.*?) \| ", DOCS.read_text(), re.MULTILINE))
    assert f"`{name}`" in rows


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for inside in value.values():
            yield from references(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from references(inside)


def test_every_reference_leads_somewhere() -> None:
    """Within the document."""
    document = openapi.document()
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known


def test_every_address_is_described(desk: Callable[..., Any]) -> None:
    """And nothing else is there."""
    client = desk().client
    described = client.get("/openapi.json").json()
    routes = {route.path for route in client.app.routes}
    assert set(described["paths"]) == routes
