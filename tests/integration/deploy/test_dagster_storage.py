"""Dagster's storage is made once, whole, before anybody who would race for it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from leitstand.deploy import dagster_home
from leitstand.deploy.settings import Home

OPEN = "import dagster; dagster.DagsterInstance.get().schedule_storage"


def opened(place: Path) -> "subprocess.Popen[bytes]":
    variables = {**os.environ, "DAGSTER_HOME": str(place), "DAGSTER_DISABLE_TELEMETRY": "yes"}
    return subprocess.Popen([sys.executable, "-W", "ignore", "-c", OPEN], env=variables)  # noqa: S603


def test_processes_that_start_together_find_it_made(tmp_path: Path) -> None:
    """The daemon, the pages and their code servers start at the same moment."""
    home = Home(tmp_path)
    dagster_home.prepare_storage(home)
    together = [opened(dagster_home.directory(home)) for _ in range(3)]
    assert [process.wait() for process in together] == [0, 0, 0]


def test_what_a_race_left_behind_is_replaced(tmp_path: Path) -> None:
    """Two heads in the version table: no process of Dagster would ever start again."""
    home = Home(tmp_path)
    dagster_home.prepare_storage(home)
    place = dagster_home.directory(home)
    with closing(sqlite3.connect(place / "schedules" / "schedules.db")) as database:
        database.execute("INSERT INTO alembic_version VALUES ('another')")
        database.commit()
    assert opened(place).wait() != 0
    (place / "storage-is-complete").unlink()

    dagster_home.prepare_storage(home)

    assert opened(place).wait() == 0


def test_a_whole_storage_is_left_alone(tmp_path: Path) -> None:
    """The history of runs survives a restart."""
    home = Home(tmp_path)
    dagster_home.prepare_storage(home)
    before = (dagster_home.directory(home) / "history" / "runs.db").stat().st_ino
    dagster_home.prepare_storage(home)
    assert (dagster_home.directory(home) / "history" / "runs.db").stat().st_ino == before
