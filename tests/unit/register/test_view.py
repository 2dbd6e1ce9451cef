"""The register answers for any moment, in one release."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.register import RegisterView, load_directory, view_of
from leitstand.schemas.register import Course, Interval
from leitstand.schemas.vocabulary import AgreementKind, Approval, ObjectKind
from leitstand.vault import RegisterKey

TENANT = "musterdorf"


@pytest.fixture
def view(town: Path, register_key: RegisterKey) -> RegisterView:
    return load_directory(town, TENANT, register_key)


@pytest.mark.parametrize(
    ("moment", "approval"),
    [
        ("2026-01-31T22:59:59+00:00", None),
        ("2026-01-31T23:00:00+00:00", Approval.TRIAL),
        ("2026-02-28T22:59:59+00:00", Approval.TRIAL),
        ("2026-02-28T23:00:00+00:00", Approval.APPROVED),
    ],
)
def test_an_application_changes_at_midnight(
    view: RegisterView, moment: str, approval: Approval | None
) -> None:
    """A change holds from the first instant of its day in the policy's time zone."""
    application = view.as_of(datetime.fromisoformat(moment)).application("chat")
    assert (application.approval if application else None) == approval


def test_a_change_keeps_what_it_does_not_name(view: RegisterView) -> None:
    """Only the named fields are other ones."""
    trial = view.as_of(datetime(2026, 2, 10, tzinfo=UTC)).application("chat")
    approved = view.as_of(datetime(2026, 4, 1, tzinfo=UTC)).application("chat")
    assert trial is not None
    assert approved is not None
    assert (approved.contract, approved.prices) == (trial.contract, trial.prices)
    assert (approved.trial_until, approved.trial_departments) == (None, ())


@pytest.mark.parametrize(
    ("day", "kind", "in_force"),
    [
        ("2026-01-14", None, False),
        ("2026-01-15", AgreementKind.PROVISIONAL, True),
        ("2026-04-30", AgreementKind.PROVISIONAL, True),
        ("2026-05-01", AgreementKind.SERVICE_AGREEMENT, True),
        ("2030-01-01", AgreementKind.SERVICE_AGREEMENT, True),
    ],
)
def test_the_newest_agreement_counts(
    view: RegisterView, day: str, kind: AgreementKind | None, in_force: bool
) -> None:
    """A provisional arrangement gives way to the agreement that follows it."""
    noon = datetime.fromisoformat(f"{day}T12:00+00:00")
    snapshot = view.as_of(noon)
    assert (snapshot.agreement.kind if snapshot.agreement else None) == kind
    assert snapshot.agreement_in_force(noon.date()) is in_force


def test_a_suspended_agreement_is_on_record_and_not_in_force(
    town: Path, register_key: RegisterKey
) -> None:
    """Suspending is a dated change."""
    with (town / "agreement.yaml").open("a") as file:
        file.write("  changes:\n    - from: 2026-08-01\n      suspended: true\n")
    view = load_directory(town, TENANT, register_key)
    snapshot = view.as_of(datetime(2026, 8, 2, tzinfo=UTC))
    assert snapshot.agreement is not None
    assert not snapshot.agreement_in_force(date(2026, 8, 2))


def test_policies_take_effect_by_date(view: RegisterView) -> None:
    """No policy before the first, then each from its day."""

    def rules(day: int, month: int) -> int | None:
        policy = view.as_of(datetime(2026, month, day, 12, tzinfo=UTC)).policy
        return len(policy.rules) if policy else None

    assert [rules(14, 1), rules(15, 1), rules(31, 5), rules(1, 6)] == [None, 1, 1, 2]


def test_departments_come_in_the_order_of_the_chart(view: RegisterView) -> None:
    """By their order, never by name or figure."""
    snapshot = view.as_of(datetime(2026, 10, 1, tzinfo=UTC))
    assert list(snapshot.departments()) == ["rathaus", "kita", "bauhof"]
    assert [d.workplaces for d in snapshot.departments().values()] == [14, 15, 4]


def test_everybody_who_is_here_is_listed(view: RegisterView) -> None:
    """A leaver is gone, a mover is there once."""
    assert len(list(view.as_of(datetime(2026, 8, 1, tzinfo=UTC)).people())) == 5
    assert len(list(view.as_of(datetime(2026, 9, 2, tzinfo=UTC)).people())) == 4


def test_stages_keep_plan_and_result(view: RegisterView) -> None:
    """A stage is reached from the day that says so."""
    stage = view.as_of(datetime(2026, 4, 1, tzinfo=UTC)).rollout_stages()["stufe-1"]
    before = view.as_of(datetime(2026, 3, 1, tzinfo=UTC)).rollout_stages()["stufe-1"]
    assert (before.reached_on, stage.reached_on) == (None, date(2026, 3, 9))


EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@settings(deadline=None)
@given(
    cuts=st.lists(st.lists(st.integers(0, 60), min_size=2, max_size=8, unique=True), max_size=5),
    asked=st.integers(-2, 62),
)
def test_frames_tell_what_the_intervals_tell(cuts: list[list[int]], asked: int) -> None:
    """For any histories and any moment: the cached answer is that of the history itself."""
    objects = {
        f"course-{number}": tuple(
            Interval(
                valid_from=EPOCH + timedelta(hours=begin),
                valid_until=EPOCH + timedelta(hours=end),
                value=Course(title=str(begin)),
            )
            for begin, end in zip(sorted(hours)[::2], sorted(hours)[1::2], strict=False)
        )
        for number, hours in enumerate(cuts)
    }
    view = view_of({ObjectKind.COURSE: objects}, TENANT)
    moment = EPOCH + timedelta(hours=asked)
    for other in range(-2, 62, 7):
        view.as_of(EPOCH + timedelta(hours=other))
    for name, intervals in objects.items():
        expected = next((i.value for i in intervals if i.covers(moment)), None)
        assert view.as_of(moment).course(name) == expected
