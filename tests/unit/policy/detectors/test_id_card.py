"""Identity cards: official specimens, forms of writing, zones, and numbers that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.checksums_documents import mrz_check_digit
from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

WANTED = frozenset({Category.ID_CARD})
HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW


def findings(text: str) -> list[tuple[str, Confidence]]:
    """Return what is found, as it stands in the given text."""
    return [(text[f.start : f.end], f.confidence) for f in scan(text, WANTED)]


NAMED = [
    ("Die Personalausweisnummer von Frau Mustermann lautet {}.", "T220001293"),
    ("Personalausweis Nr. {}, gültig bis 31.07.2031", "L01X00T471"),
    ("Ausweisnr.: {}", "L01X00T47"),
    ("Er hat seinen Perso ({}) verloren, was muss er tun?", "L01X00T471"),
    ("PA-Nr. {};", "l01x00t471"),
    ("| Personalausweis | {} |", "L01X00T47"),
    ("Ausweis {} bitte sperren", "L01X 00T47 1"),
    ("Personalausweis\n{}\nals Nummer", "L01X00T47\n1"),
    ("Ausweisnummer {}", "L 0 1 X 0 0 T 4 7 1"),
    ("Ausweisnummer {}", "L01-X00-T47-1"),
    ("Personalausweisnr. {}", "LO1XOOT471"),
    ("Personalausweisnr. {}", "L0lX00T471"),
    ("Personalausweisnr. {}", "L01X00T47I"),
    ("Personalausweis-Nr. {}", "1220001297D"),
    ("Perso-Nr {}", "L01X00T471D"),
    ("Aufenthaltstitel Nr. {}", "Y01X00T47"),
    ("Ausweis-Seriennummer {}", "L01X00T47"),
    ("Ausweis {}", "\uff2c\uff10\uff11\uff38\uff10\uff10\uff34\uff14\uff17\uff11"),
    ("Ausweis {}", "L01X\u00ad00T4\u200b71"),
    ("{} (Personalausweis)", "L01X00T47"),
    ("Ausweis (Seriennr. {}) gestohlen", "T220001293"),
    ("Perso-Nr {} läuft ab", "L01 X00 T47"),
    ("Der Personalausweis {} löst den alten ab", "L01-X00-T47"),
    ("Wir haben {}, das ist die Nummer ihres Ausweises", "T220001293"),
]
"""Specimens of the Bundesdruckerei in the frames and forms in which people write them."""


@pytest.mark.parametrize(("frame", "number"), NAMED)
def test_a_named_number_is_found_whole(frame: str, number: str) -> None:
    """High, without label and punctuation, at its place in the given text."""
    if "das ist" in frame:
        assert [n for n, _ in findings(frame.format(number))] == [number]
    else:
        assert findings(frame.format(number)) == [(number, HIGH)]


ALONE = [
    ("Notiert: L01X00T471, bitte eintragen", "L01X00T471", MEDIUM),
    ("T220001293", "T220001293", MEDIUM),
    ("L01X00T47 1", "L01X00T47 1", MEDIUM),
    ("1220001297D", "1220001297D", MEDIUM),
    ("1220001297D-6408125-1110078-0", "1220001297D", MEDIUM),
    ("L01X00T47", "L01X00T47", LOW),
]


@pytest.mark.parametrize(("text", "number", "confidence"), ALONE)
def test_a_number_alone_is_less_sure(text: str, number: str, confidence: Confidence) -> None:
    """The check digit still proves something; without it and without a word next to nothing."""
    assert findings(text) == [(number, confidence)]


NONE = [
    "Personalausweis L01X00T472",
    "Personalausweis L01X00T47 2",
    "Ausweisnummer T220001294, bitte prüfen",
    "1220001298D",
    "Rechnung T220001293 vom 3. April",
    "Inventarnummer T220001293",
    "Seriennummer L01X00T471",
    "Der Personalausweis kostet 37,00 Euro und gilt bis 31.12.2036.",
    "Personalausweis abgeholt, Tel. 0431 901234",
    "Personalausweis beantragt am 03.04.2026, Zimmer 112, 2026 Stück",
    "Schwerbehindertenausweis L01X00T47",
    "Büchereiausweis L01X00T47",
    "Welche Ausweisnummern darf man kopieren? § 20 PAuswG",
    "XL01X00T471",
    "L01X00T4712",
    "https://example.org/L01X00T471x",
    "PLZ 24103 12",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_identity_card(text: str) -> None:
    """A wrong check digit, another name, another card, part of something longer."""
    assert [c for _, c in findings(text) if c is not LOW] == []


@given(st.text("0123456789CFGHJKLMNPRTVWXYZ", min_size=8, max_size=8), st.integers(1, 9))
def test_every_serial_number_of_the_alphabet(eight: str, off: int) -> None:
    """With its check digit it is found behind the word, with any other it is not."""
    nine = "L" + eight
    digit = mrz_check_digit(nine)
    number = f"{nine}{digit}"
    if sum(map(str.isdigit, number)) >= 2:
        assert findings(f"Personalausweis {number}") == [(number, HIGH)]
    assert findings(f"Personalausweis {nine}{(digit + off) % 10}") == []


TD1 = (
    "IDD<<T220001293<<<<<<<<<<<<<<<\n6408125<2010315D<<<<<<<<<<<<<4\nMUSTERMANN<<ERIKA<<<<<<<<<<<<<"
)
TD2 = "IDD<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<\n1220001297D<<6408125<1110078<<<<<<<0"
ICAO = (
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
)
PERMIT = "AR" + TD1[2:]
ZONES = [
    TD1,
    TD2,
    ICAO,
    PERMIT,
    TD1.lower(),
    TD1.replace("\n", ""),
    TD1.replace("\n", " "),
    TD1.replace("\n", "\n\n"),
    TD1.replace("\n", "\r\n"),
    TD1.replace("<", "«"),
    TD1.replace("<", "K"),
    TD1.replace("6408125<2010315", "64O8I25<20I0315"),
    TD2.replace("\n", ""),
    "IDD<<T220001293\n6408125<2010315D<<4\nMUSTERMANN<<ERIKA",
    "1220001297D<<6408125<1110078<<<<<<<0",
]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("frame", ["{}", "Aus dem Scan:\n{}\nBitte abtippen.", "Ausweis: {} Danke"])
def test_a_zone_is_one_finding(zone: str, frame: str) -> None:
    """The whole block, in every way in which it is pasted."""
    assert findings(frame.format(zone)) == [(zone, HIGH)]


BROKEN_ZONES = [
    TD1.replace("6408125", "6408126"),
    TD1.replace("2010315", "2010316"),
    TD1.replace("T220001293", "T220001294"),
    TD1.replace("6408125", "6413125"),
    ICAO.replace("D231458907", "D231458908"),
]


@pytest.mark.parametrize("zone", BROKEN_ZONES)
def test_a_zone_needs_its_check_digits(zone: str) -> None:
    """Each of the three is looked at, and a date must be one."""
    assert zone not in {found for found, _ in findings(zone)}
