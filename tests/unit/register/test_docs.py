"""The manual of the register describes every file, every field and the example as they are."""

from pathlib import Path

import msgspec
import pytest

from leitstand.register.files import FILE_NAMES, LISTS
from leitstand.schemas.register import VALUE_TYPES, Contract, Prices

MANUAL = Path(__file__).parents[3] / "docs" / "register.md"


@pytest.fixture(scope="module")
def manual() -> str:
    return MANUAL.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FILE_NAMES)
def test_every_file_is_described(manual: str, name: str) -> None:
    """By its name."""
    assert name in manual


@pytest.mark.parametrize(("name", "kind"), LISTS.items())
def test_every_field_is_in_the_section_of_its_file(manual: str, name: str, kind: str) -> None:
    """Required ones carry the star."""
    section = manual.split(f"### {name}\n")[1].split("### ")[0]
    for field in msgspec.structs.fields(VALUE_TYPES[LISTS[name]]):
        assert f"`{field.name}`{'*' if field.required else ''}" in section


@pytest.mark.parametrize("nested", [Prices, Contract])
def test_nested_fields_are_described(manual: str, nested: type[msgspec.Struct]) -> None:
    """Prices and contract too."""
    assert all(f"`{field.name}`" in manual for field in msgspec.structs.fields(nested))


def test_the_example_is_where_the_manual_says(manual: str) -> None:
    """The link leads to a register."""
    link = manual.split("](../")[1].split(")")[0]
    assert (MANUAL.parents[1] / link / "departments.yaml").is_file()
