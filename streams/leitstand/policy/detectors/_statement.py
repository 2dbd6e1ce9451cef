"""What makes a word a statement about somebody, instead of a topic.

"Asthma" in "Emil hat Asthma" says something about Emil; in "Vortrag über Asthma" it does not. A
detector of such things names its words by the part that they play, and this file reads the sentence
around them. Whether somebody can be identified there is not decided here, but in
:mod:`leitstand.policy.identifiable`.
"""

import re
from enum import Enum

from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.sentences import clause_start, sentence_around
from leitstand.schemas.vocabulary import Confidence


class Part(Enum):
    """The part that a word plays in a statement."""

    CONDITION = "condition"
    """A noun that one has, gets or suffers from: needs a verb, a possessive or a preposition."""
    QUALITY = "quality"
    """An adjective or noun that one is: needs "ist", "war", "wurde" …"""
    ACT = "act"
    """Says by itself that something is so of somebody: "krankgeschrieben", "GdB 60"."""
    FIELD = "field"
    """A field of a form with its label; the value is the group ``value`` of the candidate."""


STATEMENT = 1_000
"""Steps that reading a sentence takes (``Detector.cost``)."""
CLAUSE = 160
"""Characters of a clause in which somebody in general may stand."""
PREDICATE = 110
"""Characters before a word in which its verb may stand."""
PHRASE = 70
"""Characters before a word in which a preposition or a possessive may stand."""
NEXT = 40
"""Characters of what stands directly before a word."""

_PERSONS = (
    r"(?:menschen|personen|leuten?|erwachsenen?|jugendlichen?|senior(?:inn)?en|patient(?:inn)?en|kindern?|"
    r"beschäftigten?|mitarbeitende[nr]?|mitarbeiter(?:innen|n)|kolleg(?:en|innen) und|betroffenen?|angehörigen?|"
    r"bürger(?:n|innen)|schüler(?:n|innen)|frauen|männern?|versicherten?|antragsteller(?:n|innen)|"
    r"eltern(?! von)|flüchtlingen?|geflüchteten?|muslim(?:e|en|innen)|juden|christen|katholiken|mitglieder[n]?)"
)
_ANYBODY = (
    r"(?:kind(?:e?s)?|mensch(?:en)?|person|beschäftigte[nr]?|mitarbeiter(?:in|s)?|kolleg(?:e|en|in)|patient(?:in|en)?|"
    r"frau|mann(?:es)?|schüler(?:in|s)?|elternteils?|mutter|vaters?|bewerber(?:in|s)?|bürger(?:in|s)?|team\w*|"
    r"freund(?:in)?|bekannte[rn]?|familienmitglied\w*|familie|angehörige[rn]?|teilnehmer(?:in)?|mieter(?:in)?|"
    r"antragsteller(?:in)?|jugendliche[rn]?|azubi\w*|auszubildende[rn]?|vorgesetzte[rn]?|führungskraft|beamt(?:er|in)|"
    r"steuerpflichtige[rn]?|eigentümer(?:in)?|unternehmen|betrieb)"
)
_GENERIC = re.compile(
    rf"\b(?i:man|wer|jede[rmsn]?|jemand\w*|niemand\w*|{_PERSONS}"
    rf"|(?:k?ein(?:e[rmns]?)?|irgendein\w*) (?:\w+e[rsnm]? )?{_ANYBODY})\b(?!\s+(?!und |oder |mit |bei )(?:Frau |Herrn? )?[A-ZÄÖÜ][a-zäöü])"
)
"""Somebody in general: nobody in particular has it. A name behind it makes it somebody."""
_CONDITIONAL = re.compile(
    r"(?i)^\W*(?:und |oder |aber )?(?:wenn|falls|sofern|ob|sollten?|sobald|angenommen|solange|für den fall)\b"
)
_RELATIVE = re.compile(
    r"(?i)^\W*(?:an |bei |mit )?(?:die|der|das|dem|den|deren|dessen|welche\w?)\b"
)
_QUESTION = re.compile(
    r"(?i)^\W*(?:was (?:ist|sind|bedeutet|heißt|tun|mache|gilt|muss)|wie (?:gehe|gehen|kann|erkläre|viele)|"
    r"welche\w?|erklär\w*|definier\w*|"
    r"informier\w*|gibt es|ab wann|wann)\b"
)
_NEGATED = re.compile(r"(?i)\b(?:kein\w{0,2}|nicht|ohne|weder|nie)(?: \w+){0,2} ?$")

