"""Listening to and transcribing conversations.

Legal basis: confidentiality of the spoken word, § 201 StGB; rule 3 of the Dienstanweisung.
Format: a request to transcribe, listen to or take down a conversation, a meeting, a telephone call or
a recording, or to work on its transcript. Pasted transcripts have a detector of their own; audio files
and transcription endpoints are facts of the use, seen by the rule itself.
A request is medium.
Does not trigger: questions whether it is allowed, rules and leaflets about it, minutes written by a
person, shorthand or typing of written documents, dictation of one's own letter.
Specimens: "Bitte transkribiere die Aufnahme der Besprechung."
"""

import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.shape import nothing
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_CONVERSATION = re.compile(
    r"(?i)gespräch|besprechung|sitzung|telefonat|anruf|interview|meeting|konferenz|aufnahme|aufzeichnung|"
    r"mitschnitt|audio|sprachnachricht|sprachmemo|voicemail|unterhaltung|runde|beratung|anhörung|diktat|jour fixe|"
    r"\bcall\b|versammlung|recording|conversation|voice m|interview"
)
_ANCHOR = (
    r"(?i:\b(?:transkribier\w{0,3}|transcribe|verschriftlich\w{0,3}|mithör\w{1,3}|mitschneid\w{1,3}|"
    r"abtipp\w{1,3}|zuhör\w{1,3}|mitschreib\w{1,3}|protokollier\w{0,3}|wandle|umwandeln|hör(?:e|st)?|schneide?|schreib(?:e|st)?|tippe?|"
    r"transkript\w{0,2}|aufzeichne\w{0,2}|aufzunehmen|nimm|sprachnachricht\w{0,2}|sprachmemo\w{0,1}|voicemail|ton(?:aufnahme|aufzeichnung|mitschnitt)\w{0,2}|"
    r"audio[\w\-]{0,14}|listen|voice|mitschnitt\w{0,2}|wort(?:laut)?protokoll\w{0,2}|abschrift)\b)"
    r"[^.!?\n]{0,220}"
)
_ORDER = re.compile(
    r"(?i)(?:^\W*|\bbitte\s(?:\w+\s){0,3})(?:transkribier(?:e|en)?|verschriftliche|transcribe)\b"
)
_AND_ORDER = re.compile(r"\bund\s(?:transkribiere?|verschriftliche|transcribe)\b")
_EXPLICIT = re.compile(
    r"(?i)\b(?:transkribier(?:e|en|st|t)?|transcribe|verschriftlichen?|verschriftlichst|mithör(?:en|st|e)|aufzeichnen|"
    r"listen (?:in )?(?:to|on) (?:our|the|my|this|a|an)\b.{0,40}\b(?:call|meeting|conversation|interview|talk|recording)|"
    r"(?:convert|turn) .{0,40}\b(?:recording|audio|voice m\w+)\b.{0,20} (?:in)?to text|"
    r"mitschneide[nst]{0,2}|abtippen|abtippst)\b"
)
_LISTEN = re.compile(
    r"(?i)\bhör(?:e|st)?\b.{0,80}\b(?:mit|zu|rein|an)\b|\b(?:zuhör|mitschreib)(?:en|st|e)\b"
    r"|\bprotokollier(?:e|st)?\b.{0,60}\b(?:live|in echtzeit)\b|\bnimm\b.{0,60}\bauf(?=\W*$|,|\sund\s)"
    r"|\b(?:schneide?|schreib(?:e|st)?|protokollier(?:e|st)?)\b(?:(?!\b(?:schick|füg|bring|send|liefer|häng)).){0,80}\bmit(?=\W*$|,|\sund\s(?!ohne))"
    r"|\b(?:transkript|wort(?:laut)?protokoll|abschrift)\w{0,4}\b.{0,80}"
    r"(?:aufnahme|aufzeichnung|mitschnitt|audio|sprachnachricht|tonspur)"
    r"|\btranskript\w{0,2}\b.{0,60}(?:gespräch|besprechung|sitzung|telefonat|meeting|konferenz|interview)"
    r"|(?:aufnahme|aufzeichnung|mitschnitt|audio\w{0,8}|sprachnachricht)\b.{0,80}"
    r"\b(?:transkript|wort(?:laut)?protokoll|abschrift|abtipp)"
)
_TYPE_OUT = re.compile(
    r"(?i)\bmach\w{0,2}\b.{0,80}\b(?:text|protokoll|zusammenfassung|niederschrift|mitschrift)\b|\b(?:tippe?|schreib(?:e|st)?)\b.{0,80}\bab\b|\b(?:wandle|umwandeln)\b.{0,80}\btext\b|\btext\b.{0,40}\bumwandeln\b"
)
_HEARD = re.compile(
    r"(?i)aufnahme|aufgenommen|aufzeichnung|mitschnitt|audio|sprachnachricht|sprachmemo|voicemail|diktat"
)
_ON_TRANSCRIPT = re.compile(
    r"(?i)\b(?:fasse?|werte|analysiere?|gliedere?|erstelle?|fertige?|mach|korrigiere?|glätte|bereinige?)\b.{0,80}\btranskript"
    r"|\btranskript\w{0,3}\b.{0,80}\b(?:zusammen|aus|korrigieren|glätten|auswerten|zusammenfassen)\b"
)
_ASKED = re.compile(
    r"(?i)^\W*(?:hör|schreib|schneide|protokollier|tippe?\b|wandle\b|nimm|fasse?|werte|analysier|gliedere|erstelle?\b|fertige?\b|mach\b)"
    r"|\b(?:bitte|kannst du|könntest du|können sie|könnten sie|würdest du|mach|ich möchte|ich brauche|"
    r"ich hätte gern|du sollst|wir brauchen|please|can you|could you)\b"
)
_ABOUT = re.compile(
    r"(?i)\b(?:darf|dürfen|dürfte|erlaubt|erlauben|zulässig|unzulässig|verboten|verbietet|untersagt|rechtlich|"
    r"rechtslage|datenschutz\w{0,20}|einwilligung\w{0,20}|dienstanweisung|dienstvereinbarung|merkblatt|"
    r"leitfaden|regel\w{0,5}|hinweis\w{0,10}|warum|risiken|nicht|kein\w{0,2}|statt|formulier\w{0,4}|"
    r"anbieter|software|werkzeuge?|vergleich\w{0,4}|vor- und nachteile|pro und contra|"
    r"ausschreibung\w{0,10}|leistungsbeschreibung|konzept|schulung)\b|§ ?201"
)
_WRITTEN = re.compile(
    r"(?i)handschrift|sütterlin|kurrent|urkunde|selbst geschrieben|"
    r"\b(?:aus|nach|meine\w{0,2}|unsere\w{0,2}) (?:\w{1,20} ){0,2}(?:stichpunkt|stichwort|notiz)"
)
_BORDER = ".!?\n"
_REACH = 200
"""Characters before a verb that its sentence may reach."""


