"""``leitstand up``."""

import argparse
import sys
from pathlib import Path

from leitstand.deploy.command import Command


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--detach", action="store_true", help="return when ready; see `down`")


def run(arguments: argparse.Namespace) -> int:
    """Start the stack."""
    from leitstand.deploy.settings import Home
    from leitstand.deploy.stack import detach, up

    home = Home(arguments.data)
    if arguments.detach:
        sys.stdout.write(detach.up_detached(home, up.START_LIMIT_S))
        return 0
    settings = home.load()
    home.save(settings)
    return up.serve(up.own_plan(home, settings))


COMMAND = Command(
    name="up",
    summary="Start everything on this machine and keep it running.",
    description="""\
Starts Kafka, the ClickHouse endpoint, the workers, Dagster and the web application on this machine,
each with a log file of its own under DATA/logs, makes topics and tables, and prints "ready" with the
addresses when all of them are healthy. Whatever ends is started again.

  leitstand up --data /srv/leitstand             until Ctrl-C
  leitstand up --data /srv/leitstand --detach    return when ready

A new installation also needs its keys (`leitstand vault init`, before) and its register (`leitstand
register apply`, while it waits); until then nothing is assessed.

Ctrl-C or `leitstand down` stops everything. Ports and all other settings: DATA/leitstand.yaml.""",
    configure=configure,
    run=run,
)
