"""A request to decide about a person, or to rank or sort out people.

Legal basis: Art. 22 GDPR; § 35a VwVfG (an administrative act by machine needs a law that allows it and
leaves no discretion); Art. 26 and Annex III no. 4 and 5 AI Act (selection of applicants, evaluation of
staff, access to benefits are high-risk). Rule 5 of the house: people decide.
Format: a sentence that asks (a) to decide, grant or refuse, with a person, an application or an
applicant in it or just beside it and an outcome for them; (b) to rank, choose, score or sort out
applicants, staff or other people. Names are not needed: twelve nameless applicants are ranked, too.
Medium: what was meant, people find out.
Does not trigger: questions whether it is allowed, rules and leaflets about it, criteria, forms and
job advertisements, letters that put a decision into words which a person has made, sorting by
alphabet or date, decisions about things, what a committee or the writer decides.
Specimens (fictitious): "Entscheide, ob Herr Muster den Wohngeldantrag bewilligt bekommt."; "Bewerte die
Bewerber und sortiere die schwächsten aus."; "Erstelle eine Rangliste der zwölf Bewerbungen."
"""

import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.shape import nothing
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_ANCHOR = (
    r"\bentscheide\b|\bentscheiden sie\b|\bentscheidest\b|\bentscheiden lassen\b|\btriff\b|"
    r"rangliste|rangfolge|rangreihe|\branking\b|\branke\b|shortlist|"
    r"\bsortiere?\b|sortierst|aussortier|\bbewerte?\b|bewertest|\bbeurteile?\b|beurteilst|"
    r"\bw[äÄ]hle?\b|ausw[äÄ]hl|geeignetst|besten geeignet|bestgeeignet|\bvergib\b|\bvergebe\b|"
    r"\bbewillige\b|\bgenehmige\b|\blehne\b|\bpriorisiere\b|\bwer (?:von|unter|aus)\b|"
    r"\bwem (?:soll|k[öÖ]nn|m[üÜ]ss)|\bdecide (?:whether|if|who)|\brank the\b|\bselect the best\b|"
    r"\bbest (?:candidate|applicant)"
)
_CANDIDATE = r"[^\s.!?][^.!?\n]{15,380}"
"""A sentence of the window; its beginning may lie before."""

