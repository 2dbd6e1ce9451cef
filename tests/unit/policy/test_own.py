"""The house's own contact data is no finding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.own import international, is_own
from leitstand.schemas.policy import OwnAddress, OwnContacts, PublicPerson
from leitstand.schemas.vocabulary import Category

OWN = OwnContacts(
    email_addresses=("Jugendzentrum.Mitte@musterstadt.example",),
    email_domains=("rathaus.example",),
    telephone_prefixes=("+498999998",),
    telephone_numbers=("+4915799999990",),
    ibans=("DE02120300000000202051",),
    creditor_ids=("DE98ZZZ09999999999",),
    vat_ids=("DE123456788",),
    tax_numbers=("9312345678",),
    addresses=(
        OwnAddress(street="Große Schloßstraße 1-3", postcode="99999", place="Musterstadt"),
        OwnAddress(postcode="99998", place="Muster am See"),
    ),
    licence_plates=("MU-ST 112",),
    people=(
        PublicPerson(name="Erika Muster-Günther", offices=("OB", "Oberbürgermeisterin")),
        PublicPerson(name="Max Beispiel"),
    ),
    file_number_prefixes=("VO/", "DS 2026/"),
)
TABLE = [
    (Category.EMAIL, "Jugendzentrum.Mitte@musterstadt.example", True),
    (Category.EMAIL, "erika.mustermann@musterstadt.example", False),
    (Category.EMAIL, "erika.mustermann@rathaus.example", True),
    (Category.EMAIL, "erika.mustermann@nicht-rathaus.example", False),
    (Category.TELEPHONE, "089 99998-123", True),
    (Category.TELEPHONE, "+49 (0)89 99998 123", True),
    (Category.TELEPHONE, "0049 89 99998 123", True),
    (Category.TELEPHONE, "089 99997 123", False),
    (Category.TELEPHONE, "0157 9999 9990", True),
    (Category.TELEPHONE, "0157 9999 99901", False),
    (Category.IBAN, "DE02 1203 0000 0000 2020 51", True),
    (Category.IBAN, "DE89 3704 0044 0532 0130 00", False),
    (Category.CASH_REFERENCE, "DE98 ZZZ 0999 9999 999", True),
    (Category.CASH_REFERENCE, "DE98 ZZZ 0999 9999 998", False),
    (Category.UST_ID, "DE 123 456 788", True),
    (Category.UST_ID, "DE 123 456 789", False),
    (Category.STEUERNUMMER, "93/123/45678", True),
    (Category.STEUERNUMMER, "93/123/45679", False),
    (Category.STREET_ADDRESS, "Große Schloßstraße 1-3", True),
    (Category.STREET_ADDRESS, "GROSSE SCHLOSSSTR. 1 - 3", True),
    (Category.STREET_ADDRESS, "Grosse Schlossstrasse 1-3, 99999 Musterstadt", True),
    (Category.STREET_ADDRESS, "Große Schloßstraße 13", False),
    (Category.STREET_ADDRESS, "Große Schloßstraße 1-3a", False),
    (Category.STREET_ADDRESS, "Kleine Schloßstraße 1-3", False),
    (Category.POSTAL_PLACE, "99999 Musterstadt", True),
    (Category.POSTAL_PLACE, "D-99999 MUSTERSTADT", True),
    (Category.POSTAL_PLACE, "99998 Muster am See", True),
    (Category.POSTAL_PLACE, "99998 Musterstadt", False),
    (Category.LICENCE_PLATE, "mu st 112", True),
    (Category.LICENCE_PLATE, "MU-ST 113", False),
    (Category.PERSON, "Erika Muster-Günther", True),
    (Category.PERSON, "Frau Dr. ERIKA MUSTER-GUENTHER", True),
    (Category.PERSON, "Muster-Günther, Erika", True),
    (Category.PERSON, "Erika Muster-Günthers", True),
    (Category.PERSON, "OB Muster-Günther", True),
    (Category.PERSON, "Muster-Günther", False),
    (Category.PERSON, "Anna Muster-Günther", False),
    (Category.PERSON, "Erika", False),
    (Category.PERSON, "Max Beispiel", True),
    (Category.PERSON, "Herr Beispiel", False),
    (Category.PERSON, "OB Beispiel", False),
    (Category.CASE_NUMBER, "VO/2026/0815", True),
    (Category.CASE_NUMBER, "DS 2026/17", True),
    (Category.CASE_NUMBER, "ds2026/17", True),
    (Category.CASE_NUMBER, "50.1-VO/2026", False),
    (Category.CREDENTIAL, "DE02120300000000202051", False),
]


@pytest.mark.parametrize(("category", "value", "own"), TABLE)
def test_own_contacts(category: Category, value: str, own: bool) -> None:
    """However it is written."""
    assert is_own(OWN, category, value) is own


def test_nothing_is_own_by_default() -> None:
    """An empty list lets nothing pass."""
    for category, value, _ in TABLE:
        assert not is_own(OwnContacts(), category, value)


@pytest.mark.parametrize(
    ("before", "own"),
    [
        ("Grußwort der Oberbürgermeisterin ", True),
        ("Rede von Oberbürgermeisterin Dr. ", True),
        ("Die Oberbürgermeisterin schreibt an Frau ", False),
        ("Bescheid an Frau ", False),
        ("", False),
    ],
)
def test_a_surname_is_public_behind_an_office(before: str, own: bool) -> None:
    """Elsewhere it may be anybody of that name."""
    assert is_own(OWN, Category.PERSON, "Muster-Günther", before) is own


@given(st.text(max_size=40), st.sampled_from(list(Category)))
def test_any_text_is_compared_without_a_fault(value: str, category: Category) -> None:
    """And what is not on a list never becomes the house's own."""
    assert not is_own(OwnContacts(), category, value, value)


def test_international_form() -> None:
    """National numbers are German."""
    assert international("(0431) 901-0") == "+494319010"
    assert international("+43 1 5037200") == "+4315037200"
