"""Sums of differences per rule and department, in bounded memory: nothing of a single use is kept."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from leitstand.policy.replay.compare import Difference, Outcome, compare
from leitstand.policy.replay.past import Past, Unknown
from leitstand.schemas.policy import PolicyDocument


@dataclass(slots=True, kw_only=True)
class Count:
    """Interactions under one rule."""

    same: int = 0
    newly_open: int = 0
    """Would open a case, and did not."""
    no_longer_open: int = 0
    """Opened a case, and would not."""
    notices: int = 0
    """A notice comes or goes; no case in either."""
    cannot_tell: int = 0
    told_elsewhere: int = 0
    """Of the same ones: told to another office, or with another severity."""
    stopped: int = 0
    """Would be stopped before it leaves, where a gateway asks first."""
    why: Counter[Unknown] = field(default_factory=Counter[Unknown])
    """Reasons of ``cannot_tell``; an interaction may have several."""

    def add(self, difference: Difference) -> None:
        """Count one interaction."""
        before, now = difference.before, difference.now
        self.told_elsewhere += difference.told_elsewhere
        self.stopped += difference.stopped
        if now is None:
            self.cannot_tell += 1
            self.why.update(difference.unknown)
        elif now is before:
            self.same += 1
        elif now is Outcome.CASE:
            self.newly_open += 1
        elif before is Outcome.CASE:
            self.no_longer_open += 1
        else:
            self.notices += 1

    def merge(self, other: "Count") -> None:
        """Add the sums of another."""
        self.same += other.same
        self.newly_open += other.newly_open
        self.no_longer_open += other.no_longer_open
        self.notices += other.notices
        self.cannot_tell += other.cannot_tell
        self.told_elsewhere += other.told_elsewhere
        self.stopped += other.stopped
        self.why.update(other.why)


class Tally:
    """Counts of all rules of either policy."""

    def __init__(self, new: PolicyDocument) -> None:
        self._new = new
        self._counts: dict[tuple[str, str], Count] = {}
        self.interactions = 0

    def add(self, past: Past, old: PolicyDocument) -> None:
        """Compare one past assessment under every rule."""
        self.interactions += 1
        for rule_id in dict.fromkeys(rule.id for rule in (*self._new.rules, *old.rules)):
            count = self._counts.setdefault((rule_id, past.department), Count())
            count.add(compare(rule_id, past, old, self._new))

    def rules(self) -> tuple[str, ...]:
        """Return the ids of the rules, those of the new policy first."""
        return tuple(
            dict.fromkeys((*(r.id for r in self._new.rules), *(r for r, _ in self._counts)))
        )

    def of(self, rule_id: str, departments: Iterable[str] | None = None) -> Count:
        """Return the sums of a rule over some departments; over all where none are named."""
        chosen = None if departments is None else frozenset(departments)
        total = Count()
        for (rule, department), count in self._counts.items():
            if rule == rule_id and (chosen is None or department in chosen):
                total.merge(count)
        return total
