"""May it be recorded: by the day, in the house's time zone, also without a broker."""

import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from leitstand.capture import Basis
from leitstand.capture.agreement import LocalAgreement, basis_of
from leitstand.capture.register_gate import RegisterFollower, RegisterGate
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.register import (
    Application,
    History,
    Interval,
    Release,
)
from leitstand.schemas.vocabulary import (
    AgreementKind,
    Approval,
    ObjectKind,
    Place,
    RetentionClass,
    RiskClass,
)

BERLIN = ZoneInfo("Europe/Berlin")


def agreement(**changes: Any) -> Agreement:
    plain: dict[str, Any] = {
        "kind": AgreementKind.SERVICE_AGREEMENT,
        "title": "DV KI",
        "signed": date(2026, 1, 10),
    }
    return Agreement(**(plain | changes))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("of", "moment", "expected"),
    [
        (None, "2026-02-01T12:00", Basis.NONE),
        (agreement(), "2026-02-01T12:00", Basis.IN_FORCE),
        (agreement(), "2026-01-09T12:00", Basis.NONE),
        # 23:30 UTC on the day before is already the day of signature in Berlin.
        (agreement(), "2026-01-09T23:30", Basis.IN_FORCE),
        (agreement(ends=date(2026, 3, 31)), "2026-03-31T21:59", Basis.IN_FORCE),
        (agreement(ends=date(2026, 3, 31)), "2026-03-31T22:01", Basis.NONE),
        (
            agreement(ends=date(2026, 3, 31), continued_effect=True),
            "2027-01-01T12:00",
            Basis.IN_FORCE,
        ),
        (agreement(suspended=True), "2026-02-01T12:00", Basis.SUSPENDED),
        (agreement(suspended=True), "2026-01-01T12:00", Basis.NONE),
        (agreement(suspended=True, ends=date(2026, 3, 31)), "2026-05-01T12:00", Basis.NONE),
    ],
)
def test_the_day_decides(of: Agreement | None, moment: str, expected: Basis) -> None:
    """In force, suspended or none: as the agreement says for that day, not for that instant."""
    assert basis_of(of, at(moment), BERLIN) is expected


def test_a_local_file(tmp_path: Path) -> None:
    """A gateway alone reads its agreement from a file that people can read."""
    path = tmp_path / "agreement.yaml"
    path.write_text("kind: evaluation\ntitle: Probe\nsigned: 2026-01-10\nends: 2026-02-09\n")
    gate = LocalAgreement.read(path, BERLIN)
    assert gate.ask(at("2026-02-09T12:00"), "chat").basis is Basis.IN_FORCE
    assert gate.ask(at("2026-02-10T12:00"), "chat").basis is Basis.NONE


class View:
    """What the gate asks a register view for."""

    def __init__(
        self, agreements: Sequence[Interval[Agreement]], **applications: Application
    ) -> None:
        self.release = Release(
            number=7, at=at("2026-01-01T00:00"), sha256="0" * 64, objects=1, changed=1, by="t"
        )
        self._agreements = tuple(agreements)
        self._applications = applications

    def as_of(self, moment: datetime) -> Any:
        view = self

        class Snapshot:
            release = 7
            policy = None

            def applications(self) -> dict[str, Application]:
                return view._applications

        return Snapshot()

    def ids(self, kind: ObjectKind) -> frozenset[str]:
        return frozenset({"dv"})

    def history(self, kind: ObjectKind, name: str) -> History[Agreement]:
        return History(tenant="t", kind=kind, id=name, release=7, intervals=self._agreements)


def application(risk: RiskClass) -> Application:
    return Application(
        title="Chat",
        operator="x",
        place=Place.CLOUD,
        risk_class=risk,
        approval=Approval.APPROVED,
        owner="it",
        models=("hausmodell",),
    )


def interval(begin: str, until: str | None = None, **changes: Any) -> Interval[Agreement]:
    end = at(until) if until else None
    return Interval(valid_from=at(begin), valid_until=end, value=agreement(**changes))


