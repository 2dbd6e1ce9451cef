"""What the tests of this folder share; the installation itself is in ``installation.py``."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.faults import installation
from tests.faults.installation import Installation, installed

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
