"""Reads a policy file for the commands that need no register around it."""

from dataclasses import dataclass
from pathlib import Path

from leitstand.deploy.command import UserError
from leitstand.policy import examples
from leitstand.register.cross_checks import cross_check
from leitstand.register.problems import Level, Place, Problem, Report
from leitstand.register.view import POLICY_ID
from leitstand.register.yaml_objects import read_policy
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import ObjectKind

EXAMPLE = "musterstadt"
_NO_DAY = b"\neffective: 1970-01-01\n"
"""Stands in for the day of effect, behind the last line so that no line number moves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPolicy:
    """A policy file and everything that was found in it."""

    policy: PolicyDocument | None
    """``None`` where the file cannot be read as a policy."""
    problems: tuple[Problem, ...]
    not_checked: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the policy may be published."""
        return all(problem.level is not Level.ERROR for problem in self.problems)


def check_policy(path: Path) -> CheckedPolicy:
    """Read and check a policy file. Raises UserError where it cannot be opened."""
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = f"{path}: {error.strerror}"
        raise UserError(problem, "check its name and permissions") from None
    return _checked(str(path), data)


def _checked(name: str, data: bytes) -> CheckedPolicy:
    report = Report()
    found = read_policy(name, data, report)
    if not found and _lacks_only_its_day(name, data):
        report = Report()
        report.warning(
            Place(file=name, line=1),
            "no day from which it holds",
            "Add 'effective: DATE', or call the file DATE.yaml, before applying it",
        )
        found = read_policy(name, data + _NO_DAY, report)
    if found:
        cross_check({ObjectKind.POLICY: found}, {}, report)
    versions = found.get(POLICY_ID, [])
    return CheckedPolicy(
        policy=versions[0].value if versions else None,
        problems=report.problems,
        not_checked=report.not_checked,
    )


def _lacks_only_its_day(name: str, data: bytes) -> bool:
    trial = Report()
    return bool(read_policy(name, data + _NO_DAY, trial)) and b"\neffective:" not in b"\n" + data


def load_policy(path: Path | None) -> PolicyDocument:
    """Return the policy of a file, or the model town's. Raises UserError with the first error."""
    if path is None:
        return examples.policy(EXAMPLE)
    checked = check_policy(path)
    errors = [problem for problem in checked.problems if problem.level is Level.ERROR]
    if errors or checked.policy is None:
        first = str(errors[0]) if errors else f"{path}: no policy"
        raise UserError(first, f"see all with: leitstand policy check {path}")
    return checked.policy
