"""A reminder of labels, seen in the facts alone."""

import msgspec
import pytest

from leitstand.policy import judge
from leitstand.policy.examples import policy
from leitstand.schemas.vocabulary import Operation, Reason, Status, Verdict

from ..builders import CLOUD, content, facts

PUBLIC = msgspec.structs.replace(CLOUD, public_facing=True)
TABLE = [
    ({}, ()),
    ({"operation": Operation.IMAGE}, (Reason.SYNTHETIC_MEDIA,)),
    ({"operation": Operation.SPEECH}, (Reason.SYNTHETIC_MEDIA,)),
    ({"operation": Operation.IMAGE, "status": Status.ERROR}, ()),
    ({"application": PUBLIC}, (Reason.PUBLIC_UNDISCLOSED,)),
    ({"application": msgspec.structs.replace(PUBLIC, discloses_ai=True)}, ()),
    ({"application": msgspec.structs.replace(CLOUD, discloses_ai=True)}, ()),
]


@pytest.mark.parametrize(("changes", "expected"), TABLE)
def test_transparency(changes: dict[str, object], expected: tuple[Reason, ...]) -> None:
    """Pictures, voices, and a chat with the public that does not say what it is."""
    judgement = judge(facts(**changes), content("Hallo"), policy())
    found = [f for f in judgement.findings if f.rule == "kennzeichnung"]
    assert tuple(r for f in found for r in f.reasons) == expected
    assert judgement.verdict is (Verdict.NOTICE if expected else Verdict.ALLOWED)


def test_a_text_for_the_public_is_no_finding() -> None:
    """A person checks it and answers for it: Art. 50 (4) AI Act asks for no label then."""
    press = content("Schreibe eine Pressemitteilung für unsere Internetseite zum Stadtfest.")
    assert judge(facts(), press, policy()).verdict is Verdict.ALLOWED
