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
    r"|Tegernsee|Staffelsee|Wörthsee)"
)
_JOINT = r"(?:am|an[ ]der|an[ ]den|im|in|in[ ]der|ob[ ]der|vor[ ]der|bei|unter|auf|auf[ ]dem)"
_SHORT = r"(?:a|i|o|v)\.[ ]?(?:d\.[ ]?)?[A-Z][a-zäöü]{0,12}(?:\.(?=[ ,;\n]|$))?"
PLACE = (
    rf"{_OPENING}{WORD}(?:-(?:[a-z]{{2,4}}-|St\.[ ])?{WORD}){{0,3}}"
    rf"(?:[ ]\({WORD}(?:[ \-]{WORD})?\)|[ ]?/[ ]?{WORD}|[ ](?:{_JOINT}[ ]{_REGION}\b|{_SHORT})"
    rf"|[ ](?:OT|Ortsteil)[ ]{WORD})?"
)
"""A place: ``Kiel``, ``Bad Oldesloe``, ``Halle (Saale)``, ``Frankfurt am Main``, ``St. Peter-Ording``."""

_POSTCODE_NEXT = re.compile(
    rf"[ \t]{{0,2}}(?:[,;|·/]|\bin\b|-[ ])?[ \t]{{0,2}}\n?[ \t]{{0,4}}(?:(?:D|DE|A|AT|CH)[ \-]{{1,2}})?(?:{POSTCODE}|[1-9][0-9]{{3}})[ \t]{{1,3}}{WORD}"
)
_LABEL = re.compile(
    r"(?:wohnhaft|wohnt\w{0,2}|wohnen\w?|wohnend\w{0,2}|wohnung|wohnsitz|anschrift|adresse|addresse|gemeldet|whft\.?|wh\.|(?<![a-zäöü])(?:straße|strasse|str\.)(?=[ ]?[:|/])|(?:hausnummer|hausnr\.?)(?=[ ]?:)"
    r"|gezogen|zieht|ziehen|umzug|umgezogen|lebt|leben|zuhause|nach hause)"
    r"(?:[ ,:;/|=\n\t.\-]|(?:derzeit|jetzt|seit \w+|zuletzt|und|nr|hausnr|hausnummer|ist|lautet|war|in|im|am|an|der|dem|den|des|die|das|unter|nach|aus|bei|haus|von|frau|herrn?|zur zeit|künftig|neue)\b){0,8}$"
)


def postcode_follows(candidate: Candidate) -> bool:
    """Say whether a postcode with its place stands right behind, or in the next line."""
    return _POSTCODE_NEXT.match(candidate.whole, candidate.end, candidate.end + 60) is not None


def is_named(candidate: Candidate) -> bool:
    """Say whether right before stands a word that names an address or says that somebody lives."""
    return _LABEL.search(candidate.before) is not None
