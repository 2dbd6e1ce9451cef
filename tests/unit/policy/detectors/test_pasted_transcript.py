"""Pasted records of spoken words, in the forms in which programs export them."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence


def transcripts(text: str) -> list[tuple[str, Confidence, str]]:
    """Return text, confidence and shape of what is seen."""
    return [
        (text[f.start : f.end], f.confidence, f.shape)
        for f in scan(text)
        if f.category is Category.TRANSCRIPTION
    ]


PASTED = [
    "[00:00:05] Sprecher 1: Hallo\n[00:00:08] Sprecher 2: Tag\n[00:00:10] Sprecher 1: Los",
    "00:00:01,000 --> 00:00:04,000\nGuten Tag\n\n2\n00:00:05,000 --> 00:00:06,000\nHallo",
    "Emine Kaya   0:03\nGuten Morgen zusammen.\n\nJens Petersen   0:07\nMoin, fangen wir an.\n\nEmine Kaya   0:12\nErster Punkt ist der Haushalt.",
    "Emine Kaya\n00:03\nGuten Morgen zusammen.\nJens Petersen\n00:07\nMoin, fangen wir an.\nEmine Kaya\n00:12\nErster Punkt ist der Haushalt.",
    "WEBVTT\n\n00:00:01.000 --> 00:00:04.200\n<v Emine Kaya>Fangen wir an.</v>",
    "[00:00.000 --> 00:04.000]  Guten Morgen zusammen.\n[00:04.000 --> 00:07.500]  Fangen wir an.",
    "0:0:3.120 --> 0:0:6.400\nKaya, Emine\nFangen wir an.\n0:0:6.900 --> 0:0:9.100\nKurz, Jens\nJa.",
    "Sprecher 1: Guten Tag, Ordnungsamt.\nSprecher 2: Hallo, es geht um die Musik.\nSprecher 1: Um welche Uhrzeit war das?",
]


@pytest.mark.parametrize("text", PASTED)
@pytest.mark.parametrize("before", ["", "Was wurde vereinbart?\n"])
def test_a_transcript(before: str, text: str) -> None:
    """Found whole, high, and nothing of it shows."""
    assert transcripts(before + text) == [(text, Confidence.HIGH, "")]


NO_TRANSCRIPTS = [
    "08:00 Anmeldung: Foyer\n09:00 Begrüßung: Saal\n10:00 Vortrag: Saal",
    "14:00 Auftakt\n14:30 Zug\n16:00 Kundgebung",
    "07:12 Rathaus\n07:19 Klinikum\n07:27 Bahnhof",
    "Bürgerin: Guten Tag!\nSachbearbeiter: Wie kann ich helfen?\nBürgerin: Ich möchte mich ummelden.",
    "Montag 08:00\nDienstag 09:00\nMittwoch 08:30",
    "Sprecher 1: Begrüßung durch die Amtsleitung",
]


@pytest.mark.parametrize("text", NO_TRANSCRIPTS)
def test_no_transcript(text: str) -> None:
    """Agendas, timetables, a dialogue in a role play, one line alone."""
    assert transcripts(text) == []


TWO = [
    "00:00:12 Sprecher 1: Guten Morgen zusammen\n00:00:15 Sprecher 2: Morgen, fangen wir an?",
    "Sprecher 1: Hallo\nSprecher 2: Guten Tag",
]


@pytest.mark.parametrize("text", TWO)
def test_two_turns_are_one_where_the_text_calls_them_so(text: str) -> None:
    """Two lines of such a form may be anything else."""
    assert transcripts("Fasse das Transkript zusammen:\n" + text) == [(text, Confidence.HIGH, "")]
    assert transcripts("Was meint ihr dazu?\n" + text) == []


def test_a_transcript_of_an_hour_is_one() -> None:
    """Long turns do not tear it apart."""
    turns = (f"[00:{n:02}:00] Sprecher {n % 2}: {'Wort ' * 120}" for n in range(60))
    (found,) = transcripts("\n".join(turns))
    assert found[0].startswith("[00:00:00]")
    assert "[00:59:00]" in found[0]
