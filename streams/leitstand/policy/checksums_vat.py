"""The check digits of VAT identification numbers of the member states.

Source: European Commission, "VIES: algorithms for the VAT number check digits", in the public
descriptions of the national administrations. States without an entry have none that is public or
unambiguous (Bulgaria, Cyprus, Ireland, Spain, the United Kingdom).
"""

from collections.abc import Callable, Mapping

from leitstand.policy.checksums import cross_sums, iso7064_mod11_10, luhn, weighted


def _divides(modulus: int, *weights: int) -> Callable[[str], bool]:
    """Return a test for a weighted sum over all digits that the modulus divides."""
    return lambda body: weighted(body, weights) % modulus == 0


def _eleven(*weights: int) -> Callable[[str], bool]:
    """Return a test for a last digit that is the weighted sum modulo 11, 10 counting as 0."""
    return lambda body: weighted(body, weights) % 11 % 10 == int(body[-1])


def _austria(body: str) -> bool:
    return -(cross_sums(body[1:8], (1, 2, 1, 2, 1, 2, 1)) + 4) % 10 == int(body[8])


def _belgium(body: str) -> bool:
    return -int(body[:8]) % 97 == int(body[8:]) % 97


def _czechia(body: str) -> bool:
    """Judge the 8 digits of a company; the birth numbers of persons are judged by form."""
    return len(body) != 8 or (-weighted(body, (8, 7, 6, 5, 4, 3, 2)) % 11 or 1) % 10 == int(body[7])


def _france(body: str) -> bool:
    """Judge the usual key of two digits; a key with letters is judged by the SIREN alone."""
    return luhn(body[2:]) and (not body[:2].isdigit() or int(body[2:] + "12") % 97 == int(body[:2]))


def _latvia(body: str) -> bool:
    """Judge companies, from 4 on; the personal codes of natural persons are judged by form."""
    return body[0] < "4" or weighted(body, (9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)) % 11 == 3


def _lithuania(body: str) -> bool:
    first = sum(int(d) * (1 + place % 9) for place, d in enumerate(body[:-1])) % 11
    second = sum(int(d) * (1 + (place + 2) % 9) for place, d in enumerate(body[:-1])) % 11
    return (second % 10 if first == 10 else first) == int(body[-1])


def _luxembourg(body: str) -> bool:
    return int(body[:6]) % 89 == int(body[6:])


def _netherlands(body: str) -> bool:
    """Judge by the number of the company (until 2019) or by MOD 97-10 of the whole (since)."""
    old = weighted(body, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0
    return old or int("".join(str(int(one, 36)) for one in f"NL{body}")) % 97 == 1


def _romania(body: str) -> bool:
    return weighted(body.zfill(10), (70, 50, 30, 20, 10, 70, 50, 30, 20)) % 11 % 10 == int(body[-1])


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "AT": _austria,
    "BE": _belgium,
    "CZ": _czechia,
    "DE": iso7064_mod11_10,
    "DK": _divides(11, 2, 7, 6, 5, 4, 3, 2, 1),
    "EE": _divides(10, 3, 7, 1, 3, 7, 1, 3, 7, 1),
    "EL": _eleven(256, 128, 64, 32, 16, 8, 4, 2),
    "FI": _divides(11, 7, 9, 10, 5, 8, 4, 2, 1),
    "FR": _france,
    "HR": iso7064_mod11_10,
    "HU": _divides(10, 9, 7, 3, 1, 9, 7, 3, 1),
    "IT": luhn,
    "LT": _lithuania,
    "LU": _luxembourg,
    "LV": _latvia,
    "MT": _divides(37, 3, 4, 6, 7, 8, 9, 10, 1),
    "NL": _netherlands,
    "PL": _divides(11, 6, 5, 7, 2, 3, 4, 5, 6, 7, -1),
    "PT": _eleven(-9, -8, -7, -6, -5, -4, -3, -2),
    "RO": _romania,
    "SE": lambda body: luhn(body[:10]),
    "SI": _eleven(-8, -7, -6, -5, -4, -3, -2),
    "SK": lambda body: int(body) % 11 == 0,
}
"""Member state: test of what stands behind its two letters."""
