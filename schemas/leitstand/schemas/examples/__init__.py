"""Examples of every record of every topic, one JSON file each, read by tests of every consumer.

An example of an interaction holds the ``content`` in clear beside ``open``; who uses it seals it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

import msgspec


class _File(msgspec.Struct, forbid_unknown_fields=True):
    describes: str
    key: str
    headers: dict[str, str]
    value: msgspec.Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One record as it may stand in a topic."""

    topic: str
    name: str
    describes: str
    key: bytes
    headers: tuple[tuple[str, bytes], ...]
    value: bytes
    """JSON; for interactions ``{"open": …, "content": …}``."""


def load_all() -> Iterator[Example]:
    """Yield every example of every topic, in order of topic and name."""
    for folder in sorted(
        files("leitstand.schemas.examples").iterdir(), key=lambda entry: entry.name
    ):
        if not folder.is_dir() or folder.name.startswith("_"):
            continue
        for entry in sorted(folder.iterdir(), key=lambda item: item.name):
            yield _read(folder.name, entry.name.removesuffix(".json"), entry.read_bytes())


def of_topic(topic: str) -> tuple[Example, ...]:
    """Return the examples of one topic."""
    return tuple(example for example in load_all() if example.topic == topic)


def _read(topic: str, name: str, text: bytes) -> Example:
    file = msgspec.json.decode(text, type=_File)
    return Example(
        topic=topic,
        name=name,
        describes=file.describes,
        key=file.key.encode(),
        headers=tuple((key, value.encode()) for key, value in file.headers.items()),
        value=bytes(file.value),
    )
