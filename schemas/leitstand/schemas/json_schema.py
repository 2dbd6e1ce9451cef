"""JSON Schemas of everything on a topic, made from the structures, one file each under ``json/``.

The files are committed, so that other languages can read the contract and a change of it shows in
review; a test compares them with the structures. ``python -m leitstand.schemas.json_schema`` renews them.
"""

import json
from pathlib import Path

import msgspec

from leitstand.schemas.access import Access
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.dead_letter import Blob, DeadLetter
from leitstand.schemas.interaction import Content, Interaction, Sealed
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.register import VALUE_TYPES, history_type

FOLDER = Path(__file__).with_name("json")


def documents() -> dict[str, dict[str, object]]:
    """Return the schema of each contract by file name."""
    plain: dict[str, object] = {
        "access.v1": Access,
        "assessment.v1": Assessment,
        "dead_letter.v1": DeadLetter,
        "dead_letter_blob.v1": Blob,
        "interaction_content.v1": Content,
        "interaction_open.v1": Interaction,
        "interaction_sealed.v1": Sealed,
        "policy.v1": PolicyDocument,
    }
    register: dict[str, object] = {
        f"register_{kind.value}.v1": history_type(kind) for kind in VALUE_TYPES
    }
    return {f"{name}.schema.json": _document(name, of) for name, of in (plain | register).items()}


def _document(name: str, of: object) -> dict[str, object]:
    header: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
    }
    return header | msgspec.json.schema(of)


def text(document: dict[str, object]) -> str:
    """Return a schema as it stands in its file."""
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def main() -> None:
    """Write every schema file."""
    FOLDER.mkdir(exist_ok=True)
    for file_name, document in documents().items():
        (FOLDER / file_name).write_text(text(document))


if __name__ == "__main__":
    main()