def learned(
    path: Path, *intervals: Interval[Agreement], **applications: Application
) -> RegisterGate:
    gate = RegisterGate(path)
    view: Any = View(intervals, **applications)
    gate.learn(view, at("2026-06-01T00:00"))
    return gate


def test_without_any_register_nothing_is_allowed(tmp_path: Path) -> None:
    """A gateway that never saw a register records nothing and lets nothing through."""
    assert RegisterGate(tmp_path / "copy").ask(at("2026-02-01T12:00"), "chat").basis is Basis.NONE


def test_each_moment_has_its_own_agreement(tmp_path: Path) -> None:
    """What happened under an earlier agreement is judged by that one."""
    gate = learned(
        tmp_path / "copy",
        interval("2026-01-10T00:00", "2026-03-01T00:00"),
        interval("2026-03-01T00:00", "2026-04-01T00:00", suspended=True),
    )
    said = [gate.ask(at(m), "chat").basis for m in ("2026-02-01", "2026-03-15", "2026-04-15")]
    assert said == [Basis.IN_FORCE, Basis.SUSPENDED, Basis.NONE]


def test_the_copy_answers_after_a_start_without_broker(tmp_path: Path) -> None:
    """What was learned once is known at the next start, and still ends by itself."""
    learned(tmp_path / "copy", interval("2026-01-10T00:00", ends=date(2026, 7, 1)))
    gate = RegisterGate(tmp_path / "copy")
    assert gate.release == 7
    assert gate.ask(at("2026-06-01T12:00"), "chat").basis is Basis.IN_FORCE
    assert gate.ask(at("2026-08-01T12:00"), "chat").basis is Basis.NONE


def test_a_disk_that_refuses_the_copy(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What was learned holds at once, the log says it once, and the copy is written later."""
    (tmp_path / "full").touch()
    gate, view = RegisterGate(tmp_path / "full" / "copy"), View((interval("2026-01-10T00:00"),))
    for _ in range(2):
        gate.learn(cast("Any", view), at("2026-06-01T00:00"))
    assert gate.ask(at("2026-06-01T12:00"), "chat").basis is Basis.IN_FORCE
    assert caplog.messages == ["the register's copy cannot be written: FileExistsError"]
    (tmp_path / "full").unlink()
    gate.learn(cast("Any", view), at("2026-06-01T00:00"))
    assert RegisterGate(tmp_path / "full" / "copy").release == 7


def test_a_follower_goes_on_whatever_fails() -> None:
    """A fault that nobody foresaw must not leave the agreement as it was for ever."""
    stop = threading.Event()
    tried = 0

    class Learner:
        def learn(self, view: object, now: object) -> None:
            del view, now
            nonlocal tried
            tried += 1
            if tried == 3:
                stop.set()
            raise KeyError

    reader = SimpleNamespace(start=int, refresh=dict, close=int, view=None)
    RegisterFollower(lambda: cast("Any", reader), (Learner(),), lambda: at("2026-06-01"), 0.0).run(
        stop
    )
    assert tried == 3


def test_a_damaged_copy_is_no_agreement(tmp_path: Path) -> None:
    """Bytes that cannot be read allow nothing."""
    (tmp_path / "copy").write_bytes(b"{")
    assert RegisterGate(tmp_path / "copy").ask(at("2026-02-01T12:00"), "chat").basis is Basis.NONE


@pytest.mark.parametrize(
    ("risk", "allowed", "expected"),
    [
        (RiskClass.HIGH, True, RetentionClass.HIGH_RISK),
        (RiskClass.HIGH, False, RetentionClass.STANDARD),
        (RiskClass.LIMITED, True, RetentionClass.STANDARD),
    ],
)
def test_high_risk_lives_longer_only_where_the_agreement_says_so(
    tmp_path: Path, risk: RiskClass, allowed: bool, expected: RetentionClass
) -> None:
    """Class of the application and agreement together decide."""
    held = interval("2026-01-10T00:00", high_risk_retention=allowed)
    gate = learned(tmp_path / "copy", held, chat=application(risk))
    grant = gate.ask(at("2026-06-01T12:00"), "chat")
    assert (grant.retention_class, grant.models) == (expected, frozenset({"hausmodell"}))
