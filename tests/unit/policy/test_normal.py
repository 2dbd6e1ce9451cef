"""One normalisation pass, and the way back to the text as given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.normal import normalise

TABLE = [
    ("plain", "plain"),
    ("Größe", "Größe"),
    ("a\u00adb\u200bc", "abc"),
    ("0431\u2013901", "0431-901"),
    ("1\u00a0234", "1 234"),
    ("\uff11\uff12", "12"),
    ("u\u0308ber", "über"),
    ("\U0001d7d8", "0"),
    ("m²", "m²"),
]


@pytest.mark.parametrize(("given_text", "plain"), TABLE)
def test_plain_form(given_text: str, plain: str) -> None:
    """Invisible characters go, look-alikes become what they look like, the rest stays."""
    assert normalise(given_text).text == plain


@given(st.text())
def test_every_character_leads_back(text: str) -> None:
    """Spans are inside the given text, in order, and cover what they came from."""
    plain = normalise(text)
    spans = [plain.span(place, place + 1) for place in range(len(plain.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    for (start, end), character in zip(spans, plain.text, strict=True):
        if end - start == 1 and text[start] == character:
            continue
        assert normalise(text[start:end]).text.count(character) >= 1


@given(st.text())
def test_once_is_enough(text: str) -> None:
    """The plain form of a plain form is itself, but for marks that found a new letter."""
    once = normalise(text).text
    if not any("\u0300" <= character <= "\u036f" for character in once):
        assert normalise(once).text == once
