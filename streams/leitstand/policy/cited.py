"""Is a name only cited: the author of a commentary, a party whose case is known by its name?

"Neumann/Külpmann, in: Stelkens/Bonk/Sachs, VwVfG, 9. Aufl. 2018, § 75 Rn. 43" names six people, and
tells nothing about any of them. Legal texts are full of them; a name there is no personal datum that
somebody gave away.
"""

import re

_NAME = r"[A-ZÄÖÜ][\w\-]{1,30}"
_SOURCE = r"(?:[0-9]{1,3}\. ?Aufl|Rn\.|Rdnr\.|Rz\.|BeckOK|BeckRS|juris|Kommentar|Stand [A-Z0-9]|§§? ?[0-9]|S\. [0-9]+ (?:f|<)|RdNr|Rnd\.)"
_GOES_ON = re.compile(
    rf"(?:(?: ?/ ?| und )(?:{_NAME})){{0,5}}"
    r"(?:,? ?in ?:|,? (?:a\. ?a\. ?O|aaO)"
    r"|,? [A-ZÄÖÜ][A-Za-zÄÖÜäöü]{1,11}(?:-RR)? (?:19|20)[0-9]{2}, ?[0-9]"
    rf"|, ?(?:[A-ZÄÖÜ0-9][\w./\-]{{0,30}},? ){{0,6}}{_SOURCE}"
    r"|, [A-ZÄÖÜ][^.;()\n]{2,60} (?:19|20)[0-9]{2}, ?[0-9]"
    rf"|(?: ?/ ?{_NAME}){{1,5}},? [^;\n]{{0,30}}(?:§|Aufl|Rn\.)"
    r"|,? u\.? ?a\. ?[-,(\]]|[ ,-]{1,3}Rn\."
    r"|,? [A-Za-z]{2,8} [0-9]{1,3} \[(?:19|20)[0-9]{2}"
    rf"| in (?:{_NAME}(?: ?/ ?{_NAME}){{1,5}}|juris-?PK|[A-ZÄÖÜ][^\n.;()]{{2,60}}(?:Aufl|Rn\.|Rz|RdNr|juris|Kommentar|UmwG|FS ))"
    r"|(?: (?:u\.|und|v\.|/) [A-ZÄÖÜ][\w\-]{1,30}){0,2}(?: v\. | / )[A-ZÄÖÜ][\w.\- ,]{1,40}(?:Rn\.|Nr\.|Entscheidung|Urteil)"
    r")"
)
_OPENS = re.compile(
    rf"(?:\bin ?: ?|\bFS |\b[Vv]gl\. (?:auch |nur )?|\b(?:so (?:auch|etwa|schon)|[Aa]nders|sh\. nur|a\. ?A\.) |{_NAME} ?/ ?)(?:{_NAME} ?/ ?){{0,5}}$"
)
_SOON = re.compile(_SOURCE)
_CASE = re.compile(
    r"(?:\b(?:GRUR|NJW|NZA|PharmR|WRP)(?:-RR)? [0-9]{4}, [0-9]{1,5}(?:,? R[a-z]{1,3}\.? ?[0-9]{1,4}\.?)? ?[-\u2013] ?$"
    r"|\(pat\) [0-9]{1,4}/[0-9]{2} ?[-\u2013] ?$"
    r"|\bEGMR\b[^.;\n]{0,20}, ?$|\bEuGH-Urteil(?:e|s)? $|/[0-9]{2} ?[-\u2013] ?\[$"
    r"|\bFestschrift f\u00fcr $|\bGeneralanw[a\u00e4]lt(?:s|in)? $"
    r"|\bC[-\u2011 ]{1,3}[0-9]{1,4}/[0-9]{2}|ECLI[^\n]{0,40})[\]),]{0,3} ?[-,]? ?$"
)
BEFORE, BEHIND = 80, 160
"""Characters of what stands around a name."""


def is_cited(text: str, start: int, end: int) -> bool:
    """Say whether a name stands in a reference to literature or to a decision."""
    before, behind = text[max(0, start - BEFORE) : start], text[end : end + BEHIND]
    if _CASE.search(before):
        return True
    if _OPENS.search(before) and _SOON.search(behind):
        return True
    return _GOES_ON.match(behind) is not None