_WORD = r"(?!über\b|für\b|gegen\b|zum?\b|zur\b|vom?n?\b|rund\b|mit\b)[a-zäöüß]{2,20}"
_TIME_NOUN = (
    r"(?:Geburt|Jahr\w{0,3}|Monat\w{0,2}|Wochen?|Tag\w{0,2}|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|"
    r"Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Anfang|Mitte|Ende|Kindheit|"
    r"Sommer|Herbst|Winter|Frühjahr|Gestern|Angaben|Attest|Gutachten|Arzt|Aussage|Verdacht|Sohn|Tochter|Kind|Mutter|Vater|Mann|Frau)"
)
_WHOM = r"(?:(?:für|bei|von|an|mit) )?(?:Frau|Herrn?|Familie|Eheleute) (?:Dr\. )?[A-ZÄÖÜ][\w\-]{1,25}(?: [A-ZÄÖÜ][\w\-]{1,25})?|(?:für|bei|von) (?:ihn|sie|sich|ihm|ihr)"
_GAP = rf"(?:[ \t\n]+(?:{_WHOM}|{_WORD}|{_TIME_NOUN}|[0-9][0-9.,]{{0,9}}|Euro|EUR|€|KW)){{0,8}}[ \t\n]+"
_HAS = re.compile(
    r"(?:\b(?:hat|habe|hast|hatte[nt]?|haben|habt|bekam|bekommt|bekommen|erlitt|erleidet|leide[tn]?|litt(?:en)?|erkrankte?n?|"
    r"durchlebt|kämpft|verstarb|starb|entwickelte?|laboriert|besteht|bestehen|bestand|liegt|lag|liegen|vorliegt|ergab|zeigt|"
    rf"wurde|wurden|wird|bezieht|bezog|beziehe|beziehen|erhält|erhielt|erhalte|erhalten|beantragte?n?|beantragt|braucht|benötigt|"
    rf"nimmt|nehme|schuldet|zahlt|spritzt|läuft|liefen|prüft|prüfte|meldete?|vermutet|führt|diagnostizierte|attestierte?|bescheinigte?)){_GAP}"
    r"(?:an |unter |mit |eine[rsnm]? |ein )?(?:[A-ZÄÖÜ][\w\-]{3,40}(?:, [A-ZÄÖÜ][\w\-]{3,40})? (?:und|sowie) (?:eine[rsnm]? |ein )?)?"
    r"(?:verdacht auf )?(?:(?:\w+e[rsnm]? )){0,2}[„\"(]?$"
)
_BECAUSE = re.compile(
    r"(?i)\b(?:wegen|aufgrund|auf grund|infolge|nach|seit|trotz|durch|verdacht auf|"
    r"diagnose)"
    r"(?:[ \t\n]+(?:seine[rsmn]?|ihre[rsmn]?|meine[rsmn]?|deine[rsmn]?|eine[rsmn]?|einem|der|des|dem|den|verdachts? auf|"
    r"[a-zäöüß]{4,20}e[rsnm]))"
    r"{0,3}[ \t\n]+[„\"(]?$"
)
_OWN = re.compile(
    r"(?i)\b(?:sein|ihr|mein|dein|euer|unser|dessen|deren)(?:e[rsmn]?)?"
    r"(?:[ \t\n]+[a-zäöüß]{3,20}e[rsnm]?){0,2}[ \t\n]+[„\"(]?$"
)
_VERB_BEHIND = re.compile(
    r"(?i)^[\"“)]?(?:[ \t\n]+(?:und|oder|sowie|auch|[a-zäöüß]{2,20}|[A-ZÄÖÜ][a-zäöüß]{2,20})){0,3}[ \t\n]+"
    r"(?:hat|hatte|habe|haben|erkrankt|gelitten|leidet|litt|leiden|gestorben|verstorben|verstarb|diagnostiziert|"
    r"festgestellt|bekommen|bekommt|bekam|erlitten|erlitt|ausgefallen|ausfällt|fehlt|fehlte|gefehlt|behandelt|"
    r"entschuldigt|nachgewiesen|attestiert|bescheinigt|anerkannt|vorliegt|bezieht|bezog|bezogen|erhält|erhielt|erhalten|"
    r"beantragt\w{0,3}|bewilligt|abgelehnt|eingestellt|gestellt|nimmt|einnimmt|braucht|benötigt|zahlt|schuldet|bewohnt|verordnet|"
    r"verschrieben|beantragen|aufgehoben|zurückgefordert|gekürzt|nicht gezahlt|offen|rückständig|eingereicht|eingegangen|vorgelegt|eingelegt|erhoben|angefochten|gestundet|bezahlt|beglichen|überwiesen)\b"
)
_APPLIED = re.compile(
    r"(?i)\b(?:sein|ihr|mein|dein|euer|unser|dessen|deren)(?:e[rsmn]?)?[ \t\n]+(?:\w+[ \t\n]+)?"
    r"(?:(?:erst|folge|weiterbewilligungs)?antr(?:ag|äge)\w{0,2}|widerspruchs?|einspruchs?|bescheid\w{0,2}|anspruchs?|bezugs?|bewilligung)"
    r"[ \t\n]+(?:auf|gegen|über|für|wegen|von)(?:[ \t\n]+(?:d\w{2}|einen?))?[ \t\n]+$"
)
"""An application or appeal of somebody, and what it is about."""
_DEFINITE = re.compile(
    r"(?i)\b(?:die|der|den|dem|das|alle|diese[rmns]?|sämtliche|mehrere|viele)[ \t\n]+$"
)
_NAMED_SO = re.compile(r"(?i)grippe|masern|krätze|windpocken|röteln|angina|gicht|influenza")
"""Illnesses that one has with an article; "hat die Anträge" is work."""
_TITLE = re.compile(r"\b(?:Frau|Herrn?|Familie|Dr\.)[ \t\n]+$")
_NAME = re.compile(r"[ \t\n]+[A-ZÄÖÜ]")
_IS = re.compile(
    r"(?i)\b(?:ist|war|sei|wäre|wurde|wird|bin|bist|sind|waren|bleibt|blieb|wirkt|gilt|fühlt|bekannte?|bezeichnet|outet|befindet|sitzt|liegt|musste|muss|kam|erwies|"
    r"outete|meldete?|lebt|schreibt|als)\b"
)
_IS_BEHIND = re.compile(
    r"(?i)^[ \t\n]+(?:(?:und|oder|bzw\.?)[ \t\n]+[a-zäöüß]{3,20}[ \t\n]+)?"
    r"(?:ist|war|sei|wäre|wurde|geworden|gewesen|wird|bin|sind|lebt|zu sein|erzogen|aufgewachsen|getauft)\b"
)
_HALT = re.compile(r"[;:!?]|(?<![0-9])\.(?![a-zäöü])")
_IS_AT_THE_END = re.compile(
    r"[ \t\n]+(?:ist|war|sei|bin|sind|wäre|wurde|zu sein)[ \t]*(?:[.,;!?)\n]|$)"
)
_TOPIC = re.compile(
    r"(?i)(?:über|zum thema|thema|rund um|für|gegen|vortrag|kurs|beratung|woche|tag|selbsthilfe\w*|gruppe|zu|zur|zum|vor|statt|"
    r"bei|oder|wie|kein\w*|ohne|begriff|wort|formular|vordruck|leitfaden|merkblatt)[ \t\n]+(?:der |die |das |dem |den )?[„\"(]?$"
)


