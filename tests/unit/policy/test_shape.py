"""Masks show form only."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.shape import nothing, outline, shape
from leitstand.schemas.assessment import Shape


@given(st.text())
def test_every_shape_fits_the_contract(text: str) -> None:
    """Letters, digits and foreign signs never pass; 64 characters at most."""
    for mask in (shape, outline, nothing):
        assert msgspec.convert(mask(text), Shape) == mask(text)


def test_form_is_kept() -> None:
    """What a reader recognises without learning anything."""
    assert shape("DE89 3704") == "AA99 9999"
    assert shape("e.m@x.org") == "a.a@a.aaa"
    assert shape("Straße 7½") == "Aaaaaa 9_"
    assert outline("Sommer2026!!") == "Aa9_"
    assert nothing("ein Satz") == ""
    assert len(shape("x" * 1000)) == 64
