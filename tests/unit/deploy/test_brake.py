"""The brake as a file: on until a person releases it, whatever happens to the processes."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leitstand.deploy import brake
from leitstand.deploy.cli import main
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.role import Role, all_roles
from leitstand.deploy.settings import BrakeSettings, Home, Settings
from leitstand.deploy.stack.report import Report
from leitstand.deploy.stack.state import InstanceState, Phase
from leitstand.schemas.vocabulary import DeadLetterReason
from leitstand.streams.brake import BrakeLimits

AT = datetime(2026, 11, 16, 11, tzinfo=UTC)
REASONS = {DeadLetterReason.UNKNOWN_KEY: 140, DeadLetterReason.FAILED: 1}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def pull(home: Home, at: datetime = AT) -> None:
    brake.pull(home, now=at, looked_at=500, reasons=REASONS)


def test_it_is_on_from_pull_to_release(home: Home) -> None:
    """And says so in the status meanwhile."""
    assert (brake.is_on(home), brake.notice(home)) == (False, "")
    pull(home)
    assert brake.is_on(home)
    assert "release-brake" in brake.notice(home)
    released = brake.release(home, AT + timedelta(hours=1))
    assert released is not None
    assert (brake.is_on(home), brake.notice(home)) == (False, "")


def test_the_first_who_pulls_says_why(home: Home) -> None:
    """Another worker that comes to the same end does not overwrite it."""
    pull(home)
    pull(home, AT + timedelta(minutes=1))
    state = brake.read(home)
    assert state is not None
    assert state.pulled_at == AT


def test_it_can_be_pulled_again_after_a_release(home: Home) -> None:
    """What came since is another reason."""
    pull(home)
    brake.release(home, AT + timedelta(hours=1))
    pull(home, AT + timedelta(hours=2))
    assert brake.is_on(home)


def test_a_release_of_nothing_is_none(home: Home) -> None:
    """Neither before the first pull nor twice."""
    assert brake.release(home, AT) is None
    pull(home)
    brake.release(home, AT)
    assert brake.release(home, AT) is None


def test_a_damaged_file_counts_as_pulled(home: Home) -> None:
    """Standing still can be mended, a day in dead letters is work."""
    pull(home)
    brake.path_of(home).write_bytes(b"{")
    assert brake.is_on(home)
    with pytest.raises(UserError, match="damaged"):
        brake.read(home)


def test_the_command_looks_and_releases(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """Looking changes nothing; the answer names the reasons with their numbers."""
    arguments = ["dead-letters", "release-brake", "--data", str(home.data)]
    assert main(arguments) == Exit.OK
    assert "never pulled" in capsys.readouterr().out
    pull(home)
    assert main([*arguments, "--look"]) == Exit.NEGATIVE
    assert "of 500 records: unknown_key 140, failed 1" in capsys.readouterr().out
    assert main([*arguments, "--json"]) == Exit.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["on"], told["last"]["reasons"]) == (False, {"unknown_key": 140, "failed": 1})
    assert not brake.is_on(home)


def test_a_notice_is_part_of_the_status() -> None:
    """Every process is well, and the exit code says that a person is needed."""
    running = InstanceState(role="assess", instance=0, phase=Phase.HEALTHY)
    report = Report(
        running=True, ready=True, instances=(running,), notices={"assess": "stands still"}
    )
    assert not report.all_healthy
    assert report.as_text().endswith("assess stands still\n")
    assert report.as_json()["notices"] == {"assess": "stands still"}


def test_assess_has_the_notice(home: Home) -> None:
    """Of all roles it alone."""
    pull(home)
    roles: dict[str, Role] = all_roles(Settings())
    assert [name for name, role in roles.items() if role.notice(home)] == ["assess"]


def test_settings_and_worker_have_the_same_limits() -> None:
    """The default is written down twice: once for who reads the file, once for who reads the code."""
    settings, limits = BrakeSettings(), BrakeLimits()
    assert (settings.window, settings.share, settings.least) == (
        limits.window,
        limits.share,
        limits.least,
    )
