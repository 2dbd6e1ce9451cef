"""Which cases an assessment speaks for: pure, the same input always the same cases."""

from collections import defaultdict
from collections.abc import Sequence

from leitstand.cases.model import Sighting
from leitstand.cases.vocabulary import Kind
from leitstand.schemas.assessment import Assessment, Finding
from leitstand.schemas.identifiers import case_key
from leitstand.schemas.vocabulary import Confidence, DataClass, Route, Severity

SEVERITIES = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)
CONFIDENCES = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


def highest_severity(severities: Sequence[Severity]) -> Severity:
    """Return the gravest; the sequence must not be empty."""
    return max(severities, key=SEVERITIES.index)


def highest_confidence(confidences: Sequence[Confidence]) -> Confidence:
    """Return the surest; the sequence must not be empty."""
    return max(confidences, key=CONFIDENCES.index)


def kind_of(finding: Finding) -> Kind | None:
    """Return the list that a finding belongs to, ``None`` where it opens nothing."""
    if finding.route is Route.STATISTIC:
        return None
    if finding.confidence is Confidence.LOW:
        return Kind.UNCERTAIN
    if not finding.opens_case:
        return None
    return Kind.INVITATION if finding.route is Route.TRAINING else Kind.FINDING


def sightings_of(assessment: Assessment) -> tuple[Sighting, ...]:
    """Group the findings of an assessment by the case that they belong to."""
    groups: dict[tuple[Kind, str, DataClass], list[Finding]] = defaultdict(list)
    for finding in assessment.findings:
        kind = kind_of(finding)
        if kind is not None:
            groups[kind, finding.rule, finding.data_class].append(finding)
    return tuple(_sighting(assessment, kind, found) for (kind, _, _), found in groups.items())


def _sighting(assessment: Assessment, kind: Kind, found: Sequence[Finding]) -> Sighting:
    gravest = max(found, key=lambda finding: SEVERITIES.index(finding.severity))
    return Sighting(
        kind=kind,
        case_key=case_key(
            assessment.tenant,
            gravest.rule,
            gravest.data_class,
            assessment.department,
            assessment.application,
            assessment.usage_day,
        ),
        rule=gravest.rule,
        data_class=gravest.data_class,
        route=gravest.route,
        severity=gravest.severity,
        confidence=highest_confidence([finding.confidence for finding in found]),
        findings=tuple(found),
    )
