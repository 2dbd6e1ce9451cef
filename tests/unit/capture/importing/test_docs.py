"""The manual of the import of interactions names every field and every column."""

from pathlib import Path

import pytest

from leitstand.capture.importing import InteractionMapping
from leitstand.capture.importing.mapping import OPTIONAL, REQUIRED

MANUAL = Path(__file__).parents[4] / "docs" / "interactions-import.md"


@pytest.mark.parametrize("field", InteractionMapping.__struct_fields__)
def test_every_field_is_described(field: str) -> None:
    """In the table of the mapping."""
    rows = [line for line in MANUAL.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert any(f"`{field}`" in row.split(" | ")[0] for row in rows)


@pytest.mark.parametrize("column", [*REQUIRED, *OPTIONAL])
def test_every_column_is_named(column: str) -> None:
    """In the row of `columns`."""
    (row,) = [r for r in MANUAL.read_text("utf-8").splitlines() if r.startswith("| `columns`")]
    assert f"`{column}`" in row
