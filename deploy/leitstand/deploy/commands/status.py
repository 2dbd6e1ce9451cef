"""``leitstand status``."""

import argparse
import sys
from pathlib import Path

from leitstand.deploy.command import Command, Exit, print_json


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Print the state."""
    import msgspec

    from leitstand.deploy.role import all_roles
    from leitstand.deploy.settings import Home
    from leitstand.deploy.stack.lags import lags_of, text_of
    from leitstand.deploy.stack.report import report

    home = Home(arguments.data)
    settings = home.load()
    found = report(home, settings, all_roles(settings))
    lags = lags_of(settings) if found.running else None
    if arguments.json:
        print_json(found.as_json() | {"lag": msgspec.to_builtins(lags)})
    else:
        sys.stdout.write(found.as_text())
        sys.stdout.write(text_of(lags) if found.running else "")
    if not found.running:
        return Exit.UNAVAILABLE
    return Exit.OK if found.all_healthy else Exit.NEGATIVE


COMMAND = Command(
    name="status",
    summary="Show what runs in a data directory, and whether it is well.",
    description="""\
Asks every process of the data directory now, and Kafka how many records wait for each consumer. A
sink that waits for a ClickHouse that is away, full or read-only is well; what waits for it shows here,
and its log says why.

  leitstand status --data /srv/leitstand --json

Exit code 0: everything is healthy; 1: something is not; 3: nothing runs here.""",
    configure=configure,
    run=run,
)
