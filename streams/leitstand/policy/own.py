"""Contact data of the house itself: seen by a detector, and no finding by policy."""

import re

from leitstand.schemas.policy import OwnContacts
from leitstand.schemas.vocabulary import Category


def international(telephone: str) -> str:
    """Return a telephone number as + and digits; a national one is German."""
    digits = re.sub(r"\(\s?0\s?\)|[^0-9+]", "", telephone)
    if digits.startswith("00"):
        return "+" + digits[2:]
    return "+49" + digits[1:] if digits.startswith("0") else digits


def is_own(contacts: OwnContacts, category: Category, value: str) -> bool:
    """Say whether a detected value (plain form) is the house's own."""
    match category:
        case Category.EMAIL:
            address = value.lower()
            own_domain = address.rpartition("@")[2] in contacts.email_domains
            return own_domain or address in contacts.email_addresses
        case Category.TELEPHONE:
            return international(value).startswith(contacts.telephone_prefixes)
        case Category.IBAN:
            return "".join(filter(str.isalnum, value)).upper() in contacts.ibans
        case _:
            return False
