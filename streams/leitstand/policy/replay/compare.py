"""One past assessment under one rule: then and now."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from leitstand.policy.check import PassageCheck, known_checks
from leitstand.policy.replay.conduct import conduct_told
from leitstand.policy.replay.content import passages_told
from leitstand.policy.replay.past import Past, Told, Unknown
from leitstand.schemas.assessment import Finding
from leitstand.schemas.policy import PolicyDocument, PolicyRule
from leitstand.schemas.vocabulary import Confidence, DataClass, Mode, NotChecked, Route, Status


class Outcome(IntEnum):
    """What a rule makes of an interaction."""

    NOTHING = 0
    NOTICE = 1
    CASE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What would be otherwise, for one rule."""

    before: Outcome
    now: Outcome | None
    """``None`` where it cannot be told."""
    unknown: frozenset[Unknown] = frozenset()
    told_elsewhere: bool = False
    """Told to another office, or with another severity."""
    stopped: bool = False
    """Would be stopped before it leaves, where a gateway asks first, and was not."""


def compare(rule_id: str, past: Past, old: PolicyDocument, new: PolicyDocument) -> Difference:
    """Return what the new policy would say under a rule, beside what was said then.

    A rule that one of the policies does not have says nothing there.
    """
    found = tuple(finding for finding in past.findings if finding.rule == rule_id)
    before = _recorded(found)
    rule = next((rule for rule in past.applying(new) if rule.id == rule_id), None)
    if rule is None or past.not_checked is NotChecked.EXEMPT:
        return Difference(before=before, now=Outcome.NOTHING)
    told = _told(rule, past, old, new)
    least, most = _least(rule, told, past), _most(rule, told, past)
    if least is not most:
        return Difference(before=before, now=None, unknown=told.unknown)
    return Difference(
        before=before,
        now=least,
        told_elsewhere=least is before is Outcome.CASE
        and _addresses(rule, told, past) != _told_to(found),
        stopped=least is Outcome.CASE and _blocks(rule) and not _blocked_before(rule_id, old),
    )


def _recorded(found: Sequence[Finding]) -> Outcome:
    if any(finding.opens_case for finding in found):
        return Outcome.CASE
    return Outcome.NOTICE if found else Outcome.NOTHING


def _told(rule: PolicyRule, past: Past, old: PolicyDocument, new: PolicyDocument) -> Told:
    if not isinstance(known_checks().get(rule.check), PassageCheck):
        return conduct_told(rule, past, old, new)
    if past.not_checked is NotChecked.DETECTOR_FAILED:
        return _after_a_fault(rule, past, old)
    return passages_told(rule, past, old, new)


def _after_a_fault(rule: PolicyRule, past: Past, old: PolicyDocument) -> Told:
    """What failed then is not kept: only the very same rule would say the same again."""
    if rule in old.rules:
        return Told(sure=tuple(f for f in past.findings if f.rule == rule.id))
    return Told(unknown=frozenset({Unknown.NOT_CHECKED}))


def _least(rule: PolicyRule, told: Told, past: Past) -> Outcome:
    return _outcome(rule, told.sure, past)


def _most(rule: PolicyRule, told: Told, past: Past) -> Outcome:
    if not told.unknown:
        return _outcome(rule, told.sure, past)
    could = rule.opens_case and any(
        _route(rule, data_class, past) is not Route.STATISTIC for data_class in DataClass
    )
    return Outcome.CASE if could else Outcome.NOTICE


def _outcome(rule: PolicyRule, found: Sequence[Finding], past: Past) -> Outcome:
    """As the judge decides it, from findings that were merged already."""
    sure = [finding for finding in found if finding.confidence is not Confidence.LOW]
    enough = sum(finding.count for finding in sure) >= rule.case_from
    told = any(_route(rule, finding.data_class, past) is not Route.STATISTIC for finding in sure)
    if rule.opens_case and enough and told:
        return Outcome.CASE
    return Outcome.NOTICE if found else Outcome.NOTHING


def _route(rule: PolicyRule, data_class: DataClass, past: Past) -> Route:
    if past.status is Status.BLOCKED:
        return Route.STATISTIC
    return rule.route_by_data_class.get(data_class, rule.route)


def _addresses(rule: PolicyRule, told: Told, past: Past) -> set[tuple[str, str]]:
    return {(_route(rule, f.data_class, past).value, rule.severity.value) for f in told.sure}


def _told_to(found: Sequence[Finding]) -> set[tuple[str, str]]:
    return {(finding.route.value, finding.severity.value) for finding in found}


def _blocks(rule: PolicyRule) -> bool:
    return rule.mode is Mode.BLOCK


def _blocked_before(rule_id: str, old: PolicyDocument) -> bool:
    return any(rule.id == rule_id and _blocks(rule) for rule in old.rules)
