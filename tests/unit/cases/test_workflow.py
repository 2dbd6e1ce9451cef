"""The workflow: nothing reaches a state that the table does not allow, and the chain holds."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from leitstand.cases import (
    Actor,
    Case,
    CasesError,
    CaseStore,
    CloseReason,
    Kind,
    State,
    Step,
    migrate,
)
from leitstand.cases.workflow import REASONS, ROLES, TRANSITIONS, routes_of, steps_from
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.vocabulary import Role, Route

ALLOWED = {(row.source, row.step, row.target) for row in TRANSITIONS}


def test_every_state_is_reached_and_left() -> None:
    """No state is an island or a trap."""
    assert {row.target for row in TRANSITIONS} == set(State)
    assert {row.source for row in TRANSITIONS} == {None, *State}


def test_a_step_leads_to_one_place() -> None:
    """The table is a function: state and step decide."""
    assert len({(row.source, row.step) for row in TRANSITIONS}) == len(TRANSITIONS)


def test_every_kind_and_route_is_provided_for() -> None:
    """A new kind or route cannot be forgotten."""
    assert set(REASONS) == set(Kind)
    assert set(ROLES) == set(Route)


@pytest.mark.parametrize(
    ("role", "routes"),
    [
        (Role.DSB, (Route.DSB, Route.SECURITY, Route.COORDINATION)),
        (Role.SECURITY, (Route.SECURITY,)),
        (Role.TRAINING, (Route.TRAINING,)),
        (Role.DEPARTMENT_HEAD, ()),
        (Role.LEADERSHIP, ()),
        (Role.STAFF_COUNCIL, ()),
        (Role.CONTROLLER, ()),
    ],
)
def test_a_role_sees_its_routes(role: Role, routes: tuple[Route, ...]) -> None:
    """Heads, leadership and staff council see no case at all."""
    assert set(routes_of(role)) == set(routes)


def test_people_are_offered_only_what_people_may_do() -> None:
    """The machine's steps are on no button."""
    assert steps_from(State.DETECTED) == (Step.TAKE, Step.NOTE)
    assert steps_from(State.CLOSED) == (Step.NOTE, Step.REOPEN)


EXAMPLE = {
    "tenant": "musterstadt",
    "occurred_at": "2026-03-16T08:00:00Z",
    "recorded_at": "2026-03-16T08:00:00Z",
    "usage_day": "2026-03-16",
    "release": 1,
    "detector_version": "1",
    "pseudonym": None,
    "key_epoch": "2026q1",
    "department": "kita",
    "application": "chat",
    "approval": None,
    "risk_class": "limited",
    "place": "cloud",
    "training_state": "valid",
    "operation": "chat",
    "use_case": "letter",
    "purpose": "office",
    "status": "ok",
    "streamed": False,
    "usage": {"source": "missing"},
    "duration_ms": 1,
    "sizes": {},
    "capture": {
        "channel": "gateway",
        "producer": "gateway-1",
        "sequence": 1,
        "completeness": "complete",
    },
    "verdict": "violation",
    "not_checked": "none",
    "action": "none",
    "retention_class": "standard",
}


def assessment(event: int, route: Route) -> Assessment:
    finding = {
        "rule": f"rule-{route}",
        "data_class": "personal",
        "category": "iban",
        "count": 1,
        "confidence": "high",
        "where": "prompt",
        "severity": "high",
        "route": route,
        "opens_case": True,
    }
    return msgspec.convert(
        {**EXAMPLE, "event_id": str(UUID(int=event)), "findings": [finding]}, Assessment
    )


class Register(RuleBasedStateMachine):
    """People and the machine work on a few cases in any order, with every mistake."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        url = f"sqlite:///{Path(self.folder.name) / 'cases.sqlite'}"
        migrate(url)
        now = datetime(2026, 3, 16, 8, tzinfo=UTC)
        self.store = CaseStore(url, tenant="musterstadt", clock=lambda: now)
        self.numbers: dict[Route, str] = {}
        self.events: dict[Route, set[int]] = {}
        self.latest = 0

    @rule(event=st.integers(1, 6), route=st.sampled_from([Route.DSB, Route.TRAINING]))
    def arrive(self, event: int, route: Route) -> None:
        changed = self.store.open_from(assessment(event, route), 0, event)
        known = self.events.setdefault(route, set())
        assert bool(changed) == (event not in known)
        known.add(event)
        if changed:
            self.numbers[route] = changed[0]

    @rule(
        route=st.sampled_from([Route.DSB, Route.TRAINING]),
        step=st.sampled_from(Step),
        role=st.sampled_from([Role.DSB, Role.DSB_DEPUTY, Role.TRAINING, Role.LEADERSHIP]),
        reason=st.sampled_from([None, *CloseReason]),
        comment=st.sampled_from(["", "Bemerkung"]),
    )
    def act(
        self, route: Route, step: Step, role: Role, reason: CloseReason | None, comment: str
    ) -> None:
        number = self.numbers.get(route)
        if number is None:
            return
        before = self.store.get(number)
        try:
            after = self.attempt(number, step, Actor(account="a", role=role), reason, comment)
        except CasesError:
            assert self.store.get(number) == before
        else:
            assert (before.case.state, step, after.state) in ALLOWED
            assert role in ROLES[route]
            assert step is not Step.CLOSE or (comment and reason in REASONS[after.kind])
            assert len(self.store.get(number).timeline) == len(before.timeline) + 1

    def attempt(
        self, number: str, step: Step, actor: Actor, reason: CloseReason | None, comment: str
    ) -> Case:
        """Try any step with any arguments, past the typed methods."""
        return self.store.step(number, actor, step, reason=reason, comment=comment)

    @invariant()
    def the_timeline_tells_the_state(self) -> None:
        for route, number in getattr(self, "numbers", {}).items():
            file = self.store.get(number)
            source: Any = None
            for linked in file.timeline:
                assert (linked.entry.source, linked.entry.step, linked.entry.target) in ALLOWED
                assert linked.entry.source is source
                source = linked.entry.target
            assert source is file.case.state
            assert file.intact
            assert file.case.events == len(file.evidence) == len(self.events[route])

    @invariant()
    def change_numbers_only_grow(self) -> None:
        if hasattr(self, "store"):
            latest = self.store.latest_change()
            assert latest >= self.latest
            self.latest = latest

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.dispose()
            self.folder.cleanup()


TestRegister = Register.TestCase
TestRegister.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
