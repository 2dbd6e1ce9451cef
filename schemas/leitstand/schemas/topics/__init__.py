"""Topics: one YAML file each, named after the topic; the broker is configured from these files."""

from importlib.resources import files
from typing import Annotated, Literal

import msgspec

INTERACTIONS = "leitstand.interactions.v1"
ASSESSMENTS = "leitstand.assessments.v1"
REGISTER = "leitstand.register.v1"
ACCESSES = "leitstand.accesses.v1"
DEAD_LETTERS = "leitstand.dead_letters.v1"


class Topic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Contract of one topic."""

    name: str
    title: str
    owner: str
    """Part of ours that answers for it."""
    producers: tuple[str, ...]
    consumers: tuple[str, ...]
    key: str
    """What the key of a record is; records of one key keep their order."""
    value: str
    """Name of the structure, and of its JSON Schema file."""
    cleanup: Literal["delete", "compact"]
    retention_days: Annotated[int, msgspec.Meta(ge=1)] | None
    partitions: Annotated[int, msgspec.Meta(ge=1)] | Literal["as interactions"]
    """Partitions; the topics of the hot path follow the setting of the installation."""


def load_all() -> dict[str, Topic]:
    """Return every topic by name."""
    folder = files("leitstand.schemas.topics")
    loaded = [
        msgspec.yaml.decode(entry.read_bytes(), type=Topic)
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    ]
    return {topic.name: topic for topic in sorted(loaded, key=lambda topic: topic.name)}
