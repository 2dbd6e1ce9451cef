"""What the house publishes, and what the law is called, in whole sentences."""

import msgspec
import pytest

from leitstand.policy import judge
from leitstand.policy.examples import policy
from leitstand.schemas.policy import OwnAddress, OwnContacts, PublicPerson
from leitstand.schemas.vocabulary import Confidence

from .builders import content, facts

POLICY = msgspec.structs.replace(
    policy(),
    own_contacts=OwnContacts(
        email_addresses=("poststelle@musterstadt.example",),
        telephone_numbers=("+4989999980",),
        ibans=("DE06999999990000000112",),
        addresses=(OwnAddress(street="Lindenstraße 12", postcode="24103", place="Kiel"),),
        people=(PublicPerson(name="Renate Musterfrau", offices=("Oberbürgermeisterin",)),),
    ),
)
PUBLIC = [
    "Schreiben Sie an poststelle@musterstadt.example oder rufen Sie 089 99998-0 an.",
    "Bitte überweisen Sie auf das Konto DE06 9999 9999 0000 0001 12 der Stadtkasse.",
    "Das Bürgerbüro finden Sie in der Lindenstr. 12, 24103 Kiel.",
    "Grußwort der Oberbürgermeisterin Renate Musterfrau zum Stadtfest.",
    "Was verlangt § 35 Abs. 1 SGB I, und wie verhält er sich zu Art. 9 DSGVO?",
    "Erkläre § 30 AO und § 203 StGB in einfacher Sprache.",
    "Was regelt § 823 BGB in Verbindung mit Art. 34 GG?",
]
NOT_PUBLIC = [
    "Bitte überweisen Sie auf das Konto DE89 3704 0044 0532 0130 00.",
    "Rufen Sie Frau Beispiel unter 089 99998-123 zurück.",
    "Antworte an erika.beispiel@musterstadt.example.",
]


def told(text: str) -> list[str]:
    """Return the sure findings of a prompt in a cloud application."""
    found = judge(facts(), content(text), POLICY).findings
    return [f.category.value for f in found if f.confidence is not Confidence.LOW]


@pytest.mark.parametrize("text", PUBLIC)
def test_what_is_public_is_no_finding(text: str) -> None:
    """Contacts of the house, its mayor, and the names of statutes."""
    assert told(text) == []


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_what_is_not_on_a_list_is_one(text: str) -> None:
    """However close it comes."""
    assert told(text)
