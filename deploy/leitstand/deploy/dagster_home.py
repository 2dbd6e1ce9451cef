"""Dagster's own directory in an installation: its settings, its environment, its heartbeats."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leitstand.deploy.clickhouse import Account, dsn
from leitstand.deploy.settings import Home, Settings

CODE_LOCATION = "leitstand.pipelines.code_location"
LOOPBACK = "127.0.0.1"
"""Dagster's pages ask nobody who they are: whatever the settings say, they stay on this machine."""

_INSTANCE = """\
# Written by Leitstand at each start; changes here are lost.
telemetry:
  enabled: false
nux:
  enabled: false
run_coordinator:
  module: dagster.core.run_coordinator
  class: QueuedRunCoordinator
  config:
    # One run at a time: two would replace each other's partitions, on a machine of two cores.
    max_concurrent_runs: 1
    dequeue_interval_seconds: 5
run_monitoring:
  enabled: true
  poll_interval_seconds: 60
  # A run that was killed together with its machine is found again after a restart.
  start_timeout_seconds: 180
retention:
  schedule:
    purge_after_days: {skipped: 7, failure: 30, success: 30, started: 30}
  sensor:
    purge_after_days: {skipped: 1, failure: 7, success: 7, started: 7}
python_logs:
  # Every event of a run stands in Dagster's own storage; the log file is for what a person must see.
  python_log_level: WARNING
code_servers:
  local_startup_timeout: 180
"""
_ALIVE_WITHIN = timedelta(seconds=90)
"""The daemon writes every 30 seconds."""
_HEARTBEATS = "SELECT timestamp FROM daemon_heartbeats WHERE daemon_type = 'SENSOR'"


def directory(home: Home) -> Path:
    """Return DAGSTER_HOME."""
    return home.data / "dagster"


def prepare(home: Home) -> Path:
    """Write the settings, so that a crash leaves the old or the new file; return DAGSTER_HOME."""
    path = directory(home)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path / f"dagster.yaml.{id(home)}"
    draft.write_text(_INSTANCE)
    draft.replace(path / "dagster.yaml")
    return path


def prepare_storage(home: Home) -> None:
    """Make Dagster's databases, whole or not at all, before any process of it starts.

    Its daemon, its pages and their code servers would each make them at the same moment; two that
    do so leave a version table with two heads, with which none ever starts again. A storage
    without our mark (half made, or of such a race) is replaced: it holds the history of runs only.

    Raises subprocess.CalledProcessError.
    """
    place = directory(home)
    if (place / _COMPLETE).exists():
        return
    draft = place.with_name("dagster.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    (draft / "dagster.yaml").write_text(_INSTANCE)
    variables = {**os.environ, "DAGSTER_HOME": str(draft), "DAGSTER_DISABLE_TELEMETRY": "yes"}
    command = [sys.executable, "-W", "ignore", "-c", _MAKE_STORAGE]
    subprocess.run(command, env=variables, check=True, stdin=subprocess.DEVNULL)  # noqa: S603 - our own words
    (draft / _COMPLETE).touch()
    shutil.rmtree(place, ignore_errors=True)
    draft.rename(place)


_COMPLETE = "storage-is-complete"
_MAKE_STORAGE = """
import dagster
with dagster.DagsterInstance.get() as instance:
    instance.run_storage, instance.event_log_storage, instance.schedule_storage
"""


def environment(home: Home, settings: Settings, _instance: int = 0) -> dict[str, str]:
    """Return what Dagster's processes find in their environment; the address holds a password."""
    return {
        "DAGSTER_HOME": str(prepare(home)),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
        "GX_ANALYTICS_ENABLED": "False",
        "LEITSTAND_PIPELINES_DSN": dsn(home, settings, Account.PIPELINES),
        "LEITSTAND_TENANT": settings.tenant,
        # Dagster warns of its own beta features in every process that loads definitions.
        "PYTHONWARNINGS": "ignore",
    }


def daemon_argv(_home: Home, _settings: Settings, _instance: int = 0) -> list[str]:
    """Return the command line of the daemon: schedules, sensors, queue."""
    command = [sys.executable, "-m", "dagster._daemon", "run", "-m", CODE_LOCATION]
    return [*command, "--log-level", "warning"]


def ui_argv(_home: Home, settings: Settings, _instance: int = 0) -> list[str]:
    """Return the command line of the pages."""
    command = [sys.executable, "-m", "dagster_webserver", "-m", CODE_LOCATION, "-h", LOOPBACK]
    return [*command, "-p", str(settings.ports.dagster), "--log-level", "warning"]


def daemon_is_alive(home: Home, now: datetime) -> bool:
    """Say whether the daemon wrote its heartbeat lately; never raises."""
    path = directory(home) / "history" / "runs.db"
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0.5)) as database:
            row = database.execute(_HEARTBEATS).fetchone()
    except sqlite3.Error:
        return False
    return row is not None and now - _utc(row[0]) < _ALIVE_WITHIN


def _utc(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
