"""Whom a statement is about: everybody who can be identified, and nobody else."""

import pytest

from leitstand.policy.evidence import Evidence, Reason
from leitstand.policy.identifiable import IDENTIFYING, about_a_person, persons
from leitstand.schemas.vocabulary import Category, Confidence


def place(text: str, word: str, confidence: Confidence = Confidence.HIGH) -> Evidence:
    """Return the evidence that a detector would give for a word of the text."""
    start = text.index(word)
    return Evidence(
        start=start, end=start + len(word), confidence=confidence, reasons=(Reason.CONTEXT,)
    )


def judged(
    text: str,
    person: str = "",
    category: Category = Category.PERSON,
    *,
    confidence: Confidence = Confidence.HIGH,
    form: bool = False,
) -> Confidence | None:
    """Return the confidence of the statement "Asthma" beside a person, ``None`` for a topic."""
    others = [(category, place(text, person))] if person else []
    statement = place(text, "Asthma", confidence)
    if form:
        statement = Evidence(
            start=statement.start,
            end=statement.end,
            confidence=statement.confidence,
            reasons=(Reason.FORM,),
        )
    found = about_a_person(statement, persons(others, text), text)
    return found.confidence if found else None


ABOUT = [
    ("Emil Kaya hat Asthma.", "Emil Kaya"),
    ("Emil Kaya wohnt hier. Er hat Asthma.", "Emil Kaya"),
    ("Frau Kaya war da. Das Kind hat Asthma.", ""),
    ("Der Sohn hat Asthma. Er heißt Emil Kaya.", "Emil Kaya"),
    ("Sehr geehrte Frau Kaya,\n\nIhr Asthma ist bekannt.", ""),
    ("Mein Sohn hat Asthma.\n\nViele Grüße\nEmine Kaya", "Emine Kaya"),
    ("Schreibe einen Brief an Frau Kaya: Sie hat Asthma.", ""),
]


@pytest.mark.parametrize(("text", "person"), ABOUT)
def test_somebody_is_meant(text: str, person: str) -> None:
    """In the sentence, taken up by a pronoun, the reader of a letter, its writer."""
    assert judged(text, person) is Confidence.HIGH


NOT_ABOUT = [
    ("Ein Kollege hat Asthma.", ""),
    ("Emil Kaya wohnt hier. Viele Leute haben Asthma.", "Emil Kaya"),
    ("Emil Kaya wohnt hier.\n\nEr hat Asthma.", "Emil Kaya"),
    ("Sehr geehrte Frau Kaya,\n\ndie Woche gegen Asthma beginnt.", ""),
    ("Sehr geehrte Frau Kaya, wenn Sie Asthma haben, rufen Sie an.", ""),
    ("Die Klasse lernt über Asthma.\n\nViele Grüße\nEmine Kaya", "Emine Kaya"),
    ("Kurs Asthma, Ansprechpartnerin: Frau Kaya", ""),
    ("Herr Mustermann hat Asthma.", ""),
    ("Frau Kaya fragt. Ein Vater schreibt, seine Tochter habe Asthma.", ""),
    ("Frau Oberbürgermeisterin spricht, er hat Asthma.", ""),
]


@pytest.mark.parametrize(("text", "person"), NOT_ABOUT)
def test_nobody_is_meant(text: str, person: str) -> None:
    """A role, another paragraph, the reader or signer of something general, a specimen."""
    assert judged(text, person) is None


@pytest.mark.parametrize("category", sorted(IDENTIFYING))
def test_whatever_identifies_counts(category: Category) -> None:
    """A number, an address, a name: beside the statement it is somebody's."""
    assert judged("Wer XY ist, hat Asthma.", "XY", category) is Confidence.HIGH


def test_an_amount_identifies_nobody() -> None:
    """Only what belongs to a person does."""
    assert judged("Wer XY ist, hat Asthma.", "XY", Category.CREDIT_CARD) is None


def test_contact_data_of_an_office_identify_nobody() -> None:
    """ "Anmeldung unter" names whoever answers."""
    text = "Anmeldung für Kinder mit Asthma unter 0431 9010"
    assert judged(text, "0431 9010", Category.TELEPHONE) is None


def test_an_unsure_name_identifies_nobody() -> None:
    """What is only possible does not make a statement certain."""
    text = "Kaya hat Asthma."
    unsure = place(text, "Kaya", Confidence.LOW)
    assert persons([(Category.PERSON, unsure)], text) == ()


def test_beside_a_likely_person_a_statement_is_likely() -> None:
    """The weaker of the two decides."""
    text = "Kaya hat Asthma."
    likely = place(text, "Kaya", Confidence.MEDIUM)
    found = about_a_person(place(text, "Asthma"), persons([(Category.PERSON, likely)], text), text)
    assert found is not None
    assert found.confidence is Confidence.MEDIUM


def test_the_statement_is_not_its_own_person() -> None:
    """A model may take an illness for a name."""
    text = "Asthma ist eine Krankheit."
    statement = place(text, "Asthma")
    assert about_a_person(statement, persons([(Category.PERSON, statement)], text), text) is None


BESIDE = [
    ("Frau Kaya (Asthma)", Confidence.MEDIUM),
    ("Frau Kaya;Asthma;ja", Confidence.MEDIUM),
    ("Asthma von Frau Kaya", Confidence.MEDIUM),
    ("Frau Kaya organisiert den Abend zum Thema Asthma", None),
    ("Frau Kaya\nAsthma", None),
    ("Sehr geehrte Frau Kaya, Asthma", None),
]


@pytest.mark.parametrize(("text", "confidence"), BESIDE)
def test_a_bare_word_needs_its_person_beside_it(text: str, confidence: Confidence | None) -> None:
    """Without a verb, only an entry beside the name is a statement, and a likely one."""
    assert judged(text, confidence=Confidence.LOW) is confidence


def test_a_form_is_one_even_over_several_lines() -> None:
    """The name may stand lines above the field, up to a blank line."""
    lines = "Ort: hier\n" * 20
    assert judged(f"Name: Frau Kaya\n{lines}Befund: Asthma", form=True) is Confidence.HIGH
    assert judged(f"Name: Frau Kaya\n\n{lines}Befund: Asthma", form=True) is None


def test_the_person_is_part_of_the_explanation() -> None:
    """Whoever reads the finding sees what it rests on."""
    text = "Frau Kaya hat Asthma."
    found = about_a_person(place(text, "Asthma"), persons([], text), text)
    assert found is not None
    assert found.reasons == (Reason.CONTEXT, Reason.PERSON_NEARBY)


def test_a_line_of_a_list_is_a_record() -> None:
    """A name that opens the line may be only likely; so is the statement."""
    text = "Liste:\n- Kaya, Emine - Asthma\n"
    likely = place(text, "Kaya, Emine", Confidence.MEDIUM)
    statement = place(text, "Asthma", Confidence.LOW)
    found = about_a_person(statement, persons([(Category.PERSON, likely)], text), text)
    assert found is not None
    assert found.confidence is Confidence.MEDIUM