def _evidence(start: int, end: int, confidence: Confidence, *reasons: Reason) -> Evidence:
    return Evidence(start=start, end=end, confidence=confidence, reasons=reasons)


def is_general(left: str) -> bool:
    """Say whether the beginning of a sentence speaks of nobody in particular, or of a case only."""
    start = clause_start(left)
    clause = left[start:]
    if _CONDITIONAL.match(clause) or _QUESTION.match(left):
        return True
    if start and _RELATIVE.match(clause):
        # "Menschen, die an … leiden": the clause before says who.
        clause = left[clause_start(left[: start - 1]) :]
    return _GENERIC.search(clause[-CLAUSE:]) is not None


def _is(word: str, left: str, right: str) -> bool:
    """Say whether somebody is so; Christ, Jude and Christin are names, too."""
    is_before = _IS.search(_HALT.split(left[-PREDICATE:])[-1]) is not None
    if word[0].isupper():
        if _TITLE.search(left[-NEXT:]) or _NAME.match(right):
            return False
        return is_before or _IS_AT_THE_END.match(right) is not None
    return is_before or _IS_BEHIND.match(right) is not None


def _has(word: str, left: str) -> bool:
    """Say whether somebody has, gets or suffers from it; "hat die Anträge" is work."""
    if _HAS.search(left[-PREDICATE:]) is None:
        return False
    return _DEFINITE.search(left[-NEXT:]) is None or _NAMED_SO.match(word) is not None


