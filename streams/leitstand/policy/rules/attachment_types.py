"""Kinds of files that may not be attached, or the only ones that may (rule 2 of the house).

Art. 5 (1) c, 25 and 32 GDPR: a spreadsheet or an archive holds more than anybody means to show.
Kinds are known by media type (open part of the event) and by the endings of file names, which never
leave the worker; :mod:`leitstand.policy.file_kinds` has the groups.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from leitstand.policy.check import Check, Hit, Passage
from leitstand.policy.facts import Facts
from leitstand.policy.file_kinds import is_of
from leitstand.schemas.policy import PolicyRule
from leitstand.schemas.vocabulary import Category, Confidence, DataClass, Reason, Where

UNSAID = "application/octet-stream"
"""Media type of whoever does not know: then the ending alone decides."""


def objected(rule: PolicyRule, kind: str) -> bool:
    """Say whether the rule objects to a media type or an ending."""
    if any(is_of(kind, pattern) for pattern in rule.forbidden_files):
        return True
    return bool(rule.allowed_files) and not any(is_of(kind, p) for p in rule.allowed_files)


def _kinds(facts: Facts) -> Iterable[str]:
    said = [a.media_type for a in facts.attachments if a.media_type != UNSAID]
    unsaid = [UNSAID] * (len(facts.attachments) - len(said) if not facts.file_endings else 0)
    return (*said, *unsaid, *facts.file_endings)


@dataclass(frozen=True, slots=True)
class AttachmentTypes:
    """Objects to files of a forbidden kind, or outside the allowed ones."""

    summary: str = (
        "No attachment of a kind that the rule forbids, and none outside the kinds that it allows, if"
        " it names any."
    )
    categories: frozenset[Category] = frozenset()
    data_classes: frozenset[DataClass] = frozenset({DataClass.CONDUCT})

    def hits(self, rule: PolicyRule, facts: Facts, passages: Iterable[Passage]) -> Iterable[Hit]:
        """Yield one hit for all attachments together."""
        del passages
        if not (facts.attachments or facts.file_endings):
            return
        if any(objected(rule, kind) for kind in _kinds(facts)):
            yield Hit(
                category=Category.OTHER,
                data_class=DataClass.CONDUCT,
                confidence=Confidence.HIGH,
                where=Where.ATTACHMENT,
                reasons=(Reason.FORBIDDEN_FILE,),
            )


CHECK: Check = AttachmentTypes()
