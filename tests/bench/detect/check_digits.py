"""Check digits computed a second time, in another way than the product does.

The generated set must not inherit a mistake of the code that it measures.
"""

from collections.abc import Callable

_DOUBLED = "0246813579"
"""Cross sum of twice a digit, by that digit."""


def iban(country: str, bban: str) -> str:
    """Return the IBAN, its check digits by division digit by digit."""
    rest = 0
    for character in bban + country + "00":
        for digit in str(int(character, 36)):
            rest = (rest * 10 + int(digit)) % 97
    return f"{country}{98 - rest:02d}{bban}"


def luhn(body: str) -> str:
    """Return the check digit of a card number without it."""
    total = sum(int(digit) for digit in body[-2::-2])
    total += sum(int(_DOUBLED[int(digit)]) for digit in body[-1::-2])
    return str((10 - total % 10) % 10)


def hybrid(body: str) -> str:
    """Return the digit that brings the ISO 7064 hybrid system MOD 11,10 to its end state 1."""

    def ends_at_one(digits: str) -> bool:
        state = 10
        for digit in digits[:-1]:
            state = ((state + int(digit)) % 10 or 10) * 2 % 11
        return (state + int(digits[-1])) % 10 == 1

    return next(digit for digit in "0123456789" if ends_at_one(body + digit))


def pension(body: str) -> str:
    """Return the check digit behind the 11 characters of a Versicherungsnummer."""
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(body[8]) + 1
    digits = [int(d) for d in body[:8]] + [letter // 10, letter % 10] + [int(d) for d in body[9:]]
    total = 0
    for digit, weight in zip(digits, [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1], strict=True):
        total += sum(map(int, str(digit * weight)))
    return str(total)[-1]


def health(body: str) -> str:
    """Return the check digit behind a Krankenversichertennummer of 9, 19 or 29 characters."""
    digits = "".join(f"{ord(c) - 64:02d}" if c > "9" else c for c in body)
    total = sum(
        int(d) if place % 2 == 0 else int(_DOUBLED[int(d)]) for place, d in enumerate(digits)
    )
    return str(total % 10)


def two(twelve: str) -> int:
    """Return the check digit of a Steuernummer by the 2er-Verfahren."""
    total = 0
    for place, digit in enumerate(twelve):
        if place in {0, 1, 4}:
            continue
        rank = {2: 9, 3: 8}.get(place, 12 - place)
        product = (int(digit) + rank) % 10 * 2**rank
        while product > 9:
            product = sum(map(int, str(product)))
        total += product
    return (10 - total % 10) % 10


def eleven(factors: str) -> Callable[[str], int]:
    """Return the 11er-Verfahren with factors written as digits."""

    def digit(twelve: str) -> int:
        total = sum(int(a) * int(b) for a, b in zip(twelve, factors, strict=True))
        return 0 if total % 11 == 0 else 11 - total % 11

    return digit


def rest_of_eleven(twelve: str) -> int:
    """Return the check digit of a Steuernummer of Nordrhein-Westfalen."""
    return sum(int(a) * int(b) for a, b in zip(twelve, "032107654321", strict=True)) % 11


def palatine(twelve: str) -> int:
    """Return the check digit of a Steuernummer of Rheinland-Pfalz."""
    products = [int(a) * int(b) for a, b in zip(twelve, "001201212121", strict=True)]
    return (10 - sum(p if p < 10 else p % 10 + 1 for p in products) % 10) % 10


def vat_at(body: str) -> str:
    """Return the check digit behind the seven digits of an Austrian UID."""
    total = sum(int(d) if place % 2 == 0 else int(_DOUBLED[int(d)]) for place, d in enumerate(body))
    return str((96 - total) % 10)
