"""``leitstand policy check``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, print_json

if TYPE_CHECKING:
    from leitstand.deploy.policy_files import CheckedPolicy
    from leitstand.schemas.policy import PolicyDocument


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("file", type=Path, help="policy file (docs/policy.md)")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Print every problem of the file."""
    from leitstand.deploy.policy_files import check_policy

    checked = check_policy(arguments.file)
    if arguments.json:
        print_json(_document(arguments.file, checked))
    else:
        sys.stdout.write(_text(checked))
    return Exit.OK if checked.ok else Exit.NEGATIVE


def _document(file: Path, checked: "CheckedPolicy") -> dict[str, object]:
    return {
        "file": str(file),
        "ok": checked.ok,
        "rules": [rule.id for rule in checked.policy.rules] if checked.policy else [],
        "problems": [
            {
                "line": problem.place.line,
                "column": problem.place.column,
                "level": problem.level.value,
                "problem": problem.text,
                "remedy": problem.remedy,
            }
            for problem in checked.problems
        ],
        "not_checked": list(checked.not_checked),
        "not_looked_for": _not_looked_for(checked),
    }


def _not_looked_for(checked: "CheckedPolicy") -> list[str]:
    from leitstand.policy.problems import not_looked_for

    return [c.value for c in not_looked_for(checked.policy)] if checked.policy else []


def _text(checked: "CheckedPolicy") -> str:
    lines = [f"{problem.level.value}: {problem}" for problem in checked.problems]
    lines += [f"not checked: {what}" for what in checked.not_checked]
    if checked.ok and checked.policy is not None:
        lines += _gaps(checked.policy)
        lines.append(f"{len(checked.policy.rules)} rules, may be applied")
    return "\n".join(lines) + "\n"


def _gaps(policy: "PolicyDocument") -> list[str]:
    from leitstand.policy.problems import not_looked_for

    missing = not_looked_for(policy)
    return [f"note: no rule looks for {', '.join(missing)}"] if missing else []


COMMAND = Command(
    name="policy check",
    summary="Check a policy file before it takes effect.",
    description="""\
Reads the file as `leitstand register apply` would and names every problem with its line and what to
do. Exit code 1 when the policy may not be published.

  leitstand policy check policy.yaml
  leitstand policy check policy.yaml --json""",
    configure=configure,
    run=run,
)
