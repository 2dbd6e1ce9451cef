"""``leitstand policy explain``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError

if TYPE_CHECKING:
    from leitstand.register import RegisterView
    from leitstand.schemas.policy import PolicyDocument


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("rule", metavar="RULE", help="id of a rule")
    parser.add_argument(
        "--policy", type=Path, help="policy file; default: the register's, else the model town's"
    )
    parser.add_argument(
        "--register", type=Path, help="directory of register files: tells since when the rule holds"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print what a rule looks at, where it applies, and what people are told."""
    from leitstand.deploy.policy_text import explanation

    policy, view = _policy(arguments.policy, arguments.register)
    rule = next((rule for rule in policy.rules if rule.id == arguments.rule), None)
    if rule is None:
        known = ", ".join(rule.id for rule in policy.rules)
        problem = f"no rule {arguments.rule} in the policy"
        raise UserError(problem, f"use one of: {known}")
    sys.stdout.write(explanation(rule, policy, view))
    return Exit.OK


def _policy(
    policy: Path | None, register: Path | None
) -> tuple["PolicyDocument", "RegisterView | None"]:
    """Return the policy to explain: of the file, else the register's of now, else the model town's."""
    from leitstand.deploy.assess_lines import load_register
    from leitstand.deploy.policy_files import load_policy
    from leitstand.schemas.clock import utc_now

    view = load_register(register) if register else None
    held = view.as_of(utc_now()).policy if view and policy is None else None
    return held or load_policy(policy), view


COMMAND = Command(
    name="policy explain",
    summary="Say in plain words what a rule of the policy does.",
    description="""\
  leitstand policy explain personenbezogene-daten
  leitstand policy explain schulung-gueltig --policy policy.yaml
  leitstand policy explain schulung-gueltig --register register/""",
    configure=configure,
    run=run,
)
