"""The register as of any moment: immutable, shared by gateway and assess, cheap on the hot path."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from leitstand.register.state import State, by_kind, decode_history
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.register import (
    Application,
    Course,
    Department,
    History,
    Person,
    Release,
    RolloutStage,
)
from leitstand.schemas.vocabulary import ObjectKind

POLICY_ID = "policy"
"""There is one policy; its versions are the intervals of one object."""

DEFAULT_ZONE = "Europe/Berlin"
"""Time zone of a house without a policy."""

_FRAMED = (
    ObjectKind.DEPARTMENT,
    ObjectKind.APPLICATION,
    ObjectKind.COURSE,
    ObjectKind.POLICY,
    ObjectKind.AGREEMENT,
    ObjectKind.ROLLOUT_STAGE,
)
"""Kinds of which a house has so few that a frame holds them all; people are looked up one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Everything but the people, between two moments at which anything of it changes."""

    policy: PolicyDocument | None
    agreement: Agreement | None
    departments: Mapping[str, Department]
    applications: Mapping[str, Application]
    courses: Mapping[str, Course]
    rollout_stages: Mapping[str, RolloutStage]


class Snapshot:
    """The register at one moment, in one release."""

    __slots__ = ("_frame", "_people", "moment", "release")

    def __init__(
        self, moment: datetime, release: int, frame: _Frame, people: Mapping[str, bytes]
    ) -> None:
        self.moment = moment
        self.release = release
        """Number of the release, as an assessment records it."""
        self._frame = frame
        self._people = people

    @property
    def policy(self) -> PolicyDocument | None:
        """The policy in effect, or ``None`` before the first."""
        return self._frame.policy

    @property
    def agreement(self) -> Agreement | None:
        """The agreement on record that began last; whether it is in force depends on the day."""
        return self._frame.agreement

    def agreement_in_force(self, day: date) -> bool:
        """Say whether events of that day of use may be processed at all."""
        return self._frame.agreement is not None and self._frame.agreement.in_force_on(day)

    def application(self, application_id: str) -> Application | None:
        """Return an application of the register."""
        return self._frame.applications.get(application_id)

    def department(self, department_id: str) -> Department | None:
        """Return a department."""
        return self._frame.departments.get(department_id)

    def course(self, course_id: str) -> Course | None:
        """Return a course."""
        return self._frame.courses.get(course_id)

    def person(self, person_id: str) -> Person | None:
        """Return a person by the register HMAC, or ``None`` who is not here at this moment."""
        value = self._people.get(person_id)
        if value is None:
            return None
        person: Person | None = decode_history(ObjectKind.PERSON, value).at(self.moment)
        return person

    def departments(self) -> Mapping[str, Department]:
        """Return all departments by id, in the order of the organisation chart."""
        return self._frame.departments

    def applications(self) -> Mapping[str, Application]:
        """Return all applications by id."""
        return self._frame.applications

    def courses(self) -> Mapping[str, Course]:
        """Return all courses by id."""
        return self._frame.courses

    def rollout_stages(self) -> Mapping[str, RolloutStage]:
        """Return all stages by id, in the order of their number."""
        return self._frame.rollout_stages

    def people(self) -> Iterator[tuple[str, Person]]:
        """Yield everybody who is here at this moment with their register id. Reads all of them."""
        for person_id in self._people:
            person = self.person(person_id)
            if person is not None:
                yield person_id, person


class RegisterView:
    """One whole release. ``as_of`` costs about a microsecond, ``person`` a few."""

    def __init__(self, tenant: str, release: Release, state: State) -> None:
        """Take a whole state, checked as :class:`~leitstand.register.log.RegisterLog` does."""
        self.tenant = tenant
        self.release = release
        objects = by_kind(state)
        self._people = objects[ObjectKind.PERSON]
        self._histories = {kind: _histories(kind, objects[kind]) for kind in _FRAMED}
        self._boundaries = _boundaries(self._histories)
        self._frames: dict[int, _Frame] = {}

    def as_of(self, moment: datetime) -> Snapshot:
        """Return what held at ``moment`` (aware)."""
        number = bisect_right(self._boundaries, moment)
        frame = self._frames.get(number)
        if frame is None:
            # Two threads may both make it; they make the same.
            frame = self._frames[number] = self._frame_at(moment)
        return Snapshot(moment, self.release.number, frame, self._people)

    @property
    def zone(self) -> str:
        """Time zone of the house: the newest policy's."""
        history = self._histories[ObjectKind.POLICY].get(POLICY_ID)
        newest = history.intervals[-1].value if history and history.intervals else None
        return newest.time_zone if isinstance(newest, PolicyDocument) else DEFAULT_ZONE

    def boundaries(self) -> tuple[datetime, ...]:
        """Return the moments at which anything but a person changes, in order."""
        return tuple(self._boundaries)

    def history(self, kind: ObjectKind, object_id: str) -> History[Any] | None:
        """Return the whole history of one object that is no person."""
        return self._histories[kind].get(object_id)

    def ids(self, kind: ObjectKind) -> frozenset[str]:
        """Return the ids of all objects of a kind that is not people, also of closed ones."""
        return frozenset(self._histories[kind])

    def _frame_at(self, moment: datetime) -> _Frame:
        departments = self._at(ObjectKind.DEPARTMENT, moment)
        stages = self._at(ObjectKind.ROLLOUT_STAGE, moment)
        return _Frame(
            policy=self._at(ObjectKind.POLICY, moment).get(POLICY_ID),
            agreement=self._agreement_at(moment),
            departments=dict(sorted(departments.items(), key=lambda d: (d[1].order, d[0]))),
            applications=self._at(ObjectKind.APPLICATION, moment),
            courses=self._at(ObjectKind.COURSE, moment),
            rollout_stages=dict(sorted(stages.items(), key=lambda s: (s[1].number, s[0]))),
        )

    def _at(self, kind: ObjectKind, moment: datetime) -> dict[str, Any]:
        held = ((name, history.at(moment)) for name, history in self._histories[kind].items())
        return {name: value for name, value in held if value is not None}

    def _agreement_at(self, moment: datetime) -> Agreement | None:
        # A newer agreement takes the place of an older one that was never ended.
        covering = [
            interval
            for history in self._histories[ObjectKind.AGREEMENT].values()
            for interval in history.intervals
            if interval.covers(moment)
        ]
        newest = max(covering, key=lambda i: (i.valid_from, i.value.signed), default=None)
        return None if newest is None else newest.value


def _histories(kind: ObjectKind, encoded: Mapping[str, bytes]) -> dict[str, History[Any]]:
    return {name: decode_history(kind, encoded[name]) for name in sorted(encoded)}


def _boundaries(histories: Mapping[ObjectKind, Mapping[str, History[Any]]]) -> list[datetime]:
    intervals = [i for of_kind in histories.values() for h in of_kind.values() for i in h.intervals]
    moments = {i.valid_from for i in intervals} | {i.valid_until for i in intervals}
    return sorted(moment.astimezone(UTC) for moment in moments if moment is not None)
