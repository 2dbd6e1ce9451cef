"""Trade union membership of a person.

Legal basis: special category, Art. 9 (1) GDPR; freedom of association, Art. 9 (3) GG.
Format: a statement of belonging ("Mitglied bei ver.di", "gewerkschaftlich organisiert", "ist in der
GdP", "hat gestreikt"), or a field ("Gewerkschaft: komba"). Unions of the public service are known by
name.
High with an identifiable person; never without, see :mod:`leitstand.policy.identifiable`.
Does not trigger: unions as a party to negotiations, calls to strike, works agreements, collective
agreements (TVöD), secretaries who speak for a union in public, unnamed members.
Specimens, invented: "Frau Kaya ist Mitglied bei ver.di."
"""

import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._statement import STATEMENT, Part, statement
from leitstand.policy.evidence import Candidate, Evidence
from leitstand.policy.shape import nothing
from leitstand.schemas.vocabulary import Category, DataClass

_UNION = (
    r"(?:ver\.?di|gdp|komba|gew|dbb(?: beamtenbund)?|ig metall|ig ?bau|ig bce|igbce|evg|gdl|ngg|dpolg|dgb|vbe|btb|bdk|marburger bund|cockpit|"
    r"(?:dienstleistungs|polizei|lehrer|komba|eisenbahn|dpol)?-?gewerkschaft(?: (?:ver\.?di|der polizei|komba|gew|erziehung und wissenschaft))?)"
)
_JOINED = (
    rf"(?:langjähriges |aktives |neues |kein |nicht )?(?:mitglied|mitgliedschaft) (?:\w+ ){{0,2}}?(?:bei|beim|im|in|der|von|dem|des)(?: der| dem| des)? {_UNION}|"
    rf"{_UNION}-?[ ]?(?:mitglied|mitgliedschaft|beitrag|vertrauens(?:mann|frau|person|leute)|ausweis)|gewerkschaftsmitglied(?:schaft)?|"
    rf"vertrauens(?:mann|frau|person) (?:der|bei|von|des) {_UNION}|"
    r"gewerkschaftlich (?:organisiert|aktiv|engagiert)|"
    rf"(?:ist|sei|war|engagiert sich|organisiert sich|aktiv) (?:\w+ ){{0,3}}?(?:bei|in)(?: der)? {_UNION}(?: (?:organisiert|aktiv|eingetreten|engagiert|mitglied))?|"
    rf"(?:tritt|trat|ist|möchte|will) (?:\w+ ){{0,3}}?(?:aus|in)(?: der| die)? {_UNION}(?: (?:aus|ein|ausgetreten|eingetreten|austreten|eintreten))?|aus(?: der)? {_UNION} ausgetreten|in die {_UNION} eingetreten|"
    r"(?:hat|habe|haben) (?:\w+ ){0,4}?(?:gestreikt|am (?:warn)?streik teilgenommen|sich am (?:warn)?streik beteiligt)|(?:nahm|nimmt) (?:\w+ ){0,3}?am (?:warn)?streik(?: \w+){0,3} teil"
)
_ANCHOR = r"gewerkschaft|\bver\.?di\b|\bgdp\b|\bkomba\b|\bgew\b|\bdbb\b|ig metall|ig ?bau|ig ?bce|\bevg\b|\bgdl\b|\bdpolg\b|\bdgb\b|marburger bund|gestreikt|streik teil|streik bet|am (?:warn)?streik"
_PUBLIC = re.compile(
    r"(?i)sekretär|sprecher|vorsitzende|verhandlungsführer|geschäftsführer|vertreter(?:in)? (?:von|der)|ansprechpartner|"
    r"bundesvorstand|landesbezirk"
)
_PARTS = (Part.ACT, Part.FIELD, Part.CONDITION)


def _validate(candidate: Candidate) -> Evidence | None:
    """Leave out those who speak for a union in public."""
    near = candidate.whole[max(0, candidate.start - 80) : candidate.end + 40]
    if _PUBLIC.search(near):
        return None
    return statement(candidate, _PARTS[candidate.form])


DETECTOR = Detector(
    category=Category.UNION,
    data_class=DataClass.SPECIAL_CATEGORY,
    patterns=(
        Pattern(
            anchor=_ANCHOR,
            candidate=rf"(?i:(?<![\w\-])(?:{_JOINED})(?![\w\-*]))",
            before=110,
            after=90,
            caseless=True,
        ),
        Pattern(
            anchor=r"gewerkschaft(?:szugeh[öÖ]rigkeit|smitglied(?:schaft)?)?[ \t]?[:|]",
            candidate=rf"(?i:(?<![\w\-])gewerkschaft(?:szugehörigkeit|smitglied(?:schaft)?)?[ \t]?[:|][ \t]{{0,4}}(?:{_UNION}|ja|nein)(?![\w\-]))",
            before=50,
            after=60,
            caseless=True,
        ),
        Pattern(
            anchor=r"gewerkschaftsbeitr|gewerkschaftsaustr",
            candidate=r"(?i:(?<![\w\-])gewerkschafts(?:beitrag|beiträge|austritt)(?![\w\-]))",
            before=25,
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
