"""E-mail addresses, with the punctuation around them, and what only holds an @."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

WANTED = frozenset({Category.EMAIL})

EMAILS = [
    ("erika.mustermann@example.org", Confidence.HIGH),
    ("Erika_Mustermann81@Example.ORG", Confidence.HIGH),
    ("e.mustermann@post.example.com", Confidence.HIGH),
    ("emu81@example.org", Confidence.MEDIUM),
    ("jörg.müller@exämple.de", Confidence.HIGH),
    ("erika+amt@example.co.uk", Confidence.MEDIUM),
    ("erika.mustermann (at) example.org", Confidence.HIGH),
    ("erika.mustermann[at]example[dot]org", Confidence.HIGH),
    ("erika.mustermann\uff20example.org", Confidence.HIGH),
]


@pytest.mark.parametrize(("address", "confidence"), EMAILS)
def test_email(address: str, confidence: Confidence) -> None:
    """Found whole, without the punctuation around it."""
    text = f"Bitte antworte <{address}>."
    assert [(f.category, f.confidence, text[f.start : f.end]) for f in scan(text, WANTED)] == [
        (Category.EMAIL, confidence, address)
    ]


NO_EMAILS = [
    "poststelle@example.org",
    "beteiligung@example.org",
    "auslaenderbehoerde@example.org",
    "info@example.org",
    "buergerservice@example.org",
    "oberbuergermeisterin@example.org",
    "standesamt2@example.org",
    "vorname.nachname@example.org",
    "name@example.org",
    "root@localhost",
    "@erika",
    "npm install paket@1.2.3",
    "a..b@example.org",
    "Kosten @ 5 Euro",
    "https://admin:geheim123@fachverfahren.example/login",
]


@pytest.mark.parametrize("text", NO_EMAILS)
def test_no_email(text: str) -> None:
    """Mailboxes of a function, placeholders, handles, versions."""
    assert scan(text, WANTED) == ()


SPANS = [
    "mailto:[erika.mustermann@example.org]",
    "Schreib an [erika.mustermann@example.org].",
    "([erika.mustermann@example.org])",
    "„[erika.mustermann@example.org]“, danke",
    "[erika.mustermann@exämple.de]; [max.muster@example.org]",
    "[erika.mustermann@\nexample.org]",
    "[erika.mustermann @ example.org]",
    "[erika.mustermann (at) example (punkt) de]",
    "[erika.mustermann [at] example [dot] de]",
    "[erika.mustermann(ät)example.de]",
    "[erika.mustermann at example dot org]",
    "E-Mail:[o'neil.mustermann@example.org]",
    "https://example.org/?an=[erika.mustermann@example.org]",
]


@pytest.mark.parametrize("marked", SPANS)
def test_the_address_alone(marked: str) -> None:
    """Without scheme, brackets, quotes and full stop; whole where blanks or a break divide it."""
    outer = marked.replace("[at]", "<at>").replace("[dot]", "<dot>")
    text = outer.replace("[", "").replace("]", "").replace("<", "[").replace(">", "]")
    wanted = [part.partition("]")[0] for part in outer.split("[")[1:]]
    wanted = [one.replace("<", "[").replace(">", "]") for one in wanted]
    assert [text[f.start : f.end] for f in scan(text, WANTED)] == wanted
