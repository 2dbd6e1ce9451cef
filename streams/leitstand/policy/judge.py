"""The verdict: a pure function of one interaction, the policy, and nothing else (promise P3)."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass, replace

from leitstand.policy.check import Hit, applying, known_checks
from leitstand.policy.evidence import rank
from leitstand.policy.facts import Facts
from leitstand.policy.file_kinds import endings
from leitstand.policy.reading import Reading, read
from leitstand.policy.same import Same
from leitstand.policy.training import training_state
from leitstand.schemas.assessment import Finding
from leitstand.schemas.interaction import Content
from leitstand.schemas.policy import PolicyDocument, PolicyRule
from leitstand.schemas.vocabulary import (
    Category,
    Confidence,
    DataClass,
    NotChecked,
    Reason,
    Route,
    Status,
    TrainingState,
    Verdict,
    Where,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A finding's place in the text, for whoever may see the text (``leitstand assess``)."""

    rule: str
    category: Category
    data_class: DataClass
    message: int
    """Position among messages, tool calls and file names, in this order."""
    start: int
    """In code points of that text; ``end`` likewise, exclusive."""
    end: int
    confidence: Confidence
    evidence: tuple[Reason, ...]
    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the machine says about one interaction."""

    findings: tuple[Finding, ...]
    """Merged per rule, category and place; in order of the policy's rules."""
    verdict: Verdict
    not_checked: NotChecked
    training_state: TrainingState
    spans: tuple[Span, ...] = ()
    failed_rules: tuple[str, ...] = ()
    """Rules that could not be applied; then ``not_checked`` says so."""


def judge(facts: Facts, content: Content, policy: PolicyDocument) -> Judgement:
    """Apply every rule of the policy to one interaction.

    Never raises on content: what cannot be checked is ``not_checked`` with its reason, and the
    rules that need no content are applied all the same. An exempt person is not looked at.
    """
    state = _training_state(facts, policy)
    if facts.person is not None and facts.person.exempt:
        return _left_alone(state)
    if content.file_names:
        facts = replace(facts, file_endings=endings(content.file_names))
    applies = applying(policy, facts)
    reading = read(content, facts.completeness, policy, applies.wanted)
    findings: list[Finding] = []
    spans: list[Span] = []
    failed: list[str] = []
    known = known_checks()
    for rule in applies.rules if reading.passages else applies.of_facts:
        try:
            hits = tuple(known[rule.check].hits(rule, facts, reading.passages))
        except Exception:
            failed.append(rule.id)
            continue
        if hits:
            findings.extend(_findings(rule, hits, facts))
            spans.extend(_spans(rule, hits))
    not_checked = _reason(reading, failed)
    return Judgement(
        findings=tuple(findings),
        verdict=_verdict(findings, not_checked),
        not_checked=not_checked,
        training_state=state,
        spans=tuple(spans),
        failed_rules=tuple(failed),
    )


def _left_alone(state: TrainingState) -> Judgement:
    return Judgement(
        findings=(),
        verdict=Verdict.NOT_CHECKED,
        not_checked=NotChecked.EXEMPT,
        training_state=state,
    )


@functools.lru_cache(maxsize=64)
def _grace_days(same: Same[PolicyDocument]) -> int:
    rules = same.value.rules
    return next((rule.grace_days for rule in rules if rule.check == "certificate_valid"), 0)


def _training_state(facts: Facts, policy: PolicyDocument) -> TrainingState:
    grace = _grace_days(Same(policy))
    return training_state(facts.application, facts.person, facts.usage_day, grace)


def _reason(reading: Reading, failed: list[str]) -> NotChecked:
    if reading.not_checked is NotChecked.NONE and failed:
        return NotChecked.DETECTOR_FAILED
    return reading.not_checked


def _verdict(findings: list[Finding], not_checked: NotChecked) -> Verdict:
    if not_checked is not NotChecked.NONE:
        return Verdict.NOT_CHECKED
    if any(finding.opens_case for finding in findings):
        return Verdict.VIOLATION
    return Verdict.NOTICE if findings else Verdict.ALLOWED


def _is_weighty(hit: Hit) -> bool:
    return hit.confidence is not Confidence.LOW


def _findings(rule: PolicyRule, hits: tuple[Hit, ...], facts: Facts) -> Iterable[Finding]:
    """Merge hits per category and place; unsure ones count only where there are no others."""
    enough = sum(map(_is_weighty, hits)) >= rule.case_from
    groups: dict[tuple[Category, DataClass, Where], list[Hit]] = {}
    for hit in hits:
        groups.setdefault((hit.category, hit.data_class, hit.where), []).append(hit)
    return [_finding(rule, group, facts, enough=enough) for group in groups.values()]


def _finding(rule: PolicyRule, hits: list[Hit], facts: Facts, *, enough: bool) -> Finding:
    counted = list(filter(_is_weighty, hits)) or hits
    first = max(counted, key=lambda hit: rank(hit.confidence))
    route = _route(rule, first.data_class, facts)
    return Finding(
        rule=rule.id,
        data_class=first.data_class,
        category=first.category,
        count=len(counted),
        confidence=first.confidence,
        where=first.where,
        shape=first.shape,
        reasons=first.reasons,
        severity=rule.severity,
        route=route,
        opens_case=(
            rule.opens_case and enough and _is_weighty(first) and route is not Route.STATISTIC
        ),
    )


def _route(rule: PolicyRule, data_class: DataClass, facts: Facts) -> Route:
    """What was stopped before it left the house is counted, and nobody is told."""
    if facts.status is Status.BLOCKED:
        return Route.STATISTIC
    return rule.route_by_data_class.get(data_class, rule.route)


def _spans(rule: PolicyRule, hits: Iterable[Hit]) -> Iterable[Span]:
    for hit in hits:
        if hit.passage is not None:
            found = hit.passage.found
            yield Span(
                rule=rule.id,
                category=hit.category,
                data_class=hit.data_class,
                message=hit.passage.message,
                start=found.start,
                end=found.end,
                confidence=hit.confidence,
                evidence=hit.reasons,
                shape=hit.shape,
            )
