"""What holds between objects: every id that is used exists, and no trial is without an end."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from leitstand.policy import policy_problems
from leitstand.register.days import day_before
from leitstand.register.problems import Place, Report, nearest
from leitstand.register.versions import Version
from leitstand.register.yaml_objects import Versions
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.register import Application, Department, Person, RolloutStage
from leitstand.schemas.vocabulary import Approval, ObjectKind

Reviewed = Mapping[ObjectKind, Versions]
"""All versions that were read, by kind and id."""

_NOUNS = {
    ObjectKind.DEPARTMENT: "department",
    ObjectKind.APPLICATION: "application",
    ObjectKind.COURSE: "course",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """An id that stands somewhere and has to exist."""

    kind: ObjectKind
    object_id: str
    place: Place
    first: date | None
    """First day of the use; ``None`` where its days do not matter."""
    last: date | None


def cross_check(
    reviewed: Reviewed,
    elsewhere: Mapping[ObjectKind, Collection[str]],
    report: Report,
) -> None:
    """Report what does not fit together.

    ``elsewhere`` are ids that the register holds already, for kinds that the files do not give.
    """
    for use in _uses(reviewed):
        _check_use(use, reviewed, elsewhere, report)
    for kind, object_id, version, _ in _versions(reviewed):
        _check_alone(kind, object_id, version, report)
    _check_chart(reviewed.get(ObjectKind.DEPARTMENT, {}), report)
    _check_stages(reviewed.get(ObjectKind.ROLLOUT_STAGE, {}), report)
    _check_policies(reviewed.get(ObjectKind.POLICY, {}), report)


def _versions(
    reviewed: Reviewed,
) -> Iterator[tuple[ObjectKind, str, Version, date | None]]:
    """Yield every version with its last day, which may be the one before its successor's first."""
    for kind, objects in reviewed.items():
        for object_id, versions in objects.items():
            ordered = sorted(versions, key=lambda version: version.first)
            for version, following in zip(ordered, [*ordered[1:], None], strict=False):
                if following is None or version.last is not None:
                    yield kind, object_id, version, version.last
                else:
                    yield kind, object_id, version, day_before(following.first)


def _check_use(
    use: _Use,
    reviewed: Reviewed,
    elsewhere: Mapping[ObjectKind, Collection[str]],
    report: Report,
) -> None:
    noun = _NOUNS[use.kind]
    known = reviewed[use.kind] if use.kind in reviewed else elsewhere.get(use.kind)
    if known is None:
        report.unchecked(f"whether each {noun} exists: none was given")
    elif use.object_id not in known:
        report.error(use.place, f"there is no such {noun}", f"Known: {nearest(known)}")
    elif use.first is not None and use.kind in reviewed:
        _check_days(use, noun, reviewed[use.kind][use.object_id], report)


def _check_days(use: _Use, noun: str, versions: Sequence[Version], report: Report) -> None:
    """Warn where something is used on days on which it does not exist."""
    if use.first is None or not versions:
        return
    if use.first < min(version.first for version in versions):
        report.warning(use.place, f"used before this {noun} begins", "Compare both first days")
    ends = max(version.last or date.max for version in versions)
    if (use.last or date.max) > ends:
        report.warning(use.place, f"used after this {noun} ended", "Compare both last days")


def _uses(reviewed: Reviewed) -> Iterator[_Use]:
    for kind, _, version, last in _versions(reviewed):
        for used, path, object_id in _references(version.value):
            # A certificate outlives its course, and a policy may speak of what is to come.
            timeless = used is ObjectKind.COURSE or kind is ObjectKind.POLICY
            yield _Use(
                kind=used,
                object_id=object_id,
                place=version.origin.place(*path),
                first=None if timeless else version.first,
                last=last,
            )


_Reference = tuple[ObjectKind, tuple[str | int, ...], str]


