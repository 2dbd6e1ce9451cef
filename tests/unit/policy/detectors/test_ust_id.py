"""VAT identification numbers: examples that the administrations publish."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

ONLY = frozenset({Category.UST_ID})


def found(text: str) -> list[tuple[str, Confidence]]:
    """Return what is found in a text, as given there, and how sure it is."""
    return [(text[f.start : f.end], f.confidence) for f in scan(text, ONLY)]


def wide(text: str) -> str:
    """Return a text in full-width characters, as some PDFs hold them."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


GERMAN = ["DE136695976", "DE 136 695 976", "DE 136695976", "DE136695976-00001", "DE-136695976",
          wide("DE136695976"), "DE 136.695.976", "DE13669\u200b5976"]  # fmt: skip


@pytest.mark.parametrize("written", GERMAN)
def test_german(written: str) -> None:
    """Its check digit is enough; medium, since it may be a firm's."""
    medium = [(written, Confidence.MEDIUM)]
    assert found(f"USt-IdNr. {written}, Geschäftsführung: E. Muster") == medium
    assert found(f"Muster;{written};offen") == medium


@pytest.mark.parametrize(
    "written",
    ["de136695976", "DE1366959 76", "DE13669S976", "D E 1 3 6 6 9 5 9 7 6"],
)
def test_other_forms_need_its_name(written: str) -> None:
    """Small letters, look-alikes."""
    assert found(f"Umsatzsteuer-ID: {written}\n") == [(written, Confidence.MEDIUM)]


FOREIGN = [
    "ATU13585627", "ATU 1358 5627", "BE0776091951", "BE 0428.759.497", "BG175074752", "CY10259033P",
    "CZ25123891", "DK13585628", "EE100931558", "EL094259216", "ESX2482300W", "ESB58378431",
    "FI20774740", "FR83404833048", "FR K7 399859412", "GB980780684", "HR33392005961", "HU12892312",
    "IE6433435F", "IE8D79739I", "IT00743110157", "LT119511515", "LU15027442", "LV40003521600",
    "MT11679112", "NL004495445B01", "PL8567346215", "PT501964843", "RO18547290", "SE556188840401",
    "SI50223054", "SK2022749619",
]  # fmt: skip


@pytest.mark.parametrize("written", FOREIGN)
def test_member_states(written: str) -> None:
    """Named, each in its structure and with its check digit, where one is public."""
    assert found(f"VAT ID: {written}") == [(written, Confidence.MEDIUM)]


def test_austria_needs_no_name() -> None:
    """ATU and eight digits with a check digit is nothing else."""
    assert found("Muster;ATU13585627;offen") == [("ATU13585627", Confidence.MEDIUM)]


NO_UST_IDS = [
    "USt-IdNr. DE136695977", "USt-IdNr. DE136695967", "USt-IdNr. DE036695976", "USt-IdNr. ATU13585628",
    "VAT IT00743110158", "VAT FR84404833048", "VAT PL8567346216", "Artikel-Nr. DE136695976", "IBAN DE1366959761",
    "Gläubiger-ID DE98ZZZ09999999999", "DE89370400440532013000", "DE1366959760", "XDE136695976",
    "Patent DE136695976", "Muster IT00743110157", "Muster de136695976", "Was ist eine USt-IdNr.?",
    "SE 20 Kinder", "IT-Sicherheit 2025 100200", "Muster DE13669S976", "es 12345678",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_UST_IDS)
def test_no_ust_id(text: str) -> None:
    """Wrong digits, other names, IBANs, creditor identifiers, other states without a name."""
    assert found(text) == []


def test_no_german_number_opens_with_zero() -> None:
    """Its check digit would be right; elsewhere a 0 may stand (both invented)."""
    for number in ("DE102030400", "DE246800000"):
        assert found(f"USt-IdNr. {number}") == [(number, Confidence.MEDIUM)]
    assert found("USt-IdNr. DE036695975") == []


def test_as_many_look_alikes_as_are_safe() -> None:
    """Three letters for digits, not four."""
    assert found("USt-IdNr. DE1Z34S67B8") == [("DE1Z34S67B8", Confidence.MEDIUM)]
    assert found("USt-IdNr. DE1Z34S67BB") == []
    assert found("UID ATU1358S6Z7") == [("ATU1358S6Z7", Confidence.MEDIUM)]
    assert found("UID ATU13S8S6Z7") == [("ATU13S8S6Z7", Confidence.MEDIUM)]
    assert found("UID ATU1BSBS6Z7") == []
