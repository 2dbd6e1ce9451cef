"""Check digits of documents, each with its source."""

from itertools import cycle
from operator import mul

MRZ_WEIGHTS = (7, 3, 1)
"""ICAO Doc 9303 part 3, section 4.9."""
LICENCE_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, 1)
"""As in a vehicle identification number; the rule that the model licence B072RRE2I55 follows."""


def mrz_check_digit(field: str) -> int:
    """Return the check digit of capitals, digits and fillers (ICAO Doc 9303 part 3, 4.9).

    Fillers count 0, letters 10 to 35. Anything else raises ValueError.
    """
    values = [0 if character == "<" else int(character, 36) for character in field]
    total: int = sum(map(mul, values, cycle(MRZ_WEIGHTS)))
    return total % 10


def licence_check_character(nine: str) -> str:
    """Return the tenth character of a driving licence number (weighted sum modulo 11, 10 is X).

    ``nine`` is the key of the authority and the serial number, in capitals and digits.
    """
    values = [int(character, 36) for character in nine]
    return "0123456789X"[sum(map(mul, values, LICENCE_WEIGHTS)) % 11]
