"""Health of roles without a port."""

from pathlib import Path

import msgspec
import pytest

from leitstand.deploy import heartbeat
from leitstand.deploy.heartbeat import Beat, Heartbeat, is_alive, path_of
from leitstand.deploy.process import Identity, identity_of, own_identity
from leitstand.deploy.settings import Home


def test_it_lives_between_ready_and_close(tmp_path: Path) -> None:
    """Not before the role is ready, not after it ended."""
    home = Home(tmp_path)
    with Heartbeat(home, "sink") as beat:
        assert not is_alive(home, "sink")
        beat.ready()
        assert is_alive(home, "sink")
        assert not is_alive(home, "sink", 1)
    assert not is_alive(home, "sink")


@pytest.mark.parametrize(
    ("process", "age", "alive"),
    [
        (own_identity(), 1.0, True),
        (own_identity(), heartbeat.LIMIT_S + 1, False),
        (Identity(pid=own_identity().pid, started=1), 1.0, False),
        (Identity(pid=2**22 + 1, started=1), 1.0, False),
    ],
    ids=["young", "old", "number used again", "nobody"],
)
def test_whose_and_how_old(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    process: Identity,
    age: float,
    alive: bool,
) -> None:
    """A file of a dead process, or of one that stands still, is no sign of life."""
    monkeypatch.setattr(heartbeat, "_uptime", lambda: 1000.0)
    path = path_of(Home(tmp_path), "sink", 0)
    path.parent.mkdir(parents=True)
    path.write_bytes(msgspec.json.encode(Beat(process=process, at=1000.0 - age)))
    assert is_alive(Home(tmp_path), "sink") is alive


def test_half_a_file_is_no_sign_of_life(tmp_path: Path) -> None:
    """Nothing about it may raise: the supervisor asks all the time."""
    path = path_of(Home(tmp_path), "sink", 0)
    path.parent.mkdir(parents=True)
    path.write_text("{")
    assert not is_alive(Home(tmp_path), "sink")


def test_identity() -> None:
    """This process is itself; number 0 is nobody."""
    assert own_identity().is_alive
    assert identity_of(0) is None