_PEOPLE = (
    r"bewerber|bewerbung(?:en|s)|bewerbung\b|bewerbende|kandidat|mitarbeite(?:r|nde)|beschäftigte|kolleg|"
    r"lebensl[aä]uf|azubi|auszubildende|praktikant|schüler|antragstell(?:er|ende)|wohnungssuchende|mieter|"
    r"leistungsbe(?:zieh|rechtigt)|geflüchtete|asylbewerber|schuldner|familien|eltern\b|kinder|applicant|"
    r"candidate|employees|cvs?\b"
)
_MANY = re.compile(rf"\b(?:{_PEOPLE})")
_ONE = re.compile(
    rf"\b(?:{_PEOPLE}|widerspr[uü]ch|bürger(?:in|s)?\b|kund(?:e|in)\b|klient|person\b|betroffene|familie\b|"
    r"kind\b|herrn?\b|frau\b|die akte|der fall)|antr[aä]g"
)
_OUTCOME = re.compile(
    r"bekomm|erhält|erhalten|willig|genehmig|ablehn|abgelehn|lehne|zusteh|berechtigt|gewähr|einstell|"
    r"eingestell|einlad|eingeladen|kündig|beförder|anspruch|zugelassen|zulass|aufgenommen|stattg|"
    r"sanktion|ausgewählt|geeignet|eignung|verlänger|bußgeld|abgeschoben|kreditwürd|förder|gestundet|"
    r"erlassen|zusage|absage|platz\b|gets?\b|approve|reject|hire|entscheide (?:über|für|gegen)\b"
)
_ASKED = re.compile(
    r"^\W{0,9}(?:(?:und|dann|nun|jetzt|danach|anschließend) )?(?:entscheide|triff|ranke|sortier|bewerte|beurteile|"
    r"wähle?|vergib|vergebe|bewillige|genehmige|lehne|priorisiere|erstelle|mach|gib|lege?|rank|select|"
    r"decide|welche|we[rmn])\w{0,2}\b"
    r"|\b(?:bitte|kannst du|könntest du|können sie|könnten sie|du sollst|sage? mir|ich brauche|wir brauchen|"
    r"ich möchte,? dass du|please|can you|could you)\b"
    r"|\b(?:und|dann|anschließend) (?:entscheide|sortiere|ranke|wähle|bewerte|beurteile|lehne)\b"
)
_ABOUT = re.compile(
    r"\b(?:d[aü]rf(?:en|te)?|erlaubt|zulässig|unzulässig|verboten|untersagt|rechtlich|rechtslage|dsgvo|"
    r"ki-v|dienstanweisung|dienstvereinbarung|merkblatt|schulung|workshop|warum|risiken|formulier|schreibe?\b|"
    r"entwirf|verfasse?|erkläre?|erläutere?|übersetze?|fiktiv|erfunden|stellenausschreibung|"
    r"anforderungsprofil|alphabet|datum|eingang|postleitzahl|überschrift|textentw|formulierung|variante|"
    r"slogan|logo\b|layout)|art\. ?22|§ ?35a"
    r"|\b(?:entscheide|bewerte|sortiere|wähle|beurteile)(?: bitte)? (?:nicht|nichts|niemand|kein|dich\b)"
    r"|\b(?:ich|wir|er|sie|gemeinderat|ausschuss|jury|kommission|gremium)(?: selbst)? (?:entscheide|bewerte|wähle)"
)
_MAKE = re.compile(r"\b(?:erstelle|entwickle|nenne|gib|brauche|mach)\b")
_TOOL = re.compile(
    r"kriteri|raster|matrix|bogen|leitfaden|checkliste|fragen|vorlage|konzept|beispiel|quiz"
)
_DECIDE = re.compile(
    r"\bentscheide(?:n sie|st du)?\b|\bbewillige\b|\bgenehmige\b|\bwem (?:soll|könn|müss)|\bdecide\b"
)
_RANK = re.compile(
    r"rangliste|rangfolge|rangreihe|\branking\b|\branke?\b|shortlist|aussortier|auswähl|geeignetst|"
    r"besten geeignet|bestgeeignet|best (?:candidate|applicant)|\bselect the best\b"
)
_PARTED = tuple(
    (re.compile(first), re.compile(second))
    for first, second in (
        (
            r"\bsortier(?:e|st)?\b",
            r"\b(?:aus|vor|nach (?:ihrer )?(?:eignung|qualif|leistung|noten|punkt))",
        ),
        (r"\bwähle?\b", r"\baus\b"),
        (
            r"\b(?:bewerte?|bewertest|beurteile?|beurteilst|vergib|vergebe|priorisiere)\b",
            r"punkt|note|score|eignung|geeignet|leistung|rang|besten|einlad|einstell|skala|sortier",
        ),
        (
            r"\bwer (?:von|unter|aus)\b",
            r"einlad|eingeladen|einstell|eingestellt|kündig|besten|geeignet|bekomm|erhält|passt",
        ),
    )
)
"""Verbs that rank only together with what stands behind them in the sentence."""
_PARTED_DECIDE = tuple(
    (re.compile(first), re.compile(second))
    for first, second in ((r"\btriff\b", r"entscheidung"), (r"\blehne\b", r"\bab\b"))
)
_BORDER = ".!?\n"
_REACH = 160
"""Characters before the window that a sentence may reach."""
_BESIDE = 250
"""Characters beside the sentence in which those whom it is about may stand."""


def _sentence(candidate: Candidate) -> tuple[int, int]:
    whole, low = candidate.whole, max(0, candidate.start - _REACH)
    start = max(low, *(whole.rfind(mark, low, candidate.start) + 1 for mark in _BORDER))
    while start < candidate.start and whole[start].isspace():
        start += 1
    return start, candidate.start + len(candidate.text.rstrip())


def _in_order(pairs: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...], sentence: str) -> bool:
    """Say whether the second of a pair stands behind its first; two searches, so that it is linear."""
    return any(
        (found := first.search(sentence)) is not None and second.search(sentence, found.end())
        for first, second in pairs
    )


def _asks(sentence: str) -> bool:
    """Say whether the sentence asks for something, and for no text, form or information about it."""
    if not _ASKED.search(sentence) or _ABOUT.search(sentence):
        return False
    return not _in_order(((_MAKE, _TOOL),), sentence)


def _is_request(sentence: str, around: str) -> bool:
    if not _asks(sentence):
        return False
    if _RANK.search(sentence) or _in_order(_PARTED, sentence):
        return _MANY.search(around) is not None
    decides = _DECIDE.search(sentence) or _in_order(_PARTED_DECIDE, sentence)
    return bool(decides and _OUTCOME.search(sentence) and _ONE.search(around))


def _validate(candidate: Candidate) -> Evidence | None:
    start, end = _sentence(candidate)
    around = candidate.whole[max(0, start - _BESIDE) : end + _BESIDE]
    if not _is_request(candidate.whole[start:end].lower(), around.lower()):
        return None
    return Evidence(
        start=start,
        end=end,
        confidence=Confidence.MEDIUM,
        reasons=(Reason.REQUEST, Reason.CONTEXT),
    )


DETECTOR = Detector(
    category=Category.OTHER,
    data_class=DataClass.CONDUCT,
    patterns=(Pattern(anchor=_ANCHOR, candidate=_CANDIDATE, before=160, after=260, caseless=True),),
    covers=True,
    validate=_validate,
    searches_inside=False,
    mask=nothing,
)
