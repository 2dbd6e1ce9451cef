"""What the house itself publishes: seen by a detector, and no finding by policy.

Both sides are compared in a plain form: case, ß and ss, umlauts and their spelling-out, "Straße" and
"Str.", blanks and punctuation make no difference. Names are compared word by word.
"""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from leitstand.policy.same import Same
from leitstand.schemas.policy import OwnAddress, OwnContacts, PublicPerson
from leitstand.schemas.vocabulary import Category

BEFORE = 40
"""Characters before a name in which an office may stand: "Oberbürgermeisterin Muster"."""

_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_NAME_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TITLES = frozenset(
    [
        "herr",
        "herrn",
        "frau",
        "hr",
        "fr",
        "dr",
        "prof",
        "professor",
        "professorin",
        "dipl",
        "ing",
        "med",
        "jur",
        "rer",
        "nat",
        "phil",
        "h",
        "c",
        "a",
        "d",
    ]
)


def international(telephone: str) -> str:
    """Return a telephone number as + and digits; a national one is German."""
    digits = re.sub(r"\(\s?0\s?\)|[^0-9+]", "", telephone)
    if digits.startswith("00"):
        return "+" + digits[2:]
    return "+49" + digits[1:] if digits.startswith("0") else digits


def folded(text: str) -> str:
    """Return the form in which spelling makes no difference."""
    return text.casefold().translate(_SPELT_OUT)


def compact(text: str) -> str:
    """Return letters and digits alone, in capitals: how identifiers are compared."""
    return "".join(filter(str.isalnum, text)).upper()


def street(text: str) -> str:
    """Return street and number as they are compared; the hyphen of "1-3" stays."""
    short = folded(text).replace("strasse", "str")
    return re.sub(r"(?<!\d)-|-(?!\d)", "", re.sub(r"[\s.,/]", "", short))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a name, folded."""
    return tuple(_NAME_WORD.findall(folded(text)))


def is_own(contacts: OwnContacts, category: Category, value: str, before: str = "") -> bool:
    """Say whether a detected value (plain form) is the house's own.

    ``before`` is what stands directly before it, for names behind an office.
    """
    test = _TESTS.get(category)
    return test is not None and test(_index(Same(contacts)), value, before)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Public:
    name: tuple[str, ...]
    offices: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """The lists in the form in which they are compared."""

    email_addresses: frozenset[str]
    email_domains: frozenset[str]
    telephone_prefixes: tuple[str, ...]
    telephone_numbers: frozenset[str]
    accounts: frozenset[str]
    vat_ids: frozenset[str]
    tax_numbers: frozenset[str]
    streets: frozenset[str]
    places: frozenset[str]
    licence_plates: frozenset[str]
    people: tuple[_Public, ...]
    file_number_prefixes: tuple[str, ...]


@functools.lru_cache(maxsize=64)
def _index(same: Same[OwnContacts]) -> _Index:
    own = same.value
    return _Index(
        email_addresses=frozenset(map(str.lower, own.email_addresses)),
        email_domains=frozenset(map(str.lower, own.email_domains)),
        telephone_prefixes=own.telephone_prefixes,
        telephone_numbers=frozenset(own.telephone_numbers),
        accounts=frozenset((*own.ibans, *own.creditor_ids)),
        vat_ids=frozenset(own.vat_ids),
        tax_numbers=frozenset(own.tax_numbers),
        streets=frozenset(form for address in own.addresses for form in _streets(address)),
        places=frozenset(street(a.postcode + a.place) for a in own.addresses if a.place),
        licence_plates=frozenset(map(compact, own.licence_plates)),
        people=tuple(map(_public, own.people)),
        file_number_prefixes=tuple(map(_file_number, own.file_number_prefixes)),
    )


def _streets(address: OwnAddress) -> tuple[str, ...]:
    if not address.street:
        return ()
    alone = street(address.street)
    return alone, alone + street(address.postcode + address.place)


def _public(person: PublicPerson) -> _Public:
    offices = frozenset(word for office in person.offices for word in words(office))
    return _Public(name=words(person.name), offices=offices)


def _file_number(text: str) -> str:
    return re.sub(r"\s", "", folded(text))


def _is_own_email(own: _Index, value: str, before: str) -> bool:
    del before
    address = value.lower()
    return address.rpartition("@")[2] in own.email_domains or address in own.email_addresses


def _is_own_telephone(own: _Index, value: str, before: str) -> bool:
    del before
    number = international(value)
    return number.startswith(own.telephone_prefixes) or number in own.telephone_numbers


def _is_own_account(own: _Index, value: str, before: str) -> bool:
    return compact(value) in own.accounts or _is_own_file_number(own, value, before)


def _is_own_vat_id(own: _Index, value: str, before: str) -> bool:
    del before
    return compact(value) in own.vat_ids


def _is_own_tax_number(own: _Index, value: str, before: str) -> bool:
    del before
    return "".join(filter(str.isdigit, value)) in own.tax_numbers


def _is_own_street(own: _Index, value: str, before: str) -> bool:
    del before
    return street(value) in own.streets


def _is_own_place(own: _Index, value: str, before: str) -> bool:
    del before
    return re.sub(r"^d(?=\d)", "", street(value)) in own.places


def _is_own_plate(own: _Index, value: str, before: str) -> bool:
    del before
    return compact(value) in own.licence_plates


def _is_own_file_number(own: _Index, value: str, before: str) -> bool:
    del before
    return _file_number(value).startswith(own.file_number_prefixes)


def _is_public_person(own: _Index, value: str, before: str) -> bool:
    said = words(value)
    around = frozenset((*said, *words(before)[-2:]))
    return any(_is_this_person(person, said, around) for person in own.people)


def _is_this_person(person: _Public, said: tuple[str, ...], around: frozenset[str]) -> bool:
    """Say whether the words are the whole name, or behind one of the offices the surname."""
    name = tuple(word for word in said if word not in _TITLES and word not in person.offices)
    if _same_name(name, person.name) or _same_name((*name[1:], *name[:1]), person.name):
        return True
    return bool(person.offices & around) and _same_name(name, person.name[-1:])


def _same_name(said: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Compare; the last word may carry the s of a genitive."""
    if len(said) != len(name) or not said:
        return False
    return said[:-1] == name[:-1] and said[-1] in {name[-1], name[-1] + "s"}


_TESTS: Mapping[Category, Callable[[_Index, str, str], bool]] = {
    Category.EMAIL: _is_own_email,
    Category.TELEPHONE: _is_own_telephone,
    Category.IBAN: _is_own_account,
    Category.CASH_REFERENCE: _is_own_account,
    Category.CASE_NUMBER: _is_own_file_number,
    Category.UST_ID: _is_own_vat_id,
    Category.STEUERNUMMER: _is_own_tax_number,
    Category.STREET_ADDRESS: _is_own_street,
    Category.POSTAL_PLACE: _is_own_place,
    Category.LICENCE_PLATE: _is_own_plate,
    Category.PERSON: _is_public_person,
}
