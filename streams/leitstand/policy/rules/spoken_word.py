"""Listening to and transcribing conversations (rule 3 of the house; § 201 StGB).

Seen in the facts (a transcription endpoint, an audio file) and in the text (a request, a pasted
transcript). An application whose register entry allows audio may, where it may be used at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from leitstand.policy.check import Check, Hit, Passage, chosen
from leitstand.policy.conditions import may_listen
from leitstand.policy.facts import Facts
from leitstand.schemas.policy import PolicyRule
from leitstand.schemas.vocabulary import Category, Confidence, DataClass, Operation, Reason, Where


def _heard(where: Where, reason: Reason) -> Hit:
    return Hit(
        category=Category.TRANSCRIPTION,
        data_class=DataClass.SPOKEN_WORD,
        confidence=Confidence.HIGH,
        where=where,
        reasons=(reason,),
    )


def _facts_hits(facts: Facts) -> Iterator[Hit]:
    if facts.operation is Operation.TRANSCRIPTION:
        yield _heard(Where.CONDUCT, Reason.ENDPOINT)
    elif facts.attachments and any(
        attachment.media_type.startswith("audio/") for attachment in facts.attachments
    ):
        yield _heard(Where.ATTACHMENT, Reason.AUDIO)


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """Objects where speech becomes text and the register does not allow it."""

    summary: str = "No listening to or transcribing of conversations, unless the register allows audio in this application."
    categories: frozenset[Category] = frozenset({Category.TRANSCRIPTION})
    data_classes: frozenset[DataClass] = frozenset({DataClass.SPOKEN_WORD})

    def hits(self, rule: PolicyRule, facts: Facts, passages: Iterable[Passage]) -> Iterable[Hit]:
        """Return a hit for the use itself and one per passage."""
        found = (*_facts_hits(facts), *chosen(rule, passages))
        return () if found and may_listen(facts) else found


CHECK: Check = SpokenWord()
