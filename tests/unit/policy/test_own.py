"""The house's own contact data is no finding."""

import pytest

from leitstand.policy.own import international, is_own
from leitstand.schemas.policy import OwnContacts
from leitstand.schemas.vocabulary import Category

OWN = OwnContacts(
    email_addresses=("jugendzentrum.mitte@musterstadt.example",),
    email_domains=("rathaus.example",),
    telephone_prefixes=("+498999998",),
    ibans=("DE02120300000000202051",),
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
    (Category.IBAN, "DE02 1203 0000 0000 2020 51", True),
    (Category.IBAN, "DE89 3704 0044 0532 0130 00", False),
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


def test_international_form() -> None:
    """National numbers are German."""
    assert international("(0431) 901-0") == "+494319010"
    assert international("+43 1 5037200") == "+4315037200"
