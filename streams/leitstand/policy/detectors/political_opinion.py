"""Political opinions of a person.

Legal basis: special category, Art. 9 (1) GDPR; Art. 3 (3) GG.
Format: a statement of belonging or conviction ("ist Mitglied der CDU", "wählt AfD", "gilt als
Reichsbürger", "hat an der Demonstration teilgenommen"), or a field ("Parteizugehörigkeit: SPD").
High with an identifiable person; never without, see :mod:`leitstand.policy.identifiable`.
Does not trigger: who holds a mandate or stands for one, which is public (Art. 9 (2) (e) GDPR: Stadtrat,
Fraktion, Kandidatin), parties and elections as a topic.
Specimens, invented: "Herr Kaya ist Mitglied der SPD."
"""

import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._statement import STATEMENT, Part, statement
from leitstand.policy.evidence import Candidate, Evidence
from leitstand.policy.shape import nothing
from leitstand.schemas.vocabulary import Category, DataClass

_PARTY = r"(?:cdu|csu|spd|fdp|afd|npd|bsw|dkp|mlpd|grünen?|bündnis 90(?:/die grünen)?|linken?|linkspartei|freien wähler|piraten(?:partei)?|volt|heimat|ödp|der basis|die basis|partei|jusos|jungen union|grünen jugend|identitären bewegung)"
_STATED = (
    rf"(?:langjähriges |aktives |früheres |ehemaliges )?(?:partei)?mitglied(?:schaft)? (?:bei|in|der|von|des)(?: der| den| dem| die)? {_PARTY}|{_PARTY}-(?:mitglied(?:schaft)?|parteibuch|wähler(?:in)?|anhänger(?:in)?|sympathisant(?:in)?)|parteimitglied(?:schaft)?|"
    rf"(?:wählt|wählte|wähle|sympathisiert mit) (?:\w+ ){{0,3}}?(?:die |der )?(?!partei){_PARTY}|anhänger(?:in)? (?:der|von) (?!partei){_PARTY}|(?:ist|sei) (?:\w+ ){{0,2}}?in der (?!partei){_PARTY}(?: aktiv| engagiert| organisiert)?|"
    r"(?:ist|sei|gilt als|war|als) (?:\w+ ){0,3}?(?:reichsbürger(?:in)?|rechtsextrem(?:ist(?:in)?)?|linksextrem(?:ist(?:in)?)?|neonazi|kommunist(?:in)?|anarchist(?:in)?|querdenker(?:in)?|verschwörungstheoretiker(?:in)?)|"
    r"(?:hat|habe|nahm|nimmt) (?:\w+ ){0,4}?an (?:der|einer) (?:[\w\-]+ ){0,3}?(?:demonstration|demo|kundgebung|mahnwache|klimablockade)(?: [\w\-]+){0,4}? (?:teilgenommen|teil\b)"
)
_ANCHOR = r"mitglied(?:schaft)? (?:bei|in|der|von|des)\b|parteimitglied|parteibuch|\b(?:cdu|csu|spd|fdp|afd|npd|bsw|dkp)-|(?:w[äÄ]hlt|w[äÄ]hlte|w[äÄ]hle|sympathisiert)\b|anh[äÄ]nger(?:in)? (?:der|von)\b|in der (?:cdu|csu|spd|fdp|afd|npd|bsw|dkp|linken|grünen)|reichsb[üÜ]rger|extrem|neonazi|kommunist|anarchist|querdenker|theoretiker|demonstration|\bdemo\b|kundgebung|mahnwache|blockade"
_PUBLIC = re.compile(
    r"(?i)stadtr[aä]t|gemeinder[aä]t|fraktion|abgeordnet|minister|bürgermeister|kandida|\bmd[bl]\b|kreistag|bundestag|landtag|"
    r"ortsbeir|ratsmitglied|bundeskanzler|präsident|vorsitzende|kreisverband|ortsverein|wahlvorschlag|ausschuss"
)
_PARTS = (Part.ACT, Part.FIELD)


def _validate(candidate: Candidate) -> Evidence | None:
    """Leave out what people in office or standing for one made public themselves."""
    near = candidate.whole[max(0, candidate.start - 100) : candidate.end + 60]
    if _PUBLIC.search(near):
        return None
    return statement(candidate, _PARTS[candidate.form])


DETECTOR = Detector(
    category=Category.OTHER,
    data_class=DataClass.SPECIAL_CATEGORY,
    patterns=(
        Pattern(
            anchor=_ANCHOR,
            candidate=rf"(?i:(?<![\w\-])(?:{_STATED})(?![\w\-*]))",
            before=110,
            after=100,
            caseless=True,
        ),
        Pattern(
            anchor=r"(?:partei|parteizugeh[öÖ]rigkeit|parteimitglied(?:schaft)?|gesinnung|weltanschauung)[ \t]?[:|]",
            candidate=rf"(?i:(?<![\w\-])(?:partei(?:zugehörigkeit|mitglied(?:schaft)?)?|politische (?:gesinnung|einstellung)|weltanschauung)[ \t]?[:|][ \t]{{0,4}}(?:die )?{_PARTY}(?![\w\-]))",
            before=60,
            after=60,
            caseless=True,
        ),
    ),
    validate=_validate,
    cost=STATEMENT,
    about_a_person=True,
    covers=True,
    mask=nothing,
)
