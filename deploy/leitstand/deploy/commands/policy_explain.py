"""``leitstand policy explain``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError

if TYPE_CHECKING:
    from leitstand.schemas.policy import PolicyRule, Scope


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("rule", metavar="RULE", help="id of a rule")
    parser.add_argument("--policy", type=Path, help="policy file; default: the model town's")


def run(arguments: argparse.Namespace) -> int:
    """Print what a rule looks at, where it applies, and what people are told."""
    from leitstand.deploy.policy_files import load_policy
    from leitstand.policy import known_checks

    policy = load_policy(arguments.policy)
    rule = next((rule for rule in policy.rules if rule.id == arguments.rule), None)
    if rule is None:
        known = ", ".join(rule.id for rule in policy.rules)
        problem = f"no rule {arguments.rule} in the policy"
        raise UserError(problem, f"use one of: {known}")
    sys.stdout.write(_text(rule, known_checks()[rule.check].summary))
    return Exit.OK


def _text(rule: "PolicyRule", summary: str) -> str:
    rows = (
        ("title", f"{rule.title.de} / {rule.title.en}"),
        ("legal basis", rule.legal_basis),
        ("check", f"{rule.check}: {summary}"),
        ("categories", _names(rule.categories, "none: a rule about the way of use")),
        (
            "looks at",
            _names(rule.look_at, "no text") if rule.categories else "the facts of the use",
        ),
        ("applies", _scope(rule.scope)),
        ("mode", rule.mode.value),
        ("severity", rule.severity.value),
        ("told first", _routes(rule)),
        ("opens a case", _case(rule)),
        ("grace period", f"{rule.grace_days} days"),
    )
    facts = "".join(f"{name:14}{value}\n" for name, value in rows)
    told = (
        ("the employee reads", rule.tell_employee),
        ("the data-protection officer reads", rule.tell_dsb),
    )
    texts = "".join(f"\n{who}\n  de: {text.de}\n  en: {text.en}\n" for who, text in told)
    return f"{rule.id}\n{facts}{texts}"


def _names(values: Sequence[str], empty: str) -> str:
    return ", ".join(values) or empty


def _scope(scope: "Scope") -> str:
    parts = (
        ("places", scope.places),
        ("applications", scope.applications),
        ("all applications but", scope.except_applications),
        ("departments", scope.departments),
    )
    return "; ".join(f"{name} {', '.join(of)}" for name, of in parts if of) or "everywhere"


def _routes(rule: "PolicyRule") -> str:
    exceptions = [f"{route} for {name}" for name, route in rule.route_by_data_class.items()]
    return ", ".join([rule.route.value, *exceptions])


def _case(rule: "PolicyRule") -> str:
    if not rule.opens_case:
        return "never"
    return f"from {rule.case_from} sure finding(s) in one interaction; unsure ones never do"


COMMAND = Command(
    name="policy explain",
    summary="Say in plain words what a rule of the policy does.",
    description="""\
  leitstand policy explain personenbezogene-daten
  leitstand policy explain schulung-gueltig --policy policy.yaml""",
    configure=configure,
    run=run,
)
