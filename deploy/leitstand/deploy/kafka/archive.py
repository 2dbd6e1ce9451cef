"""Makes the archive of loaded classes that nearly halves the broker's start; run by setup.

``python -m leitstand.deploy.kafka.archive``
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.kafka.broker import format_store, java_command
from leitstand.deploy.kafka.files import write_configuration
from leitstand.deploy.kafka.health import healthy
from leitstand.deploy.kafka.jars import class_archive, kafka_home
from leitstand.deploy.ports import free_ports
from leitstand.deploy.settings import Home, Settings

_START_LIMIT_S = 120.0
_STOP_LIMIT_S = 120.0


def make_archive() -> None:
    """Start a broker in a directory of its own, stop it, keep what it loaded.

    Raises UserError when the broker does not start. An archive that does not fit (another Java,
    other jars) is ignored by Java.
    """
    archive = class_archive(kafka_home())
    draft = archive.with_suffix(".new")
    archive.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        _run_once(Home(Path(folder)), f"-XX:ArchiveClassesAtExit={draft}")
    draft.replace(archive)


def _run_once(home: Home, option: str) -> None:
    settings = Settings(ports=free_ports())
    directory = home.data / "kafka"
    properties = write_configuration(
        directory,
        host=settings.host,
        port=settings.ports.kafka,
        controller_port=settings.ports.kafka_controller,
    )
    format_store(directory, properties)
    java, *rest = java_command(directory, "kafka.Kafka", str(properties))
    process = subprocess.Popen(  # noqa: S603 - our own command
        [java, option, *rest], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _await_health(process, home, settings)
        process.terminate()
        process.wait(_STOP_LIMIT_S)
    finally:
        process.kill()
        process.wait()


def _await_health(process: "subprocess.Popen[bytes]", home: Home, settings: Settings) -> None:
    deadline = time.monotonic() + _START_LIMIT_S
    while not healthy(home, settings, 0):
        if process.poll() is not None or time.monotonic() > deadline:
            problem = "the broker did not start"
            raise UserError(problem, "start it with `leitstand up` and read logs/kafka.log")
        time.sleep(0.05)


def main() -> int:
    """Make it; a failure is told and costs only time at each start."""
    try:
        make_archive()
    except (UserError, OSError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"setup: Kafka starts without its class archive: {error}\n")
        return Exit.NEGATIVE
    return Exit.OK


if __name__ == "__main__":
    sys.exit(main())
