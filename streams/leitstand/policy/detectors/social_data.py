"""Social data: what a person gets from, or is known for to, social authorities.

Legal basis: social secrecy, § 35 SGB I with § 67 (2) SGB X; youth welfare §§ 61 to 65 SGB VIII.
Format: a statement that somebody applies for, gets or owes a benefit ("bezieht Bürgergeld", "Ihr
Antrag auf Wohngeld"), that the youth office acts ("Inobhutnahme", "Hilfe zur Erziehung"), a degree of
care ("Pflegegrad 3"), or a field ("Leistung: Grundsicherung").
High with a predicate or a field, medium directly beside the name; never without an identifiable
person, see :mod:`leitstand.policy.identifiable`.
Does not trigger: benefits as a topic, offices (Jugendamt, Wohngeldbehörde), law (SGB), statistics,
templates with placeholders, people in general.
Specimens, invented: "Frau Kaya bezieht Bürgergeld."
"""

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._statement import STATEMENT, Part, statement
from leitstand.policy.evidence import Candidate, Evidence
from leitstand.policy.shape import nothing
from leitstand.schemas.vocabulary import Category, DataClass

_BENEFIT = (
    r"bürgergeld(?:es|s)?(?:-?(?:antrag|bescheid|bezug|akte|empfänger(?:in)?))?|sozialhilfe(?:antrag|bescheid|bezug|akte|empfänger(?:in)?)?|grundsicherung(?: im alter| bei erwerbsminderung)?(?:sbescheid|santrag)?|"
    r"wohngeld(?:es|s)?(?:antrag(?:s|es)?|bescheid(?:s|es)?|bezug|akte)?|unterhaltsvorschuss(?:es)?(?:leistungen|antrag|akte|bescheid)?|bafög(?:-?(?:antrag|bescheid))?|hartz[ -](?:iv|4)|arbeitslosengeld(?: ?(?:ii|2|i|1))?|"
    r"elterngeld(?:antrag|bescheid)?|kinderzuschlags?|bildung(?:s-)? und teilhabe|bildungspakets?|asylbewerberleistungen|leistungen nach (?:dem )?(?:asylblg|sgb (?:ii|viii|ix|xii|xi))|eingliederungshilfe|hilfe zur pflege|pflegegeld(?:es)?|"
    r"blindengeld(?:es)?|erwerbsminderungsrente|hilfen? zur erziehung|hilfeplan(?:s|gespräch(?:s)?|verfahren)?|sozialpädagogischen? familienhilfe|spfh|erziehungsbeistand(?:schaft)?|inobhutnahme|vollzeitpflege|pflegefamilie|vormundschaft|amtsvormundschaft|"
    r"rechtlichen? betreuung|kindeswohlgefährdung(?:smeldung)?|gefährdungseinschätzung|sorgerechts(?:entzugs?|streits?)|jugendamtsakte|jugendgerichtshilfe|jugendhilfeakte|unterhaltsrückst(?:and|ände[n]?)|"
    r"asylantrag(?:s|es)?|asyl(?= beantragt| bekommen| erhalten)|duldung|abschiebung|(?:rechtliche[nr]?|gesetzliche[nr]?) betreuer(?:in)?|obdachlosenunterkunft|notunterkunft|räumungsklage|schuldnerberatung|privatinsolvenz|schulbegleitung|integrationshilfe|beitragsübernahme|kostenübernahme|rückforderungsbescheids?|sozialbestattung"
)
_BENEFIT_ANCHOR = (
    r"b[üÜ]rgergeld|sozialhilfe|grundsicherung|wohngeld|unterhaltsv|baf[öÖ]g|\bhartz[ -]|arbeitslosengeld|elterngeld|kinderzuschlag|und teilhabe|bildungspaket|asylbewerberl|leistungen nach|eingliederungsh|hilfe zur pflege|pflegegeld|blindengeld|"
    r"erwerbsminderungsr|zur erziehung|hilfeplan|familienhilfe|\bspfh|erziehungsbeist|inobhutn|vollzeitpfl|pflegefam|vormundschaft|rechtlichen? betreuung|kindeswohlg|gef[äÄ]hrdungseinsch|sorgerechts|jugendamtsakte|jugendgerichtsh|jugendhilfea|"
    r"unterhaltsr|asylantr|\basyl (?:beantr|bekom|erhal)|\bduldung\b|abschiebung\b|(?:rechtliche|gesetzliche)[nr]? betreuer|obdachlosenu|notunterk|r[äÄ]umungsk|schuldnerb|privatins|schulbegl|integrationsh|[üÜ]bernahme|r[üÜ]ckforderungsb|sozialbest"
)
_ACT = (
    r"(?:hat |mit |bei |in |seit \w+ )?(?:pflegegrad|pflegestufe) ?(?:von )?[1-5](?! ?(?:oder|bis|und|-) ?[1-5])|(?:lebt|leben|lebte) (?:\w+ ){0,4}?(?:vo[mn] |auf )(?:\w+ )?(?:sozialhilfe|bürgergeld|amt|hartz (?:iv|4)|der straße)|(?:ist|sind|war|wurde) (?:\w+ ){0,3}?(?:obdachlos|wohnungslos|überschuldet|insolvent|inhaftiert|vorbestraft|geduldet|"
    r"in obhut genommen|zwangsgeräumt)|(?:wurde|wird|wurden) (?:\w+ ){0,4}?vom jugendamt (?:\w+ ){0,3}?(?:in obhut genommen|betreut|begleitet|untergebracht)|(?:vom jugendamt )?in obhut genommen|(?<=steht )unter (?:rechtlicher |gesetzlicher )?betreuung|(?:lebt|lebte|wohnt) (?:\w+ ){0,3}?in (?:einer|der) (?:not|obdachlosen|gemeinschafts|flüchtlings)unterkunft|sorgerecht (?:\w+ ){0,3}?(?:entzogen|verloren)|(?:kann|konnte) (?:\w+ ){0,3}?(?:die |ihre |seine )?miete (?:\w+ ){0,3}?nicht (?:mehr )?zahlen"
)
_ACT_ANCHOR = r"pflegegrad|pflegestufe|(?:sozialhilfe|b[üÜ]rgergeld|vom amt|hartz (?:iv|4)|der straße)\b|obdachlos\b|wohnungslos\b|[üÜ]berschuldet\b|insolvent\b|inhaftiert\b|vorbestraft\b|\bgeduldet\b|(?:not|sen|fts|ngs)unterkunft\b|(?:steht|stehen|stand) unter (?:\w+ )?betreuung\b|obhut genommen|zwangsger[äÄ]umt|vom jugendamt|sorgerecht|miete .{0,30}nicht (?:mehr )?zahlen"
_LABEL = r"(?:leistung(?:sart)?|hilfeart|art der (?:hilfe|leistung)|pflegegrad|bezieht|leistungsbezug|sozialleistung(?:en)?|jugendamt|hilfe)"
_VALUE = r"(?:bürgergeld|sozialhilfe|grundsicherung|wohngeld|unterhaltsvorschuss|hilfe zur (?:erziehung|pflege)|eingliederungshilfe|spfh|pflegegeld|hze|alg (?:i|ii|1|2)|sgb (?:ii|xii|viii)|asylblg|but|inobhutnahme|vollzeitpflege|[1-5](?=\s|$|[.,;|]))"
_PARTS = (Part.CONDITION, Part.ACT, Part.FIELD)


def _validate(candidate: Candidate) -> Evidence | None:
    return statement(candidate, _PARTS[candidate.form])


DETECTOR = Detector(
    category=Category.OTHER,
    data_class=DataClass.SOCIAL,
    patterns=(
        Pattern(
            anchor=_BENEFIT_ANCHOR,
            candidate=rf"(?i:(?<![\w\-])(?:{_BENEFIT})(?![\w\-*]))",
            before=50,
            after=40,
            caseless=True,
        ),
        Pattern(
            anchor=_ACT_ANCHOR,
            candidate=rf"(?i:(?<![\w\-])(?:{_ACT})(?![\w\-*]))",
            before=110,
            after=90,
            caseless=True,
        ),
        Pattern(
            anchor=r"(?:leistung|leistungsart|hilfeart|hilfe|pflegegrad|bezieht|bezug|leistungen|jugendamt)[ \t]?[:|]",
            candidate=rf"(?i:(?<![\w\-]){_LABEL}[ \t]?[:|][ \t]{{0,4}}{_VALUE}(?![\w\-]))",
            before=50,
            after=50,
            caseless=True,
        ),
    ),
    validate=_validate,
    cost=STATEMENT,
    about_a_person=True,
    covers=True,
    mask=nothing,
)
