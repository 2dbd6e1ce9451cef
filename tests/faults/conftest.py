"""What the tests of this folder share; the installation itself is in ``installation.py``."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.faults import installation
from tests.faults import wired as wiring
from tests.faults.installation import Installation, installed
from tests.faults.wired import Wired

from leitstand.capture import Observed


@pytest.fixture(name="wait_until")
def _wait_until() -> Callable[[Callable[[], bool], str], None]:
    return installation.wait_until


@pytest.fixture(name="observed")
def _observed() -> Callable[..., Observed]:
    return installation.observed


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Callable[..., Installation]]:
    """Return a function that makes an installation which ends with the test."""
    numbers = itertools.count()
    with ExitStack() as ending:
        yield lambda sealer=None: ending.enter_context(
            installed(tmp_path / f"installation-{next(numbers)}", sealer)
        )


@pytest.fixture(scope="session")
def wired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wired]:
    """An installation that tests share: each leaves it at rest, with everything accounted for."""
    with wiring.wired(tmp_path_factory.mktemp("wired")) as there:
        yield there
