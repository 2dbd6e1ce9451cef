"""The check digit of a Steuernummer, which each Land computes in its own way.

Source: Bayerisches Landesamt für Steuern (ELSTER), "Prüfung der Steuer- und
Steueridentifikationsnummer", chapters 3 to 7. All procedures run over the first twelve of the 13
digits of the federal scheme: four of the tax office, a 0, district, taxpayer, check digit.
"""

from collections.abc import Callable, Mapping

from leitstand.policy.checksums import cross_sums, weighted

Rule = Callable[[str], int]
"""Returns the check digit of twelve digits; 10 = no such number is given out."""

_TWO_SUMMANDS = (0, 0, 9, 8, 0, 7, 6, 5, 4, 3, 2, 1)
_TWO_FACTORS = (0, 0, 512, 256, 0, 128, 64, 32, 16, 8, 4, 2)
_RHINELAND_PALATINATE = (0, 0, 1, 2, 0, 1, 2, 1, 2, 1, 2, 1)
_NORTH_RHINE_WESTPHALIA = (0, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1)


def _two(twelve: str) -> int:
    """2er-Verfahren: summands, then powers of two, each product down to one digit."""
    total = 0
    for digit, summand, factor in zip(twelve, _TWO_SUMMANDS, _TWO_FACTORS, strict=True):
        product = (int(digit) + summand) % 10 * factor
        total += 1 + (product - 1) % 9 if product else 0
    return -total % 10


def _eleven(*factors: int) -> Rule:
    """11er-Verfahren: what is missing to the next multiple of 11."""
    return lambda twelve: -weighted(twelve, factors) % 11


def _eleven_rest(twelve: str) -> int:
    """11er-Verfahren of Nordrhein-Westfalen: the rest itself."""
    return weighted(twelve, _NORTH_RHINE_WESTPHALIA) % 11


def _eleven_modified(twelve: str) -> int:
    """Modified 11er-Verfahren of Rheinland-Pfalz: cross sums, to the next multiple of 10."""
    return -cross_sums(twelve, _RHINELAND_PALATINATE) % 10


_ALLIANCE = _eleven(0, 5, 4, 3, 0, 2, 7, 6, 5, 4, 3, 2)
_HANSEATIC = _eleven(0, 0, 4, 3, 0, 2, 7, 6, 5, 4, 3, 2)
_LOWER_SAXONY = _eleven(0, 0, 2, 9, 0, 8, 7, 6, 5, 4, 3, 2)
_BERLIN_A = _eleven(0, 0, 0, 0, 0, 7, 6, 5, 8, 4, 3, 2)

RULES: Mapping[str, tuple[Rule, ...]] = {
    "10": (_ALLIANCE,),  # Saarland
    "11": (_BERLIN_A, _LOWER_SAXONY),  # Berlin: A or B, by office and district
    "21": (_two,),  # Schleswig-Holstein
    "22": (_HANSEATIC,),  # Hamburg
    "23": (_LOWER_SAXONY,),  # Niedersachsen
    "24": (_HANSEATIC,),  # Bremen
    "26": (_two,),  # Hessen
    "27": (_eleven_modified,),  # Rheinland-Pfalz
    "28": (_two,),  # Baden-Württemberg
    "30": (_ALLIANCE,),  # Brandenburg
    "31": (_ALLIANCE,),  # Sachsen-Anhalt
    "32": (_ALLIANCE,),  # Sachsen
    "40": (_ALLIANCE,),  # Mecklenburg-Vorpommern
    "41": (_ALLIANCE,),  # Thüringen
    "5": (_eleven_rest,),  # Nordrhein-Westfalen
    "9": (_ALLIANCE,),  # Bayern
}
"""Land, by the opening of its tax offices' federal numbers: the rules in use there."""

_FROM_ONE_HUNDRED = frozenset({"10", "30", "31", "32", "40", "41", "9"})
_NO_DISTRICT = frozenset({"000", "998", "999"})


def land(thirteen: str) -> str:
    """Return the Land's opening of a number in the federal scheme."""
    return thirteen[0] if thirteen[0] in "59" else thirteen[:2]


def has_lawful_parts(thirteen: str) -> bool:
    """Say whether the parts can be those of a number in the federal scheme (chapter 5)."""
    where = land(thirteen)
    if where not in RULES or thirteen[4] != "0":
        return False
    if where == "5":
        return thirteen[5:9] not in {"0000", "0998", "0999"} and int(thirteen[9:]) > 9
    district = thirteen[5:8]
    return district not in _NO_DISTRICT and (where not in _FROM_ONE_HUNDRED or district >= "100")


def is_right(thirteen: str) -> bool:
    """Say whether parts and check digit are right."""
    return has_lawful_parts(thirteen) and any(
        rule(thirteen[:12]) == int(thirteen[12]) for rule in RULES[land(thirteen)]
    )
