"""Every check, category, rule field and threshold has its place in the documentation."""

from pathlib import Path

import msgspec
import pytest

from leitstand.policy import known_checks
from leitstand.policy.detector import all_detectors
from leitstand.schemas.policy import OwnContacts, PolicyDocument, PolicyRule, Thresholds

DOCS = Path(__file__).parents[3] / "docs"
POLICY_TEXT = (DOCS / "policy.md").read_text("utf-8")
DETECTORS_TEXT = (DOCS / "detectors.md").read_text("utf-8")


@pytest.mark.parametrize("check", known_checks())
def test_every_check_has_its_heading(check: str) -> None:
    """One section a check."""
    assert f"\n### {check}\n" in POLICY_TEXT


@pytest.mark.parametrize("category", sorted({str(d.category) for d in all_detectors()}))
def test_every_detector_has_its_heading(category: str) -> None:
    """One section a detector."""
    assert f"\n## {category}\n" in DETECTORS_TEXT


FIELDS = sorted(
    {
        field.encode_name
        for of in (PolicyDocument, PolicyRule, Thresholds, OwnContacts)
        for field in msgspec.structs.fields(of)
    }
)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_is_described(field: str) -> None:
    """Field by field."""
    assert f"`{field}`" in POLICY_TEXT
