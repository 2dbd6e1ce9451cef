"""IBANs: specimens of the SWIFT registry in every print form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.detectors.iban import BBAN, kinds, read
from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

ONLY = frozenset({Category.IBAN, Category.TELEPHONE, Category.STEUER_ID, Category.CREDIT_CARD})


def wide(text: str) -> str:
    """Return a text in full-width characters, as some PDFs hold them."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


IBANS = [
    "DE89370400440532013000",
    "DE89 3704 0044 0532 0130 00",
    "de89 3704 0044 0532 0130 00",
    "DE89.3704.0044.0532.0130.00",
    "DE89-3704-0044-0532-0130-00",
    "DE89/3704/0044/0532/0130/00",
    "DE89 3704 0044\n0532 0130 00",
    "DE89  3704  0044  0532  0130  00",
    "D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0",
    wide("DE89370400440532013000"),
    "DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000",
    "DE89\u200b37040044\u00ad0532013000",
    "GB29 NWBK 6016 1331 9268 19",
    "AT61 1904 3002 3457 3201",
    "CH93 0076 2011 6238 5295 7",
    "NL91ABNA0417164300",
    "FR14 2004 1010 0505 0001 3M02 606",
    "MT84MALT011000012345MTLCAST001S",
    "NO93 8601 1117 947",
    "BR1800360305000010009795493C1",
    "PL61109010140000071219812874",
    "TR330006100519786457841326",
    "DE89 37O4 0O44 O532 0l30 00",
    "DEB9 3704 0044 0532 0130 00",
    "DE89\n3704 0044 0532 0130 00",
    "DE89 3704 0044\n> 0532 0130 00",
    "DE89 3704 0044\r\n0532 0130 00",
    "DE8937040044\n0532013000",
    "DE 89 370400440532013000",
    "DE89_3704_0044_0532_0130_00",
    "De89 3704 0044 0532 0130 00",
    "IT60 X054 2811 1010 0000 0123 456",
    "ES91 2100 0418 4502 0005 1332",
    "BE68 5390 0754 7034",
    "LI21 0881 0000 2324 013A A",
    "KW81 CBKU 0000 0000 0000 1234 5601 01",
    "LC55HEMM000100010012001200023015",
    "SC18SSCB11010000000000001497USD",
]
"""Specimens of the SWIFT registry in the forms in which people print them."""

NO_IBANS = [
    "DE89 3704 0044 0532 0130 01",
    "DE88370400440532013000",
    "DE8937040044053201300",
    "DE893704004405320130000",
    "XX89 3704 0044 0532 0130 00",
    "DE IBAN der Stadtkasse",
    "GB29 6016 1331 9268 19NW BK",
    "es 20 Kinder gibt und wir davon acht betreuen",
    "Artikel-Nr. DE1234567890",
    "DE89 37O4 OO44 O532 Ol3O OO",
    "DE00 0000 0000 0000 0000 00",
    "am 12 Uhr 3704 0044 0532 0130 00",
    "XDE89 3704 0044 0532 0130 00",
    "soll die Stadt 2025 12345678901234",
    "DE98ZZZ09999999999",
]


@pytest.mark.parametrize("written", IBANS)
def test_iban_in_every_print_form(written: str) -> None:
    """Found whole, with high confidence, at the place in the text as given."""
    text = f"Bitte überweisen auf {written}, danke."
    assert [(f.category, f.confidence, text[f.start : f.end]) for f in scan(text, ONLY)] == [
        (Category.IBAN, Confidence.HIGH, written)
    ]


@pytest.mark.parametrize("written", NO_IBANS)
def test_no_iban(written: str) -> None:
    """A wrong digit, length, country or structure is nobody's account, and no telephone either."""
    assert scan(f"Siehe {written}.", ONLY) == ()


def test_an_iban_may_touch_the_bic_behind_it() -> None:
    """Forms that lost their separators still show where it ends."""
    (found,) = scan("IBAN:DE89370400440532013000BIC:COBADEFFXXX", ONLY)
    assert found.value == "DE89370400440532013000"


def test_two_ibans_in_a_row_are_two() -> None:
    """The second does not hide behind the first."""
    text = "DE89370400440532013000 AT611904300234573201"
    assert [f.value for f in scan(text, ONLY)] == text.split()


def test_every_country_has_a_structure_of_the_right_length() -> None:
    """No IBAN is longer than 34 characters; the candidate pattern reaches them all."""
    lengths = {c: 4 + sum(int(p[:-1]) for p in parts.split()) for c, parts in BBAN.items()}
    assert (lengths["DE"], lengths["NO"], lengths["MT"], lengths["RU"]) == (22, 15, 31, 33)
    assert all(15 <= length <= 33 for length in lengths.values())


@given(st.integers(min_value=0, max_value=10**18 - 1), st.data())
def test_one_wrong_digit_breaks_an_iban(account: int, data: st.DataObject) -> None:
    """MOD 97-10 finds every single wrong digit (ISO/IEC 7064)."""
    bban = f"{account:018d}"
    check = 98 - int(f"{bban}131400") % 97
    iban = f"DE{check:02d}{bban}"
    assert [f.category for f in scan(iban, ONLY)] == [Category.IBAN]
    place = data.draw(st.integers(min_value=2, max_value=21))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != iban[place]]))
    broken = iban[:place] + wrong + iban[place + 1 :]
    assert Category.IBAN not in {f.category for f in scan(broken, ONLY)}


TOUCHING = ["IBANDE89370400440532013000", "IBAN:DE89370400440532013000.", "(DE89370400440532013000)",
            "| DE89 3704 0044 0532 0130 00 | offen |", "1;DE89370400440532013000;x",
            "DE89370400440532013000 BIC COBADEFFXXX"]  # fmt: skip


@pytest.mark.parametrize("text", TOUCHING)
def test_what_stands_around_it(text: str) -> None:
    """The word before it, brackets, table cells, the BIC behind it are no part of it."""
    (found,) = scan(text, ONLY)
    assert found.value.replace(" ", "") == "DE89370400440532013000"


def test_where_letters_may_stand_nothing_is_mended() -> None:
    """In a French account an O is an O."""
    assert read("FR1420041010050500013M02606") == "FR1420041010050500013M02606"
    assert read("FR142004101005O500013M02606") is None
    assert read("FR142OO41O1OO505OOO13M026O6") is None
    assert read("FR142OO41010050500013M02606") == "FR1420041010050500013M02606"


def test_the_kinds_of_a_country() -> None:
    """Two letters and two digits, then the parts of the national account number."""
    assert kinds("NL") == "aann" + "aaaa" + "n" * 10
    assert kinds("XX") == ""
    assert read("XX91ABNA0417164300") is None
