"""Every example is what its contract says, in the structures and in the JSON Schemas."""

import json
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from leitstand.schemas import examples, json_schema, topics
from leitstand.schemas.access import Access
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.dead_letter import DeadLetter
from leitstand.schemas.examples import Example
from leitstand.schemas.interaction import Content, Interaction
from leitstand.schemas.register import history_type
from leitstand.schemas.vocabulary import ObjectKind

ALL = tuple(examples.load_all())
TYPES: dict[str, type[msgspec.Struct]] = {
    topics.ASSESSMENTS: Assessment,
    topics.ACCESSES: Access,
    topics.DEAD_LETTERS: DeadLetter,
}
SCHEMAS = {
    topics.ASSESSMENTS: "assessment.v1",
    topics.ACCESSES: "access.v1",
    topics.DEAD_LETTERS: "dead_letter.v1",
}


class Parts(msgspec.Struct):
    """An interaction example."""

    open: msgspec.Raw
    content: msgspec.Raw


def pairs(example: Example) -> list[tuple[Any, str, bytes]]:
    """Return (type, schema name, bytes) of everything in an example."""
    if example.topic == topics.INTERACTIONS:
        parts = msgspec.json.decode(example.value, type=Parts)
        return [
            (Interaction, "interaction_open.v1", bytes(parts.open)),
            (Content, "interaction_content.v1", bytes(parts.content)),
        ]
    if example.topic == topics.REGISTER:
        kind = ObjectKind(example.key.decode().split("/")[1])
        return [(history_type(kind), f"register_{kind.value}.v1", example.value)]
    return [(TYPES[example.topic], SCHEMAS[example.topic], example.value)]


def name_of(example: Example) -> str:
    """Return a readable test id."""
    return f"{example.topic}/{example.name}"


@pytest.mark.parametrize("example", ALL, ids=name_of)
def test_example_decodes_into_its_structure(example: Example) -> None:
    """A consumer in Python can read it, and writes the same again."""
    for of, _, data in pairs(example):
        again = msgspec.json.encode(msgspec.json.decode(data, type=of))
        assert _is_within(json.loads(data), json.loads(again))


def _is_within(older: Any, newer: Any) -> bool:
    """Say whether everything of the first is in the second, which may have further fields."""
    if isinstance(older, dict):
        return all(
            name in newer and _is_within(value, newer[name]) for name, value in older.items()
        )
    if isinstance(older, list):
        return len(older) == len(newer) and all(map(_is_within, older, newer))
    return bool(older == newer)


@pytest.mark.parametrize("example", ALL, ids=name_of)
def test_example_satisfies_its_json_schema(example: Example) -> None:
    """A consumer in another language can read it."""
    for _, schema_name, data in pairs(example):
        schema = json.loads((json_schema.FOLDER / f"{schema_name}.schema.json").read_text())
        Draft202012Validator(schema).validate(json.loads(data))


def test_every_topic_has_examples() -> None:
    """No contract without one."""
    assert {example.topic for example in ALL} == set(topics.load_all())


def test_every_kind_of_register_object_has_an_example() -> None:
    """Interval histories are easy to get wrong without one."""
    kinds = {e.key.decode().split("/")[1] for e in ALL if e.topic == topics.REGISTER}
    assert kinds == {kind.value for kind in ObjectKind}
