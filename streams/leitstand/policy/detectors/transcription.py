"""Listening to and transcribing conversations.

Legal basis: confidentiality of the spoken word, § 201 StGB; rule 3 of the Dienstanweisung.
Format: (a) a pasted transcript: three or more lines with a time and a speaker, WebVTT or SubRip;
(b) a request to transcribe, listen to or take down a conversation, a meeting, a telephone call or a
recording. Audio files and transcription endpoints are facts of the use, seen by the rule itself.
A transcript is high, a request medium.
Does not trigger: questions whether it is allowed, rules and leaflets about it, minutes written by a
person, timetables and agendas, shorthand or typing of written documents.
Specimens: "[00:00:05] Sprecher 1: Guten Morgen."; "Bitte transkribiere die Aufnahme der
Besprechung."
"""

import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.shape import nothing
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_TIME = r"[\[(]?(?:[0-9]{1,2}:)?[0-9]{1,2}:[0-9]{2}(?:[.,][0-9]{1,3})?[\])]?"
_SPEAKER = r"(?:[A-ZÄÖÜ][\w.\-]{0,25}(?: [A-ZÄÖÜ0-9][\w.\-]{0,25}){0,3})"
_SAID = rf"(?:{_TIME}[ \t]{{0,3}}[\-|]?[ \t]{{0,3}}{_SPEAKER}[ \t]?:|{_SPEAKER}[ \t]{{0,3}}{_TIME}[ \t]?:?)[^\n]{{0,2000}}"
_CUE = rf"{_TIME}[ \t]{{1,3}}-->[ \t]{{1,3}}{_TIME}[^\n]{{0,60}}\n[^\n]{{1,500}}"
_LINES = rf"(?:^|(?<=\n))[ \t]{{0,4}}{_SAID}(?:\n{{1,3}}[ \t]{{0,4}}{_SAID}){{2,400}}"
_CUES = rf"(?:^|(?<=\n)){_CUE}(?:\n{{1,3}}(?:[0-9]{{1,5}}\n)?{_CUE}){{1,400}}"

_CONVERSATION = re.compile(
    r"(?i)gespräch|besprechung|sitzung|telefonat|anruf|interview|meeting|konferenz|aufnahme|aufzeichnung|"
    r"mitschnitt|audio|sprachnachricht|voicemail|unterhaltung|runde|beratung|anhörung|diktat|jour fixe|"
    r"\bcall\b|versammlung|recording|conversation"
)
_ANCHOR = (
    r"(?i:\b(?:transkribier\w{0,3}|transcribe|verschriftlich\w{0,3}|mithör\w{1,3}|mitschneid\w{1,3}|"
    r"abtipp\w{1,3}|zuhör\w{1,3}|mitschreib\w{1,3}|protokollier\w{0,3}|wandle|umwandeln|hör(?:e|st)?|schneide?|schreib(?:e|st)?|tippe|"
    r"transkript\w{0,2}|wort(?:laut)?protokoll\w{0,2}|abschrift)\b)"
    r"[^.!?\n]{0,300}"
)
_ORDER = re.compile(
    r"(?i)(?:^\W*|\bbitte\s(?:\w+\s){0,3}|\bund\s)(?:transkribier(?:e|en)?|verschriftliche|transcribe)\b"
)
_EXPLICIT = re.compile(
    r"(?i)\b(?:transkribier(?:e|en|st|t)?|transcribe|verschriftlichen?|verschriftlichst|mithör(?:en|st|e)|"
    r"mitschneide[nst]{0,2}|abtippen|abtippst)\b"
)
_LISTEN = re.compile(
    r"(?i)\bhör(?:e|st)?\b.{0,80}\b(?:mit|zu|rein|an)\b|\b(?:zuhör|mitschreib)(?:en|st|e)\b"
    r"|\b(?:schneide?|schreib(?:e|st)?|protokollier(?:e|st)?)\b.{0,80}\bmit(?=\W*$|,|\sund\s(?!ohne))"
    r"|\b(?:transkript|wort(?:laut)?protokoll|abschrift)\w{0,4}\b.{0,80}"
    r"(?:aufnahme|aufzeichnung|mitschnitt|audio|sprachnachricht|tonspur)"
    r"|\btranskript\w{0,2}\b.{0,60}(?:gespräch|besprechung|sitzung|telefonat|meeting|konferenz|interview)"
    r"|(?:aufnahme|aufzeichnung|mitschnitt|audio\w{0,8}|sprachnachricht)\b.{0,80}"
    r"\b(?:transkript|wort(?:laut)?protokoll|abschrift|abtipp)"
)
_TYPE_OUT = re.compile(
    r"(?i)\btippe\b.{0,80}\bab\b|\b(?:wandle|umwandeln)\b.{0,80}\btext\b|\btext\b.{0,40}\bumwandeln\b"
)
_HEARD = re.compile(r"(?i)aufnahme|aufzeichnung|mitschnitt|audio|sprachnachricht|voicemail|diktat")
_ASKED = re.compile(
    r"(?i)^\W*(?:hör|schreib|schneide|protokollier|tippe|erstelle?\b|mach\b)"
    r"|\b(?:bitte|kannst du|könntest du|können sie|könnten sie|würdest du|ich möchte|ich brauche|"
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
_REACH = 300
"""Characters before a verb that its sentence may reach."""


def _transcript(candidate: Candidate) -> Evidence:
    return Evidence(
        start=candidate.start,
        end=candidate.end,
        confidence=Confidence.HIGH,
        reasons=(Reason.FORM, Reason.STRUCTURE),
    )


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
    if _ABOUT.search(sentence) or not _ASKED.search(sentence):
        return False
    if _EXPLICIT.search(sentence) or (_TYPE_OUT.search(sentence) and _HEARD.search(context)):
        return True
    return bool(_LISTEN.search(sentence) and _CONVERSATION.search(sentence))


def _validate(candidate: Candidate) -> Evidence | None:
    if "\n" in candidate.text:
        return _transcript(candidate)
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
        Pattern(anchor="[0-9]:[0-9]{2}", candidate=_LINES, before=60, after=2_200),
        Pattern(anchor="-->", candidate=_CUES, before=60, after=700),
        Pattern(
            anchor=(
                r"transkri|transcri|verschriftlich|mith[öÖ]r|mitschn|tipp|mitschr|zuh[öÖ]r|h[öÖ]r|"
                r"schneid|schreib|protokoll|abschrift|wandle|umwandeln"
            ),
            candidate=_ANCHOR,
            before=30,
            after=340,
            caseless=True,
        ),
    ),
    covers=True,
    validate=_validate,
    searches_inside=False,
    mask=nothing,
)