def _sentence(candidate: Candidate) -> tuple[int, int]:
    """Return the borders of the sentence; the candidate reaches from its verb to its end."""
    whole, low = candidate.whole, max(0, candidate.start - _REACH)
    start = max(low, *(whole.rfind(mark, low, candidate.start) + 1 for mark in _BORDER))
    while start < candidate.start and whole[start].isspace():
        start += 1
    return start, candidate.end


def _is_request(sentence: str, context: str) -> bool:
    """Say whether a sentence asks for the act; what it is about may stand in the one before."""
    if _WRITTEN.search(sentence) or not _CONVERSATION.search(context):
        return False
    if _ORDER.search(sentence):
        return True
    if _ABOUT.search(sentence):
        return False
    if _AND_ORDER.search(sentence):
        return True
    if not _ASKED.search(sentence):
        return False
    if _ON_TRANSCRIPT.search(sentence):
        return True
    if _EXPLICIT.search(sentence) or (_TYPE_OUT.search(sentence) and _HEARD.search(context)):
        return True
    return bool(_LISTEN.search(sentence) and _CONVERSATION.search(sentence))


def _validate(candidate: Candidate) -> Evidence | None:
    start, end = _sentence(candidate)
    context = candidate.whole[max(0, start - _REACH // 2) : end + _REACH // 2]
    if not _is_request(candidate.whole[start:end], context):
        return None
    return Evidence(
        start=start,
        end=end,
        confidence=Confidence.MEDIUM,
        reasons=(Reason.REQUEST, Reason.CONTEXT),
    )


DETECTOR = Detector(
    category=Category.TRANSCRIPTION,
    data_class=DataClass.SPOKEN_WORD,
    patterns=(
        Pattern(
            anchor=(
                r"transkri|transcri|verschriftlich|mith[öÖ]r|mitschn|\btippe?\b|abtipp|mitschr|zuh[öÖ]r|\bh[öÖ]r(?:e|st)?\b|"
                r"aufzeichne|aufzunehmen|\bnimm\b|sprachnachricht|sprachmemo|voicemail|\blisten (?:in )?(?:to|on)\b|\bvoice (?:rec|mem|mess|note)|tonauf|tonmitsch|audio|"
                r"\bschneide?\b|mitschneid|\bschreib(?:e|st)?\b[^.!?\n]{1,90}\bmit\b|protokollier|wort(?:laut)?protokoll|abschrift|\bwandle\b|umwandeln"
            ),
            candidate=_ANCHOR,
            before=130,
            after=260,
            caseless=True,
        ),
    ),
    covers=True,
    cost=9_000,
    validate=_validate,
    searches_inside=False,
    mask=nothing,
)
