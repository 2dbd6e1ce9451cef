"""Tax data: what the tax office or the town's treasury knows of a person.

Legal basis: tax secrecy, § 30 AO (municipal taxes: § 3 KAG of the Länder with § 30 AO), § 355 StGB.
Format: a statement that somebody owes, pays, objects to or asks to defer a tax ("hat die Hundesteuer
nicht gezahlt", "Ihr Grundsteuerbescheid"), or a field ("Gewerbesteuer: 4.311,00 EUR").
High with a predicate or a field, medium directly beside the name; never without an identifiable
person, see :mod:`leitstand.policy.identifiable`.
Does not trigger: taxes as a topic, rates, statutes, budgets, templates, people in general.
Specimens, invented: "Frau Kaya schuldet 312 EUR Hundesteuer."
"""

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._statement import STATEMENT, Part, statement
from leitstand.policy.evidence import Candidate, Evidence
from leitstand.policy.shape import nothing
from leitstand.schemas.vocabulary import Category, DataClass

_TAX = r"(?:gewerbe|grund|hunde|zweitwohnungs?|vergnügungs|einkommen|umsatz|lohn|erbschaft|schenkung|grunderwerb|kirchen|übernachtungs|kfz-|kraftfahrzeug|jagd|kapitalertrag|bettensteuer)(?:s)?steuer"
_CHARGE = (
    rf"(?:{_TAX})(?:-?(?:bescheid(?:s|es|e)?|schulden?|rückst(?:and|ände[n]?)|forderung(?:en)?|messbescheid|messbetrag|erklärung|nachzahlung|vorauszahlung(?:en)?|erstattung|akte))?|steuer(?:schulden?|rückst(?:and|ände[n]?)|bescheid(?:s|es)?|hinterziehung|"
    r"nachzahlung|erstattung|erklärung|strafverfahren|klasse [1-6IV]{1,3})|selbstanzeige|säumniszuschl(?:ag|äge[n]?)|pfändung(?:s- und überweisungsverfügung|en)?|kontopfändung|lohnpfändung|"
    r"vollstreckungs(?:ankündigung|ersuchen)|eidesstattliche[rn]? versicherung|vermögensauskunft"
)
_CHARGE_ANCHOR = (
    r"(?:gewerbe|grund|hunde|wohnungs?|vergn[üÜ]gungs|einkommens?|umsatz|lohn|erbschafts?|schenkungs?|grunderwerbs?|kirchen|[üÜ]bernachtungs|kfz-|kraftfahrzeug|jagd|kapitalertrags?)steuer|steuerschuld|steuerr[üÜ]ckst|steuerbescheid|steuerhinterz|steuernachz|steuererst|steuererkl|steuerstraf|"
    r"steuerklasse|selbstanzeige|s[äÄ]umniszuschl|pf[äÄ]ndung|vollstreckungs|eidesstattlich|verm[öÖ]gensausk"
)
_ACT = (
    rf"(?:schuldet|schulden|schulde) (?:\w+ ){{0,4}}?(?:[0-9.,]{{1,12}} ?(?:€|eur|euro) )?(?:an )?(?:{_TAX}|steuern)|(?:{_TAX}|steuern?) (?:\w+ ){{0,3}}?(?:nicht|noch nicht|zu spät|verspätet) (?:gezahlt|bezahlt|beglichen|abgeführt|angemeldet)|(?:stundung|erlass|ratenzahlung|aussetzung) (?:der|seiner|ihrer|von|für die|ihre) (?:{_TAX}|steuerschuld\w*)|"
    rf"steuern? hinterzogen|verdient (?:\w+ ){{0,3}}?[0-9.,]{{3,10}} ?(?:€|eur|euro)(?: (?:brutto|netto))?"
)
_ACT_ANCHOR = r"steuern? (?:[^ ]{1,15} ){0,3}(?:nicht|noch|zu sp|versp)|schulde[tn]?\b[^\n]{0,60}steuer|hinterzogen|verdient|steuerschuld|(?:stundung|erlass|ratenzahlung|aussetzung) (?:der|seiner|ihrer|von|f)"
_LABEL = rf"(?:{_TAX}|steuerschuld|steuerrückstand|steuerklasse|steuermessbetrag|säumniszuschläge?|einkünfte|jahreseinkommen|rückstand|gewerbesteuermessbetrag)"
_PARTS = (Part.CONDITION, Part.ACT, Part.FIELD)


def _validate(candidate: Candidate) -> Evidence | None:
    return statement(candidate, _PARTS[candidate.form])


DETECTOR = Detector(
    category=Category.OTHER,
    data_class=DataClass.TAX,
    patterns=(
        Pattern(
            anchor=_CHARGE_ANCHOR,
            candidate=rf"(?i:(?<![\w\-])(?:{_CHARGE})(?![\w\-*]))",
            before=50,
            after=50,
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
            anchor=r"(?:steuer|schuld|stand|klasse|betrag|schlag|schl[äÄ]ge|eink[üÜ]nfte|einkommen)(?: [0-9]{4})?[ \t]?[:|]",
            candidate=rf"(?i:(?<![\w\-]){_LABEL}(?: (?:20[0-9]{{2}}))?[ \t]?[:|][ \t]{{0,4}}[0-9IV][0-9.,IV]{{0,14}}(?: ?(?:€|eur|euro))?(?![\w\-]))",
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
