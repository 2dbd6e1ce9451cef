"""The manual of the imports describes every field, every preset and every answer."""

from pathlib import Path

import pytest

from leitstand.register.imports import Mapping, Preset, preset

MANUAL = (Path(__file__).parents[4] / "docs" / "people-import.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("field", Mapping.__struct_fields__)
def test_every_field_of_a_mapping_is_described(field: str) -> None:
    """In the table."""
    assert f"\n| `{field}` | " in MANUAL


@pytest.mark.parametrize("column", sorted({c for p in Preset for c in preset(p).columns}))
def test_every_column_is_named(column: str) -> None:
    """Under `columns`."""
    (row,) = [line for line in MANUAL.splitlines() if line.startswith("| `columns` |")]
    assert f"`{column}`" in row


@pytest.mark.parametrize("platform", [Preset.MOODLE, Preset.ILIAS])
def test_every_platform_says_what_it_cannot_know(platform: Preset) -> None:
    """With its version."""
    assert f"| `{platform.value} --course ID` | " in MANUAL
