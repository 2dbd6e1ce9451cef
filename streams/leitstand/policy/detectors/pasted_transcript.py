"""A written record of spoken words, pasted into a prompt.

Legal basis: confidentiality of the spoken word, § 201 StGB; rule 3 of the Dienstanweisung.
Format: three or more turns (two where the text calls it a transcript) with time and speaker, in one line or in two ("Emine Kaya 0:03", as Teams
and Zoom export them); WebVTT and SubRip cues; stretches of time as whisper prints them
("[00:00.000 --> 00:04.000]"); turns of numbered speakers ("Sprecher 1: …").
High: the form is unmistakable. Turns whose times have no seconds count only where a speaker comes back.
Does not trigger: agendas, timetables and shift plans (each line has another word, times without
seconds), dialogues in a role play with named parts, chat exports of one line.
Specimens, invented: "[00:00:05] Sprecher 1: Guten Morgen."
"""

import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.shape import nothing
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_CLOCK = r"(?:[0-9]{1,2}:)?[0-9]{1,2}:[0-9]{2}(?:[.,][0-9]{1,3})?"
_TIME = rf"[\[(]?{_CLOCK}[\])]?"
_SPEAKER = r"(?:[A-ZÄÖÜ][\w.\-]{0,25}(?: [A-ZÄÖÜ0-9(][\w.\-)]{0,25}){0,3})"
_HEAD = (
    rf"(?:{_TIME}[ \t]{{0,3}}[\-|]?[ \t]{{0,3}}{_SPEAKER}[ \t]?:"
    rf"|{_SPEAKER}[ \t]{{1,12}}{_TIME}[ \t]?:?"
    rf"|{_SPEAKER}[ \t]?\n[ \t]?{_TIME}(?=[ \t]?\n))"
)
_TURN = rf"[ \t]{{0,4}}{_HEAD}[^\n]{{0,2000}}(?:\n(?![ \t]{{0,4}}{_HEAD})[^\n]{{1,2000}}){{0,4}}"
_TURNS = rf"(?:^|(?<=\n)){_TURN}(?:\n{{1,3}}{_TURN}){{2,400}}"
_TWO_TURNS = rf"(?:^|(?<=\n)){_TURN}\n{{1,3}}{_TURN}"
_SHORT_CLOCK = r"(?:[0-9]:[0-9]{1,2}:[0-9]{1,2}\.[0-9]{1,3})"
"""As Teams counts: ``0:0:3.120``."""
_STRETCH = rf"[\[(]?(?:{_CLOCK}|{_SHORT_CLOCK})[ \t]{{1,3}}-->[ \t]{{1,3}}(?:{_CLOCK}|{_SHORT_CLOCK})[\])]?"
_CUE = rf"{_STRETCH}[^\n]{{0,60}}\n(?:{_SPEAKER}(?:, {_SPEAKER})?\n)?[^\n]{{1,500}}"
_CUES = rf"(?:^|(?<=\n)){_CUE}(?:\n{{1,3}}(?:[0-9]{{1,5}}\n)?{_CUE}){{1,400}}"
_STRETCHES = rf"(?:^|(?<=\n)){_STRETCH}[ \t]{{1,4}}[^\n]{{1,500}}(?:\n{{1,2}}{_STRETCH}[ \t]{{1,4}}[^\n]{{1,500}}){{1,400}}"
_WEBVTT = rf"(?:^|(?<=\n))WEBVTT[^\n]{{0,60}}\n{{1,3}}(?:[^\n]{{1,60}}\n){{0,2}}{_CUE}(?:\n{{1,3}}(?:[0-9]{{1,5}}\n)?{_CUE}){{0,400}}"
_NUMBERED = r"(?:Sprecher(?:in)?|Speaker|SPEAKER|Teilnehmer(?:in)?|Stimme|Interviewer(?:in)?|Befragte[r]?)[ _]?[0-9A-Z]{0,2}[ \t]?:[^\n]{1,2000}"
_NUMBERED_TURNS = rf"(?:^|(?<=\n)){_NUMBERED}(?:\n{{1,3}}{_NUMBERED}){{1,400}}"
_ONE_HEAD = re.compile(rf"(?:^|(?<=\n))[ \t]{{0,4}}{_HEAD}")
_TURNS_FORM, _NUMBERED_FORM, _TWO_FORM = 0, 4, 5
_CALLED_SO = re.compile(
    r"(?i)trans(?:k|c)ript|mitschnitt|mitschrift|wortprotokoll|verschriftlich|aufnahme|aufzeichnung|gespräch|besprechung|interview|meeting|telefonat"
)


def _speaker(head: str) -> str:
    return re.sub(r"[\[\]()0-9:.,\-|\s]", "", head)


def _is_conversation(text: str) -> bool:
    """Say whether turns are spoken: somebody speaks twice, or the times count from zero or seconds."""
    heads = _ONE_HEAD.findall(text[:20_000])
    speakers = {_speaker(head) for head in heads}
    if len(speakers) < len(heads):
        return True
    times = [re.search(_CLOCK, head) for head in heads]
    return all(time is not None and time.group().count(":") == 2 for time in times)


def _has_two_turns(candidate: Candidate) -> bool:
    """Say whether it is as short as two lines of anything may be."""
    if candidate.form == _TWO_FORM:
        return True
    numbered = candidate.form == _NUMBERED_FORM
    return numbered and len(re.findall(r"(?:^|\n)\S", candidate.text)) == 2


def _validate(candidate: Candidate) -> Evidence | None:
    if candidate.form == _TURNS_FORM and not _is_conversation(candidate.text):
        return None
    if _has_two_turns(candidate) and _CALLED_SO.search(candidate.before) is None:
        return None
    return Evidence(
        start=candidate.start,
        end=candidate.end,
        confidence=Confidence.HIGH,
        reasons=(Reason.FORM, Reason.STRUCTURE),
    )


DETECTOR = Detector(
    category=Category.TRANSCRIPTION,
    data_class=DataClass.SPOKEN_WORD,
    patterns=(
        Pattern(
            # The second turn: a clock time alone stands in every other invitation.
            anchor=r"\n[ \t]{0,4}[^\n]{0,60}[0-9]:[0-9]{2}",
            candidate=_TURNS,
            before=800,
            after=2_200,
            lines=2,
        ),
        Pattern(anchor="-->", candidate=_CUES, before=60, after=700),
        Pattern(anchor="-->", candidate=_STRETCHES, before=60, after=700),
        Pattern(anchor="WEBVTT", candidate=_WEBVTT, before=10, after=700),
        Pattern(
            anchor=r"(?:Sprecher(?:in)?|Speaker|SPEAKER|Teilnehmer(?:in)?|Stimme|Interviewer(?:in)?|Befragte[r]?)[ _]?[0-9A-Z]{0,2}[ \t]?:",
            candidate=_NUMBERED_TURNS,
            before=40,
            after=2_200,
        ),
        Pattern(
            anchor=r"\n[ \t]{0,4}[\[(]?[0-9]{1,2}:[0-9]{2}:[0-9]{2}",
            candidate=_TWO_TURNS,
            before=800,
            after=800,
        ),
    ),
    covers=True,
    validate=_validate,
    searches_inside=False,
    mask=nothing,
)
