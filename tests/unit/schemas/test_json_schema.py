"""The committed JSON Schemas are what the structures say."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from leitstand.schemas import json_schema


@pytest.mark.parametrize("file_name", sorted(json_schema.documents()))
def test_committed_schema_equals_the_structure(file_name: str) -> None:
    """A change of a structure without `python -m leitstand.schemas.json_schema` is seen."""
    committed = (json_schema.FOLDER / file_name).read_text()
    assert committed == json_schema.text(json_schema.documents()[file_name])


@pytest.mark.parametrize("file_name", sorted(json_schema.documents()))
def test_schema_is_valid_json_schema(file_name: str) -> None:
    """Other languages can read it."""
    Draft202012Validator.check_schema(json.loads((json_schema.FOLDER / file_name).read_text()))


def test_no_schema_file_is_left_over() -> None:
    """A structure that went takes its file with it."""
    on_disk = {Path(path).name for path in json_schema.FOLDER.glob("*.json")}
    assert on_disk == set(json_schema.documents())
