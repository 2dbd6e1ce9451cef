"""JSON Schemas of everything on a topic, made from the structures, one file each under ``json/``.

The files are committed, so that other languages can read the contract and a change of it shows in
review; a test compares them with the structures. ``python -m leitstand.schemas.json_schema`` renews them.
"""

import json
from pathlib import Path

import msgspec

from leitstand.schemas.register import VALUE_TYPES

FOLDER = Path(__file__).with_name("json")


def documents() -> dict[str, dict[str, object]]:
    """Return the schema of each contract by file name."""
    {f"register_{kind.value}.v1": _history_of(value) for kind, value in VALUE_TYPES.items()}
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
