"""Which persons the detector finds in what clerks write, and what it leaves alone."""

import pytest

from leitstand.policy.detectors.person import DETECTOR
from leitstand.policy.engine.scan import scan
from leitstand.policy.engine.search import OutOfSteps
from leitstand.policy.names.recognise import ENOUGH, recognise
from leitstand.schemas.vocabulary import Category, Confidence

PERSON = frozenset({Category.PERSON})


def persons(text: str, *, at_least_medium: bool = True) -> list[str]:
    """Return the names that are found in a text."""
    return [
        text[found.start : found.end]
        for found in scan(text, PERSON)
        if not at_least_medium or found.confidence is not Confidence.LOW
    ]


NAMED = [
    ("Sehr geehrte Frau Öztürk,\n\nvielen Dank für Ihr Schreiben.", ["Öztürk"]),
    ("Sehr geehrter Herr Dr. Faruk Demirel, Ihr Antrag liegt vor.", ["Faruk Demirel"]),
    ("Mit freundlichen Grüßen\n\nSabine Hohenleitner\nJugendamt", ["Sabine Hohenleitner"]),
    ("Formuliere eine Mahnung an Herrn Kowalczyk wegen der Hundesteuer.", ["Kowalczyk"]),
    ("Name: Haddad\nVorname: Samira\nGeburtsdatum: 14.08.1987", ["Haddad", "Samira"]),
    ("Teilnehmer: Kerstin Albrecht, Tobias Rieger", ["Kerstin Albrecht", "Tobias Rieger"]),
    ("Schreibe ein Zeugnis für Olena Tkatschenko aus dem Bauamt.", ["Olena Tkatschenko"]),
    ("kannst du bitte frau müller schreiben, dass der termin klappt", ["müller"]),
    ("Frau Stadträtin Schäfer und Herr Wagner fragen nach.", ["Schäfer", "Wagner"]),
    ("Anna und Peter Müller haben einen Bauantrag gestellt.", ["Anna", "Peter Müller"]),
    ("| Krüger, Manfred | 12 |\n| Said, Amina | 7 |", ["Krüger, Manfred", "Said, Amina"]),
    ("Kowalski, Jan\nPetersen, Inga", ["Kowalski, Jan", "Petersen, Inga"]),
    ("Teilnehmende: Ben, Anna, Mia", ["Ben", "Anna", "Mia"]),
    ("Sehr geehrte Frau\u00a0Nguyen, Ihr Termin ist am Montag.", ["Nguyen"]),
]
"""Invented persons, in the forms in which letters, forms, lists and chats name them."""

NAMELESS = [
    "Sehr geehrte Damen und Herren, vielen Dank für Ihr Schreiben.",
    "Liebe Eltern, am Montag findet um 19 Uhr der Elternabend in der Kita statt.",
    "Sehr geehrte Frau Bürgermeisterin, sehr geehrte Mitglieder des Gemeinderats,",
    "Die Bauarbeiten in der Max-Planck-Straße und am Konrad-Adenauer-Platz beginnen im Mai.",
    "Das Robert-Koch-Institut empfiehlt die Impfung, die Anne-Frank-Schule macht mit.",
    "Die Hans-Böckler-Stiftung fördert das Projekt der Goethe-Schule.",
    "Erkläre § 35 SGB X in einfacher Sprache.",
    "Wie spreche ich mit einer Kollegin, die oft zerstreut ist?",
    "Schreibe eine Stellenausschreibung für eine Sachbearbeitung im Ordnungsamt.",
    "Bitte antworten Sie an poststelle@musterstadt.example oder rufen Sie an.",
    "Tagesordnung: Begrüßung, Haushalt, Verschiedenes",
    "Elternbrief: In unserer Einrichtung ist Scharlach aufgetreten. Bitte freundlich, ohne Panik.",
    "Öffnungszeiten: Mo bis Fr 8 bis 12 Uhr, Do 14 bis 18 Uhr, Mi geschlossen",
    "Der Drucker HP M404dn im 2. OG druckt nicht, der DMS-Rollout stockt.",
    "Sehr geehrter Herr Landrat, sehr geehrte Frau Ministerin, liebe Frau Kollegin,",
    "Bitte umformulieren: „Sehr geehrte Frau XY, leider müssen wir absagen.“",
    "Ausstellungstext zu Clara Schumann und Annette von Droste-Hülshoff, 120 Wörter",
    "Bibliothek: Buchtipp zu „Der stille See“ von Hannelore Birkenfeld, 80 Wörter",
    "Dolmetscherpool: Sprachen Arabisch, Dari, Kurdisch, Tigrinya, Ukrainisch.",
    'Wie trenne ich "Meier, Anna" in zwei Spalten? Der Beispielname ist erfunden.',
    "Musterbrief mit Max Muster – passt das DIN-Layout?",  # noqa: RUF001 - a dash of office texts
    "Gestalte ein Handout zu Brandschutz, Hygiene und Erster Hilfe.",
    "",
    "\n\n\n",
]


@pytest.mark.parametrize(("text", "names"), NAMED)
def test_finds_persons_with_exact_borders(text: str, names: list[str]) -> None:
    """A finding is the name as written, without titles, forms of address and punctuation."""
    assert persons(text) == names


@pytest.mark.parametrize("text", NAMELESS)
def test_leaves_texts_without_persons_alone(text: str) -> None:
    """Streets, schools, institutes, offices and laws are no persons."""
    assert persons(text) == []


def test_a_form_of_address_makes_a_sure_name_high() -> None:
    """Model and context together are unmistakable."""
    (found,) = scan("Sehr geehrte Frau Öztürk, vielen Dank.", PERSON)
    assert found.confidence is Confidence.HIGH
    assert found.reasons == ("model", "context")


def test_first_name_and_surname_of_the_lists_are_a_reason() -> None:
    """The explanation says that both stand in lists of names."""
    (found,) = scan("Mit freundlichen Grüßen\n\nPeter Müller", PERSON)
    assert "name_list" in found.reasons


@pytest.mark.parametrize("specimen", ["Erika Mustermann", "Max Mustermann"])
def test_the_name_on_specimens_never_opens_a_case(specimen: str) -> None:
    """Mustermann is on every form; it stays on the list of unsure findings."""
    assert persons(f"Sehr geehrte Frau {specimen}, vielen Dank.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Bitte antworten Sie Anna.Mueller@stadt.example bis Freitag.",
        "Siehe https://stadt.example/Anna_Mueller/Lebenslauf für mehr.",
        "Sehr geehrte Frau {Müller}, sehr geehrter Herr [Schmidt],",
        "Die Variable Peter_Schmidt ist leer.",
    ],
)
def test_technical_text_holds_no_names(text: str) -> None:
    """An address is found by its own detector as one thing; slots and variables name nobody."""
    assert persons(text, at_least_medium=False) == []


def test_says_when_a_text_holds_too_many_words() -> None:
    """What is not read to its end must not pass as clean."""
    with pytest.raises(OutOfSteps):
        list(recognise("a " * 50_000))


def test_stops_quietly_when_more_names_would_tell_no_more() -> None:
    """A telephone book is told from its first pages."""
    assert len(list(recognise("Frau Anna Müller, Herr Peter Schmidt,\n" * 150))) == ENOUGH


def test_the_shape_shows_no_letter_of_the_name() -> None:
    """Masks keep form only (promise of the contract)."""
    assert DETECTOR.mask("Anna Öztürk") == "Aaaa Aaaaaa"
