"""Steuernummern of all Länder: the printed and federal examples of ELSTER."""

import pytest

from leitstand.policy.detectors.steuernummer import federal, tax_offices
from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

ONLY = frozenset({Category.STEUERNUMMER})


def found(text: str) -> list[tuple[str, Confidence]]:
    """Return what is found in a text, as given there, and how sure it is."""
    return [(text[f.start : f.end], f.confidence) for f in scan(text, ONLY)]


def wide(text: str) -> str:
    """Return a text in full-width characters, as some PDFs hold them."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


PRINTED = [
    ("93815/08152", "2893081508152"), ("181/815/08155", "9181081508155"),
    ("21/815/08150", "1121081508150"), ("048/815/08155", "3048081508155"),
    ("75 815 08152", "2475081508152"), ("02/815/08156", "2202081508156"),
    ("013 815 08153", "2613081508153"), ("079/815/08151", "4079081508151"),
    ("24/815/08151", "2324081508151"), ("133/8150/8159", "5133081508159"),
    ("22/815/0815/4", "2722081508154"), ("010/815/08182", "1010081508182"),
    ("201/123/12340", "3201012312340"), ("101/815/08154", "3101081508154"),
    ("29 815 08158", "2129081508158"), ("151/815/08156", "4151081508156"),
]  # fmt: skip
"""The example of each Land as printed, and in the federal scheme."""
TEST_SYSTEM = [
    "2866081508156", "2653081508158", "2138081508154", "9198081508152", "9296081508153",
    "3098081508157", "4098081508157", "3248081508156", "3198081508152", "4198081508152",
    "1096081508187", "2497012301233", "2241081508154", "2388081508158", "1197081508154",
    "5400081508159", "5500081508151", "5600081508154", "2799081508152",
]  # fmt: skip


@pytest.mark.parametrize(("written", "thirteen"), PRINTED)
def test_each_land(written: str, thirteen: str) -> None:
    """Named, the printed form and the federal scheme are high."""
    assert found(f"Meine Steuernummer lautet {written}.") == [(written, Confidence.HIGH)]
    assert found(f"St.-Nr. {thirteen}") == [(thirteen, Confidence.HIGH)]


@pytest.mark.parametrize("thirteen", TEST_SYSTEM)
def test_numbers_of_the_test_system(thirteen: str) -> None:
    """ELSTER's examples with offices that exist only for tests."""
    assert found(f"Steuernr.: {thirteen}") == [(thirteen, Confidence.HIGH)]


FORMS = [
    "181 815 08155", "181-815-08155", "181 / 815 / 08155", "18181508155", wide("181/815/08155"),
    "181/815/\u200b08155", "9181 0815 08155", "9181 0 815 0815 5", "181.815.08155", "181/8l5/O8155",
]  # fmt: skip


@pytest.mark.parametrize("written", FORMS)
def test_print_forms(written: str) -> None:
    """Blanks, hyphens, one block, look-alikes, in the federal scheme in blocks."""
    assert found(f"Finanzamt München, Steuernummer: {written}\n") == [(written, Confidence.HIGH)]


ALONE = ["93815/08152", "181/815/08155", "21/815/08150", "133/8150/8159", "24/815/08151"]


@pytest.mark.parametrize("written", ALONE)
def test_alone_with_slashes(written: str) -> None:
    """Of an office that exists, with the right check digit: medium."""
    assert found(f"Bitte {written} in den Brief übernehmen.") == [(written, Confidence.MEDIUM)]


@pytest.mark.parametrize(
    "written", ["181/815/08156", "93815/08153", "133/8150/8150", "181 815 08156"]
)
def test_another_check_digit(written: str) -> None:
    """Directly behind its name and in a printed form: medium; without a name nothing."""
    assert found(f"Steuernummer: {written}") == [(written, Confidence.MEDIUM)]
    assert found(f"Bitte {written} übernehmen.") == []


NO_STEUERNUMMERN = [
    "Steuernummer 2893081508153", "Steuernummer 181/099/08155",
    "Aktenzeichen 21/815/08150", "Unser Zeichen: 21/815/08150", "Gz.: 21/815/08150", "Az.: 181/815/08155", "Vorlage 133/8150/8159", "Drucksache 21/815/08150",
    "Haushaltsstelle 1.2345.67890", "Buchungsstelle 1.1110.54310", "Kassenzeichen 181/815/08155",
    "Bitte 181 815 08155 eintragen", "Bitte 75 815 08152 eintragen", "Wert 2893081508152",
    "Wert 18181508155", "999/815/08155", "Steuer-ID 86 095 742 719", "04321/12345",
    "vom 01/02/2026 12", "181/815/081551", "1/181/815/08155", "181/815/08155/2", "Plan 24/815/08151",
    "Rechnungsnummer 93815/08152", "93815/08152 ist das Aktenzeichen", "Was ist eine Steuernummer?",
    "Steuernummer 1811815108155 fehlt", "Identifikationsnummer 18181508155",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_STEUERNUMMERN)
def test_no_steuernummer(text: str) -> None:
    """Other names, wrong digits, no slashes without a name, offices that do not exist."""
    assert found(text) == []


@pytest.mark.parametrize(("written", "thirteen"), PRINTED)
def test_the_federal_scheme(written: str, thirteen: str) -> None:
    """Each printed form leads to the federal number of its Land."""
    digits = "".join(filter(str.isdigit, written))
    openings = ("9", "10", "30", "31", "32", "40", "41", "5", "26") if len(digits) == 11 else tuple(
        {"11", "21", "22", "23", "24", "26", "27", "28"}
    )  # fmt: skip
    assert thirteen in set(federal(digits, openings))


def test_the_list_of_tax_offices_is_whole() -> None:
    """Every Land has some; the biggest two have about a hundred each."""
    offices = tax_offices()
    assert len(offices) == 562
    assert {one[:2] if one[0] not in "59" else one[0] for one in offices} == {
        "10", "11", "21", "22", "23", "24", "26", "27", "28", "30", "31", "32", "40", "41", "5", "9",
    }  # fmt: skip
