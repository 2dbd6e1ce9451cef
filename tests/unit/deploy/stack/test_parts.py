"""The supervisor's parts that need no process."""

from itertools import islice
from pathlib import Path

import pytest

from leitstand.deploy.role import Role
from leitstand.deploy.settings import Ports, Settings
from leitstand.deploy.stack.backoff import pauses
from leitstand.deploy.stack.logs import rotate
from leitstand.deploy.stack.order import endings, levels
from leitstand.deploy.stack.wanted_ports import wanted_ports


def test_pauses_grow_and_stop_growing() -> None:
    """Each is twice the last, up to the longest."""
    assert list(islice(pauses(first=1, longest=5), 5)) == [1, 2, 4, 5, 5]


def roles(**after: tuple[str, ...]) -> dict[str, Role]:
    return {
        name: Role(name=name, after=needs, argv=lambda *_: (), healthy=lambda *_: True)
        for name, needs in after.items()
    }


def test_levels() -> None:
    """A role comes after all that it needs; what is elsewhere is not waited for."""
    found = levels(roles(web=("cases", "endpoint"), cases=("kafka",), kafka=(), endpoint=("x",)))
    assert found == [{"kafka", "endpoint"}, {"cases"}, {"web"}]


def test_servers_end_last() -> None:
    """Also after roles that did not wait for them at the start."""
    found = endings(roles(sink=("kafka",), gateway=(), kafka=(), web=(), pages=("web",)))
    assert found == [{"sink", "pages"}, {"gateway"}, {"kafka", "web"}]


def test_a_circle_is_a_fault() -> None:
    """Roles that wait for each other would wait for ever."""
    with pytest.raises(ValueError, match="each other"):
        levels(roles(a=("b",), b=("a",)))


def test_ports_belong_to_roles_by_their_first_word() -> None:
    """Only ports of roles that are here are ours to check."""
    settings = Settings(ports=Ports(kafka=1, kafka_controller=2, dagster=3, web=4))
    found = wanted_ports(settings, ["kafka", "dagster_daemon", "dagster_ui", "assess"])
    assert found == {"kafka": 1, "kafka_controller": 2, "dagster": 3}


def test_logs_are_cut_by_size(tmp_path: Path) -> None:
    """The writer keeps its open file; older text is kept up to a number of files."""
    path = tmp_path / "x.log"
    with path.open("ab", buffering=0) as writer:
        for turn in range(4):
            writer.write(f"{turn}".encode() * 10)
            assert rotate(path, limit=5, kept=2)
        writer.write(b"new")
    assert not rotate(path, limit=5, kept=2)
    assert path.read_bytes() == b"new"
    assert {p.name: p.read_bytes()[:1] for p in tmp_path.iterdir()} == {
        "x.log": b"n",
        "x.log.1": b"3",
        "x.log.2": b"2",
    }


def test_a_missing_log_is_not_cut(tmp_path: Path) -> None:
    """A role that has not started yet has none."""
    assert not rotate(tmp_path / "none.log")