def _says(part: Part, word: str, left: str, right: str) -> bool:
    if part is Part.QUALITY:
        return _is(word, left, right)
    near = left[-PHRASE:]
    return (
        _VERB_BEHIND.match(right) is not None
        or _has(word, left)
        or _BECAUSE.search(near) is not None
        or _OWN.search(near) is not None
        or _APPLIED.search(near) is not None
    )


_ENTRY_ENDS = re.compile(r"[ ]*(?:\Z|[,;)|\n]|(?:bis|seit|ab|vom) [0-9])")


def _stands_alone(left: str, right: str) -> bool:
    """Say whether a word is an entry of a record: between commas, semicolons, brackets."""
    return left.rstrip(" ")[-1:] in ",;(|-:" and _ENTRY_ENDS.match(right) is not None


def _may_stand_beside(part: Part, left: str, right: str) -> bool:
    """Say whether a word without a verb can still be about the person next to it."""
    if part is Part.QUALITY and not _stands_alone(left, right):
        return False
    return _TOPIC.search(left[-NEXT:]) is None


def statement(candidate: Candidate, part: Part) -> Evidence | None:
    """Return the statement that a word makes, or ``None`` where it is a topic.

    High: a predicate or a field says it of somebody. Low: it only stands there, and whoever stands
    directly beside it decides.
    """
    whole = candidate.whole
    if part is Part.FIELD:
        return _field(candidate)
    low, high = sentence_around(whole, candidate.start, candidate.end)
    left, right = whole[low : candidate.start], whole[candidate.end : high]
    says = part is Part.ACT or _says(part, candidate.text, left, right)
    if not says and not _may_stand_beside(part, left, right):
        return None
    if _NEGATED.search(left[-NEXT:]) or is_general(left):
        return None
    if says:
        start = candidate.start + _lead(candidate.text, part)
        return _evidence(start, candidate.end, Confidence.HIGH, Reason.CONTEXT)
    return _evidence(candidate.start, candidate.end, Confidence.LOW, Reason.STRUCTURE)


_LEAD = re.compile(
    r"(?i)(?:ist|sei|war|sind|hat|habe|haben|mit|als|bei)[ \t\n]+(?!sich\b)(?:einen?[ \t\n]+)?"
)


def _lead(text: str, part: Part) -> int:
    """Return the length of the verb that opens an act: it belongs to the sentence, not to the thing."""
    match = _LEAD.match(text) if part is Part.ACT else None
    return match.end() if match else 0


_EMPTY = re.compile(
    r"(?i)^\W*(?:$|\[|<|_{2,}|\.{2,}|x{2,}|bitte|angeben|eintragen|ankreuzen|optional|ja\b.{0,3}nein|siehe|art|freiwillig|"
    r"wird|pflichtfeld|text|varchar|string|int\b|spalte|feld|entfällt|muster)"
)


def _field(candidate: Candidate) -> Evidence | None:
    """Return the value of a labelled field, where it has one."""
    label, colon, value = candidate.text.partition(":")
    if not colon:
        label, colon, value = candidate.text.partition("|")
    value = value or ""
    start = candidate.start + len(label) + 1 + (len(value) - len(value.lstrip()))
    text = value.strip().rstrip(".,;|")
    if _EMPTY.search(text) or not colon:
        return None
    return _evidence(start, start + len(text), Confidence.HIGH, Reason.FORM, Reason.CONTEXT)
