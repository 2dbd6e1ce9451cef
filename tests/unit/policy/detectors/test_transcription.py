"""Requests to listen or to transcribe; not the talk about it."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence


def requests(text: str) -> list[tuple[Confidence, str]]:
    """Return confidence and shape of what is seen."""
    return [(f.confidence, f.shape) for f in scan(text) if f.category is Category.TRANSCRIPTION]


SPOKEN = [
    "Bitte transkribiere die Aufnahme der Besprechung.",
    "Ich habe die Sitzung mit dem Handy aufgenommen, tipp mir das bitte ab.",
    "Fertige ein Transkript des angehängten Interviews an.",
    "Convert this voice recording to text please.",
    "Can you listen to our call and take minutes?",
    "Wandle diese Sprachmemo in Text um, sie ist vom Hausbesuch.",
    "Bitte schreibe das Audio wortwörtlich ab, ich lade die mp3 hoch.",
    "Bitte transkribiere das angehängte Interview wortwörtlich.",
    "Hier ist der Mitschnitt. Kannst du ihn verschriftlichen?",
    "Hör bitte beim Meeting mit.",
    "Schreib das Telefonat mit.",
    "Ich brauche ein Wortprotokoll der Tonaufnahme.",
    "Please transcribe this recording.",
    "Mach ein Transkript von der Sitzung.",
    "Protokolliere das Telefonat live mit.",
    "Protokolliere das folgende Gespräch live.",
    "Ich lade dir eine Audiodatei hoch, bitte wandle sie in Text um.",
    "Erstelle aus dem Audio-Mitschnitt der Gemeinderatssitzung ein Wortprotokoll.",
    "Kannst du in Teams bei der Besprechung zuhören und mitschreiben?",
    "Ich schicke dir die Sprachnachricht der Kollegin, mach daraus Text.",
    "Fasse das folgende Transkript der Teams-Besprechung zusammen.",
    "Mach aus der Tonaufnahme des Mitarbeitergesprächs ein Protokoll.",
    "Kannst du mein Telefonat mit dem Bürger aufzeichnen und zusammenfassen?",
    "Nimm das Meeting auf und erstelle eine Zusammenfassung.",
    "Schneide das Gespräch bitte mit.",
    "Ich lade gleich eine Audiodatei hoch. Bitte tippe sie ab.",
    "Kannst du die Sitzung heute Abend mithören und die Beschlüsse notieren?",
    "Hier die Aufnahme vom Bewerbungsgespräch, bitte in Text umwandeln",
]


@pytest.mark.parametrize("text", SPOKEN)
def test_a_request(text: str) -> None:
    """Medium, and nothing of the sentence shows."""
    assert requests(text) == [(Confidence.MEDIUM, "")]


NOT_SPOKEN = [
    "How do I listen to music? Do voice messages work in Teams?",
    "Please listen to my advice and voice your opinion.",
    "Bitte schreibe die Tabelle ab, die Sitzung ist erst morgen.",
    "Dürfen wir Besprechungen transkribieren?",
    "Was sagt § 201 StGB zum Mitschneiden von Gesprächen?",
    "Formuliere eine Regel, dass wir Gespräche nicht transkribieren.",
    "§ 7 Das Mithören, Aufzeichnen und Transkribieren von Gesprächen ist untersagt (§ 201 StGB).",
    "Schreibe aus meinen Stichpunkten ein Protokoll der Besprechung.",
    "Bereite mich auf das Gespräch mit der Amtsleitung vor.",
    "Bitte transkribiere die handschriftliche Urkunde von 1742.",
    "Schreibe einen Brief mit und ohne Anrede.",
    "Kannst du mir sagen, ob wir Besprechungen transkribieren dürfen?",
    "Bitte formuliere ein Merkblatt, warum wir Gespräche nicht mitschneiden.",
    "Ich brauche einen Absatz zum Datenschutz, wenn Anbieter Meetings transkribieren.",
    "Vergleiche Werkzeuge, die Besprechungen transkribieren.",
    "Ich diktiere dir jetzt meinen Brief: Sehr geehrte Damen und Herren Komma",
    "Wie kann ich die Aufzeichnung in Teams deaktivieren?",
    "Wie transkribiert man Interviews für eine Abschlussarbeit?",
    "Schreibe bitte eine Einladung zur Besprechung und schicke mir einen Vorschlag mit.",
    "Hör auf, so lange Sätze zu schreiben. In der Besprechung brauche ich kurze Texte.",
    "Bereite das Interview vor und schreibe 10 Fragen.",
    "Erstelle eine Vorlage für ein Wortprotokoll.",
    "Wie höre ich im Gespräch besser zu? Tipps für Führungskräfte.",
    "Bitte schreibe in der Einladung, dass die Sitzung nicht aufgezeichnet wird.",
    "Die Sitzung wurde aufgezeichnet. Wie lange müssen wir die Aufnahme aufbewahren?",
]


@pytest.mark.parametrize("text", NOT_SPOKEN)
def test_no_request(text: str) -> None:
    """Questions, rules, own notes, documents, dictation of one's own letter."""
    assert requests(text) == []
