"""Check digits, each with its source."""

from collections.abc import Iterable, Sequence
from operator import mul

_CROSS_SUM = tuple(sum(divmod(product, 10)) for product in range(100))
_VALUE = bytes.maketrans(b"0123456789", bytes(range(10)))
_PENSION_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)


def iso7064_mod97_10(digits: str) -> bool:
    """Say whether a number with its two check digits is 1 modulo 97 (ISO/IEC 7064, MOD 97-10)."""
    return int(digits) % 97 == 1


def iso7064_mod11_10(digits: str) -> bool:
    """Say whether the last digit is the check digit (ISO/IEC 7064, MOD 11,10)."""
    product = 10
    for digit in digits[:-1]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


def luhn(digits: str) -> bool:
    """Say whether the last digit is the check digit (ISO/IEC 7812-1, annex B)."""
    return cross_sums(digits[::-1], (1, 2) * len(digits)) % 10 == 0


def pension_insurance(number: str) -> bool:
    """Say whether a Versicherungsnummer of 12 characters is right (VKVV § 2 (6), § 147 SGB VI).

    The letter counts as its two-digit place in the alphabet.
    """
    digits = number[:8] + _place(number[8]) + number[9:]
    return cross_sums(digits[:-1], _PENSION_WEIGHTS) % 10 == int(digits[-1])


def health_insurance(number: str) -> bool:
    """Say whether a Krankenversichertennummer of 10, 20 or 30 characters is right.

    Weights 1 and 2 in turn over all that stands before the last digit; letters count as their
    two-digit place in the alphabet (GKV-Spitzenverband, "Prüfziffernberechnung für die
    Krankenversichertennummer nach § 290 SGB V").
    """
    digits = "".join(_place(one) if one.isalpha() else one for one in number)
    return cross_sums(digits[:-1], (1, 2) * len(digits)) % 10 == int(digits[-1])


def cross_sums(digits: str, weights: Iterable[int]) -> int:
    """Return the sum of the cross sums of the weighted digits."""
    return sum(map(_CROSS_SUM.__getitem__, map(mul, weights, _values(digits))))


def weighted(digits: str, weights: Sequence[int]) -> int:
    """Return the sum of the weighted digits, as many as there are weights."""
    return sum(map(mul, weights, _values(digits)))


def _values(digits: str) -> bytes:
    """Return the value of each digit. Texts of tables ask a hundred thousand times a second."""
    return digits.encode().translate(_VALUE)


def _place(letter: str) -> str:
    return f"{ord(letter) - ord('A') + 1:02d}"
