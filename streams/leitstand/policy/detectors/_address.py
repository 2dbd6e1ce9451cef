"""The parts of a German postal address, shared by the detectors of streets and of places.

Form: DIN 5008, section 10 (address field): street and house number in one line, below it the
postcode and the place. Postcodes: Deutsche Post, five digits since 1 July 1993; no postcode begins
with 00, 05, 43 or 62.
"""

import re

from leitstand.policy.evidence import Candidate

WORD = r"[A-ZÄÖÜ][A-Za-zÀ-ÖØ-öø-ÿœŒčćęėłńňřśšžźżğışŠŽČŁβ'\u2019]{1,40}"
"""A capitalised word, without hyphens."""
NUMBER = (
    r"[1-9][0-9]{0,2}"
    r"(?:[ ]?[a-hA-H](?![A-Za-zäöüß0-9]|\.[ ]?[A-Za-z])|[i-zI-Z](?![A-Za-zäöüß0-9]))?"
    r"(?:[ ]1/2(?![0-9])|[ ]?[/+\-][ ]?[1-9][0-9]{0,2}(?:[ ]?[a-hA-H](?![A-Za-zäöüß0-9]|\.[ ]?[A-Za-z]))?(?![0-9A-Za-z])"
    r"|-[a-hA-H](?![A-Za-z0-9]))?"
)
"""A house number: ``12``, ``12a``, ``12 a``, ``5-7``, ``5 - 7b``, ``12/14``, ``3 1/2``, ``4a-c``."""
POSTCODE = r"(?:0[1-46-9]|[1-357-9][0-9]|4[0-24-9]|6[013-9])[0-9]{3}"
"""Five digits that can be a German postcode, by their region."""
_OPENING = (
    r"(?:(?:Bad|Sankt|St\.|Hann\.|Markt|Stadt|Groß|Gross|Klein|Alt|Neu|Hohen|Ober|Unter|Kirch|Königs"
    r"|Schwäbisch|Bergisch|Deutsch|Hessisch|Preußisch|Wendisch|Märkisch|Lutherstadt|Hansestadt"
    r"|Schloß|Burg|Nieder|Den|La|Le|Timmendorfer|Lübbecker|Salzgitter|Berlin|Hamburg|Insel)[ ]?)?"
)
_REGION = (
    r"(?:Main|Rhein|Neckar|Inn|Lech|Ammersee|Bodensee|Chiemsee|Ruhr|Weser|Elbe|Saale|Havel|Oder|Spree"
    r"|Donau|Isar|Lahn|Mosel|Aller|Leine|Werra|Fulda|Harz|Taunus|Breisgau|Allgäu|Odenwald|Schwarzwald"
    r"|Westerwald|Erzgebirge|Vogtland|Weinstraße|Brenz|Fils|Tauber|Wald|Sauerland|Westfalen|Rübenberge"
    r"|Teck|Forst|Aisch|Enz|Kocher|Jagst|Glan|Nahe|Alz|Ilm|Unstrut|Dosse|Müritz|See|Berg|Ostsee|Nordsee"
    r"|Darß|Rennsteig|Siegerland|Münsterland|Oberbayern|Niederbayern|Oberpfalz|Pfalz|Hunsrück|Eifel"
    r"|Rhön|Spessart|Ries|Sand|Wesel|Kamp|Lech|Regen|Paar|Glonn|Vils|Rott|Sylt|Föhr|Rügen|Usedom|Fehmarn"
    r"|Poel|Amrum|Königstuhl|Holstein|Hessen|Sachsen|Bayern|Baden|Württemberg|Thüringen|Mark|Solling"
    r"|Deister|Wümme|Luhe|Hamme|Haardt|Bergstraße|Steinhuder[ ]Meer|Starnberger[ ]See|Teutoburger[ ]Wald"
    r"|Tegernsee|Staffelsee|Wörthsee|(?<=bei )(?:Berlin|Hamburg|München|Potsdam|Dresden|Magdeburg|Nürnberg|Augsburg|Landshut"
    r"|Coburg|Dachau|Freising|Heidelberg|Bremen|Hannover|Köln|Bonn|Kiel|Lübeck|Leipzig|Halle|Erfurt|Ulm|Stuttgart))"
)
_JOINT = r"(?:am|an[ ]der|an[ ]den|im|in|in[ ]der|ob[ ]der|vor[ ]der|bei|unter|auf|auf[ ]dem)"
_SHORT = r"(?:a|i|o|v)\.[ ]?(?:d\.[ ]?)?[A-Z][a-zäöü]{0,12}(?:\.(?=[ ,;\n]|$))?"
PLACE = (
    rf"{_OPENING}{WORD}(?:-(?:[a-z]{{2,4}}-|St\.[ ])?{WORD}){{0,3}}"
    rf"(?:[ ]\({WORD}(?:[ \-]{WORD})?\)|[ ]?/[ ]?{WORD}|[ ](?:{_JOINT}[ ]{_REGION}\b|{_SHORT})"
    rf"|[ ](?:OT|Ortsteil)[ ]{WORD})?"
)
"""A place: ``Kiel``, ``Bad Oldesloe``, ``Halle (Saale)``, ``Frankfurt am Main``, ``St. Peter-Ording``."""

