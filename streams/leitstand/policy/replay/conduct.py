"""Rules about the way of use: what they said then, or what the facts of the assessment say now."""

from collections.abc import Callable, Mapping

from leitstand.policy.replay.content import unread_told
from leitstand.policy.replay.past import Past, Told, Unknown
from leitstand.policy.rules.attachment_types import UNSAID, objected
from leitstand.policy.rules.certificate_valid import is_fine
from leitstand.schemas.assessment import Finding
from leitstand.schemas.policy import PolicyDocument, PolicyRule
from leitstand.schemas.vocabulary import (
    Approval,
    Category,
    Confidence,
    DataClass,
    Operation,
    Purpose,
    Reason,
    RiskClass,
    Route,
    Severity,
    Status,
    TrainingState,
    Where,
)

SPOKEN_WORD = "spoken_word"
"""The one check that reads facts and texts."""

FromFacts = Callable[[PolicyRule, PolicyDocument, Past], Told]

_NOTHING = Told()
_REGISTER = Told(unknown=frozenset({Unknown.REGISTER}))


def conduct_told(rule: PolicyRule, past: Past, old: PolicyDocument, new: PolicyDocument) -> Told:
    """Return what a rule about the way of use would have objected to."""
    told = _said_or_from_facts(rule, past, old)
    unread = unread_told(past, old, new) if rule.check == SPOKEN_WORD else None
    return _without_texts(told, unread) if unread else told


def _without_texts(told: Told, unread: Told) -> Told:
    """Keep what lies in the facts, where the texts are not read."""
    seen = tuple(f for f in told.sure if Reason.ENDPOINT in f.reasons or Reason.AUDIO in f.reasons)
    return Told(sure=seen, unknown=told.unknown | unread.unknown)


def _said_or_from_facts(rule: PolicyRule, past: Past, old: PolicyDocument) -> Told:
    """A rule of then with the same check and the same numbers has already said it."""
    for earlier in past.applying(old):
        if earlier.check == rule.check and _numbers(earlier) == _numbers(rule):
            return Told(sure=tuple(f for f in past.findings if f.rule == earlier.id))
    judge = _FROM_FACTS.get(rule.check)
    return judge(rule, old, past) if judge else Told(unknown=frozenset({Unknown.CHECK}))


def _numbers(rule: PolicyRule) -> tuple[object, ...]:
    """Return what a rule of conduct decides by, besides the facts; order makes no difference."""
    if rule.check == SPOKEN_WORD:
        return frozenset(rule.categories), frozenset(rule.look_at), frozenset(rule.data_classes)
    return rule.grace_days, frozenset(rule.forbidden_files), frozenset(rule.allowed_files)


def _hit(
    *reasons: Reason, confidence: Confidence = Confidence.HIGH, where: Where = Where.CONDUCT
) -> Told:
    """Return a hit; rule, severity and route are those of whoever asked."""
    finding = Finding(
        rule="replay",
        data_class=DataClass.CONDUCT,
        category=Category.OTHER,
        count=1,
        confidence=confidence,
        where=where,
        reasons=reasons,
        severity=Severity.LOW,
        route=Route.STATISTIC,
        opens_case=False,
    )
    return Told(sure=(finding,))


def _agreement(rule: PolicyRule, old: PolicyDocument, past: Past) -> Told:
    """Without an agreement there would be no assessment."""
    del rule, old, past
    return _NOTHING


def _approved(rule: PolicyRule, old: PolicyDocument, past: Past) -> Told:
    del rule, old
    if past.approval is Approval.TRIAL:
        return _REGISTER
    if past.approval is Approval.APPROVED:
        return _NOTHING
    return _hit(Reason.NOT_IN_REGISTER if past.approval is None else Reason.NOT_APPROVED)


def _certificate(rule: PolicyRule, old: PolicyDocument, past: Past) -> Told:
    state = past.training_state
    if past.purpose is Purpose.TRAINING:
        return _NOTHING
    before = next((r.grace_days for r in old.rules if r.check == rule.check), 0)
    shorter = state is TrainingState.VALID and rule.grace_days < before
    longer = state is TrainingState.EXPIRED and rule.grace_days > before
    if shorter or longer:
        return Told(unknown=frozenset({Unknown.GRACE}))
    if is_fine(state):
        return _NOTHING
    if state is TrainingState.UNKNOWN_PERSON:
        sure = Confidence.MEDIUM if past.named else Confidence.LOW
        return _hit(Reason.UNKNOWN_PERSON, confidence=sure)
    return _hit(Reason(state.value))


def _ai_act(rule: PolicyRule, old: PolicyDocument, past: Past) -> Told:
    del rule, old
    if past.approval is None:
        return _NOTHING
    match past.risk_class:
        case RiskClass.PROHIBITED:
            return _hit(Reason.PROHIBITED_CLASS)
        case RiskClass.UNKNOWN:
            return _hit(Reason.UNCLASSIFIED)
        case RiskClass.HIGH:
            return _REGISTER
        case _:
            return _NOTHING


def _transparency(rule: PolicyRule, old: PolicyDocument, past: Past) -> Told:
    del rule, old
    if past.operation in {Operation.IMAGE, Operation.SPEECH} and past.status is Status.OK:
        return _hit(Reason.SYNTHETIC_MEDIA)
    return _NOTHING if past.approval is None else _REGISTER


def _attachments(rule: PolicyRule, old: PolicyDocument, past: Past) -> Told:
    del old
    kinds = [kind for kind in past.media_types if kind != UNSAID]
    if any(objected(rule, kind) for kind in kinds):
        return _hit(Reason.FORBIDDEN_FILE, where=Where.ATTACHMENT)
    return Told(unknown=frozenset({Unknown.FILE_NAMES})) if past.media_types else _NOTHING


def _spoken(rule: PolicyRule, old: PolicyDocument, past: Past) -> Told:
    """Whether the register let the application listen is not kept, nor what nobody looked for."""
    del rule, old, past
    return Told(unknown=frozenset({Unknown.REGISTER, Unknown.NOT_LOOKED_FOR}))


def _repetition(rule: PolicyRule, old: PolicyDocument, past: Past) -> Told:
    del rule, old, past
    return _NOTHING


_FROM_FACTS: Mapping[str, FromFacts] = {
    "agreement_in_force": _agreement,
    "application_approved": _approved,
    "certificate_valid": _certificate,
    "ai_act_class": _ai_act,
    "transparency": _transparency,
    "attachment_types": _attachments,
    "spoken_word": _spoken,
    "repetition": _repetition,
}
