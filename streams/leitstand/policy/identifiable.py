"""Is a statement about a person whom the text makes identifiable (Art. 4 (1) GDPR)?

A name in the same sentence, in the same form or record, or one that a pronoun of the sentence takes
up; the addressee of a letter where the sentence speaks of "Sie" or "Ihr"; its writer where it says
"ich" or "mein". A role alone ("ein Kollege") names nobody, nor does the name of whoever answers
questions, gives a talk or signs a letter about something else.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import NamedTuple

from leitstand.policy.evidence import Evidence, Reason
from leitstand.policy.sentences import same_block, sentence_around
from leitstand.schemas.vocabulary import Category, Confidence

REACH = 300
"""Characters between a statement and the person whom it is about, inside one paragraph."""
LETTER = 1_500
"""Characters between a statement and the salutation or the signature of its letter."""
MOST = 12
"""Places looked at on each side of a statement."""
FORM = 600
"""Characters between a field and the name in the same form."""

NUMBERS = frozenset(
    {
        Category.DATE_OF_BIRTH,
        Category.STEUER_ID,
        Category.SV_NUMBER,
        Category.KV_NUMBER,
        Category.ID_CARD,
        Category.PASSPORT,
        Category.DRIVING_LICENCE,
    }
)
"""Belong to one person, wherever they stand."""
CONTACTS = frozenset({Category.STREET_ADDRESS, Category.TELEPHONE, Category.EMAIL})
"""Belong to a person or to an office."""
IDENTIFYING = NUMBERS | CONTACTS | {Category.PERSON}

TITLED = re.compile(
    r"\b(?:Frau|Herrn?|Familie|Eheleute[n]?|Hr\.|Hrn\.|Fr\.|Fam\.)[ \t\n]+(?:(?:Dr|Prof|Dipl|Ing|med)\.[ \t\-]*){0,4}"
    r"(?!(?:Muster|Beispiel|Bürger|Ober|Minister|Stadt|Gemeinde|Kolleg|Präsident|Vorsitzende|Amts|Dezernent|"
    r"Landr|Direktor|Doktor|Professor|Pfarrer|Rat\b|Anwalt|Rechts|Bundes|Landes|Nach|Name|Vor|Mann|Frau|Herr|Holle|Und|Oder)"
    r")(?P<name>(?:von |van |de |zu |Al-|El-)?[A-ZÄÖÜ][a-zäöüßéèçğ\u0131şñøå]{2,30}(?:-[A-ZÄÖÜ][a-zäöüß]{2,30})?)"
)
_SALUTATION = re.compile(
    r"(?i)(?:sehr geehrte[rs]?|liebe[rs]?|hallo|guten (?:tag|morgen|abend)|moin|dear|hi|verehrte[rs]?|werte[rs]?)[ \t,]*"
    r"(?:(?:frau|herrn?|familie|eheleute)[ \t]*)?(?:(?:dr|prof)\.[ \t]*)*(?:\w+[ \t]+){0,2}$"
)
_ADDRESSED = re.compile(
    r"(?i)\b(?:schreiben?|brief|mail|e-mail|antwort\w*|anschreiben|einladung|bescheid|nachricht|erinnerung)\b[^.!?\n]{0,30}"
    r"\b(?:an|für)[ \t]+(?:(?:frau|herrn?|familie|eheleute|die eheleute)[ \t]+)?(?:\w+[ \t]+)?$"
)
_SIGNATURE = re.compile(
    r"(?i)(?:grüße?n?|gruss|gruß|im auftrag|i\. ?a\.|i\. ?v\.|in vertretung|gez\.|\bmfg|\bvg|\blg)\b[^\n]{0,40}\n?[\s\S]{0,40}$"
)
_SENDER = re.compile(
    r"(?i)(?:\bvon|\bfrom|absender(?:in)?|einsender(?:in)?)[ \t]*:[ \t]*[^\n]{0,40}$"
)
_OFFICE = re.compile(
    r"(?i)(?:ansprechpartner\w*|ansprechperson\w*|sachbearbeit\w*|kontakt\w*|zuständig\w*|auskünfte|auskunft|rückfragen|"
    r"referent\w*|moderation|vortrag|dozent\w*|bearbeitet|ihr zeichen|unser zeichen|anmeldung\w*|leitung|kursleitung)"
    r"[ \t]*(?::|\(|-|bei|an|durch|von|ist|sind|erteilt|gibt|sowie|unter)?[ \t]*(?:frau|herrn?|dr\.)?[ \t]*(?:\w+[ \t])?$"
)
_REACHED = re.compile(
    r"(?i)(?:anmeld|anruf|rufen sie|wenden|kontakt|auskunft|auskünfte|rückfragen|unter|informationen|infos?|hotline|sprechstunde|"
    r"treffpunkt|ort:|adresse|beratungsstelle|praxis|gesundheitsamt|service|telefon\w*|tel\.|e-mail|büro|zimmer)[^.!?\n]{0,40}$"
)
_TAKEN_UP = re.compile(
    r"\b(?:er|ihm|ihn|sie|ihr|ihre[rmns]?|sein|seine[rmns]?|dessen|deren|Er|Sie|Ihre?|Ihm|Ihn|Sein|Seine[rmns]?|Dies\w*|dies\w*)\b"
    r"|(?i:\b(?:der|die|das|dem|den|des|diese[rmns]?|beide) (?:kind\w*|sohn\w*|tochter|junge|mädchen|schüler\w*|mutter|vater|"
    r"kolleg\w+|mitarbeiter\w*|patient\w*|klient\w*|betroffene\w*|antragsteller\w*|bewohner\w*|mieter\w*|"
    r"bewerber\w*|familie|eheleute|frau|mann|beschäftigte\w*|beamt\w*|auszubildende\w*|azubi|schuldner\w*|"
    r"steuerpflichtige\w*|genannte\w*|jugendliche\w*|person|leistungsempfänger\w*|hilfeempfänger\w*|o\. ?g\.))"
)
_SOMEBODY_ELSE = re.compile(
    r"\b[Ee]ine?\s+(?:Vater|Mutter|Bürger|Kolleg|Mitarbeiter|Kind|Frau|Mann|Person|Bewohner|Elternteil|Anwohner|"
    r"Beschäftigte|Familie|Schüler|Kund|Einwohner|Bewerber|Nachbar|Patient)"
)
"""Somebody without a name, whom the pronouns of the sentence take up instead."""
_YOU = re.compile(
    r"\b(?:Sie|Ihr|Ihre[rmns]?|Ihnen|[Dd]u|[Dd]ir|[Dd]ich|[Dd]eine?[rmns]?|[Ee]uch|[Ee]ure?[rmns]?)\b"
)
_YOU_IF = re.compile(
    r"(?i)\b(?:wenn|falls|sofern|sollten|ob)\b|\bhaben sie\b|\bsind sie\b|\bleiden sie\b"
)
_ME = re.compile(r"(?i)\b(?:ich|mich|mir|meine?[rmns]?|unsere?[rmns]?|wir)\b")
_BESIDE = re.compile(
    r"^(?:, ?[A-ZÄÖÜ][a-zäöüß]{1,15}(?= ?[-;|(\t]))?[\s,;:|(/=\-]*(?:(?:von|bei|für|des|der|wegen|mit|hat|und|ist|geb\.|Frau|Herrn?|Kind|Sohn|Tochter|[0-9.]{1,10}|J\.|Jahre|Familie|"
    r"Schülerin|Schüler|Kollegin|Kollege|Eheleute)[\s,;:|(/\-)]*){0,4}$"
)


class Person(NamedTuple):
    """A place that identifies somebody."""

    start: int
    end: int
    category: Category
    sure: bool = True
    """A title stands before it, or it is proven: it makes a bare word beside it a statement."""


def persons(others: Iterable[tuple[Category, Evidence]], text: str) -> tuple[Person, ...]:
    """Return every place of a text that identifies somebody, in order: findings, titles with names."""
    found = {
        Person(other.start, other.end, category, other.confidence is Confidence.HIGH)
        for category, other in others
        if category in IDENTIFYING and other.confidence is not Confidence.LOW
    }
    titled = {
        Person(match.start("name"), match.end("name"), Category.PERSON)
        for match in TITLED.finditer(text)
    }
    return tuple(sorted(found | titled))


class Standing(Enum):
    """What a name does in the text, by what stands before it."""

    ADDRESSED = auto()
    """A letter is written to them."""
    WRITING = auto()
    """They signed or sent it."""
    IN_OFFICE = auto()
    """They answer questions, or are where one asks."""
    OTHERWISE = auto()


Standings = dict[Person, Standing]
"""What was found out about persons of one text: each is near many statements of a list."""


def about_a_person(
    statement: Evidence,
    everybody: Sequence[Person],
    text: str,
    standings: Standings | None = None,
) -> Evidence | None:
    """Return a statement with the evidence of its person, or ``None`` where it is about nobody.

    A low statement, which no verb carries, becomes medium beside the person, and is nothing elsewhere.
    Where the person is only likely, so is the statement.
    """
    near = _near(statement, everybody)
    if not near:
        return None
    if statement.confidence is Confidence.LOW:
        beside = any(_is_beside(statement, person, text) for person in near)
        return _with_person(statement, Confidence.MEDIUM) if beside else None
    borders = sentence_around(text, statement.start, statement.end)
    standings = {} if standings is None else standings
    # The sure ones first, the nearest first among them.
    for person in sorted(near, key=lambda person: not person.sure):
        if person not in standings:
            standings[person] = _standing(person, text)
        if _is_meant(statement, person, standings[person], text, borders):
            sure = statement.confidence if person.sure else Confidence.MEDIUM
            return _with_person(statement, sure)
    return None


def _with_person(statement: Evidence, confidence: Confidence) -> Evidence:
    reasons = (*statement.reasons, Reason.PERSON_NEARBY)
    return replace(statement, confidence=confidence, reasons=reasons)


def _near(statement: Evidence, everybody: Sequence[Person]) -> list[Person]:
    """Return the nearest places within a letter's length; a list of hundreds costs no more.

    Never the statement's own words: "Asthma" is nobody, whatever the model says.
    """
    place = bisect_left(everybody, statement.start, key=lambda person: person.start)
    around = everybody[max(0, place - MOST) : place + MOST]
    low, high = statement.start - LETTER, statement.end + LETTER
    beside = [
        person
        for person in around
        if low <= person.start <= high
        and (person.end <= statement.start or statement.end <= person.start)
    ]
    return sorted(beside, key=lambda person: abs(person.start - statement.start))


def _standing(person: Person, text: str) -> Standing:
    if person.category is not Category.PERSON and person.category not in CONTACTS:
        return Standing.OTHERWISE
    before = text[max(0, person.start - 80) : person.start]
    if _SALUTATION.search(before) or _ADDRESSED.search(before):
        return Standing.ADDRESSED
    if _SIGNATURE.search(before) or _SENDER.search(before):
        return Standing.WRITING
    if _OFFICE.search(before) or (person.category in CONTACTS and _REACHED.search(before)):
        return Standing.IN_OFFICE
    return Standing.OTHERWISE


def _is_meant(
    statement: Evidence, person: Person, standing: Standing, text: str, borders: tuple[int, int]
) -> bool:
    """Say whether the statement is about that person."""
    low, high = borders
    if standing is Standing.IN_OFFICE:
        return False
    if standing is Standing.ADDRESSED:
        return _speaks_to_them(statement, person, text[low:high], text, low)
    if standing is Standing.WRITING:
        return _ME.search(text[low:high]) is not None
    if low <= person.start < high:
        return True
    if _is_same_form(statement, person, text):
        return True
    return _is_taken_up(statement, person, text[low:high], text)


def _speaks_to_them(
    statement: Evidence, person: Person, sentence: str, text: str, low: int
) -> bool:
    """Say whether a sentence of a letter speaks of its reader, and not of a case that may be."""
    if _YOU_IF.search(text[low : statement.start]):
        return False
    if _YOU.search(sentence):
        return True
    return person.end <= statement.start and _is_taken_up(statement, person, sentence, text)


def _is_same_form(statement: Evidence, person: Person, text: str) -> bool:
    if Reason.FORM not in statement.reasons:
        return False
    low, high = min(statement.end, person.end), max(statement.start, person.start)
    return high - low <= FORM and same_block(text, low, high)


def _is_taken_up(statement: Evidence, person: Person, sentence: str, text: str) -> bool:
    """Say whether the sentence goes on about somebody named before, or named right behind it."""
    if person.start > statement.start and not person.sure:
        return False
    low, high = min(statement.end, person.end), max(statement.start, person.start)
    reach = REACH if person.start < statement.start else REACH // 2
    if high - low > reach or not same_block(text, low, high):
        return False
    return _TAKEN_UP.search(sentence) is not None and not _SOMEBODY_ELSE.search(sentence)


def _opens_a_line(person: Person, text: str) -> bool:
    """Say whether a name stands at the start of a line, as in a list of people."""
    return not text[text.rfind("\n", 0, person.start) + 1 : person.start].strip(" -*•0123456789.)")


def _is_beside(statement: Evidence, person: Person, text: str) -> bool:
    low, high = min(statement.end, person.end), max(statement.start, person.start)
    between = text[low:high]
    if len(between) > 40 or "\n" in between or not (person.sure or _opens_a_line(person, text)):
        return False
    before = text[max(0, person.start - 80) : person.start]
    return not _SALUTATION.search(before) and _BESIDE.search(between) is not None