POSTCODE_ANCHOR = r"[0-9]{5} [A-Z\xc0-\xdf]"
POSTCODE_TRIGGER = "[0-9]{5} "
NEIGHBOUR_ANCHOR = r"\b(?:A|AT|CH|FL)-[1-9][0-9]{3} [A-Z\xc0-\xdf]"
"""Anchors of places that show that an address may stand there; streets and places share them."""

_POSTCODE_NEXT = re.compile(
    r"[ \t]{0,2}(?:[,;|·/]|\bin\b|-[ ])?[ \t]{0,2}\n?[ \t]{0,4}"
    rf"(?:(?:(?:D|DE)[ \-]{{1,2}})?{POSTCODE}|(?:A|AT|CH|FL)[ ]?-[ ]?[1-9][0-9]{{3}}|(?<=[,\n][ ])(?!19|20)[1-9][0-9]{{3}}|(?<=\n)(?!19|20)[1-9][0-9]{{3}})[ \t]{{1,3}}{WORD}"
)
_LABEL = re.compile(
    r"wohnhaft|wohn(?:e|st|te?|test|ten|end\w{0,2}|en)|wohnsitz|(?:wohn|privat|liefer|meld|neue)?(?:anschrift|adresse)|addresse"
    r"|gemeldet|whft|wh|\w*gezogen|zieht|ziehe|ziehen|umzug|lebt|leben|zuhause|hausnr|hausnummer"
)
_STREET_LABEL = re.compile(r"(?:stra(?:ß|ss)e|str\.?)(?:/(?:nr\.?|hausnr\.?|hausnummer))?[:|]")
_LINK = re.compile(
    r"derzeit|aktuell|früher|vorher|weiterhin|jetzt|seit|zuletzt|nun|bisher|künftig|zeit|neuen?|dort|und|ist|lautet|war|nr|hausnr|hausnummer"
    r"|in|im|am|an|der|dem|den|des|die|das|unter|nach|aus|auf|bei|vor|hinter|zu|zum|zur|von|haus|straße"
    r"|frau|herrn?"
)
"""Words that may stand between such a word and the street."""


def postcode_follows(candidate: Candidate) -> bool:
    """Say whether a postcode with its place stands right behind, or in the next line."""
    return _POSTCODE_NEXT.match(candidate.whole, candidate.end, candidate.end + 60) is not None


def is_named(candidate: Candidate) -> bool:
    """Say whether right before stands a word that names an address or says that somebody lives."""
    for token in reversed(candidate.before.split()[-8:]):
        if _STREET_LABEL.fullmatch(token):
            return True
        word = token.strip(":;,.-(|=/*")
        if word and not _LINK.fullmatch(word):
            return _LABEL.fullmatch(word) is not None
    return False
