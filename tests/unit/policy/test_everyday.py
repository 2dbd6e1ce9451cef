"""The everyday uses of a town raise nothing at all, not even with low confidence."""

import json
from pathlib import Path

import pytest

from leitstand.policy import judge
from leitstand.policy.examples import policy
from leitstand.schemas.vocabulary import Verdict

from .builders import content, facts

FILE = Path(__file__).parents[2] / "bench" / "detect" / "everyday.jsonl"
USES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("text", [use["text"] for use in USES], ids=[use["id"] for use in USES])
def test_everyday_use(text: str) -> None:
    """Letters to parents, plain language, sparring, concepts, an unnamed colleague."""
    judgement = judge(facts(), content(text), policy())
    assert judgement.findings == ()
    assert judgement.verdict is Verdict.ALLOWED
