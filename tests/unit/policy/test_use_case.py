"""The kind of work, from the last prompt."""

import pytest

from leitstand.policy import classify_use
from leitstand.schemas.interaction import Content, Message
from leitstand.schemas.vocabulary import UseCase, Where

from .builders import content

TABLE = [
    ("Schreibe eine Einladung zum Elternabend der Kita", UseCase.LETTER),
    ("Formuliere das bitte in einfacher Sprache", UseCase.PLAIN_LANGUAGE),
    ("Fasse die Vorlage in fünf Sätzen zusammen", UseCase.SUMMARY),
    ("Sei mein Sparringspartner und widersprich mir", UseCase.SPARRING),
    ("Entwirf ein Konzept für die Jugendarbeit", UseCase.CONCEPT),
    ("Übersetze den Flyer ins Englische", UseCase.TRANSLATION),
    ("Welche Fristen gelten nach § 28 LVwVfG?", UseCase.RESEARCH),
    ("Excel-Formel für die Summe je Monat", UseCase.DATA),
    ("Hallo", UseCase.OTHER),
    ("Summarize this report", UseCase.SUMMARY),
    ("Translate this into German", UseCase.TRANSLATION),
]


@pytest.mark.parametrize(("prompt", "use"), TABLE)
def test_kind_of_use(prompt: str, use: UseCase) -> None:
    """One plain example of each."""
    assert classify_use(content(prompt)) is use


def test_the_last_prompt_decides() -> None:
    """Neither the answer, nor an instruction, nor an earlier prompt."""
    conversation = Content(
        messages=(
            Message(where=Where.INSTRUCTION, text="Übersetze alles"),
            Message(where=Where.PROMPT, text="Fasse zusammen, kurz gesagt: fasse das zusammen"),
            Message(where=Where.ANSWER, text="Gern, hier das Konzept"),
            Message(where=Where.PROMPT, text="Excel-Formel dazu"),
            Message(where=Where.ANSWER, text="Übersetzung"),
        )
    )
    assert classify_use(conversation) is UseCase.DATA
    assert classify_use(Content()) is UseCase.OTHER
