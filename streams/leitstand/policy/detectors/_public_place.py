"""Is an address that of a public building, or a stretch of road where something is built?

Where the town's school stands and which houses a closure reaches is printed in its gazette. The
building or the closure must stand directly before the address; a person in the same sentence, or that
somebody lives there, makes it somebody's again.
"""

import re

REACH = 80
"""Characters before an address in which the building or the closure may stand."""

_BUILDING = (
    r"(?<![\wäöüß])[A-Za-zÄÖÜäöüß\-]{0,24}(?i:feuerwehr(?:haus|gerätehaus|wache)?|kita|kindergarten|kindertagesstätte"
    r"|schule|gymnasium|halle|bibliothek|bücherei|museum|(?:schwimm|frei|hallen)bad|bauhof|friedhof"
    r"|(?:bürger|gemeinde|jugend|vereins)haus|(?:jugend|familien|senioren|stadtteil|kultur)zentrum"
    r"|(?:wertstoff|recycling)hof|sportplatz|sportanlage|spielplatz|parkhaus|tiefgarage|klärwerk|kirche|theater"
    r"|wahllokal|(?:verwaltungs|dienst)gebäude|unterkunft)(?![\wäöüß])"
)
_NAME = r"(?: (?:[„\"][^“\"\n]{2,40}[“\"]|(?!Frau|Herrn?|Familie)[A-ZÄÖÜ][\wäöüß\-]+|am|an|der|im)){0,3}"
_STANDS = r"(?:[ ,(:\u2013\-]|(?:ist|liegt|steht|befindet sich|zieht|kommt|in|im|an|am|auf|bei|de[rmn]|die)(?= )){0,8}"
_WORKS = (
    r"(?<![\wäöüß])(?i:(?:(?:voll|teil|straßen|gehweg)?sperrung|(?:absolutes )?halte?verbot|(?:tages)?baustelle"
    r"|umleitung|(?:kanal|bau|leitungs|tiefbau|asphalt)arbeiten|aufgrabung|gehwegsanierung|tempo 30))(?![\wäöüß])"
)
_WHERE = r"[^.\n;,]{0,30}"
_BEFORE = re.compile(rf"(?:{_BUILDING}{_NAME}{_STANDS}|{_WORKS}{_WHERE})\Z")
_SOMEBODY = re.compile(
    r"\b(?:Frau|Herrn?|Familie|Fam\.|Eheleute|[Ww]ohn\w+|[Gg]emeldet)\b[^.!?\n]*\Z"
)
_STRETCH = re.compile(r" bis (?:Nr\.? ?|Hausnr\.? ?|Hausnummer )?[1-9]")
"""From house to house: nobody lives in all of them."""


def is_public(whole: str, start: int, end: int) -> bool:
    """Say whether a public building or a closure stands directly before, or a stretch is meant."""
    before = whole[max(0, start - REACH) : start]
    if _STRETCH.match(whole, end):
        return True
    return _BEFORE.search(before) is not None and _SOMEBODY.search(before) is None
