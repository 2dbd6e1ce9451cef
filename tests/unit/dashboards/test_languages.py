"""Every sentence in both languages, the same everywhere."""

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st

from leitstand.dashboards.catalogues import missing, packages
from leitstand.dashboards.languages import CODES, choose, load_languages, read_catalogue
from leitstand.dashboards.rendering import ROOT
from leitstand.dashboards.words import WORDS

LANGUAGES = load_languages(ROOT)
BERLIN = ZoneInfo("Europe/Berlin")


def catalogue(folder: Path, code: str) -> Catalog:
    """Read a catalogue; a package that says nothing has none."""
    path = folder / f"{code}.po"
    return read_catalogue(path, code) if path.exists() else Catalog(locale=code)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("folder", packages(), ids=lambda folder: folder.name)
def test_every_sentence_is_translated(folder: Path, code: str) -> None:
    """Run the catalogues' update and fill in what it names."""
    assert missing(folder, code) == []


@pytest.mark.parametrize("code", CODES)
def test_a_sentence_is_translated_the_same_everywhere(code: str) -> None:
    """All packages share one catalogue: two translations would depend on the order of folders."""
    said: dict[str, set[str]] = {}
    for folder in packages():
        for message in catalogue(folder, code):
            if message.id:
                said.setdefault(str(message.id), set()).add(str(message.string))
    assert {text: forms for text, forms in said.items() if len(forms) > 1} == {}


@pytest.mark.parametrize("code", CODES)
def test_a_translation_names_the_same_values(code: str) -> None:
    """A forgotten ``%(number)s`` would be a page that cannot be rendered."""
    for folder in packages():
        for message in catalogue(folder, code):
            assert not list(message.check()), message.id


@pytest.mark.parametrize("words", WORDS, ids=lambda kind: kind.__name__)
def test_every_member_has_a_word(words: type[StrEnum]) -> None:
    """Nobody reads the code's own words."""
    assert set(WORDS[words]) == {member.value for member in words}


@pytest.mark.parametrize(
    ("cookie", "accepts", "chosen"),
    [
        ("en", "de", "en"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "fr,de;q=0.5", "de"),
        (None, "fr", "de"),
        ("xx", "", "de"),
    ],
)
def test_the_reader_chooses_before_the_browser_and_the_house(
    cookie: str | None, accepts: str, chosen: str
) -> None:
    """German where nothing else is known."""
    assert choose(cookie, accepts) == chosen


@given(st.text(max_size=20), st.text(max_size=40))
def test_some_language_is_always_chosen(cookie: str, accepts: str) -> None:
    """Whatever a browser sends."""
    assert choose(cookie, accepts) in CODES


def test_numbers_and_times_are_german_in_german() -> None:
    """Separators, percent sign and the time zone of the house."""
    german = LANGUAGES["de"]
    assert german.number(12345.5, 1) == "12.345,5"
    assert german.percent(0.711) == "71,1\xa0%"
    assert german.euro(123456) == "1.234,56\xa0€"
    assert german.day(date(2026, 3, 5)) == "05.03.2026"
    assert german.moment(datetime(2026, 7, 1, 22, 5, tzinfo=UTC), BERLIN) == "02.07.2026, 00:05"


def test_numbers_are_english_in_english() -> None:
    """The same figures for the other reader."""
    english = LANGUAGES["en"]
    assert english.number(12345.5, 1) == "12,345.5"
    assert english.percent(0.711) == "71.1%"
    assert english.euro(123456) == "€1,234.56"
