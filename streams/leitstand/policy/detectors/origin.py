"""Racial or ethnic origin of a person.

Legal basis: special category, Art. 9 (1) GDPR; Art. 3 (3) GG.
Format: a statement ("türkischer Herkunft", "gebürtiger Syrer", "stammt aus Afghanistan", "ist Sintiza",
"mit Migrationshintergrund", "dunkelhäutig"), or a field ("Ethnie: kurdisch", "Herkunftsland: Syrien").
High with an identifiable person; never without, see :mod:`leitstand.policy.identifiable`.
Does not trigger: nationality alone, which is no ethnic origin (EDPB, WP29 guidelines), languages,
countries, twin towns, populations and statistics, unnamed people.
Specimens, invented: "Herr Kaya ist kurdischer Herkunft."
"""

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._statement import STATEMENT, Part, statement
from leitstand.policy.evidence import Candidate, Evidence
from leitstand.policy.shape import nothing
from leitstand.schemas.vocabulary import Category, DataClass

_COUNTRY = (
    r"(?:der türkei|syrien|afghanistan|dem irak|dem iran|iran|irak|eritrea|somalia|nigeria|ghana|gambia|guinea|kamerun|dem kosovo|albanien|serbien|bosnien|mazedonien|nordmazedonien|rumänien|bulgarien|polen|russland|kasachstan|"
    r"der ukraine|georgien|armenien|aserbaidschan|tschetschenien|vietnam|china|indien|pakistan|bangladesch|sri lanka|marokko|tunesien|algerien|ägypten|dem libanon|dem jemen|äthiopien|dem sudan|togo|dem kongo|tadschikistan|usbekistan|kurdistan|palästina)"
)
_PEOPLE = (
    r"(?:sint[io]|sintiza|sinteza|rom(?:ni|nja)?|kurd(?:e|in)|araber(?:in)?|jesid(?:e|in)|uigur(?:e|in)|tschetschen(?:e|in)|syrer(?:in)?|afghan(?:e|in)|türk(?:e|in)|iraner(?:in)?|iraker(?:in)?|somalier(?:in)?|eritreer(?:in)?|nigerianer(?:in)?|"
    r"marokkaner(?:in)?|russlanddeutsche[r]?|spätaussiedler(?:in)?|afrodeutsche[r]?|person of color|schwarze[r]?)"
)
_STATED = (
    rf"(?:[a-zäöü\-]{{4,20}}(?:sch|isch)er |deutsch-\w+er |unklarer |ausländischer )(?:herkunft|abstammung|volkszugehörigkeit|ethnie)|(?:stammt|kommt|kam|floh|flüchtete|geflohen|geflüchtet) (?:\w+ ){{0,4}}?(?:ursprünglich )?aus {_COUNTRY}|"
    rf"aus {_COUNTRY} (?:geflohen|geflüchtet|stammt|stammend\w*|gekommen)|gebürtige[rn]? {_PEOPLE}|(?:ist|sei|als) (?:eine? )?(?:gebürtige[rn]? )?{_PEOPLE}|dunkelhäutig\w*|(?:hat |mit )?(?:eine )?dunkle[rn]? hautfarbe|"
    r"gehört (?:zur|der) (?:\w+ ){0,2}?(?:volksgruppe|minderheit) (?:der )?[\w\-]+(?: an)?"
)
_ANCHOR = r"(?:sch|ausl[äÄ]ndi|unkla|deutsch-).{1,14}(?:herkunft|abstammung|volkszug|ethnie)|(?:stammt|kommt|kam|floh|fl[üÜ]chtete)\b[^.]{0,40}\baus\b|geflohen|gefl[üÜ]chtet\b|aus .{4,14} gekommen|geb[üÜ]rtige|\bsint|\brom(?:ni|nja)?\b|\bkurd|\baraber|\bjesid|\buigur|tschetschen|\bsyrer|\bafghan|\bt[üÜ]rk|\biran|\birak|somali|eritre|nigeria|marokk|russlandd|sp[äÄ]taus|afrodeu|person of color|schwarze|dunkelh[äÄ]ut|hautfarbe|volksgruppe|minderheit"
_LABEL = r"(?:ethnie|ethnische (?:herkunft|zugehörigkeit)|volkszugehörigkeit|herkunft(?:sland)?|migrationshintergrund|hautfarbe|abstammung)"
_PARTS = (Part.ACT, Part.FIELD, Part.CONDITION)


def _validate(candidate: Candidate) -> Evidence | None:
    return statement(candidate, _PARTS[candidate.form])


DETECTOR = Detector(
    category=Category.OTHER,
    data_class=DataClass.SPECIAL_CATEGORY,
    patterns=(
        Pattern(
            anchor=_ANCHOR,
            candidate=rf"(?i:(?<![\w\-])(?:{_STATED})(?![\w\-*]))",
            before=90,
            after=70,
            caseless=True,
        ),
        Pattern(
            anchor=r"(?:ethnie|ethnische (?:herkunft|zugeh[öÖ]rigkeit)|volkszugeh[öÖ]rigkeit|herkunft(?:sland)?|hintergrund|hautfarbe|abstammung)[ \t]?[:|]",
            candidate=rf"(?i:(?<![\w\-]){_LABEL}[ \t]?[:|][ \t]{{0,4}}[A-Za-zäöüÄÖÜß\-]{{2,25}}(?: [A-Za-zäöüß\-]{{2,20}})?(?![\w\-]))",
            before=60,
            after=60,
            caseless=True,
        ),
        Pattern(
            anchor=r"migrationshintergrund",
            candidate=r"(?i:(?<![\w\-])migrationshintergrund(?![\w\-]))",
            before=30,
            after=20,
            caseless=True,
        ),
    ),
    validate=_validate,
    cost=STATEMENT,
    about_a_person=True,
    covers=True,
    mask=nothing,
)
