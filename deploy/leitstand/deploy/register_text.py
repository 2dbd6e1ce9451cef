"""What the ``register`` commands say: problems, differences, the state of a day."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from leitstand.register import Change, Difference, Problem, Published, Review, Snapshot

MOST_LINES = 200
"""Problems of one run that are printed; who has more first mends these."""


def problems_text(problems: "Sequence[Problem]") -> str:
    """Return one line a problem."""
    lines = [f"{problem.level.value}: {problem}\n" for problem in problems[:MOST_LINES]]
    if len(problems) > MOST_LINES:
        lines.append(f"… and {len(problems) - MOST_LINES} more\n")
    return "".join(lines)


def problems_json(review: "Review") -> dict[str, object]:
    """Return all problems for machines."""
    return {
        "ok": review.ok,
        "time_zone": review.zone,
        "objects": {kind.value: len(objects) for kind, objects in review.objects.items()},
        "problems": problem_list(review.problems),
        "not_checked": list(review.not_checked),
    }


def problem_list(problems: "Sequence[Problem]") -> list[dict[str, object]]:
    """Return problems for machines."""
    return [
        {
            "level": problem.level.value,
            "file": problem.place.file,
            "line": problem.place.line,
            "column": problem.place.column,
            "problem": problem.text,
            "remedy": problem.remedy,
        }
        for problem in problems
    ]


def review_text(review: "Review") -> str:
    """Return what the files hold and what is wrong with them."""
    held = ", ".join(f"{len(objects)} {kind.value}" for kind, objects in review.objects.items())
    lines = [problems_text(review.problems)]
    lines += [f"not checked: {what}\n" for what in review.not_checked]
    lines.append(f"good: {held}\n" if review.ok else "not good: nothing can be applied\n")
    return "".join(lines)


def closing_line(published: "Published") -> str:
    """Return what became of a publication."""
    release = published.release
    if not published.new:
        return f"release {release.number} already says all this\n"
    return f"release {release.number}: {release.changed} of {release.objects} objects written\n"


def difference_text(difference: "Difference") -> str:
    """Return one line an object; people as numbers only."""
    return "".join(_difference_lines(difference)) or "no difference\n"


def _difference_lines(difference: "Difference") -> Iterator[str]:
    from leitstand.schemas.vocabulary import ObjectKind

    for change in difference.changes:
        if change.kind is not ObjectKind.PERSON:
            yield _change_line(change)
    counts = difference.counts(ObjectKind.PERSON)
    if counts:
        amounts = ", ".join(f"{number} {what.value}" for what, number in sorted(counts.items()))
        yield f"person: {amounts}\n"


def _change_line(change: "Change") -> str:
    fields = f": {', '.join(change.fields)}" if change.fields else ""
    since = f" (from {change.since:%Y-%m-%d %H:%M} UTC)" if change.since else ""
    return f"{change.kind.value} {change.object_id} {change.type.value}{fields}{since}\n"


def difference_json(difference: "Difference") -> dict[str, object]:
    """Return the difference for machines; people as numbers only."""
    from leitstand.schemas.vocabulary import ObjectKind

    people = difference.counts(ObjectKind.PERSON)
    return {
        "summary": difference.summary(),
        "changes": [
            {
                "kind": change.kind.value,
                "id": change.object_id,
                "type": change.type.value,
                "fields": list(change.fields),
                "since": change.since.isoformat() if change.since else None,
            }
            for change in difference.changes
            if change.kind is not ObjectKind.PERSON
        ],
        "people": {what.value: number for what, number in people.items()},
    }


def snapshot_json(snapshot: "Snapshot") -> dict[str, object]:
    """Return the register at a moment; people per department as numbers only."""
    plain = msgspec.to_builtins
    policy = snapshot.policy
    return {
        "at": snapshot.moment.isoformat(),
        "release": snapshot.release,
        "policy": None
        if policy is None
        else {"title": plain(policy.title), "rules": [rule.id for rule in policy.rules]},
        "agreement": plain(snapshot.agreement),
        "departments": plain(dict(snapshot.departments())),
        "applications": plain(dict(snapshot.applications())),
        "courses": plain(dict(snapshot.courses())),
        "rollout_stages": plain(dict(snapshot.rollout_stages())),
        "people": sum(1 for _ in snapshot.people()),
    }


def snapshot_text(snapshot: "Snapshot", *, in_force: bool) -> str:
    """Return the register at a moment on one page."""
    policy, agreement = snapshot.policy, snapshot.agreement
    rules = ", ".join(rule.id for rule in policy.rules) if policy else ""
    lines = [
        f"release       {snapshot.release}, as of {snapshot.moment:%Y-%m-%d %H:%M} UTC",
        f"policy        {f'{policy.title.de} ({rules})' if policy else 'none: nothing is processed'}",
        f"agreement     {agreement.title if agreement else 'none'}"
        f"{'' if in_force else ' (not in force: nothing is processed)'}",
        f"people        {sum(1 for _ in snapshot.people())}",
    ]
    lines += [
        f"department    {name}: {department.title}, {department.workplaces} workplaces"
        for name, department in snapshot.departments().items()
    ]
    lines += [
        f"application   {name}: {application.title}, {application.approval.value},"
        f" {application.place.value}, {application.risk_class.value}"
        for name, application in snapshot.applications().items()
    ]
    lines += [f"course        {name}: {c.title}" for name, c in snapshot.courses().items()]
    lines += [
        f"stage         {s.number}: {s.title}, planned {s.planned_from},"
        f" {f'reached {s.reached_on}' if s.reached_on else 'not reached'}"
        for s in snapshot.rollout_stages().values()
    ]
    return "\n".join(lines) + "\n"
