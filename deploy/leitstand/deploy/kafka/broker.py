"""The broker as a process: prepares its directory, then becomes Kafka."""

import os
import subprocess
from pathlib import Path

from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.kafka.files import uuid_text, write_configuration
from leitstand.deploy.kafka.jars import class_archive, class_path, kafka_home
from leitstand.deploy.kafka.java import find_java
from leitstand.deploy.settings import Home, Settings

# A small heap and the serial collector: one node for one house, beside everything else.
# C1 only: the broker is up in half the time and never the bottleneck (DESIGN: 13 µs an event).
_JVM = (
    "-Xms64m",
    "-Xmx400m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-UsePerfData",
    # An archive that does not fit is no fault, and not worth a line in the log.
    "-Xshare:auto",
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
)


def run(home: Home, settings: Settings, _instance: int) -> int:
    """Prepare the directory and replace this process by the broker; returns only on failure."""
    directory = home.data / "kafka"
    properties = write_configuration(
        directory,
        host=settings.host,
        port=settings.ports.kafka,
        controller_port=settings.ports.kafka_controller,
    )
    if not is_formatted(directory):
        format_store(directory, properties)
    command = java_command(directory, "kafka.Kafka", str(properties))
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


def is_formatted(directory: Path) -> bool:
    """Tell whether a store exists; Kafka writes this file last."""
    return (directory / "store" / "meta.properties").exists()


def format_store(directory: Path, properties: Path) -> None:
    """Make an empty store. Raises UserError with Kafka's own words when it cannot."""
    command = java_command(
        directory,
        "kafka.tools.StorageTool",
        *("format", "--ignore-formatted", "--config", str(properties)),
        *("--cluster-id", uuid_text()),
    )
    done = subprocess.run(  # noqa: S603 - our own command
        command, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        problem = f"Kafka could not make its store: {done.stdout.strip()} {done.stderr.strip()}"
        raise UserError(problem, f"look at {directory}", Exit.INTERNAL)


def java_command(directory: Path, main_class: str, *arguments: str) -> list[str]:
    """Return a command line that runs one of Kafka's classes with our logging."""
    jars = kafka_home()
    archive = class_archive(jars)
    shared = (f"-XX:SharedArchiveFile={archive}",) if archive.exists() else ()
    return [
        find_java(),
        *_JVM,
        *shared,
        f"-Dlog4j2.configurationFile={directory / 'log4j2.yaml'}",
        "-cp",
        class_path(jars),
        main_class,
        *arguments,
    ]