def _references(value: Any) -> Iterator[_Reference]:
    """Yield every id that a value uses, with the path of its field."""
    department, course = ObjectKind.DEPARTMENT, ObjectKind.COURSE
    match value:
        case Department(parent=str() as parent):
            yield department, ("parent",), parent
        case Application():
            yield department, ("owner",), value.owner
            yield from _each(department, ("trial_departments",), value.trial_departments)
            yield from _each(course, ("courses",), value.courses)
        case Person():
            yield department, ("department",), value.department
            for index, certificate in enumerate(value.certificates):
                yield course, ("certificates", index), certificate.course
            for application in value.trials:
                yield ObjectKind.APPLICATION, ("trials",), application
        case RolloutStage():
            yield from _each(department, ("departments",), value.departments)
        case PolicyDocument():
            yield from _scopes(value)
        case _:
            pass


def _scopes(policy: PolicyDocument) -> Iterator[_Reference]:
    for index, rule in enumerate(policy.rules):
        path = ("rules", index, "scope")
        scope = rule.scope
        yield from _each(ObjectKind.DEPARTMENT, (*path, "departments"), scope.departments)
        yield from _each(ObjectKind.APPLICATION, (*path, "applications"), scope.applications)
        yield from _each(
            ObjectKind.APPLICATION, (*path, "except_applications"), scope.except_applications
        )


def _each(
    kind: ObjectKind, path: tuple[str | int, ...], ids: Collection[str]
) -> Iterator[_Reference]:
    for index, object_id in enumerate(ids):
        yield kind, (*path, index), object_id


def _check_alone(kind: ObjectKind, object_id: str, version: Version, report: Report) -> None:
    """Check what one version says against itself."""
    value = version.value
    if isinstance(value, Application):
        _check_trial(value, version, report)
    if kind is ObjectKind.DEPARTMENT and object_id == "unknown":
        report.error(
            version.origin.place("id"), "'unknown' stands for people nobody knows", "Use another id"
        )


def _check_trial(application: Application, version: Version, report: Report) -> None:
    if application.approval is Approval.TRIAL:
        if application.trial_until is None:
            report.error(
                version.origin.place("approval"),
                "a trial without its last day",
                "Add 'trial_until: 2026-12-31'",
            )
        if not application.trial_departments:
            report.warning(
                version.origin.place("approval"),
                "a trial without a department",
                "Add 'trial_departments: [...]', or import people of a trial group",
            )
    elif application.trial_until is not None or application.trial_departments:
        field = "trial_until" if application.trial_until else "trial_departments"
        report.warning(
            version.origin.place(field),
            "trial fields outside a trial have no effect",
            "In a change, write 'trial_until: null' and 'trial_departments: []'",
        )


def _check_chart(departments: Versions, report: Report) -> None:
    """Report departments that are, over their parents, their own parent."""
    parents = {
        name: versions[-1].value.parent for name, versions in departments.items() if versions
    }
    for name in parents:
        above, passed = parents[name], {name}
        while above in parents and above not in passed:
            passed.add(above)
            above = parents[above]
        if above == name:
            place = departments[name][-1].origin.place("parent")
            report.error(place, "this department is its own parent", "Correct 'parent'")


def _check_stages(stages: Versions, report: Report) -> None:
    taken: dict[int, str] = {}
    for name, versions in stages.items():
        for version in versions:
            if taken.setdefault(version.value.number, name) != name:
                report.error(
                    version.origin.place("number"),
                    "two stages have this number",
                    "Number them 1, 2, 3 …",
                )


def _check_policies(policies: Versions, report: Report) -> None:
    for version in [version for versions in policies.values() for version in versions]:
        for problem in policy_problems(version.value):
            tell = report.error if problem.fatal else report.warning
            tell(version.origin.place(*_steps(problem.field)), problem.problem, problem.remedy)


def _steps(field: str) -> list[str | int]:
    """Return ``rules[2].categories`` as the steps of a path."""
    found: list[str] = re.findall(r"[^.\[\]]+", field)
    return [int(step) if step.isdigit() else step for step in found]
