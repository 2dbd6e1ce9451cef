"""The recorder of a program that names none: one per process, whatever the environment says."""

import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from leitstand.sdk import Settings, observed
from leitstand.sdk.default import default, status


@pytest.fixture(autouse=True)
def _new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leitstand.sdk.default._THE_ONE", {})


def test_threads_that_begin_together_share_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two would be two outboxes, and the status would tell of one."""
    together = threading.Barrier(4)

    def slow(environment: Mapping[str, str]) -> Settings:
        del environment
        together.wait(60)
        time.sleep(0.01)
        return Settings()

    monkeypatch.setattr(Settings, "from_environment", slow)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: default(), range(4)))
    assert all(one is found[0] for one in found)
    assert default() is found[0]


def test_a_wrong_environment_is_told_by_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program starts all the same."""
    monkeypatch.setenv("LEITSTAND_ON_REFUSAL", "GEHEIM")
    assert default().record(observed("Frist?", "Vier Wochen.")) is None
    assert status().failed == 1
    assert status().last_problem == "SettingsError"
    assert not status().healthy
