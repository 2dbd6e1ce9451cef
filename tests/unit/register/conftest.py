"""A town's files to spoil, a key, and a broker in memory."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.register import examples
from leitstand.schemas import topics
from leitstand.vault import RegisterKey

TENANT = "musterdorf"
EXAMPLE = Path(str(examples.__path__[0])) / "musterdorf"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A copy of the example that a test may change."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "town"))


@pytest.fixture
def register_key(tmp_path: Path) -> RegisterKey:
    RegisterKey.create(tmp_path / "register", TENANT)
    return RegisterKey(tmp_path / "register")


class Times:
    """A clock that goes on by a second at every look."""

    def __init__(self) -> None:
        self.seconds = 0

    def __call__(self) -> datetime:
        self.seconds += 1
        return datetime.fromtimestamp(1_800_000_000 + self.seconds, UTC)


@pytest.fixture
def clock() -> Times:
    return Times()


@pytest.fixture
def broker() -> MemoryBroker:
    return MemoryBroker({topics.REGISTER: 1, topics.ACCESSES: 1})
