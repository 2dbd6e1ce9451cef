"""Requests to decide about people, and everything that sounds like one."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, DataClass

WANTED = frozenset({Category.OTHER})

REQUESTS = [
    "Entscheide, ob Herr Muster den Wohngeldantrag bewilligt bekommt.",
    "Bitte entscheide anhand der Unterlagen, ob der Antrag abgelehnt wird oder nicht",
    "Entscheiden Sie bitte über den Widerspruch von Frau Beispiel und ob sie Anspruch hat.",
    "Hier die Unterlagen von Frau Beispiel, alleinerziehend. Entscheide, ob ihr der Kitaplatz zusteht.",
    "Triff die Entscheidung, ob die Antragstellerin die Förderung bekommt.",
    "Wem sollen wir von den drei Mitarbeitern kündigen?",
    "Bewerte die Bewerber und sortiere die schwächsten aus.",
    "Bewerte jede Bewerbung auf einer Skala von 1 bis 10 nach Eignung.",
    "Erstelle eine Rangliste der zwölf Bewerbungen.",
    "Wähle aus den Lebensläufen die drei besten Kandidatinnen aus.",
    "Anbei 14 Bewerbungen für die Registratur. Bitte sortiere alle aus, die nicht passen!",
    "Wer von den Bewerbern soll eingeladen werden?",
    "Welcher Kandidat ist am besten geeignet für die Stelle?",
    "Lies die Lebensläufe und ranke die Kandidaten.",
    "Kannst du beurteilen, welche Leistung die Beschäftigten gebracht haben, und Noten vergeben? "
    "Beurteile die Beschäftigten mit Noten.",
    "Lehne den Antrag von Herrn Muster ab, wenn das Einkommen zu hoch ist.",
    "Please decide whether the applicant gets the flat.",
    "Rank the candidates by suitability.",
]


@pytest.mark.parametrize("text", REQUESTS)
def test_a_request_for_a_decision_is_found(text: str) -> None:
    """Once, as conduct, without a character of the text."""
    (found,) = scan(text, WANTED)
    assert (found.category, found.data_class) == (Category.OTHER, DataClass.CONDUCT)
    assert found.shape == ""


HARMLESS = [
    "Darf eine KI entscheiden, ob ein Antrag bewilligt wird? Was sagt Art. 22 DSGVO?",
    "Dürfen wir Bewerbungen mit KI vorsortieren oder eine Rangliste erstellen lassen?",
    "Entscheide dich für eine der drei Überschriften.",
    "Entscheide, welches Layout für die Einladung der Eltern besser ist.",
    "Formuliere eine Ablehnung an einen Bewerber, wir haben uns für jemand anderen entschieden.",
    "Schreibe einen Ablehnungsbescheid, der Antrag wurde vom Fachbereich abgelehnt.",
    "Erstelle einen Kriterienkatalog, nach dem die Auswahlkommission die Bewerber beurteilt.",
    "Erstelle einen Bewertungsbogen für Vorstellungsgespräche mit Bewerberinnen und Bewerbern.",
    "Entwirf eine Regel für die Dienstanweisung: Die KI bewertet keine Beschäftigten mit Punkten.",
    "Sortiere die Liste der Beschäftigten alphabetisch.",
    "Sortiere diese Stichpunkte nach Themen.",
    "Wähle aus meinen Stichpunkten die drei wichtigsten aus.",
    "Wähle eine freundliche Anrede aus.",
    "Bewerte meinen Textentwurf für die Stellenausschreibung.",
    "Bewerte die Vor- und Nachteile der beiden Konzepte.",
    "Der Gemeinderat soll am Montag entscheiden, ob die Bewerbung um die Landesgartenschau weitergeht.",
    "Ich entscheide morgen, ob Frau Beispiel die Stelle bekommt. Welche Fragen sollte ich mir stellen?",
    "Wie spreche ich mit einem zerstreuten Kollegen?",
    "Erkläre in einfacher Sprache, wer Wohngeld bekommt.",
    "Der Antragsteller begehrt die Bewilligung von Wohngeld. Die Entscheidung steht im Ermessen.",
    "Welche Unterlagen braucht der Antragsteller, damit der Antrag bewilligt wird?",
    "Priorisiere die Aufgaben für das Sommerfest der Kinder.",
    "Erstelle ein Quiz für die Azubis zur Gemeindeordnung.",
    "Beurteile, ob dieser Brief für Eltern verständlich ist.",
    "Lehne die Einladung des Landrats höflich ab.",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_sounds_like_one_is_no_finding(text: str) -> None:
    """Questions, rules, letters, things, and what people decide themselves."""
    assert scan(text, WANTED) == ()


def test_the_span_is_the_sentence() -> None:
    """From its first letter to its last, in the given text."""
    sentence = "Entscheide, ob Frau Beispiel den Kitaplatz bekommt"
    text = f"Guten Tag,\n\ndanke für die Liste. {sentence}.\nGruß"
    (found,) = scan(text, WANTED)
    assert text[found.start : found.end] == sentence
