"""Kafka and ClickHouse alone, in a directory and on ports of their own: for tests and trials."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from leitstand.deploy import clickhouse
from leitstand.deploy.ports import free_ports
from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings

START_LIMIT_S = 120.0
STOP_LIMIT_S = 30.0


class NotStartedError(Exception):
    """A server did not come up; the message ends with the last lines of its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaServer:
    """A broker with the topics of the contracts."""

    servers: str
    home: Home
    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickHouseServer:
    """A ClickHouse with all migrations applied; user and password are the administrator's."""

    url: str
    user: str
    password: str
    database: str
    home: Home
    settings: Settings


@contextmanager
def kafka_server(directory: Path) -> Generator[KafkaServer]:
    """Run a broker; ready with its topics when the block begins, gone when it ends."""
    from leitstand.broker.admin import ensure_topics
    from leitstand.deploy.roles import kafka
    from leitstand.schemas.topics import load_all

    home, settings = new_installation(directory)
    with running(home, settings, kafka.ROLE):
        ensure_topics(settings.kafka_servers, load_all().values(), settings.partitions, 1)
        yield KafkaServer(servers=settings.kafka_servers, home=home, settings=settings)


@contextmanager
def clickhouse_server(directory: Path) -> Generator[ClickHouseServer]:
    """Run an endpoint; migrated when the block begins, gone when it ends."""
    from leitstand.deploy.roles import endpoint

    home, settings = new_installation(directory)
    with running(home, settings, endpoint.ROLE):
        clickhouse.migrator(home, settings).up()
        yield ClickHouseServer(
            url=settings.clickhouse_url,
            user=clickhouse.Account.ADMIN.value,
            password=clickhouse.password(home, clickhouse.Account.ADMIN),
            database=settings.database,
            home=home,
            settings=settings,
        )


def new_installation(directory: Path) -> tuple[Home, Settings]:
    """Return a fresh data directory with free ports."""
    home = Home(directory)
    settings = Settings(ports=free_ports())
    home.save(settings)
    return home, settings


@contextmanager
def running(home: Home, settings: Settings, role: Role) -> Generator["subprocess.Popen[bytes]"]:
    """Run one role as `leitstand up` does; healthy when the block begins."""
    process = start(home, settings, role)
    try:
        yield process
    finally:
        stop(process)


def start(home: Home, settings: Settings, role: Role) -> "subprocess.Popen[bytes]":
    """Start one role and wait until it is healthy. Raises NotStartedError."""
    home.logs.mkdir(parents=True, exist_ok=True)
    log = home.logs / f"{role.name}.log"
    command = [sys.executable, "-m", "leitstand.deploy.cli", "run", role.name]
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--data", str(home.data)],
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_LIMIT_S
    while not role.healthy(home, settings, 0):
        if process.poll() is not None or time.monotonic() > deadline:
            stop(process)
            message = f"{role.name} did not start:\n{log.read_text(errors='replace')[-4000:]}"
            raise NotStartedError(message)
        time.sleep(0.05)
    return process


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End a role and everything it started."""
    process.terminate()
    try:
        process.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
