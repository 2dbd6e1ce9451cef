"""Prompts of an office that name nobody, full of words that look like names."""

from pathlib import Path

import pytest

from leitstand.policy.names.recognise import recognise
from leitstand.schemas.vocabulary import Confidence

PROMPTS = (
    (Path(__file__).parents[3] / "bench/names/everyday_prompts.txt")
    .read_text(encoding="utf-8")
    .splitlines()
)
FOUND = [evidence for text in PROMPTS for evidence in recognise(text)]


def test_hardly_anything_is_found() -> None:
    """Unsure findings are noise on a list: one prompt in twenty at most."""
    assert len(FOUND) <= len(PROMPTS) / 20


def test_still_less_could_open_a_case() -> None:
    """One prompt in fifty at most."""
    assert sum(e.confidence is not Confidence.LOW for e in FOUND) <= len(PROMPTS) / 50


@pytest.mark.parametrize(
    "text",
    [
        "Funkrufname Florian Musterstadt 1/44-1. Erkläre das Schema der Kennzahlen.",
        "Schreibe eine Einladung zum Elternabend der Kita am Mühlbach am 5. November.",
        "Antworte auf die Beschwerde über Laubbläser, freundlich und ohne Namen.",
        "Rettungsweg 32,5 m, Türen T30-RS, Feuerwiderstand F90-AB nach DIN 4102-2.",
        "Der Radlader, der Hubsteiger und die Kehrmaschine müssen zum TÜV.",
    ],
)
def test_nothing_is_found(text: str) -> None:
    """Not even with low confidence."""
    assert list(recognise(text)) == []
