"""Is an address that of a court or an authority, which publishes it itself?

Every notice ends with the court at which one may sue and the office at which one may object:
"Verwaltungsgericht Sigmaringen, Karlstraße 13, 72488 Sigmaringen". Nobody lives there. The body must
stand directly before its address, in apposition or in the line above; a person between them makes
it somebody's again.
"""

import re

REACH = 120
"""Characters before an address in which the body may stand."""

_BODY = re.compile(
    r"(?<![\wÄÖÜäöüß\-])(?:"
    r"(?:[A-ZÄÖÜ][A-Za-zäöüß\-]{0,30}?)?(?:[Gg]erichts?(?:hof)?s?|[Aa]mt(?:e?s)?|[Bb]ehörde|[Mm]inisterium|[Rr]athaus"
    r"|[Vv]erwaltung|[Vv]ergabekammer|[Aa]nwaltschaft|[Pp]räsidium|[Bb]ürgerbüro|[Bb]ürgerservice|[Ss]tadtkasse"
    r"|[Ff]inanzkasse|[Jj]obcenter|[Bb]undesanstalt|[Bb]undesagentur|[Nn]achprüfungsstelle|[Kk]reishaus"
    r"|[Ll]andeskasse|[Zz]ulassungsstelle|[Pp]oststelle)"
    r"|(?<!in der )(?<!aus der )(?:Stadt|Landeshauptstadt|Hansestadt|Gemeinde|Landkreis|Kreis|Universitätsstadt"
    r"|Große Kreisstadt|Samtgemeinde|Verbandsgemeinde)(?= [A-ZÄÖÜ])"
    r"|(?:Landes|Bundes)beauftragte[rn]?|Der (?:Ober)?[Bb]ürgermeister|Der Landrat"
    r")(?![\wäöüß])"
)
_NAME_OF_IT = (
    r"(?:[ \-/](?:(?:der|des|die|für|und|am|an|im|in|vom|zu|den|dem|Nr\.)(?= )"
    r"|\(?(?!Frau\b|Herrn?\b|Familie\b|Eheleute\b)[A-ZÄÖÜ][\w.\-]{0,40}\)?)){0,8}"
)
_PART_OF_IT = (
    r"(?:Fachbereich|Fachdienst|Abteilung|Dezernat|Referat|Amt|Sachgebiet|Außenstelle|Dienststelle"
    r"|Zimmer|Postfach|vertreten durch den|vertreten durch die|Der|Die)\b(?! (?:Frau|Herr))[^\n,@:]{0,40}"
)
_STREET = r"(?:[A-ZÄÖÜ][\w.\- ]{2,40} [1-9][0-9]{0,2}[ \-0-9a-h]{0,6}[,\n] ?)?"
_LINK = re.compile(
    rf"{_NAME_OF_IT}(?:,? ?[(,\n\u2013\u00b7|\-] ?(?:{_PART_OF_IT}(?:[,\n]| [\u00b7|]) ?){{0,2}}"
    rf"|,? in der |,? im |,? mit Sitz in (?:der )?){_STREET}"
)


def is_an_offices(whole: str, start: int) -> bool:
    """Say whether the court or authority that sits at an address stands directly before it."""
    before = whole[max(0, start - REACH) : start]
    return any(_LINK.fullmatch(before, body.end()) for body in _BODY.finditer(before))
