"""What each detector finds and what it leaves alone: one table each, specimens only."""

import importlib
import pkgutil

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leitstand.policy import detectors
from leitstand.policy.engine.scan import scan


def wide(text: str) -> str:
    """Return a text in full-width characters, as some PDFs hold them."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


MODULES = [m.name for m in pkgutil.iter_modules(detectors.__path__) if not m.name.startswith("_")]


@pytest.mark.parametrize("name", MODULES)
def test_every_detector_is_documented(name: str) -> None:
    """Legal basis, format, what does not trigger it, specimens."""
    text = importlib.import_module(f"{detectors.__name__}.{name}").__doc__ or ""
    for heading in ("Legal basis:", "Format:", "Does not trigger:", "Specimen"):
        assert heading in text, heading


@settings(deadline=None)
@given(st.text(max_size=300))
@example(wide("DE89370400440532013000") + " e\u0301")
def test_offsets_lie_inside_the_given_text(text: str) -> None:
    """Whatever stands around it, the passage is where it is said to be."""
    found = scan(f"{text} DE89370400440532013000")
    for one in found:
        assert 0 <= one.start < one.end <= len(text) + 23
    assert found[-1].end == len(text) + 23
