"""Religious or philosophical beliefs of a person.

Legal basis: special category, Art. 9 (1) GDPR; Art. 140 GG with Art. 136 (3) WRV (nobody has to
disclose a conviction).
Format: a statement ("ist evangelisch", "gehört den Zeugen Jehovas an", "ist aus der Kirche
ausgetreten", "trägt ein Kopftuch"), or a field of a form ("Konfession: rk", "Religion: ev."; the
abbreviations are those of the registers of residents and of the tax cards).
High with an identifiable person; never without, see :mod:`leitstand.policy.identifiable`.
Does not trigger: institutions and offices (Evangelische Kita, katholischer Pfarrer, Kirchengemeinde),
religions as a topic, feasts, people in general, buildings.
Specimens, invented: "Frau Kaya ist evangelisch."; "Konfession: rk".
"""

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._statement import STATEMENT, Part, statement
from leitstand.policy.evidence import Candidate, Evidence
from leitstand.policy.shape import nothing
from leitstand.schemas.vocabulary import Category, DataClass

_CONFESSION = (
    r"(?:streng |nicht |gläubig |sehr |überzeugt |russisch-|griechisch-|römisch-|evangelisch-)?(?:evangelisch|katholisch|lutherisch|reformiert|orthodox|muslimisch|"
    r"islamisch|jüdisch|buddhistisch|hinduistisch|alevitisch|jesidisch|freikirchlich|konfessionslos|religionslos|gläubig|religiös|ungetauft|getauft|altkatholisch|neuapostolisch|"
    r"atheistisch|sunnitisch|schiitisch|mennonitisch|baptistisch|christlich)|"
    r"(?:praktizierende[rn]? |gläubige[rn]? |streng(?:er|e) |überzeugte[rn]? )?(?:muslim(?:a|in)?|moslem|jude|jüdin|christ(?:in)?|katholik(?:in)?|protestant(?:in)?|buddhist(?:in)?|hindu|"
    r"sikh|alevit(?:in)?|jesid(?:e|in)|sunnit(?:in)?|schiit(?:in)?|atheist(?:in)?|agnostiker(?:in)?|mormon(?:e|in)|zeug(?:e|in|en) jehovas|baptist(?:in)?|mennonit(?:in)?|scientolog(?:e|in))"
)
_ACT = (
    r"aus der (?:evangelischen |katholischen )?kirche (?:ausgetreten|austreten|aus(?=[.,\s]))|"
    r"(?:(?:gehört|gehören|gehörte) (?:zu )?(?:\w+ ){0,2}?(?:den )?zeugen jehovas(?: an)?)|(?:gehört|gehören|gehörte) (?:zu )?(?:der|einer) (?:jüdischen|muslimischen|evangelischen|katholischen|orthodoxen|alevitischen|islamischen|freikirchlichen) (?:kirchen)?gemeinde(?: an)?|(?:mitglied|mitgliedschaft) (?:bei |in |der |von )+(?:den )?(?:zeugen jehovas|scientology|evangelischen kirche|katholischen kirche|moscheegemeinde|jüdischen gemeinde|neuapostolischen kirche|freikirche)|"
    r"(?:ist |hat |sind )?(?:zum|vom) (?:islam|christentum|judentum|buddhismus)(?: \w+){0,3}? (?:konvertiert|übergetreten)|konvertierte? (?:\w+ )?zum (?:islam|christentum|judentum|buddhismus)|trägt (?:aus \w+ gründen )?(?:ein |eine |das )?(?:islamisches )?(?:kopftuch|burka|nikab|kippa|hidschab)|"
    r"[a-zäöü\-]+schen glaubens|fastet (?:\w+ ){0,3}?(?:im )?ramadan|(?:isst|essen|darf) (?:aus religiösen gründen |\w+ ){0,4}?(?:kein schweinefleisch|nur halal|nur koscher)|betet (?:\w+ ){0,3}?(?:fünfmal|in der moschee)"
)
_ACT_ANCHOR = r"der (?:evangelischen |katholischen )?kirche aus|zeugen jehovas|scientology|(?:mitglied|mitgliedschaft|geh[öÖ]r(?:t|en|te)) [^.]{0,30}(?:kirche|gemeinde)|konvertiert|[üÜ]bergetreten|schen glaubens|kopftuch|burka|nikab|kippa|hidschab|ramadan|schweinefleisch|halal|koscher|fünfmal|moschee"
_LABEL = r"(?:religion(?:szugehörigkeit)?|konfession|bekenntnis|religiöses bekenntnis|glaube(?:nsrichtung)?|kirchensteuermerkmal|kirchenzugehörigkeit)"
_CONFESSION_ANCHOR = (
    r"evangelisch|katholisch\b|lutherisch\b|reformiert\b|orthodox\b|muslim|islamisch\b|j[üÜ]disch\b|buddhist|hindu|alevit|jesid|freikirchlich\b|konfessionslos\b|religionslos\b|gl[äÄ]ubig\b|"
    r"religi[öÖ]s\b|getauft\b|apostolisch\b|atheist|sunnit|schiit|mennonit|baptist|christlich\b|\bsikh\b|\bmoslem|\bjude\b|j[üÜ]din\b|\bchrist(?:in)?\b|katholik|protestant|agnostiker|mormon|jehovas|scientolog"
)
_VALUE = (
    r"(?:evangelisch|ev\.?-?luth\.?|ev\.?-?ref\.?|ev\b\.?|evang\.?|röm\.?-?\s?kath\.?|römisch-katholisch|rk\b|r\.-k\.|katholisch|kath\.?|griech\.?-?orth\.?|orthodox|muslimisch|islamisch|islam|sunnitisch|schiitisch|alevitisch|"
    r"jüdisch|judentum|christlich|buddhistisch|buddhismus|hinduistisch|jesidisch|konfessionslos|ohne(?: bekenntnis| konfession)?|keine|ausgetreten|gottgläubig|atheist\w*|zeugen jehovas|neuapostolisch|freikirchlich|lt\b|vd\b|"
    r"o\. ?b\.|oa\b)"
)
_PARTS = (Part.QUALITY, Part.ACT, Part.FIELD, Part.CONDITION)


def _validate(candidate: Candidate) -> Evidence | None:
    return statement(candidate, _PARTS[candidate.form])


DETECTOR = Detector(
    category=Category.RELIGION,
    data_class=DataClass.SPECIAL_CATEGORY,
    patterns=(
        Pattern(
            anchor=_CONFESSION_ANCHOR,
            candidate=rf"(?i:(?<![\w\-])(?:{_CONFESSION})(?![\w\-*]))",
            before=50,
            after=30,
            caseless=True,
        ),
        Pattern(
            anchor=_ACT_ANCHOR,
            candidate=rf"(?i:(?<![\w\-])(?:{_ACT})(?![\w\-]))",
            before=110,
            after=60,
            caseless=True,
        ),
        Pattern(
            anchor=r"(?:religion|geh[öÖ]rigkeit|konfession|bekenntnis|glaube|richtung|steuermerkmal)[ \t]?[:|]",
            candidate=rf"(?i:(?<![\w\-]){_LABEL}[ \t]?[:|][ \t]{{0,4}}{_VALUE}(?![\w]))",
            before=50,
            after=40,
            caseless=True,
        ),
        Pattern(
            anchor=r"kirchenaustritt|religionszugeh|kommunion|konfirmation\b|\btaufe\b",
            candidate=r"(?i:(?<![\w\-])(?:kirchenaustritts?|religionszugehörigkeit|konfirmation|erstkommunion|taufe)(?![\w\-]))",
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
