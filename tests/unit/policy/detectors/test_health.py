"""Health: a statement about somebody, not a topic."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence


def found(text: str) -> list[tuple[str, Confidence]]:
    """Return what this detector sees: text and confidence."""
    return [
        (text[f.start : f.end], f.confidence) for f in scan(text) if f.category is Category.HEALTH
    ]


TRUE = [
    ("Der Antragsteller Kofi Mensah gibt an, HIV-positiv zu sein.", "HIV-positiv"),
    ("Frau Dr. Sommer attestiert Herrn Paul Jung eine depressive Episode.", "depressive Episode"),
    ("Frau Kaya war nach einer Hüft-OP lange weg.", "Hüft-OP"),
    ("Herr Kaya hat Gürtelrose.", "Gürtelrose"),
    ("Attest für Frau Kaya: arbeitsunfähig bis 30.6., bitte ablegen", "arbeitsunfähig"),
    ("Herr Kaya hat Diabetes und beantragt einen Schwerbehindertenausweis.", "Diabetes"),
    ("Mr. Daniel Kaya suffers from epilepsy, please write to his school.", "suffers from epilepsy"),
    ("Ms Emine Kaya is on sick leave since May.", "is on sick leave"),
    ("Frau Kaya ist seit Montag krank.", "krank"),
    (
        "Frau Kaya ist Mitglied bei ver.di und seit drei Wochen krankgeschrieben.",
        "krankgeschrieben",
    ),
    ("Frau Kaya ist in der 20. Woche schwanger und geht ab 1.8. in Mutterschutz.", "schwanger"),
    (
        "Formuliere eine Antwort. Herr Öztürk leidet an Depressionen und bittet um Teilzeit.",
        "Depressionen",
    ),
    ("Name: Frau Yildirim\nDiagnose: F32.1\nBeginn: 3.4.2026", "F32.1"),
    ("Name;Diagnose\nFrau Asmussen;F32.1\nHerr Clausen;M54.5", "M54.5"),
    ("Schreibe Frau Krause, dass wir ihre Krankmeldung erhalten haben.", "Krankmeldung"),
    (
        "Sehr geehrte Frau Brandt,\n\nvielen Dank für Ihre Krankmeldung vom 3. Mai. Gute Besserung!",
        "Krankmeldung",
    ),
    (
        "Sehr geehrter Herr Matthiesen,\n\nwegen Ihrer Erkrankung möchten wir Ihnen ein BEM-Gespräch anbieten.",
        "Erkrankung",
    ),
    ("Herr Behrens hat einen GdB 60 und braucht einen höhenverstellbaren Tisch.", "GdB 60"),
    ("Herr Clausen ist schwerbehindert mit einem GdB von 80.", "GdB von 80"),
    ("Herr Yilmaz fehlt wegen eines Bandscheibenvorfalls seit 6 Wochen.", "Bandscheibenvorfalls"),
    ("Die Mutter, Frau Kaya, nimmt seit Jahren Antidepressiva.", "Antidepressiva"),
    ("Bei Frau Kaya wurde Brustkrebs diagnostiziert.", "Brustkrebs"),
    ("Schreib das bitte höflicher, weil Herr Kaya Asthma hat", "Asthma"),
    ("Herr Kaya wohnt allein. Er hat vor zwei Jahren einen Schlaganfall erlitten.", "Schlaganfall"),
    ("Die Tochter von Frau Yilmaz ist an Leukämie erkrankt.", "Leukämie"),
    ("Frau Yilmaz hat uns mitgeteilt, dass ihr Sohn Autist ist.", "Autist"),
    (
        "Bitte formuliere ein Schreiben: Frau Hansen (Diabetes Typ 1) braucht feste Pausen.",
        "Diabetes Typ 1",
    ),
    (
        "Frau Hansen befindet sich in psychotherapeutischer Behandlung.",
        "in psychotherapeutischer Behandlung",
    ),
    ("Herr Nowak hat sich gestern krankgemeldet.", "hat sich gestern krankgemeldet"),
    ("Frau Lorenzen ist dauerhaft dienstunfähig.", "dauerhaft dienstunfähig"),
    ("Herr Clausen sitzt seit dem Unfall im Rollstuhl.", "im Rollstuhl"),
    ("Herr Asmussen, F43.2, AU seit 3.3.", "F43.2"),
    ("Frau Ketelsen hat eine Nussallergie.", "Nussallergie"),
    ("Frau Demir hat eine Lese-Rechtschreib-Schwäche und ADHS.", "ADHS"),
    ("Herr Vogt ist Rollstuhlfahrer.", "Rollstuhlfahrer"),
    ("Frau Vogt trinkt zu viel und hat ein Alkoholproblem.", "Alkoholproblem"),
    ("Frau Vogt hat einen Schwerbehindertenausweis mit Merkzeichen G.", "Schwerbehindertenausweis"),
    (
        "Erstelle einen Plan zur Wiedereingliederung für Frau Petersen nach ihrem Burnout.",
        "Burnout",
    ),
]


@pytest.mark.parametrize(("text", "phrase"), TRUE)
def test_a_statement_about_a_person(text: str, phrase: str) -> None:
    """The phrase itself, and sure enough for a case."""
    things = found(text)
    assert phrase in {thing for thing, _ in things}
    assert Confidence.LOW not in {confidence for _, confidence in things}


FALSE = [
    "Frau Weber weiß: Jemand hat Asthma in der Gruppe.",
    "Frau Weber betreut Menschen, die an Diabetes leiden.",
    "Frau Weber fragt, ob man wegen Migräne fehlen darf.",
    "Frau Kaya hat kein Asthma.",
    "Sehr geehrte Frau Meier, die Grippeimpfung findet am 3. Mai statt. Wer krank ist, bleibt zu Hause.",
    "Sehr geehrte Frau Weber, wenn Ihr Kind krank ist, melden Sie es bitte ab.",
    "Frau Dr. Weber hält einen Vortrag über Depressionen.",
    "Frau Weber bietet einen Kurs für Menschen mit Demenz an.",
    "Frau Weber leitet die Selbsthilfegruppe Multiple Sklerose.",
    "Frau Weber hat die Krankmeldungen bearbeitet.",
    "Frau Weber sucht ein Formular für die Krankmeldung.",
    "Frau Weber ist für Schwangerschaft und Elternzeit zuständig.",
    "Herr Klein ist im Klinikum als Pfleger tätig.",
    "Vortrag: Frau Weber, Thema: Depressionen erkennen",
    "Ein Kollege hat Depressionen. Wie gehe ich damit um?",
    "Ein Kollege in meinem Team ist oft abwesend und zerstreut. Wie spreche ich ihn an?",
    "Eine Mitarbeiterin ist schwanger. Was ist zu beachten?",
    "Menschen mit Demenz, die an Diabetes leiden, brauchen Hilfe. Fragen an Frau Weber.",
    "In der Kita sind Windpocken aufgetreten. Bitte einen Aushang ohne Namen.",
    "Diagnose: ______ Medikamente: ______",
    "Krankenkasse, Krankenhaus, Gesundheitsamt und Gesundheitsförderung",
    "Liebe Frau Weber,\n\nanbei der Flyer. Viele leiden an Depressionen.\n\nViele Grüße\nFrau Kaya",
    "Frau Kaya wohnt dort.\n\nWer Asthma hat, bleibt zu Hause.",
]


@pytest.mark.parametrize("text", FALSE)
def test_a_topic_or_nobody(text: str) -> None:
    """Topics, institutions, people in general, people without a name."""
    assert found(text) == []
