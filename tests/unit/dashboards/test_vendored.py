"""What comes from others is unmodified, with its licence, and recorded."""

import hashlib
import json

import pytest

from leitstand.dashboards.assets import STATIC

VENDOR = STATIC / "vendor"
RECORD = json.loads((VENDOR / "vendored.json").read_text())


@pytest.mark.parametrize("folder", sorted(RECORD))
def test_a_vendored_file_is_the_one_that_was_recorded(folder: str) -> None:
    """By its SHA-256."""
    found = {
        f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in (VENDOR / folder).iterdir()
    }
    assert found == RECORD[folder]["files"]


@pytest.mark.parametrize("folder", sorted(RECORD))
def test_a_vendored_package_brings_its_licence(folder: str) -> None:
    """In the same folder."""
    assert any(name.startswith("LICENSE") for name in RECORD[folder]["files"])


def test_nothing_else_lies_there() -> None:
    """Every folder is recorded."""
    assert {entry.name for entry in VENDOR.iterdir() if entry.is_dir()} == set(RECORD)
