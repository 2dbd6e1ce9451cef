"""Markings of secrecy are found, talk about them is not. All texts are fictitious."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

SET = Path(__file__).parents[3] / "bench" / "detect" / "data" / "markings.jsonl"
ROWS = [json.loads(line) for line in SET.read_text("utf-8").splitlines()]


def marked(text: str) -> list[tuple[str, DataClass]]:
    """Return the words and the class of every marking that would open a case."""
    return [
        (text[f.start : f.end], f.data_class)
        for f in scan(text)
        if f.category is Category.MARKING and f.confidence is not Confidence.LOW
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_published_set(row: dict[str, Any]) -> None:
    """Every marking with its exact words and class, nothing in a mention."""
    text = row["text"]
    expected = [(text[s["start"] : s["end"]], s["data_class"]) for s in row["spans"]]
    assert marked(text) == expected


def test_the_published_set_is_large_and_mixed() -> None:
    """Half of it markings, half of it held back from tuning, roughly."""
    assert len(ROWS) >= 300
    assert sum(row["half"] == "held_back" for row in ROWS) >= 150
    assert 0.4 <= sum(row["kind"] == "marking" for row in ROWS) / len(ROWS) <= 0.6


CLASSIFIED = ("VS-NfD", "VS-NUR FÜR DEN DIENSTGEBRAUCH", "VS-VERTRAULICH", "GEHEIM", "NATO SECRET")
OFFICIAL = (
    "VERTRAULICH",
    "NICHT ÖFFENTLICH",
    "PERSONALSACHE",
    "VERSCHLUSSSACHE",
    "TLP:RED",
    "AMTLICH GEHEIM ZU HALTEN",
)
PLACES = (
    "{}\n\nBericht zum Umbau",
    "Bericht zum Umbau\n\n- {} -\nSeite 2",
    "Betreff: {} - Umbau\n\nHallo",
    "Bericht Umbau [{}]\nText",
    "Bitte kürzen.\n***{}***\nDer Umbau kostet mehr.",
    "{} - Umbau Rathaus, Kosten\nText",
)
MENTIONS = (
    "Was bedeutet {} in einem Schreiben?",
    "Die Aufschrift „{}“ steht oben.",
    "Wie setze ich {} in die Kopfzeile?",
    "Ein Merkblatt zu {} für neue Kolleginnen",
    "Das {}-Merkblatt wird überarbeitet.",
    "Ein Papier, das als {} eingestuft ist, gehört in den Tresor.",
)


@given(st.sampled_from(CLASSIFIED + OFFICIAL), st.sampled_from(PLACES))
def test_any_marking_in_any_place(words: str, place: str) -> None:
    """The place decides; the class follows from the words."""
    kind = DataClass.CLASSIFIED_MARKING if words in CLASSIFIED else DataClass.OFFICIAL_SECRET
    assert marked(place.format(words)) == [(words, kind)]


@given(st.sampled_from(CLASSIFIED + OFFICIAL), st.sampled_from(MENTIONS))
def test_any_mention_is_left_alone(words: str, mention: str) -> None:
    """Questions, quotations, instructions, compounds, sentences."""
    assert marked(mention.format(words)) == []


def test_house_use_is_a_low_finding() -> None:
    """Half of an office is for internal use."""
    (found,) = scan("Nur für den internen Gebrauch\n\nTelefonliste der Poststelle")
    assert (found.category, found.confidence) == (Category.MARKING, Confidence.LOW)


@pytest.mark.parametrize(
    "written", ["VS\u2011NfD", "VS\u2013NfD", "VS-\u200bNfD", "VER\u00adTRAU\u00adLICH", "vs-nfd"]
)
def test_print_forms(written: str) -> None:
    """Hyphens that do not break, soft hyphens, zero-width characters, small letters."""
    assert [words for words, _ in marked(f"{written}\n\nLagebild")] == [written]


@pytest.mark.parametrize("quoted", ['"{}"', "'{}'", "`{}`"])
def test_a_quotation_on_a_line_of_its_own_is_a_mention(quoted: str) -> None:
    """Somebody asks about the words."""
    text = f"Wie groß druckt man das?\n\n{quoted.format('VERTRAULICH')}"
    assert marked(text) == []
