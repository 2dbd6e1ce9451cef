"""Cross-checks of a policy file: what a person would want to know before it takes effect."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from leitstand.policy.check import Check, known_checks
from leitstand.policy.file_kinds import GROUPS, is_known
from leitstand.schemas.policy import PolicyDocument, PolicyRule
from leitstand.schemas.vocabulary import Category, Mode, Place

ATTACHMENT_TYPES = "attachment_types"
REPETITION = "repetition"
"""Names of checks with fields of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong or doubtful in a policy."""

    field: str
    """Where: ``rules[2].categories``, or ``time_zone``."""
    problem: str
    remedy: str
    fatal: bool = True
    """``False``: the policy works, but probably not as it is meant."""


def policy_problems(document: PolicyDocument) -> list[Problem]:
    """Return every problem, in the order of the file; a fatal one forbids publishing it."""
    problems = list(_document_problems(document))
    for position, rule in enumerate(document.rules):
        problems.extend(_rule_problems(f"rules[{position}]", rule))
    return problems


def _document_problems(document: PolicyDocument) -> Iterator[Problem]:
    try:
        ZoneInfo(document.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield Problem(
            field="time_zone",
            problem="no time zone of that name",
            remedy="use an IANA name such as Europe/Berlin",
        )
    counts = Counter(rule.id for rule in document.rules)
    for rule_id in sorted(name for name, count in counts.items() if count > 1):
        yield Problem(
            field="rules",
            problem=f"the id {rule_id} occurs {counts[rule_id]} times",
            remedy="give each rule an id of its own; cases and figures are counted by it",
        )


def not_looked_for(document: PolicyDocument) -> tuple[Category, ...]:
    """Return the categories that no rule names: it may be meant, and it may be forgotten."""
    active = (rule for rule in document.rules if rule.mode is not Mode.OFF)
    looked_for = {category for rule in active for category in rule.categories}
    return tuple(category for category in Category if category not in looked_for)


def _rule_problems(field: str, rule: PolicyRule) -> Iterator[Problem]:
    check = known_checks().get(rule.check)
    if check is None:
        yield Problem(
            field=f"{field}.check",
            problem=f"there is no check {rule.check}",
            remedy="use one of: " + ", ".join(known_checks()),
        )
        return
    yield from _category_problems(field, rule, check)
    yield from _class_problems(field, rule, check)
    yield from _file_problems(field, rule)
    yield from _number_problems(field, rule)
    yield from _scope_problems(field, rule)
    yield from _mode_problems(field, rule)


def _category_problems(field: str, rule: PolicyRule, check: Check) -> Iterator[Problem]:
    unknown = sorted(set(rule.categories) - check.categories)
    if unknown:
        yield Problem(
            field=f"{field}.categories",
            problem=f"{rule.check} does not know " + ", ".join(unknown),
            remedy="use some of: " + (", ".join(sorted(check.categories)) or "none"),
        )
    if check.categories and not rule.categories:
        yield Problem(
            field=f"{field}.categories",
            problem="a rule about content without categories finds nothing",
            remedy="use some of: " + ", ".join(sorted(check.categories)),
        )
    if check.categories and not rule.look_at:
        yield Problem(
            field=f"{field}.look_at",
            problem="a rule about content that looks at no text finds nothing",
            remedy="name prompt, and where wanted answer, instruction, tool, attachment",
        )


def _class_problems(field: str, rule: PolicyRule, check: Check) -> Iterator[Problem]:
    foreign = sorted(set(rule.data_classes) - check.data_classes)
    if foreign:
        yield Problem(
            field=f"{field}.data_classes",
            problem=f"{rule.check} is not about " + ", ".join(foreign),
            remedy="use some of: " + ", ".join(sorted(check.data_classes)),
        )


def _file_problems(field: str, rule: PolicyRule) -> Iterator[Problem]:
    patterns = (*rule.forbidden_files, *rule.allowed_files)
    unknown = sorted(pattern for pattern in patterns if not is_known(pattern))
    if unknown:
        yield Problem(
            field=f"{field}.forbidden_files",
            problem="no kind of file: " + ", ".join(unknown),
            remedy="use a media type, an ending, or one of: " + ", ".join(GROUPS),
        )
    if bool(patterns) is not (rule.check == ATTACHMENT_TYPES):
        yield Problem(
            field=f"{field}.forbidden_files",
            problem=f"{ATTACHMENT_TYPES} needs kinds of files, and no other check reads them",
            remedy="name forbidden_files or allowed_files there, and only there",
        )


def _number_problems(field: str, rule: PolicyRule) -> Iterator[Problem]:
    if rule.case_from < 1:
        yield Problem(
            field=f"{field}.case_from",
            problem="a case needs at least one finding",
            remedy="use 1 or more; for a rule that never opens a case set opens_case: false",
        )
    if rule.grace_days < 0:
        yield Problem(
            field=f"{field}.grace_days",
            problem="a grace period cannot be negative",
            remedy="use 0 or more days",
        )


def _scope_problems(field: str, rule: PolicyRule) -> Iterator[Problem]:
    if Place.CLOUD in rule.scope.places and Place.UNKNOWN not in rule.scope.places:
        yield Problem(
            field=f"{field}.scope.places",
            problem="applications that are not in the register are left out",
            remedy="add unknown: nobody knows where they run",
            fatal=False,
        )
    both = sorted(set(rule.scope.applications) & set(rule.scope.except_applications))
    if both:
        yield Problem(
            field=f"{field}.scope",
            problem="both chosen and excepted: " + ", ".join(both),
            remedy="keep it in one of the two lists",
        )
    twice = sorted(set(rule.scope.departments) & set(rule.scope.except_departments))
    if twice:
        yield Problem(
            field=f"{field}.scope",
            problem="both chosen and excepted: " + ", ".join(twice),
            remedy="keep it in one of the two lists",
        )


def _mode_problems(field: str, rule: PolicyRule) -> Iterator[Problem]:
    if rule.check == REPETITION:
        yield from _repetition_problems(field, rule)
    elif rule.mode is Mode.OFF:
        yield Problem(
            field=f"{field}.mode",
            problem="the rule is off",
            remedy="use observe, warn or block, or take the rule out",
            fatal=False,
        )


def _repetition_problems(field: str, rule: PolicyRule) -> Iterator[Problem]:
    """A pattern is counted for the whole house; nobody is warned, nobody gets a case."""
    if rule.repetition is None:
        yield Problem(
            field=f"{field}.repetition",
            problem="nothing says what a repetition is",
            remedy="name days and usage_days",
        )
    if rule.mode not in {Mode.OFF, Mode.OBSERVE} or rule.opens_case:
        yield Problem(
            field=f"{field}.mode",
            problem="a pattern of repetition warns nobody and opens no case",
            remedy="use mode: off or observe, and opens_case: false",
        )
    if rule.mode is Mode.OBSERVE:
        yield Problem(
            field=f"{field}.mode",
            problem="nothing is counted unless the agreement allows it",
            remedy="agree on it, and set repetition_allowed in agreement.yaml",
            fatal=False,
        )
