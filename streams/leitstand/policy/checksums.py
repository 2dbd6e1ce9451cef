"""Check digits, each with its source."""


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
