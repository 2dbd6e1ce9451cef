"""``leitstand down``."""

import argparse
import sys
from pathlib import Path

from leitstand.deploy.command import Command, Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")


def run(arguments: argparse.Namespace) -> int:
    """Stop the stack."""
    from leitstand.deploy.settings import Home
    from leitstand.deploy.stack.detach import down

    was_running = down(Home(arguments.data))
    sys.stdout.write("stopped\n" if was_running else "was not running\n")
    return Exit.OK


COMMAND = Command(
    name="down",
    summary="Stop everything that `leitstand up` started.",
    description="""\
Ends every process of the data directory in order, clients before servers, and also what a killed
supervisor left behind. Nothing is lost: what was captured lies on disk and goes on at the next `up`.

  leitstand down --data /srv/leitstand""",
    configure=configure,
    run=run,
)
