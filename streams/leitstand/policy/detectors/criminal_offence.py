"""Criminal convictions and offences of a person.

Legal basis: Art. 10 GDPR (convictions and offences only under the control of official authority);
§ 353d no. 3 StGB, § 30 BZRG.
Format: a statement: proceedings run against somebody, somebody was reported, charged, convicted,
arrested or is in prison ("gegen Frau Kaya läuft ein Ermittlungsverfahren", "wurde wegen Betrugs
verurteilt", "sitzt in Untersuchungshaft"), or has an entry in a certificate of conduct.
Counted with the special categories: the law protects it as much as those, and so does the house.
High with an identifiable person, see :mod:`leitstand.policy.identifiable`; never without.
Does not trigger: penal law as a topic, the accused or the plaintiff without a name, crime statistics,
whoever reports somebody, a certificate of conduct that somebody has to bring.
Specimens, invented: "Gegen Frau Kaya läuft ein Ermittlungsverfahren."
"""

import re
from dataclasses import replace

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._statement import STATEMENT, Part, statement
from leitstand.policy.evidence import Candidate, Evidence
from leitstand.policy.shape import nothing
from leitstand.schemas.vocabulary import Category, DataClass

_PROCEEDINGS = r"(?:ermittlungs|straf|disziplinar)verfahrens?|ermittlungen|strafanzeigen?|anklage|haftbefehle?s?|strafbefehle?s?"
_DEED = (
    r"(?:betrugs?|diebstahls?|unterschlagung|körperverletzung|untreue|bestechung|bestechlichkeit|urkundenfälschung|sachbeschädigung"
    r"|hausfriedensbruchs?|beleidigung|nötigung|bedrohung|raube?s?|einbruchs?|trunkenheit|steuerhinterziehung|vergewaltigung"
    r"|sozialleistungsbetrugs?|drogenbesitzes|stalkings?|missbrauchs?)"
)
_ACT = (
    rf"(?:läuft|laufen|lief|liefen|wurde|wird|wurden|ist|besteht|bestand|liegt) (?:[a-zäöüß0-9.]+ ){{0,4}}?(?:eine? |einen )?(?:{_PROCEEDINGS})"
    rf"|wegen (?:[a-zäöüß]+e[nmrs] )?{_DEED} (?:[a-zäöüß0-9.]+ ){{0,3}}?(?:verurteilt|angeklagt|angezeigt|festgenommen|vorbestraft|bestraft|verhaftet)"
    rf"|(?:wurde|wurden|ist|sind) (?:[a-zäöüß0-9.]+ ){{0,3}}?(?:strafrechtlich )?(?:verurteilt|angeklagt|festgenommen|verhaftet)(?= wegen|[.,;!?\n]|$)"
    r"|(?:sitzt|saß|war|ist|befindet sich) (?:[a-zäöüß0-9.]+ ){0,3}?(?:in|im) (?:der )?(?:untersuchungshaft|u-haft|haft|gefängnis|jva|strafhaft)"
    r"|(?:auf|unter) bewährung|(?:hat|mit) (?:[a-zäöüß0-9.]+ ){0,2}?(?:einen eintrag|eintr(?:a|ä)ge?n?) im führungszeugnis"
    r"|(?:mehrfach |einschlägig |nicht )?vorbestraft|unter (?:[a-zäöüß]+ )?verdacht des \w+"
)
_ANCHOR = (
    r"(?:ermittlungs|straf|disziplinar)verfahren|ermittlungen|strafanzeige|haftbefehl|strafbefehl|verurteilt|angeklagt|festgenommen|verhaftet"
    r"|untersuchungshaft|u-haft|in haft\b|gef[äÄ]ngnis|der jva|unter bew[äÄ]hrung|auf bew[äÄ]hrung|im f[üÜ]hrungszeugnis"
)


_VERB = re.compile(
    rf"(?i)(?:läuft|laufen|liefe?n?|wurden?|wird|ist|sind|besteht|bestand|liegt|sitzt|saß|war|befindet sich|hat|mit) "
    rf"(?:[a-zäöüß0-9.]+ ){{0,4}}?(?:eine? |einen )?(?={_PROCEEDINGS}|wegen |(?:strafrechtlich )?(?:ver|ange|fest)[a-z]+\Z|in |im |eintr)"
)
"""The verb that opens it, and belongs to the sentence."""
_NOBODY = re.compile(
    r"(?i)gegen (?:unbekannt|die (?:stadt|firma|gemeinde)|das (?:unternehmen|land)|eine firma)[^.\n]{0,20}\Z"
)


def _validate(candidate: Candidate) -> Evidence | None:
    found = statement(candidate, Part.ACT)
    if found is None or _NOBODY.search(candidate.before):
        return None
    verb = _VERB.match(candidate.whole, found.start, found.end)
    return replace(found, start=verb.end()) if verb else found


DETECTOR = Detector(
    category=Category.OTHER,
    data_class=DataClass.SPECIAL_CATEGORY,
    patterns=(
        Pattern(
            anchor=_ANCHOR,
            candidate=rf"(?i:(?<![\w\-])(?:{_ACT})(?![\w\-*]))",
            before=90,
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
