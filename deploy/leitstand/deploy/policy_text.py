"""A rule of the policy in the words of whoever has to answer for it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from leitstand.policy import known_checks
from leitstand.register import RegisterView
from leitstand.register.view import POLICY_ID
from leitstand.schemas.policy import LocalText, PolicyDocument, PolicyRule, Scope
from leitstand.schemas.vocabulary import Mode, ObjectKind, Route

_MODES = {
    Mode.OFF: "off: does nothing",
    Mode.OBSERVE: "observe: nobody is disturbed; it is assessed afterwards",
    Mode.WARN: "warn: the employee is told at once, and may go on",
    Mode.BLOCK: "block: it is stopped before it leaves, where the gateway asks first; else assessed",
}
_ROUTES = {
    Route.STATISTIC: "nobody; it is counted",
    Route.DSB: "the data-protection officer (Datenschutzbeauftragte)",
    Route.SECURITY: "information security (Informationssicherheit)",
    Route.TRAINING: "the training coordination (Schulungskoordination), as an invitation",
    Route.COORDINATION: "the AI coordination (KI-Koordination)",
    Route.IT: "IT",
}
_WIDTH = 14


def explanation(rule: PolicyRule, document: PolicyDocument, view: RegisterView | None) -> str:
    """Return everything about a rule; with a register also since when it holds."""
    rows = (*_what(rule), *_where(rule), *_consequences(rule, document), *_since(rule, view))
    facts = "".join(f"{name:{_WIDTH}}{value}\n" for name, value in rows)
    return f"{rule.id}\n{facts}{''.join(_told(rule))}"


def _what(rule: PolicyRule) -> Iterator[tuple[str, str]]:
    check = known_checks().get(rule.check)
    yield "title", rule.title.de
    yield "", rule.title.en
    yield "legal basis", rule.legal_basis
    yield "check", f"{rule.check}: {check.summary if check else 'this version has no such check'}"
    yield "categories", ", ".join(rule.categories) or "none: a rule about the way of use"
    if check and rule.categories:
        classes = sorted(check.data_classes & set(rule.data_classes or check.data_classes))
        yield "data classes", ", ".join(classes)
    if rule.categories:
        yield "looks at", ", ".join(rule.look_at) or "no text"
    else:
        yield "looks at", "the facts of the use"
    if rule.forbidden_files:
        yield "forbidden", ", ".join(rule.forbidden_files)
    if rule.allowed_files:
        yield "allowed only", ", ".join(rule.allowed_files)
    if rule.repetition:
        days, usage_days = rule.repetition.days, rule.repetition.usage_days
        yield "repetition", f"on {usage_days} different days of {days}, where the agreement allows"


def _where(rule: PolicyRule) -> Iterator[tuple[str, str]]:
    yield "applies", _scope(rule.scope)


def _scope(scope: Scope) -> str:
    parts = (
        ("places", scope.places),
        ("applications", scope.applications),
        ("all applications but", scope.except_applications),
        ("departments", scope.departments),
        ("all departments but", scope.except_departments),
    )
    return "; ".join(f"{name} {', '.join(of)}" for name, of in parts if of) or "everywhere"


def _consequences(rule: PolicyRule, document: PolicyDocument) -> Iterator[tuple[str, str]]:
    yield "mode", _MODES[rule.mode]
    yield "severity", rule.severity.value
    yield "told first", _ROUTES[rule.route]
    for data_class, route in rule.route_by_data_class.items():
        yield "", f"{data_class}: {_ROUTES[route]}"
    yield "opens a case", _case(rule)
    if rule.opens_case:
        limits = document.thresholds
        yield (
            "",
            f"to be taken over within {limits.unclaimed_hours} working hours, reviewed within {limits.review_hours} hours",
        )
    yield "grace period", f"{rule.grace_days} days"


def _case(rule: PolicyRule) -> str:
    if not rule.opens_case:
        return "never"
    return f"from {rule.case_from} sure finding(s) in one interaction; unsure ones never do"


def _since(rule: PolicyRule, view: RegisterView | None) -> Iterator[tuple[str, str]]:
    """Tell each stretch of time in which the rule held unchanged."""
    if view is None:
        return
    zone = ZoneInfo(view.zone)
    for first, until, held in _stretches(rule.id, view):
        last = "" if until is None else f" to {_day(until - timedelta(seconds=1), zone)}"
        same = "as here" if held == rule else f"otherwise: {', '.join(_changed(held, rule))}"
        yield "held", f"from {_day(first, zone)}{last}, {same}"


def _stretches(
    rule_id: str, view: RegisterView
) -> list[tuple[datetime, datetime | None, PolicyRule]]:
    history = view.history(ObjectKind.POLICY, POLICY_ID)
    found: list[tuple[datetime, datetime | None, PolicyRule]] = []
    for interval in history.intervals if history else ():
        rules: Sequence[PolicyRule] = interval.value.rules
        held = next((rule for rule in rules if rule.id == rule_id), None)
        if held is None:
            continue
        if found and found[-1][1] == interval.valid_from and found[-1][2] == held:
            found[-1] = (found[-1][0], interval.valid_until, held)
        else:
            found.append((interval.valid_from, interval.valid_until, held))
    return found


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat()


def _changed(held: PolicyRule, rule: PolicyRule) -> list[str]:
    return [name for name in held.__struct_fields__ if getattr(held, name) != getattr(rule, name)]


def _told(rule: PolicyRule) -> Iterator[str]:
    told: tuple[tuple[str, LocalText], ...] = (
        ("the employee reads", rule.tell_employee),
        ("whoever looks into it reads", rule.tell_dsb),
    )
    for who, text in told:
        yield f"\n{who}\n  de: {text.de}\n  en: {text.en}\n"
